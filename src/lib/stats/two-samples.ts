/**
 * Tests of two groups from their moments: z for NPS and proportions, Fisher's exact test, Welch's t for means.
 * Source: M-01, M-03, M-08 (Agresti 2013; Welch 1947 with Satterthwaite's degrees of freedom). p-values are two-sided.
 */
import { normalUpper, tTwoSided } from './distributions.ts';
import { lgamma } from './gamma.ts';

/** A group as its size, mean and variance of one observation. */
export interface Sample {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

export interface TestResult {
  /** Second mean minus first. */
  readonly difference: number;
  readonly error: number;
  /** Infinity for a z test. */
  readonly df: number;
  /** Null when the groups differ but neither varies: there is nothing to measure the difference with. */
  readonly p: number | null;
}

/** z test of two means with known or large-sample variances; null when a group is empty. */
export function zTest(first: Sample, second: Sample): TestResult | null {
  if (!(first.n > 0) || !(second.n > 0)) return null;
  const error = Math.sqrt(first.variance / first.n + second.variance / second.n);
  const difference = second.mean - first.mean;
  if (error === 0) return { difference, error, df: Infinity, p: difference === 0 ? 1 : null };
  return { difference, error, df: Infinity, p: Math.min(1, 2 * normalUpper(Math.abs(difference) / error)) };
}

/** Welch's t test, variances with divisor n - 1; null when a group has fewer than two answers. */
export function welchTest(first: Sample, second: Sample): TestResult | null {
  if (!(first.n >= 2) || !(second.n >= 2)) return null;
  const a = first.variance / first.n;
  const b = second.variance / second.n;
  const difference = second.mean - first.mean;
  const error = Math.sqrt(a + b);
  if (error === 0) return { difference, error, df: first.n + second.n - 2, p: difference === 0 ? 1 : null };
  const df = (a + b) ** 2 / (a ** 2 / (first.n - 1) + b ** 2 / (second.n - 1));
  return { difference, error, df, p: tTwoSided(difference / error, df) };
}

/** p of "both shares are equal": pooled z, or Fisher's exact test when an expected count is below 5; null if empty. */
export function proportionTest(x1: number, n1: number, x2: number, n2: number): number | null {
  if (!(n1 > 0) || !(n2 > 0)) return null;
  const pooled = (x1 + x2) / (n1 + n2);
  if (pooled <= 0 || pooled >= 1) return 1;
  if (Math.min(n1, n2) * Math.min(pooled, 1 - pooled) < 5) return fisherTest(x1, n1, x2, n2);
  const z = (x2 / n2 - x1 / n1) / Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  return Math.min(1, 2 * normalUpper(Math.abs(z)));
}

/** Fisher's exact test: sum of the probabilities of all tables no more likely than the one seen (as R's fisher.test). */
export function fisherTest(x1: number, n1: number, x2: number, n2: number): number {
  const successes = x1 + x2;
  const choose = (n: number, k: number) => lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
  const whole = choose(n1 + n2, successes);
  const log = (k: number) => choose(n1, k) + choose(n2, successes - k) - whole;
  const seen = log(x1) + 1e-7;
  let p = 0;
  for (let k = Math.max(0, successes - n2); k <= Math.min(n1, successes); k++) {
    const term = log(k);
    if (term <= seen) p += Math.exp(term);
  }
  return Math.min(1, p);
}
