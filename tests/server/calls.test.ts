import { desc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audienceSchema } from '#lib/outreach/audience.ts';
import type { Scope } from '#lib/merger/scope.ts';
import { leaseMinutes, mostTries, type SaidOutcome } from '#lib/outreach/call.ts';
import { consoleActor } from '#lib/server/access/audit.ts';
import * as people from '#lib/server/access/people.ts';
import * as list from '#lib/server/call-list.ts';
import * as calls from '#lib/server/calls.ts';
import { newId } from '#lib/server/db/id.ts';
import type { Database } from '#lib/server/db/open.ts';
import { callAttempt, callEntry } from '#lib/server/db/schema/calls.ts';
import { auditEvent } from '#lib/server/db/schema/people.ts';
import { customer } from '#lib/server/db/schema/customers.ts';
import { response } from '#lib/server/db/schema/responses.ts';
import { delivery, invitation } from '#lib/server/db/schema/surveys.ts';
import * as programs from '#lib/server/programs.ts';
import { waves } from '#lib/server/waves.ts';
import { expire } from '#lib/server/expiry.ts';
import { list as listInvitations } from '#lib/server/invitations.ts';
import { complete, savePartial } from '#lib/server/responses.ts';
import { suppress, suppressNumber } from '#lib/server/suppressions.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeCompany, makeCustomer, makeSurvey, testSecret as secret } from '../support/outreach.ts';

const now = new Date('2026-01-05T09:00:00Z');
const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
let db: Database;
let surveyId: string;
let versionId: string;
let ada: calls.Interviewer;
let bo: calls.Interviewer;

async function personOf(name: string): Promise<string> {
  const email = `${name}@team.example`;
  const input = { email, name, role: 'agent', cleanTeam: false, companies: [], locale: 'en' } as const;
  const made = await people.invite(db.app, consoleActor, { ...input, companies: [] }, now);
  if (!made.ok) throw new Error(made.reason);
  return made.personId;
}

async function interviewer(name: string): Promise<calls.Interviewer> {
  const personId = await personOf(name);
  return { personId, actor: { kind: 'person', id: personId }, scope: { companies: {}, overlap: false } };
}

const app = () => ({ db, secret });
const config = { appUrl: 'https://concord.example' };
const removed = (companyId: string) => ({ reason: 'added' as const, customerId: null, companyId });
const as = (one: calls.Interviewer, scope: Scope): calls.Interviewer => ({ ...one, scope });

beforeAll(async () => {
  db = await openTestDatabase();
  ({ surveyId, versionId } = await makeSurvey(db, now));
  [ada, bo] = [await interviewer('Ada'), await interviewer('Bo')];
});
afterAll(() => db.close());

/** A program by phone of a company of its own, launched; `phones` are its customers' numbers. */
let companies = 0;
async function launched(phones: (string | null)[], extra: Partial<Parameters<typeof makeCustomer>[4]> = {}) {
  companies += 1;
  const companyId = await makeCompany(db, `T${companies}`, now);
  const scope: Scope = { companies: { [companyId]: 'records' }, overlap: true };
  const customers = [];
  for (const [at, phone] of phones.entries())
    customers.push(await makeCustomer(db, companyId, `c${at}@t${companies}.example`, now, { phone, ...extra }));
  const { programId, wave } = await launch(companyId, scope, 1);
  return { companyId, scope, programId, customers, wave };
}

async function launch(companyId: string, scope: Scope, number: number, at = now) {
  const made = await programs.create(
    db.app,
    consoleActor,
    {
      ...{ surveyId, name: 'Calls', channel: 'phone', kind: 'relationship', fatigueDays: 0, expiresDays: 30 },
      audience: audienceSchema.parse({ companies: [companyId] })
    },
    at
  );
  if (!made.ok) throw new Error(made.reason);
  return { programId: made.id, wave: await programs.launch(app(), consoleActor, scope, made.id, number, at) };
}

const phone = (n: number) => `+4930000${String(n).padStart(4, '0')}`;
const whole = (scope: Scope, programId: string, at = now, place: list.CallPlace | null = null, limit = 50) =>
  list.page(db.app, secret, scope, { programId, filter: {}, after: place, limit }, at);
const page = async (...asked: Parameters<typeof whole>) => (await whole(...asked)).list;
const say = (one: calls.Interviewer, id: string, outcome: SaidOutcome, at = now, callBackAt: Date | null = null) =>
  calls.end(app(), one, id, { outcome, callBackAt }, at);
