/** What an import does with its rows, for each kind of file: one row of the table per kind. */
import type { Mapping } from '#lib/customers/columns.ts';
import type { AnswerRow, CustomerRow, ImportRow, InvitationRow, StageRow } from '#lib/customers/row.ts';
import type { Timeline } from '#lib/merger/timeline.ts';
import * as customers from './customers.ts';
import type { Db } from './db/open.ts';
import { answerBatch, invitationBatch, type Judged } from './import-history.ts';
import * as reach from './reach.ts';

export interface Batch {
  /** What each row would do, in the order of the rows; a constant number of statements. */
  judge(tx: Db): Promise<Judged[]>;
  /** Writes the rows at these places. */
  put(tx: Db, places: readonly number[]): Promise<void>;
}

export interface BatchContext {
  importId: string;
  mapping: Mapping;
  /** Codes of the fields the file has columns for. */
  fields: ReadonlySet<string>;
  timeline: Timeline;
  now: Date;
}

export interface Kind {
  /** Rows of one key speak of the same thing. */
  keyOf(row: ImportRow): string;
  /** Which of them counts: a list is corrected by its later rows, a record that was taken stays as it is. */
  wins: 'first' | 'last';
  /** The field that names a row of this kind. */
  names: string;
  batch(rows: readonly ImportRow[], context: BatchContext): Promise<Batch>;
  /** After the last batch, in the transaction that ends the run. */
  finish(tx: Db, companyIds: readonly string[]): Promise<void>;
}

const plain = (verdicts: readonly customers.Verdict[]): Judged[] => verdicts.map((verdict) => ({ verdict }));

const at = <T>(all: readonly T[], places: readonly number[]): T[] => places.flatMap((place) => all[place] ?? []);

export const kinds: Readonly<Record<Mapping['kind'], Kind>> = {
  customers: {
    keyOf: (row) => `${row.company} ${row.customerId}`,
    wins: 'last',
    names: 'customerId',
    batch: async (rows, { fields, importId, now }) => {
      const given = await customers.prepareCustomers(rows as readonly CustomerRow[], now);
      return {
        judge: async (tx) => plain(await customers.judgeCustomers(tx, given, fields)),
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
        judge: async (tx) => plain(await customers.judgeStages(tx, given)),
        put: (tx, places) => customers.putStages(tx, at(given, places), importId, now)
      };
    },
    finish: async () => {}
  },
  invitations: {
    keyOf: (row) => `${row.company} ${(row as InvitationRow).invitationId}`,
    wins: 'first',
    names: 'invitationId',
    batch: (rows, { importId, now }) =>
      Promise.resolve(invitationBatch(rows as readonly InvitationRow[], importId, now)),
    finish: async () => {}
  },
  answers: {
    keyOf: (row) => `${row.company} ${(row as AnswerRow).responseId}`,
    wins: 'first',
    names: 'responseId',
    batch: (rows, { importId, now, timeline, mapping }) => {
      const { dontKnow } = mapping.formats;
      return Promise.resolve(answerBatch(rows as readonly AnswerRow[], { importId, now, timeline, dontKnow }));
    },
    finish: (tx) => reach.forget(tx)
  }
};
