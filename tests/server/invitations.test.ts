import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleActor } from '#lib/server/access/audit.ts';
import { newId } from '#lib/server/db/id.ts';
import { type Database, rows, statement } from '#lib/server/db/open.ts';
import { customer, suppression } from '#lib/server/db/schema/customers.ts';
import { response } from '#lib/server/db/schema/responses.ts';
import { invitation, program, sitting } from '#lib/server/db/schema/surveys.ts';
import { expire } from '#lib/server/expiry.ts';
import * as invitations from '#lib/server/invitations.ts';
import { optOut, readStop, stopLinkOf, stopTokenOf } from '#lib/server/opt-outs.ts';
import { savePartial } from '#lib/server/responses.ts';
import { isSuppressed } from '#lib/server/suppressions.ts';
import * as surveys from '#lib/server/surveys.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeCompany, makeCustomer, makeSurvey, testSecret as secret } from '../support/outreach.ts';

const now = new Date('2026-01-05T09:00:00Z');
const later = new Date('2026-03-01T09:00:00Z');
const config = { appUrl: 'https://concord.example' };
let db: Database;
let companyId: string, otherCompany: string, surveyId: string, programId: string;

beforeAll(async () => {
  db = await openTestDatabase();
  companyId = await makeCompany(db, 'A', now);
  otherCompany = await makeCompany(db, 'B', now);
  ({ surveyId } = await makeSurvey(db, now));
  programId = await makeProgram(surveyId);
});
afterAll(() => db.close());

async function makeProgram(survey: string): Promise<string> {
  const id = newId(now);
  const times = { createdAt: now, updatedAt: now };
  await db.system
    .insert(program)
    .values({ id, surveyId: survey, name: 'P', channel: 'email', audience: {}, state: 'running', ...times });
  return id;
}

let count = 0;
async function invite(company = companyId, program = programId) {
  count += 1;
  const customerId = await makeCustomer(db, company, `c${count}@mail.example`, now);
  const id = newId(now);
  const expiresAt = new Date('2026-02-05T09:00:00Z');
  const base = { waveId: null, channel: 'email', kind: 'relationship', locale: 'en', invitedAt: now, expiresAt };
  await invitations.plan(db.system, secret, [{ id, companyId: company, customerId, programId: program, ...base }]);
  return { id, customerId, token: invitations.tokenOf(secret, id) };
}

const claim = (id: string) =>
  statement(
    db.system,
    `with given as (select $1::uuid as id, ($2::uuid[])[1] as invitation_id, $1::uuid as key, $3::timestamptz as at),
      claimed as (${invitations.claimStatement}) select invitation_id from claimed`,
    [newId(now), `{${id}}`, now.toISOString()]
  );

describe('links', () => {
  it('S-09 a copy of the database holds no usable link', async () => {
    const { id, token } = await invite();
    expect(token.length * 6).toBeGreaterThanOrEqual(128);
    const [row] = rows<{ all: string }>(
      await db.system.execute(sql`select to_jsonb(i)::text as all from invitation i where i.id = ${id}`)
    );
    expect(row!.all).not.toContain(token);
    expect((await invitations.open(db.system, token, now)).ok).toBe(true);
  });

  it('S-09 two thousand wrong tokens, near ones among them, are one and the same answer', async () => {
    const { token } = await invite();
    const near = Array.from(token).map(
      (letter, at) => `${token.slice(0, at)}${letter === 'x' ? 'y' : 'x'}${token.slice(at + 1)}`
    );
    const wrong = [...near, '', 'x'.repeat(500), `${token}A`, token.slice(1), "' or 1=1 --"];
    for (let n = 0; n < 2_000 - near.length; n += 1) wrong.push(secret.sign('other', String(n)).slice(0, 22));
    for (const one of wrong)
      expect(await invitations.open(db.system, one, now)).toEqual({ ok: false, reason: 'unknown' });
  }, 120_000);

  it('S-27 links start with APP_URL', async () => {
    const { id } = await invite();
    expect(invitations.linkOf({ config, secret }, id)).toMatch(/^https:\/\/concord\.example\/s\/[\w-]{22}$/);
    expect(stopLinkOf({ config, secret }, id)).toMatch(/^https:\/\/concord\.example\/stop\/[\w-]{44}$/);
  });
});

