import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { numbersOrNull } from './numbers.ts';
import { company, moment } from './organisation.ts';

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
    /** Null where nobody knows who answered: it counts in its company's scores and stands in no customer's record. */
    customerId: uuid('customer_id'),
    invitationId: uuid('invitation_id'),
    programId: uuid('program_id'),
    surveyVersionId: uuid('survey_version_id'),
    importId: uuid('import_id'),
    externalId: text('external_id'),
    submissionKey: uuid('submission_key').notNull(),
    payloadHash: text('payload_hash').notNull(),
    state: text('state').$type<'complete' | 'partial' | 'screened_out' | 'quota_full'>().notNull(),
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
    /** The person who asked, where somebody did: by phone. */
    askedBy: uuid('asked_by'),
    locale: text('locale').notNull(),
    phase: text('phase').notNull(),
    /** Signs of little care, of automatic answers or of a link used before (survey/quality.ts): kept, counted, and said. */
    flags: text('flags').array().notNull().default([]),
    /** Seconds the pages were in front of somebody; null where that is not known of every page. */
    seconds: integer('seconds'),
    /** The same by page of the version, in its order. */
    pageSeconds: numbersOrNull('page_seconds', 'smallint'),
    /** Questions that showed and were left out, whole or in part; null where nobody noted it. */
    skipped: text('skipped').array(),
    /** The arms of experiments and the ending, where there were any. */
    course: jsonb('course').$type<{ arms?: Record<string, string>; ending?: string }>().notNull().default({}),
    /** When its respondent changed it last, and when they asked to be contacted. */
    changedAt: moment('changed_at'),
    contactAt: moment('contact_at'),
    answeredAt: moment('answered_at').notNull(),
    receivedAt: moment('received_at').notNull()
  },
  (t) => [
    index('response_answered').on(t.answeredAt),
    index('response_customer').on(t.customerId),
    // Ids are ordered by time: the newest answers to a version, for the figures of its questions.
    index('response_version')
      .on(t.surveyVersionId, t.id)
      .where(sql`${t.surveyVersionId} is not null`),
    uniqueIndex('response_external')
      .on(t.companyId, t.externalId)
      .where(sql`${t.externalId} is not null`)
  ]
);

/** What a response said before its respondent changed it, the first one as number 1. Never updated. */
export const responseRevision = pgTable(
  'response_revision',
  {
    responseId: uuid('response_id')
      .notNull()
      .references(() => response.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    companyId: uuid('company_id').notNull(),
    payloadHash: text('payload_hash').notNull(),
    answers: jsonb('answers').$type<Record<string, unknown>>().notNull(),
    locale: text('locale').notNull(),
    replacedAt: moment('replaced_at').notNull()
  },
  (t) => [primaryKey({ columns: [t.responseId, t.number] })]
);

/** Responses whose contributions are not yet in the rollups. Written with the response, emptied by the folder. */
export const foldQueue = pgTable('fold_queue', {
  responseId: uuid('response_id').primaryKey()
});

/** Responses that were flagged after they had been folded: their contributions are yet to be told apart. */
export const flagQueue = pgTable('flag_queue', {
  responseId: uuid('response_id').primaryKey()
});
