/** Limits on tries, kept in the database: they survive a restart and hold over all nodes (S-28, S-09). */
import { eq, lt, type SQL, sql } from 'drizzle-orm';
import { type Db, rows } from '../db/open.ts';
import { rateLimit, tryRun } from '../db/schema/people.ts';

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

/** Counts a try, or several that come as one, and says whether it is still within the limit. Atomic: parallel tries are all counted. */
export async function count(db: Db, key: string, limit: Limit, now: Date, tries = 1): Promise<LimitResult> {
  const windowStart = windowOf(limit, now);
  const [row] = await db
    .insert(rateLimit)
    .values({ key, windowStart, count: tries })
    .onConflictDoUpdate({
      target: [rateLimit.key, rateLimit.windowStart],
      set: { count: sql`${rateLimit.count} + ${tries}::int` }
    })
    .returning({ count: rateLimit.count });
  return judge(row?.count ?? tries, limit, windowStart, now);
}

/** Tries that cost nothing at first and ever more waiting afterwards. */
export interface Growth {
  /** Tries of a run before the first wait. */
  free: number;
  /** The first wait; each further try doubles it. */
  seconds: number;
  /** Beyond this it does not grow. */
  longest: number;
  /** So long without a try after the wait, and the run is forgotten. */
  forgets: number;
}

export type Admission =
  | {
      ok: true;
      /** Tries of this run so far. */ tries: number;
      /** The wait that this try began. */ waitSeconds: number;
    }
  | { ok: false; retryAfterSeconds: number };

/**
 * Counts one try of a run and lets it pass unless the run is waiting. Decided by one statement before the password is looked
 * at, so of many at the same moment no more pass than may; a try that is refused neither counts nor makes the wait longer.
 */
export async function admit(db: Db, key: string, growth: Growth, now: Date): Promise<Admission> {
  const { free, seconds, longest, forgets } = growth;
  const at = now.toISOString();
  const over = sql`try_run.free_at + make_interval(secs => ${forgets}) <= ${at}::timestamptz`;
  const tries = sql`(case when ${over} then 1 else try_run.tries + 1 end)`;
  // 2^30 seconds are longer than any wait: the power stays finite however long a run is.
  const wait = (n: SQL) => sql`case when ${n} < ${free}::int then 0
    else least(${longest}::int, ${seconds}::int * power(2, least(30, ${n} - ${free}::int))) end`;
  const [passed] = rows<{ tries: number; seconds: number }>(
    await db.execute(sql`
      insert into try_run (key, tries, free_at)
      values (${key}, 1, ${at}::timestamptz + make_interval(secs => ${wait(sql`1`)}))
      on conflict (key) do update set tries = ${tries},
        free_at = ${at}::timestamptz + make_interval(secs => ${wait(tries)})
      where try_run.free_at <= ${at}::timestamptz
      returning tries, extract(epoch from free_at - ${at}::timestamptz)::int as seconds`)
  );
  if (passed) return { ok: true, tries: passed.tries, waitSeconds: passed.seconds };
  const [waiting] = await db.select({ freeAt: tryRun.freeAt }).from(tryRun).where(eq(tryRun.key, key));
  const left = (waiting?.freeAt.getTime() ?? now.getTime()) - now.getTime();
  return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(left / 1000)) };
}

/** Takes back a try that turned out right, where others of the same run stay counted. */
export async function forgive(db: Db, key: string): Promise<void> {
  await db
    .update(tryRun)
    .set({ tries: sql`greatest(${tryRun.tries} - 1, 0)` })
    .where(eq(tryRun.key, key));
}

/** Forgets a run of tries, as after a log-in that succeeded. */
export async function clear(db: Db, key: string): Promise<void> {
  await db.delete(tryRun).where(eq(tryRun.key, key));
}

/** Removes windows that ended, and runs whose wait ended, more than two days ago. */
export async function prune(db: Db, now: Date): Promise<void> {
  const old = new Date(now.getTime() - 2 * 86_400_000);
  await db.delete(rateLimit).where(lt(rateLimit.windowStart, old));
  await db.delete(tryRun).where(lt(tryRun.freeAt, old));
}

function judge(tries: number, limit: Limit, windowStart: Date, now: Date): LimitResult {
  const ends = windowStart.getTime() + limit.seconds * 1000 - now.getTime();
  const seconds = Math.max(1, Math.ceil(ends / 1000));
  if (tries <= limit.most) return { ok: true, left: limit.most - tries, resetSeconds: seconds };
  return { ok: false, retryAfterSeconds: seconds };
}
