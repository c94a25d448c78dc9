/** What the survey page notes of the care an answer was given, what it makes of it, and where readers of scores meet it. */
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp } from '../../src/lib/server/app.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { response } from '../../src/lib/server/db/schema/responses.ts';
import { invitation } from '../../src/lib/server/db/schema/surveys.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { type Client, openClient } from '../support/client.ts';
import { type Link, makeLinks } from '../support/links.ts';

let app: RunningApp;
let browser: Browser;
let client: Client;
let admin: Client;
let links: Link[];
let next = 0;
const fresh = () => links[next++]!;

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({
      seed: async (inside) => {
        const made = await makeLinks(inside, { count: 20 });
        ({ links } = made);
        // Everybody opened their link an hour ago: a hand can have answered by now.
        const openedAt = new Date(inside.clock().getTime() - 3_600_000);
        await inside.db.system.update(invitation).set({ openedAt, surveyVersionId: made.versionId, state: 'opened' });
      }
    })
  ]);
  client = openClient(app.url);
  admin = await app.firstAdmin();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const last = { _page: 'outlook', _go: 'next', reason: 'prompt' };
const finish = async (more: Record<string, string>, accept = 'text/html') => {
  const link = fresh();
  await client.get(link.path);
  expect([200, 303]).toContain((await client.post(link.path, { ...last, ...more }, { accept })).status);
  return link;
};
const answersOf = async ({ customerId }: Link) => (await admin.get(`/customers/${customerId}`)).body;
/** The words of the page of scores. */
const scored = async (query: string) => {
  const { body } = await admin.get(`/scores?metric=nps&combined=pooled${query}`);
  return body
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
};
const seen: Record<string, Link> = {};

describe('an answer given without care', () => {
  it('UX-18 a program that fills every field of the form is flagged, with script and without, and is thanked like everybody', async () => {
    seen.plain = await finish({ recommend: '9', _homepage: 'https://spam.example' });
    seen.script = await finish({ recommend: '9', _homepage: 'x' }, 'application/json');
    seen.honest = await finish({ recommend: '3', _homepage: '' });
    for (const link of [seen.plain, seen.script]) {
      expect((await client.get(`${link.path}/thanks`)).body).toContain('Thank you');
      expect(await answersOf(link)).toContain('a field that people do not see was filled');
    }
    expect(await answersOf(seen.honest)).not.toContain('a field that people do not see');
  });

  it.each([true, false])('UX-18 nobody meets that field, with script: %s', async (javaScriptEnabled) => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(app.url + fresh().path);
    const field = page.locator('input[name=_homepage]');
    expect(await field.count()).toBe(1);
    const box = await field.locator('..').boundingBox();
    expect(Math.max(box!.width, box!.height)).toBeLessThanOrEqual(1);
    expect(await field.getAttribute('autocomplete')).toBe('off');
    expect(await field.getAttribute('tabindex')).toBe('-1');
    expect(await page.getByRole('textbox', { name: 'Leave this empty' }).count()).toBe(0);
    for (let at = 0; at < 40; at += 1) {
      await page.keyboard.press('Tab');
      expect(await page.locator('input[name=_homepage]:focus').count()).toBe(0);
    }
    await context.close();
  });

  it('UX-38 the page counts whole seconds while it is looked at, goes on counting after a reload, and says no time of day', async () => {
    const link = (seen.timed = fresh());
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(app.url + link.path);
    await page.locator('[name=recommend][value="9"]').check();
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(new URLSearchParams(request.postData() ?? '').get('_times') ?? '');
    });
    await page.clock.fastForward(12_000);
    await page.locator('button[data-next]').click();
    await expect.poll(() => sent.at(-1)).toMatch(/^overall:1[23]( dimensions:[01])?$/);
    await page.reload();
    await page.clock.fastForward(7_000);
    await page.locator('button[data-next]').click();
    await expect.poll(() => sent.at(-1)).toMatch(/^overall:1[23] dimensions:[789]( outlook:[01])?$/);
    expect(sent.join(' ')).toMatch(/^[a-z_]+:\d{1,2}( [a-z_]+:\d{1,2})*$/);
    await page.locator('button[data-next]').click();
    await page.waitForURL(/thanks/);
    await context.close();
  });

  it('UX-18 UX-69 UX-74 the address of the scores says whether flagged answers count, and the page says how many those are', async () => {
    const all = await scored('');
    expect(all).toMatch(/\d+ answers carry a flag and count\./);
    const without = await scored('&flagged=exclude');
    expect(without).toMatch(/\d+ flagged answers are left out\./);
    const [, some] = /(\d+) answers carry a flag/.exec(all)!;
    expect(without).toContain(`${some} flagged answers are left out.`);
    expect((await admin.get('/overview?flagged=exclude')).body).toContain('without flagged answers');
    expect((await admin.get('/overview')).body).toContain('counting flagged answers');
    expect((await admin.get('/overview?flagged=nonsense')).status).toBe(422);
  });

  it('UX-18 UX-38 stored with it: signs, seconds by page, and what was left out', async () => {
    await app.stop({ keep: true });
    const opened = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
    try {
      const stored = await opened.db.system.select().from(response);
      const of = (link: Link) => stored.find(({ invitationId }) => invitationId === link.invitationId)!;
      expect(of(seen.plain!).flags).toContain('hidden_field');
      expect(of(seen.script!).flags).toContain('hidden_field');
      expect(of(seen.honest!).flags).not.toContain('hidden_field');
      expect(of(seen.honest!)).toMatchObject({ pageSeconds: null, seconds: null });
      expect(of(seen.honest!).skipped!.length).toBeGreaterThan(0);
      expect(of(seen.honest!).skipped).not.toContain('recommend');
      const times = of(seen.timed!).pageSeconds!;
      expect(times[0]).toBeGreaterThanOrEqual(12);
      expect(times.every((one) => one !== null && one < 30)).toBe(true);
      expect(of(seen.timed!).seconds).toBe(times.reduce((a, b) => a! + b!, 0));
      expect(of(seen.timed!).flags).toEqual([]);
    } finally {
      await opened.close();
    }
  });
});
