/**
 * A score as an estimate: a mean with its standard error, so that scores can be compared and joined. The error never comes
 * from too little: for NPS and top boxes it is at least that of the adjusted interval, and the mean of a
 * small cell takes at least the pooled variance of the cells it stands beside (M-01, M-02, M-08).
 */
import { npsAdjustedError, npsVariance } from '../stats/intervals.ts';
import { knownSeries, npsShares, sampleVariance } from './moments.ts';
import type { Moments } from './moments.ts';
import type { SeriesId } from './metrics.ts';

/** Mean and standard error in points. `df` is Infinity where the normal distribution serves; 0: the error is unknown. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
  readonly df: number;
  readonly n: number;
}

/**
 * From so many answers on a cell's own variance is trusted. Below, scores near the end of their scale are skewed: a cell that
 * happens to hold none of the rare low answers would look sure of itself ten times too often.
 */
const enough = 50;

/** The estimates of cells that are compared or joined with each other; null for a cell without answers. */
export function estimatesOf(id: SeriesId, cells: readonly Moments[]): (Estimate | null)[] {
  const { kind } = knownSeries(id);
  const pooled = pooledVariance(cells);
  return cells.map((moments) => {
    const { n, sum } = moments;
    if (!(n > 0)) return null;
    const mean = sum / n;
    if (kind === 'nps') {
      const { promoters, detractors } = npsShares(moments);
      const plain = Math.sqrt(npsVariance(promoters, detractors, n) / n);
      return { mean, error: 100 * Math.max(plain, npsAdjustedError(promoters, detractors, n)), df: Infinity, n };
    }
    if (kind === 'topbox') {
      const p = mean / 100;
      const adjusted = (sum / 100 + 2) / (n + 4);
      const plain = Math.sqrt((p * (1 - p)) / n);
      return { mean, error: 100 * Math.max(plain, Math.sqrt((adjusted * (1 - adjusted)) / (n + 4))), df: Infinity, n };
    }
    const own = sampleVariance(moments);
    if (own >= pooled.variance || n >= enough) return { mean, error: Math.sqrt(own / n), df: n - 1, n };
    return { mean, error: Math.sqrt(pooled.variance / n), df: pooled.df, n };
  });
}

function pooledVariance(cells: readonly Moments[]): { variance: number; df: number } {
  let squares = 0;
  let df = 0;
  for (const cell of cells) {
    if (cell.n < 2) continue;
    squares += (cell.n - 1) * sampleVariance(cell);
    df += cell.n - 1;
  }
  return { variance: df > 0 ? squares / df : 0, df };
}

/**
 * The weighted sum of estimates of independent cells: its error is the root of the sum of squared weighted errors, its
 * degrees of freedom are Satterthwaite's. `n` is the number of answers behind all of them.
 */
export function weightedSum(parts: readonly { readonly weight: number; readonly estimate: Estimate }[]): Estimate {
  let mean = 0;
  let variance = 0;
  let spread = 0;
  let n = 0;
  let unknown = false;
  for (const { weight, estimate } of parts) {
    const own = (weight * estimate.error) ** 2;
    mean += weight * estimate.mean;
    variance += own;
    spread += own ** 2 / estimate.df || 0;
    n += estimate.n;
    unknown ||= estimate.df === 0 && weight !== 0;
  }
  return { mean, error: Math.sqrt(variance), df: unknown ? 0 : spread > 0 ? variance ** 2 / spread : Infinity, n };
}
