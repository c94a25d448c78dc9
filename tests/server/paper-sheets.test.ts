import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role, Scope } from '#lib/merger/scope.ts';
import { paperCodeOf } from '#lib/outreach/paper-code.ts';
import { consoleActor } from '#lib/server/access/audit.ts';
import { newId } from '#lib/server/db/id.ts';
import { type Database, openDatabase } from '#lib/server/db/open.ts';
import { customer } from '#lib/server/db/schema/customers.ts';
import { paperSheet } from '#lib/server/db/schema/paper.ts';
import { auditEvent, person } from '#lib/server/db/schema/people.ts';
import { response } from '#lib/server/db/schema/responses.ts';
import { reach } from '#lib/server/db/schema/scores.ts';
import { invitation, program } from '#lib/server/db/schema/surveys.ts';
import * as lists from '#lib/server/paper-lists.ts';
import * as sheets from '#lib/server/paper-sheets.ts';
import { recount } from '#lib/server/reach.ts';
import { complete } from '#lib/server/responses.ts';
import { fold } from '#lib/server/rollups.ts';
import { create, publish } from '#lib/server/surveys.ts';
import { verifyDatabase } from '#lib/server/verification.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { compareKeyings, type Keyed } from '#lib/survey/keying.ts';
import { wilsonInterval } from '#lib/stats/intervals.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeCompany, makeCustomer, testSecret as secret } from '../support/outreach.ts';
import { trialSurvey } from '../support/trial-survey.ts';

const now = new Date('2026-01-20T15:00:00Z');
const minutes = (n: number, from = now) => new Date(from.getTime() + n * 60_000);
let db: Database & { url: string | null };
/** A second process on the same database; the embedded one has only one. */
let other: Database;
let companyId: string, otherCompany: string, programId: string;
let surveyId: string, versionId: string;
let scope: Scope;
let ann: sheets.Keyer, ben: sheets.Keyer, cem: sheets.Keyer, abroad: sheets.Keyer;
let number = 100;

/** The shipped questionnaire, whose first question is required here. */
const document: SurveyDocument = {
  ...postMergerRelationship,
  pages: postMergerRelationship.pages.map((page) => ({
    ...page,
    questions: page.questions.map((question) => ({ ...question, required: question.id === 'recommend' }))
  }))
};

beforeAll(async () => {
  db = await openTestDatabase();
  other = db.url === null ? db : await openDatabase({ databaseUrl: db.url, replicaUrl: null, dataDir: '' });
  companyId = await makeCompany(db, 'A', now);
  otherCompany = await makeCompany(db, 'B', now);
  scope = { companies: { [companyId]: 'records' }, overlap: false };
  ({ surveyId, versionId } = await survey(document));
  programId = newId(now);
  const times = { createdAt: now, updatedAt: now };
  await db.system
    .insert(program)
    .values({ id: programId, surveyId, name: 'Wave', channel: 'email', audience: {}, state: 'running', ...times });
  [ann, ben, cem, abroad] = await Promise.all([
    keyer('ann', 'agent', companyId),
    keyer('ben', 'editor', companyId),
    keyer('cem', 'admin', companyId),
    keyer('abroad', 'agent', otherCompany)
  ]);
});
afterAll(async () => {
  if (other !== db) await other.close();
  await db.close();
});

const published = new Date('2026-01-01T08:00:00Z');
async function survey(document: SurveyDocument) {
  const made = await create(db.app, consoleActor, document, published, true);
  if (!made.ok) throw new Error(made.reason);
  const done = await publish(db.app, consoleActor, made.id, published);
  if (!done.ok) throw new Error(done.reason);
  return { surveyId: made.id, versionId: done.versionId };
}

async function keyer(name: string, role: Role, company: string): Promise<sheets.Keyer> {
  const id = newId(now);
  const companies = [{ companyId: company, access: 'records' as const }];
  await db.system
    .insert(person)
    .values({ id, email: `${name}@concord.test`, name, role, companies, state: 'active', createdAt: now });
  return { kind: 'person', id };
}

