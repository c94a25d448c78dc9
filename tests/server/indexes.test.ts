import { afterAll, beforeAll, expect, it } from 'vitest';
import { contributionsOf } from '#lib/scores/contribution.ts';
import { figureTable, type Frame } from '#lib/scores/figures.ts';
import type { Scope } from '#lib/merger/scope.ts';
import { newId } from '#lib/server/db/id.ts';
import type { Database } from '#lib/server/db/open.ts';
import { rows } from '#lib/server/db/open.ts';
import { survey, surveyVersion } from '#lib/server/db/schema/surveys.ts';
import { compareWithAnswers } from '#lib/server/recompute.ts';
import { fold } from '#lib/server/rollups.ts';
import { seeded } from '#lib/stats/generator.ts';
import { bindings } from '#lib/survey/bindings.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { fieldsOf } from '#lib/survey/fields.ts';
import { sql } from 'drizzle-orm';
import { openTestDatabase } from '../support/database.ts';
import { draw, settle, store, type World } from '../support/history.ts';

const now = new Date('2026-01-05T09:00:00Z');
let db: Database & { url: string | null };
let world: World;

beforeAll(async () => {
  db = await openTestDatabase();
  world = await settle(db.system, now);
});
afterAll(() => db.close());

const scale = (min: number, max: number) => ({ min, max, labels: {}, direction: 'ascending' as const });
const text = { en: 'x' };
const common = { required: false, text };

/** Pairs with a reversed item, a matrix, items on foreign scales, uneven weights: everything an index can be made of. */
const questions = [
  {
    ...common,
    id: 'service',
    kind: 'pairs' as const,
    scale: scale(1, 7),
    sides: { expected: text, perceived: text },
    items: [
      { id: 'a', text },
      { id: 'b', text, reversed: true },
      { id: 'c', text },
      { id: 'd', text }
    ]
  },
  {
    ...common,
    id: 'parts',
    kind: 'matrix' as const,
    scale: scale(1, 5),
    items: [
      { id: 'one', text, metric: 'dim_product' },
      { id: 'two', text, reversed: true },
      { id: 'three', text }
    ]
  },
  { ...common, id: 'ideal', kind: 'rating' as const, scale: scale(1, 10) },
  { ...common, id: 'wish', kind: 'rating' as const, scale: scale(1, 10) },
  { ...common, id: 'recommend', kind: 'nps' as const, scale: scale(0, 10), metric: 'nps' },
  { ...common, id: 'again', kind: 'rating' as const, scale: scale(1, 5), metric: 'repurchase' },
  { ...common, id: 'leave', kind: 'rating' as const, scale: scale(1, 5), metric: 'churn_intent' },
  { ...common, id: 'ease', kind: 'ces' as const, scale: scale(1, 7), metric: 'ces', reversed: true },
  { ...common, id: 'csat', kind: 'rating' as const, scale: scale(1, 5), metric: 'csat' }
];
const indexes = [
  {
    metric: 'service_gap',
    items: ['a', 'b', 'c', 'd'].map((id) => ({ field: `service.${id}`, weight: 1, gap: true }))
  },
  {
    metric: 'gap_empathy',
    items: [
      { field: 'service.d', weight: 0.333, gap: true },
      { field: 'service.b', weight: 2.5, gap: true }
    ]
  },
  {
    metric: 'dim_service',
    items: ['a', 'b', 'c'].map((id, at) => ({ field: `service.${id}.perceived`, weight: at + 0.1 }))
  },
  {
    metric: 'dim_brand',
    items: [
      { field: 'parts.two', weight: 3 },
      { field: 'parts.three', weight: 4 }
    ]
  },
  {
    metric: 'acsi',
    items: [
      { field: 'ideal', weight: 0.7 },
      { field: 'wish', weight: 0.3 }
    ]
  },
  {
    metric: 'loyalty',
    items: [
      { field: 'recommend', weight: 1 },
      { field: 'again', weight: 2 },
      { field: 'gone', weight: 9 }
    ]
  },
  {
    metric: 'satisfaction',
    items: [
      { field: 'csat', weight: 1 },
      { field: 'wish', weight: 1 },
      { field: 'parts.one', weight: 1 }
    ]
  }
];