describe('opening a link', () => {
  it('F-25 pins the version at the first opening; what is published later does not reach the respondent', async () => {
    const { surveyId } = await makeSurvey(db, now);
    const program = await makeProgram(surveyId);
    const early = await invite(companyId, program);
    const first = await invitations.open(db.system, early.token, now);
    const survey = (await surveys.read(db.app, surveyId))!;
    const draft = { ...survey.draft, heading: { en: 'Second', 'zh-CN': '第二版' } };
    await surveys.changeDraft(db.app, consoleActor, surveyId, 1, draft, now);
    await surveys.publish(db.app, consoleActor, surveyId, now);
    const again = await invitations.open(db.system, early.token, now);
    const late = await invitations.open(db.system, (await invite(companyId, program)).token, now);
    if (!first.ok || !again.ok || !late.ok) throw new Error('closed');
    expect(first.version.number).toBe(1);
    expect(again.version.id).toBe(first.version.id);
    expect(again.version.document).toEqual(first.version.document);
    expect(late.version.number).toBe(2);
    expect(again.invitation).toMatchObject({ state: 'opened', openedAt: now });
  });

  it('F-25 of two openings at once both go on with one version', async () => {
    const { token } = await invite();
    const both = await Promise.all([1, 2].map(() => invitations.open(db.system, token, now)));
    expect(new Set(both.map((one) => (one.ok ? one.version.id : '')))).toHaveProperty('size', 1);
  });

  it('S-10 tells the holder of a valid link how it stands, and a second response is never taken', async () => {
    const { id, token } = await invite();
    await invitations.start(db.system, id, now);
    const won = await Promise.all([1, 2, 3].map(() => claim(id)));
    expect(won.flat()).toHaveLength(1);
    expect(await invitations.open(db.system, token, now)).toMatchObject({ ok: false, reason: 'answered' });
    expect(await invitations.open(db.system, token, later)).toMatchObject({ ok: false, reason: 'answered' });
  });

  it('S-10 an expired link and one of a closed survey or program say so', async () => {
    const { token, id } = await invite();
    expect(await invitations.open(db.system, token, later)).toMatchObject({ ok: false, reason: 'expired' });
    const { surveyId } = await makeSurvey(db, now);
    const other = await invite(companyId, await makeProgram(surveyId));
    await surveys.setClosed(db.app, consoleActor, surveyId, true, now);
    expect(await invitations.open(db.system, other.token, now)).toMatchObject({ ok: false, reason: 'closed' });
    expect(await expire(db.system, later)).toBeGreaterThan(0);
    expect((await db.system.select().from(invitation).where(eq(invitation.id, id)))[0]?.state).toBe('expired');
  });

  it('S-10 an erased customer leaves the same answer as a link that never was', async () => {
    const { token, customerId } = await invite();
    await db.system.delete(customer).where(eq(customer.id, customerId));
    expect(await invitations.open(db.system, token, now)).toEqual({ ok: false, reason: 'unknown' });
  });

  it('S-13 S-17 the list of links holds the reader’s own companies only, in pages that miss and repeat nothing', async () => {
    for (let n = 0; n < 5; n += 1) await invite(otherCompany);
    const app = { config, secret, db };
    const scope = { companies: { [otherCompany]: 'records' }, overlap: false } as const;
    const walked: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await invitations.list(app, scope, { limit: 2, after });
      walked.push(...page.map(({ id }) => id));
      expect(page.every((line) => line.companyId === otherCompany && line.link?.startsWith(config.appUrl))).toBe(true);
      after = page.at(-1)?.id;
      if (page.length < 2) break;
    }
    expect(new Set(walked).size).toBe(5);
    const aggregates = { companies: { [otherCompany]: 'aggregates' }, overlap: false } as const;
    expect(await invitations.list(app, aggregates, { limit: 10 })).toEqual([]);
  });
});

describe('leaving', () => {
  it('UX-20 reading the link changes nothing; leaving suppresses a keyed hash of the address, once', async () => {
    const { id, token } = await invite();
    const stop = stopTokenOf(secret, id);
    expect(await readStop(db.system, secret, stop)).toMatchObject({ stopped: false, companyId });
    expect((await db.system.select().from(suppression)).length).toBe(0);
    expect(await optOut(db.system, secret, stop, now)).toBe(true);
    expect(await optOut(db.system, secret, stop, later)).toBe(true);
    const listed = await db.system.select().from(suppression);
    expect(listed).toMatchObject([{ reason: 'unsubscribed', createdAt: now }]);
    expect(JSON.stringify(listed)).not.toContain('mail.example');
    expect(await isSuppressed(db.system, secret, `c${count}+tag@MAIL.example`)).toBe(true);
    expect(await invitations.open(db.system, token, now)).toMatchObject({ ok: false, reason: 'opted_out' });
    expect(await readStop(db.system, secret, stop)).toMatchObject({ stopped: true });
  });

  it('S-10 the token of a link cannot be used to leave, and a changed one is nobody’s', async () => {
    const { id, token } = await invite();
    const stop = stopTokenOf(secret, id);
    for (const wrong of [
      '',
      token,
      token + token,
      `${stop.slice(0, 43)}${stop.endsWith('x') ? 'y' : 'x'}`,
      stop.slice(22) + stop.slice(0, 22)
    ]) {
      expect(await optOut(db.system, secret, wrong, now)).toBe(false);
    }
  });

  it('UX-20 leaving in the middle takes back what was answered and not sent', async () => {
    const { id } = await invite();
    const partial = { invitationId: id, companyId, key: newId(now), revision: 1, page: 0, answers: { recommend: 3 } };
    expect(await savePartial(db.system, partial, now)).toBe(true);
    expect(await optOut(db.system, secret, stopTokenOf(secret, id), now)).toBe(true);
    expect(await savePartial(db.system, { ...partial, revision: 2 }, now, 1)).toBe(false);
    while ((await expire(db.system, later)) > 0);
    expect(await db.system.$count(sitting, eq(sitting.invitationId, id))).toBe(0);
    expect(await db.system.$count(response, eq(response.invitationId, id))).toBe(0);
  });

  it('leaving after the answer keeps the answer', async () => {
    const { id } = await invite();
    await claim(id);
    expect(await optOut(db.system, secret, stopTokenOf(secret, id), now)).toBe(true);
    expect((await db.system.select().from(invitation).where(eq(invitation.id, id)))[0]?.state).toBe('completed');
  });
});
