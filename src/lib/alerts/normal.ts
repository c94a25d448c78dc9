/** Upper tail of the normal distribution, for the alerts' p values. */

/** P(Z > z), relative error below 1.2e-7 (Numerical Recipes erfc, Chebyshev fit; Press et al. 2007, 6.2.2). */
export function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277
  ];
  const series = coefficients.reduceRight((sum, c) => sum * t + c, 0);
  const tail = 0.5 * t * Math.exp(-x * x + series);
  return z >= 0 ? tail : 1 - tail;
}

/** Benjamini & Hochberg (1995) adjusted p values, in the order given. */
export function adjust(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => (p[b] ?? 0) - (p[a] ?? 0));
  const q = new Array<number>(p.length).fill(1);
  let low = 1;
  order.forEach((i, down) => {
    low = Math.min(low, ((p[i] ?? 1) * p.length) / (p.length - down));
    q[i] = low;
  });
  return q;
}
