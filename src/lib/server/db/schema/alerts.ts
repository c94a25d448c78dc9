import { sql } from 'drizzle-orm';
import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid
} from 'drizzle-orm/pg-core';
import { moment } from './organisation.ts';
import { person } from './people.ts';

export const alertRule = pgTable('alert_rule', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  document: jsonb('document').$type<unknown>().notNull(),
  /** Expected false alarms a year, smallest drop found within 4 weeks, and how they were simulated. */
  calibration: jsonb('calibration').$type<unknown>().notNull(),
  enabled: boolean('enabled').notNull().default(true),
  recipients: jsonb('recipients').$type<string[]>().notNull().default([]),
  revision: integer('revision').notNull().default(1),
  createdBy: uuid('created_by'),
  createdAt: moment('created_at').notNull(),
  updatedAt: moment('updated_at').notNull()
});

/** Each closed week is judged once per rule, in order. */
export const alertEvaluation = pgTable(
  'alert_evaluation',
  {
    ruleId: uuid('rule_id')
      .notNull()
      .references(() => alertRule.id, { onDelete: 'cascade' }),
    week: date('week', { mode: 'string' }).notNull(),
    at: moment('at').notNull()
  },
  (t) => [primaryKey({ columns: [t.ruleId, t.week] })]
);

export const alert = pgTable(
  'alert',
  {
    id: uuid('id').primaryKey(),
    ruleId: uuid('rule_id')
      .notNull()
      .references(() => alertRule.id, { onDelete: 'cascade' }),
    nodeKey: text('node_key').notNull(),
    node: jsonb('node').$type<Record<string, string>>().notNull(),
    /** Company of the node; null when the roll-up holds all companies. */
    companyId: uuid('company_id'),
    metric: text('metric').notNull(),
    state: text('state').$type<'open' | 'acknowledged' | 'resolved' | 'muted'>().notNull(),
    openedAt: moment('opened_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    evidence: jsonb('evidence').$type<unknown>().notNull()
  },
  (t) => [
    uniqueIndex('alert_one_open')
      .on(t.ruleId, t.nodeKey)
      .where(sql`${t.state} <> 'resolved'`),
    index('alert_state').on(t.state, t.openedAt)
  ]
);

export const alertEvent = pgTable(
  'alert_event',
  {
    id: uuid('id').primaryKey(),
    alertId: uuid('alert_id')
      .notNull()
      .references(() => alert.id, { onDelete: 'cascade' }),
    at: moment('at').notNull(),
    kind: text('kind')
      .$type<'raised' | 'worsened' | 'recovered' | 'acknowledged' | 'resolved' | 'reopened'>()
      .notNull(),
    personId: uuid('person_id').references(() => person.id, { onDelete: 'set null' }),
    note: text('note').notNull().default(''),
    evidence: jsonb('evidence').$type<unknown>()
  },
  (t) => [index('alert_event_alert').on(t.alertId, t.at)]
);

export const notification = pgTable(
  'notification',
  {
    id: uuid('id').primaryKey(),
    alertEventId: uuid('alert_event_id')
      .notNull()
      .references(() => alertEvent.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull(),
    readAt: moment('read_at')
  },
  (t) => [
    unique('notification_once').on(t.alertEventId, t.personId),
    index('notification_person').on(t.personId, t.readAt)
  ]
);
