import { count, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Audience, audienceSchema } from '#lib/outreach/audience.ts';
import type { Scope } from '#lib/merger/scope.ts';
import { consoleActor as actor } from '#lib/server/access/audit.ts';
import { newId } from '#lib/server/db/id.ts';
import type { Database } from '#lib/server/db/open.ts';
import { delivery, invitation, wave, waveExclusion } from '#lib/server/db/schema/surveys.ts';
import * as invitations from '#lib/server/invitations.ts';
import * as programs from '#lib/server/programs.ts';
import { suppress } from '#lib/server/suppressions.ts';
import { waves } from '#lib/server/waves.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeCompany, makeCustomer, makeSurvey, testSecret as secret } from '../support/outreach.ts';

const now = new Date('2026-01-05T09:00:00Z');
const days = (n: number) => new Date(now.getTime() + n * 86_400_000);
let db: Database;
let surveyId: string;
beforeAll(async () => {
  db = await openTestDatabase();
  ({ surveyId } = await makeSurvey(db, now));
});
afterAll(() => db.close());

/** A company of its own for each test, with a clean-team scope over it. */
let companies = 0;
async function fresh() {
  companies += 1;
  const companyId = await makeCompany(db, `C${companies}`, now);
  const scope: Scope = { companies: { [companyId]: 'records' }, overlap: true };
  const customer = (email: string | null, extra = {}) => makeCustomer(db, companyId, email, now, extra);
  return { companyId, scope, customer };
}

async function program(audience: Partial<Audience>, extra: Partial<programs.ProgramInput> = {}): Promise<string> {
  const input: programs.ProgramInput = {
    ...{ surveyId, name: 'Pulse', channel: 'email', kind: 'relationship', fatigueDays: 30, expiresDays: 30 },
    audience: audienceSchema.parse(audience),
    ...extra
  };
  const made = await programs.create(db.app, actor, input, now);
  if (!made.ok) throw new Error(made.reason);
  return made.id;
}

const app = () => ({ db, secret });
const dryRun = async (scope: Scope, id: string, at = now) => (await programs.dryRun(app(), scope, id, at))!;
const reasons = (run: programs.DryRun) => Object.fromEntries(run.byReason.map(({ reason, n }) => [reason, n]));

