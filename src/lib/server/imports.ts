/**
 * Files on their way in: uploaded, looked at, mapped, checked, confirmed. The one writer of `import_run`, `import_chunk` and
 * `import_refusal`. A run belongs to whoever uploaded it; for everybody else it does not exist (S-13). Nothing but these
 * three tables is written before somebody confirms; what runs then is in import-work.ts, reads are in import-runs.ts.
 */
import { and, eq, inArray, isNotNull, lt, sql } from 'drizzle-orm';
import type { Mapping } from '#lib/customers/columns.ts';
import type { Encoding } from '#lib/customers/encoding.ts';
import type { ImportKind } from '#lib/customers/fields.ts';
import { cleanLine } from '#lib/customers/text.ts';
import { recordCompanies, type Scope } from '#lib/merger/scope.ts';
import { type Actor, record } from './access/audit.ts';
import { isId, newId } from './db/id.ts';
import type { Db } from './db/open.ts';
import { importChunk, type ImportCounts, importRefusal, importRun } from './db/schema/customers.ts';

/** Who uploads: a person or a key, with the companies whose records they hold. */
export interface Importer {
  actor: Actor;
  scope: Scope;
}

export interface ImportRun extends Omit<typeof importRun.$inferSelect, 'mapping' | 'encoding' | 'delimiter'> {
  encoding: Encoding;
  delimiter: string;
  mapping: Mapping | null;
}

/** What was found in a cell or a record; `kept`: the row is imported, without this cell. */
export type ImportReport = Omit<typeof importRefusal.$inferSelect, 'importId' | 'expected'> & { expected: string[] };

const CHUNK = 1024 * 1024;
/** Reports that are stored; beyond them only the count goes on. */
const MOST_REPORTS = 100_000;

const noCounts: ImportCounts = {
  rows: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  refused: 0,
  superseded: 0,
  notes: 0,
  listed: 0
};

export type Received =
  { ok: true; id: string } | { ok: false; reason: 'unknown_company' | 'too_large' | 'empty' | 'broken_off' };

/**
 * Takes a file as it comes, a megabyte at a time; nothing else is written, and nothing at all where it is refused. The file
 * is `uploading` until import-mapping.ts has looked at it.
 */
export async function receive(
  db: Db,
  importer: Importer,
  input: { kind: ImportKind; companyId: string | null; fileName: string },
  bytes: AsyncIterable<Uint8Array>,
  now: Date,
  mostBytes = 256 * 1024 * 1024
): Promise<Received> {
  const companies = recordCompanies(importer.scope);
  if (importer.actor.id === null || companies.length === 0) return { ok: false, reason: 'unknown_company' };
  if (input.companyId !== null && !companies.includes(input.companyId)) return { ok: false, reason: 'unknown_company' };
  const id = newId(now);
  await db.insert(importRun).values({
    id,
    kind: input.kind,
    state: 'uploading',
    ownerId: importer.actor.id,
    records: companies.join(','),
    companyId: input.companyId,
    fileName: cleanLine(input.fileName.split(/[/\\]/).at(-1) ?? '', 200).text || 'file',
    createdAt: now
  });
  const stored = await store(db, id, bytes, mostBytes);
  if (typeof stored === 'string' || stored === 0) {
    await db.delete(importRun).where(eq(importRun.id, id));
    return { ok: false, reason: typeof stored === 'string' ? stored : 'empty' };
  }
  await db.update(importRun).set({ bytes: stored }).where(eq(importRun.id, id));
  return { ok: true, id };
}

async function store(
  db: Db,
  importId: string,
  bytes: AsyncIterable<Uint8Array>,
  mostBytes: number
): Promise<number | 'too_large' | 'broken_off'> {
  let pending: Uint8Array[] = [];
  let waiting = 0;
  let total = 0;
  let position = 0;
  const flush = async (whole: boolean) => {
    const all = Buffer.concat(pending);
    let from = 0;
    for (; all.length - from >= CHUNK || (whole && from < all.length); from += CHUNK) {
      const piece = new Uint8Array(all.subarray(from, from + CHUNK));
      await db.insert(importChunk).values({ importId, position, bytes: piece });
      position += 1;
    }
    pending = from < all.length ? [all.subarray(from)] : [];
    waiting = Math.max(0, all.length - from);
  };
  try {
    for await (const piece of bytes) {
      total += piece.byteLength;
      if (total > mostBytes) return 'too_large';
      pending.push(piece);
      waiting += piece.byteLength;
      if (waiting >= CHUNK) await flush(false);
    }
  } catch {
    return 'broken_off';
  }
  await flush(true);
  return total;
}

