/**
 * Confidence intervals for one score: NPS (adjusted Wald and Tango's score interval), a proportion (Wilson), a mean (t).
 * Source: Rocks 2016, Tango 1998, Wilson 1927, ISO 10004:2018 (M-01, M-02, M-03). Shares are in 0..1, NPS in -1..1.
 */
import { normalQuantile, tQuantile } from './distributions.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const clip = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x));
const zOf = (confidence: number) => normalQuantile(0.5 + confidence / 2);

/** Variance of one NPS contribution in -1, 0, 1: p + d - (p - d)^2 with shares of promoters and detractors (divisor n). */
export function npsVariance(promoters: number, detractors: number, n: number): number {
  const p = promoters / n;
  const d = detractors / n;
  return Math.max(0, p + d - (p - d) ** 2);
}

/** The standard error behind `npsInterval`: three answers are added, 3/4 promoter, 3/4 detractor, 3/2 passive. */
export function npsAdjustedError(promoters: number, detractors: number, n: number): number {
  return Math.sqrt(npsVariance(promoters + 0.75, detractors + 0.75, n + 3) / (n + 3));
}

/** Adjusted Wald interval of NPS (M-01), clipped to [-1, 1]; null without answers. */
export function npsInterval(promoters: number, detractors: number, n: number, confidence = 0.95): Interval | null {
  if (!(n > 0)) return null;
  const centre = (promoters - detractors) / (n + 3);
  const half = zOf(confidence) * npsAdjustedError(promoters, detractors, n);
  return { low: clip(centre - half, -1, 1), high: clip(centre + half, -1, 1) };
}

/** Tango's score interval of NPS (M-01), by bisection on the monotone statistic; null without answers. */
export function npsScoreInterval(promoters: number, detractors: number, n: number, confidence = 0.95): Interval | null {
  if (!(n > 0)) return null;
  const z = zOf(confidence);
  const observed = (promoters - detractors) / n;
  const statistic = (delta: number) => {
    const b = -promoters - detractors + (2 * n - promoters + detractors) * delta;
    const c = -detractors * delta * (1 - delta);
    const q = (Math.sqrt(Math.max(0, b * b - 8 * n * c)) - b) / (4 * n);
    const variance = n * (2 * q + delta * (1 - delta));
    const distance = promoters - detractors - n * delta;
    if (variance > 0) return distance / Math.sqrt(variance);
    return distance === 0 ? 0 : Math.sign(distance) * Infinity;
  };
  const solve = (outside: number, inside: number, target: number) => {
    let a = outside;
    let b = inside;
    for (let i = 0; i < 100; i++) {
      const middle = (a + b) / 2;
      if (Math.abs(statistic(middle)) > target) a = middle;
      else b = middle;
    }
    return b;
  };
  return { low: solve(-1, observed, z), high: solve(1, observed, z) };
}

/** Wilson interval of the share `successes` / n (M-03); null without answers. `n` may be an effective number. */
export function wilsonInterval(successes: number, n: number, confidence = 0.95): Interval | null {
  if (!(n > 0)) return null;
  const z = zOf(confidence);
  const p = successes / n;
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    low: successes <= 0 ? 0 : clip((centre - half) / scale, 0, 1),
    high: successes >= n ? 1 : clip((centre + half) / scale, 0, 1)
  };
}

/** t interval of a mean from its sample variance (divisor n - 1); null when n < 2 (M-02: one answer has no interval). */
export function meanInterval(mean: number, variance: number, n: number, confidence = 0.95): Interval | null {
  if (!(n >= 2)) return null;
  const half = tQuantile(0.5 + confidence / 2, n - 1) * Math.sqrt(variance / n);
  return { low: mean - half, high: mean + half };
}

/** Newcombe's method 10 for the difference of two shares, second minus first (M-03); null when a group is empty. */
export function newcombeInterval(x1: number, n1: number, x2: number, n2: number, confidence = 0.95): Interval | null {
  const a = wilsonInterval(x1, n1, confidence);
  const b = wilsonInterval(x2, n2, confidence);
  if (!a || !b) return null;
  const p1 = x1 / n1;
  const p2 = x2 / n2;
  return {
    low: p2 - p1 - Math.hypot(p2 - b.low, a.high - p1),
    high: p2 - p1 + Math.hypot(b.high - p2, p1 - a.low)
  };
}
