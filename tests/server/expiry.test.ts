import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCustomer } from '#lib/server/customer-records.ts';
import type { Database } from '#lib/server/db/open.ts';
import { rollup } from '#lib/server/db/schema/scores.ts';
import { foldQueue, response } from '#lib/server/db/schema/responses.ts';
import { invitation, sitting } from '#lib/server/db/schema/surveys.ts';
import { expire } from '#lib/server/expiry.ts';
import { complete, reopen, savePartial } from '#lib/server/responses.ts';
import { rebuild } from '#lib/server/rollups.ts';
import { verifyDatabase } from '#lib/server/verification.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeSmallWorld, type SmallWorld } from '../support/world.ts';

const now = new Date('2026-01-05T09:00:00Z');
const saved = new Date('2026-01-06T09:00:00Z');
const later = new Date('2026-03-01T09:00:00Z');
let db: Database;
let world: SmallWorld;

beforeAll(async () => {
  db = await openTestDatabase();
  world = await makeSmallWorld(db, 10, now);
});
afterAll(() => db.close());

type Said = Record<string, number | string>;
const start = ({ id: invitationId, companyId }: SmallWorld['invitations'][number], answers: Said) =>
  savePartial(
    db.system,
    {
      ...{ invitationId, companyId, key: randomUUID(), revision: 1, page: 0, answers, pageSeconds: [40] },
      surveyVersionId: world.surveyVersionId
    },
    saved
  );
const submission = (one: SmallWorld['invitations'][number], answers: Said) => ({
  ...{ invitation: one, surveyVersionId: world.surveyVersionId, bindings: world.bindings, answers },
  ...{ key: randomUUID(), locale: 'en' }
});
const of = (id: string) => db.system.select().from(response).where(eq(response.invitationId, id));

describe('what was begun and not finished', () => {
  it('is kept when its link ends, marked partial, with what its customer was then, and counts in no score', async () => {
    const [begun, looked, untouched] = world.invitations as [
      SmallWorld['invitations'][number],
      SmallWorld['invitations'][number],
      SmallWorld['invitations'][number]
    ];
    await start(begun, { recommend: 2, reason: 'The new invoices' });
    await start(looked, {});
    expect(await expire(db.system, saved)).toBe(0);
    expect(await of(begun.id)).toEqual([]);

    expect(await expire(db.system, later)).toBe(20);
    expect(await of(begun.id)).toMatchObject([
      {
        ...{ state: 'partial', answers: { recommend: 2, reason: 'The new invoices' }, metric: [], value: [], code: [] },
        ...{ companyId: begun.companyId, customerId: begun.customerId, programId: world.programId, channel: 'email' },
        ...{
          surveyVersionId: world.surveyVersionId,
          stage: 'exploration',
          segment: 'enterprise',
          region: 'R1',
          tier: 'high'
        },
        ...{ answeredAt: saved, receivedAt: saved, pageSeconds: [40], locale: 'en', flags: [] }
      }
    ]);
    expect([await of(looked.id), await of(untouched.id)]).toEqual([[], []]);
    expect(await db.system.select().from(sitting)).toEqual([]);
    expect(await db.system.select().from(foldQueue)).toEqual([]);
    expect(await expire(db.system, later)).toBe(0);
    await rebuild(db.system, later);
    expect(await db.system.select().from(rollup)).toEqual([]);
    const { ok, lines } = await verifyDatabase(db.system);
    expect(ok, lines.join('\n')).toBe(true);
  });

  it('stands in the record of its customer, for those who hold it, and is not taken for an answer', async () => {
    const { customerId, companyId } = world.invitations[0]!;
    const scope = { companies: { [companyId]: 'records' }, overlap: false } as const;
    const record = await readCustomer(db.app, scope, customerId);
    const [kept] = record!.responses;
    expect(kept).toMatchObject({ state: 'partial', answers: { recommend: 2, reason: 'The new invoices' } });
    expect(kept!.metric.map((series, at) => [series, kept!.code[at]])).toContainEqual(['nps', 2]);
    expect(record!.invitations).toMatchObject([{ state: 'expired', responseId: null }]);
    const other = { companies: { [world.borealis]: 'records' }, overlap: false } as const;
    expect(await readCustomer(db.app, other, customerId)).toBeNull();
  });

  it('F-26 never stands beside a finished one, and answers that were being changed stay as they were sent', async () => {
    const fresh = await makeSmallWorldAgain();
    const [done, changing, late] = fresh as [
      SmallWorld['invitations'][number],
      SmallWorld['invitations'][number],
      SmallWorld['invitations'][number]
    ];
    await start(done, { recommend: 1 });
    const finished = await complete(db.system, submission(done, { recommend: 9 }), saved);
    const sent = await complete(db.system, submission(changing, { recommend: 7 }), saved);
    if (!finished.ok || !sent.ok) throw new Error('not taken');
    await reopen(db.system, sent.responseId, saved);
    await start(late, { recommend: 4 });
    const [, last] = await Promise.all([
      expire(db.system, later),
      complete(db.system, submission(late, { recommend: 5 }), saved)
    ]);
    expect((await of(done.id)).map(({ state }) => state)).toEqual(['complete']);
    expect(await of(changing.id)).toMatchObject([{ state: 'complete', answers: { recommend: 7 } }]);
    expect((await of(late.id)).map(({ state }) => state)).toEqual([last.ok ? 'complete' : 'partial']);
    const { ok, lines } = await verifyDatabase(db.system);
    expect(ok, lines.join('\n')).toBe(true);
  });

  it('and is saved at the moment its link ends is kept or refused, never acknowledged and lost', async () => {
    const many = (await makeSmallWorldAgain(world.acme)).slice(3);
    const told: { id: string; kept: boolean }[] = [];
    await Promise.all([
      ...many.map(async (one) => told.push({ id: one.id, kept: await start(one, { recommend: 7 }) })),
      ...many.map(() => expire(db.system, later))
    ]);
    for (const { id, kept } of told) expect(await of(id), String(kept)).toHaveLength(kept ? 1 : 0);
    expect(told.filter(({ kept }) => !kept)).not.toEqual([]);
  });
});

/** The invitations of a company once more, as if nothing had happened to them. */
async function makeSmallWorldAgain(company = world.borealis): Promise<SmallWorld['invitations']> {
  const expiresAt = new Date('2026-02-05T09:00:00Z');
  const again = world.invitations.filter(({ companyId }) => companyId === company);
  await db.system.update(invitation).set({ state: 'opened', expiresAt }).where(eq(invitation.companyId, company));
  return again;
}
