/**
 * Counts who was asked, delivered, opened and completed per company and week, and the customers each company has, so that a
 * page reads a handful of rows whatever the number of invitations and a reader of aggregates reads no invitation (M-11).
 * The one writer of `reach`, `customer_base` and `reach_state`.
 */
import { sql } from 'drizzle-orm';
import { type Db, rows } from './db/open.ts';

const REACH_LOCK = 7_203_116;
/** Invitations older than this don't change any more, except that old ones may be imported. */
const OPEN_WEEKS = 26;
const DAY = 86_400_000;

/**
 * Counts again the weeks that can have moved: the last half year, and whatever came in with an id newer than the newest one
 * seen. One counter at a time; another returns at once.
 */
export async function recount(db: Db, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const [start] = rows<{ taken: boolean; since: string | null }>(
      await tx.execute(sql`
        select pg_try_advisory_xact_lock(${REACH_LOCK}) as taken,
          (select date_trunc('week', min(invited_at) at time zone 'UTC')::date::text from invitation
            where id > coalesce((select last_invitation from reach_state),
              '00000000-0000-0000-0000-000000000000'::uuid)) as since`)
    );
    if (!start?.taken) return;
    const recent = new Date(now.getTime() - OPEN_WEEKS * 7 * DAY).toISOString().slice(0, 10);
    const since = start.since !== null && start.since < recent ? start.since : recent;
    const monday = sql`date_trunc('week', ${since}::date)::date`;
    await tx.execute(sql`delete from reach where week >= ${monday}`);
    await tx.execute(sql`
      insert into reach (company_id, week, invited, delivered, opened, completed)
      select company_id, date_trunc('week', invited_at at time zone 'UTC')::date, count(*)::int,
        (count(*) filter (where state <> 'bounced'))::int,
        (count(*) filter (where opened_at is not null or state in ('opened', 'started', 'completed')
          or response_id is not null))::int,
        (count(*) filter (where state = 'completed' or response_id is not null))::int
      from invitation
      where state <> 'planned' and customer_id is not null and invited_at >= ${monday}::timestamp at time zone 'UTC'
      group by 1, 2 order by 1, 2`);
    await tx.execute(sql`
      insert into customer_base (company_id, customers)
      select company_id, (count(*) filter (where stage is distinct from 'churned'))::int from customer
      group by 1 order by 1
      on conflict (company_id) do update set customers = excluded.customers`);
    await tx.execute(sql`
      insert into reach_state (id, last_invitation, counted_at)
      values (1, (select id from invitation order by id desc limit 1), ${now.toISOString()})
      on conflict (id) do update set last_invitation = excluded.last_invitation, counted_at = excluded.counted_at`);
  });
}

/** Has every week counted again, because old invitations changed (answers to them were imported). */
export async function forget(tx: Db): Promise<void> {
  await tx.execute(sql`update reach_state set last_invitation = null`);
}
