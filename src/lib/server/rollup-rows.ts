/**
 * The one statement that turns responses into rollup rows. Folding, rebuilding and comparing use it, so that they can't
 * disagree; what they are held against is the straight recomputation from raw answers (recompute.ts).
 */
import { type SQL, sql } from 'drizzle-orm';
import { allPeriod, families, type FamilyDimension, flaggedFamily } from '#lib/scores/families.ts';

/** Column of `contribution` (below) for each dimension a family adds. Identifiers come from this constant only. */
const columns: Readonly<Record<FamilyDimension, string>> = {
  segment: 'segment',
  region: 'region',
  tier: 'tier',
  channel: 'channel',
  program: 'program',
  locale: 'locale',
  phase: 'phase',
  code: "coalesce(code::text, '')",
  arrival: 'arrival'
};

/**
 * One row per response and series, of all or of flagged responses alone. `source` is a table expression of the responses that
 * count, under the name `r`. All periods are in UTC: a response belongs to the day it was answered, and its arrival to the week it
 * was received.
 */
export const contributions = (source: SQL, flagged = false): SQL => sql`
  select r.company_id, r.stage, r.segment, r.region, r.tier, r.channel, coalesce(r.program_id::text, '') as program,
    r.locale, r.phase, (r.answered_at at time zone 'UTC')::date as day,
    date_trunc('week', r.answered_at at time zone 'UTC')::date as week,
    date_trunc('month', r.answered_at at time zone 'UTC')::date as month,
    date_trunc('week', r.received_at at time zone 'UTC')::date::text as arrival,
    r.flags <> '{}' as flagged, u.metric, u.value, u.code
  from ${source}, unnest(r.metric, r.value, r.code) as u(metric, value, code)
  ${flagged ? sql`where r.flags <> '{}'` : sql``}`;

/**
 * The responses named by `queue`, each fetched by its key. A join would be left to the planner, and one that takes the queue
 * for long (it was, an import ago) reads every response there is.
 */
export const waiting = (queue: SQL): SQL => sql`
  ${queue} as waiting cross join lateral (select * from response where id = waiting.response_id limit 1) r`;

/**
 * Moments of a group of contributions, exact: null with a code is invalid, null without one does not apply. `counts` names a column
 * that says which of them take part.
 */
export const moments = (counts = 'true'): SQL =>
  sql.raw(`
  count(value)::int as n,
  (count(*) filter (where value is null and code is not null))::int as invalid,
  (count(*) filter (where value is null and code is null and ${counts}))::int as missing,
  coalesce(sum(value), 0)::bigint as sum,
  coalesce(sum(value::bigint * value), 0)::numeric(40, 0) as sum2`);

/**
 * Every family and grain of the contributions in a CTE, in the order of the columns of `rollup`. One grouping for each, by nothing
 * but what differs in it: a constant that is grouped by is hashed with every row.
 */
const rowsOf = (contribution: string, nameOf: (key: string) => string): SQL[] =>
  families.flatMap(({ key, d1, d2, grains }) =>
    grains.map((grain) => {
      const period = grain === 'all' ? null : grain;
      const [first, second] = [d1 && columns[d1], d2 && columns[d2]];
      const own = ['metric', 'company_id', 'stage', period, first, second].filter((column) => column !== null);
      return sql`
      select ${sql.raw(`'${nameOf(key)}'::text as family, '${grain}'::text as grain, ${period ?? `date '${allPeriod}'`} as period,
        metric, company_id, stage, ${first ?? `''::text`} as d1, ${second ?? `''::text`} as d2`)}, ${moments()}
      from ${sql.raw(contribution)} group by ${sql.raw(own.join(', '))}`;
    })
  );
const whole = rowsOf('contribution', (key) => key);
const flagged = rowsOf('flagged', flaggedFamily);

/** Rows of everybody, from the CTE `contribution`. */
export const rollupRows: SQL = sql.join(whole, sql` union all `);

/** The same, and those of flagged answers once more, from the CTE `flagged`. */
export const allRows: SQL = sql.join([...whole, ...flagged], sql` union all `);

/** The key of a rollup row, in the order of its index: rows are written in this order, so that writers can't deadlock. */
export const keyOrder = sql.raw('family, grain, metric, company_id, period, stage, d1, d2');
