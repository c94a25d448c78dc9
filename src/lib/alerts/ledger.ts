/**
 * What was known at the end of a week: sums by the week a customer answered, holding only what had arrived by then. Late answers
 * fall into the weeks they belong to and cannot fake a drop in the week they are uploaded.
 */
import type { Leaf } from './lattice.ts';

/** Moments (points) of one leaf, answered in one week, arrived in another. */
export interface Cell extends Leaf {
  readonly answered: number;
  readonly arrived: number;
  readonly n: number;
  readonly sum: number;
  readonly sum2: number;
}

/** Running totals of one leaf: index i holds everything answered in weeks before `first + i`. */
export interface Line extends Leaf {
  readonly n: Float64Array;
  readonly sum: Float64Array;
  readonly sum2: Float64Array;
  /** First answered week with an answer. */
  readonly since: number;
}

export interface Ledger {
  readonly first: number;
  readonly upTo: number;
  readonly lines: readonly Line[];
}

/**
 * The ledger at the end of week `upTo`. Cells that arrived later, cells answered after `upTo` (a wrong clock) and cells answered
 * before `since` are left out.
 */
export function openLedger(cells: Iterable<Cell>, upTo: number, since = -Infinity): Ledger {
  const known: Cell[] = [];
  let first = upTo;
  for (const cell of cells) {
    if (cell.arrived > upTo || cell.answered > upTo || cell.answered < since || cell.n === 0) continue;
    known.push(cell);
    if (cell.answered < first) first = cell.answered;
  }
  const length = upTo - first + 2;
  const byLeaf = new Map<string, { -readonly [K in keyof Line]: Line[K] }>();
  for (const cell of known) {
    const key = JSON.stringify([cell.company, cell.stage, cell.value]);
    let line = byLeaf.get(key);
    if (line === undefined) {
      const { company, stage, value } = cell;
      const zeros = () => new Float64Array(length);
      line = { company, stage, value, n: zeros(), sum: zeros(), sum2: zeros(), since: cell.answered };
      byLeaf.set(key, line);
    }
    const i = cell.answered - first + 1;
    line.n[i] = (line.n[i] ?? 0) + cell.n;
    line.sum[i] = (line.sum[i] ?? 0) + cell.sum;
    line.sum2[i] = (line.sum2[i] ?? 0) + cell.sum2;
    if (cell.answered < line.since) line.since = cell.answered;
  }
  for (const line of byLeaf.values())
    for (const column of [line.n, line.sum, line.sum2])
      for (let i = 1; i < length; i++) column[i] = (column[i] ?? 0) + (column[i - 1] ?? 0);
  const lines = [...byLeaf.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  return { first, upTo, lines };
}

/** What one column of running totals adds up to over the weeks from..to, both included. */
export function between(ledger: Ledger, column: Float64Array, from: number, to: number): number {
  const low = Math.max(from, ledger.first) - ledger.first;
  const high = Math.min(to, ledger.upTo) - ledger.first + 1;
  return high <= low ? 0 : (column[high] ?? 0) - (column[low] ?? 0);
}
