import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import type { Client } from '../support/client.ts';
import { readDoors } from '../support/routes.ts';

let app: RunningApp;
let admin: Client;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  admin = await app.firstAdmin();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const uuid = '018f0000-0000-7000-8000-000000000000';
const doors = readDoors().map((door) => ({
  ...door,
  target: door.path.replaceAll(/\[[^\]]+\]/g, uuid) + (door.action ? `?/${door.action}` : '')
}));
const isApi = (path: string) => path.startsWith('/api/');
// One-click unsubscribe is a post of a mail program: no cookie, no origin, a token in the address.
const unsafe = doors.filter(({ method, path }) => method !== 'GET' && !isApi(path) && !path.startsWith('/stop/'));
const pages = ['/login', '/reset', '/more', '/merger', '/settings/people', '/settings/account', '/settings/keys'];

describe('unsafe requests', () => {
  it('S-24 are refused from a foreign, missing or null origin, whatever the type of the body', async () => {
    const types = [
      'application/x-www-form-urlencoded',
      'application/json',
      'text/plain',
      'multipart/form-data; boundary=x',
      null
    ];
    const wrong: string[] = [];
    for (const door of unsafe)
      for (const type of types)
        for (const origin of ['https://evil.test', 'null', null]) {
          const headers = { origin, 'content-type': type };
          const { status } = await admin.send(door.method, door.target, { headers, body: 'name=x' });
          if (status !== 403) wrong.push(`${door.key} as ${type} from ${origin}: ${status}`);
        }
    expect(wrong).toEqual([]);
    expect((await admin.get('/more')).status).toBe(200);
  });

  it('S-24 are refused where the browser says that another site asked, and by another method’s name', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const site of ['cross-site', 'same-site']) {
      const { status } = await admin.send('POST', '/logout', {
        headers: { ...form, 'sec-fetch-site': site },
        body: ''
      });
      expect(status).toBe(403);
    }
    const masked = await admin.get('/logout?_method=POST', { 'x-http-method-override': 'POST' });
    expect([404, 405]).toContain(masked.status);
    expect((await admin.get('/more')).status).toBe(200);
  });

  it('S-24 the API takes no cookie, so a page of another site can do nothing with it', async () => {
    const { status } = await admin.get('/api/v1/companies');
    expect(status).toBe(401);
  });

  it('S-16 fields that are no part of a form are refused, and nothing is stored', async () => {
    const extra = ['role', 'scope', 'companyId', 'id', 'createdAt', 'isAdmin', 'state', 'passwordHash', '__proto__'];
    const forms: [string, Record<string, string>][] = [
      ['/merger?/rename', { name: 'changed' }],
      ['/merger?/company', { key: 'Z', name: 'changed' }],
      ['/settings/account?/self', { name: 'changed', language: 'en' }],
      ['/preferences', { back: '/', language: 'en' }]
    ];
    for (const [path, fields] of forms)
      for (const name of extra) {
        const { status } = await admin.post(path, { ...fields, [name]: 'admin' });
        expect([path, name, status]).toEqual([path, name, 422]);
      }
    expect((await admin.get('/merger')).body).not.toContain('changed');
    expect((await admin.get('/settings/account')).body).not.toContain('changed');
  });
});