/** A customer who was asked by letter, with the code that stands on their sheet. */
async function invited(more: Partial<typeof invitation.$inferInsert> = {}) {
  const customerId = await makeCustomer(db, companyId, null, now, { tier: 'high', region: 'R2' });
  const id = newId(now);
  const state = { state: 'sent' as const, invitedAt: published, expiresAt: minutes(60 * 24 * 10) };
  await db.system.insert(invitation).values({
    ...{ id, companyId, customerId, programId, channel: 'email', kind: 'relationship', locale: 'en', ...state },
    ...more
  });
  return { id, customerId, code: paperCodeOf(id) };
}

const app = (handle: Database = db) => ({ db: handle, secret });
const pile = (more: Partial<sheets.Pile> = {}): sheets.Pile => ({
  ...{ surveyId, versionId, companyId, programId: null, locale: 'en', receivedOn: '2026-01-19', ...more }
});
const keyed = (answers: Keyed['answers'], day = '2026-01-12', marks: Keyed['marks'] = {}): Keyed => ({
  day,
  answers,
  marks
});

async function begin(first: Keyed, { code = '', by = ann, of = pile() } = {}): Promise<string> {
  const begun = await sheets.begin(db.app, by, scope, of, { number: (number += 1), code, first }, now);
  if (!begun.ok) throw new Error(begun.reason);
  return begun.id;
}
const second = (id: string, keying: Keyed, by = ben, at = now) => sheets.keySecond(app(), by, scope, id, keying, at);
const sheetOf = async (id: string) => (await db.system.select().from(paperSheet).where(eq(paperSheet.id, id)))[0]!;
async function responseOf(id: string) {
  const { responseId } = await sheetOf(id);
  return (await db.system.select().from(response).where(eq(response.id, responseId!)))[0]!;
}

describe('a sheet that two people key alike', () => {
  it('M-02 is stored once, as paper, on the day it was filled in, for its company and for nobody’s record', async () => {
    const id = await begin(keyed({ recommend: 9 }));
    expect(await second(id, keyed({ recommend: 9 }))).toEqual({ ok: true, state: 'stored', reason: null });
    const stored = await responseOf(id);
    expect(stored).toMatchObject({
      ...{ companyId, customerId: null, channel: 'paper', source: 'page', state: 'complete', locale: 'en' },
      ...{ answers: { recommend: 9 }, surveyVersionId: versionId, submissionKey: id, stage: '', flags: [] },
      ...{ answeredAt: new Date('2026-01-12T12:00:00Z'), receivedAt: now, seconds: null }
    });
    expect(stored.metric).toContain('nps');
    expect(await db.system.$count(response, eq(response.submissionKey, id))).toBe(1);
  });

  it('stands in the record of the customer whose code it bears, with what they were on that day', async () => {
    const { id: invitationId, customerId, code } = await invited();
    await db.system.update(customer).set({ stage: 'growth' }).where(eq(customer.id, customerId));
    const id = await begin(keyed({ recommend: 3 }), { code });
    await second(id, keyed({ recommend: 3 }));
    expect(await responseOf(id)).toMatchObject({
      ...{ customerId, invitationId, programId, channel: 'paper', stage: 'growth', tier: 'high', region: 'R2' }
    });
    const [used] = await db.system.select().from(invitation).where(eq(invitation.id, invitationId));
    expect(used).toMatchObject({ state: 'completed', channel: 'email', responseId: (await sheetOf(id)).responseId });
  });

  it('filled in today, in the morning, was not answered later than now', async () => {
    const morning = new Date('2026-01-20T07:00:00Z');
    const id = await begin(keyed({ recommend: 9 }, '2026-01-20'));
    await second(id, keyed({ recommend: 9 }, '2026-01-20'), ben, morning);
    expect((await responseOf(id)).answeredAt).toEqual(morning);
  });

  it('and that lacks what every answer has counts like one that was broken off, in no score', async () => {
    const words = keyed({ reason: 'The price.' }, '2026-01-12', { recommend: 'two' });
    const id = await begin(words);
    await second(id, words);
    expect(await responseOf(id)).toMatchObject({ state: 'partial', metric: [], answers: { reason: 'The price.' } });
  });

  it('keeps what the survey does not ask for on its way out of the response, and says so', async () => {
    const [start, reasons, last] = trialSurvey.pages;
    const why = reasons!.questions.filter(({ id }) => id === 'why');
    const trial = await survey({ ...trialSurvey, pages: [start!, { ...reasons!, questions: why }, last!] });
    const answers = { recommend: 9, price: 4, why: 'should have been passed over' };
    const id = await begin(keyed(answers), { of: pile(trial) });
    await second(id, keyed(answers));
    expect((await responseOf(id)).answers).toEqual({ recommend: 9, price: 4 });
    expect((await sheetOf(id)).leftOut).toEqual(['why']);
  });

  it('F-43 is stored once though the process dies between settling and storing, and again in between', async () => {
    const id = await begin(keyed({ recommend: 8 }));
    await second(id, keyed({ recommend: 8 }));
    const { responseId } = await sheetOf(id);
    for (let turn = 0; turn < 2; turn += 1) {
      await db.system.update(paperSheet).set({ state: 'settled', responseId: null }).where(eq(paperSheet.id, id));
      expect(await sheets.storeWaiting(app(), minutes(2))).toBe(1);
      expect(await sheetOf(id)).toMatchObject({ state: 'stored', responseId });
    }
    expect(await sheets.storeWaiting(app(), minutes(2))).toBe(0);
  });
});

