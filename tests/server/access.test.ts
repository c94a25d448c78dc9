import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as keys from '#lib/server/access/api-keys.ts';
import { consoleActor } from '#lib/server/access/audit.ts';
import { admit, clear, count } from '#lib/server/access/limits.ts';
import { hashPassword, verifyPassword } from '#lib/server/access/password.ts';
import * as people from '#lib/server/access/people.ts';
import { claimSecret, readSecret } from '#lib/server/access/secret.ts';
import * as sessions from '#lib/server/access/session.ts';
import { addCompany, changeOrganisation, planTimelineEvent, scopeOfGrant } from '#lib/server/companies.ts';
import type { Database } from '#lib/server/db/open.ts';
import { apiKey, auditEvent, person, personToken, session } from '#lib/server/db/schema/people.ts';
import { setting } from '#lib/server/db/schema/organisation.ts';
import { delivery } from '#lib/server/db/schema/surveys.ts';
import { warnOfTries } from '#lib/server/staff-mails.ts';
import { openTestDatabase } from '../support/database.ts';

const now = new Date();
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const password = 'four words make one';
const input = { email: 'Ann@Concord.test', name: 'Ann', role: 'admin', cleanTeam: false, companies: [] } as const;

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.app.delete(person);
});

const invited = async (overrides: Partial<people.PersonInput> = {}) => {
  const made = await people.invite(db.app, consoleActor, { ...input, companies: [], ...overrides, locale: 'en' }, now);
  if (!made.ok) throw new Error(made.reason);
  return made;
};

/** An active person with a password. */
const joined = async (overrides: Partial<people.PersonInput> = {}) => {
  const { personId, token } = await invited(overrides);
  await people.setPasswordByToken(db.app, 'join', token, password, now);
  return personId;
};

describe('the first administrator', () => {
  const first = { email: 'a@concord.test', name: 'A', password, locale: 'en' };

  it('S-34 is made once: of many who use the link at the same moment one gets in', async () => {
    const token = (await people.firstToken(db.app, now))!;
    const tries = await Promise.all(
      Array.from({ length: 6 }, (_, at) =>
        people.createFirst(db.app, token, { ...first, email: `a${at}@concord.test` }, now)
      )
    );
    expect(tries.filter((one) => one.ok)).toHaveLength(1);
    expect(await people.list(db.app)).toHaveLength(1);
    expect(await people.firstToken(db.app, now)).toBeNull();
  });

  it('S-34 needs the newest link, in its time, and a password that is none of the common', async () => {
    const old = (await people.firstToken(db.app, now))!;
    const token = (await people.firstToken(db.app, now))!;
    for (const [used, at, secret] of [
      [old, now, password],
      ['x'.repeat(43), now, password],
      [token, later(8 * 24 * 60), password],
      [token, now, 'password123']
    ] as const)
      expect((await people.createFirst(db.app, used, { ...first, password: secret }, at)).ok).toBe(false);
    expect((await people.createFirst(db.app, token, first, now)).ok).toBe(true);
  });
});

