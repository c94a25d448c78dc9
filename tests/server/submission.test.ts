import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { foldQueue, response } from '#lib/server/db/schema/responses.ts';
import { invitation, sitting } from '#lib/server/db/schema/surveys.ts';
import type { Database } from '#lib/server/db/open.ts';
import { complete, payloadHash, savePartial } from '#lib/server/responses.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeSmallWorld, type SmallWorld } from '../support/world.ts';

const now = new Date('2026-01-05T09:00:00Z');
const later = new Date('2026-01-05T09:05:00Z');
let db: Database;
let world: SmallWorld;
let next = 0;

beforeAll(async () => {
  db = await openTestDatabase();
  world = await makeSmallWorld(db, 20, now);
});
afterAll(() => db.close());

const fresh = () => world.invitations[next++]!;
const submission = (
  one: SmallWorld['invitations'][number],
  answers: Record<string, number | string>,
  key: string = randomUUID()
) => ({
  invitation: one,
  surveyVersionId: world.surveyVersionId,
  bindings: world.bindings,
  answers,
  key,
  locale: 'en'
});
const stored = (id: string) => db.system.select().from(response).where(eq(response.invitationId, id));

describe('a submission', () => {
  it('P1 stores the answers, what they contribute, what the customer was, and its place in the fold queue', async () => {
    const one = fresh();
    const answers = { recommend: 9, satisfaction: 4, ease: 11, reason: 'Dank "und" {Gruß}' };
    const done = await complete(db.system, submission(one, answers), later);
    expect(done).toMatchObject({ ok: true, repeated: false });
    const [row] = await stored(one.id);
    expect(row).toMatchObject({
      answers,
      companyId: one.companyId,
      customerId: one.customerId,
      stage: 'exploration',
      payloadHash: payloadHash(answers),
      answeredAt: later
    });
    const scores = Object.fromEntries(
      row!.metric.map((metric, index) => [metric, [row!.value[index], row!.code[index]]])
    );
    expect(scores).toMatchObject({ nps: [1_000_000, 9], csat: [1_000_000, 4], ces: [null, 11] });
    expect(await db.system.select().from(foldQueue).where(eq(foldQueue.responseId, row!.id))).toHaveLength(1);
    const [link] = await db.system.select().from(invitation).where(eq(invitation.id, one.id));
    expect(link).toMatchObject({ state: 'completed', responseId: row!.id, completedAt: later });
  });

  it('F-26 one link and a hundred submissions at once give exactly one response', async () => {
    const one = fresh();
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, index) => complete(db.system, submission(one, { recommend: index % 11 }), later))
    );
    expect(all.filter((done) => done.ok)).toHaveLength(1);
    expect(all.filter((done) => !done.ok && done.reason === 'answered')).toHaveLength(99);
    expect(await stored(one.id)).toHaveLength(1);
  });

  it('F-43 the same sitting sent again gets the same response, and the first answer stands', async () => {
    const one = fresh();
    const key = randomUUID();
    const first = await complete(db.system, submission(one, { recommend: 3 }, key), later);
    const again = await complete(db.system, submission(one, { recommend: 10 }, key), later);
    expect(again).toEqual({ ...first, repeated: true });
    expect((await stored(one.id)).map((row) => row.answers)).toEqual([{ recommend: 3 }]);
  });

  it('F-26 of submissions that come together each is judged for itself: new ones, repeats, second tabs and links that are over', async () => {
    const [plain, twice, tabs, over, done] = [fresh(), fresh(), fresh(), fresh(), fresh()];
    await db.system.update(invitation).set({ state: 'opted_out' }).where(eq(invitation.id, over.id));
    const earlier = await complete(db.system, submission(done, { recommend: 2 }), later);
    const key = randomUUID();
    const [new1, first, again, tab1, tab2, refused, late] = await Promise.all([
      complete(db.system, submission(plain, { recommend: 1 }), later),
      complete(db.system, submission(twice, { recommend: 2 }, key), later),
      complete(db.system, submission(twice, { recommend: 3 }, key), later),
      complete(db.system, submission(tabs, { recommend: 4 }), later),
      complete(db.system, submission(tabs, { recommend: 5 }), later),
      complete(db.system, submission(over, { recommend: 6 }), later),
      complete(db.system, submission(done, { recommend: 7 }), later)
    ]);
    expect([earlier, new1, first, tab1].map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(again).toEqual({ ...first, repeated: true });
    expect([tab2, refused, late]).toEqual([
      { ok: false, reason: 'answered' },
      { ok: false, reason: 'expired' },
      { ok: false, reason: 'answered' }
    ]);
    const kept = await Promise.all([plain, twice, tabs, over, done].map(({ id }) => stored(id)));
    expect(kept.map((rows) => rows.map(({ answers }) => answers.recommend))).toEqual([[1], [2], [4], [], [2]]);
  });

  it('P1 a submission that the database refuses fails alone; those beside it are stored', async () => {
    const [before, wrong, after] = [fresh(), fresh(), fresh()];
    const refused = submission(wrong, { reason: 'no text of PostgreSQL: \u0000' });
    const [first, bad, last] = await Promise.allSettled([
      complete(db.system, submission(before, { recommend: 1 }), later),
      complete(db.system, refused, later),
      complete(db.system, submission(after, { recommend: 2 }), later)
    ]);
    expect([first.status, bad.status, last.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const kept = await Promise.all([before, wrong, after].map(({ id }) => stored(id)));
    expect(kept.map((rows) => rows.length)).toEqual([1, 0, 1]);
    const [link] = await db.system.select().from(invitation).where(eq(invitation.id, wrong.id));
    expect(link).toMatchObject({ state: 'opened', responseId: null });
  });

  it('S-10 an expired or opted-out link stores nothing', async () => {
    const [expired, out] = [fresh(), fresh()];
    await db.system.update(invitation).set({ expiresAt: now }).where(eq(invitation.id, expired.id));
    await db.system.update(invitation).set({ state: 'opted_out' }).where(eq(invitation.id, out.id));
    for (const one of [expired, out]) {
      expect(await complete(db.system, submission(one, { recommend: 9 }), later)).toEqual({
        ok: false,
        reason: 'expired'
      });
      expect(await stored(one.id)).toEqual([]);
    }
  });

  it('F-22 of partial saves the highest revision wins, and the finished sitting is cleared away', async () => {
    const one = fresh();
    const key = randomUUID();
    const partial = { invitationId: one.id, companyId: one.companyId, key, page: 0 };
    await savePartial(db.system, { ...partial, revision: 2, answers: { recommend: 8 } }, now, 0);
    await savePartial(db.system, { ...partial, revision: 1, answers: { recommend: 1 } }, later, 2);
    const kept = () => db.system.select().from(sitting).where(eq(sitting.invitationId, one.id));
    expect(await kept()).toMatchObject([{ revision: 2, answers: { recommend: 8 } }]);
    await complete(db.system, submission(one, { recommend: 8 }, key), later);
    expect(await kept()).toEqual([]);
  });
});
