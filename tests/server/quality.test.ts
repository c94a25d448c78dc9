import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, rows } from '#lib/server/db/open.ts';
import { flagQueue, response } from '#lib/server/db/schema/responses.ts';
import { type Care, complete } from '#lib/server/responses.ts';
import { fold, rebuild } from '#lib/server/rollups.ts';
import { verify } from '#lib/server/verification.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeSmallWorld, type SmallWorld } from '../support/world.ts';

const now = new Date('2026-01-05T09:00:00Z');
const later = new Date('2026-01-05T09:05:00Z');
let db: Database;
let world: SmallWorld;
let next = 0;

beforeAll(async () => {
  db = await openTestDatabase();
  world = await makeSmallWorld(db, 100, now);
});
afterAll(() => db.close());

const answer = (care: Partial<Care>) =>
  complete(
    db.system,
    {
      invitation: world.invitations[next++]!,
      ...{ surveyVersionId: world.surveyVersionId, bindings: world.bindings },
      ...{ answers: { recommend: 9 }, key: randomUUID(), locale: 'en' },
      care: { flags: [], seconds: null, pageSeconds: null, skipped: [], ...care }
    },
    later
  );
const foldAll = async () => {
  while ((await fold(db.system, later, 30)).more);
};
/** Seconds of those who were flagged as hurried. */
const hurried = async () =>
  (
    await db.system
      .select()
      .from(response)
      .where(sql`'hurried' = any(${response.flags})`)
  )
    .map((r) => r.seconds)
    .sort();
const flaggedCounts = async () =>
  rows<{ n: number }>(
    await db.system.execute(sql`
      select coalesce(sum(n), 0)::int as n from rollup where family = 'flagged:' and grain = 'all' and metric = 'nps'`)
  )[0]!.n;
const broken = async () => (await verify({ db })).lines.filter((line) => line.startsWith('BROKEN'));

describe('flags', () => {
  it('UX-18 nobody is called hurried before a hundred timed answers, and then the first hundred are looked at too', async () => {
    // Everybody around a minute, give or take a third; one far too fast, one who went for lunch.
    const usual = Array.from({ length: 97 }, (_, at) => 45 + ((at * 7) % 41));
    await Promise.all([4, ...usual, 3_000].map((seconds) => answer({ seconds })));
    await foldAll();
    expect(await hurried()).toEqual([]);
    expect(await flaggedCounts()).toBe(0);
    await answer({ seconds: 60 });
    await foldAll();
    expect(await hurried()).toEqual([4]);
    expect(await flaggedCounts()).toBe(1);
    expect(await db.system.select().from(flagQueue)).toEqual([]);
    expect(await broken()).toEqual([]);
  });

  it('UX-18 later ones are looked at as they are folded; what is not known is not judged, and nothing is deleted', async () => {
    const before = await flaggedCounts();
    await Promise.all([answer({ seconds: 3 }), answer({ seconds: 50 }), answer({}), answer({ seconds: 5_000 })]);
    await foldAll();
    expect(await hurried()).toEqual([3, 4]);
    expect(await flaggedCounts()).toBe(before + 1);
    const total = await db.system.select().from(response);
    expect(total).toHaveLength(next);
    expect(await broken()).toEqual([]);
  });

  it('UX-18 an answer with a sign of its own is kept with it, told apart once, and is no measure for others', async () => {
    const before = await flaggedCounts();
    const pace = async () => rows<{ n: number }>(await db.system.execute(sql`select n from pace`))[0]!.n;
    const timed = await pace();
    const done = await answer({ seconds: 2, flags: ['hidden_field', 'straight_line'] });
    await foldAll();
    const [row] = await db.system
      .select()
      .from(response)
      .where(eq(response.id, done.ok ? done.responseId : ''));
    expect(row).toMatchObject({ flags: ['hidden_field', 'straight_line', 'hurried'], seconds: 2, state: 'complete' });
    expect(await flaggedCounts()).toBe(before + 1);
    expect(await pace()).toBe(timed);
    expect(await broken()).toEqual([]);
  });

  it('F-36 rebuilding gives the same, and verify names a flagged row that was changed behind its back', async () => {
    const before = await flaggedCounts();
    await rebuild(db.system, later);
    expect(await flaggedCounts()).toBe(before);
    await db.system.execute(
      sql`update rollup set n = n + 1 where family = 'flagged:' and metric = 'nps' and grain = 'all'`
    );
    expect(await broken()).not.toEqual([]);
    await rebuild(db.system, later);
    expect(await broken()).toEqual([]);
  });
});
