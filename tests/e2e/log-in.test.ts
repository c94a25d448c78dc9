import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstPerson, freePort, type RunningApp, startApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';

let directory: string;
let app: RunningApp;
let admin: Client;
const settings = () => ({ dataDir: directory, databaseUrl: null, env: { ADDRESS_HEADER: 'x-forwarded-for' } });
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'concord-log-in-'));
  app = await startApp(settings());
  admin = await app.firstAdmin();
});
afterAll(async () => {
  await app.stop();
  await rm(directory, { recursive: true, force: true });
});

const { email, password } = firstPerson;
const link = (body: string, purpose: string) => new RegExp(`/${purpose}/[\\w-]{43}`).exec(body)![0];

/** Invites somebody, who joins; returns their browser. */
async function bring(name: string, role: string): Promise<{ browser: Client; id: string; email: string }> {
  const address = `${name}@concord.test`;
  const page = await admin.post('/settings/people', { name, email: address, role });
  const browser = app.client();
  const joined = await browser.post(link(page.body, 'join'), { password: `${name} has four words` });
  expect(joined.status).toBe(303);
  const list = (await admin.get('/settings/people')).body;
  const id = new RegExp(`/settings/people/([0-9a-f-]{36})"[^>]*><bdi>${name}<`).exec(list)![1]!;
  return { browser, id, email: address };
}

const tries = (client: Client, address: string, who: string, n: number) =>
  Promise.all(
    Array.from({ length: n }, () =>
      client.post('/login', { email: who, password: 'not the one' }, { 'x-forwarded-for': address })
    )
  );

