/**
 * Who was much faster than others: more than two standard deviations under the mean of the logarithms of seconds, once a version
 * has a hundred timed answers (UX-18). Logarithms, because durations are skewed: on the plain scale the mean less two deviations is
 * often below zero, and a few who left the page open would hide everybody else. Only the fast side is a sign. Each answer is looked
 * at once: the first hundred together, every later one when it is folded. Answers that carry another sign take no part in the mean.
 * The one writer of `pace`.
 */
import { sql } from 'drizzle-orm';
import { type Db, rows } from './db/open.ts';
import { flagHurried } from './responses.ts';

/** Timed answers that a version needs before anybody is compared with others. */
export const enoughTimed = 100;
const deviations = 2;

/** Logarithms as whole ten-thousandths: sums do not depend on their order. No time is nothing; half a second stands for it. */
const logarithm = sql`round(ln(greatest(r.seconds, 0.5)) * 10000)`;

interface Paced {
  version: string;
  n: number;
  sum: string;
  sum2: string;
  settled: boolean;
}

/**
 * Takes the times of these responses in and flags who hurried; returns the ids of those that were flagged. In the transaction that
 * folds them, so that each is taken in once.
 */
export async function pace(tx: Db, responses: readonly string[]): Promise<string[]> {
  const ids = sql`((${`{${responses.join(',')}}`}::text)::text[])::uuid[]`;
  const versions = rows<Paced>(
    await tx.execute(sql`
      insert into pace (survey_version_id, n, sum, sum2)
      select version, (count(*) filter (where counts))::int, coalesce(sum(log) filter (where counts), 0)::bigint,
        coalesce(sum(log * log) filter (where counts), 0)
      from (
        select r.survey_version_id as version, ${logarithm} as log, r.flags = '{}' as counts
        from unnest(${ids}) as given(id) cross join lateral (select * from response where id = given.id limit 1) r
        where r.seconds is not null and r.survey_version_id is not null and r.state = 'complete'
          and r.changed_at is null
      ) as timed
      group by 1 order by 1
      on conflict (survey_version_id) do update set
        n = pace.n + excluded.n, sum = pace.sum + excluded.sum, sum2 = pace.sum2 + excluded.sum2
      returning survey_version_id as version, n, sum::text, sum2::text, settled`)
  );
  const flagged: string[] = [];
  for (const { version, settled, ...moments } of versions) {
    if (moments.n < enoughTimed) continue;
    flagged.push(...(await flagHurried(tx, version, leastSeconds(moments), settled ? responses : null)));
    if (!settled) await tx.execute(sql`update pace set settled = true where survey_version_id = ${version}`);
  }
  return flagged;
}

/** Under so many seconds an answer is a hurried one. */
function leastSeconds({ n, sum, sum2 }: Pick<Paced, 'n' | 'sum' | 'sum2'>): number {
  const [mean, squares] = [Number(sum) / n / 1e4, Number(sum2) / 1e8];
  const variance = Math.max(0, (squares - n * mean * mean) / (n - 1));
  return Math.exp(mean - deviations * Math.sqrt(variance));
}
