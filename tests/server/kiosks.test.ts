/** What comes from kiosks, as the database has it afterwards. */
import { randomUUID } from 'node:crypto';
import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '#lib/merger/scope.ts';
import { type Call, type Given, givenAt, keptMs, type Outcome } from '#lib/outreach/kiosk.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { armOf } from '#lib/survey/chance.ts';
import { consoleActor as actor } from '#lib/server/access/audit.ts';
import { hashPin } from '#lib/server/access/pin.ts';
import type { Database } from '#lib/server/db/open.ts';
import { response } from '#lib/server/db/schema/responses.ts';
import { invitation, kioskDevice, sitting } from '#lib/server/db/schema/surveys.ts';
import * as entrances from '#lib/server/entrances.ts';
import { expire } from '#lib/server/expiry.ts';
import { devices, packOf, receive } from '#lib/server/kiosks.ts';
import {
  changeDraft,
  create as createSurvey,
  publish,
  read as readSurvey,
  setClosed as closeSurvey
} from '#lib/server/surveys.ts';
import { fold } from '#lib/server/rollups.ts';
import { verifyDatabase } from '#lib/server/verification.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeCompany, makeSurvey, testSecret as secret } from '../support/outreach.ts';

const now = new Date('2026-01-08T09:00:00Z');
const hours = (n: number) => n * 3_600_000;
const page = 'page';
let db: Database;
let companyId: string, other: string, surveyId: string, versionId: string;
let scope: Scope;
let kiosk: NonNullable<entrances.NewEntrance['kiosk']>;

beforeAll(async () => {
  db = await openTestDatabase();
  companyId = await makeCompany(db, 'A', now);
  other = await makeCompany(db, 'B', now);
  ({ surveyId, versionId } = await makeSurvey(db, now));
  scope = { companies: { [companyId]: 'records' }, overlap: false };
  kiosk = { pin: await hashPin('4711'), idleSeconds: 60, thanksSeconds: 10 };
});
afterAll(() => db.close());

async function make(extra: Partial<entrances.NewEntrance> = {}): Promise<string> {
  const made = await entrances.create(
    { db, secret },
    actor,
    scope,
    {
      ...{
        surveyId,
        companyId,
        programId: null,
        name: 'Shop',
        channel: 'kiosk',
        withCode: false,
        oncePerDevice: false
      },
      ...{ sites: [], most: null, endsAt: null, kiosk },
      ...extra
    },
    now
  );
  if (!made.ok) throw new Error(made.reason);
  return made.id;
}
const find = async (id: string, at = now) =>
  (await entrances.find(db.system, secret, entrances.tokenOf(secret, id), at))!;

const device = randomUUID();
const given = (extra: Partial<Given> = {}): Given => ({
  ...{ key: randomUUID(), version: versionId, language: 'en', done: true, page: 'outlook', age: 0, took: 90_000 },
  ...{ since: null, times: '', fields: [['recommend', '9']] as const },
  ...extra
});
async function call(id: string, answers: readonly Given[], at = now, extra: Partial<Call> = {}) {
  const said: Call = { device, waiting: 0, refused: 0, known: null, given: answers, ...extra };
  return receive(db.system, secret, await find(id, at), said, page, at);
}
const outcome = async (id: string, one: Given, at = now): Promise<Omit<Outcome, 'key'>> => {
  const { outcomes } = await call(id, [one], at);
  const { key, ...rest } = outcomes[0]!;
  expect(key).toBe(one.key);
  return rest;
};
const storedOf = async (key: string) =>
  (await db.system.select().from(response).where(eq(response.invitationId, key)))[0];

