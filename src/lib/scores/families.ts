/**
 * The rollup tables kept, as a constant, and which of them answers a question: every family is metric x company x stage x at
 * most two further dimensions, so that the rows per period are bounded whatever the number of answers (architecture.md).
 */

export const grains = ['day', 'week', 'month', 'all'] as const;
export type Grain = (typeof grains)[number];

/** The period of the grain `all`, which has only one. */
export const allPeriod = '1970-01-01';

/** What a family adds to the base; `code` is the raw answer code, `arrival` the Monday of the week the answer arrived. */
export type FamilyDimension =
  'segment' | 'region' | 'tier' | 'channel' | 'program' | 'locale' | 'phase' | 'code' | 'arrival';

export interface Family {
  readonly key: string;
  readonly d1: FamilyDimension | null;
  readonly d2: FamilyDimension | null;
  readonly grains: readonly Grain[];
}

function family(d1: FamilyDimension | null, d2: FamilyDimension | null, kept: readonly Grain[]): Family {
  return { key: [d1, d2].filter((d) => d !== null).join('+'), d1, d2, grains: kept };
}

/** Weeks where heat maps look; single days would be as many rows as there are answers. */
const weekly = ['week', 'month'] as const;
const monthly = ['month'] as const;

/** Every family there is; an empty `d1` or `d2` is stored as ''. Weeks begin on Monday, all dates are UTC. */
export const families = [
  family(null, null, grains),
  family('segment', null, weekly),
  family('region', null, weekly),
  family('tier', null, weekly),
  family('channel', null, monthly),
  family('program', null, monthly),
  family('locale', null, monthly),
  family('phase', null, monthly),
  family('code', null, monthly),
  family('arrival', null, ['week']),
  family('region', 'arrival', ['week']),
  family('segment', 'arrival', ['week'])
] as const satisfies readonly Family[];

/**
 * Name under which the contributions of flagged answers are kept once more beside those of everybody, so that figures can leave
 * them out by subtraction (UX-18): there are as few rows of them as there are flagged answers.
 */
export const flaggedFamily = (key: string): string => `flagged:${key}`;

export const base: Family = families[0];

/** The dimensions every family has. */
const everywhere: readonly string[] = ['company', 'stage'];

/**
 * The family that holds all the dimensions named (grouped by or filtered on, company and stage are in all); null when none
 * does: the question is then computed from answers, under the statement timeout.
 */
export function familyFor(dimensions: Iterable<string>): Family | null {
  const needed = new Set([...dimensions].filter((d) => !everywhere.includes(d)));
  const fits = (f: Family) => {
    const has: (string | null)[] = [f.d1, f.d2];
    return [...needed].every((d) => has.includes(d)) && has.filter((d) => d !== null).length === needed.size;
  };
  return families.find(fits) ?? null;
}

const day = 86_400_000;
const text = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The first day (YYYY-MM-DD) of the period of this grain that holds the day; `allPeriod` for the grain `all`. */
export function periodOf(date: string, grain: Grain): string {
  if (grain === 'day') return date;
  if (grain === 'month') return `${date.slice(0, 7)}-01`;
  if (grain === 'all') return allPeriod;
  const time = Date.parse(date);
  return text(time - ((new Date(time).getUTCDay() + 6) % 7) * day);
}

/** The first day of the period that follows the one beginning at `start`. */
export function nextPeriod(start: string, grain: Exclude<Grain, 'all'>): string {
  const date = new Date(start);
  if (grain === 'month') return text(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
  return text(date.getTime() + (grain === 'week' ? 7 : 1) * day);
}

/** A run of whole periods of one grain: `first` and `last` are their first days, both included. */
export interface Piece {
  readonly grain: Grain;
  readonly first: string;
  readonly last: string;
}

/**
 * The fewest runs of stored periods that cover the days from `from` to `to` exactly and once (both included, null is open):
 * whole months with days at the ends; `all` when both ends are open. An open end becomes a run of months to the far past
 * or future. Empty when `from` is after `to`.
 */
export function piecesOf(from: string | null, to: string | null): Piece[] {
  if (from === null && to === null) return [{ grain: 'all', first: allPeriod, last: allPeriod }];
  if (from !== null && to !== null && from > to) return [];
  const firstMonth = from === null ? '0001-01-01' : monthFrom(from);
  const endMonth = to === null ? '9999-12-01' : periodOf(nextPeriod(to, 'day'), 'month');
  const days = (first: string, last: string): Piece[] => (first > last ? [] : [{ grain: 'day', first, last }]);
  const before = (date: string) => text(Date.parse(date) - day);
  if (firstMonth >= endMonth) return days(from!, to!);
  const lastMonth = to === null ? endMonth : periodOf(before(endMonth), 'month');
  return [
    ...(from === null ? [] : days(from, before(firstMonth))),
    { grain: 'month', first: firstMonth, last: lastMonth },
    ...(to === null ? [] : days(endMonth, to))
  ];
}

/**
 * The runs of stored periods of these grains that cover the days exactly and once; null when the grains kept cannot (a family
 * without days and a period that is neither whole weeks nor whole months): the figure is then computed from answers.
 */
export function runsOf(from: string | null, to: string | null, kept: readonly Grain[]): Piece[] | null {
  if (from !== null && to !== null && from > to) return [];
  if (from === null && to === null && kept.includes('all')) return piecesOf(null, null);
  for (const grain of ['month', 'week'] as const) {
    if (!kept.includes(grain)) continue;
    const first = from === null ? '0001-01-01' : periodOf(from, grain);
    const last = to === null ? '9999-12-01' : periodOf(to, grain);
    const whole = to === null || nextPeriod(last, grain) === text(Date.parse(to) + day);
    if ((from === null || first === from) && whole) return [{ grain, first, last }];
  }
  return kept.includes('day') && kept.includes('month') ? piecesOf(from, to) : null;
}

function monthFrom(date: string): string {
  const month = periodOf(date, 'month');
  return month === date ? month : nextPeriod(month, 'month');
}
