import { sql } from 'drizzle-orm';
import { boolean, date, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Keyed } from '#lib/survey/keying.ts';
import { company, moment } from './organisation.ts';
import { person } from './people.ts';
import { invitation, program, survey, surveyVersion } from './surveys.ts';

/** How far a sheet has come. `settled`: both keyings are one, and it waits to be stored. `aside`: it will not be stored. */
export type SheetState = 'open' | 'once' | 'differs' | 'settled' | 'stored' | 'aside';

/**
 * A questionnaire that was filled in on paper, as two people typed it in. Neither sees what the other typed; what differs is
 * looked up on the paper once more. Kept after it is stored, because it says how well paper is keyed.
 */
export const paperSheet = pgTable(
  'paper_sheet',
  {
    id: uuid('id').primaryKey(),
    surveyId: uuid('survey_id')
      .notNull()
      .references(() => survey.id),
    /** The version that was printed. */
    surveyVersionId: uuid('survey_version_id')
      .notNull()
      .references(() => surveyVersion.id),
    companyId: uuid('company_id')
      .notNull()
      .references(() => company.id),
    programId: uuid('program_id').references(() => program.id),
    /** Whose sheet it is, where its code says so; otherwise made when it is stored, without a customer. */
    invitationId: uuid('invitation_id').references(() => invitation.id, { onDelete: 'cascade' }),
    /** What stands on the paper, so that it is found again in the pile. */
    number: integer('number').notNull(),
    locale: text('locale').notNull(),
    /** The day the pile came in: where no day is written on a sheet, this one counts. */
    receivedOn: date('received_on', { mode: 'string' }).notNull(),
    state: text('state').$type<SheetState>().notNull(),
    first: jsonb('first').$type<Keyed>(),
    firstBy: uuid('first_by').references(() => person.id, { onDelete: 'set null' }),
    firstAt: moment('first_at'),
    second: jsonb('second').$type<Keyed>(),
    secondBy: uuid('second_by').references(() => person.id, { onDelete: 'set null' }),
    secondAt: moment('second_at'),
    /** Both keyings are one person's, because there was nobody else who may key. */
    alone: boolean('alone').notNull().default(false),
    settled: jsonb('settled').$type<Keyed>(),
    settledBy: uuid('settled_by').references(() => person.id, { onDelete: 'set null' }),
    settledAt: moment('settled_at'),
    /** Fields in which either keying says something, and those of them that differed. */
    compared: integer('compared'),
    differed: integer('differed'),
    /** Fields that were settled otherwise than the first and than the second keying had them. */
    firstWrong: integer('first_wrong'),
    secondWrong: integer('second_wrong'),
    asideReason: text('aside_reason'),
    responseId: uuid('response_id'),
    /** Fields that were keyed and are not part of the response. */
    leftOut: text('left_out').array(),
    /** Whoever was given it to key a second time, until when nobody else is. */
    heldBy: uuid('held_by').references(() => person.id, { onDelete: 'set null' }),
    heldUntil: moment('held_until'),
    createdAt: moment('created_at').notNull()
  },
  (t) => [
    unique('paper_sheet_number').on(t.surveyId, t.companyId, t.number),
    index('paper_sheet_state').on(t.surveyId, t.state, t.number),
    uniqueIndex('paper_sheet_invitation')
      .on(t.invitationId)
      .where(sql`${t.invitationId} is not null and ${t.state} <> 'aside'`)
  ]
);
