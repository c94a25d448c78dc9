/**
 * How small a difference the answers at hand can show, and how many answers a difference needs.
 * Source: Cochran 1977, Fleiss 1981 (M-21): difference = (z_{1-alpha/2} + z_power) * standard error of the difference.
 */
import { normalQuantile } from './distributions.ts';

export interface Design {
  /** Two-sided error of the first kind, 0.05 by default. */
  readonly alpha?: number;
  /** Probability of seeing a difference of that size, 0.8 by default. */
  readonly power?: number;
}

const factor = ({ alpha = 0.05, power = 0.8 }: Design) => normalQuantile(1 - alpha / 2) + normalQuantile(power);

/**
 * The smallest true difference that two groups of n1 and n2 answers show with the given power, in the units of the square
 * root of the variances (one answer's); null when a group is empty.
 */
export function detectableDifference(
  variance1: number,
  n1: number,
  variance2: number,
  n2: number,
  design: Design = {}
): number | null {
  if (!(n1 > 0) || !(n2 > 0)) return null;
  return factor(design) * Math.sqrt(variance1 / n1 + variance2 / n2);
}

/** Answers needed in each of two groups of equal size to show `difference`; null unless the difference is positive. */
export function neededPerGroup(variance: number, difference: number, design: Design = {}): number | null {
  if (!(difference > 0)) return null;
  return Math.ceil((2 * variance * factor(design) ** 2) / difference ** 2);
}

/** Answers needed so that a 95 % interval reaches no further than `margin` from its score; null unless margin > 0. */
export function neededForMargin(variance: number, margin: number, confidence = 0.95): number | null {
  if (!(margin > 0)) return null;
  return Math.ceil((normalQuantile(0.5 + confidence / 2) ** 2 * variance) / margin ** 2);
}
