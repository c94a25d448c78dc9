/**
 * Folds responses into the rollups, once each, and rebuilds or compares them (F-36). The one writer of `rollup` and
 * `rollup_state` and of `flag_queue`, and the only one that takes rows out of `fold_queue`.
 */
import { eq, type SQL, sql } from 'drizzle-orm';
import { type Db, rows } from './db/open.ts';
import { flagQueue } from './db/schema/responses.ts';
import { pace } from './pace.ts';
import { allRows, contributions, keyOrder, rollupRows, waiting } from './rollup-rows.ts';

/** Any fixed number: whoever folds or rebuilds holds it for the length of a transaction. */
const FOLD_LOCK = 7_203_115;

/** Compiling these statements costs more than running them, and their hashes and sorts should stay in memory. */
const settings = sql`select set_config('jit', 'off', true), set_config('work_mem', '64MB', true)`;

export interface Folded {
  /** Responses that were taken from the queue. */
  responses: number;
  /** True when there may be more, false when the queue is empty or somebody else is folding. */
  more: boolean;
}

const setState = (now: Date) => sql`
  insert into rollup_state (id, folded_at) values (1, ${now.toISOString()})
  on conflict (id) do update set folded_at = greatest(rollup_state.folded_at, excluded.folded_at)`;

/**
 * Adds up to `batch` queued responses to every family and takes them out of the queue in the same transaction: each counts
 * exactly once, whatever breaks. One folder at a time; a second one returns at once without work.
 */
export async function fold(db: Db, now: Date, batch: number): Promise<Folded> {
  return db.transaction(async (tx) => {
    const [lock] = rows<{ taken: boolean }>(
      await tx.execute(sql`
        select case when exists (select from fold_queue) then pg_try_advisory_xact_lock(${FOLD_LOCK}) else false end
          as taken`)
    );
    if (!lock?.taken) return { responses: 0, more: false };
    await tx.execute(settings);
    const taken = rows<{ id: string }>(
      await tx.execute(sql`
        delete from fold_queue where response_id in
          (select response_id from fold_queue order by response_id limit ${batch}) returning response_id as id`)
    ).map(({ id }) => id);
    if (taken.length === 0) return { responses: 0, more: false };
    await markLate(tx, await pace(tx, taken), taken);
    const given = sql`unnest(((${`{${taken.join(',')}}`}::text)::text[])::uuid[])`;
    const [late] = rows<{ flags: boolean }>(
      await tx.execute(sql`
        select exists (select from flag_queue) or exists (
          select from response where id in (select ${given}) and flags <> '{}') as flags`)
    );
    // Flagged answers are few: most batches have none, and pay for none.
    const flags = late?.flags ?? false;
    await tx.execute(sql`
      with taken(response_id) as (select ${given}),
      contribution as materialized (${contributions(waiting(sql`taken`))})
      ${
        flags
          ? sql`, late as (delete from flag_queue returning response_id),
      flagged as materialized (${contributions(sql`${waiting(sql`(select * from taken union all select * from late)`)}`, true)})`
          : sql``
      }
      insert into rollup (family, grain, period, metric, company_id, stage, d1, d2, n, invalid, missing, sum, sum2)
      select * from (${flags ? allRows : rollupRows}) as fresh order by ${keyOrder}
      on conflict (family, grain, metric, company_id, period, stage, d1, d2) do update set
        n = rollup.n + excluded.n, invalid = rollup.invalid + excluded.invalid,
        missing = rollup.missing + excluded.missing, sum = rollup.sum + excluded.sum,
        sum2 = rollup.sum2 + excluded.sum2`);
    await tx.execute(setState(now));
    return { responses: taken.length, more: taken.length === batch };
  });
}

/** Notes who was flagged after having been folded; whoever is folded now is told apart at once. */
async function markLate(tx: Db, flagged: readonly string[], taken: readonly string[]): Promise<void> {
  const now = new Set(taken);
  const late = flagged.filter((id) => !now.has(id));
  if (late.length > 0) await tx.insert(flagQueue).values(late.map((responseId) => ({ responseId })));
}

/**
 * Takes a response that has been folded out of the rollups again, exactly, because it is about to change; one that still waits
 * is left where it is. Holds folders off until the caller's transaction ends: the caller changes the response and queues it.
 */