describe('a sheet that cannot be stored', () => {
  it('holds up no other, is tried again, and is no endless work', async () => {
    const [broken, sound] = [await begin(keyed({ recommend: 9 })), await begin(keyed({ recommend: 9 }))];
    const settled = { state: 'settled' as const, settledAt: minutes(-10) };
    await db.system
      .update(paperSheet)
      .set({ ...settled, settled: keyed({ recommend: 9 }, 'no day') })
      .where(eq(paperSheet.id, broken));
    await db.system
      .update(paperSheet)
      .set({ ...settled, settled: keyed({ recommend: 9 }), settledAt: minutes(-5) })
      .where(eq(paperSheet.id, sound));
    await expect(sheets.storeWaiting(app(), now)).rejects.toThrow();
    expect([(await sheetOf(broken)).state, (await sheetOf(sound)).state]).toEqual(['settled', 'stored']);
    await db.system
      .update(paperSheet)
      .set({ settled: keyed({ recommend: 9 }) })
      .where(eq(paperSheet.id, broken));
    expect(await sheets.storeWaiting(app(), now)).toBe(1);
    expect((await sheetOf(broken)).state).toBe('stored');
  });
});

describe('a survey with an experiment', () => {
  it('is printed with every arm: a sheet is in none of them', async () => {
    const [opening, ...later] = document.pages;
    const asked = opening!.questions.map((one) =>
      one.id === 'ease' ? { ...one, showIf: { known: 'arm.words', op: 'eq' as const, value: 'a' } } : one
    );
    const tried = await survey({
      ...document,
      pages: [{ ...opening!, questions: asked }, ...later],
      experiments: [
        {
          ...{ id: 'words', name: 'Words' },
          arms: [
            { id: 'a', weight: 1 },
            { id: 'b', weight: 1 }
          ]
        }
      ]
    });
    const id = await begin(keyed({ recommend: 9 }), { of: pile(tried) });
    await second(id, keyed({ recommend: 9 }));
    const { state, course } = await responseOf(id);
    expect([state, course]).toEqual(['complete', {}]);
  });
});

