import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { type Link, makeLinks } from '../support/links.ts';

const ONE_CLICK = 'List-Unsubscribe=One-Click';
const form = { 'content-type': 'application/x-www-form-urlencoded' };
let app: RunningApp;
let links: Link[];

beforeAll(async () => {
  app = await startApp({
    seed: async (inside) => {
      ({ links } = await makeLinks(inside, { count: 4, locale: 'zh-CN' }));
      links = links.map((link) => ({ ...link, stop: `/stop/${link.stop}` }));
    }
  });
});
afterAll(() => app?.stop());

/** A post as a mail service makes it: no cookie, no Origin, no page before it. */
const machine = (path: string, body: string) =>
  app.client().send('POST', path, { headers: { ...form, origin: null, accept: '*/*' }, body });

describe('one-click leaving', () => {
  it('UX-20 S-24 the page asks and changes nothing; a raw post with the body of RFC 8058 and nothing else leaves, twice as once', async () => {
    const [first, second] = links as [Link, Link];
    const shown = await app.client().get(first.stop);
    expect(shown.status).toBe(200);
    expect(shown.body).toContain('<html lang="zh-CN"');
    expect(shown.body).toContain('method="post"');
    expect(shown.headers['set-cookie']).toBeUndefined();
    for (const body of ['', 'x=1', 'List-Unsubscribe=Two-Click', `${ONE_CLICK}&x=1`]) {
      expect((await machine(first.stop, body)).status, body).toBe(400);
    }
    expect((await machine(second.stop, ONE_CLICK)).status).toBe(200);
    expect((await machine(second.stop, ONE_CLICK)).status).toBe(200);
    expect((await app.client().get(first.path)).status).toBe(200);
    expect((await app.client().get(second.path)).status).toBe(410);
  });

  it('UX-20 the button of the page leaves too, without script and without an account', async () => {
    const third = links[2]!;
    const browser = app.client();
    await browser.get(third.stop);
    const done = await browser.post(third.stop, { stop: 'yes' });
    expect(done.status).toBe(200);
    expect(done.body).not.toContain('method="post"');
    expect((await app.client().get(third.path)).status).toBe(410);
  });

  it('S-24 this path, and only it, takes a post without an Origin', async () => {
    const fourth = links[3]!;
    expect((await machine(fourth.path, ONE_CLICK)).status).toBe(403);
    expect((await machine('/login', 'email=a&password=b')).status).toBe(403);
  });

  it('S-09 S-11 a token that is none is one and the same page, and 429 after ten in a minute', async () => {
    const wrong = [links[3]!.stop.slice(0, -1), `${links[3]!.stop}x`, '/stop/x', `/stop/${'A'.repeat(44)}`];
    const answers = [];
    for (let n = 0; n < 14; n += 1) {
      const path = wrong[n % wrong.length]!;
      answers.push(n % 2 ? await app.client().get(path) : await machine(path, ONE_CLICK));
    }
    expect(answers.filter(({ status }) => status === 404).length).toBeLessThanOrEqual(10);
    expect(answers.at(-1)?.status).toBe(429);
    expect((await app.client().get(links[3]!.stop)).status).toBe(200);
  });
});
