import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import postgres from 'postgres';
import { inject } from 'vitest';
import { type Database, openDatabase, openEmbedded } from '../../src/lib/server/db/open.ts';

let count = 0;

/**
 * A migrated, empty database of this file's own: embedded, or on PostgreSQL when TEST_DATABASE_URL is set. `url` is null on
 * the embedded one. Close it in afterAll.
 */
export async function openTestDatabase(): Promise<Database & { url: string | null }> {
  const template = inject('template');
  if (template.kind === 'embedded') {
    const loadDataDir = new Blob([await readFile(template.dump)]);
    const pglite = await PGlite.create({ loadDataDir, extensions: { pg_trgm } });
    return { ...(await openEmbedded(pglite, true)), url: null };
  }
  count += 1;
  const name = `concord_test_${process.pid}_${count}`;
  const admin = postgres(template.url, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name} template ${template.template}`);
  const url = new URL(template.url);
  url.pathname = `/${name}`;
  const database = await openDatabase({ databaseUrl: url.href, replicaUrl: null, dataDir: '' });
  return {
    ...database,
    url: url.href,
    close: async () => {
      await database.close();
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    }
  };
}
