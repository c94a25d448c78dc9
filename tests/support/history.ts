/** Seeded histories of answers for the tests of the rollups: two companies, their customers, a survey and imported answers. */
import { contributionsOf, type QuestionBinding } from '#lib/scores/contribution.ts';
import { seriesOf } from '#lib/scores/metrics.ts';
import { newId } from '#lib/server/db/id.ts';
import type { Db } from '#lib/server/db/open.ts';
import { customer } from '#lib/server/db/schema/customers.ts';
import { company, timelineEvent } from '#lib/server/db/schema/organisation.ts';
import { foldQueue, response } from '#lib/server/db/schema/responses.ts';
import { survey, surveyVersion } from '#lib/server/db/schema/surveys.ts';

export const stages = ['exploration', 'development', 'stable', 'degradation'];
export const segments = ['enterprise', 'mid', 'small', 'consumer'];
export const regions = ['R1', 'R2', 'R3', 'R4', 'R5'];
const tiers = ['high', 'mid', 'low'];
const channels = ['email', 'phone', 'mail', 'link'];
const locales = ['zh-CN', 'en', 'fr', 'de'];

/** A survey whose questions cover every rule: own scale, foreign scale, reversed, asked twice, an item of both indexes. */
const asked: QuestionBinding[] = [
  { questionId: 'recommend', metric: 'nps', min: 0, max: 10 },
  { questionId: 'recommend_old', metric: 'nps', min: 1, max: 5 },
  { questionId: 'overall', metric: 'csat', min: 1, max: 5 },
  { questionId: 'effort', metric: 'ces', min: 1, max: 7, reversed: true },
  { questionId: 'product', metric: 'dim_product', min: 1, max: 5 },
  { questionId: 'product_again', metric: 'dim_product', min: 1, max: 5 },
  { questionId: 'service', metric: 'dim_service', min: 1, max: 7 },
  { questionId: 'innovation', metric: 'dim_innovation', min: 1, max: 5 },
  { questionId: 'brand', metric: 'dim_brand', min: 1, max: 5 },
  { questionId: 'price', metric: 'dim_price', min: 1, max: 5, reversed: true },
  { questionId: 'repurchase', metric: 'repurchase', min: 1, max: 5 }
];

/** What a file brings: a series is named by its scale, so the answer is stored under the name of the series. */
const imported: { metric: 'nps' | 'csat' | 'ces' | 'dim_supply' | 'repurchase'; min: number; max: number }[] = [
  { metric: 'nps', min: 0, max: 10 },
  { metric: 'nps', min: 1, max: 5 },
  { metric: 'csat', min: 1, max: 5 },
  { metric: 'ces', min: 1, max: 7 },
  { metric: 'dim_supply', min: 1, max: 5 },
  { metric: 'repurchase', min: 1, max: 5 }
];

export interface World {
  companies: { acme: string; borealis: string };
  customers: Record<string, string[]>;
  versionId: string;
}

/** Both companies with a few customers, the merger's dates and a published survey. */
export async function settle(db: Db, now: Date): Promise<World> {
  const [acme, borealis] = [newId(now), newId(now)];
  await db.insert(company).values([
    { id: acme, key: 'A', name: 'Acme', position: 0, createdAt: now },
    { id: borealis, key: 'B', name: 'Borealis', position: 1, createdAt: now }
  ]);
  await db.insert(timelineEvent).values(
    (
      [
        ['announced', '2024-11-04'],
        ['closed', '2024-12-30']
      ] as const
    ).map(([kind, on]) => ({ id: newId(now), kind, day: on, createdAt: now }))
  );
  const customers: Record<string, string[]> = {};
  for (const companyId of [acme, borealis]) {
    const made = Array.from({ length: 20 }, (_, i) => ({
      id: newId(now),
      companyId,
      legacyId: `L${i}`,
      name: `Customer ${i}`,
      sortKey: `customer ${i}`,
      searchKey: `customer ${i}`,
      stage: 'stable',
      createdAt: now,
      updatedAt: now
    }));
    await db.insert(customer).values(made);
    customers[companyId] = made.map(({ id }) => id);
  }
  const [surveyId, versionId] = [newId(now), newId(now)];
  await db
    .insert(survey)
    .values({ id: surveyId, key: 'pulse', title: 'Pulse', draft: {}, createdAt: now, updatedAt: now });
  const document = {
    pages: [
      {
        questions: asked.map(({ questionId, metric, min, max, reversed }) => ({
          id: questionId,
          kind: 'rating',
          metric,
          scale: { min, max },
          reversed
        }))
      }
    ]
  };
  await db.insert(surveyVersion).values({ id: versionId, surveyId, number: 1, document, publishedAt: now });
  return { companies: { acme, borealis }, customers, versionId };
}