describe('a survey with a quota', () => {
  it('F-27 counts sheets like everybody’s answers: what comes when there are enough is kept and in no score', async () => {
    const out = { id: 'out', title: { en: 'Enough', 'zh-CN': '已满' }, text: { en: 'Thank you.', 'zh-CN': '谢谢。' } };
    const limited = await survey({
      ...document,
      endings: [{ ...out, kind: 'complete' }],
      quotas: [{ id: 'fans', name: 'Fans', limit: 1, when: { question: 'recommend', op: 'ge', value: 9 }, full: 'out' }]
    } as SurveyDocument);
    const states: string[] = [];
    for (const recommend of [9, 10, 3]) {
      const id = await begin(keyed({ recommend, satisfaction: 4 }), { of: pile(limited) });
      await second(id, keyed({ recommend, satisfaction: 4 }));
      const { state, answers, metric } = await responseOf(id);
      states.push(state);
      expect(answers).toEqual({ recommend, satisfaction: 4 });
      expect(metric.length > 0).toBe(state === 'complete');
    }
    expect(states).toEqual(['complete', 'quota_full', 'complete']);
  });
});

describe('the second keying', () => {
  it('is another person’s; only where nobody else may key a company is it the same one’s, and noted', async () => {
    const id = await begin(keyed({ recommend: 9 }));
    expect(await second(id, keyed({ recommend: 9 }), ann)).toEqual({ ok: false, reason: 'same_person' });
    const inOther: Scope = { companies: { [otherCompany]: 'records' }, overlap: false };
    const of = pile({ companyId: otherCompany });
    const begun = await sheets.begin(
      db.app,
      abroad,
      inOther,
      of,
      { number: 1, code: '', first: keyed({ recommend: 9 }) },
      now
    );
    if (!begun.ok) throw new Error(begun.reason);
    const first = (await sheets.read(db.app, inOther, begun.id))!;
    expect(await sheets.maySecond(db.app, first, abroad.id, now)).toBe('alone');
    expect(await sheets.keySecond(app(), abroad, inOther, begun.id, keyed({ recommend: 9 }), now)).toMatchObject({
      state: 'stored'
    });
    expect(await sheetOf(begun.id)).toMatchObject({ alone: true, firstBy: abroad.id, secondBy: abroad.id });
  });

  it('of several at once counts one, and the others are told', async () => {
    const id = await begin(keyed({ recommend: 9 }));
    const tries = [ben, cem].flatMap((by) => [db, other].map((handle) => [by, handle] as const));
    const done = await Promise.all(
      tries.map(([by, handle]) => sheets.keySecond(app(handle), by, scope, id, keyed({ recommend: 9 }), now))
    );
    expect(done.filter(({ ok }) => ok)).toEqual([{ ok: true, state: 'stored', reason: null }]);
    expect(done.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 3 }, () => ({ ok: false, reason: 'gone' })));
    expect(await db.system.$count(response, eq(response.submissionKey, id))).toBe(1);
  });

  it('is handed out in the order of the pile, to one person at a time, and never to who keyed first', async () => {
    const own = await survey(document);
    const of = pile(own);
    const [one, two] = [await begin(keyed({ recommend: 1 }), { of }), await begin(keyed({ recommend: 2 }), { of })];
    const mine = await begin(keyed({ recommend: 3 }), { of, by: ben });
    const next = (by: sheets.Keyer, at = now, after = 0) =>
      sheets.takeNext(db.app, scope, by, { surveyId: own.surveyId, after }, at);
    expect(await next(ben)).toBe(one);
    expect(await next(ben)).toBe(one);
    expect(await next(cem)).toBe(two);
    expect(await next(cem, now, (await sheetOf(two)).number)).toBe(mine);
    expect(await next(ann)).toBe(null);
    expect(await next(ann, minutes(21))).toBe(mine);
    expect(await next(cem, minutes(21))).toBe(one);
    const outside: Scope = { companies: { [otherCompany]: 'records' }, overlap: false };
    expect(await sheets.takeNext(db.app, outside, abroad, { surveyId: own.surveyId }, now)).toBe(null);
  });
});

