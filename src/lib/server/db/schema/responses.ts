import { sql } from 'drizzle-orm';
import { customType, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { company, moment } from './organisation.ts';

/** An array literal of whole numbers and nulls: one parameter whatever its length. */
export function arrayLiteral(values: readonly (number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/** Whole numbers with nulls among them: Drizzle's own arrays read a null as NaN. */
const numbersOrNull = (name: string, type: 'integer' | 'smallint') =>
  customType<{ data: (number | null)[]; driverData: string | (number | null)[] }>({
    dataType: () => `${type}[]`,
    toDriver: arrayLiteral,
    fromDriver: (stored) => {
      // postgres.js reads the NULL of an array of numbers as NaN.
      if (typeof stored !== 'string') return stored.map((value) => (Number.isNaN(value) ? null : value));
      return stored === '{}'
        ? []
        : stored
            .slice(1, -1)
            .split(',')
            .map((text) => (text === 'NULL' ? null : Number(text)));
    }
  })(name);

/**
 * One sitting of one respondent, as one row: raw answers, what they contribute to each metric (three parallel arrays) and
 * the snapshot of what the customer was when answering. One row keeps a submission at three row writes; figures that no
 * rollup holds unnest the arrays. Can be partitioned by range of the time-ordered id: its uniqueness lives in `invitation`.
 */
export const response = pgTable(
  'response',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id')
      .notNull()
      .references(() => company.id),
    customerId: uuid('customer_id').notNull(),
    invitationId: uuid('invitation_id'),
    programId: uuid('program_id'),
    surveyVersionId: uuid('survey_version_id'),
    importId: uuid('import_id'),
    externalId: text('external_id'),
    submissionKey: uuid('submission_key').notNull(),
    payloadHash: text('payload_hash').notNull(),
    state: text('state').$type<'complete' | 'partial' | 'screened_out'>().notNull(),
    source: text('source').$type<'page' | 'import'>().notNull(),
    answers: jsonb('answers').$type<Record<string, unknown>>().notNull(),
    metric: text('metric').array().notNull(),
    /** Ten-thousandths of a point; null where the code is outside the scale or the question did not apply. */
    value: numbersOrNull('value', 'integer').notNull(),
    /** The code as answered; null for an index and for "does not apply". */
    code: numbersOrNull('code', 'smallint').notNull(),
    stage: text('stage').notNull(),
    segment: text('segment').notNull(),
    region: text('region').notNull(),
    tier: text('tier').notNull(),
    channel: text('channel').notNull(),
    locale: text('locale').notNull(),
    phase: text('phase').notNull(),
    flags: text('flags').array().notNull().default([]),
    /** The arms of experiments and the ending, where there were any. */
    course: jsonb('course').$type<{ arms?: Record<string, string>; ending?: string }>().notNull().default({}),
    answeredAt: moment('answered_at').notNull(),
    receivedAt: moment('received_at').notNull()
  },
  (t) => [
    index('response_answered').on(t.answeredAt),
    index('response_customer').on(t.customerId),
    uniqueIndex('response_external')
      .on(t.companyId, t.externalId)
      .where(sql`${t.externalId} is not null`)
  ]
);

/** Responses whose contributions are not yet in the rollups. Written with the response, emptied by the folder. */
export const foldQueue = pgTable('fold_queue', {
  responseId: uuid('response_id').primaryKey()
});
