/** Limits on tries, kept in the database: they survive a restart and hold over all nodes (S-28, S-09). */
import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { rateLimit } from '../db/schema/people.ts';

export interface Limit {
  /** Length of the window. */
  seconds: number;
  /** Tries allowed within it. */
  most: number;
}

export type LimitResult =
  | { ok: true; /** Tries that are left in this window. */ left: number; resetSeconds: number }
  | { ok: false; retryAfterSeconds: number };

function windowOf(limit: Limit, now: Date): Date {
  return new Date(Math.floor(now.getTime() / (limit.seconds * 1000)) * limit.seconds * 1000);
}

/** Counts one try and says whether it is still within the limit. Atomic: parallel tries are all counted. */
export async function count(db: Db, key: string, limit: Limit, now: Date): Promise<LimitResult> {
  const windowStart = windowOf(limit, now);
  const [row] = await db
    .insert(rateLimit)
    .values({ key, windowStart, count: 1 })
    .onConflictDoUpdate({ target: [rateLimit.key, rateLimit.windowStart], set: { count: sql`${rateLimit.count} + 1` } })
    .returning({ count: rateLimit.count });
  return judge(row?.count ?? 1, limit, windowStart, now);
}

/** Says whether a try would be within the limit, without counting one. */
export async function peek(db: Db, key: string, limit: Limit, now: Date): Promise<LimitResult> {
  const windowStart = windowOf(limit, now);
  const [row] = await db
    .select({ count: rateLimit.count })
    .from(rateLimit)
    .where(and(eq(rateLimit.key, key), gte(rateLimit.windowStart, windowStart)));
  return judge((row?.count ?? 0) + 1, limit, windowStart, now);
}

/** Forgets the tries under a key, as after a log-in that succeeded. */
export async function clear(db: Db, key: string): Promise<void> {
  await db.delete(rateLimit).where(eq(rateLimit.key, key));
}

/** Removes windows that ended more than a day ago. */
export async function prune(db: Db, now: Date): Promise<void> {
  await db.delete(rateLimit).where(lt(rateLimit.windowStart, new Date(now.getTime() - 86_400_000)));
}

function judge(tries: number, limit: Limit, windowStart: Date, now: Date): LimitResult {
  const ends = windowStart.getTime() + limit.seconds * 1000 - now.getTime();
  const seconds = Math.max(1, Math.ceil(ends / 1000));
  if (tries <= limit.most) return { ok: true, left: limit.most - tries, resetSeconds: seconds };
  return { ok: false, retryAfterSeconds: seconds };
}
