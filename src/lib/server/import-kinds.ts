/** What an import does with its rows, for each kind of file: one row of the table per kind. */
import type { Mapping } from '#lib/customers/columns.ts';
import type { CustomerRow, ImportRow, StageRow } from '#lib/customers/row.ts';
import * as customers from './customers.ts';
import type { Db } from './db/open.ts';

export interface Batch<R> {
  /** Number of each row is its place in this list. */
  rows: readonly R[];
  /** What each would do; statements of a constant number. */
  judge(tx: Db): Promise<customers.Verdict[]>;
  /** Writes the rows at these places. */
  put(tx: Db, places: readonly number[]): Promise<void>;
}

export interface BatchContext {
  importId: string;
  mapping: Mapping;
  /** Codes of the fields the file has columns for. */
  fields: ReadonlySet<string>;
  now: Date;
}

export interface Kind {
  /** Rows of one key speak of the same thing. */
  keyOf(row: ImportRow): string;
  /** Which of them counts: a list is corrected by its later rows, a record that was taken stays as it is. */
  wins: 'first' | 'last';
  /** The field whose column is named when a row cannot be written. */
  names: string;
  batch(rows: readonly ImportRow[], context: BatchContext): Promise<Batch<ImportRow>>;
  /** After the last batch, in the transaction that ends the run. */
  finish(tx: Db, companyIds: readonly string[]): Promise<void>;
}

const at = <T>(all: readonly T[], places: readonly number[]): T[] => places.flatMap((place) => all[place] ?? []);

export const kinds: Readonly<Partial<Record<Mapping['kind'], Kind>>> = {
  customers: {
    keyOf: (row) => `${row.company} ${row.customerId}`,
    wins: 'last',
    names: 'customerId',
    batch: async (rows, { fields, importId, now }) => {
      const given = await customers.prepareCustomers(rows as readonly CustomerRow[], now);
      return {
        rows,
        judge: (tx) => customers.judgeCustomers(tx, given, fields),
        put: (tx, places) => customers.putCustomers(tx, at(given, places), fields, importId, now)
      };
    },
    finish: (tx, companyIds) => customers.assignTiers(tx, companyIds)
  },
  stages: {
    keyOf: (row) => `${row.company} ${(row as StageRow).from} ${row.customerId}`,
    wins: 'last',
    names: 'customerId',
    batch: async (rows, { importId, now }) => {
      const given = rows as readonly StageRow[];
      return {
        rows,
        judge: (tx) => customers.judgeStages(tx, given),
        put: (tx, places) => customers.putStages(tx, at(given, places), importId, now)
      };
    },
    finish: async () => {}
  }
};
