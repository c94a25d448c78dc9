/**
 * A database of any size for the benches, written by the database itself: customers who answer in turn through 24 months of
 * waves, with moods that differ by company and stage and fall after the announcement. The answers are drawn from a few thousand
 * sheets scored by the product's own code, so that the rows are what submissions would have left and `verify` holds on them.
 */
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import type { Scope } from '../../src/lib/merger/scope.ts';
import { contributionsOf, type MetricBinding } from '../../src/lib/scores/contribution.ts';
import { seeded } from '../../src/lib/stats/generator.ts';
import type { Database } from '../../src/lib/server/db/open.ts';
import { timelineEvent } from '../../src/lib/server/db/schema/organisation.ts';
import { arrayLiteral } from '../../src/lib/server/db/schema/numbers.ts';
import { newId } from '../../src/lib/server/db/id.ts';
import { recount } from '../../src/lib/server/reach.ts';
import { rebuild } from '../../src/lib/server/rollups.ts';
import { makeSmallWorld } from '../support/world.ts';

export interface Filled {
  scope: Scope;
  programId: string;
}

const SHEETS = 4_000;
const MONTHS = 24;
const ANSWERS_EACH = 10;
/** What overview and alerts read: recommendation, satisfaction, ease, and dimensions enough for the index. */
const asked = ['recommend', 'satisfaction', 'ease', 'product', 'service', 'price'];

/** `count` answers, one per invitation, up to `now`; folded, counted and analysed. */
export async function fill(db: Database, url: string, count: number, now: Date): Promise<Filled> {
  const { acme, borealis, programId, surveyVersionId, bindings } = await makeSmallWorld(db, 0, now);
  await db.system
    .insert(timelineEvent)
    .values({ id: newId(now), kind: 'announced', day: '2024-11-04', createdAt: now });
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - MONTHS + 1, 1)).toISOString();
  const customers = count / ANSWERS_EACH;
  await db.system.execute(sql`
    insert into customer (id, company_id, legacy_id, name, sort_key, search_key, email, email_key, locale, region, segment,
      tier, stage, created_at, updated_at)
    select ${idOf(sql`c`)}, case when c % 10 < 7 then ${acme}::uuid else ${borealis}::uuid end, 'L' || c, 'Mx ' || name,
      'mx ' || name, 'mx ' || name, name || '@mail.example', name || '@mail.example',
      (array['zh-CN', 'en', 'fr', 'de'])[1 + h / 59 % 4], 'R' || (1 + h / 43 % 5),
      (array['enterprise', 'mid', 'small', 'small', 'consumer', 'consumer', 'consumer'])[1 + h / 41 % 7],
      (array['high', 'mid', 'low', 'low'])[1 + h / 47 % 4],
      (array['exploration', 'development', 'stable', 'stable', 'degradation'])[1 + h / 37 % 5], ${first}::timestamptz, ${first}::timestamptz
    from generate_series(0, ${customers}::int - 1) c, lateral (select abs(hashint4(c)::bigint) as h, md5(c::text) as name) drawn`);
  await db.system.execute(sql`
    insert into wave (id, program_id, number, launched_at, asked, left_out)
    select ${idOf(sql`m`)}, ${programId}::uuid, m + 1, ${first}::timestamptz + m * interval '1 month', ${Math.round(count / MONTHS)}::int, 0
    from generate_series(0, ${MONTHS}::int - 1) m`);
  await db.system.execute(sql`
    with drawn as materialized (
      select i, abs(hashint8(i)) as h, at, ${idOf(sql`i`, sql`at`)} as id, gen_random_uuid() as response_id,
        ${idOf(sql`i % ${customers}::int`)} as customer_id,
        ${idOf(sql`extract(year from age(at, ${first}::timestamptz)) * 12 + extract(month from age(at, ${first}::timestamptz))`)} as wave_id
      from generate_series(0, ${count}::bigint - 1) i, lateral (select ${first}::timestamptz
        + i * ((${now.toISOString()}::timestamptz - ${first}::timestamptz) / ${count}::int) as at) time
    ),
    invited as (
      insert into invitation (id, company_id, customer_id, program_id, wave_id, survey_version_id, token_hash, channel, kind,
        locale, state, invited_at, sent_at, opened_at, started_at, completed_at, expires_at, response_id, submission_key)
      select d.id, c.company_id, c.id, ${programId}::uuid, d.wave_id, ${surveyVersionId}::uuid, md5(i::text), 'email',
        'relationship', c.locale, 'completed', at, at, at, at, at, at + interval '30 days', d.response_id, d.response_id
      from drawn d join customer c on c.id = d.customer_id
    ),
    sheet as (
      select n, answers, metric::text[], value::int[], code::smallint[]
      from jsonb_to_recordset(${JSON.stringify(sheets(bindings))}::text::jsonb)
        as s(n int, answers jsonb, metric text, value text, code text)
    )
    insert into response (id, company_id, customer_id, invitation_id, program_id, survey_version_id, submission_key,
      payload_hash, state, source, answers, metric, value, code, stage, segment, region, tier, channel, locale, phase,
      answered_at, received_at)
    select d.response_id, c.company_id, c.id, d.id, ${programId}::uuid, ${surveyVersionId}::uuid, d.response_id, '',
      'complete', 'page', s.answers, s.metric, s.value, s.code, c.stage, c.segment, c.region, c.tier,
      (array['email', 'link', 'phone', 'mail'])[1 + h / 53 % 4], c.locale,
      case when at < '2024-11-04' then 'baseline' else 'interim' end, at, at + h % 4 * interval '1 day'
    from drawn d join customer c on c.id = d.customer_id join sheet s on s.n = greatest(0,
      h / 61 % ${SHEETS}::int - case when c.stage = 'degradation' then 700 else 0 end
        - case when c.company_id = ${borealis}::uuid and at > '2024-11-04' then 300 else 0 end)`);
  await rebuild(db.system, now);
  await recount(db.system, now);
  // Only the owner of the tables may have them analysed.
  const owner = postgres(url, { max: 1, onnotice: () => {} });
  await owner.unsafe('vacuum analyze');
  await owner.end();
  return { scope: { companies: { [acme]: 'records', [borealis]: 'records' }, overlap: true }, programId };
}

/** An id of the product's form from a number, ordered by the number or, where a time is given, by that. */
function idOf(number: ReturnType<typeof sql>, at = sql`timestamptz '2000-01-01'`) {
  const time = sql`lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0')`;
  return sql`(overlay(${time} placing '-' from 9 for 0) || '-7000-8000-' || lpad(to_hex((${number})::bigint), 12, '0'))::uuid`;
}

/** Answer sheets from the unhappiest to the happiest, each with what it contributes. */
function sheets(all: readonly MetricBinding[]) {
  const random = seeded(7);
  const bindings = all.flatMap((one) => ('items' in one || !asked.includes(one.questionId) ? [] : [one]));
  return Array.from({ length: SHEETS }, (_, n) => {
    const answers = Object.fromEntries(
      bindings.map(({ questionId, min, max }) => {
        const place = Math.min(1, Math.max(0, 0.7 * (n / SHEETS) + 0.5 * random()));
        return [questionId, Math.round(min + place * (max - min))];
      })
    );
    const { metric, value, code } = contributionsOf(bindings, answers);
    return { n, answers, metric: `{${metric.join(',')}}`, value: arrayLiteral(value), code: arrayLiteral(code) };
  });
}
