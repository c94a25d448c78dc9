import { randomUUID } from 'node:crypto';
import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '#lib/merger/scope.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';
import { wilsonInterval } from '#lib/stats/intervals.ts';
import { type Database, rows } from '#lib/server/db/open.ts';
import { response } from '#lib/server/db/schema/responses.ts';
import { invitation, surveyVersion } from '#lib/server/db/schema/surveys.ts';
import { expire } from '#lib/server/expiry.ts';
import { readItemFigures } from '#lib/server/item-figures.ts';
import { complete, reopen, savePartial } from '#lib/server/responses.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeSmallWorld, type SmallWorld } from '../support/world.ts';

const now = new Date('2026-01-05T09:00:00Z');
const later = new Date('2026-01-08T09:05:00Z');
let db: Database;
let world: SmallWorld;
let surveyId: string;
let all: Scope;
let next = 0;

beforeAll(async () => {
  db = await openTestDatabase();
  world = await makeSmallWorld(db, 60, now);
  surveyId = (await db.system.select().from(surveyVersion))[0]!.surveyId;
  all = { companies: { [world.acme]: 'records', [world.borealis]: 'records' }, overlap: true };
});
afterAll(() => db.close());

const pages = postMergerRelationship.pages.length;
const answer = (answers: Record<string, number | string>, skipped: string[], seconds: number) =>
  complete(
    db.system,
    {
      invitation: world.invitations[next++]!,
      ...{ surveyVersionId: world.surveyVersionId, bindings: world.bindings, answers, key: randomUUID(), locale: 'en' },
      care: { flags: [], seconds, pageSeconds: [seconds, ...Array.from({ length: pages - 1 }, () => null)], skipped }
    },
    now
  );
const read = (scope = all) => readItemFigures(db.app, scope, surveyId, null, later);

describe('what questions cost those who answer', () => {
  it('UX-38 says nothing under thirty answers, and how many there are', async () => {
    for (let at = 0; at < 29; at += 1) await answer({ recommend: 9 }, [], 10 + at);
    expect(await read()).toMatchObject({ version: 1, n: 29, questions: {}, seconds: null, versions: [] });
  });

  it('UX-38 M-03 from thirty on it says who left a question out, how long its page took and where people broke off, as counted by hand', async () => {
    for (let at = 29; at < 40; at += 1) await answer({ reason: 'because' }, ['recommend'], 10 + at);
    for (let at = 0; at < 5; at += 1) {
      const { id: invitationId, companyId } = world.invitations[next++]!;
      const sitting = { invitationId, companyId, key: randomUUID(), revision: 1, page: 0, answers: { recommend: 3 } };
      await savePartial(db.system, { ...sitting, surveyVersionId: world.surveyVersionId }, now);
    }
    // Somebody who may still go on has not broken off.
    const { id: invitationId, companyId } = world.invitations[next++]!;
    const sitting = { invitationId, companyId, key: randomUUID(), revision: 1, page: 0, answers: { recommend: 3 } };
    await savePartial(db.system, { ...sitting, surveyVersionId: world.surveyVersionId }, later);
    // Nor has somebody who finished, began to change what was sent, and left it at that.
    const [sent] = await db.system.select().from(response).where(eq(response.invitationId, world.invitations[0]!.id));
    await reopen(db.system, sent!.id, now);
    const again = { invitationId: sent!.invitationId!, companyId: sent!.companyId, key: randomUUID(), page: 0 };
    const changed = { ...again, revision: 2, answers: { recommend: 3 }, surveyVersionId: world.surveyVersionId };
    expect(await savePartial(db.system, changed, now, 1)).toBe(true);
    // Of two whose links have ended since, what they said is kept as partial responses, and counts the same.
    const ending = world.invitations.slice(next - 3, next - 1).map(({ id }) => id);
    const expiresAt = new Date(now.getTime() + 1);
    await db.system.update(invitation).set({ expiresAt }).where(inArray(invitation.id, ending));
    expect(await expire(db.system, later)).toBe(2);
    const { questions, ...whole } = await read();
    expect(whole).toMatchObject({ version: 1, versions: [1], n: 40, newest: false, broken: 5 });
    expect(whole.seconds).toMatchObject({ n: 40, median: 29.5 });
    expect(questions.recommend!.skipped).toEqual({ count: 11, n: 40, ...wilsonInterval(11, 40)! });
    expect(questions.recommend!.left).toEqual({ count: 5, n: 34, ...wilsonInterval(5, 34)! });
    expect(questions.recommend!.seconds).toMatchObject({ n: 40, median: 29.5 });
    const { low, high } = questions.recommend!.seconds!;
    expect([low < 29.5, high > 29.5, low >= 10, high <= 49]).toEqual([true, true, true, true]);
    // Eleven answered this one: too few to say where they went.
    expect(questions.reason!.left).toBeNull();
  });

  it('S-17 UX-38 a reader counts only what lies inside the scope, and one without records nothing', async () => {
    const own: Scope = { companies: { [world.borealis]: 'records' }, overlap: false };
    expect((await read(own)).n).toBe(0);
    expect(await read({ companies: { [world.acme]: 'aggregates' }, overlap: false })).toMatchObject({
      n: 0,
      questions: {}
    });
  });

  it('UX-38 the newest answers are found through their index', async () => {
    const plan = await db.system.transaction(async (tx) => {
      await tx.execute('set local enable_seqscan = off');
      return rows<Record<string, string>>(
        await tx.execute(
          `explain select answers from response where survey_version_id = '${world.surveyVersionId}' order by id desc limit 1000`
        )
      );
    });
    expect(JSON.stringify(plan)).toContain('response_version');
  });
});
