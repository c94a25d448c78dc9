import { randomUUID } from 'node:crypto';
import { count, eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/server/db/open.ts';
import { response } from '#lib/server/db/schema/responses.ts';
import { quotaCount } from '#lib/server/db/schema/surveys.ts';
import { type Asked, courseOf, type Filled } from '#lib/server/respondents.ts';
import { complete } from '#lib/server/responses.ts';
import { fold } from '#lib/server/rollups.ts';
import { verify } from '#lib/server/verification.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { specialise } from '#lib/survey/specialise.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeSmallWorld, type SmallWorld } from '../support/world.ts';

const now = new Date('2026-01-05T09:00:00Z');
const later = new Date('2026-01-05T09:05:00Z');
let db: Database & { url: string | null };
/** A second process on the same database; the embedded one has only one. */
let other: Database;
let world: SmallWorld;
let next = 0;

beforeAll(async () => {
  db = await openTestDatabase();
  other = db.url === null ? db : await openDatabase({ databaseUrl: db.url, replicaUrl: null, dataDir: '' });
  world = await makeSmallWorld(db, 700, now);
});
afterAll(async () => {
  if (other !== db) await other.close();
  await db.close();
});

const quota = (name: string, limit: number | null): Filled => ({
  quota: name,
  limit,
  ending: limit === null ? null : `${name}-full`
});
const finish = (
  quotas: readonly Filled[],
  handle: Database = db,
  one = world.invitations[next++]!,
  key: string = randomUUID()
) =>
  complete(
    handle.system,
    {
      invitation: one,
      surveyVersionId: world.surveyVersionId,
      bindings: world.bindings,
      answers: { recommend: 9 },
      key,
      locale: 'en',
      quotas
    },
    later
  );
const stored = async (done: Awaited<ReturnType<typeof complete>>[]) => {
  const ids = done.flatMap((one) => (one.ok ? [one.responseId] : []));
  return db.system.select().from(response).where(inArray(response.id, ids));
};
const filledOf = async (name: string) =>
  (await db.system.select().from(quotaCount).where(eq(quotaCount.quota, name)))[0]?.filled;

describe('quotas', () => {
  it('F-27 of 1,000 who finish at once for a quota of 100 exactly 100 complete, and the others are stored as come too late', async () => {
    const done = await Promise.all(
      Array.from({ length: 1_000 }, (_, at) => finish([quota('hundred', 100)], at % 2 === 0 ? db : other))
    );
    expect(done.every((one) => one.ok && !one.repeated)).toBe(true);
    const rows = await stored(done);
    const complete = rows.filter(({ state }) => state === 'complete');
    const late = rows.filter(({ state }) => state === 'quota_full');
    expect([complete.length, late.length]).toEqual([100, 900]);
    expect(await filledOf('hundred')).toBe(100);
    expect(new Set(complete.map(({ course }) => course.ending))).toEqual(new Set([undefined]));
    expect(new Set(late.map(({ course }) => course.ending))).toEqual(new Set(['hundred-full']));
    expect(late.every(({ metric, answers }) => metric.length === 0 && answers.recommend === 9)).toBe(true);
    while ((await fold(db.system, later, 500)).more);
    expect((await verify({ db })).lines.filter((line) => line.startsWith('BROKEN'))).toEqual([]);
  });

  it('F-27 of quotas that overlap none takes more than its limit, and who is turned away by one takes no place of another', async () => {
    const [narrow, wide] = [quota('narrow', 10), quota('wide', 30)];
    const done = await Promise.all(
      Array.from({ length: 90 }, (_, at) => finish(at % 3 === 0 ? [wide] : [wide, narrow], at % 2 === 0 ? db : other))
    );
    const rows = await stored(done);
    expect(rows.filter(({ state }) => state === 'complete')).toHaveLength(30);
    expect(await filledOf('wide')).toBe(30);
    expect(await filledOf('narrow')).toBeLessThanOrEqual(10);
    const more = await Promise.all(Array.from({ length: 20 }, () => finish([quota('narrow', 10)])));
    await stored(more);
    expect(await filledOf('narrow')).toBe(10);
  });

  it('F-27 sending twice takes one place, and a quota without an ending is counted beyond its limit', async () => {
    const [one, key] = [world.invitations[next++]!, randomUUID()];
    const done = await Promise.all(Array.from({ length: 20 }, () => finish([quota('pair', 2)], db, one, key)));
    expect(done.filter((each) => each.ok && !each.repeated)).toHaveLength(1);
    expect(await filledOf('pair')).toBe(1);
    expect((await stored([await finish([quota('pair', 2)])]))[0]?.state).toBe('complete');
    expect((await stored([await finish([quota('pair', 2)])]))[0]?.state).toBe('quota_full');
    const open = await Promise.all(Array.from({ length: 5 }, () => finish([quota('open', null)])));
    expect((await stored(open)).every(({ state }) => state === 'complete')).toBe(true);
    expect(await filledOf('open')).toBe(5);
  });

  it('F-27 a survey without quotas is stored without a look at them', async () => {
    const before = await db.system.select({ n: count() }).from(quotaCount);
    const done = await Promise.all(Array.from({ length: 20 }, () => finish([])));
    expect((await stored(done)).every(({ state }) => state === 'complete')).toBe(true);
    expect(await db.system.select({ n: count() }).from(quotaCount)).toEqual(before);
  });

  it('F-27 a quota of one arm of an experiment counts those of that arm, and one of everybody counts all', () => {
    const document: SurveyDocument = {
      ...postMergerRelationship,
      experiments: [
        {
          id: 'words',
          arms: [
            { id: 'a', weight: 1 },
            { id: 'b', weight: 1 }
          ]
        }
      ],
      quotas: [
        { id: 'short', limit: 5, when: { known: 'arm.words', op: 'eq', value: 'a' } },
        { id: 'all', limit: 50 }
      ]
    };
    const arms = Array.from({ length: 30 }, (_, at) => {
      const met = { document: specialise(document, { seed: `person ${at}`, known: {} }), known: {}, full: [] };
      const asked = { version: { document }, invitation: { id: `person ${at}` } } as unknown as Asked;
      const { course, quotas } = courseOf(asked, met, { recommend: 9 });
      const filled = quotas.map((one) => one.quota);
      expect(filled).toEqual(course.arms?.['words'] === 'a' ? ['short', 'all'] : ['all']);
      return course.arms?.['words'];
    });
    expect(new Set(arms)).toEqual(new Set(['a', 'b']));
  });
});
