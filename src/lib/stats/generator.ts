/**
 * Reproducible chance: the same seed gives the same draws on every machine. For simulations only, never for secrets.
 * Method: sfc32 (Doty-Humphrey, PractRand), seeded through a 32-bit mixer and warmed up.
 */

/** Uniform draws in [0, 1) with 32 bits. Seeds that differ in any bit of their 53 give unrelated sequences. */
export function seeded(seed: number): () => number {
  let a = 0x9e3779b9 ^ (seed | 0);
  let b = 0x243f6a88 ^ Math.floor(seed / 4294967296);
  let c = 0xb7e15162;
  let counter = 1;
  const next = () => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}

/** A normal draw with mean 0 and standard deviation 1 (Box & Muller 1958). */
export const normalDraw = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A Poisson draw; from a mean of 30 the rounded normal. */
export function poissonDraw(mean: number, random: () => number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalDraw(random)));
  const end = Math.exp(-mean);
  let n = 0;
  for (let p = random(); p > end; p *= random()) n++;
  return n;
}
