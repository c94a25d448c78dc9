import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '#lib/server/db/open.ts';
import { foldQueue, response, responseRevision } from '#lib/server/db/schema/responses.ts';
import { invitation, sitting } from '#lib/server/db/schema/surveys.ts';
import { change } from '#lib/server/response-changes.ts';
import { complete, leave, reopen } from '#lib/server/responses.ts';
import { fold } from '#lib/server/rollups.ts';
import { verifyDatabase } from '#lib/server/verification.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeSmallWorld, type SmallWorld } from '../support/world.ts';

const now = new Date('2026-01-05T09:00:00Z');
const later = new Date('2026-01-20T09:00:00Z');
let db: Database;
let world: SmallWorld;
let next = 0;

beforeAll(async () => {
  db = await openTestDatabase();
  world = await makeSmallWorld(db, 20, now);
});
afterAll(() => db.close());

type Said = Record<string, number | string>;
const submission = (one: SmallWorld['invitations'][number], answers: Said, key: string) => ({
  ...{ invitation: one, surveyVersionId: world.surveyVersionId, bindings: world.bindings, answers, key, locale: 'en' }
});
async function answered(answers: Said) {
  const one = world.invitations[next++]!;
  const done = await complete(db.system, submission(one, answers, randomUUID()), now);
  if (!done.ok) throw new Error(done.reason);
  return { one, id: done.responseId };
}
async function openAgain(id: string): Promise<string> {
  await reopen(db.system, id, later);
  const [open] = await db.system.select().from(sitting).where(eq(sitting.changes, id));
  return open!.key;
}
const read = async (id: string) => (await db.system.select().from(response).where(eq(response.id, id)))[0]!;
const revisions = (id: string) =>
  db.system.select().from(responseRevision).where(eq(responseRevision.responseId, id)).orderBy(responseRevision.number);
const whole = async () => {
  const { ok, lines } = await verifyDatabase(db.system);
  expect(ok, lines.join('\n')).toBe(true);
};

describe('answers that are changed after they were sent', () => {
  it('F-36 are in the figures instead of the old ones, exactly, whether those were folded or not, and the old ones are kept', async () => {
    const folded = await answered({ recommend: 2, satisfaction: 1, reason: 'late' });
    const other = await answered({ recommend: 9 });
    await fold(db.system, later, 100);
    const waiting = await answered({ recommend: 5, ease: 2 });
    for (const { one, id } of [folded, waiting]) {
      const key = await openAgain(id);
      const done = await change(db.system, id, submission(one, { recommend: 10, ease: 6 }, key), later);
      expect(done).toEqual({ ok: true, responseId: id, repeated: false });
      await whole();
    }
    expect(await fold(db.system, later, 100)).toMatchObject({ responses: 2 });
    await whole();
    const now10 = await read(folded.id);
    expect(now10).toMatchObject({
      answers: { recommend: 10, ease: 6 },
      answeredAt: now,
      changedAt: later,
      state: 'complete'
    });
    expect(await revisions(folded.id)).toMatchObject([
      { number: 1, answers: { recommend: 2, satisfaction: 1, reason: 'late' }, replacedAt: later }
    ]);
    expect((await read(other.id)).answers).toEqual({ recommend: 9 });
    expect(await db.system.select().from(foldQueue)).toEqual([]);
  });

  it('F-21 F-43 a repeat of the change changes nothing; another key is told that it is too late', async () => {
    const { one, id } = await answered({ recommend: 1 });
    const key = await openAgain(id);
    const again = () => change(db.system, id, submission(one, { recommend: 8 }, key), later);
    expect(await again()).toMatchObject({ ok: true, repeated: false });
    await fold(db.system, later, 100);
    expect(await again()).toMatchObject({ ok: true, repeated: true });
    const foreign = await change(db.system, id, submission(one, { recommend: 0 }, randomUUID()), later);
    expect(foreign).toEqual({ ok: false, reason: 'answered' });
    await fold(db.system, later, 100);
    expect((await read(id)).answers).toEqual({ recommend: 8 });
    expect(await revisions(id)).toHaveLength(1);
    const [link] = await db.system.select().from(invitation).where(eq(invitation.id, one.id));
    expect(link).toMatchObject({ responseId: id, submissionKey: key, state: 'completed' });
    await whole();
  });

  it('F-36 many changes and the folder at the same time leave figures that are those of a rebuild', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, n) => answered({ recommend: n % 11, ease: 3 })));
    await fold(db.system, later, 6);
    const keys = await Promise.all(all.map(({ id }) => openAgain(id)));
    await Promise.all([
      ...all.map(({ one, id }, n) =>
        change(db.system, id, submission(one, { recommend: (n * 7) % 11 }, keys[n]!), later)
      ),
      fold(db.system, later, 3),
      fold(db.system, later, 3)
    ]);
    await whole();
    while ((await fold(db.system, later, 5)).more);
    await whole();
    for (const [n, { id }] of all.entries()) expect((await read(id)).answers).toEqual({ recommend: (n * 7) % 11 });
  });

  it('left alone they stay as they were', async () => {
    const { id } = await answered({ recommend: 4 });
    await openAgain(id);
    await leave(db.system, id);
    expect(await db.system.select().from(sitting).where(eq(sitting.changes, id))).toEqual([]);
    expect(await read(id)).toMatchObject({ answers: { recommend: 4 }, changedAt: null });
  });
});