describe('a dry run', () => {
  it('asks everybody who can be asked, and says how many per company and language, with a sample of three (UX-27)', async () => {
    const { companyId, scope, customer } = await fresh();
    for (let n = 0; n < 5; n += 1) await customer(`s${n}@one.example`, { locale: n < 2 ? 'zh-CN' : 'en' });
    const run = await dryRun(scope, await program({ companies: [companyId] }));
    expect(run).toMatchObject({ asked: 5, leftOut: 0, wave: 1, byReason: [] });
    expect(run.byCompany).toEqual([{ companyId, asked: 5, leftOut: 0 }]);
    expect(run.byLocale).toEqual([
      { locale: 'en', asked: 3 },
      { locale: 'zh-CN', asked: 2 }
    ]);
    expect(run.sample).toHaveLength(3);
    expect(await programs.dryRun(app(), scope, newId(now), now)).toBeNull();
  });

  it('leaves out who has left, who has no address and whose address is none', async () => {
    const { scope, customer } = await fresh();
    await customer('here@x.example');
    await customer('gone@x.example', { stage: 'churned' });
    await customer(null);
    await customer('not an address');
    const id = await program({});
    expect(reasons(await dryRun(scope, id))).toEqual({ left: 1, no_email: 1, invalid_email: 1 });
    const link = await program({}, { channel: 'link' });
    expect(reasons(await dryRun(scope, link))).toEqual({ left: 1 });
    expect(reasons(await dryRun(scope, await program({ withEmail: true })))).toEqual({ left: 1 });
  });

  it('leaves out suppressed addresses, whatever their tag', async () => {
    const { scope, customer } = await fresh();
    await customer('no+more@y.example');
    await customer('yes@y.example');
    const about = { reason: 'unsubscribed', customerId: null, companyId: null } as const;
    await suppress(db.system, secret, { ...about, emailKey: 'no@y.example' }, now);
    const run = await dryRun(scope, await program({}));
    expect(run.asked).toBe(1);
    expect(reasons(run)).toEqual({ suppressed: 1 });
  });

  it('UX-25 leaves out who was asked within the days of the fatigue rule by another program or an imported invitation', async () => {
    const { scope, customer, companyId } = await fresh();
    const one = await customer('one@z.example');
    await customer('two@z.example');
    await db.system.insert(invitation).values({
      ...{ id: newId(now), companyId, customerId: one, channel: 'mail', kind: 'relationship', locale: 'en' },
      ...{ state: 'delivered', invitedAt: days(-10), externalId: 'I1' }
    });
    const id = await program({});
    expect(reasons(await dryRun(scope, id))).toEqual({ fatigue: 1 });
    expect((await dryRun(scope, id, days(21))).asked).toBe(2);
    expect(await programs.launch(app(), actor, scope, id, 1, now)).toMatchObject({ ok: true, asked: 1, leftOut: 1 });
    expect(reasons(await dryRun(scope, await program({})))).toEqual({ fatigue: 2 });
    expect((await dryRun(scope, await program({}, { fatigueDays: 5 }), days(6))).asked).toBe(2);
  });

  it('UX-25 the contact budget is one over both companies: an ask by the other one counts for the same mailbox', async () => {
    const [a, b] = [await fresh(), await fresh()];
    await a.customer('Both@w.example');
    await b.customer('both+b@w.example');
    await programs.launch(app(), actor, a.scope, await program({}), 1, now);
    expect(reasons(await dryRun(b.scope, await program({})))).toEqual({ fatigue: 1 });
  });

  it('asks one real address once', async () => {
    const { scope, customer } = await fresh();
    await customer('same@v.example');
    await customer('SAME@v.example');
    await customer('same+tag@v.example');
    const run = await dryRun(scope, await program({}));
    expect(run.asked).toBe(1);
    expect(reasons(run)).toEqual({ same_address: 2 });
  });

  it('draws a sample at random, the same one each time', async () => {
    const { scope, customer } = await fresh();
    for (let n = 0; n < 30; n += 1) await customer(`d${n}@u.example`);
    const id = await program({ sample: 10 });
    const [one, two] = [await dryRun(scope, id), await dryRun(scope, id)];
    expect(one).toMatchObject({ asked: 10, leftOut: 20 });
    expect(reasons(one)).toEqual({ outside_sample: 20 });
    expect(two.sample).toEqual(one.sample);
  });

  it('filters by stage, segment, region, tier, sales channel and language', async () => {
    const { scope, customer } = await fresh();
    const full = { stage: 'stable', segment: 'mid', region: 'R1', tier: 'high', channel: 'web', locale: 'en' };
    await customer('f@t.example', full);
    await customer('g@t.example', { ...full, region: 'R2' });
    const all = { stages: ['stable'], segments: ['mid'], tiers: ['high'], channels: ['web'], locales: ['en'] };
    expect((await dryRun(scope, await program({ ...all, regions: ['R1', 'R3'] }))).asked).toBe(1);
    expect((await dryRun(scope, await program(all))).asked).toBe(2);
    expect((await dryRun(scope, await program({ ...all, segments: ["mid' or 1=1 --"] }))).asked).toBe(0);
    expect((await programs.choices(db, scope)).regions).toEqual(['R1', 'R2']);
  });

  it('S-17 reaches the companies whose records the reader holds, whatever the audience names', async () => {
    const [a, b] = [await fresh(), await fresh()];
    await a.customer('a@s.example');
    await b.customer('b@s.example');
    const run = await dryRun(a.scope, await program({ companies: [a.companyId, b.companyId] }));
    expect(run.byCompany.map(({ companyId }) => companyId)).toEqual([a.companyId]);
    const leader: Scope = { companies: { [a.companyId]: 'aggregates' }, overlap: false };
    expect(await dryRun(leader, await program({}))).toMatchObject({ asked: 0, leftOut: 0, sample: [] });
  });

  it('S-17 before closing, a reader outside the clean team sees one reason for all causes inside the budget, and a share is always held back', async () => {
    const [a, b] = [await fresh(), await fresh()];
    for (let n = 0; n < 200; n += 1) await a.customer(`h${n}@r.example`);
    await a.customer('gone@r.example', { stage: 'churned' });
    await b.customer('h7@r.example');
    const id = await program({});
    const staff: Scope = { ...a.scope, overlap: false };
    const before = await dryRun(staff, id);
    expect(Object.keys(reasons(before)).sort()).toEqual(['contact_budget', 'left']);
    expect(reasons(before).contact_budget).toBeGreaterThan(2);
    expect(reasons(before).contact_budget).toBeLessThan(25);
    await programs.launch(app(), actor, b.scope, await program({}), 1, now);
    expect(Object.keys(reasons(await dryRun(staff, id))).sort()).toEqual(['contact_budget', 'left']);
    expect(reasons(await dryRun(a.scope, id))).toEqual({ left: 1, fatigue: 1 });
  });
});