describe('answers from a kiosk', () => {
  it('F-21 F-43 are stored once, with the time they were given, in the name of the company and by nobody', async () => {
    const id = await make();
    const one = given({ age: hours(5), fields: [['recommend', '3']] });
    const before = await find(id);
    const replies = await Promise.all(Array.from({ length: 6 }, () => outcome(id, one)));
    expect(replies.filter(({ is }) => is === 'stored')).toHaveLength(1);
    expect(replies.filter(({ is }) => is === 'known')).toHaveLength(5);
    const stored = await storedOf(one.key);
    expect(stored).toMatchObject({
      ...{ companyId, customerId: null, channel: 'kiosk', state: 'complete', locale: 'en', answers: { recommend: 3 } },
      ...{ surveyVersionId: versionId, answeredAt: new Date(now.getTime() - hours(5)), receivedAt: now }
    });
    const [row] = await db.system.select().from(invitation).where(eq(invitation.id, one.key));
    expect(row).toMatchObject({ state: 'completed', channel: 'kiosk', entranceId: id });
    expect(await find(id)).toMatchObject({ begun: before.begun + 1, answered: before.answered + 1 });
  });

  it('come fifty in a call, each with a word of its own', async () => {
    const id = await make();
    const many = Array.from({ length: 50 }, (_, n) =>
      given({ age: n * 1000, fields: [['recommend', String(n % 11)]] })
    );
    many[7] = given({ version: randomUUID() });
    const { outcomes } = await call(id, many);
    expect(outcomes.map(({ key }) => key)).toEqual(many.map(({ key }) => key));
    expect(outcomes.filter(({ is }) => is === 'stored')).toHaveLength(49);
    expect(outcomes[7]).toMatchObject({ is: 'refused', why: 'version' });
    expect(await find(id)).toMatchObject({ begun: 49, answered: 49 });
  });

  it('that were left in the middle are kept as they are, and count for nothing', async () => {
    const id = await make();
    const one = given({ done: false, page: 'dimensions', age: hours(1), fields: [['recommend', '2']] });
    expect(await outcome(id, one)).toEqual({ is: 'stored' });
    expect(await outcome(id, one)).toEqual({ is: 'known' });
    const [left] = await db.system.select().from(sitting).where(eq(sitting.invitationId, one.key));
    expect(left).toMatchObject({ answers: { recommend: 2 }, updatedAt: new Date(now.getTime() - hours(1)) });
    expect(await find(id)).toMatchObject({ begun: 1, answered: 0 });
  });

  it('and that were left so are not lost when invitations are ended at the same moment, and say when they came in', async () => {
    const id = await make();
    const many = Array.from({ length: 12 }, () => given({ done: false, age: hours(2), fields: [['recommend', '4']] }));
    let arriving = true;
    const coming = Promise.all(many.map((one) => outcome(id, one))).finally(() => (arriving = false));
    while (arriving) await expire(db.system, now);
    expect(await coming).toEqual(many.map(() => ({ is: 'stored' })));
    await expire(db.system, now);
    const answeredAt = new Date(now.getTime() - hours(2));
    for (const { key } of many)
      expect(await storedOf(key)).toMatchObject({
        state: 'partial',
        answers: { recommend: 4 },
        answeredAt,
        receivedAt: now
      });
    expect(
      await db.system.$count(
        sitting,
        inArray(
          sitting.invitationId,
          many.map(({ key }) => key)
        )
      )
    ).toBe(0);
  });

  it('F-25 count for the version they were given on, though a newer one is asked by now', async () => {
    const made = await createSurvey(
      db.app,
      actor,
      { ...postMergerRelationship, title: { en: 'Twice', 'zh-CN': '两次' } },
      now,
      true
    );
    if (!made.ok) throw new Error('no survey');
    const first = await publish(db.app, actor, made.id, now);
    const id = await make({ surveyId: made.id });
    const draft = { ...postMergerRelationship, title: { en: 'Twice, better', 'zh-CN': '两次' } };
    await changeDraft(db.app, actor, made.id, 1, draft, now);
    const second = await publish(db.app, actor, made.id, now);
    if (!first.ok || !second.ok) throw new Error('not published');
    expect((await call(id, [])).pack?.version.id).toBe(second.versionId);
    const one = given({ version: first.versionId });
    expect(await outcome(id, one)).toEqual({ is: 'stored' });
    expect((await storedOf(one.key))?.surveyVersionId).toBe(first.versionId);
  });

  it('keep the arm that follows from their key, and people at one kiosk are in different ones', async () => {
    const arms = [
      { id: 'short', weight: 1 },
      { id: 'long', weight: 1 }
    ];
    const document = {
      ...postMergerRelationship,
      title: { en: 'Arms', 'zh-CN': '分组' },
      experiments: [{ id: 'wording', arms }]
    } as SurveyDocument;
    const made = await createSurvey(db.app, actor, document, now, true);
    if (!made.ok) throw new Error('no survey');
    const published = await publish(db.app, actor, made.id, now);
    if (!published.ok) throw new Error(JSON.stringify(published));
    const id = await make({ surveyId: made.id });
    const many = Array.from({ length: 30 }, () => given({ version: published.versionId }));
    await call(id, many);
    const seen = new Set<string>();
    for (const { key } of many) {
      const arm = armOf(arms, key, 'arm wording');
      expect((await storedOf(key))?.course.arms).toEqual({ wording: arm });
      seen.add(arm);
    }
    expect(seen).toEqual(new Set(['short', 'long']));
  });

  it('fold into scores by the day they were given, and the database is whole afterwards', async () => {
    while ((await fold(db.system, now, 2_000)).more);
    expect((await verifyDatabase(db.system)).assertions.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('the time of an answer', () => {
  it('is as long ago as the device says, never in the future, and never before the server was last heard of', () => {
    const at = (age: number, since: number | null = null) => givenAt({ age, since }, now)?.getTime();
    expect(at(hours(3))).toBe(now.getTime() - hours(3));
    expect(at(-hours(3))).toBe(now.getTime());
    const heard = now.getTime() - hours(30);
    // A clock that was put right from 1970 shows fifty years; one that was put back shows the future.
    expect(at(hours(24 * 365 * 50), heard)).toBe(heard);
    expect(at(-hours(24 * 365 * 50), heard)).toBe(now.getTime());
    expect(at(hours(2), now.getTime() + hours(9))).toBe(now.getTime());
    expect(at(keptMs + 1)).toBeUndefined();
    expect(at(keptMs + 1, now.getTime() - keptMs - 1)).toBeUndefined();
  });
});

describe('answers that are not taken', () => {
  it('S-14 say why: closed by a person, too old, of no version, in no language, not fitting', async () => {
    const id = await make();
    const refused = (why: string) => ({ is: 'refused', why });
    expect(await outcome(id, given({ age: keptMs + 1000 }))).toEqual(refused('late'));
    expect(await outcome(id, given({ version: randomUUID() }))).toEqual(refused('version'));
    expect(await outcome(id, given({ language: 'xx' }))).toEqual(refused('invalid'));
    expect(await outcome(id, given({ fields: [['recommend', '11']] }))).toEqual(refused('invalid'));
    await entrances.setClosed(db.app, actor, scope, id, true, now);
    const one = given();
    expect(await outcome(id, one)).toEqual(refused('closed'));
    expect(await find(id)).toMatchObject({ begun: 0, answered: 0 });
    await entrances.setClosed(db.app, actor, scope, id, false, now);
    expect(await outcome(id, one)).toEqual({ is: 'stored' });
  });

  it('S-14 a survey that ended takes none; what was given before the last day was over is taken after it', async () => {
    const endsAt = new Date(now.getTime() + hours(1));
    const id = await make({ endsAt });
    const after = new Date(now.getTime() + hours(3));
    expect(await outcome(id, given({ age: hours(2.5) }), after)).toEqual({ is: 'stored' });
    expect(await outcome(id, given({ age: hours(1) }), after)).toEqual({ is: 'refused', why: 'late' });
    await closeSurvey(db.app, actor, surveyId, true, now);
    expect(await outcome(id, given(), now)).toEqual({ is: 'refused', why: 'closed' });
    await closeSurvey(db.app, actor, surveyId, false, now);
  });

  it('S-14 a key that names another invitation opens nothing', async () => {
    const [mine, theirs] = [await make(), await make()];
    const one = given({ done: false });
    await outcome(theirs, one);
    expect(await outcome(mine, { ...one, done: true })).toEqual({ is: 'refused', why: 'invalid' });
  });
});

describe('a device', () => {
  it('is handed what is new once, and something else only when something is', async () => {
    const id = await make();
    const { pack } = await call(id, []);
    expect(pack).toMatchObject({
      state: 'open',
      version: { id: versionId },
      idleSeconds: 60,
      company: { name: 'Company A' }
    });
    expect((await call(id, [], now, { known: pack!.stamp })).pack).toBeNull();
    expect((await packOf(db.system, await find(id), 'another page'))?.stamp).not.toBe(pack!.stamp);
    await entrances.setKiosk(db.app, actor, scope, id, { ...kiosk, idleSeconds: 90 }, now);
    expect((await call(id, [], now, { known: pack!.stamp })).pack?.idleSeconds).toBe(90);
  });

  it('S-16 is told nothing that only the team calls things', async () => {
    const made = await makeSurvey(db, now);
    const draft = (await readSurvey(db.app, made.surveyId))!.draft;
    const named = {
      ...draft,
      computed: [{ id: 'mood', name: 'Secret mood', value: { question: 'recommend' } }],
      quotas: [{ id: 'some', name: 'Secret share', limit: 5, when: { question: 'recommend', op: 'ge', value: 9 } }],
      experiments: [
        {
          id: 'wording',
          name: 'Secret test',
          arms: [
            { id: 'a', name: 'Secret arm', weight: 1 },
            { id: 'b', weight: 1 }
          ]
        }
      ]
    };
    const changed = await changeDraft(db.app, actor, made.surveyId, 1, named, now);
    const published = await publish(db.app, actor, made.surveyId, now);
    expect([changed.ok, published.ok]).toEqual([true, true]);
    const { pack } = await call(await make({ surveyId: made.surveyId }), []);
    expect(pack?.document.experiments).toEqual([
      {
        id: 'wording',
        arms: [
          { id: 'a', weight: 1 },
          { id: 'b', weight: 1 }
        ]
      }
    ]);
    expect(JSON.stringify(pack)).not.toContain('Secret');
  });

  it('S-17 tells how it stands, to those who hold the records of its company', async () => {
    const id = await make();
    await call(id, [], now, { waiting: 4, refused: 1 });
    await call(id, [given()], new Date(now.getTime() + 1000), { waiting: 3, refused: 1 });
    expect(await devices(db.app, scope, id, 20)).toEqual([
      { device, seenAt: new Date(now.getTime() + 1000), waiting: 3, refused: 1 }
    ]);
    expect(await devices(db.app, { companies: { [other]: 'records' }, overlap: false }, id, 20)).toEqual([]);
    expect(await db.app.select().from(kioskDevice)).toEqual([]);
  });

  it('S-30 makes room for others: no more than a hundred are told of one way in', async () => {
    const id = await make();
    for (let n = 0; n < 103; n += 1) await call(id, [], new Date(now.getTime() + n), { device: randomUUID() });
    const found = await devices(db.app, scope, id, 200);
    expect(found).toHaveLength(100);
    expect(found.at(-1)!.seenAt.getTime()).toBe(now.getTime() + 3);
  });

  it('holds a PIN as a slow salted hash, and no two alike', async () => {
    const [one, two] = [await hashPin('4711'), await hashPin('4711')];
    expect(one.hash).not.toBe(two.hash);
    expect(one.iterations).toBeGreaterThanOrEqual(600_000);
    expect(JSON.stringify(await find(await make()))).not.toContain('4711');
  });
});
