/** What a rule would watch, read from the answers so far: the sizes of its nodes and the spread of their answers. Input of `calibrate`. */
import { between, type Ledger } from './ledger.ts';
import { holds, latticeOf, nodeKey, type Node } from './lattice.ts';
import type { Rule } from './rule.ts';

export interface WatchedNode {
  readonly node: Node;
  readonly key: string;
  /** Answers a week over the last half year, or since the first answer when that is shorter. */
  readonly perWeek: number;
}

export interface WatchPlan {
  readonly nodes: readonly WatchedNode[];
  /** In the order of `nodes`; what `calibrate` takes. */
  readonly perWeek: readonly number[];
  /** Standard deviation of one answer within leaves, points; undefined when there are too few answers to tell. */
  readonly sd: number | undefined;
}

const enough = 30;

/** The plan of a rule at the end of a ledger; no answers give a plan without nodes. */
export function planOf(ledger: Ledger, rule: Rule): WatchPlan {
  const from = Math.max(ledger.first, ledger.upTo - 25);
  const weeks = ledger.upTo - from + 1;
  const nodes = latticeOf(ledger.lines, rule.lattice).map((node) => {
    const inside = ledger.lines.filter((line) => holds(node, line));
    const n = inside.reduce((sum, line) => sum + between(ledger, line.n, from, ledger.upTo), 0);
    return { node, key: nodeKey(node), perWeek: n / weeks };
  });
  let within = 0;
  let free = 0;
  for (const line of ledger.lines) {
    const n = line.n.at(-1) ?? 0;
    if (n < 2) continue;
    const sum = line.sum.at(-1) ?? 0;
    within += Math.max(0, (line.sum2.at(-1) ?? 0) - (sum * sum) / n);
    free += n - 1;
  }
  return {
    nodes,
    perWeek: nodes.map((n) => n.perWeek),
    sd: free >= enough && within > 0 ? Math.sqrt(within / free) : undefined
  };
}
