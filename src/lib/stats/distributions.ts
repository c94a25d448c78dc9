/**
 * Normal, Student t and chi-squared distributions: tails and quantiles, the numbers behind every interval and test.
 * Source: normal quantile by Wichura, AS 241 (1988), routine PPND16; t by the incomplete beta function (DLMF 8.17), its
 * quantile by safeguarded Newton steps on the logarithm of the tail. Upper tails keep their relative accuracy.
 */
import { betaTails, lbeta } from './beta.ts';
import { erfc, gammaTails } from './gamma.ts';

/** z of a 95 % interval. */
export const z95 = 1.959963984540054;

/** P(Z <= z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2);
}

/** P(Z > z) of the standard normal distribution; accurate in the far tail. */
export function normalUpper(z: number): number {
  return 0.5 * erfc(z / Math.SQRT2);
}

const near = {
  top: [
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
    1971.5909503065514427, 133.14166789178437745, 3.387132872796366608
  ],
  bottom: [
    5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
    687.1870074920579083, 42.313330701600911252, 1
  ]
};
const middle = {
  top: [
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734
  ],
  bottom: [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
    0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1
  ]
};
const far = {
  top: [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
    0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772
  ],
  bottom: [
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1
  ]
};

function ratio(r: number, { top, bottom }: { top: number[]; bottom: number[] }): number {
  let a = 0;
  let b = 0;
  for (const c of top) a = a * r + c;
  for (const c of bottom) b = b * r + c;
  return a / b;
}

/** z with P(Z <= z) = p; -Infinity at 0, Infinity at 1, NaN outside. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(0.180625 - q * q, near);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const z = r <= 5 ? ratio(r - 1.6, middle) : ratio(r - 5, far);
  return q < 0 ? -z : z;
}

/** P(T > t) of Student's t with `df` > 0 degrees of freedom (Infinity is the normal); accurate in the far tail. */
export function tUpper(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return NaN;
  if (df === Infinity) return normalUpper(t);
  if (t < 0) return 1 - tUpper(-t, df);
  if (t === Infinity) return 0;
  const square = t * t;
  return 0.5 * betaTails(df / (df + square), df / 2, 0.5, square / (df + square)).lower;
}

/** P(T <= t) of Student's t. */
export function tCdf(t: number, df: number): number {
  return tUpper(-t, df);
}

/** Two-sided p-value of a t statistic. */
export function tTwoSided(t: number, df: number): number {
  return Math.min(1, 2 * tUpper(Math.abs(t), df));
}

/** t with P(T <= t) = p, for `df` > 0 (fractional allowed); infinite at 0 and 1, NaN outside. */
export function tQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return NaN;
  if (p === 0 || p === 1 || df === Infinity) return normalQuantile(p);
  if (p === 0.5) return 0;
  if (p < 0.5) return -upperQuantile(p, df);
  return upperQuantile(1 - p, df);
}

function upperQuantile(tail: number, df: number): number {
  if (df === 1) return 1 / Math.tan(Math.PI * tail);
  if (df === 2) return (1 - 2 * tail) * Math.sqrt(1 / (2 * tail * (1 - tail)));
  const target = Math.log(tail);
  const logDensityAtZero = -0.5 * Math.log(df) - lbeta(df / 2, 0.5);
  let low = 0;
  let high = Math.max(1, -normalQuantile(tail));
  while (tUpper(high, df) > tail) {
    low = high;
    high *= 2;
  }
  let t = (low + high) / 2;
  for (let i = 0; i < 200; i++) {
    const upper = tUpper(t, df);
    if (upper > tail) low = t;
    else high = t;
    const density = Math.exp(logDensityAtZero - ((df + 1) / 2) * Math.log1p((t * t) / df));
    const newton = t + ((Math.log(upper) - target) * upper) / density;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - t) <= 4e-16 * t) return next;
    t = next;
  }
  return t;
}

/** P(X > x) of chi-squared with `df` > 0 degrees of freedom. */
export function chiSquaredUpper(x: number, df: number): number {
  return gammaTails(df / 2, Math.max(0, x) / 2).upper;
}