describe('a sheet that was keyed differently', () => {
  it('is settled on the fields that differ, and stored as settled', async () => {
    const a = keyed({ recommend: 9, reason: 'Price, mostly' });
    const b = keyed({ recommend: 6, reason: 'price mostly' }, '2026-01-13');
    const id = await begin(a);
    expect(await second(id, b)).toEqual({ ok: true, state: 'differs', reason: null });
    expect(await sheetOf(id)).toMatchObject({ compared: 3, differed: 2, responseId: null });
    const own = keyed({ recommend: 8 });
    const short = new Map([['recommend', own]]);
    expect(await sheets.settle(app(), cem, scope, id, short, now)).toEqual({ ok: false, reason: 'gone' });
    const all = new Map([...short, ['_day', b] as const, ['reason', keyed({ reason: 'not asked' })] as const]);
    expect(await sheets.settle(app(), cem, scope, id, all, now)).toMatchObject({ state: 'stored' });
    expect(await responseOf(id)).toMatchObject({
      ...{ answers: { recommend: 8, reason: 'Price, mostly' }, answeredAt: new Date('2026-01-13T12:00:00Z') }
    });
    expect(await sheetOf(id)).toMatchObject({ firstWrong: 2, secondWrong: 1, settledBy: cem.id });
    expect(await sheets.settle(app(), cem, scope, id, all, now)).toEqual({ ok: false, reason: 'gone' });
    const noted = await db.app.select().from(auditEvent).where(eq(auditEvent.subjectId, id)).orderBy(auditEvent.id);
    expect(noted.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['paper.keyed', ann.id],
      ['paper.keyed_again', ben.id],
      ['paper.settled', cem.id]
    ]);
  });
});

