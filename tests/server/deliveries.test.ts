import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { audienceSchema } from '#lib/outreach/audience.ts';
import { consoleActor as actor } from '#lib/server/access/audit.ts';
import { openMailer, rawOf, settingsOf } from '#lib/server/channels/email.ts';
import { newId } from '#lib/server/db/id.ts';
import { type Database, rows } from '#lib/server/db/open.ts';
import { suppression } from '#lib/server/db/schema/customers.ts';
import { delivery, invitation } from '#lib/server/db/schema/surveys.ts';
import * as deliveries from '#lib/server/deliveries.ts';
import { openLog } from '#lib/server/log.ts';
import { readDelivery } from '#lib/server/outbox.ts';
import * as programs from '#lib/server/programs.ts';
import { suppress } from '#lib/server/suppressions.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeCompany, makeCustomer, makeSurvey, testSecret as secret } from '../support/outreach.ts';
import { openScripted, openSink } from '../support/smtp.ts';

const now = new Date('2026-01-05T09:00:00Z');
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);
const appUrl = 'https://concord.example';
let db: Database;
let surveyId: string;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  db = await openTestDatabase();
  ({ surveyId } = await makeSurvey(db, now));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await db.system.execute(sql`delete from delivery`);
  await db.system.execute(sql`delete from suppression`);
});
afterAll(() => db.close());

function post(url: string | null): deliveries.Post {
  const mailer = url === null ? null : openMailer(url, appUrl);
  if (mailer) closing.unshift(() => mailer.close());
  const config = { appUrl } as deliveries.Post['config'];
  return { config, secret, log: openLog('silent'), db, mailer, random: () => 0.5 };
}

let companies = 0;
/** Launches a program to one customer per address; returns the queued deliveries. */
async function invite(addresses: string[], name = 'Wang Fang', locale = 'en') {
  companies += 1;
  const companyId = await makeCompany(db, `M${companies}`, now);
  for (const address of addresses) await makeCustomer(db, companyId, address, now, { name, locale });
  const audience = audienceSchema.parse({ companies: [companyId] });
  const plan = {
    surveyId,
    name: 'P',
    channel: 'email',
    kind: 'relationship',
    fatigueDays: 0,
    expiresDays: 30
  } as const;
  const made = await programs.create(db.app, actor, { ...plan, audience }, now);
  const scope = { companies: { [companyId]: 'records' }, overlap: true } as const;
  if (!made.ok) throw new Error(made.reason);
  await programs.launch({ db, secret }, actor, scope, made.id, 1, now);
  return { companyId, scope };
}

async function drain(to: deliveries.Post, at: Date): Promise<void> {
  while (await deliveries.sendDue(to, at)) continue;
}
const states = async () => (await db.system.select().from(delivery)).map(({ state, failure }) => ({ state, failure }));

const header = (raw: string, name: string) =>
  new RegExp(`^${name}:((?:.*\\r\\n[ \\t])*.*)\\r\\n`, 'im')
    .exec(raw)?.[1]
    ?.replaceAll(/\r\n[ \t]/g, ' ')
    .trim() ?? null;