async function publish(document: Partial<SurveyDocument>): Promise<{ versionId: string; document: SurveyDocument }> {
  const [surveyId, versionId] = [newId(now), newId(now)];
  const whole = { pages: [{ id: 'p', groups: [], questions }], ...document } as unknown as SurveyDocument;
  await db.system
    .insert(survey)
    .values({ id: surveyId, key: surveyId, title: 'Service', draft: {}, createdAt: now, updatedAt: now });
  await db.system
    .insert(surveyVersion)
    .values({ id: versionId, surveyId, number: 1, document: whole, publishedAt: now });
  return { versionId, document: whole };
}

/** Answers with every kind of gap: left out, does not apply, outside the scale, no number at all. */
async function answer(version: Awaited<ReturnType<typeof publish>>, count: number, seed: number): Promise<void> {
  const random = seeded(seed);
  const bound = bindings(version.document);
  const fields = version.document.pages[0]!.questions.flatMap((question) => fieldsOf(question));
  const responses = Array.from({ length: count }, () => {
    const answers: Record<string, unknown> = {};
    for (const { name, question } of fields) {
      const { min, max } = question.scale!;
      const u = random();
      if (u < 0.2) continue;
      answers[name] =
        u < 0.25 ? 'na' : u < 0.3 ? max + 1 : u < 0.32 ? 'x' : min + Math.floor(random() * (max - min + 1));
    }
    const row = draw(world, random, { answers: { nps: 5 } });
    return {
      ...row,
      source: 'page' as const,
      surveyVersionId: version.versionId,
      answers,
      ...contributionsOf(bound, answers)
    };
  });
  await store(db.system, responses);
  await fold(db.system, now, 10_000);
}

const stored = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    rows<{ metric: string; n: number }>(
      await db.system.execute(sql`
        select metric, sum(n)::int as n from rollup where family = '' and grain = 'all' group by 1 order by 1`)
    ).map(({ metric, n }) => [metric, n])
  );

it('F-36 M-04 M-06 indexes and gaps that a questionnaire names are recomputed to the digit', async () => {
  await answer(await publish({ indexes }), 400, 21);
  expect(await compareWithAnswers(db.system)).toEqual([]);
  const found = await stored();
  const named = [
    'service_gap',
    'gap_empathy',
    'dim_service@1-7',
    'dim_brand',
    'acsi',
    'loyalty',
    'satisfaction',
    'ces_top'
  ];
  for (const metric of named) expect(found[metric], metric).toBeGreaterThan(150);
  expect(found['loyalty@mixed']).toBeUndefined();
});

it('F-36 M-04 the indexes every questionnaire has stay where it names none of its own', async () => {
  const before = await stored();
  await answer(await publish({ indexes: indexes.filter(({ metric }) => metric !== 'loyalty') }), 100, 22);
  expect(await compareWithAnswers(db.system)).toEqual([]);
  expect((await stored()).loyalty).toBeGreaterThan(before.loyalty!);
});

it('F-36 answers of employees make no score of customers', async () => {
  const before = await stored();
  const asked = questions.map((one) =>
    'metric' in one && one.metric === 'nps' ? { ...one, metric: 'employee_nps' } : one
  );
  const engagement = {
    metric: 'employee_engagement',
    items: indexes.find(({ metric }) => metric === 'dim_brand')!.items
  };
  const pages = [{ id: 'p', groups: [], questions: asked }] as unknown as SurveyDocument['pages'];
  await answer(await publish({ respondents: 'employees', pages, indexes: [...indexes, engagement] }), 200, 23);
  expect(await compareWithAnswers(db.system)).toEqual([]);
  const { employee_nps: recommended, employee_engagement: engaged, ...rest } = await stored();
  expect(rest).toEqual(before);
  expect(Math.min(recommended!, engaged!)).toBeGreaterThan(100);
});

it('S-55 of employees totals of ten or more are shown, to those too who may see records of customers', async () => {
  const { acme } = world.companies;
  const scope: Scope = { companies: { [acme]: 'records' }, overlap: false };
  const frame: Frame = { scope, minimum: 5, companies: [acme], view: 'pooled', customers: {} };
  const placed = (n: number) => [
    { row: acme, column: '', cell: { companyId: acme, n, sum: 0, sum2: 0, invalid: 0, missing: 0 } }
  ];
  const kind = (id: string, n: number) => figureTable(id, placed(n), null, frame, {}).cells[0]!.shown.kind;
  expect([kind('employee_nps', 9), kind('employee_nps', 10), kind('nps', 1)]).toEqual(['few', 'value', 'value']);
});
