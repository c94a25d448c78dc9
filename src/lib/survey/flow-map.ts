/** A survey drawn as a flow: which page follows which, where branches lead, which pages chance moves. The map of the builder (UX-35). */
import type { Condition } from './condition.ts';
import type { Ending, Page, SurveyDocument } from './document.ts';

/** Where something leads: to a page or an ending by its place in the document, or to what is not there. */
export type Target =
  | { readonly kind: 'page'; readonly at: number }
  | { readonly kind: 'ending'; readonly at: number }
  | { readonly kind: 'gone'; readonly id: string };

export interface MapBranch {
  readonly pointer: string;
  /** Without one it is always taken. */
  readonly if: Condition | undefined;
  readonly to: Target;
  /** It leads to its own page or to one before it. */
  readonly back: boolean;
}

export interface MapPage {
  readonly page: Page;
  readonly pointer: string;
  readonly branches: readonly MapBranch[];
  /** Whether what follows in order can come next: false where some branch is always taken. */
  readonly falls: boolean;
  /** Places of the pages it exchanges places with, its own left out. */
  readonly exchanges: readonly number[];
}

export interface SurveyMap {
  readonly pages: readonly MapPage[];
  readonly endings: readonly { readonly ending: Ending; readonly pointer: string }[];
  readonly quotas: readonly {
    readonly quota: NonNullable<SurveyDocument['quotas']>[number];
    readonly pointer: string;
    readonly to: Target | null;
  }[];
}

export function mapOf(document: SurveyDocument): SurveyMap {
  const pageIds = document.pages.map(({ id }) => id);
  const endings = document.endings ?? [];
  const targetOf = (id: string): Target => {
    const page = pageIds.indexOf(id);
    if (page >= 0) return { kind: 'page', at: page };
    const ending = endings.findIndex((one) => one.id === id);
    return ending >= 0 ? { kind: 'ending', at: ending } : { kind: 'gone', id };
  };
  return {
    pages: document.pages.map((page, p): MapPage => {
      const branches = (page.next ?? []).map((branch, n): MapBranch => {
        const to = targetOf(branch.to);
        return { pointer: `/pages/${p}/next/${n}`, if: branch.if, to, back: to.kind === 'page' && to.at <= p };
      });
      // A branch that leads nowhere or back is not followed: the next page comes.
      const certain = branches.some((one) => one.if === undefined && one.to.kind !== 'gone' && !one.back);
      const set = document.shuffledPages?.find((ids) => ids.includes(page.id)) ?? [];
      const exchanges = set.flatMap((id) => (id === page.id || !pageIds.includes(id) ? [] : [pageIds.indexOf(id)]));
      return { page, pointer: `/pages/${p}`, branches, falls: !certain, exchanges: exchanges.sort((a, b) => a - b) };
    }),
    endings: endings.map((ending, e) => ({ ending, pointer: `/endings/${e}` })),
    quotas: (document.quotas ?? []).map((quota, q) => ({
      quota,
      pointer: `/quotas/${q}`,
      to: quota.full === undefined ? null : targetOf(quota.full)
    }))
  };
}

/**
 * A lane for each span, so that spans of one lane do not share a place: short ones inside, long ones outside, and as many lanes
 * as the most that run side by side, or few more. Spans that lead to one target share its lane from there on if they can.
 */
export function lanesOf(spans: readonly { readonly from: number; readonly to: number }[]): number[] {
  const lanes: number[] = spans.map(() => 0);
  const taken: { low: number; high: number; to: number }[][] = [];
  const order = spans
    .map((span, at) => ({ ...span, at, low: Math.min(span.from, span.to), high: Math.max(span.from, span.to) }))
    .sort((a, b) => a.high - a.low - (b.high - b.low) || a.low - b.low || a.at - b.at);
  for (const { low, high, to, at } of order) {
    let lane = 0;
    while (taken[lane]?.some((one) => one.to !== to && one.low < high && low < one.high)) lane += 1;
    (taken[lane] ??= []).push({ low, high, to });
    lanes[at] = lane;
  }
  return lanes;
}
