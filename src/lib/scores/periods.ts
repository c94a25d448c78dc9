/** The periods a page offers: whole weeks up to an anchor, and what they can be compared with. Days in UTC. */
import { addDays } from '../merger/day.ts';
import type { Period } from './breakdown.ts';
import { periodOf } from './families.ts';

export interface Weeks extends Period {
  readonly from: string;
  readonly to: string;
}

export const lengths = [4, 13, 26, 52] as const;

/** So many whole weeks (Monday to Sunday), the last of which holds the day. */
export function weeksUpTo(day: string, count: number): Weeks {
  const monday = periodOf(day, 'week');
  return { from: addDays(monday, -7 * (count - 1)), to: addDays(monday, 6) };
}

/** Days of a period, both ends included. */
export function daysOf({ from, to }: Weeks): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}

/** `baseline`: as long, up to the Sunday before the announcement. `previous`: as long, directly before. `year`: 52 weeks earlier. */
export type ComparisonKind = 'baseline' | 'previous' | 'year';

/** What the period can be compared with; no baseline where nothing was announced or the period begins before it ends. */
export function comparisonsOf(period: Weeks, announced: string | null): Partial<Record<ComparisonKind, Weeks>> {
  const length = daysOf(period);
  const before = (end: string): Weeks => ({ from: addDays(end, 1 - length), to: end });
  const baseline = announced === null ? null : before(addDays(periodOf(announced, 'week'), -1));
  return {
    ...(baseline && baseline.to < period.from ? { baseline } : {}),
    previous: before(addDays(period.from, -1)),
    year: { from: addDays(period.from, -364), to: addDays(period.to, -364) }
  };
}

/** Which of the offered comparisons a period is; null for none of them or one chosen by hand. */
export function kindOf(chosen: Period | null, offered: Partial<Record<ComparisonKind, Weeks>>): ComparisonKind | null {
  const kinds = Object.keys(offered) as ComparisonKind[];
  return kinds.find((kind) => offered[kind]?.from === chosen?.from && offered[kind]?.to === chosen?.to) ?? null;
}
