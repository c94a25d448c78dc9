/**
 * Log beta and the regularised incomplete beta function with both tails.
 * Source: DLMF 8.17.22 (continued fraction, evaluated by Lentz's method), DLMF 8.17.4 (symmetry); log beta by Stirling's
 * remainder as in SLATEC dlbeta, so that large arguments (degrees of freedom in the millions) do not cancel.
 */
import { lgamma, stirlingRemainder } from './gamma.ts';

const halfLog2Pi = 0.91893853320467274178;
const tiny = 1e-300;

/** ln B(a, b) for a, b > 0; NaN otherwise. */
export function lbeta(a: number, b: number): number {
  const p = Math.min(a, b);
  const q = Math.max(a, b);
  if (!(p > 0)) return NaN;
  const share = p / (p + q);
  if (p >= 10) {
    const rest = stirlingRemainder(p) + stirlingRemainder(q) - stirlingRemainder(p + q);
    return -0.5 * Math.log(q) + halfLog2Pi + rest + (p - 0.5) * Math.log(share) + q * Math.log1p(-share);
  }
  if (q >= 10) {
    const rest = stirlingRemainder(q) - stirlingRemainder(p + q);
    return lgamma(p) + rest + p - p * Math.log(p + q) + (q - 0.5) * Math.log1p(-share);
  }
  return lgamma(p) + lgamma(q) - lgamma(p + q);
}

function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let h = d;
  for (let m = 1; m < 1_000_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || tiny);
    c = 1 + even / c || tiny;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || tiny);
    c = 1 + odd / c || tiny;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 4e-16) break;
  }
  return h;
}

/**
 * Both tails of the beta distribution at x: `lower` = I_x(a, b), `upper` = 1 - I_x(a, b), each without cancellation. `y` is
 * 1 - x, handed in so that a caller who knows it exactly loses no digits. NaN unless a, b > 0 and 0 <= x <= 1.
 */
export function betaTails(x: number, a: number, b: number, y = 1 - x): { lower: number; upper: number } {
  if (!(a > 0) || !(b > 0) || !(x >= 0 && x <= 1)) return { lower: NaN, upper: NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  const logX = x < 0.5 ? Math.log(x) : Math.log1p(-y);
  const logY = y < 0.5 ? Math.log(y) : Math.log1p(-x);
  const front = Math.exp(a * logX + b * logY - lbeta(a, b));
  if (x < (a + 1) / (a + b + 2)) {
    const lower = Math.min(1, (front * fraction(x, a, b)) / a);
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, (front * fraction(y, b, a)) / b);
  return { lower: 1 - upper, upper };
}