describe('one-time links', () => {
  it('S-34 an invitation works once, for the person it was made for, and only as an invitation', async () => {
    const { personId, token } = await invited();
    expect(await people.personOfToken(db.app, 'reset', token, now)).toBeNull();
    expect((await people.personOfToken(db.app, 'join', token, now))?.id).toBe(personId);
    const both = await Promise.all([
      people.setPasswordByToken(db.app, 'join', token, password, now),
      people.setPasswordByToken(db.app, 'join', token, 'another four words', now)
    ]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect((await people.setPasswordByToken(db.app, 'join', token, password, now)).ok).toBe(false);
  });

  it('S-34 nobody is invited twice under one address, however it is written', async () => {
    await invited();
    const again = await people.invite(
      db.app,
      consoleActor,
      { ...input, companies: [], email: ' ANN@concord.TEST ', locale: 'en' },
      now
    );
    expect(again).toEqual({ ok: false, reason: 'email_taken' });
  });

  it('S-35 a reset link dies by use, by time, by another request and by a new password', async () => {
    const id = await joined();
    const link = async () => (await people.requestReset(db.app, 'ann@concord.test', now))!.token;
    const used = await link();
    expect((await people.setPasswordByToken(db.app, 'reset', used, 'yet another four', now)).ok).toBe(true);
    expect((await people.setPasswordByToken(db.app, 'reset', used, 'yet another five', now)).ok).toBe(false);
    const expired = await link();
    expect(await people.personOfToken(db.app, 'reset', expired, later(29))).not.toBeNull();
    expect(await people.personOfToken(db.app, 'reset', expired, later(31))).toBeNull();
    const overtaken = await link();
    await link();
    expect(await people.personOfToken(db.app, 'reset', overtaken, now)).toBeNull();
    const bound = await link();
    await db.app.update(person).set({ passwordHash: 'another' }).where(eq(person.id, id));
    expect(await people.personOfToken(db.app, 'reset', bound, now)).toBeNull();
  });

  it('S-35 nobody who is invited or disabled gets a reset link', async () => {
    await invited();
    expect(await people.requestReset(db.app, input.email, now)).toBeNull();
    await db.app.delete(person);
    const id = await joined();
    await joined({ email: 'other@concord.test' });
    const token = (await people.requestReset(db.app, input.email, now))!.token;
    await people.setEnabled(db.app, consoleActor, id, false, now);
    expect(await people.personOfToken(db.app, 'reset', token, now)).toBeNull();
    expect(await people.requestReset(db.app, input.email, now)).toBeNull();
  });

  it('S-35 S-32 S-37 a copy of the database holds no token, only hashes', async () => {
    const { token } = await invited();
    const id = await joined({ email: 'b@concord.test' });
    const cookie = await sessions.createSession(db.app, id, '', now);
    const reset = (await people.requestReset(db.app, 'b@concord.test', now))!.token;
    const { secret } = await keys.createKey(
      db.app,
      consoleActor,
      { name: 'k', role: 'admin', cleanTeam: true, companies: [] },
      now
    );
    const dump = JSON.stringify([
      await db.system.select().from(personToken),
      await db.system.select().from(session),
      await db.system.select().from(apiKey),
      await db.system.select().from(auditEvent)
    ]);
    for (const one of [token, cookie, reset, secret]) expect(dump).not.toContain(one);
  });
});

describe('sessions', () => {
  it('S-33 end when the password, the role or the account changes, at once', async () => {
    const admin = await joined();
    const id = await joined({ email: 'b@concord.test', role: 'analyst' });
    const start = () => sessions.createSession(db.app, id, '', now);
    const alive = async (token: string) => (await sessions.personOfSession(db.app, token, now)) !== null;

    const [here, there] = [await start(), await start()];
    const { sessionId } = (await sessions.personOfSession(db.app, here, now))!;
    expect(await people.changePassword(db.app, id, 'password123', sessionId, now)).toMatchObject({ ok: false });
    expect(await alive(there)).toBe(true);
    await people.changePassword(db.app, id, 'a new one of four', sessionId, now);
    expect([await alive(here), await alive(there)]).toEqual([true, false]);

    const actor = { kind: 'person', id: admin } as const;
    await people.change(db.app, actor, id, { role: 'leader', cleanTeam: false, companies: [] }, now);
    expect(await alive(here)).toBe(false);
    const last = await start();
    await people.setEnabled(db.app, actor, id, false, now);
    expect(await alive(last)).toBe(false);
  });

  it('S-33 the last administrator can neither be disabled nor made less', async () => {
    const id = await joined();
    const less = { role: 'analyst', cleanTeam: false, companies: [] } as const;
    expect(await people.setEnabled(db.app, consoleActor, id, false, now)).toMatchObject({ reason: 'last_admin' });
    expect(await people.change(db.app, consoleActor, id, { ...less, companies: [] }, now)).toMatchObject({
      reason: 'last_admin'
    });
  });

  it('S-33 a session ends at its absolute limit however busy it is, and only its owner ends it', async () => {
    const id = await joined();
    const other = await joined({ email: 'b@concord.test' });
    const token = await sessions.createSession(db.app, id, '', later(-31 * 24 * 60));
    expect(await sessions.personOfSession(db.app, token, now)).toBeNull();
    const kept = await sessions.createSession(db.app, id, '', now);
    const { sessionId } = (await sessions.personOfSession(db.app, kept, now))!;
    expect(await sessions.endOwnSession(db.app, other, sessionId)).toBe(false);
    expect(await sessions.endOwnSession(db.app, id, sessionId)).toBe(false);
    expect(await sessions.personOfSession(db.app, kept, now)).not.toBeNull();
  });
});

describe('limits', () => {
  const growth = { free: 5, seconds: 900, longest: 7_200, forgets: 86_400 };

  it('S-28 counts every try of many at once within a window', async () => {
    const limit = { seconds: 900, most: 5 };
    const tries = await Promise.all(Array.from({ length: 20 }, () => count(db.app, 'k', limit, now)));
    expect(tries.filter((one) => one.ok)).toHaveLength(5);
    expect((await count(db.app, 'other', limit, now)).ok).toBe(true);
    expect((await count(db.app, 'k', limit, later(15))).ok).toBe(true);
  });

  it('S-28 five wrong tries are free, then each waits twice as long as the one before, up to a longest wait', async () => {
    const free = await Promise.all(Array.from({ length: 20 }, () => admit(db.app, 'run', growth, now)));
    expect(free.filter((one) => one.ok)).toHaveLength(5);
    const waits: number[] = [];
    let at = now;
    for (let n = 0; n < 6; n += 1) {
      const refused = await admit(db.app, 'run', growth, at);
      if (refused.ok) throw new Error('a try passed while its run was waiting');
      waits.push(refused.retryAfterSeconds);
      const justBefore = new Date(at.getTime() + refused.retryAfterSeconds * 1000 - 1);
      expect((await admit(db.app, 'run', growth, justBefore)).ok).toBe(false);
      at = new Date(at.getTime() + refused.retryAfterSeconds * 1000);
      const together = await Promise.all(Array.from({ length: 8 }, () => admit(db.app, 'run', growth, at)));
      expect(together.filter((one) => one.ok)).toHaveLength(1);
    }
    expect(waits).toEqual([900, 1_800, 3_600, 7_200, 7_200, 7_200]);
  });

  it('S-28 a run of tries is forgotten after a success or a quiet day, not before', async () => {
    const wrong = async (n: number, at: Date) => {
      for (let one = 0; one < n; one += 1) await admit(db.app, 'quiet', growth, at);
    };
    await wrong(4, now);
    await clear(db.app, 'quiet');
    await wrong(4, now);
    expect(await admit(db.app, 'quiet', growth, later(60))).toMatchObject({ ok: true, tries: 5, waitSeconds: 900 });
    expect(await admit(db.app, 'quiet', growth, later(23 * 60))).toMatchObject({ tries: 6, waitSeconds: 1_800 });
    const quiet = later(23 * 60 + 30 + 24 * 60);
    expect(await admit(db.app, 'quiet', growth, quiet)).toEqual({ ok: true, tries: 1, waitSeconds: 0 });
  });

  it('S-28 a thousand tries spread over accounts and addresses pass no more than each account and address may', async () => {
    const passed = new Map<string, number>();
    const one = async (n: number) => {
      const [account, address] = [`account ${n % 40}`, `address ${n % 25}`];
      const wide = { ...growth, free: 30 };
      const ok = (await admit(db.app, address, wide, now)).ok && (await admit(db.app, account, growth, now)).ok;
      if (ok) passed.set(account, (passed.get(account) ?? 0) + 1);
    };
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => one(n)));
    expect([...passed.values()].every((n) => n <= 5)).toBe(true);
    expect([...passed.values()].reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(200);
  });

  it('S-28 a new password ends the waiting of its owner', async () => {
    await joined();
    const key = people.triesKey(input.email);
    for (let n = 0; n < 5; n += 1) await admit(db.app, key, growth, now);
    expect((await admit(db.app, key, growth, now)).ok).toBe(false);
    const { token } = (await people.requestReset(db.app, input.email, now))!;
    await people.setPasswordByToken(db.app, 'reset', token, 'another four words', now);
    expect((await admit(db.app, key, growth, now)).ok).toBe(true);
  });

  it('S-28 the owner is written to once a day in their language, nobody is where nobody has the address', async () => {
    const id = await joined();
    await people.setLocale(db.app, id, 'zh-CN');
    const invitedOnly = await invited({ email: 'later@concord.test' });
    for (const address of [input.email, ' ANN@concord.TEST ', 'nobody@concord.test', 'later@concord.test'])
      await warnOfTries({ db }, address, now);
    const letters = await db.system.select().from(delivery);
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({ kind: 'notice', address: 'ann@concord.test', recipientId: id });
    expect(JSON.stringify(letters[0]!.content)).toContain('多次输错密码');
    await warnOfTries({ db }, input.email, later(24 * 60));
    const all = await db.system.select().from(delivery);
    expect(all.map(({ recipientId }) => recipientId)).toEqual([id, id]);
    const noted = await db.app.select().from(auditEvent).where(eq(auditEvent.action, 'person.log_in_slowed'));
    expect(noted.map(({ subjectId }) => subjectId)).toEqual([id, id]);
    expect(invitedOnly.personId).not.toBe(id);
  });

  it('S-28 a password of a megabyte is refused before anything is hashed', async () => {
    const stored = await hashPassword(password);
    const started = process.hrtime.bigint();
    for (let at = 0; at < 20; at += 1) expect(await verifyPassword('x'.repeat(1_000_000), stored)).toBe(false);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(200);
  });
});