describe('a personal sheet', () => {
  it('F-26 whose customer answered online meanwhile is set aside and never stored beside it', async () => {
    const { id: invitationId, code } = await invited();
    const id = await begin(keyed({ recommend: 9 }), { code });
    const online = {
      invitation: { id: invitationId, companyId },
      surveyVersionId: versionId,
      bindings: [],
      answers: {}
    };
    await complete(db.system, { ...online, key: newId(now), locale: 'en' }, now);
    expect(await second(id, keyed({ recommend: 9 }))).toEqual({ ok: true, state: 'aside', reason: 'duplicate' });
    // Taken back there is nothing to settle: it is what it was.
    expect(await sheets.takeBack(app(), cem, scope, id, now)).toBe(true);
    expect(await sheetOf(id)).toMatchObject({ state: 'aside', asideReason: 'duplicate', responseId: null });
    expect(await db.system.$count(response, eq(response.invitationId, invitationId))).toBe(1);
    const late = { number: (number += 1), code, first: keyed({ recommend: 1 }) };
    expect(await sheets.begin(db.app, ann, scope, pile(), late, now)).toMatchObject({
      state: 'aside',
      reason: 'duplicate'
    });
  });

  it('is one sheet: a second with the same code, and a code of nobody’s here, are refused', async () => {
    const { code } = await invited();
    const id = await begin(keyed({ recommend: 9 }), { code });
    const again = (typed: string, as = scope, of = pile()) =>
      sheets.begin(db.app, cem, as, of, { number: (number += 1), code: typed, first: keyed({}) }, now);
    expect(await again(code)).toEqual({ ok: false, reason: 'code_taken', number: (await sheetOf(id)).number });
    expect(await again('K7PQ')).toEqual({ ok: false, reason: 'no_code' });
    const outside: Scope = { companies: { [otherCompany]: 'records' }, overlap: false };
    expect(await again(code, outside, pile({ companyId: otherCompany }))).toEqual({ ok: false, reason: 'no_code' });
    expect(await again(code, scope, pile(await survey(document)))).toEqual({ ok: false, reason: 'no_code' });
  });

  it('F-26 that several people begin at once under numbers of their own is one sheet, and the others are told which', async () => {
    const { code } = await invited();
    const tries = await Promise.all(
      Array.from({ length: 12 }, (_, at) => {
        const sheet = { number: (number += 1), code, first: keyed({ recommend: at % 11 }) };
        return sheets.begin((at % 2 ? other : db).app, [ann, ben, cem][at % 3]!, scope, pile(), sheet, now);
      })
    );
    const [won, ...more] = tries.flatMap((one) => (one.ok ? [one.id] : []));
    expect(more).toEqual([]);
    const lost = { ok: false, reason: 'code_taken', number: (await sheetOf(won!)).number };
    expect(tries.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 11 }, () => lost));
  });

  it('written before the link ran out counts for its customer; written after, or by who wants nothing more, it is set aside', async () => {
    const ended = { state: 'expired' as const, expiresAt: new Date('2026-01-15T00:00:00Z') };
    const inTime = await invited(ended);
    const id = await begin(keyed({ recommend: 9 }), { code: inTime.code });
    expect(await second(id, keyed({ recommend: 9 }))).toMatchObject({ state: 'stored' });
    expect(await responseOf(id)).toMatchObject({ customerId: inTime.customerId, programId, channel: 'paper' });
    const twice = { number: (number += 1), code: inTime.code, first: keyed({ recommend: 9 }) };
    const { number: stored } = await sheetOf(id);
    expect(await sheets.begin(db.app, cem, scope, pile(), twice, now)).toEqual({
      ...{ ok: false, reason: 'code_taken', number: stored }
    });
    const after = await begin(keyed({ recommend: 9 }, '2026-01-16'), { code: (await invited(ended)).code });
    expect(await second(after, keyed({ recommend: 9 }, '2026-01-16'))).toMatchObject({
      state: 'aside',
      reason: 'late'
    });
    const left = await begin(keyed({ recommend: 9 }), { code: (await invited({ state: 'opted_out' })).code });
    expect(await second(left, keyed({ recommend: 9 }))).toMatchObject({ state: 'aside', reason: 'opted_out' });
  });
});

describe('numbers and scope', () => {
  it('two people who begin one number at once give one sheet, and the other is told which', async () => {
    const one = (number += 1);
    const tries = await Promise.all(
      [ann, ben, cem].map((by, at) =>
        sheets.begin((at % 2 ? other : db).app, by, scope, pile(), { number: one, code: '', first: keyed({}) }, now)
      )
    );
    const [won, ...more] = tries.filter(({ ok }) => ok);
    expect(more).toEqual([]);
    const lost = { ok: false, reason: 'number_taken', id: (won as { id: string }).id };
    expect(tries.filter(({ ok }) => !ok)).toEqual([lost, lost]);
  });

  it('S-13 S-17 who holds no records of a company neither sees nor moves a sheet of it', async () => {
    const id = await begin(keyed({ recommend: 9 }));
    const outside: Scope = { companies: { [otherCompany]: 'records', [companyId]: 'aggregates' }, overlap: false };
    expect(await sheets.read(db.app, outside, id)).toBeNull();
    expect(await sheets.keySecond(app(), abroad, outside, id, keyed({}), now)).toEqual({ ok: false, reason: 'gone' });
    expect(await sheets.setAside(db.app, abroad, outside, id, 'blank', now)).toBe(false);
    const mine = { number: 9, code: '', first: keyed({}) };
    expect(await sheets.begin(db.app, abroad, outside, pile(), mine, now)).toEqual({ ok: false, reason: 'no_company' });
    expect(await db.app.select().from(paperSheet)).toEqual([]);
    const filter = { surveyId, states: null, before: null };
    const seen = await lists.list(db.app, outside, abroad.id, filter, 500);
    expect(seen.every((line) => line.companyId === otherCompany)).toBe(true);
    const noted = await lists.quality(db.app, outside, surveyId);
    expect(noted.keyers.map(({ personId }) => personId)).toEqual([abroad.id]);
  });

  it('what was set aside is taken back to where it was', async () => {
    const id = await begin(keyed({ recommend: 9 }));
    expect(await sheets.setAside(db.app, ann, scope, id, 'unreadable', now)).toBe(true);
    expect(await sheets.setAside(db.app, ann, scope, id, 'blank', now)).toBe(false);
    expect(await second(id, keyed({ recommend: 9 }))).toEqual({ ok: false, reason: 'gone' });
    expect(await sheets.takeBack(app(), ann, scope, id, now)).toBe(true);
    expect(await second(id, keyed({ recommend: 9 }))).toMatchObject({ state: 'stored' });
    const blank = await sheets.begin(db.app, ann, scope, pile(), { number: (number += 1), aside: 'blank' }, now);
    if (!blank.ok) throw new Error(blank.reason);
    await sheets.takeBack(app(), ann, scope, blank.id, now);
    expect(await sheets.keyFirst(db.app, ann, scope, blank.id, keyed({ recommend: 2 }), now)).toBe(true);
    expect((await sheetOf(blank.id)).state).toBe('once');
  });
});

