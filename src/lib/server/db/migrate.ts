/** Brings a database to the newest schema, once, however many nodes start at the same moment. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import { migrate as migratePostgresJs } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

/** Any fixed number: nodes that start together wait for each other on it. */
const MIGRATION_LOCK = 7_203_114;

/** The drizzle/ folder beside the nearest package.json above this file, from source and from the build alike. */
function migrationsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'drizzle', 'meta', '_journal.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('the folder drizzle/ with the migrations is missing');
    folder = above;
  }
  return join(folder, 'drizzle');
}

const grants = (role: string) => `
  do $$ begin create role ${role} nologin; exception when duplicate_object then null; end $$;
  grant usage on schema public to ${role};
  grant select, insert, update, delete on all tables in schema public to ${role};
  alter default privileges in schema public grant select, insert, update, delete on tables to ${role};`;

export async function migrateEmbedded(pglite: PGlite, role = 'concord_app'): Promise<void> {
  await pglite.exec('reset role; create extension if not exists pg_trgm');
  await migratePglite(drizzlePglite({ client: pglite }), { migrationsFolder: migrationsFolder() });
  await pglite.exec(grants(role));
}

/**
 * Migrates under an advisory lock and says which second wall stands: `role` when the login would bypass row-level security,
 * so that the application works under a plain role; `forced` when the login is bound by it itself; `none` when neither can be had.
 */
export async function migratePostgres(url: string, role: string): Promise<'role' | 'forced' | 'none'> {
  const client = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: 'concord migration' } });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migratePostgresJs(drizzlePostgres({ client }), { migrationsFolder: migrationsFolder() });
    const [login] = await client<{ bypasses: boolean }[]>`
      select rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user`;
    if (!login?.bypasses) return 'forced';
    try {
      await client.unsafe(grants(role));
      return 'role';
    } catch {
      return 'none';
    }
  } finally {
    await client.end({ timeout: 5 });
  }
}