describe('API keys', () => {
  it('S-37 work by their whole secret only, note their use, and stop when revoked', async () => {
    const grant = { name: 'CRM', role: 'analyst', cleanTeam: false, companies: [] } as const;
    const { id, secret } = await keys.createKey(db.app, consoleActor, grant, now);
    expect(secret).toMatch(/^ck_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}$/);
    expect((await keys.keyOfToken(db.app, secret, now))?.id).toBe(id);
    for (const wrong of ['', secret.slice(0, -1), `${secret}x`, secret.toLowerCase(), 'ck_', secret.slice(0, 11)])
      expect(await keys.keyOfToken(db.app, wrong, now)).toBeNull();
    const listed = (await keys.listKeys(db.app)).find((one) => one.id === id);
    expect(listed?.lastUsedAt).toEqual(now);
    expect(JSON.stringify(listed)).not.toContain(secret.slice(12));
    expect(await keys.revokeKey(db.app, consoleActor, id, now)).toBe(true);
    expect(await keys.keyOfToken(db.app, secret, now)).toBeNull();
    expect(await keys.revokeKey(db.app, consoleActor, id, now)).toBe(false);
  });

  it('S-33 a key outlives neither the account nor the right of whoever made it; one of the console stands', async () => {
    const boss = await joined({ email: 'boss@concord.test' });
    const id = await joined({ email: 'maker@concord.test' });
    const actor = { kind: 'person', id: boss } as const;
    const grant = { name: 'CRM', role: 'analyst', cleanTeam: false, companies: [] } as const;
    const { id: keyId, secret } = await keys.createKey(db.app, { kind: 'person', id }, grant, now);
    const ofConsole = (await keys.createKey(db.app, consoleActor, grant, now)).secret;
    const works = async () => (await keys.keyOfToken(db.app, secret, now)) !== null;
    const backed = async () => (await keys.listKeys(db.app)).find((one) => one.id === keyId)?.backed;
    expect([await works(), await backed()]).toEqual([true, true]);
    await people.change(db.app, actor, id, { role: 'analyst', cleanTeam: false, companies: [] }, now);
    expect([await works(), await backed()]).toEqual([false, false]);
    await people.change(db.app, actor, id, { role: 'admin', cleanTeam: false, companies: [] }, now);
    expect(await works()).toBe(true);
    await people.setEnabled(db.app, actor, id, false, now);
    expect([await works(), await backed()]).toEqual([false, false]);
    expect(await keys.keyOfToken(db.app, ofConsole, now)).not.toBeNull();
  });
});