/** Writes how the file is to be read. False where it is being worked on or is done. What was checked before counts no more. */
export async function describe(
  db: Db,
  id: string,
  input: {
    encoding: Encoding;
    delimiter: string;
    mapping: Mapping | null;
    companyId: string | null;
    failure: string | null;
  }
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const changed = await tx
      .update(importRun)
      .set({ ...input, state: 'uploaded', checked: null, counts: null, rowsDone: 0 })
      .where(and(eq(importRun.id, id), inArray(importRun.state, ['uploading', 'uploaded', 'checked'])))
      .returning({ id: importRun.id });
    if (changed.length === 0) return false;
    await tx.delete(importRefusal).where(eq(importRefusal.importId, id));
    return true;
  });
}

/** Sets a dry run going. False from a state it cannot start from. */
export async function startCheck(db: Db, id: string, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const started = await tx
      .update(importRun)
      .set({
        state: 'checking',
        checked: null,
        counts: noCounts,
        rowsDone: 0,
        failure: null,
        startedAt: now,
        touchedAt: now
      })
      .where(and(eq(importRun.id, id), inArray(importRun.state, ['uploaded', 'checked'])))
      .returning({ id: importRun.id });
    if (started.length === 0) return false;
    await tx.delete(importRefusal).where(eq(importRefusal.importId, id));
    return true;
  });
}

/**
 * Sets the import going, or on where it failed or was cancelled. `records` are the companies whose records the importer holds
 * now: rows of others are refused.
 */
export async function startRun(db: Db, importer: Importer, id: string, now: Date): Promise<boolean> {
  const records = recordCompanies(importer.scope).join(',');
  const hasFile = sql`exists (select from import_chunk c where c.import_id = ${id}::uuid)`;
  return db.transaction(async (tx) => {
    const [fresh] = await tx
      .update(importRun)
      .set({ state: 'running', records, counts: noCounts, rowsDone: 0, failure: null, startedAt: now, touchedAt: now })
      .where(and(eq(importRun.id, id), eq(importRun.state, 'checked')))
      .returning({ id: importRun.id });
    if (fresh) await tx.delete(importRefusal).where(eq(importRefusal.importId, id));
    const [again] = fresh
      ? [fresh]
      : await tx
          .update(importRun)
          .set({ state: 'running', records, failure: null, finishedAt: null, touchedAt: now })
          .where(and(eq(importRun.id, id), inArray(importRun.state, ['failed', 'cancelled']), hasFile))
          .returning({ id: importRun.id });
    if (!again) return false;
    await record(tx, importer.actor, 'import.confirmed', { kind: 'import', id }, now);
    return true;
  });
}

/** The run, where it is the importer's own; no run for nonsense. */
function own(importer: Importer, id: string) {
  const owner = importer.actor.id;
  return isId(id) && owner !== null ? and(eq(importRun.id, id), eq(importRun.ownerId, owner)) : sql`false`;
}

/** Stops a pass at its next batch: a dry run leaves nothing behind, an import keeps what it has written and can go on. */
export async function cancel(db: Db, importer: Importer, id: string, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const stop = (from: 'checking' | 'running', set: Partial<typeof importRun.$inferInsert>) =>
      tx
        .update(importRun)
        .set(set)
        .where(and(own(importer, id), eq(importRun.state, from)))
        .returning({ id: importRun.id });
    const unchecked = await stop('checking', { state: 'uploaded', counts: null, rowsDone: 0 });
    if (unchecked.length > 0) return true;
    const cancelled = await stop('running', { state: 'cancelled', finishedAt: now });
    if (cancelled.length === 0) return false;
    await record(tx, importer.actor, 'import.cancelled', { kind: 'import', id }, now);
    return true;
  });
}

