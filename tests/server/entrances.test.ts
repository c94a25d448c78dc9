import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '#lib/merger/scope.ts';
import { consoleActor as actor } from '#lib/server/access/audit.ts';
import { newToken } from '#lib/server/access/tokens.ts';
import { type Database, rows } from '#lib/server/db/open.ts';
import { auditEvent } from '#lib/server/db/schema/people.ts';
import { response } from '#lib/server/db/schema/responses.ts';
import { rollup } from '#lib/server/db/schema/scores.ts';
import { entrance, invitation } from '#lib/server/db/schema/surveys.ts';
import * as entrances from '#lib/server/entrances.ts';
import { expire } from '#lib/server/expiry.ts';
import * as invitations from '#lib/server/invitations.ts';
import { meet } from '#lib/server/respondents.ts';
import { complete, savePartial } from '#lib/server/responses.ts';
import { fold } from '#lib/server/rollups.ts';
import { recount } from '#lib/server/reach.ts';
import { submissionOf } from '#lib/server/sittings.ts';
import { setClosed as closeSurvey } from '#lib/server/surveys.ts';
import { verifyDatabase } from '#lib/server/verification.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeCompany, makeSurvey, testSecret as secret } from '../support/outreach.ts';

const now = new Date('2026-01-05T09:00:00Z');
const days = (n: number) => new Date(now.getTime() + n * 86_400_000);
const config = { appUrl: 'https://concord.example' };
let db: Database;
let companyId: string, other: string, surveyId: string;
let scope: Scope;

beforeAll(async () => {
  db = await openTestDatabase();
  companyId = await makeCompany(db, 'A', now);
  other = await makeCompany(db, 'B', now);
  ({ surveyId } = await makeSurvey(db, now));
  scope = { companies: { [companyId]: 'records' }, overlap: false };
});
afterAll(() => db.close());

async function make(extra: Partial<entrances.NewEntrance> = {}, as = scope): Promise<string> {
  const input: entrances.NewEntrance = {
    ...{ surveyId, companyId, programId: null, name: 'Shop', channel: 'link', withCode: false, oncePerDevice: true },
    ...{ sites: [], most: null, endsAt: null },
    ...extra
  };
  const made = await entrances.create({ db, secret }, actor, as, input, now);
  if (!made.ok) throw new Error(made.reason);
  return made.id;
}

const find = async (id: string, at = now) =>
  (await entrances.find(db.system, secret, entrances.tokenOf(secret, id), at))!;
const entry = (extra: Partial<entrances.Entry> = {}): entrances.Entry => ({
  ...{ key: newToken(), code: '', channel: 'link', locale: 'en' },
  ...extra
});
async function enter(id: string, extra: Partial<entrances.Entry> = {}, at = now): Promise<string> {
  const entered = await entrances.enter(db.system, secret, await find(id, at), entry(extra), at);
  if (!entered.ok) throw new Error(entered.reason);
  return entered.token;
}
async function answer(token: string, recommend: number, at = now) {
  const opened = await invitations.open(db.system, token, at);
  if (!opened.ok) return opened.reason;
  const met = await meet(db.system, opened, 'en', at);
  const seen = { answers: { recommend }, times: '', trapped: false };
  const done = await complete(db.system, submissionOf(secret, opened, met, seen, 'en', at), at);
  return done.ok ? done.responseId : done.reason;
}

