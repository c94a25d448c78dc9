import { boolean, date, integer, jsonb, pgTable, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Access } from '#lib/merger/scope.ts';
import type { EventKind, TimelineEvent } from '#lib/merger/timeline.ts';

/** A moment in UTC. Milliseconds are all that JavaScript keeps, so more would only differ between the two ways back. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

export interface Brand {
  /** sRGB hex of buttons and chosen answers on the respondent page. */
  colour?: string;
  /** The company's sign on the respondent page: a picture kept by Concord, by the SHA-256 of its bytes. */
  logo?: string;
  /** Name that stands in the sender line of e-mails. */
  senderName?: string;
  replyTo?: string;
}

export const organisation = pgTable('organisation', {
  id: smallint('id').primaryKey(),
  name: text('name').notNull(),
  demo: boolean('demo').notNull().default(false),
  /** The clean-team switch. Null: companies are kept apart until somebody sets a date. */
  separationEndsAt: moment('separation_ends_at'),
  privacyMinimum: integer('privacy_minimum').notNull().default(5),
  /** Origins of https sites that people may be led to after a survey. */
  onwardSites: jsonb('onward_sites').$type<string[]>().notNull().default([]),
  lifecycleModel: text('lifecycle_model').notNull().default('exploration'),
  createdAt: moment('created_at').notNull()
});

/** Small facts of a deployment that several nodes must agree on, such as the id of the key they share. */
export const setting = pgTable('setting', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull()
});

export const company = pgTable('company', {
  id: uuid('id').primaryKey(),
  key: text('key').notNull().unique(),
  name: text('name').notNull(),
  position: smallint('position').notNull(),
  brand: jsonb('brand').$type<Brand>().notNull().default({}),
  createdAt: moment('created_at').notNull()
});

export const timelineEvent = pgTable('timeline_event', {
  id: uuid('id').primaryKey(),
  kind: text('kind').$type<EventKind>().notNull(),
  day: date('day', { mode: 'string' }).notNull(),
  /** Null: all companies. */
  companyIds: jsonb('company_ids').$type<string[] | null>(),
  label: text('label'),
  wave: jsonb('wave').$type<TimelineEvent['wave']>(),
  createdAt: moment('created_at').notNull()
});

export interface GrantedCompany {
  companyId: string;
  access: Access;
}
