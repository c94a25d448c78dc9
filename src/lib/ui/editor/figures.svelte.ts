/** What the published questions cost those who answered, for every part of the builder; it comes after the page and may be absent. */
import { getContext, setContext } from 'svelte';
import type { Share, VersionFigures } from '#lib/survey/item-figures.ts';
import { m } from '#lib/paraglide/messages.js';
import { share, whole } from '#lib/ui/charts/numbers.ts';

export interface Figures {
  readonly found: VersionFigures | null;
  /** Asks for another published version, or with null for the newest with answers enough. */
  show(version: number | null): Promise<void>;
}

const key = Symbol('figures');

export function provideFigures(ask: (query: string) => Promise<VersionFigures>): Figures {
  let found = $state.raw<VersionFigures | null>(null);
  return setContext(key, {
    get found() {
      return found;
    },
    async show(version: number | null) {
      found = await ask(version === null ? '' : `?version=${version}`);
    }
  });
}

export const useFigures = (): Figures | undefined => getContext(key);

/** A share as it is said: `4 % (2–7)`. */
export function shareText({ count, n, low, high }: Share): string {
  return m.builder_figure_share({
    share: share(count, n),
    low: whole(100 * low),
    high: whole(100 * high)
  });
}

/** A time as it is said. */
export function secondsText(seconds: number): string {
  const rounded = Math.round(seconds);
  return rounded < 90
    ? m.builder_figure_seconds({ n: whole(rounded) })
    : m.builder_figure_minutes({ minutes: whole(Math.floor(rounded / 60)), seconds: whole(rounded % 60) });
}
