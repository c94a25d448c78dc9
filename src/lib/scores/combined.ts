/**
 * The combined company in its three named views (UX-67): `pooled` throws all answers together, `equal-company` gives every
 * company the same weight, `customer-base` weights each by its customers. Never a plain pool by accident.
 */
import { tQuantile } from '../stats/distributions.ts';
import type { CombinedView } from './breakdown.ts';
import { change, changeOfEstimates } from './change.ts';
import type { Change } from './change.ts';
import { estimatesOf, weightedSum } from './estimate.ts';
import type { Estimate } from './estimate.ts';
import type { SeriesId } from './metrics.ts';
import { foldMoments, knownSeries, score } from './moments.ts';
import type { Moments, Score } from './moments.ts';

export interface CompanyPart {
  readonly moments: Moments;
  /** Customers of the company; read by the view `customer-base` only. */
  readonly customers: number;
}

/** Answers thrown together, weighted by how many each company happened to give. */
export function pooled(id: SeriesId, parts: readonly CompanyPart[]): Score | null {
  return score(id, foldMoments(parts.map((p) => p.moments)));
}

/** The plain mean of the companies' scores; null when one of them has no answers: a missing half is not the other half. */
export function equalCompany(id: SeriesId, parts: readonly CompanyPart[]): Score | null {
  return scoreOf(id, weighted(id, 'equal-company', parts));
}

/** The mean of the companies' scores by customers; null when one with customers has no answers, or there are no customers. */
export function customerBaseWeighted(id: SeriesId, parts: readonly CompanyPart[]): Score | null {
  return scoreOf(id, weighted(id, 'customer-base', parts));
}

/** The combined score in the view chosen, with a 95 % interval from the variance of the weighted sum. */
export function combine(id: SeriesId, view: CombinedView, parts: readonly CompanyPart[]): Score | null {
  if (view === 'pooled') return pooled(id, parts);
  return view === 'equal-company' ? equalCompany(id, parts) : customerBaseWeighted(id, parts);
}

/**
 * The change of the combined score in the view chosen; null when either side has none. Pass the same `customers` on both
 * sides to see customers change and not the sizes of the companies.
 */
export function combinedChange(
  id: SeriesId,
  view: CombinedView,
  before: readonly CompanyPart[],
  after: readonly CompanyPart[]
): Change | null {
  if (view === 'pooled')
    return change(id, foldMoments(before.map((p) => p.moments)), foldMoments(after.map((p) => p.moments)));
  const [first, second] = [weighted(id, view, before), weighted(id, view, after)];
  const { range } = knownSeries(id);
  return first && second && changeOfEstimates(first, second, range.high - range.low);
}

function weighted(id: SeriesId, view: CombinedView, parts: readonly CompanyPart[]): Estimate | null {
  const sizes = parts.map((p) => (view === 'equal-company' ? 1 : Math.max(0, p.customers)));
  const total = sizes.reduce((a, b) => a + b, 0);
  if (!(total > 0)) return null;
  const estimates = estimatesOf(
    id,
    parts.map((p) => p.moments)
  );
  const joined: { weight: number; estimate: Estimate }[] = [];
  for (const [i, size] of sizes.entries()) {
    if (size === 0) continue;
    const estimate = estimates[i];
    if (!estimate) return null;
    joined.push({ weight: size / total, estimate });
  }
  return weightedSum(joined);
}

function scoreOf(id: SeriesId, estimate: Estimate | null): Score | null {
  if (!estimate) return null;
  const { range } = knownSeries(id);
  const { mean, error, df, n } = estimate;
  const half = df > 0 ? tQuantile(0.975, df) * error : range.high - range.low;
  return {
    score: mean,
    low: Math.max(range.low, mean - half),
    high: Math.min(range.high, mean + half),
    n,
    degenerate: df > 0 && error === 0 ? 'equal' : null
  };
}
