/** What an administrator should know about this deployment: where the data is, what guards it, what is waiting. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from './app.ts';

export interface Health {
  version: string;
  node: string;
  appUrl: string;
  database: 'embedded' | 'postgres';
  /** Where the embedded database lies; null on PostgreSQL. */
  dataDir: string | null;
  wall: 'role' | 'forced' | 'none';
  replica: boolean;
  mail: boolean;
  /** Name of the newest migration and how many there are; all are applied at start, or the app does not start. */
  migrations: { count: number; newest: string };
  queue: { task: string; waiting: number; active: number; failed: number }[];
}

export async function readHealth(app: App): Promise<Health> {
  const { config, db, queue } = app;
  const folder = projectFolder();
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const journal = readFileSync(join(folder, 'drizzle/meta/_journal.json'), 'utf8');
  const { entries } = JSON.parse(journal) as { entries: { tag: string }[] };
  return {
    version,
    node: process.versions.node,
    appUrl: config.appUrl,
    database: db.kind,
    dataDir: db.kind === 'embedded' ? config.dataDir : null,
    wall: db.wall,
    replica: config.replicaUrl !== null,
    mail: config.smtpUrl !== null,
    migrations: { count: entries.length, newest: entries.at(-1)?.tag ?? '' },
    queue: await queue.counts()
  };
}

/** The folder of package.json, from the sources and from the build alike. */
function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'drizzle/meta/_journal.json'))) folder = dirname(folder);
  return folder;
}