describe('what is said of sheets', () => {
  it('M-03 M-11 equals what their keyings give when they are counted anew', async () => {
    const all = (await db.system.select().from(paperSheet)).filter(
      (one) => one.surveyId === surveyId && one.companyId === companyId
    );
    const twice = all.filter(({ second }) => second !== null);
    const compared = twice.map((one) => ({ one, ...compareKeyings(document, one.first!, one.second!) }));
    const sum = (of: (c: (typeof compared)[number]) => number, some = compared) => some.reduce((n, c) => n + of(c), 0);
    const [n, x] = [sum((c) => c.n), sum((c) => c.differ.length)];
    const said = await lists.quality(db.app, scope, surveyId);
    expect(x).toBeGreaterThan(0);
    expect(said).toMatchObject({
      sheets: twice.length,
      differed: { n, x, share: x / n, interval: wilsonInterval(x, n) }
    });
    for (const { personId, sheets, differed, wrong } of said.keyers) {
      const own = compared.filter(({ one }) => [one.firstBy, one.secondBy].includes(personId));
      const settled = own.filter(({ one }) => one.settled !== null);
      expect(sheets).toBe(own.length);
      expect(differed).toMatchObject({ n: sum((c) => c.n, own), x: sum((c) => c.differ.length, own) });
      const mine = ({ one }: (typeof compared)[number]) => (one.firstBy === personId ? one.first! : one.second!);
      expect(wrong).toMatchObject({
        n: sum((c) => c.n, settled),
        x: sum((c) => compareKeyings(document, mine(c), c.one.settled!).differ.length, settled)
      });
    }
    const counted = await lists.counts(db.app, scope, surveyId);
    for (const [state, many] of Object.entries(counted))
      expect(all.filter((one) => one.state === state)).toHaveLength(many);
  });

  it('M-11 strangers on paper were asked by nobody: they change no response rate', async () => {
    await recount(db.system, now);
    const asked = await db.system.$count(invitation, sql`${invitation.customerId} is not null`);
    const counted = await db.system.select().from(reach);
    expect(counted.reduce((sum, row) => sum + row.invited, 0)).toBe(asked);
  });

  it('F-36 leaves the stored data in order', async () => {
    while ((await fold(db.system, now, 500)).more);
    const verified = await verifyDatabase(db.system);
    expect(verified.lines.filter((line) => line.startsWith('BROKEN'))).toEqual([]);
    expect(verified.ok).toBe(true);
  });
});