describe('log-in', () => {
  it('S-32 gives a new session and ends the one the browser had', async () => {
    const browser = app.client();
    browser.cookies.set('concord', 'x'.repeat(43));
    await browser.post('/login', { email, password });
    const first = browser.cookies.get('concord')!;
    expect(first).not.toBe('x'.repeat(43));
    const answer = await browser.post('/login', { email, password });
    const second = browser.cookies.get('concord')!;
    expect(second).not.toBe(first);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /concord=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/i
    );
    const old = app.client();
    old.cookies.set('concord', first);
    expect((await old.get('/more')).status).toBe(303);
    expect((await browser.get('/more')).status).toBe(200);
    await browser.post('/logout');
    old.cookies.set('concord', second);
    expect((await old.get('/more')).status).toBe(303);
  });

  it('S-26 goes on to a path of this site only', async () => {
    const evil = [
      '//evil.test',
      '/\\evil.test',
      'https://evil.test',
      '/%09/evil.test',
      '/a%0d%0aSet-Cookie:x',
      'javascript:alert(1)'
    ];
    for (const next of [...evil, 'data:text/html,x', '@evil.test', '/%5cevil.test', '/。evil', '%2f%2fevil.test']) {
      const browser = app.client();
      const answer = await browser.post(`/login?next=${encodeURIComponent(next)}`, { email, password });
      expect([next, answer.status]).toEqual([next, 303]);
      expect([next, answer.location]).toEqual([next, '/']);
      const back = await browser.post('/preferences', { back: next, theme: 'dark' });
      expect([next, back.location]).toEqual([next, '/']);
    }
    const good = await app.client().post('/login?next=%2Fmerger%3Fa%3D1', { email, password });
    expect(good.location).toBe('/merger?a=1');
  });

  it('S-33 an old cookie is refused at the next request after a password change, a role change and a deactivation', async () => {
    const { browser, id, email: address } = await bring('Bea', 'analyst');
    const other = await app.loginAs(address, 'Bea has four words');
    const changed = await browser.post('/settings/account?/password', {
      current_password: 'Bea has four words',
      new_password: 'Bea has new four words'
    });
    expect(changed.status).toBe(200);
    expect((await browser.get('/more')).status).toBe(200);
    expect((await other.get('/more')).status).toBe(303);
    await admin.post(`/settings/people/${id}?/change`, { role: 'leader' });
    expect((await browser.get('/more')).status).toBe(303);
    const again = await app.loginAs(address, 'Bea has new four words');
    expect((await admin.post(`/settings/people/${id}?/disable`)).status).toBe(200);
    expect((await again.get('/more')).status).toBe(303);
    expect((await app.client().post('/login', { email: address, password: 'Bea has new four words' })).status).toBe(
      401
    );
  });

  it('S-33 a person lists their own sessions and ends one or all others', async () => {
    const { browser, email: address } = await bring('Cem', 'agent');
    const [one, two] = [
      await app.loginAs(address, 'Cem has four words'),
      await app.loginAs(address, 'Cem has four words')
    ];
    const page = (await browser.get('/settings/account')).body;
    const handles = [...page.matchAll(/name="session" value="([0-9a-f]{32})"/g)].map(([, handle]) => handle!);
    expect(handles).toHaveLength(2);
    expect((await admin.post('/settings/account?/end', { session: handles[0]! })).status).toBe(404);
    await browser.post('/settings/account?/end', { session: handles[0]! });
    const statuses = async () => [(await one.get('/more')).status, (await two.get('/more')).status].sort();
    expect(await statuses()).toEqual([200, 303]);
    await browser.post('/settings/account?/others');
    expect(await statuses()).toEqual([303, 303]);
    expect((await browser.get('/more')).status).toBe(200);
  });

  it('S-35 a link page tells nobody about itself and its token is in no log', async () => {
    const { id } = await bring('Dev', 'analyst');
    const made = await admin.post(`/settings/people/${id}?/reset`);
    const path = link(made.body, 'reset');
    const page = await app.client().get(path);
    expect(page.headers).toMatchObject({ 'referrer-policy': 'same-origin', 'cache-control': 'no-store' });
    for (const [, address] of page.body.matchAll(/(?:src|href)="([^"]+)"/g))
      expect(address).toMatch(/^(\/(?!\/)|\.|data:,|#)/);
    const browser = app.client();
    expect((await browser.post(path, { password: 'another four words' })).status).toBe(303);
    expect((await browser.post(path, { password: 'another four words' })).status).toBe(410);
    expect((await app.client().get(path)).body).not.toContain('name="password"');
    expect(app.output()).not.toContain(path.split('/').at(-1));
  });

  it('S-34 nobody signs up without an invitation', async () => {
    for (const path of [`/join/${'x'.repeat(43)}`, `/first/${'x'.repeat(43)}`, `/reset/${'x'.repeat(43)}`]) {
      const fields: Record<string, string> = path.startsWith('/first') ? { name: 'x', email: 'x@concord.test' } : {};
      const answer = await app.client().post(path, { ...fields, password: 'four words and more' });
      expect([path, answer.status]).toEqual([path, 410]);
    }
  });

  it('S-37 an API key is shown once and is in no page afterwards', async () => {
    const made = await admin.post('/settings/keys?/create', { name: 'CRM', role: 'analyst' });
    const secret = /ck_\w{8}_[\w-]{43}/.exec(made.body)![0];
    expect((await admin.get('/settings/keys')).body).not.toContain(secret.slice(12));
    expect((await app.client().get('/api/v1/organisation', { authorization: `Bearer ${secret}` })).status).toBe(200);
    expect((await app.client().get(`/api/v1/organisation?key=${secret}`)).status).toBe(401);
    const id = /name="key" value="([0-9a-f-]{36})"/.exec((await admin.get('/settings/keys')).body)![1]!;
    await admin.post('/settings/keys?/revoke', { key: id });
    expect((await app.client().get('/api/v1/organisation', { authorization: `Bearer ${secret}` })).status).toBe(401);
    expect(app.output()).not.toContain(secret);
  });

  it('the clean-team switch asks for the password again and is written down', async () => {
    const wrong = await admin.post('/merger/separation', { day: '2027-01-01', password: 'not the one' });
    expect(wrong.status).toBe(403);
    expect((await admin.get('/merger/separation')).body).not.toContain('2027-01-01');
    expect((await admin.post('/merger/separation', { day: '2027-01-01', password })).status).toBe(303);
    expect((await admin.get('/merger/separation')).body).toContain('2027-01-01');
    expect((await admin.get('/settings/audit')).body).toContain('organisation.changed');
  });

  it('S-28 slows down wrong passwords for an account and from an address, also after a restart, and writes to the owner', async () => {
    await bring('Ann', 'analyst');
    const client = app.client();
    const ann = await tries(client, '203.0.113.1', 'ann@concord.test', 8);
    expect(ann.map(({ status }) => status).sort()).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    expect(ann.find(({ status }) => status === 429)!.body).toContain('Wait 15 minutes');
    const right = { email: 'ann@concord.test', password: 'Ann has four words' };
    expect((await client.post('/login', right, { 'x-forwarded-for': '203.0.113.2' })).status).toBe(429);
    const waiting = async () =>
      /\/outbox\/[0-9a-f-]{36}(?=">ann@concord.test)/.exec((await admin.get('/outbox')).body)?.[0];
    await expect.poll(waiting).toBeTruthy();
    expect((await admin.get((await waiting())!)).body).toContain('Wrong passwords for your account');
    expect((await admin.get('/settings/audit')).body).toContain('person.log_in_slowed');
    for (let at = 0; at < 12; at += 1) await tries(client, '203.0.113.3', `nobody${at}@concord.test`, 9);
    const fresh = await tries(client, '203.0.113.3', 'fresh@concord.test', 1);
    expect(fresh[0]!.status).toBe(429);
    await app.stop({ keep: true });
    app = await startApp(settings());
    admin = await app.loginAs(email, password);
    expect((await tries(app.client(), '203.0.113.9', 'ann@concord.test', 1))[0]!.status).toBe(429);
    expect((await tries(app.client(), '203.0.113.9', 'else@concord.test', 1))[0]!.status).toBe(401);
    const long = await app.client().post('/login', { email: 'ann@concord.test', password: 'x'.repeat(500_000) });
    expect(long.status).toBe(422);
  });

  it('S-28 the way out is a new password by a link, which ends the wait', async () => {
    const { id, email: address, browser } = await bring('Eva', 'analyst');
    await tries(app.client(), '203.0.113.20', address, 6);
    const made = await admin.post(`/settings/people/${id}?/reset`);
    await browser.post(link(made.body, 'reset'), { password: 'Eva has new four words' });
    expect((await app.client().post('/login', { email: address, password: 'Eva has new four words' })).status).toBe(
      303
    );
  });

  it('S-28 a stolen session cannot try out the current password either', async () => {
    const { browser, email: address } = await bring('Fay', 'analyst');
    const guess = (current: string) =>
      browser.post('/settings/account?/password', {
        current_password: current,
        new_password: 'Fay has new four words'
      });
    const guesses = await Promise.all(Array.from({ length: 9 }, (_, n) => guess(`guess ${n}`)));
    expect(guesses.map(({ status }) => status).sort()).toEqual([422, 422, 422, 422, 422, 429, 429, 429, 429]);
    const right = await guess('Fay has four words');
    expect(right.status).toBe(429);
    expect(right.body).toContain('Too many tries');
    expect((await app.client().post('/login', { email: address, password: 'Fay has four words' })).status).toBe(429);
  });
});

describe('addresses', () => {
  it('UX-97 at a plain http network address the log-in page says why it cannot work', async () => {
    const port = await freePort();
    const lan = await startApp({
      databaseUrl: null,
      env: { PORT: String(port), APP_URL: `http://concord.test:${port}` }
    });
    const host = { host: `concord.test:${port}` };
    const page = await lan.client().send('GET', '/login', { headers: host });
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('name="password"');
    expect(page.body).toContain(`http://localhost:${port}`);
    await lan.stop();
  });

  it('S-27 answers an unknown Host with 421 and never builds a link from a header', async () => {
    const client = app.client();
    for (const host of ['evil.test', 'localhost', 'localhost:1', 'localhost@evil.test', 'evil.test:80']) {
      const answer = await client.send('GET', '/login', { headers: { host } });
      expect([host, answer.status]).toEqual([host, 421]);
      const post = await client.send('POST', '/reset', { headers: { host, origin: `http://${host}` } });
      expect([400, 403, 421]).toContain(post.status);
    }
    const forged = { 'x-forwarded-host': 'evil.test', forwarded: 'host=evil.test', 'x-forwarded-proto': 'https' };
    const page = await client.send('GET', '/login', { headers: forged });
    expect(page.body + JSON.stringify(page.headers)).not.toContain('evil.test');
    const alias = await client.send('GET', '/login?a=1', {
      headers: { host: new URL(app.url).host.replace('localhost', '127.0.0.1') }
    });
    expect(alias).toMatchObject({ status: 307, location: '/login?a=1' });
  });

  it('S-27 two Host headers, none, or another host in the request line build no link and open no page', async () => {
    const { host, port } = new URL(app.url);
    const raw = (lines: string[]) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(`${[...lines, '', ''].join('\r\n')}`));
        let text = '';
        socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        socket.on('error', reject).on('close', () => resolve(text));
      });
    const form = ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 0', 'Connection: close'];
    for (const lines of [
      ['GET /login HTTP/1.1', `Host: ${host}`, 'Host: evil.test', 'Connection: close'],
      ['GET /login HTTP/1.1', 'Host: evil.test', `Host: ${host}`, 'Connection: close'],
      ['GET /login HTTP/1.1', 'Connection: close'],
      ['GET http://evil.test/login HTTP/1.1', 'Host: evil.test', 'Connection: close'],
      ['GET http://evil.test/login HTTP/1.1', `Host: ${host}`, 'Connection: close'],
      ['POST http://evil.test/reset HTTP/1.1', `Host: ${host}`, 'Origin: http://evil.test', ...form]
    ]) {
      const answer = await raw(lines);
      expect([lines[0], answer.slice(0, 12)]).toEqual([lines[0], expect.stringMatching(/^HTTP\/1\.1 [234]\d\d/)]);
      expect(answer.replaceAll(/^HTTP.*\r\n/g, '')).not.toContain('evil.test');
    }
  });
});