const entryOf = async (id: string) =>
  (await db.system.select().from(callEntry).where(eq(callEntry.invitationId, id)))[0]!;

const attemptsOf = async (id: string) =>
  (
    await db.system
      .select({ outcome: callAttempt.outcome })
      .from(callAttempt)
      .where(eq(callAttempt.invitationId, id))
      .orderBy(callAttempt.id)
  ).map(({ outcome }) => outcome);

async function nextOf(one: calls.Interviewer, programId: string, at = now): Promise<string> {
  const id = await calls.claimNext(app(), one, programId, {}, at);
  if (id === null) throw new Error('nobody is left');
  return id;
}

describe('a program that asks by phone', () => {
  it('puts those who have a number on its call list, sends nothing and says who is left out', async () => {
    const { scope, programId, wave } = await launched([phone(1), null, phone(2)]);
    expect(wave).toMatchObject({ ok: true, asked: 2, leftOut: 1 });
    const [told] = await waves(db.app, scope, programId);
    expect(told!.leftOut).toEqual([{ reason: 'no_phone', n: 1 }]);
    const { turn } = await page(scope, programId);
    expect(turn.map((one) => one.phone).sort()).toEqual([phone(1), phone(2)]);
    const asked = await db.system.select().from(invitation).where(eq(invitation.programId, programId));
    const sent = await db.system.select({ id: delivery.invitationId }).from(delivery);
    expect(sent.filter(({ id }) => asked.some((one) => one.id === id))).toEqual([]);
  });

  it('comes to those first who asked for a time that has come, then to those tried least, then to those waiting longest', async () => {
    const { scope, programId } = await launched([phone(1), phone(2), phone(3)]);
    const caller = as(ada, scope);
    const order = (await page(scope, programId)).turn.map(({ id }) => id);
    expect(order).toEqual([...order].sort());
    const [first, second, third] = order as [string, string, string];
    expect(await nextOf(caller, programId)).toBe(first);
    expect(await say(caller, first, 'no_answer')).toBe(true);
    expect(await nextOf(caller, programId)).toBe(second);
    expect(await say(caller, second, 'later', now, after(60))).toBe(true);
    // Before the hour is over the third is next, and then nobody: the first rests, the second has another time.
    expect(await nextOf(caller, programId, after(30))).toBe(third);
    await calls.release(app(), caller, third, after(30));
    expect(await nextOf(caller, programId, after(61))).toBe(second);
    const shown = await page(scope, programId, after(61));
    expect(shown.promised.map(({ id }) => id)).toEqual([second]);
    expect(shown.turn.map(({ id, tries }) => [id, tries])).toEqual([
      [third, 0],
      [first, 1]
    ]);
  });

  it('gives up after so many calls that nobody took, each of them kept', async () => {
    const { scope, programId } = await launched([phone(1)]);
    const caller = as(ada, scope);
    let at = now;
    for (let tries = 0; tries < mostTries; tries += 1) {
      expect(await say(caller, await nextOf(caller, programId, at), 'no_answer', at)).toBe(true);
      expect(await calls.claimNext(app(), caller, programId, {}, at)).toBeNull();
      at = new Date(at.getTime() + 3 * 3_600_000);
    }
    expect(await calls.claimNext(app(), caller, programId, {}, at)).toBeNull();
    const { counts, interviewers } = await whole(scope, programId, at);
    expect(counts).toMatchObject({ open: 0, given_up: 1, total: 1 });
    const [own] = interviewers;
    expect(own).toMatchObject({ name: 'Ada', calls: mostTries, interviews: 0, refusals: 0, seconds: null });
  });

  it('shows a long list in pages, each as few statements as the first, nobody twice and nobody left out', async () => {
    const { scope, programId } = await launched(Array.from({ length: 7 }, (_, n) => phone(n)));
    const seen: string[] = [];
    let place: list.CallPlace | null = null;
    do {
      const shown: list.CallList = await page(scope, programId, now, place, 3);
      seen.push(...shown.turn.map(({ id }) => id));
      place = shown.next;
    } while (place !== null);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });
});

