/**
 * Decides which entries of a two-way table with totals must be hidden so that nobody can work a small one out from the rest
 * (D-01, D-03, D-04). Rows and columns, each with one more vertex for its totals, are the vertices of a bipartite graph; a
 * hidden entry is an edge, because every row and every column adds up to its total. A sum of hidden cells can be worked out
 * if and only if it is a cut all of whose edges point the same way (a cut of one edge is a bridge), so the smallest number of
 * answers that can be isolated around a cell is a minimum cut, found by maximum flow. Complementary cells are added greedily
 * across the cheapest offending cut and, in tables of a screen's size, taken back when they turn out not to be needed.
 * Source: Cox 1980; Gusfield 1988 (A graph theoretic approach to statistical data security); Fischetti & Salazar 2001.
 */

/** An entry of the table: a cell, or a total when row or column is the last vertex. */
export interface Entry {
  readonly row: number;
  readonly column: number;
  /** Answers in it that the reader has no access to; 0: the reader knows the entry anyway, or there is nothing to know. */
  readonly closed: number;
  readonly total: boolean;
  /** False for a total that the table does not show. */
  readonly wanted: boolean;
}

interface Edge extends Entry {
  readonly index: number;
  /** The two ends: a row, and a column counted on from the rows. */
  readonly ends: readonly [number, number];
  /** What a cut through it gives away; a hidden total is no set of hidden cells and bounds nothing. */
  readonly capacity: number;
  hidden: boolean;
}

/** The graph of hidden entries, with room for one flow at a time: `flow` by edge, `reached` by vertex the edge it was reached by. */
interface Graph {
  readonly rows: number;
  readonly around: Edge[][];
  readonly flow: Float64Array;
  readonly reached: Map<number, Edge | null>;
}

/** Beyond so many steps the complementary entries are not tried one by one for being dispensable. */
const patience = 20_000_000;

/**
 * For each entry, whether it must be hidden. `rows` and `columns` count the vertices, totals included. No set of hidden
 * cells with 1 to k - 1 closed answers can be worked out from what stays visible, and no hidden cell exactly.
 */
export function suppress(entries: readonly Entry[], rows: number, columns: number, k: number): boolean[] {
  const edges = entries.map((entry, index): Edge => {
    const capacity = entry.total ? Infinity : entry.closed;
    return { ...entry, index, ends: [entry.row, rows + entry.column], capacity, hidden: false };
  });
  const around: Edge[][] = Array.from({ length: rows + columns }, () => []);
  const graph: Graph = { rows, around, flow: new Float64Array(edges.length), reached: new Map() };
  for (const edge of edges) if (edge.closed > 0 && (edge.closed < k || !edge.wanted)) hide(graph, edge);
  const small = edges.filter((e) => e.hidden && !e.total && e.closed < k);
  const added: Edge[] = [];
  for (const edge of small) {
    while (isOffending(graph, edge, k)) {
      const side = graph.reached;
      const cheapest = cheapestOf(edges.filter((e) => !e.hidden && side.has(e.ends[0]) !== side.has(e.ends[1])));
      if (!cheapest) break;
      hide(graph, cheapest);
      added.push(cheapest);
    }
  }
  if (added.length * small.length * edges.length > patience) return edges.map((e) => e.hidden);
  for (const edge of added.reverse()) {
    show(graph, edge);
    if (small.some((e) => isOffending(graph, e, k))) hide(graph, edge);
  }
  return edges.map((e) => e.hidden);
}

function hide(graph: Graph, edge: Edge): void {
  edge.hidden = true;
  for (const end of edge.ends) graph.around[end]!.push(edge);
}

function show(graph: Graph, edge: Edge): void {
  edge.hidden = false;
  for (const end of edge.ends) graph.around[end] = graph.around[end]!.filter((e) => e !== edge);
}

/** Cells go before totals, few answers before many. An entry with nothing closed protects nothing. */
function cheapestOf(candidates: readonly Edge[]): Edge | null {
  const cost = (edge: Edge) => edge.closed + (edge.total ? 1e12 : 0);
  let best: Edge | null = null;
  for (const edge of candidates) if (edge.closed > 0 && (!best || cost(edge) < cost(best))) best = edge;
  return best;
}

/**
 * True when a cut gives away fewer than k closed answers together with this cell; `reached` then holds its side. Along a
 * hidden cell, flow from row to column is bounded by its answers, the other way it is free: such an edge would enter the sum
 * with the opposite sign.
 */
function isOffending(graph: Graph, cell: Edge, k: number): boolean {
  const { rows, flow, reached } = graph;
  const [start, goal] = cell.ends;
  flow.fill(0);
  for (let total = 0; total < k;) {
    search(graph, start, goal);
    if (!reached.has(goal)) return true;
    const path: Edge[] = [];
    let room = Infinity;
    for (let at = goal; at !== start;) {
      const edge = reached.get(at)!;
      path.push(edge);
      if (at >= rows) room = Math.min(room, edge.capacity - flow[edge.index]!);
      at = at >= rows ? edge.ends[0] : edge.ends[1];
    }
    if (room === Infinity) return false;
    path.forEach((edge, i) => (flow[edge.index]! += i % 2 === 0 ? room : -room));
    total += room;
  }
  return false;
}

/** Breadth-first search for spare capacity from a row; fills `reached` with the edge each vertex was reached by. */
function search({ rows, around, flow, reached }: Graph, start: number, goal: number): void {
  reached.clear();
  reached.set(start, null);
  const queue = [start];
  for (let i = 0; i < queue.length; i++) {
    const at = queue[i]!;
    for (const edge of around[at]!) {
      if (at < rows && flow[edge.index]! >= edge.capacity) continue;
      const next = at < rows ? edge.ends[1] : edge.ends[0];
      if (reached.has(next)) continue;
      reached.set(next, edge);
      if (next === goal) return;
      queue.push(next);
    }
  }
}
