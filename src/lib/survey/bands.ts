/** Bands of codes, as the thank-you page has them: what they leave over and where they disagree. */

export interface Band {
  readonly from: number;
  readonly to: number;
}

export interface Coverage {
  /** Ranges of the scale no band holds, in order. */
  readonly left: readonly Band[];
  /** Places of two bands that hold the same codes, and which codes. */
  readonly overlaps: readonly { readonly first: number; readonly second: number; readonly at: Band }[];
  /** Places of bands that hold nothing of the scale: turned around, or outside of it. */
  readonly empty: readonly number[];
}

/** How bands cover a scale. The first of two that overlap counts. */
export function coverageOf(bands: readonly Band[], scale: { readonly min: number; readonly max: number }): Coverage {
  const overlaps = bands.flatMap((second, b) =>
    bands.slice(0, b).flatMap((first, a) => {
      const at = { from: Math.max(first.from, second.from), to: Math.min(first.to, second.to) };
      return at.from <= at.to ? [{ first: a, second: b, at }] : [];
    })
  );
  const empty = bands.flatMap(({ from, to }, at) => (from > to || to < scale.min || from > scale.max ? [at] : []));
  const left: { from: number; to: number }[] = [];
  for (let code = scale.min; code <= scale.max; code += 1) {
    if (bandOf(bands, code) !== null) continue;
    const last = left.at(-1);
    if (last !== undefined && last.to === code - 1) last.to = code;
    else left.push({ from: code, to: code });
  }
  return { left, overlaps, empty };
}

/** Place of the band a code falls into; null for none. */
export function bandOf(bands: readonly Band[], code: number): number | null {
  const at = bands.findIndex(({ from, to }) => code >= from && code <= to);
  return at < 0 ? null : at;
}

/**
 * The bands to start with: detractors, passives and promoters where zero to ten is asked, else what is below the middle of the
 * scale and what is not.
 */
export function usualBands({ min, max }: { readonly min: number; readonly max: number }): Band[] {
  if (min === 0 && max === 10) {
    return [
      { from: 0, to: 6 },
      { from: 7, to: 8 },
      { from: 9, to: 10 }
    ];
  }
  const middle = Math.ceil((min + max) / 2);
  return middle - 1 < min
    ? [{ from: min, to: max }]
    : [
        { from: min, to: middle - 1 },
        { from: middle, to: max }
      ];
}
