/**
 * Decides what the headline of the overview says: what is known, and no more (look.md section 6). Codes only; the words live
 * in messages. Only a change that is sure after correction for everything on the screen is called a fall or a rise.
 */
import type { Shown } from './disclosure.ts';
import type { Figure } from './figures.ts';

export interface Finding {
  /** Company, and within it the stage or segment the sentence is about; null for the company as a whole. */
  readonly companyId: string;
  readonly group: { readonly dimension: 'stage' | 'segment'; readonly code: string } | null;
  /** Points, after minus before. */
  readonly delta: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/**
 * `none`: no answers in the period. `few`: too few to compare. `alone`: nothing to compare with. `steady`: compared, and no
 * change is sure. `moved`: the companies that moved for sure, worst first, and those where nothing can be told. `group`: no
 * company moved as a whole, but this group in it did.
 */
export type Headline =
  | { readonly kind: 'none' }
  | { readonly kind: 'few' }
  | { readonly kind: 'alone'; readonly scores: readonly { companyId: string; score: number }[] }
  | { readonly kind: 'steady'; readonly companyIds: readonly string[] }
  | { readonly kind: 'moved'; readonly moved: readonly Finding[]; readonly unsure: readonly string[] }
  | { readonly kind: 'group'; readonly finding: Finding };

export interface GroupFigure {
  readonly companyId: string;
  readonly dimension: 'stage' | 'segment';
  readonly code: string;
  readonly shown: Shown<Figure>;
}

function finding(companyId: string, group: Finding['group'], shown: Shown<Figure>): Finding | null {
  if (shown.kind !== 'value' || !shown.value.change?.sure) return null;
  const { delta, low, high } = shown.value.change;
  return { companyId, group, delta, low, high, n: shown.n };
}

/** `higherIsBetter` orders what moved: what got worse stands first, the largest first. */
export function headlineOf(
  companies: readonly { readonly companyId: string; readonly shown: Shown<Figure> }[],
  groups: readonly GroupFigure[],
  compared: boolean,
  higherIsBetter: boolean
): Headline {
  const values = companies.flatMap(({ companyId, shown }) =>
    shown.kind === 'value' ? [{ companyId, shown, figure: shown.value }] : []
  );
  if (values.length === 0) return { kind: companies.some((c) => c.shown.kind === 'few') ? 'few' : 'none' };
  if (!compared || values.every(({ figure }) => figure.change === null)) {
    return { kind: 'alone', scores: values.map(({ companyId, figure }) => ({ companyId, score: figure.score.score })) };
  }
  const sign = higherIsBetter ? 1 : -1;
  const worstFirst = (a: Finding, b: Finding) => sign * (a.delta - b.delta);
  const moved = values.flatMap(({ companyId, shown }) => finding(companyId, null, shown) ?? []).sort(worstFirst);
  if (moved.length > 0) {
    const still = values.filter(({ companyId }) => moved.every((one) => one.companyId !== companyId));
    return { kind: 'moved', moved, unsure: still.map(({ companyId }) => companyId) };
  }
  const found = groups
    .flatMap(({ companyId, dimension, code, shown }) => finding(companyId, { dimension, code }, shown) ?? [])
    .sort(worstFirst);
  const worst = found.find((one) => sign * one.delta < 0);
  if (worst) return { kind: 'group', finding: worst };
  return { kind: 'steady', companyIds: values.map(({ companyId }) => companyId) };
}

/**
 * The group that explains most of a change that is sure: the sure groups of the same company and direction, the largest
 * fall first. Null when no group can be named.
 */
export function sharpest(within: Finding, groups: readonly GroupFigure[]): Finding | null {
  const same = groups.filter((group) => group.companyId === within.companyId);
  const found = same
    .flatMap(({ companyId, dimension, code, shown }) => finding(companyId, { dimension, code }, shown) ?? [])
    .filter((one) => Math.sign(one.delta) === Math.sign(within.delta) && Math.abs(one.delta) > Math.abs(within.delta))
    .sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta));
  return found[0] ?? null;
}