describe('a way in', () => {
  it('S-09 leaves nothing in the database that opens it, by its link, its short address or its code', async () => {
    const id = await make({ withCode: true });
    const { link, short } = entrances.linksOf({ config, secret }, id);
    expect(link).toMatch(/^https:\/\/concord\.example\/o\/[\w-]{22}$/);
    expect(short).toMatch(/^https:\/\/concord\.example\/o\/[0-9a-z]{5}-[0-9a-z]{5}$/);
    const [row] = rows<{ all: string }>(
      await db.system.execute(sql`select to_jsonb(e)::text as all from entrance e where e.id = ${id}`)
    );
    const code = entrances.codeOf(secret, await find(id))!;
    for (const open of [link.slice(-22), short.slice(-11), short.slice(-11).replace('-', '').toUpperCase(), code])
      expect(row!.all).not.toContain(open);
  });

  it('is found by its link and by its short address however that is typed; anything else is nothing', async () => {
    const id = await make();
    const short = entrances.linksOf({ config, secret }, id).short.slice(-11);
    for (const given of [entrances.tokenOf(secret, id), short, short.toUpperCase(), short.replace('-', '')])
      expect((await entrances.find(db.system, secret, given, now))?.id).toBe(id);
    for (const wrong of ['', 'x', `${short}0`, entrances.tokenOf(secret, surveyId), "' or 1=1 --"])
      expect(await entrances.find(db.system, secret, wrong, now)).toBeNull();
  });

  it('S-13 S-15 is made and seen by those who hold the records of its company, and by nobody else', async () => {
    const id = await make();
    const theirs: Scope = { companies: { [other]: 'records' }, overlap: false };
    const aggregates: Scope = { companies: { [companyId]: 'aggregates' }, overlap: false };
    for (const foreign of [theirs, aggregates]) {
      expect(await entrances.read(db.app, foreign, id, now)).toBeNull();
      expect(await entrances.list(db.app, foreign, surveyId, now)).toEqual([]);
      expect(await entrances.setClosed(db.app, actor, foreign, id, true, now)).toBe(false);
      expect(await entrances.renewCode(db.app, actor, foreign, id, now)).toBe(false);
      await expect(make({}, foreign)).rejects.toThrow('no_company');
    }
    expect(await db.app.select().from(entrance)).toEqual([]);
    expect((await entrances.list(db.app, scope, surveyId, now)).map((one) => one.id)).toContain(id);
    const [made] = await db.app.select().from(auditEvent).where(eq(auditEvent.subjectId, id));
    expect(made).toMatchObject({ action: 'entrance.created', subjectKind: 'entrance' });
  });

  it('F-21 gives whoever comes a sitting of their own, and one page posted many times gives one', async () => {
    const id = await make();
    const key = newToken();
    const tokens = await Promise.all(Array.from({ length: 8 }, () => enter(id, { key })));
    expect(new Set(tokens).size).toBe(1);
    expect(await enter(id)).not.toBe(tokens[0]);
    expect(await find(id)).toMatchObject({ begun: 2, answered: 0 });
    const sittings = await db.system.select().from(invitation).where(eq(invitation.entranceId, id));
    expect(sittings.map((one) => one.customerId)).toEqual([null, null]);
  });

  it('S-14 asks for its code on the one way in, reads it as people type it, and a renewed one ends the old', async () => {
    const id = await make({ withCode: true });
    const code = entrances.codeOf(secret, await find(id))!;
    const wrong = { ok: false, reason: 'code' };
    for (const typed of ['', 'WRONG', code.slice(1), `${code}0`])
      expect(await entrances.enter(db.system, secret, await find(id), entry({ code: typed }), now)).toEqual(wrong);
    for (const typed of [code, code.toLowerCase().replace('-', ' '), ` ${code.replaceAll('0', 'o')} `])
      expect(await enter(id, { code: typed })).toMatch(/^[\w-]{22}$/);
    const inside = await enter(id, { code });
    expect(await entrances.renewCode(db.app, actor, scope, id, now)).toBe(true);
    expect(await entrances.enter(db.system, secret, await find(id), entry({ code }), now)).toEqual(wrong);
    expect((await invitations.open(db.system, inside, now)).ok).toBe(true);
  });

  it('S-10 S-14 that is closed lets nobody in and takes nothing from those inside; opened again it does', async () => {
    const id = await make();
    const token = await enter(id);
    expect(await entrances.setClosed(db.app, actor, scope, id, true, now)).toBe(true);
    expect(await entrances.setClosed(db.app, actor, scope, id, true, now)).toBe(false);
    expect(await entrances.enter(db.system, secret, await find(id), entry(), now)).toEqual({
      ok: false,
      reason: 'closed'
    });
    expect(await answer(token, 9)).toBe('closed');
    await entrances.setClosed(db.app, actor, scope, id, false, now);
    expect(await answer(token, 9)).toMatch(/^[0-9a-f-]{36}$/);
    expect(await answer(token, 3)).toBe('answered');
  });

  it('S-10 that has run out lets nobody in; who began before has a day to finish, and no longer', async () => {
    const id = await make({ endsAt: days(2) });
    const [early, late] = [await enter(id), await enter(id)];
    expect(await entrances.enter(db.system, secret, await find(id, days(2)), entry(), days(2))).toEqual({
      ok: false,
      reason: 'expired'
    });
    expect(await answer(early, 7, days(2.5))).toMatch(/^[0-9a-f-]{36}$/);
    expect(await answer(late, 7, days(3.1))).toBe('expired');
  });

  it('that is full lets nobody in, and those who are inside finish', async () => {
    const id = await make({ most: 2 });
    const tokens = [await enter(id), await enter(id), await enter(id)];
    await Promise.all(tokens.slice(0, 2).map((token) => answer(token, 10)));
    expect(await find(id)).toMatchObject({ state: 'full', begun: 3, answered: 2 });
    expect(await entrances.enter(db.system, secret, await find(id), entry(), now)).toEqual({
      ok: false,
      reason: 'full'
    });
    expect(await answer(tokens[2]!, 10)).toMatch(/^[0-9a-f-]{36}$/);
    expect(await find(id)).toMatchObject({ answered: 3 });
  });

  it('S-10 of a survey that has ended is closed, and none can be made', async () => {
    const { surveyId } = await makeSurvey(db, now);
    const id = await make({ surveyId });
    const token = await enter(id);
    await closeSurvey(db.app, actor, surveyId, true, now);
    expect(await find(id)).toMatchObject({ state: 'closed' });
    expect(await answer(token, 9)).toBe('closed');
    await expect(make({ surveyId })).rejects.toThrow('no_survey');
  });
});