describe('a customer', () => {
  it('F-26 is one interviewer’s alone, however many ask at the same moment', async () => {
    const { scope, programId } = await launched(Array.from({ length: 6 }, (_, n) => phone(n)));
    const names = Array.from({ length: 9 }, (_, n) => `Caller ${n}`);
    const callers: calls.Interviewer[] = [];
    for (const name of names) callers.push(await interviewer(name.replace(' ', '.')));
    const got = await Promise.all(callers.map((one) => calls.claimNext(app(), as(one, scope), programId, {}, now)));
    const ids = got.filter((id) => id !== null);
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(6);
    const { turn } = await page(scope, programId);
    const told = got.flatMap((id, n) => (id === null ? [] : [[id, `Caller.${n}`] as const]));
    expect(new Map(turn.map(({ id, claimedBy }) => [id, claimedBy]))).toEqual(new Map(told));
  });

  it('F-26 is one and the same for whoever asks twice, and another one after they were let go', async () => {
    const { scope, programId } = await launched([phone(1), phone(2), phone(3)]);
    const caller = as(ada, scope);
    const got = await Promise.all([1, 2, 3].map(() => calls.claimNext(app(), caller, programId, {}, now)));
    expect(new Set(got).size).toBe(1);
    await calls.release(app(), caller, got[0]!, now);
    expect(await calls.claimNext(app(), caller, programId, {}, now)).not.toBe(got[0]);
    expect((await page(scope, programId)).turn.filter(({ claimedBy }) => claimedBy !== null)).toHaveLength(1);
  });

  it('F-26 who is called now is refused to somebody else until the lease has run out or they are let go', async () => {
    const { scope, programId } = await launched([phone(1)]);
    const [mine, theirs] = [as(ada, scope), as(bo, scope)];
    const id = await nextOf(mine, programId);
    expect(await calls.begin(app(), mine, id, now)).toBe(true);
    expect(await calls.claim(app(), theirs, id, after(1))).toEqual({ ok: false, reason: 'taken' });
    expect(await calls.begin(app(), theirs, id, after(1))).toBe(false);
    expect(await say(theirs, id, 'no_answer', after(1))).toBe(false);
    expect(await calls.claim(app(), theirs, id, after(leaseMinutes + 1))).toEqual({ ok: true });
    // What the first one began is told as broken off, not lost and not done twice.
    expect(await calls.begin(app(), mine, id, after(leaseMinutes + 1))).toBe(false);
    const [left] = await db.system.select().from(callAttempt).where(eq(callAttempt.invitationId, id));
    expect(left).toMatchObject({ outcome: 'broken_off', personId: ada.personId });
    await calls.release(app(), theirs, id, after(leaseMinutes + 2));
    expect(await calls.claim(app(), mine, id, after(leaseMinutes + 2))).toEqual({ ok: true });
  });

  it('finds the one who may be called behind any number of those who want no calls', async () => {
    const { programId, scope, companyId } = await launched(Array.from({ length: 104 }, (_, n) => phone(300 + n)));
    const all = (await page(scope, programId, now, null, 200)).turn;
    const last = all.pop()!;
    for (const { phone: number } of all)
      await suppressNumber(db.system, secret, { ...removed(companyId), phone: number! }, now);
    expect(await calls.claimNext(app(), as(bo, scope), programId, {}, now)).toBe(last.id);
    expect(await say(as(bo, scope), last.id, 'refused')).toBe(true);
    expect(await calls.claimNext(app(), as(bo, scope), programId, {}, now)).toBeNull();
    // Whoever refused somebody who called is sent no paper for the same questions either.
    const asked = { programId, states: ['planned' as const], limit: 200 };
    const printed = await listInvitations({ ...app(), config }, scope, { ...asked, unlessRefused: true });
    expect(printed).toHaveLength(103);
    expect(printed.map(({ id }) => id)).not.toContain(last.id);
    expect(await listInvitations({ ...app(), config }, scope, asked)).toHaveLength(104);
  });

  it('UX-20 who says "never again" is on no call list of any company, gets no mail, and it stands in the log who heard it', async () => {
    const { scope, programId, companyId, customers } = await launched([phone(41), phone(42)]);
    const other = await launched([phone(41)]);
    const caller = as(ada, scope);
    const open = (await page(scope, programId)).turn.find((one) => one.phone === phone(41))!;
    expect(await calls.claim(app(), caller, open.id, now)).toEqual({ ok: true });
    expect(await say(caller, open.id, 'opted_out')).toBe(true);
    expect((await page(scope, programId)).turn.map((one) => one.phone)).toEqual([phone(42)]);
    expect((await page(other.scope, other.programId)).turn).toEqual([]);
    expect(await calls.claimNext(app(), as(bo, other.scope), other.programId, {}, now)).toBeNull();
    const again = await launch(companyId, scope, 1, after(60 * 24));
    expect(again.wave).toMatchObject({ ok: true, asked: 1, leftOut: 1 });
    const events = await db.system.select().from(auditEvent).where(eq(auditEvent.actorId, ada.personId));
    expect(events.map(({ action }) => action).sort()).toEqual(['call.opted_out', 'customer.unsubscribed']);
    expect(await calls.claim(app(), caller, open.id, after(1))).toEqual({ ok: false, reason: 'over' });
    const gone = customers[0]!;
    expect(events.some(({ subjectId }) => subjectId === gone)).toBe(true);
  });

  it('who left by a mail is not called either, though nobody took them off the list', async () => {
    const { scope, programId, companyId, customers } = await launched([phone(51)]);
    const [whom] = await db.system.select().from(customer).where(eq(customer.id, customers[0]!));
    const by = { reason: 'unsubscribed', customerId: null, companyId } as const;
    await suppress(db.system, secret, { ...by, emailKey: whom!.emailKey! }, now);
    expect((await page(scope, programId)).turn).toEqual([]);
    expect(await calls.claimNext(app(), as(ada, scope), programId, {}, now)).toBeNull();
  });

  it('whose number was wrong is left out of the next wave until there is another one', async () => {
    const { scope, programId, companyId, customers } = await launched([phone(61)]);
    const caller = as(ada, scope);
    expect(await say(caller, await nextOf(caller, programId), 'wrong_number')).toBe(true);
    expect((await launch(companyId, scope, 1, after(1))).wave).toEqual({ ok: false, reason: 'nobody' });
    await db.system
      .update(customer)
      .set({ phone: phone(62) })
      .where(eq(customer.id, customers[0]!));
    expect((await launch(companyId, scope, 1, after(2))).wave).toMatchObject({ ok: true, asked: 1 });
  });

  it('who refused this survey is not called for it again', async () => {
    const { scope, programId } = await launched([phone(71)]);
    const caller = as(ada, scope);
    const id = await nextOf(caller, programId);
    await calls.begin(app(), caller, id, now);
    expect(await say(caller, id, 'refused', after(2))).toBe(true);
    expect(await entryOf(id)).toMatchObject({ state: 'refused', claimedBy: null, tries: 1 });
    expect(await calls.claim(app(), as(bo, scope), id, after(3))).toEqual({ ok: false, reason: 'over' });
  });

  it('who answered by their own link meanwhile is called no more', async () => {
    const { scope, programId, companyId } = await launched([phone(81), phone(82)]);
    const [{ id }] = (await page(scope, programId)).turn as [list.CallLine];
    const own = { invitation: { id, companyId }, surveyVersionId: versionId, bindings: [], answers: {} };
    await complete(db.system, { ...own, key: newId(now), locale: 'en' }, now);
    expect((await page(scope, programId)).turn).toHaveLength(1);
    expect(await calls.claim(app(), as(ada, scope), id, now)).toEqual({ ok: false, reason: 'over' });
    expect(await nextOf(as(ada, scope), programId)).not.toBe(id);
    expect((await whole(scope, programId)).counts).toMatchObject({ open: 1, over: 1, total: 2 });
  });
});

