/**
 * Decides which entries of a two-way table with totals must be hidden so that nobody can work a small one out from the rest
 * (D-01, D-03, D-04). Rows and columns, each with one more vertex for its totals, are the vertices of a bipartite graph; a
 * hidden entry is an edge, because every row and every column adds up to its total. A sum of hidden cells can be worked out
 * if and only if it is a cut all of whose edges point the same way (a cut of one edge is a bridge), so the smallest number of
 * answers that can be isolated around a cell is a minimum cut, found by maximum flow. Complementary cells are added greedily
 * across the cheapest offending cut and taken back when they turn out not to be needed.
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
  hidden: boolean;
}

/**
 * For each entry, whether it must be hidden. `rows` and `columns` count the vertices, totals included. No set of hidden
 * cells with 1 to k - 1 closed answers can be worked out from what stays visible, and no hidden cell exactly.
 */
export function suppress(entries: readonly Entry[], rows: number, columns: number, k: number): boolean[] {
  const edges: Edge[] = entries.map((e) => ({ ...e, hidden: e.closed > 0 && (e.closed < k || !e.wanted) }));
  const small = edges.filter((e) => e.hidden && !e.total && e.closed < k);
  const added: Edge[] = [];
  for (const edge of small) {
    for (;;) {
      const side = offendingCut(edges, rows, columns, edge, k);
      if (!side) break;
      const crossing = edges.filter((e) => !e.hidden && e.closed > 0 && side[e.row] !== side[rows + e.column]);
      const cheapest = crossing.reduce<Edge | null>((best, e) => (best && cost(best) <= cost(e) ? best : e), null);
      if (!cheapest) break;
      cheapest.hidden = true;
      added.push(cheapest);
    }
  }
  for (const edge of added.reverse()) {
    edge.hidden = false;
    edge.hidden = small.some((e) => offendingCut(edges, rows, columns, e, k) !== null);
  }
  return edges.map((e) => e.hidden);
}

/** Cells go before totals, few answers before many. */
function cost(edge: Edge): number {
  return edge.closed + (edge.total ? 1e12 : 0);
}

/**
 * The side (by vertex: rows, then columns) of a cut that gives away fewer than k closed answers together with this cell; null
 * when there is none. Along a hidden cell, flow from row to column is bounded by its answers, the other way it is free: such
 * an edge would enter the sum with the opposite sign. A hidden total is no set of hidden cells and bounds nothing.
 */
function offendingCut(edges: readonly Edge[], rows: number, columns: number, cell: Edge, k: number): boolean[] | null {
  const hidden = edges.filter((e) => e.hidden);
  const around: number[][] = Array.from({ length: rows + columns }, () => []);
  hidden.forEach((e, i) => {
    around[e.row]!.push(i);
    around[rows + e.column]!.push(i);
  });
  const capacity = hidden.map((e) => (e.total ? Infinity : e.closed));
  const used = hidden.map(() => 0);
  const goal = rows + cell.column;
  for (let flow = 0; flow < k;) {
    const from = search(hidden, around, capacity, used, rows, cell.row, goal);
    if (from[goal] === undefined) return from.map((edge) => edge !== undefined);
    let room = Infinity;
    const path: { edge: number; forward: boolean }[] = [];
    for (let at = goal; at !== cell.row;) {
      const edge = from[at]!;
      const forward = at >= rows;
      path.push({ edge, forward });
      if (forward) room = Math.min(room, capacity[edge]! - used[edge]!);
      at = forward ? hidden[edge]!.row : rows + hidden[edge]!.column;
    }
    if (room === Infinity) return null;
    for (const { edge, forward } of path) used[edge]! += forward ? room : -room;
    flow += room;
  }
  return null;
}

/** Breadth-first search for spare capacity: by vertex, the edge it was reached by (-1 at the start, undefined: not reached). */
function search(
  hidden: readonly Edge[],
  around: readonly number[][],
  capacity: readonly number[],
  used: readonly number[],
  rows: number,
  start: number,
  goal: number
): (number | undefined)[] {
  const from = Array<number | undefined>(around.length).fill(undefined);
  from[start] = -1;
  const queue = [start];
  for (let i = 0; i < queue.length && from[goal] === undefined; i++) {
    const at = queue[i]!;
    for (const edge of around[at]!) {
      if (at < rows && used[edge]! >= capacity[edge]!) continue;
      const next = at < rows ? rows + hidden[edge]!.column : hidden[edge]!.row;
      if (from[next] !== undefined) continue;
      from[next] = edge;
      queue.push(next);
    }
  }
  return from;
}
