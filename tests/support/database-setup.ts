/** Migrates one database for the whole run; every test file starts from a copy of it (tests/support/database.ts). */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { migrateEmbedded, migratePostgres } from '../../src/lib/server/db/migrate.ts';

export type TestTemplate = { kind: 'embedded'; dump: string } | { kind: 'postgres'; url: string; template: string };

declare module 'vitest' {
  interface ProvidedContext {
    template: TestTemplate;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.TEST_DATABASE_URL;
  if (url) {
    const template = `concord_template_${process.pid}`;
    const admin = postgres(url, { max: 1, onnotice: () => {} });
    await admin.unsafe(`create database ${template}`);
    const target = new URL(url);
    target.pathname = `/${template}`;
    await migratePostgres(target.href, 'concord_app');
    project.provide('template', { kind: 'postgres', url, template });
    return async () => {
      await admin.unsafe(`drop database if exists ${template}`);
      await admin.end();
    };
  }
  const folder = await mkdtemp(join(tmpdir(), 'concord-test-'));
  const pglite = await PGlite.create({ extensions: { pg_trgm } });
  await migrateEmbedded(pglite);
  const dump = join(folder, 'template.tar');
  await writeFile(dump, new Uint8Array(await (await pglite.dumpDataDir('none')).arrayBuffer()));
  await pglite.close();
  project.provide('template', { kind: 'embedded', dump });
  return () => rm(folder, { recursive: true, force: true });
}
