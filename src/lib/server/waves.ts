/** What became of the invitations of each wave of a program. */
import { desc, eq, sql } from 'drizzle-orm';
import type { Scope } from '#lib/merger/scope.ts';
import { type LeftOutReason, toldReason, type ToldReason } from '#lib/outreach/fatigue.ts';
import { type Db, rows } from './db/open.ts';
import { wave } from './db/schema/surveys.ts';
import { scoped } from './db/scoped.ts';

export interface WaveLine {
  id: string;
  number: number;
  launchedAt: Date;
  invited: number;
  sent: number;
  opened: number;
  started: number;
  completed: number;
  /** Begun and not finished before the link ended. */
  partial: number;
  bounced: number;
  optedOut: number;
  leftOut: { reason: ToldReason; n: number }[];
}

/** Waves with what became of their invitations, newest first; only what the reader holds records of is counted. */
export async function waves(db: Db, scope: Scope, programId: string): Promise<WaveLine[]> {
  return scoped(db, scope, async (tx) => {
    const found = await tx.select().from(wave).where(eq(wave.programId, programId)).orderBy(desc(wave.number));
    const funnels = rows<Omit<WaveLine, 'number' | 'launchedAt' | 'leftOut'>>(
      await tx.execute(sql`
        select wave_id as id, count(*)::int as invited, count(sent_at)::int as sent,
          count(coalesce(opened_at, completed_at))::int as opened, count(coalesce(started_at, completed_at))::int as started,
          count(response_id)::int as completed, (count(*) filter (where state = 'bounced'))::int as bounced,
          (count(*) filter (where state = 'opted_out'))::int as "optedOut",
          (count(*) filter (where state = 'expired' and started_at is not null and response_id is null))::int as partial
        from invitation where wave_id in (select id from wave where program_id = ${programId}::uuid) group by wave_id`)
    );
    const reasons = rows<{ id: string; reason: LeftOutReason; n: number }>(
      await tx.execute(sql`
        select e.wave_id as id, e.reason, count(*)::int as n from wave_exclusion e join wave w on w.id = e.wave_id
        where w.program_id = ${programId}::uuid group by 1, 2`)
    );
    const none = { invited: 0, sent: 0, opened: 0, started: 0, completed: 0, partial: 0, bounced: 0, optedOut: 0 };
    return found.map(({ id, number, launchedAt }) => {
      const told = new Map<ToldReason, number>();
      for (const one of reasons.filter((reason) => reason.id === id)) {
        const reason = toldReason(one.reason, scope.overlap);
        told.set(reason, (told.get(reason) ?? 0) + one.n);
      }
      const leftOut = [...told].map(([reason, n]) => ({ reason, n })).sort((a, b) => b.n - a.n);
      return { ...none, ...funnels.find((funnel) => funnel.id === id), id, number, launchedAt, leftOut };
    });
  });
}