describe('headers', () => {
  it('S-06 S-35 every page carries the policy and the headers as written', async () => {
    for (const path of pages) {
      const { headers, status, body } = await admin.open(path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cache-control': 'no-store'
      });
      expect(headers['permissions-policy']).toContain('camera=()');
      const policy = new Map(
        String(headers['content-security-policy'])
          .split(';')
          .map((rule) => [rule.trim().split(' ')[0]!, rule.trim().split(' ').slice(1)])
      );
      expect(policy.get('object-src')).toEqual(["'none'"]);
      expect(policy.get('base-uri')).toEqual(["'none'"]);
      expect(policy.get('form-action')).toEqual(["'self'"]);
      expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
      expect(policy.get('default-src')).toEqual(["'self'"]);
      const scripts = policy.get('script-src')!;
      expect(scripts.every((one) => /^('self'|'nonce-[\w+/=]{16,}'|'sha256-[\w+/=]+')$/.test(one))).toBe(true);
      const nonce = scripts.find((one) => one.startsWith("'nonce-"))?.slice(7, -1);
      for (const [, attributes] of body.matchAll(/<script([^>]*)>/g)) expect(attributes).toContain(`nonce="${nonce}"`);
    }
    const again = await admin.open('/more');
    expect(again.headers['content-security-policy']).not.toBe(
      (await admin.open('/more')).headers['content-security-policy']
    );
  });

  it('S-06 what is no page carries nosniff, a charset where it is text, and no trace of a stack', async () => {
    for (const path of [
      '/healthz',
      '/readyz',
      '/nowhere',
      '/api/v1/nowhere',
      '/api/v1/openapi.json',
      '/.git/config',
      '/more/__data.json'
    ]) {
      const { headers, body } = await app.client().get(path);
      expect([path, headers['x-content-type-options']]).toEqual([path, 'nosniff']);
      if (/^text\//.test(headers['content-type'] ?? ''))
        expect(headers['content-type']?.toLowerCase()).toContain('charset=utf-8');
      expect(body).not.toMatch(/\bat .*\.(js|ts):\d+|node_modules|postgres:|select .* from /i);
      expect(headers).not.toHaveProperty('x-powered-by');
    }
  });

  it('S-24 a body over the limit is refused and the connection lives on', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status } = await admin.send('POST', '/merger?/rename', { headers, body: `name=${'x'.repeat(600_000)}` });
    expect(status).toBe(413);
    expect((await admin.get('/more')).status).toBe(200);
  });
});

describe('in a browser', () => {
  it('S-06 an injected inline script and a foreign script do not run', async () => {
    const context = await browser.newContext();
    await context.addCookies([...admin.cookies].map(([name, value]) => ({ name, value, url: app.url })));
    const page = await context.newPage();
    for (const path of pages) {
      await page.goto(app.url + path);
      const blocked = await page.evaluate(
        () =>
          new Promise<string[]>((done) => {
            const seen: string[] = [];
            document.addEventListener('securitypolicyviolation', (event) => {
              seen.push(event.effectiveDirective);
              if (seen.length === 2) done(seen);
            });
            const inline = document.createElement('div');
            inline.innerHTML = '<img src="data:," onerror="window.__x = 1">';
            document.body.append(inline);
            const foreign = document.createElement('script');
            foreign.src = 'https://evil.test/x.js';
            document.body.append(foreign);
          })
      );
      expect(blocked.sort()).toEqual(['script-src-attr', 'script-src-elem']);
      expect(await page.evaluate(() => '__x' in window)).toBe(false);
    }
    await context.close();
  });

  it('S-01 names and labels with markup are shown as they were typed', async () => {
    const payload = '<img src=x onerror="window.__x=1">"></script><script>window.__x=1</script>{{7*7}}';
    await admin.post('/merger?/rename', { name: payload });
    await admin.post('/merger?/company', { key: 'X1', name: payload.slice(0, 100) });
    await admin.post('/merger?/event', { kind: 'other', day: '2026-01-01', label: payload });
    await admin.post('/settings/people', { name: payload, email: 'x@concord.test', role: 'analyst' });
    await admin.post('/settings/keys?/create', { name: payload, role: 'analyst' });
    const context = await browser.newContext();
    await context.addCookies([...admin.cookies].map(([name, value]) => ({ name, value, url: app.url })));
    const page = await context.newPage();
    const broken: string[] = [];
    page.on(
      'console',
      (line) => line.type() === 'error' && /Content Security Policy/.test(line.text()) && broken.push(line.text())
    );
    for (const path of ['/merger', '/settings/people', '/settings/keys', '/settings/audit', '/more']) {
      await page.goto(app.url + path);
      expect(await page.evaluate(() => '__x' in window)).toBe(false);
    }
    await page.goto(`${app.url}/merger`);
    expect(await page.locator('body').innerText()).toContain(payload);
    expect(broken).toEqual([]);
    await context.close();
  });
});
