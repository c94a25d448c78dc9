import { sql } from 'drizzle-orm';
import { boolean, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { CallOutcome, CallState } from '#lib/outreach/call.ts';
import { company, moment } from './organisation.ts';
import { person } from './people.ts';
import { invitation, program } from './surveys.ts';

/**
 * An invitation that is to be asked by phone: when next, how often it was tried, and who has it at the moment. A claim is a lease:
 * of any number of interviewers one gets the customer, and whoever closes the page loses them after some minutes.
 */
export const callEntry = pgTable(
  'call_entry',
  {
    invitationId: uuid('invitation_id')
      .primaryKey()
      .references(() => invitation.id, { onDelete: 'cascade' }),
    companyId: uuid('company_id')
      .notNull()
      .references(() => company.id),
    programId: uuid('program_id').references(() => program.id),
    locale: text('locale').notNull(),
    state: text('state').$type<CallState>().notNull(),
    tries: integer('tries').notNull().default(0),
    /** Not before; null for at once. */
    dueAt: moment('due_at'),
    /** The customer asked for that time. */
    promised: boolean('promised').notNull().default(false),
    claimedBy: uuid('claimed_by').references(() => person.id, { onDelete: 'set null' }),
    claimedUntil: moment('claimed_until')
  },
  (t) => [
    index('call_entry_promised')
      .on(t.programId, t.dueAt, t.invitationId)
      .where(sql`${t.state} = 'open' and ${t.promised}`),
    index('call_entry_turn')
      .on(t.programId, t.tries, t.invitationId)
      .where(sql`${t.state} = 'open' and not ${t.promised}`),
    index('call_entry_program').on(t.programId, t.state),
    index('call_entry_claimed')
      .on(t.claimedBy)
      .where(sql`${t.claimedBy} is not null`)
  ]
);

/** One call by one person and what came of it. Written when the call begins or ends, never deleted but with its customer. */
export const callAttempt = pgTable(
  'call_attempt',
  {
    id: uuid('id').primaryKey(),
    invitationId: uuid('invitation_id')
      .notNull()
      .references(() => invitation.id, { onDelete: 'cascade' }),
    companyId: uuid('company_id').notNull(),
    programId: uuid('program_id'),
    customerId: uuid('customer_id'),
    personId: uuid('person_id').references(() => person.id, { onDelete: 'set null' }),
    /** The number that was called: a wrong one is not called again. */
    phone: text('phone'),
    outcome: text('outcome').$type<CallOutcome>().notNull(),
    startedAt: moment('started_at').notNull(),
    /** Null while the interview goes on. */
    endedAt: moment('ended_at'),
    callBackAt: moment('call_back_at')
  },
  (t) => [
    index('call_attempt_invitation').on(t.invitationId, t.startedAt),
    index('call_attempt_program').on(t.programId, t.personId),
    index('call_attempt_wrong')
      .on(t.customerId)
      .where(sql`${t.outcome} = 'wrong_number'`)
  ]
);
