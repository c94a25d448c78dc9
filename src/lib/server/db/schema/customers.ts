import { type SQL, sql } from 'drizzle-orm';
import {
  boolean,
  customType,
  date,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid
} from 'drizzle-orm/pg-core';
import { company, moment } from './organisation.ts';

/** Bytes travel as base64: the embedded database turns its own hexadecimal form into bytes a digit at a time. */
const bytea = customType<{ data: Uint8Array; driverData: SQL }>({
  dataType: () => 'bytea',
  toDriver: (bytes) => sql`decode(${Buffer.from(bytes).toString('base64')}, 'base64')`
});

export const account = pgTable(
  'account',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id')
      .notNull()
      .references(() => company.id),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    createdAt: moment('created_at').notNull()
  },
  (t) => [unique('account_name').on(t.companyId, t.nameKey)]
);

export const customer = pgTable(
  'customer',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id')
      .notNull()
      .references(() => company.id),
    legacyId: text('legacy_id').notNull(),
    accountId: uuid('account_id').references(() => account.id),
    name: text('name').notNull(),
    /** NFKC, lower case, pinyin: the same order on both databases. */
    sortKey: text('sort_key').notNull(),
    searchKey: text('search_key').notNull(),
    email: text('email'),
    /** The address as it is matched against suppression and other customers. */
    emailKey: text('email_key'),
    phone: text('phone'),
    locale: text('locale').notNull().default('en'),
    country: text('country'),
    region: text('region'),
    segment: text('segment'),
    industry: text('industry'),
    channel: text('channel'),
    tier: text('tier'),
    value: numeric('value', { precision: 16, scale: 2, mode: 'number' }),
    since: date('since', { mode: 'string' }),
    /** Stage today; the history is in stage_entry. */
    stage: text('stage'),
    attributes: jsonb('attributes').$type<Record<string, string>>().notNull().default({}),
    importId: uuid('import_id'),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull()
  },
  (t) => [
    unique('customer_legacy_id').on(t.companyId, t.legacyId),
    index('customer_sort').on(sql`${t.sortKey} collate "C"`, t.id),
    index('customer_email').on(t.emailKey),
    index('customer_search').using('gin', sql`${t.searchKey} gin_trgm_ops`)
  ]
);

export const stageEntry = pgTable(
  'stage_entry',
  {
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customer.id, { onDelete: 'cascade' }),
    companyId: uuid('company_id').notNull(),
    stage: text('stage').notNull(),
    validFrom: date('valid_from', { mode: 'string' }).notNull(),
    importId: uuid('import_id')
  },
  (t) => [primaryKey({ columns: [t.customerId, t.validFrom] })]
);

/** Addresses that are never written to again, as keyed hashes. */
export const suppression = pgTable('suppression', {
  addressHash: text('address_hash').primaryKey(),
  reason: text('reason').$type<'unsubscribed' | 'bounced' | 'complained' | 'added'>().notNull(),
  customerId: uuid('customer_id'),
  companyId: uuid('company_id'),
  createdAt: moment('created_at').notNull()
});

export interface ImportCounts {
  /** Rows that hold anything; the sum of the next five. */
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  refused: number;
  /** Rows that a later row of the same file replaces. */
  superseded: number;
  /** Cells left out of rows that were kept. */
  notes: number;
  /** Reports stored: of many only the first are. */
  listed: number;
}

export const importRun = pgTable(
  'import_run',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').$type<'customers' | 'stages' | 'invitations' | 'answers'>().notNull(),
    state: text('state')
      .$type<'uploading' | 'uploaded' | 'checking' | 'checked' | 'running' | 'finished' | 'failed' | 'cancelled'>()
      .notNull(),
    /** Person or key that owns the file; nobody else can see it. */
    ownerId: uuid('owner_id').notNull(),
    /** Companies whose records the owner held when the file came in. */
    records: text('records').notNull(),
    companyId: uuid('company_id').references(() => company.id),
    fileName: text('file_name').notNull(),
    bytes: integer('bytes').notNull().default(0),
    encoding: text('encoding'),
    delimiter: text('delimiter'),
    mapping: jsonb('mapping').$type<unknown>(),
    /** What a dry run found. */
    checked: jsonb('checked').$type<ImportCounts>(),
    /** What the pass that runs, or ran last, has done so far. */
    counts: jsonb('counts').$type<ImportCounts>(),
    rowsDone: integer('rows_done').notNull().default(0),
    startedAt: moment('started_at'),
    /** Last sign of life of the pass: a pass without one is taken up by another worker. */
    touchedAt: moment('touched_at'),
    /** Code of what stopped it. */
    failure: text('failure'),
    createdAt: moment('created_at').notNull(),
    finishedAt: moment('finished_at')
  },
  (t) => [index('import_run_owner').on(t.ownerId, t.createdAt)]
);

export const importChunk = pgTable(
  'import_chunk',
  {
    importId: uuid('import_id')
      .notNull()
      .references(() => importRun.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    bytes: bytea('bytes').notNull()
  },
  (t) => [primaryKey({ columns: [t.importId, t.position] })]
);

export const importRefusal = pgTable(
  'import_refusal',
  {
    importId: uuid('import_id')
      .notNull()
      .references(() => importRun.id, { onDelete: 'cascade' }),
    line: integer('line').notNull(),
    position: integer('position').notNull(),
    column: text('column').notNull(),
    reason: text('reason').notNull(),
    value: text('value').notNull(),
    expected: text('expected').notNull(),
    /** The row was imported, without this cell. */
    kept: boolean('kept').notNull().default(false)
  },
  (t) => [primaryKey({ columns: [t.importId, t.line, t.position] })]
);
