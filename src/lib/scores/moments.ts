/**
 * Moments of a cell, and the score with its interval that follows from them (M-01..M-04). A score is the mean of
 * contributions in points; its interval depends on the kind of the metric: adjusted Wald for NPS, Wilson for a top box, t for
 * means and indexes.
 */
import { meanInterval, npsInterval, wilsonInterval } from '../stats/intervals.ts';
import { describe } from './metrics.ts';
import type { Series, SeriesId } from './metrics.ts';

/** Count, sum and sum of squares of contributions, in points. */
export interface Moments {
  readonly n: number;
  readonly sum: number;
  readonly sum2: number;
}

/** Moments as they are stored: integers in ten-thousandths of a point (and their squares), as the drivers hand them over. */
export interface StoredMoments {
  readonly n: number | bigint | string;
  readonly sum: number | bigint | string;
  readonly sum2: number | bigint | string;
}

/** A score in points with its 95 % interval and the number of answers behind it. */
export interface Score {
  readonly score: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
  /** `single`: one answer, the interval is the whole range. `equal`: all answers equal, a mean has no width to show. */
  readonly degenerate: 'single' | 'equal' | null;
}

export const noMoments: Moments = { n: 0, sum: 0, sum2: 0 };

export function addMoments(a: Moments, b: Moments): Moments {
  return { n: a.n + b.n, sum: a.sum + b.sum, sum2: a.sum2 + b.sum2 };
}

export function foldMoments(list: Iterable<Moments>): Moments {
  let total = noMoments;
  for (const moments of list) total = addMoments(total, moments);
  return total;
}

/** The moments of stored rows, added exactly as integers and only then turned into points. No rows: `noMoments`. */
export function fromStored(...rows: readonly StoredMoments[]): Moments {
  let n = 0n;
  let sum = 0n;
  let sum2 = 0n;
  for (const row of rows) {
    n += BigInt(row.n);
    sum += BigInt(row.sum);
    sum2 += BigInt(row.sum2);
  }
  return { n: Number(n), sum: Number(sum) / 1e4, sum2: Number(sum2) / 1e8 };
}

/** The moments of contributions in points; for tests and small lists. */
export function momentsOf(values: readonly number[]): Moments {
  return foldMoments(values.map((v) => ({ n: 1, sum: v, sum2: v * v })));
}

/** Promoters and detractors from NPS moments: sum = 100 (P - D), sum2 = 10000 (P + D). */
export function npsShares({ n, sum, sum2 }: Moments): { promoters: number; passives: number; detractors: number } {
  const promoters = Math.round((sum2 / 100 + sum) / 200);
  const detractors = Math.round((sum2 / 100 - sum) / 200);
  return { promoters, passives: n - promoters - detractors, detractors };
}

/** Sample variance with divisor n - 1, in squared points; 0 for fewer than two answers. */
export function sampleVariance({ n, sum, sum2 }: Moments): number {
  if (n < 2) return 0;
  const spread = sum2 - (sum * sum) / n;
  return spread <= 1e-12 * sum2 ? 0 : spread / (n - 1);
}

/** The series of an id that the caller knows to exist; an unknown one is a bug of the caller. */
export function knownSeries(id: SeriesId): Series {
  const series = describe(id);
  if (!series) throw new Error(`No such series: ${id}`);
  return series;
}

/** Score, 95 % interval and n of a cell of the series; null without answers. */
export function score(id: SeriesId, moments: Moments): Score | null {
  const { kind, range } = knownSeries(id);
  const { n, sum } = moments;
  if (!(n > 0)) return null;
  const mean = sum / n;
  const equal = n > 1 && sampleVariance(moments) === 0;
  const degenerate = n === 1 ? 'single' : equal ? 'equal' : null;
  const result = (low: number, high: number): Score => ({ score: mean, low, high, n, degenerate });
  if (kind === 'nps') {
    const { promoters, detractors } = npsShares(moments);
    const { low, high } = npsInterval(promoters, detractors, n)!;
    return result(Math.min(100 * low, mean), Math.max(100 * high, mean));
  }
  if (kind === 'topbox') {
    const { low, high } = wilsonInterval(Math.round(sum / 100), n)!;
    return result(100 * low, 100 * high);
  }
  const interval = meanInterval(mean, sampleVariance(moments), n);
  if (!interval) return result(range.low, range.high);
  return result(Math.max(range.low, interval.low), Math.min(range.high, interval.high));
}