export async function takeBack(tx: Db, responseId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${FOLD_LOCK})`);
  const folded = sql`folded as (select id as response_id from response where id = ${responseId}
      and not exists (select from fold_queue where fold_queue.response_id = response.id)),
    contribution as materialized (${contributions(waiting(sql`folded`))}),
    told as (select * from folded where not exists (select from flag_queue where flag_queue.response_id = folded.response_id)),
    flagged as materialized (${contributions(waiting(sql`told`), true)}),
    fresh as (${allRows})`;
  const same = sql.raw(
    ['family', 'grain', 'metric', 'company_id', 'period', 'stage', 'd1', 'd2']
      .map((column) => `rollup.${column} = fresh.${column}`)
      .join(' and ')
  );
  await tx.execute(sql`with ${folded} update rollup set n = rollup.n - fresh.n, invalid = rollup.invalid - fresh.invalid,
      missing = rollup.missing - fresh.missing, sum = rollup.sum - fresh.sum, sum2 = rollup.sum2 - fresh.sum2
    from fresh where ${same}`);
  await tx.execute(sql`with ${folded} delete from rollup using fresh
    where ${same} and rollup.n = 0 and rollup.invalid = 0 and rollup.missing = 0`);
  await tx.delete(flagQueue).where(eq(flagQueue.responseId, responseId));
}

/**
 * Computes all rollups from scratch into place. Readers see the old rows until it is done; a response that is stored
 * meanwhile keeps its place in the queue, because the rows and the queue are read in one statement.
 */
export async function rebuild(db: Db, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${FOLD_LOCK})`);
    await tx.execute(settings);
    await tx.execute(sql`delete from rollup`);
    await tx.execute(sql`
      with taken as (delete from fold_queue returning response_id),
      late as (delete from flag_queue returning response_id),
      contribution as materialized (${contributions(sql`response r`)}),
      flagged as materialized (${contributions(sql`response r`, true)})
      insert into rollup (family, grain, period, metric, company_id, stage, d1, d2, n, invalid, missing, sum, sum2)
      select * from (${allRows}) as fresh order by ${keyOrder}`);
    await tx.execute(setState(now));
  });
}

/** A rollup row that is not what the responses say; null on the side where it is absent. */
export interface Difference {
  key: string;
  folded: string | null;
  rebuilt: string | null;
}

const figures = (table: string): SQL =>
  sql.raw(`concat_ws(' ', ${['n', 'invalid', 'missing', 'sum', 'sum2'].map((c) => `${table}.${c}`).join(', ')})`);

/** Where folded rows differ from the same rows computed from the responses that have been folded; at most `limit`. */
export async function compare(db: Db, limit = 20): Promise<Difference[]> {
  const folded = sql`(select * from response where not exists
    (select from fold_queue where fold_queue.response_id = response.id)) r`;
  const told = sql`(select * from response where not exists (select from fold_queue where fold_queue.response_id = response.id)
    and not exists (select from flag_queue where flag_queue.response_id = response.id)) r`;
  return db.transaction(async (tx) => {
    await tx.execute(settings);
    const found = await tx.execute(sql`
      with contribution as materialized (${contributions(folded)}),
      flagged as materialized (${contributions(told, true)}),
      fresh as (${allRows})
      select concat_ws(' ', family, grain, period, metric, company_id, stage, d1, d2) as key,
        case when rollup.n is null then null else ${figures('rollup')} end as folded,
        case when fresh.n is null then null else ${figures('fresh')} end as rebuilt
      from rollup full join fresh using (family, grain, period, metric, company_id, stage, d1, d2)
      where (rollup.n, rollup.invalid, rollup.missing, rollup.sum, rollup.sum2)
        is distinct from (fresh.n, fresh.invalid, fresh.missing, fresh.sum, fresh.sum2)
      limit ${limit}`);
    return rows<Difference>(found);
  });
}

/** How many responses wait to be folded. */
export async function queueLength(db: Db): Promise<number> {
  const [found] = rows<{ n: number }>(await db.execute(sql`select count(*)::int as n from fold_queue`));
  return found?.n ?? 0;
}
