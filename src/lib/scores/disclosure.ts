/**
 * Decides what of a table of figures a reader may see (D-01 to D-04, D-06, D-07): a figure with fewer than k answers the
 * reader has no access to is "few", and so are the figures that would give it away. Score and n are hidden together, and a
 * hidden figure carries no number at all. Applied last, on every way out (D-08).
 * Source: Willenborg & de Waal 2001; Hundepool et al. 2012; suppression.ts for the complementary part.
 */
import { seesRecords } from '../merger/scope.ts';
import type { Scope } from '../merger/scope.ts';
import { suppress } from './suppression.ts';
import type { Entry } from './suppression.ts';

/** The privacy minimum for scores, and the least it can be set to (D-01). */
export const privacyMinimum = 5;

/** `few`: hidden, for being small or for giving a small one away. `none`: nobody was asked or nobody answered. */
export type Shown<T> =
  | { readonly kind: 'value'; readonly n: number; readonly value: T }
  | { readonly kind: 'few' }
  | { readonly kind: 'none' };

export interface TableCell<T> {
  readonly row: string;
  readonly column: string;
  readonly n: number;
  /** How many of the n answers belong to companies whose records the reader may not see. */
  readonly closed: number;
  readonly value: T;
}

/**
 * A table by one dimension (all cells in one column) or two. It must be complete: every total is the sum of the cells given,
 * so answers without a value of a dimension are a row or column of their own. Totals that are absent are not shown. Hand in
 * every total that is shown anywhere beside the table, and hide there what comes back hidden here.
 */
export interface Table<T> {
  readonly cells: readonly TableCell<T>[];
  readonly rows?: ReadonlyMap<string, T>;
  readonly columns?: ReadonlyMap<string, T>;
  readonly total?: { readonly value: T };
}

export interface DisclosedTable<T> {
  readonly cells: readonly { readonly row: string; readonly column: string; readonly shown: Shown<T> }[];
  readonly rows: ReadonlyMap<string, Shown<T>>;
  readonly columns: ReadonlyMap<string, Shown<T>>;
  readonly total: Shown<T> | null;
}

/** Of the answers counted by company id, those of companies whose records the scope does not open. */
export function closedAnswers(scope: Scope, byCompany: Readonly<Record<string, number>>): number {
  let closed = 0;
  for (const [companyId, n] of Object.entries(byCompany)) if (!seesRecords(scope, companyId)) closed += n;
  return closed;
}

/** A figure on its own, with nothing beside it that it could be worked out from. */
export function discloseOne<T>(n: number, closed: number, value: T, k = privacyMinimum): Shown<T> {
  if (n === 0) return { kind: 'none' };
  return closed > 0 && closed < Math.max(k, privacyMinimum) ? { kind: 'few' } : { kind: 'value', n, value };
}

/** The table as the reader may see it. `k` below the privacy minimum is raised to it. Cells keep their order. */
export function disclose<T>(table: Table<T>, k = privacyMinimum): DisclosedTable<T> {
  const { rowKeys, columnKeys, entries, counts } = entriesOf(table);
  const hidden = suppress(entries, rowKeys.length + 1, columnKeys.length + 1, Math.max(k, privacyMinimum));
  const shown = (index: number, value: T): Shown<T> => {
    const n = counts[index]!;
    if (n === 0) return { kind: 'none' };
    return hidden[index] ? { kind: 'few' } : { kind: 'value', n, value };
  };
  const { cells } = table;
  const totals = (keys: readonly string[], values: ReadonlyMap<string, T> | undefined, start: number) =>
    new Map(keys.flatMap((key, i) => (values?.has(key) ? [[key, shown(start + i, values.get(key)!)] as const] : [])));
  return {
    cells: cells.map(({ row, column, value }, i) => ({ row, column, shown: shown(i, value) })),
    rows: totals(rowKeys, table.rows, cells.length),
    columns: totals(columnKeys, table.columns, cells.length + rowKeys.length),
    total: table.total ? shown(entries.length - 1, table.total.value) : null
  };
}

/** The cells, then the row totals, the column totals and the total, as entries of the suppression graph, with their n. */
export function entriesOf<T>(table: Table<T>) {
  const rowKeys = [...new Set(table.cells.map((c) => c.row))];
  const columnKeys = [...new Set(table.cells.map((c) => c.column))];
  const rowAt = new Map(rowKeys.map((key, i) => [key, i]));
  const columnAt = new Map(columnKeys.map((key, i) => [key, i]));
  const sum = (cells: readonly TableCell<T>[], of: 'n' | 'closed') => cells.reduce((a, c) => a + c[of], 0);
  const entries: Entry[] = [];
  const counts: number[] = [];
  const add = (row: number, column: number, cells: readonly TableCell<T>[], total: boolean, wanted: boolean) => {
    entries.push({ row, column, closed: sum(cells, 'closed'), total, wanted });
    counts.push(sum(cells, 'n'));
  };
  for (const cell of table.cells) add(rowAt.get(cell.row)!, columnAt.get(cell.column)!, [cell], false, true);
  const byRow = Map.groupBy(table.cells, (c) => c.row);
  const byColumn = Map.groupBy(table.cells, (c) => c.column);
  rowKeys.forEach((key, i) => add(i, columnKeys.length, byRow.get(key)!, true, table.rows?.has(key) ?? false));
  columnKeys.forEach((key, i) => add(rowKeys.length, i, byColumn.get(key)!, true, table.columns?.has(key) ?? false));
  add(rowKeys.length, columnKeys.length, table.cells, true, table.total !== undefined);
  return { rowKeys, columnKeys, entries, counts };
}

/**
 * A raw distribution (answers per code) as one figure: hidden when small, and when all gave the same answer, for then it
 * tells what each of them said (D-06). Percentages with their base are counts (D-07), so they come from here too.
 */
export function discloseDistribution<T extends readonly { readonly n: number }[]>(
  counts: T,
  closed: number,
  k = privacyMinimum
): Shown<T> {
  const n = counts.reduce((a, c) => a + c.n, 0);
  const same = counts.filter((c) => c.n > 0).length === 1;
  return closed > 0 && same ? { kind: 'few' } : discloseOne(n, closed, counts, k);
}