describe('the secret of a deployment', () => {
  const config = (appSecret: string | null, dataDir = '') => ({ appSecret, dataDir });

  it('S-41 short and example secrets are refused by name', async () => {
    for (const text of [
      '',
      'short',
      'a'.repeat(64),
      'changeme-changeme-changeme-changeme-1',
      'secret0123456789secret0123456789'
    ])
      await expect(readSecret(config(text))).rejects.toThrow(/^APP_SECRET/);
  });

  it('S-41 without one a key is made once and is the owner’s alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'concord-secret-'));
    const one = await readSecret(config(null, folder));
    const two = await readSecret(config(null, folder));
    expect(two.sign('p', 'x')).toBe(one.sign('p', 'x'));
    expect(one.sign('q', 'x')).not.toBe(one.sign('p', 'x'));
    expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600);
    await rm(folder, { recursive: true });
  });

  it('S-41 a node with another secret refuses to start on the same database', async () => {
    await db.app.delete(setting).where(eq(setting.key, 'secret'));
    await claimSecret(db.system, await readSecret(config('0123456789abcdefghijklmnopqrstuvwxyz')));
    const other = await readSecret(config('zyxwvutsrqponmlkjihgfedcba9876543210'));
    await expect(claimSecret(db.system, other)).rejects.toThrow(/APP_SECRET/);
  });

  it('S-41 knows its own secret again, also where the id of the key looks like a number', async () => {
    const idOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
    for (const shape of [/^\d+$/, /^\d+e\d+$/]) {
      let secret = await readSecret(config('correct-horse-battery-staple-0000'));
      for (let n = 1; !shape.test(idOf(secret.sign('key id', 'concord'))); n += 1)
        secret = await readSecret(config(`correct-horse-battery-staple-${String(n).padStart(4, '0')}`));
      const own = await openTestDatabase();
      try {
        for (const _ of ['first start', 'next start']) await claimSecret(own.system, secret);
        const other = await readSecret(config('0123456789abcdefghijklmnopqrstuvwxyz'));
        await expect(claimSecret(own.system, other)).rejects.toThrow(/APP_SECRET/);
      } finally {
        await own.close();
      }
    }
  });
});