describe('an interview', () => {
  it('is stored with the channel it came by and who asked, and ends the call with its length', async () => {
    const { scope, programId, companyId } = await launched([phone(91)]);
    const caller = as(ada, scope);
    const id = await nextOf(caller, programId);
    await calls.begin(app(), caller, id, now);
    const saved = { invitationId: id, companyId, key: newId(now), revision: 1, page: 0, answers: { recommend: 9 } };
    expect(await savePartial(db.system, saved, now)).toBe(true);
    const asked = {
      invitation: { id, companyId },
      surveyVersionId: versionId,
      bindings: [],
      answers: { recommend: 9 }
    };
    const done = await complete(
      db.system,
      { ...asked, key: newId(now), locale: 'en', channel: 'phone', askedBy: ada.personId },
      after(3)
    );
    expect(done.ok).toBe(true);
    expect(await calls.end(app(), caller, id, { outcome: 'interviewed', callBackAt: null }, after(3))).toBe(true);
    const [stored] = await db.system.select().from(response).orderBy(desc(response.id)).limit(1);
    expect(stored).toMatchObject({ channel: 'phone', askedBy: ada.personId, invitationId: id, seconds: null });
    const [own] = (await whole(scope, programId)).interviewers;
    expect(own).toEqual({ name: 'Ada', calls: 1, interviews: 1, refusals: 0, seconds: 180, interval: null });
    expect(await list.namesOf(db.app, [stored!.askedBy, null])).toEqual(new Map([[ada.personId, 'Ada']]));
  });

  it('that was left and is taken up the next day is another call, asked for anew and as long as it was', async () => {
    const { scope, programId } = await launched([phone(92), phone(93)]);
    const caller = as(ada, scope);
    const day = 24 * 60;
    const [left, same] = [await nextOf(caller, programId), (await page(scope, programId)).turn[1]!.id];
    await calls.begin(app(), caller, left, now);
    // Within the lease it goes on; after it, by the list or by the customer's page, it is begun anew.
    expect(await calls.claim(app(), caller, left, after(5))).toEqual({ ok: true });
    expect(await attemptsOf(left)).toEqual(['begun']);
    expect(await nextOf(caller, programId, after(day))).toBe(left);
    expect(await attemptsOf(left)).toEqual(['broken_off']);
    await calls.begin(app(), caller, left, after(day));
    await calls.end(app(), caller, left, { outcome: 'interviewed', callBackAt: null }, after(day + 4));
    await calls.claim(app(), caller, same, now);
    await calls.begin(app(), caller, same, now);
    await calls.claim(app(), caller, same, after(day));
    await calls.begin(app(), caller, same, after(day));
    await calls.end(app(), caller, same, { outcome: 'interviewed', callBackAt: null }, after(day + 2));
    const [own] = (await whole(scope, programId, after(day + 4))).interviewers;
    expect(own).toMatchObject({ calls: 4, interviews: 2, seconds: 180 });
  });

  it('that nobody came back to is told as broken off, and what was said is kept with who asked', async () => {
    const { scope, programId, companyId } = await launched([phone(94)]);
    const caller = as(ada, scope);
    const id = await nextOf(caller, programId);
    await calls.begin(app(), caller, id, now);
    const saved = { invitationId: id, companyId, key: newId(now), revision: 1, page: 0, answers: { recommend: 3 } };
    await savePartial(db.system, { ...saved, surveyVersionId: versionId }, now);
    const told = async (at: Date) => (await list.card(db.app, scope, id, at))!.attempts.map(({ outcome }) => outcome);
    expect(await told(after(1))).toEqual(['begun']);
    expect(await told(after(leaseMinutes + 1))).toEqual(['broken_off']);
    while ((await expire(db.system, after(60 * 24 * 40))) > 0);
    const [kept] = await db.system.select().from(response).where(eq(response.invitationId, id));
    expect(kept).toMatchObject({
      state: 'partial',
      channel: 'phone',
      askedBy: ada.personId,
      answers: { recommend: 3 }
    });
  });

  it('is waited for by as many as the list of all programs says and the program’s own page says', async () => {
    const { scope, programId, companyId } = await launched([phone(97), phone(98), phone(99)]);
    const [first, second] = (await page(scope, programId)).turn.map(({ id }) => id) as [string, string];
    await calls.claim(app(), as(ada, scope), first, now);
    await say(as(ada, scope), first, 'later', now, after(30));
    const online = { invitation: { id: second, companyId }, surveyVersionId: versionId, bindings: [], answers: {} };
    await complete(db.system, { ...online, key: newId(now), locale: 'en' }, now);
    const [listed] = (await list.programsToCall(db.app, scope, after(31))).filter((one) => one.id === programId);
    const { counts } = await whole(scope, programId, after(31));
    expect(listed).toMatchObject({ open: counts.open, interviewed: 0, due: 1 });
    expect(counts).toMatchObject({ open: 2, over: 1, total: 3 });
  });

  it('S-17 of another company is on no list, on no page and in no table of who called', async () => {
    const { programId, scope } = await launched([phone(95)]);
    const id = (await page(scope, programId)).turn[0]!.id;
    await say(as(ada, scope), await nextOf(as(ada, scope), programId), 'no_answer');
    const elsewhere = (await launched([phone(96)])).scope;
    const stranger = as(bo, elsewhere);
    expect(await whole(elsewhere, programId)).toMatchObject({
      list: { promised: [], turn: [], next: null },
      ...{ counts: { total: 0 }, languages: [], interviewers: [] }
    });
    expect(await list.card(db.app, elsewhere, id, now)).toBeNull();
    expect(await list.programsToCall(db.app, elsewhere, now)).not.toContainEqual(
      expect.objectContaining({ id: programId })
    );
    expect(await calls.claim(app(), stranger, id, after(180))).toEqual({ ok: false, reason: 'unknown' });
    expect(await calls.claimNext(app(), stranger, programId, {}, after(180))).toBeNull();
    expect(await say(stranger, id, 'opted_out')).toBe(false);
    expect(await calls.claim(app(), as(ada, scope), id, after(180))).toEqual({ ok: true });
  });
});