export interface AnswerOptions {
  companyId?: string;
  stage?: string;
  segment?: string;
  /** Raw answers instead of drawn ones; of a file, so under the names of their series. */
  answers?: Record<string, unknown>;
  answeredAt?: Date;
  waiting?: boolean;
}

type Row = typeof response.$inferInsert;

/** One response of chance, not stored. Answers may be absent, "does not apply", out of their scale or no number at all. */
export function draw(world: World, random: () => number, options: AnswerOptions = {}): Row {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const companyId = options.companyId ?? pick(Object.values(world.companies));
  const page = options.answers === undefined && random() < 0.6;
  const code = (min: number, max: number): unknown => {
    const u = random();
    if (u < 0.05) return undefined;
    if (u < 0.09) return pick([null, 'na', '']);
    if (u < 0.13) return pick([99, -1, 11.5, 'seven', max + 1, 40_000]);
    return min + Math.floor(random() * (max - min + 1));
  };
  const answers: Record<string, unknown> = {};
  const bindings: QuestionBinding[] = page ? asked : [];
  if (page) for (const { questionId, min, max } of asked) answers[questionId] = code(min, max);
  else {
    const given = options.answers ?? Object.fromEntries(imported.map((b) => [nameOf(b), code(b.min, b.max)]));
    for (const binding of imported) {
      const name = nameOf(binding);
      if (given[name] === undefined || (binding.min === 1 && binding.metric === 'nps' && random() < 0.5)) continue;
      answers[name] = given[name];
      bindings.push({ questionId: name, ...binding });
    }
  }
  for (const key of Object.keys(answers)) if (answers[key] === undefined) delete answers[key];
  const start = Date.UTC(2024, 6, 1);
  const answeredAt = options.answeredAt ?? new Date(start + Math.floor(random() * 500 * 86_400_000));
  return {
    id: newId(answeredAt),
    companyId,
    customerId: pick(world.customers[companyId]!),
    submissionKey: newId(answeredAt),
    payloadHash: '',
    state: 'complete',
    source: page ? 'page' : 'import',
    surveyVersionId: page ? world.versionId : null,
    answers,
    ...contributionsOf(bindings, answers),
    stage: options.stage ?? pick(stages),
    segment: options.segment ?? pick(segments),
    region: pick(regions),
    tier: pick(tiers),
    channel: pick(channels),
    locale: pick(locales),
    phase: pick(['baseline', 'interim', 'integration']),
    answeredAt,
    receivedAt: new Date(answeredAt.getTime() + Math.floor(random() * 20) * 86_400_000),
    seconds: page ? Math.round(40 * Math.exp(4 * (random() + random() + random() - 1.5) ** 3)) : null,
    flags: random() < 0.1 ? ['straight_line'] : []
  };
}

function nameOf({ metric, min, max }: (typeof imported)[number]): string {
  return seriesOf(metric, min, max);
}

/** Stores responses the way a submission does: the row and its place in the fold queue, in one transaction. */
export async function store(db: Db, responses: readonly Row[]): Promise<void> {
  await db.transaction(async (tx) => {
    for (let i = 0; i < responses.length; i += 500) {
      const part = responses.slice(i, i + 500);
      await tx.insert(response).values(part);
      await tx.insert(foldQueue).values(part.map(({ id }) => ({ responseId: id })));
    }
  });
}