describe('a launch', () => {
  it('makes one wave however often it is pressed, at once or later', async () => {
    const { scope, customer } = await fresh();
    for (let n = 0; n < 3; n += 1) await customer(`l${n}@q.example`);
    await customer(null);
    const id = await program({});
    const launch = () => programs.launch(app(), actor, scope, id, 1, now);
    const launched = [...(await Promise.all([launch(), launch()])), await launch()];
    expect(launched.filter((one) => one.ok && !one.repeated)).toHaveLength(1);
    expect(new Set(launched.map((one) => (one.ok ? one.waveId : 'refused'))).size).toBe(1);
    const [{ n: waves }] = (await db.system.select({ n: count() }).from(wave).where(eq(wave.programId, id))) as [
      { n: number }
    ];
    expect(waves).toBe(1);
    const sent = await db.system.select().from(invitation).where(eq(invitation.programId, id));
    expect(sent).toHaveLength(3);
    const queued = await db.system.select().from(delivery);
    expect(queued.filter(({ invitationId }) => sent.some((one) => one.id === invitationId))).toHaveLength(3);
    const out = await db.system.select().from(waveExclusion).where(eq(waveExclusion.waveId, sent[0]!.waveId!));
    expect(out.map(({ reason }) => reason)).toEqual(['no_email']);
    expect(await programs.launch(app(), actor, scope, id, 3, now)).toEqual({ ok: false, reason: 'stale' });
  });

  it('P3 two programs launched at the same moment ask nobody twice', async () => {
    const { scope, customer } = await fresh();
    for (let n = 0; n < 4; n += 1) await customer(`t${n}@p.example`);
    const ids = [await program({}), await program({})];
    const both = await Promise.all(ids.map((id) => programs.launch(app(), actor, scope, id, 1, now)));
    expect(both.map((one) => (one.ok ? one.asked : one.reason)).sort()).toEqual([4, 'nobody']);
  });

  it('needs a published, open survey and somebody to ask, and writes nothing otherwise', async () => {
    const { scope } = await fresh();
    const id = await program({});
    expect(await programs.launch(app(), actor, scope, id, 1, now)).toEqual({ ok: false, reason: 'nobody' });
    expect(await programs.launch(app(), actor, scope, newId(now), 1, now)).toEqual({ ok: false, reason: 'not_found' });
    expect(await waves(db.app, scope, id)).toEqual([]);
    expect(await programs.change(db.app, actor, id, { name: 'Other' }, now)).toEqual({ ok: true });
  });

  it('asks 10,000 customers in seconds, and shows what became of them', async () => {
    const { companyId, scope, customer } = await fresh();
    const first = await customer('first@o.example');
    const { sql } = await import('drizzle-orm');
    await db.system.execute(sql`
      insert into customer (id, company_id, legacy_id, name, sort_key, search_key, email, email_key, locale, stage, created_at, updated_at)
      select gen_random_uuid(), company_id, 'n' || n, 'N' || n, 'n', 'n', 'n' || n || '@o.example', 'n' || n || '@o.example',
        'en', 'stable', created_at, updated_at from customer, generate_series(1, 9999) n where id = ${first}::uuid`);
    const id = await program({ companies: [companyId] });
    const start = performance.now();
    const launched = await programs.launch(app(), actor, scope, id, 1, now);
    const seconds = (performance.now() - start) / 1000;
    expect(launched).toMatchObject({ ok: true, asked: 10_000 });
    expect(seconds).toBeLessThan(20);
    const [mine] = await invitations.list({ config: { appUrl: 'https://c.example' }, secret, db }, scope, {
      programId: id,
      limit: 1
    });
    await invitations.open(db.system, mine!.link!.split('/s/')[1]!, now);
    expect(await waves(db.app, scope, id)).toMatchObject([{ number: 1, invited: 10_000, opened: 1, completed: 0 }]);
    const other: Scope = { companies: {}, overlap: true };
    expect(await waves(db.app, other, id)).toMatchObject([{ invited: 0 }]);
    expect(await programs.change(db.app, actor, id, { name: 'x' }, now)).toEqual({ ok: false, reason: 'launched' });
    expect(await programs.close(db.app, actor, id, now)).toBe(true);
    expect(await invitations.open(db.system, mine!.link!.split('/s/')[1]!, now)).toMatchObject({ reason: 'closed' });
  });
});
