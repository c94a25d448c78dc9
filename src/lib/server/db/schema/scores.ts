import { bigint, date, integer, numeric, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { moment } from './organisation.ts';

/**
 * Moments of every metric per period, company and stage, and by the further dimensions of a family (scores/families.ts).
 * Sums are exact integers: ten-thousandths of a point, and their squares.
 */
export const rollup = pgTable(
  'rollup',
  {
    family: text('family').notNull(),
    grain: text('grain').$type<'day' | 'week' | 'month' | 'all'>().notNull(),
    period: date('period', { mode: 'string' }).notNull(),
    metric: text('metric').notNull(),
    companyId: uuid('company_id').notNull(),
    stage: text('stage').notNull(),
    d1: text('d1').notNull(),
    d2: text('d2').notNull(),
    /** Scored contributions. */
    n: integer('n').notNull(),
    /** Codes outside the scale. */
    invalid: integer('invalid').notNull(),
    /** Asked, and answered with "does not apply". */
    missing: integer('missing').notNull(),
    sum: bigint('sum', { mode: 'bigint' }).notNull(),
    sum2: numeric('sum2', { precision: 40, scale: 0 }).notNull()
  },
  (t) => [primaryKey({ columns: [t.family, t.grain, t.metric, t.companyId, t.period, t.stage, t.d1, t.d2] })]
);

/** When the rollups last moved: the "data as of" of a page. */
export const rollupState = pgTable('rollup_state', {
  id: smallint('id').primaryKey(),
  foldedAt: moment('folded_at').notNull()
});

/** Who was asked and who answered, per week of the invitation (Monday, UTC): counts only, recounted by server/reach.ts. */
export const reach = pgTable(
  'reach',
  {
    companyId: uuid('company_id').notNull(),
    week: date('week', { mode: 'string' }).notNull(),
    invited: integer('invited').notNull(),
    delivered: integer('delivered').notNull(),
    opened: integer('opened').notNull(),
    completed: integer('completed').notNull()
  },
  (t) => [primaryKey({ columns: [t.companyId, t.week] })]
);

/** Active customers of each company: the weights of the combined view by customer base. */
export const customerBase = pgTable('customer_base', {
  companyId: uuid('company_id').primaryKey(),
  customers: integer('customers').notNull()
});

/** How far `reach` has been counted: the newest invitation seen. */
export const reachState = pgTable('reach_state', {
  id: smallint('id').primaryKey(),
  lastInvitation: uuid('last_invitation'),
  countedAt: moment('counted_at').notNull()
});
