/**
 * Proves by linear algebra what can be worked out from a disclosed table, without trusting the graph argument of the code
 * that hid it (D-03, D-09): unknowns are the hidden entries, equations say that rows and columns add up to their totals; a
 * sum of hidden cells is known if and only if it is a combination of the equations.
 */
import { entriesOf } from './disclosure.ts';
import type { DisclosedTable, Table } from './disclosure.ts';

export interface Position {
  readonly row: string;
  readonly column: string;
}

const zero = (x: number) => Math.abs(x) < 1e-9;

/** Gauss-Jordan elimination in place; gives the rows that are left, each with the column of its leading 1. */
function reduce(matrix: number[][]): { row: number[]; lead: number }[] {
  const width = matrix[0]?.length ?? 0;
  const leads: { row: number[]; lead: number }[] = [];
  let rest = matrix;
  for (let lead = 0; lead < width; lead++) {
    const pivot = rest.find((row) => !zero(row[lead]!));
    if (!pivot) continue;
    const first = pivot[lead]!;
    const row = pivot.map((x) => x / first);
    const without = (other: number[]) => {
      const factor = other[lead]!;
      return zero(factor) ? other : other.map((x, i) => x - factor * row[i]!);
    };
    rest = rest.filter((other) => other !== pivot).map(without);
    for (const done of leads) done.row = without(done.row);
    leads.push({ row, lead });
  }
  return leads;
}

function known(leads: readonly { row: number[]; lead: number }[], wanted: readonly number[]): boolean {
  let rest = [...wanted];
  for (const { row, lead } of leads) {
    const factor = rest[lead]!;
    if (!zero(factor)) rest = rest.map((x, i) => x - factor * row[i]!);
  }
  return rest.every(zero);
}

function systemOf<T>(table: Table<T>, disclosed: DisclosedTable<T>) {
  const { rowKeys, columnKeys, entries } = entriesOf(table);
  const few = (shown: { kind: string } | null | undefined) => !shown || shown.kind === 'few';
  const hidden = [
    ...disclosed.cells.map((c) => few(c.shown)),
    ...rowKeys.map((key) => few(disclosed.rows.get(key))),
    ...columnKeys.map((key) => few(disclosed.columns.get(key))),
    few(disclosed.total)
  ];
  const unknown = entries.flatMap((e, i) => (hidden[i] && e.closed > 0 ? [i] : []));
  const sign = (onEdge: boolean) => (onEdge ? -1 : 1);
  const equations: number[][] = [];
  for (let r = 0; r <= rowKeys.length; r++) {
    const at = (i: number) => (entries[i]!.row === r ? sign(entries[i]!.column === columnKeys.length) : 0);
    equations.push(unknown.map(at));
  }
  for (let c = 0; c <= columnKeys.length; c++) {
    const at = (i: number) => (entries[i]!.column === c ? sign(entries[i]!.row === rowKeys.length) : 0);
    equations.push(unknown.map(at));
  }
  return { unknown, leads: reduce(equations) };
}

/** The hidden cells whose content follows exactly from what is shown; empty when the table keeps its promise. */
export function recoverable<T>(table: Table<T>, disclosed: DisclosedTable<T>): Position[] {
  const { unknown, leads } = systemOf(table, disclosed);
  return unknown.flatMap((index, i) => {
    const cell = table.cells[index];
    if (
      !cell ||
      !known(
        leads,
        unknown.map((_, j) => (i === j ? 1 : 0))
      )
    )
      return [];
    return [{ row: cell.row, column: cell.column }];
  });
}

/** Every set of hidden cells with 1 to k - 1 closed answers in all whose sum follows from what is shown. For small tables. */
export function isolated<T>(table: Table<T>, disclosed: DisclosedTable<T>, k: number): Position[][] {
  const { unknown, leads } = systemOf(table, disclosed);
  const found: Position[][] = [];
  const grow = (from: number, chosen: readonly number[], closed: number) => {
    if (
      chosen.length > 0 &&
      known(
        leads,
        unknown.map((_, j) => (chosen.includes(j) ? 1 : 0))
      )
    ) {
      found.push(chosen.map((j) => table.cells[unknown[j]!]!).map(({ row, column }) => ({ row, column })));
    }
    for (let j = from; j < unknown.length; j++) {
      const cell = table.cells[unknown[j]!];
      if (cell && closed + cell.closed < k) grow(j + 1, [...chosen, j], closed + cell.closed);
    }
  };
  grow(0, [], 0);
  return found;
}
