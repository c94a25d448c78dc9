/**
 * What the overview reads at 10,000 and at 1,000,000 responses on PostgreSQL, rounds interleaved. The reads alone are timed,
 * without drawing the page: drawing costs the same at both sizes and would only flatter the ratio.
 */
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import type { Scope } from '../../src/lib/merger/scope.ts';
import { parseBreakdown } from '../../src/lib/scores/breakdown.ts';
import { listCompanies, listTimeline } from '../../src/lib/server/companies.ts';
import { newId } from '../../src/lib/server/db/id.ts';
import { type Database, openDatabase } from '../../src/lib/server/db/open.ts';
import { company, timelineEvent } from '../../src/lib/server/db/schema/organisation.ts';
import { readOverview } from '../../src/lib/server/overview.ts';
import { rebuild } from '../../src/lib/server/rollups.ts';
import { interleave, say, type Verdict } from './measure.ts';

const ROUNDS = 15;
const SIZES = { small: 10_000, large: 1_000_000 };
const now = new Date('2025-12-29T09:00:00Z');

export async function benchOverview(url: string, print: (line: string) => void): Promise<Verdict[]> {
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  const names = Object.keys(SIZES).map((size) => `concord_bench_${size}_${process.pid}`);
  const opened: Database[] = [];
  try {
    const pages: (() => Promise<number>)[] = [];
    for (const [i, count] of Object.values(SIZES).entries()) {
      await admin.unsafe(`create database ${names[i]}`);
      const target = new URL(url);
      target.pathname = `/${names[i]}`;
      const db = await openDatabase({ databaseUrl: target.href, replicaUrl: null, dataDir: '' });
      opened.push(db);
      const started = performance.now();
      const scope = await fill(db, count);
      print(`${count} responses stored and rolled up in ${Math.round((performance.now() - started) / 1000)} s`);
      pages.push(() => load(db, scope));
    }
    const [small, large] = pages;
    const measured = await interleave({ small: small!, large: large! }, ROUNDS);
    print(say('overview at 10,000 responses', measured.small, 'ms'));
    print(say('overview at 1,000,000 responses', measured.large, 'ms'));
    const ratio = measured.large.median / measured.small.median;
    const ratios = measured.large.rounds.map((time, round) => time / measured.small.rounds[round]!);
    const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} by round`;
    return [
      {
        name: 'overview at 1,000,000 responses against 10,000',
        value: `${ratio.toFixed(2)} times (${range})`,
        target: '<= 1.3 times',
        ok: ratio <= 1.3
      }
    ];
  } finally {
    for (const db of opened) await db.close();
    for (const name of names) await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
}

async function load(db: Database, scope: Scope): Promise<number> {
  const parsed = parseBreakdown(new URLSearchParams('metric=nps&combined=customer-base'));
  if (!parsed.ok) throw new Error('the question of the overview does not parse');
  const [companies, timeline] = [await listCompanies(db.app), await listTimeline(db.app)];
  const started = performance.now();
  const overview = await readOverview(db.app, scope, parsed.breakdown, 'default', companies, timeline, now);
  const time = performance.now() - started;
  if (overview.heads[0]?.combined?.kind !== 'value') throw new Error('the overview shows nothing');
  return time;
}

/** Three years of answers of two companies, spread evenly; the five metrics that the overview shows. */
async function fill(db: Database, count: number): Promise<Scope> {
  const [a, b] = [newId(now), newId(now)];
  await db.system.insert(company).values([
    { id: a, key: 'A', name: 'Acme', position: 0, createdAt: now },
    { id: b, key: 'B', name: 'Borealis', position: 1, createdAt: now }
  ]);
  await db.system
    .insert(timelineEvent)
    .values({ id: newId(now), kind: 'announced', day: '2024-11-04', createdAt: now });
  await db.system.execute(sql`
    insert into response (id, company_id, customer_id, submission_key, payload_hash, state, source, answers, metric, value,
      code, stage, segment, region, tier, channel, locale, phase, answered_at, received_at)
    select gen_random_uuid(), case when h % 10 < 7 then ${a}::uuid else ${b}::uuid end, gen_random_uuid(),
      gen_random_uuid(), '', 'complete', 'import', '{}', array['nps', 'csat', 'ces', 'satisfaction', 'loyalty'],
      array[(h % 3 - 1) * 1000000, (h / 3 % 2) * 1000000, h / 7 % 7 * 166667, h % 1000 * 1000, h % 997 * 1000]::int[],
      array[h % 11, h / 5 % 5 + 1, h / 7 % 7 + 1, null, null]::smallint[],
      (array['exploration', 'development', 'stable', 'degradation'])[1 + h / 37 % 4],
      (array['enterprise', 'mid', 'small', 'consumer'])[1 + h / 41 % 4], 'R' || (1 + h / 43 % 5),
      (array['high', 'mid', 'low'])[1 + h / 47 % 3], (array['web', 'phone', 'mail', 'sms'])[1 + h / 53 % 4],
      (array['zh-CN', 'en', 'fr', 'de'])[1 + h / 59 % 4], 'baseline', at, at + (h % 5) * interval '1 day'
    from (select abs(hashint4(i)::bigint) as h,
        timestamptz '2023-01-02T00:00:00Z' + i * (interval '1092 days' / ${count}::int) as at
      from generate_series(1, ${count}::int) i) as drawn`);
  await db.system.execute(sql`
    insert into reach (company_id, week, invited, delivered, opened, completed)
    select c.id, date '2023-01-02' + 7 * w, 400, 390, 200, 100 from company c, generate_series(0, 155) w`);
  await db.system.execute(sql`insert into customer_base (company_id, customers) select id, 5000 from company`);
  await rebuild(db.system, now);
  for (const table of ['response', 'rollup', 'fold_queue', 'reach'])
    await db.system.execute(sql.raw(`analyze ${table}`));
  return { companies: { [a]: 'records', [b]: 'records' }, overlap: true };
}
