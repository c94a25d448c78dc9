/** Reads of imports: one's own runs, their files and reports. Another person's run answers like one that never was (S-13). */
import { and, asc, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import { isId } from './db/id.ts';
import type { Db } from './db/open.ts';
import { importChunk, importRefusal, importRun } from './db/schema/customers.ts';
import type { Importer, ImportReport, ImportRun } from './imports.ts';

/** The bytes of a file, a chunk at a time. */
export async function* bytesOf(db: Db, importId: string, most = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  for (let position = 0, read = 0; read < most; position += 1) {
    const [chunk] = await db
      .select({ bytes: sql<string>`encode(${importChunk.bytes}, 'base64')` })
      .from(importChunk)
      .where(and(eq(importChunk.importId, importId), eq(importChunk.position, position)));
    if (!chunk) return;
    const bytes = Buffer.from(chunk.bytes, 'base64');
    read += bytes.byteLength;
    yield bytes;
  }
}

/** A run of the importer's own; null for one of somebody else's, for one that never was, and for nonsense. */
export async function read(db: Db, importer: Importer, id: string): Promise<ImportRun | null> {
  if (!isId(id) || importer.actor.id === null) return null;
  const [found] = await db
    .select()
    .from(importRun)
    .where(and(eq(importRun.id, id), eq(importRun.ownerId, importer.actor.id)));
  return found ? (found as ImportRun) : null;
}

/** One's own runs, newest first. */
export async function list(
  db: Db,
  importer: Importer,
  limit: number,
  before: string | null = null
): Promise<ImportRun[]> {
  if (importer.actor.id === null) return [];
  const own = eq(importRun.ownerId, importer.actor.id);
  const found = await db
    .select()
    .from(importRun)
    .where(before === null ? own : and(own, lt(importRun.id, before)))
    .orderBy(desc(importRun.id))
    .limit(limit);
  return found as ImportRun[];
}

/** A run by its id, whoever owns it: for the worker. */
export async function find(db: Db, id: string): Promise<ImportRun | null> {
  const [found] = await db.select().from(importRun).where(eq(importRun.id, id));
  return found ? (found as ImportRun) : null;
}

/** Reports of a run in the order of its lines. `after` is the last line and position of the page before. */
export async function reports(
  db: Db,
  id: string,
  limit: number,
  after: { line: number; position: number } = { line: -1, position: -1 }
): Promise<ImportReport[]> {
  const beyond = sql`(${importRefusal.line}, ${importRefusal.position}) > (${after.line}, ${after.position})`;
  const found = await db
    .select()
    .from(importRefusal)
    .where(and(eq(importRefusal.importId, id), gte(importRefusal.line, after.line), beyond))
    .orderBy(asc(importRefusal.line), asc(importRefusal.position))
    .limit(limit);
  return found.map(({ importId: _, expected, ...one }) => ({ ...one, expected: expected.split('\n').filter(Boolean) }));
}

/** Runs whose worker has given no sign of life for half a minute: to be taken up again. */
export async function stalled(db: Db, now: Date): Promise<string[]> {
  const found = await db
    .select({ id: importRun.id })
    .from(importRun)
    .where(
      and(inArray(importRun.state, ['checking', 'running']), lt(importRun.touchedAt, new Date(now.getTime() - 30_000)))
    );
  return found.map(({ id }) => id);
}