const decoded = (raw: string) =>
  raw
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/(?:=[0-9A-F]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'));

describe('an invitation by e-mail', () => {
  it('UX-20 UX-22 UX-23 travels with plain text, one-click leaving, a language, a brand and a stable id', async () => {
    const sink = await openSink();
    closing.push(sink.close);
    await invite(['fang@mail.example']);
    await drain(post(sink.url), now);
    const [{ raw, to, from }] = sink.received as [{ raw: string; to: string[]; from: string }];
    expect({ to, from, count: sink.received.length }).toEqual({
      to: ['fang@mail.example'],
      from: 'surveys@acme.example',
      count: 1
    });
    const text = decoded(raw);
    expect(header(raw, 'From')).toBe(`M${companies} customer care <surveys@acme.example>`);
    expect(header(raw, 'Reply-To')).toContain(`care@m${companies}.example`);
    expect(header(raw, 'List-Unsubscribe')).toMatch(/^<https:\/\/concord\.example\/stop\/[\w-]{44}>, <mailto:[^>]+>$/);
    expect(header(raw, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(header(raw, 'Auto-Submitted')).toBe('auto-generated');
    expect(header(raw, 'Feedback-ID')).toMatch(/:invitation:concord$/);
    expect(header(raw, 'Message-ID')).toMatch(/^<[0-9a-f]{32}@acme\.example>$/);
    expect(text).toContain('Content-Type: text/plain');
    expect(text).toContain('<html lang="en" dir="ltr">');
    expect(text.match(/https:\/\/concord\.example\/s\/[\w-]{22}/g)?.length).toBeGreaterThanOrEqual(2);
    expect(text).not.toContain('<img');
    expect(Buffer.byteLength(raw)).toBeLessThan(100_000);
    expect(await states()).toEqual([{ state: 'sent', failure: null }]);
    const [sent] = await db.system.select().from(invitation).where(eq(invitation.state, 'sent'));
    expect(sent).toMatchObject({ sentAt: now });
  });

  it('UX-12 is written in the customer’s language', async () => {
    const sink = await openSink();
    closing.push(sink.close);
    await invite(['zh@mail.example'], '王芳', 'zh-CN');
    await drain(post(sink.url), now);
    const text = decoded(sink.received[0]!.raw);
    expect(text).toContain('<html lang="zh-CN"');
    expect(text).toContain('王芳，您好');
  });

  it('S-04 S-25 names and addresses full of tricks add no header, no recipient and no markup', async () => {
    const sink = await openSink();
    closing.push(sink.close);
    await invite(['plain@mail.example'], 'Eve\r\nBcc: evil@x.example <img src=x onerror=1>');
    const bad = [
      'a@b.example, evil@x.example',
      '"evil@x.example a"@b.example',
      'a@b.example>\r\nRCPT TO:<evil@x.example>',
      'g:a@b.example,c@d.example;'
    ];
    for (const address of bad) {
      await db.system.transaction((tx) =>
        deliveries.queue(
          tx,
          {
            effectKey: address,
            kind: 'notice',
            address,
            content: { locale: 'en', subject: 'S\r\nBcc: evil@x.example', lines: ['<b>x</b>'] }
          },
          now
        )
      );
    }
    await drain(post(sink.url), now);
    expect(sink.received.map(({ to }) => to)).toEqual([['plain@mail.example']]);
    const { raw } = sink.received[0]!;
    expect(header(raw, 'Bcc')).toBeNull();
    expect(decoded(raw).split('<!doctype html>')[1]).not.toContain('<img');
    expect((await states()).filter(({ failure }) => failure === 'invalid_email')).toHaveLength(bad.length);
  });

  it('UX-20 the signature covers both headers of one-click leaving', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'concord-dkim-'));
    closing.push(() => rm(folder, { recursive: true }));
    const key = join(folder, 'key.pem');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await writeFile(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const settings = settingsOf(`smtp://mail.example/?from=surveys@acme.example&dkim=s1:${key}`, appUrl);
    const { scope } = await invite(['signed@mail.example']);
    const [row] = await db.system.select().from(delivery);
    const read = await readDelivery(db, { config: { appUrl }, secret }, scope, row!.id, false, now);
    if (!read?.written.ok) throw new Error('not written');
    const raw = (await rawOf(read.written.mail, settings, now)).toString();
    const signature = header(raw, 'DKIM-Signature')!.replaceAll(' ', '');
    expect(signature).toMatch(
      /h=[^;]*list-unsubscribe:list-unsubscribe-post|h=[^;]*List-Unsubscribe[^;]*List-Unsubscribe-Post/i
    );
    expect(signature).toMatch(/d=acme\.example;.*s=s1;/);
  });

  it('S-27 the outbox shows the letter with links that start with APP_URL, and nothing of another company', async () => {
    const { scope, companyId } = await invite(['seen@mail.example']);
    await drain(post(null), now);
    expect(await states()).toEqual([{ state: 'outbox', failure: null }]);
    const [row] = await db.system.select().from(delivery);
    expect(JSON.stringify(row)).not.toContain('/s/');
    const read = await readDelivery(db, { config: { appUrl }, secret }, scope, row!.id, false, now);
    expect(read?.written).toMatchObject({
      ok: true,
      link: expect.stringMatching(/^https:\/\/concord\.example\/s\//) as string
    });
    const other = { companies: { [newId(now)]: 'records' }, overlap: true } as const;
    expect(await readDelivery(db, { config: { appUrl }, secret }, other, row!.id, false, now)).toBeNull();
    expect(await deliveries.sendAgain(db.app, actor, [newId(now)], { all: 'outbox' }, now)).toBe(0);
    expect(await deliveries.sendAgain(db.app, actor, [companyId], { all: 'outbox' }, now)).toBe(1);
  });

  it('goes to nobody who was suppressed after the launch', async () => {
    const sink = await openSink();
    closing.push(sink.close);
    await invite(['left@mail.example']);
    const about = { reason: 'unsubscribed', customerId: null, companyId: null } as const;
    await suppress(db.system, secret, { ...about, emailKey: 'left@mail.example' }, now);
    await drain(post(sink.url), now);
    expect(sink.received).toEqual([]);
    expect(await states()).toEqual([{ state: 'failed', failure: 'suppressed' }]);
  });
});

describe('a mail server that fails (F-13)', () => {
  const cases: [string, Record<string, string>, string][] = [
    ['421 at the greeting', { CONNECT: '421 4.3.2 later' }, 'deferred'],
    ['a cut at the greeting', { CONNECT: 'drop' }, 'deferred'],
    ['a cut at MAIL FROM', { MAIL: 'drop' }, 'deferred'],
    ['550 at MAIL FROM, which is about us', { MAIL: '550 5.7.1 no' }, 'deferred'],
    ['450 at RCPT TO', { RCPT: '450 4.2.1 later' }, 'deferred'],
    ['451 at RCPT TO', { RCPT: '451 4.3.0 later' }, 'deferred'],
    ['452 at RCPT TO', { RCPT: '452 4.2.2 full' }, 'deferred'],
    ['552 at RCPT TO', { RCPT: '552 5.2.2 full' }, 'deferred'],
    ['550 at RCPT TO', { RCPT: '550 5.1.1 nobody' }, 'failed'],
    ['554 after the message', { '.': '554 5.6.0 no' }, 'failed'],
    ['a cut at DATA', { DATA: 'drop' }, 'deferred'],
    ['451 after the message', { '.': '451 4.3.0 later' }, 'deferred'],
    ['a cut after the message', { '.': 'drop' }, 'unknown']
  ];
  it.each(cases)('F-13 %s', async (_name, script, expected) => {
    const server = await openScripted(script);
    closing.push(server.close);
    await invite(['who@mail.example']);
    const to = post(server.url);
    await drain(to, now);
    const [row] = await db.system.select().from(delivery);
    expect(row?.state).toBe(expected);
    if (expected === 'deferred') expect(row?.nextAt).toEqual(minutes(1));
    if (expected === 'failed') {
      expect(await db.system.select().from(suppression)).toMatchObject([{ reason: 'bounced' }]);
      const [asked] = await db.system.select().from(invitation).where(eq(invitation.id, row!.invitationId!));
      expect(asked?.state).toBe('bounced');
    }
    if (expected !== 'deferred') {
      const seen = server.ends();
      await drain(to, minutes(60 * 24 * 3));
      expect(server.ends()).toBe(seen);
    }
  });

  it('F-13 a policy refusal ends the send and suppresses nobody', async () => {
    const server = await openScripted({ RCPT: '550 5.7.1 policy' });
    closing.push(server.close);
    await invite(['who@mail.example']);
    await drain(post(server.url), now);
    expect(await states()).toEqual([{ state: 'failed', failure: '550 5.7.1' }]);
    expect(await db.system.select().from(suppression)).toEqual([]);
  });

  it('F-13 is tried again after 1, 5 and 30 minutes, 2, 6, 12 and 24 hours, then given up', async () => {
    const to = post('smtp://127.0.0.1:9/');
    await invite(['who@mail.example']);
    let at = now;
    const waits: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      await drain(to, at);
      const [row] = await db.system.select().from(delivery);
      if (row?.state !== 'deferred') break;
      waits.push((row.nextAt.getTime() - at.getTime()) / 60_000);
      at = row.nextAt;
    }
    expect(waits).toEqual([1, 5, 30, 120, 360, 720, 1440]);
    expect((await states())[0]?.state).toBe('failed');
  });

  it('F-13 rests after 20 connection errors in a row instead of spending everybody’s tries', async () => {
    const to = post('smtp://127.0.0.1:9/');
    await invite(Array.from({ length: 26 }, (_, n) => `c${n}@mail.example`));
    await drain(to, now);
    expect((await states()).filter(({ state }) => state === 'queued')).toHaveLength(6);
    expect(deliveries.restsOf(to.mailer!, now)).toEqual(minutes(1));
    expect(deliveries.restsOf(to.mailer!, minutes(2))).toBeNull();
  });
});

describe('workers that die or share (F-14, F-15)', () => {
  it('F-14 a claim of a dead worker is sent once after its lease; a send that had begun is unknown and never repeated', async () => {
    const sink = await openSink();
    closing.push(sink.close);
    await invite(['one@mail.example', 'two@mail.example']);
    const [one, two] = await db.system.select().from(delivery);
    const held = { leaseUntil: minutes(10), fence: 1, attempts: 1 };
    await db.system
      .update(delivery)
      .set({ ...held, state: 'claimed' })
      .where(eq(delivery.id, one!.id));
    await db.system
      .update(delivery)
      .set({ ...held, state: 'sending' })
      .where(eq(delivery.id, two!.id));
    const to = post(sink.url);
    await drain(to, now);
    expect(sink.received).toEqual([]);
    await drain(to, minutes(11));
    await drain(to, minutes(30));
    expect(sink.received.map((mail) => mail.to[0])).toEqual([one!.address]);
    const [after] = await db.system.select().from(delivery).where(eq(delivery.id, two!.id));
    expect(after).toMatchObject({ state: 'unknown', failure: 'interrupted' });
  });

  it('F-15 five workers on one queue send each letter once', async () => {
    const sink = await openSink();
    closing.push(sink.close);
    await invite(Array.from({ length: 40 }, (_, n) => `w${n}@mail.example`));
    await Promise.all(Array.from({ length: 5 }, () => drain(post(sink.url), now)));
    expect(sink.received).toHaveLength(40);
    expect(new Set(sink.received.map(({ to }) => to[0])).size).toBe(40);
    expect(new Set(sink.received.map(({ raw }) => header(raw, 'Message-ID'))).size).toBe(40);
  });

  it('one effect is queued once', async () => {
    const input = { effectKey: 'alert:1:2', kind: 'alert', address: 'a@b.example' } as const;
    const queue = () => db.system.transaction((tx) => deliveries.queue(tx, input, now));
    expect([await queue(), await queue()]).toEqual([true, false]);
  });
});

describe('letters to staff', () => {
  const content = { locale: 'zh-CN', subject: '加入 Concord', lines: ['您受邀加入。'] };
  const url = `${appUrl}/join/secret-token-of-somebody`;
  const input = { kind: 'join', recipientId: newId(now), address: 'new@staff.example', content, url } as const;

  it('a one-time link is sent at once and stands in no row', async () => {
    const sink = await openSink();
    closing.push(sink.close);
    expect(await deliveries.sendOneTimeLink(post(sink.url), input, now)).toBe('sent');
    expect(decoded(sink.received[0]!.raw)).toContain(url);
    expect(header(sink.received[0]!.raw, 'List-Unsubscribe')).toBeNull();
    const all = rows<{ row: string }>(await db.system.execute(sql`select to_jsonb(d)::text as row from delivery d`));
    expect(all).toHaveLength(1);
    expect(all[0]!.row).not.toContain('secret-token');
  });

  it('F-41 without a mail server it says so, and nobody can send it again without its link', async () => {
    expect(await deliveries.sendOneTimeLink(post(null), input, now)).toBe('outbox');
    expect(await deliveries.sendAgain(db.app, actor, [], { all: 'outbox' }, now)).toBe(0);
    expect(await deliveries.sendOneTimeLink(post('smtp://127.0.0.1:9/'), input, now)).toBe('failed');
  });
});
