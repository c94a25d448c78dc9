/**
 * The one statement that turns responses into rollup rows. Folding, rebuilding and comparing use it, so that they can't
 * disagree; what they are held against is the straight recomputation from raw answers (recompute.ts).
 */
import { type SQL, sql } from 'drizzle-orm';
import { allPeriod, families, type FamilyDimension, type Grain } from '#lib/scores/families.ts';

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

const periods: Readonly<Record<Grain, string>> = {
  day: `('day'::text, day)`,
  week: `('week'::text, week)`,
  month: `('month'::text, month)`,
  all: `('all'::text, date '${allPeriod}')`
};

/**
 * One row per response and series. `source` is a table expression of the responses that count, under the name `r`. All
 * periods are in UTC: a response belongs to the day it was answered, and its arrival to the week it was received.
 */
export const contributions = (source: SQL): SQL => sql`
  select r.company_id, r.stage, r.segment, r.region, r.tier, r.channel, coalesce(r.program_id::text, '') as program,
    r.locale, r.phase, (r.answered_at at time zone 'UTC')::date as day,
    date_trunc('week', r.answered_at at time zone 'UTC')::date as week,
    date_trunc('month', r.answered_at at time zone 'UTC')::date as month,
    date_trunc('week', r.received_at at time zone 'UTC')::date::text as arrival,
    u.metric, u.value, u.code
  from ${source}, unnest(r.metric, r.value, r.code) as u(metric, value, code)`;

/** Moments of a group of contributions, exact: null with a code is invalid, null without one does not apply. */
export const moments = sql.raw(`
  count(value)::int as n,
  (count(*) filter (where value is null and code is not null))::int as invalid,
  (count(*) filter (where value is null and code is null))::int as missing,
  coalesce(sum(value), 0)::bigint as sum,
  coalesce(sum(value::bigint * value), 0)::numeric(40, 0) as sum2`);

/** Every family and grain of the contributions in the CTE `contribution`, in the order of the columns of `rollup`. */
export const rollupRows: SQL = sql.join(
  families.map(({ key, d1, d2, grains }) => {
    const column = (dimension: FamilyDimension | null) => sql.raw(dimension === null ? `''::text` : columns[dimension]);
    return sql`
      select ${sql.raw(`'${key}'::text`)} as family, g.grain, g.period, metric, company_id, stage,
        ${column(d1)} as d1, ${column(d2)} as d2, ${moments}
      from contribution cross join lateral (values ${sql.raw(grains.map((grain) => periods[grain]).join(', '))})
        as g(grain, period)
      group by 2, 3, 4, 5, 6, 7, 8`;
  }),
  sql` union all `
);

/** The key of a rollup row, in the order of its index: rows are written in this order, so that writers can't deadlock. */
export const keyOrder = sql.raw('family, grain, metric, company_id, period, stage, d1, d2');
