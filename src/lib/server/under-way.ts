/** Who is on which version of a survey while its programs run: what publishing the next one does not touch (F-25). Reads only. */
import { sql } from 'drizzle-orm';
import type { Scope } from '#lib/merger/scope.ts';
import { type Db, rows } from './db/open.ts';
import { scoped } from './db/scoped.ts';

export interface UnderWay {
  readonly programId: string;
  readonly program: string;
  /** Invited, and the link was not opened yet: they will meet the newest version. */
  readonly waiting: number;
  /** Opened and not finished, by the version they stay on, the newest first. */
  readonly on: readonly { readonly version: number; readonly opened: number; readonly started: number }[];
}

/** The running programs of a survey with their open invitations, as far as the reader holds records of them. */
export async function underWay(db: Db, scope: Scope, surveyId: string, now: Date): Promise<UnderWay[]> {
  const found = await scoped(db, scope, async (tx) =>
    rows<{ id: string; name: string; version: number | null; n: number; started: number }>(
      await tx.execute(sql`
        select p.id, p.name, v.number as version, count(i.id)::int as n, count(i.started_at)::int as started
        from program p
        left join wave w on w.program_id = p.id
        left join invitation i on i.wave_id = w.id and i.response_id is null
          and i.state not in ('opted_out', 'expired', 'bounced') and (i.expires_at is null or i.expires_at > ${now.toISOString()}::timestamptz)
        left join survey_version v on v.id = i.survey_version_id
        where p.survey_id = ${surveyId}::uuid and p.state = 'running'
        group by p.id, p.name, v.number order by p.created_at, p.id, v.number desc`)
    )
  );
  const programs = new Map(found.map(({ id, name }) => [id, name] as const));
  return [...programs].map(([programId, program]) => {
    const own = found.filter(({ id }) => id === programId);
    return {
      programId,
      program,
      waiting: own.find(({ version }) => version === null)?.n ?? 0,
      on: own.flatMap(({ version, n, started }) =>
        version === null ? [] : [{ version, opened: n - started, started }]
      )
    };
  });
}