describe('the answers of strangers', () => {
  it('those who came in and went without a word leave no row; what somebody began to answer stays', async () => {
    const id = await make({ endsAt: days(1) });
    const [silent, begun, done] = [await enter(id), await enter(id), await enter(id)];
    await answer(done, 8);
    const opened = await invitations.open(db.system, begun, now);
    if (!opened.ok) throw new Error(opened.reason);
    await invitations.start(db.system, opened.invitation.id, now);
    const { answers, page, revision } = { answers: { recommend: 2 }, page: 0, revision: 1 };
    const { id: invitationId } = opened.invitation;
    await savePartial(db.system, { invitationId, companyId, key: invitationId, revision, page, answers }, now);
    await expire(db.system, days(9));
    expect(await invitations.open(db.system, silent, days(9))).toEqual({ ok: false, reason: 'unknown' });
    expect(await invitations.open(db.system, begun, days(9))).toMatchObject({ ok: false, reason: 'expired' });
    expect(await invitations.open(db.system, done, days(9))).toMatchObject({ ok: false, reason: 'answered' });
    const kept = await db.system.select().from(response).where(eq(response.invitationId, invitationId));
    expect(kept).toMatchObject([{ state: 'partial', answers, metric: [], channel: 'link', customerId: null }]);
  });

  it('F-36 count for their company by channel with a stage nobody knows, in no customer’s record, and in no rate of the invited', async () => {
    const id = await make();
    const before = rows(await db.system.execute(sql`select * from reach`));
    const scores = [10, 9, 3];
    const tokens = [await enter(id), await enter(id, { channel: 'qr' }), await enter(id, { channel: 'qr' })];
    const ids = await Promise.all(tokens.map((token, at) => answer(token, scores[at]!)));
    const stored = await db.system.select().from(response).where(eq(response.id, ids[1]!));
    expect(stored).toMatchObject([
      { companyId, customerId: null, channel: 'qr', stage: '', segment: '', region: '', tier: '', locale: 'en' }
    ]);
    while ((await fold(db.system, now, 100)).more);
    const folded = await db.system
      .select({ channel: rollup.d1, stage: rollup.stage, n: rollup.n, sum: rollup.sum })
      .from(rollup)
      .where(
        sql`${rollup.family} = 'channel' and ${rollup.grain} = 'month' and ${rollup.metric} = 'nps' and ${rollup.d1} = 'qr'`
      );
    expect(folded).toMatchObject([{ stage: '', n: 2 }]);
    await recount(db.system, now);
    expect(rows(await db.system.execute(sql`select * from reach`))).toEqual(before);
    const verified = await verifyDatabase(db.system);
    expect(verified.lines.filter((line) => line.startsWith('BROKEN'))).toEqual([]);
  });
});
