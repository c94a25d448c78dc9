/**
 * One comparison of a node's window with its baseline, within strata: only like is compared with like (company x stage x
 * dimension), so a change of mix cannot look like a change of satisfaction. Cochran's weights n1 n0/(n1+n0) give the stratified
 * difference with the least variance (Cochran 1954; Mantel & Haenszel 1959); what the weights leave of the plain difference is
 * composition (Kitagawa 1955), so the two parts add up to it exactly.
 */
import { holds, type Node } from './lattice.ts';
import { between, type Ledger, type Line } from './ledger.ts';

/** Weeks from..to, both included; `without` is a week in between that is left out. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly without?: number;
}

/** Lines of one company and the rest of that company; without a rest the block stands alone. */
export interface Block {
  readonly own: readonly Line[];
  readonly rest: readonly Line[];
}

/** Sums over strata that have answers on both sides. */
export interface Sums {
  weight: number;
  difference: number;
  n1: number;
  sum1: number;
  n0: number;
  sum0: number;
  /** Sum of squares within strata and its degrees of freedom, both sides. */
  within: number;
  free: number;
}

export interface Contrast {
  /** Answers and plain mean of window and baseline, points. */
  readonly n: number;
  readonly score: number;
  readonly baselineN: number;
  readonly baselineScore: number;
  /** score - baselineScore = change + composition. */
  readonly raw: number;
  readonly change: number;
  readonly composition: number;
  /** Change of the rest in the same weeks; null when nothing is taken off. */
  readonly rest: number | null;
  /** change - rest, the figure that is tested. */
  readonly excess: number;
  /** Sampling error of `excess`, points; 0 when every answer is equal. */
  readonly se: number;
}

/** The comparisons a node is made of; an empty list when nobody is in it. */
export function blocksOf(ledger: Ledger, node: Node, comparison: 'rest' | 'own'): Block[] {
  const inside = ledger.lines.filter((line) => holds(node, line));
  if (comparison === 'own') return inside.length === 0 ? [] : [{ own: inside, rest: [] }];
  const blocks: Block[] = [];
  const whole: Line[] = [];
  for (const company of new Set(inside.map((line) => line.company))) {
    const own = inside.filter((line) => line.company === company);
    const rest = ledger.lines.filter((line) => line.company === company && !holds(node, line));
    if (rest.length > 0) blocks.push({ own, rest });
    else whole.push(...own);
  }
  // One company is no control for another in a merger, which treats both (statistics.md finding 1): whole companies stand alone.
  if (whole.length > 0) blocks.push({ own: whole, rest: [] });
  return blocks;
}

const total = (ledger: Ledger, column: Float64Array, span: Span) =>
  between(ledger, column, span.from, span.to) -
  (span.without === undefined ? 0 : between(ledger, column, span.without, span.without));

/** Stratified sums of lines over a window and a baseline. */
export function sumsOf(ledger: Ledger, lines: readonly Line[], window: Span, baseline: Span): Sums {
  const out: Sums = { weight: 0, difference: 0, n1: 0, sum1: 0, n0: 0, sum0: 0, within: 0, free: 0 };
  for (const line of lines) {
    const n1 = total(ledger, line.n, window);
    const n0 = between(ledger, line.n, baseline.from, baseline.to);
    if (n1 <= 0 || n0 <= 0) continue;
    const s1 = total(ledger, line.sum, window);
    const s0 = between(ledger, line.sum, baseline.from, baseline.to);
    const weight = (n1 * n0) / (n1 + n0);
    out.weight += weight;
    out.difference += weight * (s1 / n1 - s0 / n0);
    out.n1 += n1;
    out.sum1 += s1;
    out.n0 += n0;
    out.sum0 += s0;
    out.within += Math.max(0, total(ledger, line.sum2, window) - (s1 * s1) / n1);
    out.within += Math.max(0, between(ledger, line.sum2, baseline.from, baseline.to) - (s0 * s0) / n0);
    out.free += n1 + n0 - 2;
  }
  return out;
}

/** The first week in which every side of a block has answers: before it there is nothing comparable. */
export function comparableSince(block: Block): number {
  const first = (lines: readonly Line[]) => lines.reduce((low, line) => Math.min(low, line.since), Infinity);
  return block.rest.length === 0 ? first(block.own) : Math.max(first(block.own), first(block.rest));
}

/** The part of the baseline in which a block is comparable. */
const comparable = (block: Block, baseline: Span): Span => ({
  from: Math.max(baseline.from, comparableSince(block)),
  to: baseline.to
});

/** Answers of the node in window and baseline that can be compared. */
export function countsOf(ledger: Ledger, blocks: readonly Block[], window: Span, baseline: Span) {
  let n1 = 0;
  let n0 = 0;
  for (const block of blocks) {
    const own = sumsOf(ledger, block.own, window, comparable(block, baseline));
    n1 += own.n1;
    n0 += own.n0;
  }
  return { n1, n0 };
}

/** The comparison of one window; null when one side has no comparable answers or the variance cannot be estimated. */
export function contrastOf(ledger: Ledger, blocks: readonly Block[], window: Span, baseline: Span): Contrast | null {
  let n1 = 0,
    sum1 = 0,
    n0 = 0,
    sum0 = 0,
    weight = 0,
    difference = 0,
    precision = 0,
    excess = 0,
    restSum = 0;
  let variance = 0;
  let seen = false;
  for (const block of blocks) {
    const span = comparable(block, baseline);
    const own = sumsOf(ledger, block.own, window, span);
    if (own.weight <= 0 || own.free <= 0) continue;
    const rest = block.rest.length > 0 ? sumsOf(ledger, block.rest, window, span) : null;
    if (rest !== null && (rest.weight <= 0 || rest.free <= 0)) continue;
    const ownChange = own.difference / own.weight;
    const restChange = rest === null ? 0 : rest.difference / rest.weight;
    const v = own.within / own.free / own.weight + (rest === null ? 0 : rest.within / rest.free / rest.weight);
    // Blocks are weighted by their answers, not by 1/v: a block whose answers happen to be all equal must not take over.
    const u = rest === null ? own.weight : (own.weight * rest.weight) / (own.weight + rest.weight);
    precision += u;
    excess += u * (ownChange - restChange);
    restSum += u * restChange;
    variance += u * u * v;
    weight += own.weight;
    difference += own.difference;
    n1 += own.n1;
    sum1 += own.sum1;
    n0 += own.n0;
    sum0 += own.sum0;
    seen ||= rest !== null;
  }
  if (precision <= 0 || n1 <= 0 || n0 <= 0) return null;
  const score = sum1 / n1;
  const baselineScore = sum0 / n0;
  const change = difference / weight;
  return {
    n: n1,
    score,
    baselineN: n0,
    baselineScore,
    raw: score - baselineScore,
    change,
    composition: score - baselineScore - change,
    rest: seen ? restSum / precision : null,
    excess: excess / precision,
    se: Math.sqrt(variance) / precision
  };
}
