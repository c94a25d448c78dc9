/**
 * Opens the database: embedded (PGlite) without DATABASE_URL, PostgreSQL with it, behind one `Db` type.
 * Two handles: `app` works behind row-level security and sees nothing until a scope is set (`scoped`), `system` is for the
 * worker, the respondent's own submission and the commands. Nothing is opened when this module is imported.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdir } from 'node:fs/promises';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Config } from '../config.ts';
import { migrateEmbedded, migratePostgres } from './migrate.ts';

export type Db = PgDatabase<PgQueryResultHKT, Record<string, never>>;

export interface Database {
  kind: 'embedded' | 'postgres';
  /** Behind row-level security; customer-level reads go through `scoped`. */
  app: Db;
  /** For pages that may lag behind a write by the delay of a streaming replica; `app` where none is set. */
  replica: Db;
  /** Sees every row. For the worker, submissions and commands only. */
  system: Db;
  /** The embedded database itself, for the work queue; null on PostgreSQL. */
  pglite: PGlite | null;
  /** Whether the second wall stands, and why not. */
  wall: 'role' | 'forced' | 'none';
  close(): Promise<void>;
}

/** Role the application works under where it logs in as somebody who would bypass row-level security. */
export const APP_ROLE = 'concord_app';

export async function openDatabase(config: Pick<Config, 'databaseUrl' | 'replicaUrl' | 'dataDir'>): Promise<Database> {
  if (config.databaseUrl !== null) return openPostgres(config.databaseUrl, config.replicaUrl);
  const directory = `${config.dataDir}/db`;
  await mkdir(directory, { recursive: true });
  return openEmbedded(await PGlite.create(directory, { extensions: { pg_trgm } }));
}

/** A database on a PGlite that the caller made (tests load one from a dump). Migrates it first unless told not to. */
export async function openEmbedded(pglite: PGlite, migrated = false): Promise<Database> {
  if (!migrated) await migrateEmbedded(pglite);
  await pglite.exec(`set role ${APP_ROLE}`);
  const app = guarded(pglite, null);
  const system = guarded(pglite, '*');
  const handle = (client: PGlite) => drizzlePglite({ client }) as unknown as Db;
  const appDb = handle(app);
  return {
    kind: 'embedded',
    app: appDb,
    replica: appDb,
    system: handle(system),
    pglite,
    wall: 'role',
    close: () => pglite.close()
  };
}

const insideTransaction = new AsyncLocalStorage<true>();

/**
 * PGlite has one connection: a query beside an open transaction of the same call would wait for itself for ever. This view of
 * it throws instead, and sets `app.records` for the system handle inside every transaction, because both share the session.
 */
function guarded(pglite: PGlite, records: string | null): PGlite {
  const enter = () => {
    if (insideTransaction.getStore())
      throw new Error('db used inside db.transaction(...): use the transaction it gave you');
  };
  const transaction = <T>(work: (tx: Transaction) => Promise<T>) => {
    enter();
    return pglite.transaction((tx) =>
      insideTransaction.run(true, async () => {
        if (records !== null) await tx.query(`select set_config('app.records', $1, true)`, [records]);
        return work(tx);
      })
    );
  };
  return new Proxy(pglite, {
    get(target, property) {
      if (property === 'transaction') return transaction;
      if (property === 'query') {
        return (...args: Parameters<PGlite['query']>) => {
          if (records !== null) return transaction((tx) => tx.query(...args));
          enter();
          return target.query(...args);
        };
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    }
  });
}

async function openPostgres(url: string, replicaUrl: string | null): Promise<Database> {
  const wall = await migratePostgres(url, APP_ROLE);
  const role = wall === 'role' ? { role: APP_ROLE } : {};
  const pool = (target: string, max: number, settings: Record<string, string>) =>
    postgres(target, { max, onnotice: () => {}, connection: { application_name: 'concord', ...role, ...settings } });
  const app = pool(url, 10, { statement_timeout: '15000' });
  const system = pool(url, 16, { 'app.records': '*' });
  const replica = replicaUrl === null ? null : pool(replicaUrl, 10, { statement_timeout: '15000' });
  const handle = (client: postgres.Sql) => drizzlePostgres({ client: planning(client) }) as unknown as Db;
  const appDb = handle(app);
  return {
    kind: 'postgres',
    app: appDb,
    replica: replica === null ? appDb : handle(replica),
    system: handle(system),
    pglite: null,
    wall,
    close: async () => {
      await Promise.all([app, system, replica].map((client) => client?.end({ timeout: 5 })));
    }
  };
}

/** Texts whose number is counted, and how often one must have come before it is worth a plan of its own. */
const COUNTED = 1_000;
const OFTEN = 5;

/**
 * Drizzle sends every statement to be planned anew. A text that comes often is planned once per connection instead: for a
 * submission that is most of what the database does. Both numbers are bounded, whatever texts come.
 */
function planning(client: postgres.Sql): postgres.Sql {
  const seen = new Map<string, number>();
  const isFrequent = (text: string) => {
    const times = (seen.get(text) ?? 0) + 1;
    if (times <= OFTEN && (seen.size < COUNTED || times > 1)) seen.set(text, times);
    return times > OFTEN;
  };
  return new Proxy(client, {
    get(target, property) {
      if (property === 'unsafe') {
        return (...[text, parameters, options]: Parameters<postgres.Sql['unsafe']>) =>
          target.unsafe(text, parameters, { ...options, prepare: isFrequent(text) });
      }
      return Reflect.get(target, property, target) as unknown;
    }
  });
}

/**
 * Sends a statement as it stands, past Drizzle, for the few that thousands of respondents wait for: building one anew costs
 * more than the database needs for it. Moments and JSON go in as text. Not for use inside a transaction.
 */
export async function statement<Row>(db: Db, text: string, parameters: (string | number | null)[]): Promise<Row[]> {
  const { $client } = db as unknown as { $client: PGlite | postgres.Sql };
  if ('unsafe' in $client) return (await $client.unsafe(text, parameters)) as unknown as Row[];
  return (await $client.query<Row>(text, parameters)).rows;
}

/** Rows of a raw statement, whichever driver answered. */
export function rows<Row>(result: unknown): Row[] {
  return (Array.isArray(result) ? result : (result as { rows: Row[] }).rows) as Row[];
}

/** True when a statement failed because a unique value was taken. */
export function isUnique(error: unknown): boolean {
  return (
    (error as { cause?: { code?: string } }).cause?.code === '23505' || (error as { code?: string }).code === '23505'
  );
}

/** Answers whether the database takes a statement at all. */
export async function isReachable(db: Db): Promise<boolean> {
  try {
    await db.execute(sql`select 1`);
    return true;
  } catch {
    return false;
  }
}
