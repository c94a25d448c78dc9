import { sql } from 'drizzle-orm';
import type { AlertState } from '#lib/alerts/decide.ts';
import type { WindowEvidence } from '#lib/alerts/detector.ts';
import type { Node } from '#lib/alerts/lattice.ts';
import type { Calibration } from '#lib/alerts/level.ts';
import type { Rule } from '#lib/alerts/rule.ts';
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

/** What an alert is about: a roll-up of the lattice, with the dimension its value belongs to. null = all of them. */
export interface AlertNode {
  company: string | null;
  stage: string | null;
  value: string | null;
  dimension: 'region' | 'segment' | null;
}

/** The window that fired and what it was judged by; weeks as numbers of `alerts/week.ts`, scores in points. */
export interface AlertEvidence extends WindowEvidence {
  week: number;
  level: number;
  q: number;
  /** Week the fall most likely began. */
  onset: number;
  compositionShare: number | null;
  /** Other nodes that dropped because of this one. */
  explains: readonly Node[];
}

export const alertRule = pgTable('alert_rule', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  document: jsonb('document').$type<Rule>().notNull(),
  /** Expected false alarms a year, smallest drop found within 4 weeks, and how they were simulated. */
  calibration: jsonb('calibration').$type<Calibration>().notNull(),
  enabled: boolean('enabled').notNull().default(true),
  recipients: jsonb('recipients').$type<string[]>().notNull().default([]),
  revision: integer('revision').notNull().default(1),
  createdBy: uuid('created_by'),
  createdAt: moment('created_at').notNull(),
  updatedAt: moment('updated_at').notNull()
});

/** Each closed week is judged once per rule, in order; `states` is what the next week begins with. */
export const alertEvaluation = pgTable(
  'alert_evaluation',
  {
    ruleId: uuid('rule_id')
      .notNull()
      .references(() => alertRule.id, { onDelete: 'cascade' }),
    week: date('week', { mode: 'string' }).notNull(),
    /** By node key; a node that is absent is calm. */
    states: jsonb('states').$type<Record<string, AlertState>>().notNull().default({}),
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
    node: jsonb('node').$type<AlertNode>().notNull(),
    /** Company of the node; null when the roll-up holds all companies. */
    companyId: uuid('company_id'),
    metric: text('metric').notNull(),
    state: text('state').$type<'open' | 'acknowledged' | 'resolved' | 'muted'>().notNull(),
    openedAt: moment('opened_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    evidence: jsonb('evidence').$type<AlertEvidence>().notNull()
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
      .$type<'raised' | 'worsened' | 'recovered' | 'acknowledged' | 'resolved' | 'muted' | 'reopened'>()
      .notNull(),
    personId: uuid('person_id').references(() => person.id, { onDelete: 'set null' }),
    note: text('note').notNull().default(''),
    evidence: jsonb('evidence').$type<AlertEvidence>()
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
