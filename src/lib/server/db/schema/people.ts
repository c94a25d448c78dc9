import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Role } from '#lib/merger/scope.ts';
import { type GrantedCompany, moment } from './organisation.ts';

export const person = pgTable('person', {
  id: uuid('id').primaryKey(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  role: text('role').$type<Role>().notNull(),
  cleanTeam: boolean('clean_team').notNull().default(false),
  companies: jsonb('companies').$type<GrantedCompany[]>().notNull().default([]),
  locale: text('locale').notNull().default('en'),
  state: text('state').$type<'invited' | 'active' | 'disabled'>().notNull(),
  passwordHash: text('password_hash'),
  passwordChangedAt: moment('password_changed_at'),
  createdAt: moment('created_at').notNull()
});

/** `id` is the SHA-256 of the token in the cookie, so that a copy of the database opens no door. */
export const session = pgTable(
  'session',
  {
    id: text('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => person.id, { onDelete: 'cascade' }),
    expiresAt: moment('expires_at').notNull(),
    createdAt: moment('created_at').notNull(),
    /** Browser and system in words, for the list of one's own sessions. */
    device: text('device').notNull().default('')
  },
  (t) => [index('session_user').on(t.userId)]
);

/** One-time links: first administrator, joining, password reset. Only the hash is kept. */
export const personToken = pgTable('person_token', {
  hash: text('hash').primaryKey(),
  purpose: text('purpose').$type<'first' | 'join' | 'reset'>().notNull(),
  personId: uuid('person_id').references(() => person.id, { onDelete: 'cascade' }),
  /** Hash of the password the link was made under: a changed password kills the link. */
  boundTo: text('bound_to'),
  expiresAt: moment('expires_at').notNull(),
  createdAt: moment('created_at').notNull()
});

export const apiKey = pgTable('api_key', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  prefix: text('prefix').notNull(),
  hash: text('hash').notNull().unique(),
  role: text('role').$type<Role>().notNull(),
  cleanTeam: boolean('clean_team').notNull().default(false),
  companies: jsonb('companies').$type<GrantedCompany[]>().notNull().default([]),
  createdBy: uuid('created_by').references(() => person.id, { onDelete: 'set null' }),
  createdAt: moment('created_at').notNull(),
  lastUsedAt: moment('last_used_at'),
  revokedAt: moment('revoked_at')
});

/** Tries per key and window, shared by all nodes and kept over restarts. */
export const rateLimit = pgTable(
  'rate_limit',
  {
    key: text('key').notNull(),
    windowStart: moment('window_start').notNull(),
    count: integer('count').notNull()
  },
  (t) => [primaryKey({ columns: [t.key, t.windowStart] }), index('rate_limit_window').on(t.windowStart)]
);

/** Wrong passwords in a row per account or address: how many, and until when the next one waits. */
export const tryRun = pgTable(
  'try_run',
  {
    key: text('key').primaryKey(),
    tries: integer('tries').notNull(),
    freeAt: moment('free_at').notNull()
  },
  (t) => [index('try_run_free').on(t.freeAt)]
);

export const auditEvent = pgTable(
  'audit_event',
  {
    id: uuid('id').primaryKey(),
    at: moment('at').notNull(),
    /** person, key, console or system. */
    actorKind: text('actor_kind').notNull(),
    actorId: uuid('actor_id'),
    action: text('action').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id'),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull().default({})
  },
  (t) => [index('audit_event_at').on(t.at)]
);

/** A POST of the API under a key its caller chose: a repeat gets the first answer again. */
export const idempotency = pgTable(
  'idempotency',
  {
    callerId: text('caller_id').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    status: integer('status'),
    body: jsonb('body'),
    createdAt: moment('created_at').notNull()
  },
  (t) => [primaryKey({ columns: [t.callerId, t.key] }), index('idempotency_created').on(t.createdAt)]
);
