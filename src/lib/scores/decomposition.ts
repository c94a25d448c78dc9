/**
 * Splits the change of a total into what changed within its cells and what came from their shares changing, and rounds parts
 * so that they still add up on the screen (look.md section 3). Source: Kitagawa 1955 (M-20).
 */
import type { Moments } from './moments.ts';

export interface DecompositionCell {
  readonly key: string;
  readonly before: Moments;
  readonly after: Moments;
}

export interface DecompositionPart {
  readonly key: string;
  /** (m1 + m0) / 2 * (y1 - y0): customers of this cell answer differently than before. */
  readonly within: number;
  /** (m1 - m0) * ((y1 + y0) / 2 - overall): this cell weighs more or less than before. */
  readonly mix: number;
  /** Share of the answers before and after, 0..1. */
  readonly shareBefore: number;
  readonly shareAfter: number;
}

export interface Decomposition {
  /** Total after minus total before, in points: within + mix, which are the sums over the parts. */
  readonly change: number;
  readonly within: number;
  readonly mix: number;
  readonly parts: readonly DecompositionPart[];
}

/**
 * Kitagawa's split of the change of the pooled score of the cells; null when either side has no answers. The mix part of a
 * cell is measured from the overall level (the mean of both totals), which leaves its sum as it is, since the changes of the
 * shares add up to nothing, and tells which cell it came from. A cell with answers on one side only has no change within:
 * its whole effect is mix.
 */
export function decompose(cells: readonly DecompositionCell[]): Decomposition | null {
  const total = (side: 'before' | 'after') => {
    let n = 0;
    let sum = 0;
    for (const cell of cells) {
      n += cell[side].n;
      sum += cell[side].sum;
    }
    return { n, mean: sum / n };
  };
  const [before, after] = [total('before'), total('after')];
  if (!(before.n > 0) || !(after.n > 0)) return null;
  const overall = (before.mean + after.mean) / 2;
  const parts = cells
    .filter((c) => c.before.n > 0 || c.after.n > 0)
    .map((cell): DecompositionPart => {
      const shareBefore = cell.before.n / before.n;
      const shareAfter = cell.after.n / after.n;
      const first = (cell.before.n > 0 ? cell.before : cell.after) satisfies Moments;
      const second = (cell.after.n > 0 ? cell.after : cell.before) satisfies Moments;
      const [y0, y1] = [first.sum / first.n, second.sum / second.n];
      return {
        key: cell.key,
        within: ((shareAfter + shareBefore) / 2) * (y1 - y0),
        mix: (shareAfter - shareBefore) * ((y1 + y0) / 2 - overall),
        shareBefore,
        shareAfter
      };
    });
  const within = parts.reduce((a, p) => a + p.within, 0);
  const mix = parts.reduce((a, p) => a + p.mix, 0);
  return { change: within + mix, within, mix, parts };
}

/**
 * Rounds parts to `decimals` so that the rounded parts add up to the rounded sum of the parts: all are rounded down, and the
 * units that are missing go to those that lost most (largest remainder; of equals, the first).
 */
export function roundToSum(parts: readonly number[], decimals = 1): number[] {
  const unit = 10 ** decimals;
  const scaled = parts.map((p) => p * unit);
  const down = scaled.map(Math.floor);
  const wanted = Math.round(scaled.reduce((a, b) => a + b, 0));
  let missing = wanted - down.reduce((a, b) => a + b, 0);
  const order = scaled.map((s, i) => ({ i, lost: s - down[i]! })).sort((a, b) => b.lost - a.lost || a.i - b.i);
  for (const { i } of order) {
    if (missing-- <= 0) break;
    down[i]! += 1;
  }
  return down.map((d) => d / unit + 0);
}
