/**
 * `Idempotency-Key` on every POST of the API (API-07, F-43): the first answer under a key of a caller is kept for a day and
 * given again, even a 500. The one writer of its table.
 *
 * Most operations are changes of the database: their key row and their effect are one transaction, so that neither stands
 * without the other. An operation that also does something outside (`apart`) takes its key first and notes its answer
 * afterwards; while no answer is there a repeat is told to wait.
 */
import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import { type Db, rows } from '../db/open.ts';
import { idempotency } from '../db/schema/people.ts';
import { conflict, problem, type Problem } from './problem.ts';

export interface KeptAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Longest key, in bytes. */
const longestKey = 255;
const keptHours = 24;
/** An operation under way this long has died with its process; its key may be used again. */
const abandonedMinutes = 15;

/** What is wrong with a key; null when it can be used: 1 to 255 bytes of visible ASCII. */
export function keyProblem(key: string): Problem | null {
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= longestKey) return null;
  return problem(400, {
    errors: [
      {
        parameter: 'Idempotency-Key',
        code: 'not-allowed',
        detail: `A key is 1 to ${longestKey} visible ASCII characters`
      }
    ]
  });
}

const stillRunning: Problem = {
  ...conflict('still-running', 'The first request with this Idempotency-Key has not been answered yet'),
  headers: { 'retry-after': '2' }
};

const otherRequest: Problem = problem(422, {
  code: 'key-reused',
  detail: 'This Idempotency-Key came with another request before',
  errors: [{ parameter: 'Idempotency-Key', code: 'key-reused', detail: 'Use a new key for a new request' }]
});

export type Claim =
  | { readonly kind: 'new' }
  | { readonly kind: 'again'; readonly answer: KeptAnswer; readonly requestHash: string }
  | { readonly kind: 'refused'; readonly problem: Problem };

export interface Claimant {
  readonly callerId: string;
  readonly key: string;
  /** Hash of method, path, query and body; of a streamed body only what came before it. */
  readonly requestHash: string;
}

/** Takes the key, or says what to answer instead. In a transaction a second caller with the same key does not wait: 409. */
export async function claim(db: Db, { callerId, key, requestHash }: Claimant, now: Date): Promise<Claim> {
  const expired = new Date(now.getTime() - keptHours * 3_600_000);
  const abandoned = new Date(now.getTime() - abandonedMinutes * 60_000);
  const own = and(eq(idempotency.callerId, callerId), eq(idempotency.key, key));
  const lock = await db.execute(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${`idempotency ${callerId} ${key}`}, 0)) as free`
  );
  if (!rows<{ free: boolean }>(lock)[0]?.free) return { kind: 'refused', problem: stillRunning };
  await db.delete(idempotency).where(and(own, lt(idempotency.createdAt, expired)));
  await db.delete(idempotency).where(and(own, isNull(idempotency.status), lt(idempotency.createdAt, abandoned)));
  const taken = await db
    .insert(idempotency)
    .values({ callerId, key, requestHash, createdAt: now })
    .onConflictDoNothing()
    .returning({ key: idempotency.key });
  if (taken.length > 0) return { kind: 'new' };
  const [first] = await db.select().from(idempotency).where(own);
  if (first === undefined) return { kind: 'refused', problem: stillRunning };
  if (first.requestHash.split(' ')[0] !== requestHash) return { kind: 'refused', problem: otherRequest };
  if (first.status === null) return { kind: 'refused', problem: stillRunning };
  return { kind: 'again', answer: { status: first.status, body: first.body }, requestHash: first.requestHash };
}

/** Keeps the answer under a key that was claimed. `bodyHash` is that of a streamed body, known only now. */
export async function keep(db: Db, claimant: Claimant, answer: KeptAnswer, bodyHash: string | null): Promise<void> {
  const requestHash = bodyHash === null ? claimant.requestHash : `${claimant.requestHash} ${bodyHash}`;
  await db
    .update(idempotency)
    .set({ status: answer.status, body: answer.body, requestHash })
    .where(and(eq(idempotency.callerId, claimant.callerId), eq(idempotency.key, claimant.key)));
}

/** Keeps the answer of a transaction that was undone, so that its repeat gets it too. */
export async function keepFailure(db: Db, claimant: Claimant, answer: KeptAnswer, now: Date): Promise<void> {
  await db
    .insert(idempotency)
    .values({ ...claimant, status: answer.status, body: answer.body, createdAt: now })
    .onConflictDoNothing();
}

/** Lets go of a key whose request was refused before it did anything. */
export async function release(db: Db, { callerId, key }: Claimant): Promise<void> {
  await db.delete(idempotency).where(and(eq(idempotency.callerId, callerId), eq(idempotency.key, key)));
}

/** True where the repeat of a streamed request brought the same bytes. */
export function sameBytes(keptHash: string, bodyHash: string): boolean {
  return keptHash.split(' ')[1] === bodyHash;
}

export const reusedKey = otherRequest;

/** Removes keys older than a day. */
export async function pruneIdempotency(db: Db, now: Date): Promise<void> {
  await db.delete(idempotency).where(lt(idempotency.createdAt, new Date(now.getTime() - keptHours * 3_600_000)));
}
