/** Takes files through upload, check and confirmation as a person does, with the worker's pass run in place of the queue. */
import { readFileSync } from 'node:fs';
import type { Mapping } from '../../src/lib/customers/columns.ts';
import type { ImportKind } from '../../src/lib/customers/fields.ts';
import { newId } from '../../src/lib/server/db/id.ts';
import type { Database } from '../../src/lib/server/db/open.ts';
import * as mappings from '../../src/lib/server/import-mapping.ts';
import { read, reports } from '../../src/lib/server/import-runs.ts';
import { work } from '../../src/lib/server/import-work.ts';
import type { Importer } from '../../src/lib/server/imports.ts';

export interface Bench {
  db: Database;
  clock: () => Date;
  importer: Importer;
}

export function importerOf(companyIds: readonly string[], now: Date): Importer {
  const companies = Object.fromEntries(companyIds.map((id) => [id, 'records' as const]));
  return { actor: { kind: 'person', id: newId(now) }, scope: { companies, overlap: companyIds.length > 1 } };
}

export const idle = { send: () => Promise.resolve() };

export function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../fixtures/import/${name}.csv`, import.meta.url));
}

export async function* piecesOf(content: string | Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

export interface Given {
  kind?: ImportKind;
  companyId?: string | null;
  fileName?: string;
  /** What a person changes in the guessed mapping. */
  edit?: (mapping: Mapping) => Mapping;
}

/** Uploads a file and changes its mapping. */
export async function uploaded(bench: Bench, content: string | Uint8Array, given: Given = {}): Promise<string> {
  const { db, clock, importer } = bench;
  const { kind = 'customers', companyId = null, fileName = 'file.csv' } = given;
  const received = await mappings.upload(db.app, importer, { kind, companyId, fileName }, piecesOf(content), clock());
  if (!received.ok) throw new Error(received.reason);
  if (given.edit) {
    const run = (await read(db.app, importer, received.id))!;
    const changed = await mappings.change(
      db.app,
      importer,
      received.id,
      { mapping: given.edit(run.mapping!) },
      clock()
    );
    if (!changed.ok) throw new Error(changed.reason);
  }
  return received.id;
}

export function app(bench: Bench) {
  return {
    db: bench.db,
    clock: bench.clock,
    queue: idle,
    log: { error: (...all: unknown[]) => console.error(...all) }
  };
}

/** Runs the dry run of a file to its end. */
export async function checked(bench: Bench, id: string) {
  const started = await mappings.check(app(bench), bench.importer, id, bench.clock());
  if (!started.ok) throw new Error(JSON.stringify(started));
  await work(app(bench), id);
  return (await read(bench.db.app, bench.importer, id))!;
}

/** Checks, confirms and runs a file; what came of it, with its reports. */
export async function imported(bench: Bench, content: string | Uint8Array, given: Given = {}) {
  const id = await uploaded(bench, content, given);
  const dry = await checked(bench, id);
  const started = await mappings.confirm(app(bench), bench.importer, id, bench.clock());
  if (!started.ok) throw new Error(JSON.stringify({ started, dry }));
  await work(app(bench), id);
  const run = (await read(bench.db.app, bench.importer, id))!;
  return { id, dry, run, counts: run.counts!, reports: await reports(bench.db.app, id, 100_000) };
}