/** Throws the file and what was found in it away. Only before it was confirmed: an import that wrote stays on the list. */
export async function discard(db: Db, importer: Importer, id: string): Promise<boolean> {
  const gone = await db
    .delete(importRun)
    .where(and(own(importer, id), inArray(importRun.state, ['uploading', 'uploaded', 'checked'])))
    .returning({ id: importRun.id });
  return gone.length === 1;
}

export interface Step {
  state: 'checking' | 'running';
  from: number;
  to: number;
  counts: ImportCounts;
  reports: readonly ImportReport[];
}

/** Notes the progress of a batch with its reports. False when the pass was stopped or another worker is on it. */
export async function advance(tx: Db, id: string, step: Step, now: Date): Promise<ImportCounts | null> {
  const listed = Math.min(step.reports.length, MOST_REPORTS - step.counts.listed);
  const counts = { ...step.counts, listed: step.counts.listed + listed };
  const moved = await tx
    .update(importRun)
    .set({ rowsDone: step.to, counts, touchedAt: now })
    .where(and(eq(importRun.id, id), eq(importRun.state, step.state), eq(importRun.rowsDone, step.from)))
    .returning({ id: importRun.id });
  if (moved.length === 0) return null;
  const reports = step.reports.slice(0, listed).map((one) => ({ ...one, expected: one.expected.join('\n') }));
  if (reports.length > 0) {
    await tx.execute(sql`
      insert into import_refusal (import_id, line, position, "column", reason, value, expected, kept)
      select ${id}::uuid, line, position, "column", reason, value, expected, kept
      from jsonb_to_recordset(${JSON.stringify(reports)}::text::jsonb) as r(line int, position int, "column" text,
        reason text, value text, expected text, kept boolean)
      on conflict do nothing`);
  }
  return counts;
}

/** A sign of life between batches. */
export async function touch(db: Db, id: string, now: Date): Promise<void> {
  await db.update(importRun).set({ touchedAt: now }).where(eq(importRun.id, id));
}

/** Begins a dry run from its first row, whatever an earlier worker did. */
export async function rewind(db: Db, id: string, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.update(importRun).set({ rowsDone: 0, counts: noCounts, touchedAt: now }).where(eq(importRun.id, id));
    await tx.delete(importRefusal).where(eq(importRefusal.importId, id));
  });
}

/** Ends a dry run with its counts, or with what keeps the file from being read. */
export async function endCheck(db: Db, id: string, end: ImportCounts | string): Promise<void> {
  const set =
    typeof end === 'string'
      ? { state: 'uploaded' as const, failure: end }
      : { state: 'checked' as const, checked: end };
  await db
    .update(importRun)
    .set(set)
    .where(and(eq(importRun.id, id), eq(importRun.state, 'checking')));
}

/** Ends an import: finished, or failed with the code of what stopped it. */
export async function endRun(tx: Db, run: ImportRun, counts: ImportCounts, failure: string | null, now: Date) {
  const ended = await tx
    .update(importRun)
    .set({ state: failure === null ? 'finished' : 'failed', failure, finishedAt: now })
    .where(and(eq(importRun.id, run.id), eq(importRun.state, 'running')))
    .returning({ id: importRun.id });
  if (ended.length === 0) return;
  const actor: Actor = { kind: 'system', id: null };
  const action = failure === null ? 'import.finished' : 'import.failed';
  await record(tx, actor, action, { kind: 'import', id: run.id }, now, { ...counts, failure });
}

const DAY = 86_400_000;

/**
 * Deletes what is no longer needed of files with customer data: the file a day after its import ended or a week after it was
 * left lying, the reports, which quote it, after 30 days.
 */
export async function prune(db: Db, now: Date): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * DAY);
  const ended = db
    .select({ id: importRun.id })
    .from(importRun)
    .where(and(isNotNull(importRun.finishedAt), lt(importRun.finishedAt, before(1))));
  await db.delete(importChunk).where(inArray(importChunk.importId, ended));
  const old = db
    .select({ id: importRun.id })
    .from(importRun)
    .where(lt(importRun.finishedAt, before(30)));
  await db.delete(importRefusal).where(inArray(importRefusal.importId, old));
  const left: ImportRun['state'][] = ['uploading', 'uploaded', 'checked'];
  await db.delete(importRun).where(and(inArray(importRun.state, left), lt(importRun.createdAt, before(7))));
}
