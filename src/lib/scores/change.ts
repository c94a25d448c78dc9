/**
 * Decides what a change is worth: difference of two cells with its interval and p, and, over everything shown together,
 * which differences are sure enough to be coloured (look.md principle 3; M-01, M-03, M-08, M-09, M-21).
 */
import { normalUpper, tQuantile, tTwoSided, z95 } from '../stats/distributions.ts';
import { newcombeInterval, npsAdjustedError } from '../stats/intervals.ts';
import { benjaminiHochberg } from '../stats/multiplicity.ts';
import { detectableDifference } from '../stats/planning.ts';
import { proportionTest } from '../stats/two-samples.ts';
import { estimatesOf, weightedSum } from './estimate.ts';
import type { Estimate } from './estimate.ts';
import type { SeriesId } from './metrics.ts';
import { knownSeries, npsShares } from './moments.ts';
import type { Moments } from './moments.ts';

/** A difference in points, after minus before, with its 95 % interval. */
export interface Change {
  readonly delta: number;
  readonly low: number;
  readonly high: number;
  /** Half the width of the interval: the number after the plus-minus sign. */
  readonly halfWidth: number;
  /** Two-sided; null where there are too few answers to say anything. */
  readonly p: number | null;
  readonly nBefore: number;
  readonly nAfter: number;
  /** The smallest true difference that so many answers show in four cases of five (M-21); null where nothing is known. */
  readonly detectable: number | null;
}

/**
 * The change between two cells of a series: for NPS the z test, never surer than its adjusted form; for a top box Newcombe's
 * interval with the pooled z or Fisher's test; for means and indexes Welch's t. Null when a side has no answers.
 */
export function change(id: SeriesId, before: Moments, after: Moments): Change | null {
  const { kind, range } = knownSeries(id);
  const [first, second] = estimatesOf(id, [before, after]);
  if (!first || !second) return null;
  const width = range.high - range.low;
  const plain = changeOfEstimates(first, second, width);
  if (kind === 'nps') {
    const adjusted = adjustedNpsChange(before, after);
    const p = plain.p === null ? adjusted.p : Math.max(plain.p, adjusted.p);
    return within(plain, Math.min(plain.delta, adjusted.low), Math.max(plain.delta, adjusted.high), width, p);
  }
  if (kind === 'topbox') {
    const [x1, x2] = [Math.round(before.sum / 100), Math.round(after.sum / 100)];
    const { low, high } = newcombeInterval(x1, before.n, x2, after.n)!;
    return within(plain, 100 * low, 100 * high, width, proportionTest(x1, before.n, x2, after.n));
  }
  return plain;
}

/** The change between two estimates of independent samples; `width` is the length of the metric's range. */
export function changeOfEstimates(before: Estimate, after: Estimate, width: number): Change {
  const { mean, error, df } = weightedSum([
    { weight: 1, estimate: after },
    { weight: -1, estimate: before }
  ]);
  const known = df > 0 && (error > 0 || mean === 0);
  const half = known ? tQuantile(0.975, df) * error : Infinity;
  const change: Change = {
    delta: mean,
    low: mean,
    high: mean,
    halfWidth: 0,
    p: null,
    nBefore: before.n,
    nAfter: after.n,
    detectable: known && error > 0 ? detectableDifference(before.error ** 2, 1, after.error ** 2, 1) : null
  };
  const p = !known ? null : error === 0 ? 1 : tTwoSided(mean / error, df);
  return within(change, mean - half, mean + half, width, p);
}

function within(change: Change, low: number, high: number, width: number, p: number | null): Change {
  const [from, to] = [Math.max(-width, low), Math.min(width, high)];
  return { ...change, low: from, high: to, halfWidth: (to - from) / 2, p };
}

/** Both groups with three answers added each, as in the adjusted interval: two answers against two prove nothing. */
function adjustedNpsChange(before: Moments, after: Moments): { low: number; high: number; p: number } {
  const side = (moments: Moments) => {
    const { promoters, detractors } = npsShares(moments);
    const error = 100 * npsAdjustedError(promoters, detractors, moments.n);
    return { mean: (100 * (promoters - detractors)) / (moments.n + 3), error };
  };
  const [a, b] = [side(before), side(after)];
  const delta = b.mean - a.mean;
  const error = Math.hypot(a.error, b.error);
  const p = Math.min(1, 2 * normalUpper(Math.abs(delta) / error));
  return { low: delta - z95 * error, high: delta + z95 * error, p };
}

export interface ComparedCell {
  readonly key: string;
  readonly before: Moments;
  readonly after: Moments;
}

export interface JudgedChange extends Change {
  /** Benjamini-Hochberg over all the cells judged together. */
  readonly q: number | null;
  /** True when q is below the level and the interval leaves zero out: only then may the cell be coloured. */
  readonly sure: boolean;
  /** What a sure change means: the colour follows it, the sign follows the number. `same` when not sure. */
  readonly meaning: 'better' | 'worse' | 'same';
  /** Strength of the colour: under 10, 10 to 20, over 20 NPS points, half of that for 0..100 scores; 0 when not sure. */
  readonly step: 0 | 1 | 2 | 3;
}

/**
 * Judges every change shown on one screen as one family (M-09). The result has an entry for every cell; null where one of
 * the sides has no answers, which is not counted in the family.
 */
export function judgeChanges(
  id: SeriesId,
  cells: readonly ComparedCell[],
  level = 0.05
): ReadonlyMap<string, JudgedChange | null> {
  const judged = judgeTogether(
    cells.map(({ before, after }) => ({ id, change: change(id, before, after) })),
    level
  );
  return new Map(cells.map(({ key }, i) => [key, judged[i] ?? null]));
}

/** The same for changes that are worked out already, of one or several series: all of them are one family. */
export function judgeTogether(
  shown: readonly { readonly id: SeriesId; readonly change: Change | null }[],
  level = 0.05
): (JudgedChange | null)[] {
  const qs = benjaminiHochberg(shown.map((s) => s.change?.p ?? null));
  return shown.map(({ id, change: found }, i) => {
    if (!found) return null;
    const { higherIsBetter, range } = knownSeries(id);
    const step = (range.high - range.low) / 20;
    const q = qs[i] ?? null;
    const sure = q !== null && q < level && (found.low > 0 || found.high < 0);
    const size = Math.abs(found.delta);
    return {
      ...found,
      q,
      sure,
      meaning: !sure ? 'same' : found.delta > 0 === higherIsBetter ? 'better' : 'worse',
      step: !sure ? 0 : size < step ? 1 : size <= 2 * step ? 2 : 3
    };
  });
}
