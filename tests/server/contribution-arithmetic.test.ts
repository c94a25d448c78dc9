import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contributionsOf, rescale } from '#lib/scores/contribution.ts';
import { askedMetrics, metrics } from '#lib/scores/metrics.ts';
import type { Database } from '#lib/server/db/open.ts';
import { rows } from '#lib/server/db/open.ts';
import { openTestDatabase } from '../support/database.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const bindings = askedMetrics.map((metric) => ({ questionId: metric, metric, ...metrics[metric].scale! }));

/** Answer sets with every kind of gap and of code, in every combination that matters. */
const answerSets = Array.from({ length: 1500 }, (_, i) =>
  Object.fromEntries(
    askedMetrics.flatMap((metric, j): [string, number | string | null][] => {
      const pick = (i * (j + 3) + j * j + Math.floor(i / 7)) % 14;
      if (pick === 13) return [];
      return [
        [metric, pick === 12 ? 'na' : pick === 11 ? 99 : metric === 'nps' ? pick : (pick % 7) + (i % 3 === 0 ? 0 : 1)]
      ];
    })
  )
);

describe('contributions against plain SQL over the raw answers', () => {
  it('M-02 rescaling on every scale up to 0-100 gives the integer that round() gives', async () => {
    const found = rows<{ min: number; max: number; code: number; value: number }>(
      await db.system.execute(sql`
        select min, max, code, round(1000000 * (code - min)::numeric / (max - min))::int as value
        from generate_series(-1, 2) min, generate_series(3, 100) max, generate_series(min, max) code`)
    );
    expect(found.length).toBeGreaterThan(19_000);
    expect(found.filter((row) => rescale(row.code, row.min, row.max) !== row.value)).toEqual([]);
  });

  it('M-01 M-02 M-04 M-05 F-36 every metric and index is recomputed to the digit', async () => {
    const found = rows<{ i: number; nps: number | null; csat: number | null; ces: number | null } & Indexes>(
      await db.system.execute(sql`
        with response as (
          select i, a from jsonb_array_elements(${JSON.stringify(answerSets)}::jsonb) with ordinality as t(a, i)
        ), item as (
          select i, key, (value #>> '{}')::int as x, case when key like '%nps' then 0 else 1 end as lo,
            case key when 'nps' then 10 when 'ces' then 7 else 5 end as hi
          from response, jsonb_each(a) where jsonb_typeof(value) = 'number'
        ), scored as (
          select *, round(1000000 * (x - lo)::numeric / (hi - lo)) as r from item where x between lo and hi
        ), per_response as (
          select i, max(case when key = 'nps' then case when x >= 9 then 1000000 when x >= 7 then 0 else -1000000 end end) nps,
            max(case when key = 'csat' then case when x >= 4 then 1000000 else 0 end end) csat,
            max(r) filter (where key = 'ces') ces,
            case when 2 * count(*) filter (where item) >= 7
              then round(avg(r) filter (where item)) end satisfaction,
            round(avg(r) filter (where key in ('repurchase', 'nps'))) loyalty
          from (select *, (key like 'dim%' and key <> 'dim_communication') or key = 'csat' as item from scored) s group by i
        )
        select i::int, nps, csat, ces::int, satisfaction::int, loyalty::int from per_response order by i`)
    );
    const byNumber = new Map(found.map((row) => [row.i, row]));
    let indexes = 0;
    for (const [at, answers] of answerSets.entries()) {
      const { metric, value } = contributionsOf(bindings, answers);
      for (const key of ['nps', 'csat', 'ces', 'satisfaction', 'loyalty'] as const) {
        const position = metric.indexOf(key);
        const own = position < 0 ? null : value[position];
        expect(own, `${key} of ${JSON.stringify(answers)}`).toBe(byNumber.get(at + 1)?.[key] ?? null);
        if (key === 'satisfaction' && own !== null) indexes++;
      }
    }
    expect(indexes).toBeGreaterThan(300);
  });
});

interface Indexes {
  satisfaction: number | null;
  loyalty: number | null;
}