describe('the clean-team switch', () => {
  it('S-17 holds to the second, and every change of it is written down', async () => {
    const [a, b] = [
      await addCompany(db.app, consoleActor, { key: 'A', name: 'A' }, now),
      await addCompany(db.app, consoleActor, { key: 'B', name: 'B' }, now)
    ];
    const ids = [a, b].map((one) => (one.ok ? one.id : ''));
    const at = later(60);
    await changeOrganisation(db.app, consoleActor, { separationEndsAt: at }, now);
    const grant = {
      role: 'analyst',
      cleanTeam: false,
      companies: ids.map((companyId) => ({ companyId, access: 'records' as const }))
    } as const;
    const before = await scopeOfGrant(db.app, grant, new Date(at.getTime() - 1000));
    const after = await scopeOfGrant(db.app, grant, new Date(at.getTime() + 1000));
    expect(Object.keys(before.companies)).toEqual([ids[0]]);
    expect(after.companies).toEqual({ [ids[0]!]: 'records', [ids[1]!]: 'records' });
    const [written] = await db.system.select().from(auditEvent).where(eq(auditEvent.action, 'organisation.changed'));
    expect(written?.detail).toMatchObject({ separationEndsAt: at.toISOString() });
  });

  it('an event that makes nonsense of the timeline is refused', async () => {
    const add = (kind: 'announced' | 'closed' | 'other', day: string, label: string | null = null) =>
      planTimelineEvent(db.app, consoleActor, { kind, day, label, companyIds: null, wave: null }, now);
    expect(await add('closed', '2026-06-01')).toMatchObject({ ok: true });
    expect(await add('announced', '2026-07-01')).toMatchObject({ reason: 'closed_before_announced' });
    expect(await add('closed', '2026-08-01')).toMatchObject({ reason: 'duplicate_milestone' });
    expect(await add('other', '2026-08-01')).toMatchObject({ reason: 'label_missing' });
  });
});
