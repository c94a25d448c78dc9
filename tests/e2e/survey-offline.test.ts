import type { Browser, BrowserContext, Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp } from '../../src/lib/server/app.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { response } from '../../src/lib/server/db/schema/responses.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { type Link, makeLinks } from '../support/links.ts';

let app: RunningApp;
let browser: Browser;
let links: Link[];
const fresh = () => links.pop()!;
/** What must be found at the end: once per link, with these answers among others. */
const expected: [string, Link, Record<string, unknown>][] = [];

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({ seed: async (inside) => void ({ links } = await makeLinks(inside, { count: 16 })) })
  ]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const newContext = () => browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(app.url + path);
  return page;
}
const pick = (page: Page, question: string, value: number | string) =>
  page.locator(`input[name="${question}"][value="${value}"]`).check({ force: true });
const checked = (page: Page, question: string) =>
  page.locator(`input[name=${question}]:checked`).evaluateAll(([one]) => (one as HTMLInputElement)?.value ?? null);
const next = (page: Page) => page.locator('[data-next]').click();
const says = (page: Page, words: string) => page.locator('.saved', { hasText: words }).waitFor();
const kept = (page: Page) =>
  page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('concord:')).length);
async function finish(page: Page): Promise<void> {
  for (let turns = 0; turns < 3 && !page.url().endsWith('/thanks'); turns += 1) {
    const last = (await page.locator('[data-next]').textContent()) === 'Send answers';
    const before = await page.locator('[name=_page]').inputValue();
    await next(page);
    if (last) await page.waitForURL('**/thanks');
    else
      await page.waitForFunction(
        (id) => document.querySelector<HTMLInputElement>('[name=_page]')!.value !== id,
        before
      );
  }
}
/** The clock of the phone, so many days ahead. */
const later = (context: BrowserContext, days: number) =>
  context.addInitScript((ahead) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + ahead * 86_400_000;
  }, days);

describe('answers that could not be sent', () => {
  it('F-22 offline before the second page, closed, and opened the next day: nothing is lost, and the device keeps nothing afterwards', async () => {
    const link = fresh();
    const context = await newContext();
    const page = await open(context, link.path);
    await context.setOffline(true);
    await pick(page, 'recommend', 6);
    await next(page);
    await page.locator('[data-page=dimensions]:not([hidden])').waitFor();
    await pick(page, 'product', 2);
    await says(page, 'kept on this device');
    await page.close();
    await context.setOffline(false);
    await later(context, 1);
    const again = await open(context, link.path);
    await says(again, 'Saved');
    expect(await again.locator('[name=_page]').inputValue()).toBe('dimensions');
    expect([await checked(again, 'recommend'), await checked(again, 'product')]).toEqual(['6', '2']);
    await finish(again);
    expect(await kept(again)).toBe(0);
    expected.push(['offline', link, { recommend: 6, product: 2 }]);
    await context.close();
  });

  it('F-22 a draft is gone after seven days', async () => {
    const link = fresh();
    const context = await newContext();
    const page = await open(context, link.path);
    await context.setOffline(true);
    await pick(page, 'recommend', 6);
    await says(page, 'kept on this device');
    await page.close();
    await context.setOffline(false);
    await later(context, 8);
    const again = await open(context, link.path);
    expect(await checked(again, 'recommend')).toBe(null);
    expect(await kept(again)).toBe(0);
    await context.close();
  });

  for (const [how, spoil] of Object.entries({
    full: () => {
      for (let size = 1 << 20; size >= 1; size >>= 1)
        for (let at = 0; ; at += 1)
          try {
            localStorage.setItem(`filler ${size} ${at}`, 'x'.repeat(size));
          } catch {
            break;
          }
    },
    blocked: () => {
      const deny = {
        get: () => {
          throw new DOMException('denied', 'SecurityError');
        }
      };
      Object.defineProperty(window, 'localStorage', deny);
      Object.defineProperty(window, 'sessionStorage', deny);
    }
  })) {
    it(`F-22 storage that is ${how} is no reason to stop, and the page does not promise what it cannot keep`, async () => {
      const link = fresh();
      const context = await newContext();
      await context.addInitScript(spoil);
      const page = await open(context, link.path);
      const troubles: string[] = [];
      page.on('pageerror', (error) => troubles.push(error.message));
      await context.setOffline(true);
      await pick(page, 'recommend', 3);
      await says(page, 'leave this page open');
      await context.setOffline(false);
      await says(page, 'Saved');
      await finish(page);
      expect(troubles).toEqual([]);
      expected.push([how, link, { recommend: 3 }]);
      await context.close();
    });
  }

  it('F-22 UX-10 storage that was emptied: the server still knows', async () => {
    const link = fresh();
    const context = await newContext();
    const page = await open(context, link.path);
    await pick(page, 'recommend', 8);
    await says(page, 'Saved');
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    expect(await checked(page, 'recommend')).toBe('8');
    await context.close();
  });

  it('F-22 two surveys open on one phone do not mix', async () => {
    const [one, two] = [fresh(), fresh()];
    const context = await newContext();
    const pages = [await open(context, one.path), await open(context, two.path)] as const;
    await context.setOffline(true);
    await pick(pages[0], 'recommend', 1);
    await pick(pages[1], 'recommend', 10);
    for (const page of pages) await says(page, 'kept on this device');
    for (const page of pages) await page.close();
    await context.setOffline(false);
    for (const [link, value] of [
      [one, 1],
      [two, 10]
    ] as const) {
      const page = await open(context, link.path);
      await says(page, 'Saved');
      expect(await checked(page, 'recommend')).toBe(String(value));
      await finish(page);
      expected.push(['two surveys', link, { recommend: value }]);
    }
    await context.close();
  });

  it('F-22 on a device that others use nothing is kept, from the moment that is said', async () => {
    const link = fresh();
    const context = await newContext();
    const page = await open(context, link.path);
    await page.locator('summary').click();
    await context.setOffline(true);
    await pick(page, 'recommend', 4);
    await says(page, 'kept on this device');
    expect(await kept(page)).toBe(1);
    await page.getByLabel('Others use this device: keep nothing on it').check();
    expect(await kept(page)).toBe(0);
    await pick(page, 'ease', 4);
    expect(await kept(page)).toBe(0);
    await says(page, 'leave this page open');
    await context.setOffline(false);
    await says(page, 'Saved');
    await page.reload();
    await page.locator('summary').click();
    expect(await page.getByLabel('Others use this device').isChecked()).toBe(true);
    await finish(page);
    expected.push(['shared', link, { recommend: 4, ease: 4 }]);
    await context.close();
  });
});

describe('one survey in several places', () => {
  it('F-22 two tabs without a line, both closed: what was answered in either is sent', async () => {
    const link = fresh();
    const context = await newContext();
    const [one, two] = [await open(context, link.path), await open(context, link.path)];
    await context.setOffline(true);
    await pick(one, 'recommend', 7);
    await pick(two, 'ease', 2);
    for (const page of [one, two]) await says(page, 'kept on this device');
    for (const page of [one, two]) await page.close();
    await context.setOffline(false);
    const page = await open(context, link.path);
    await says(page, 'Saved');
    expect([await checked(page, 'recommend'), await checked(page, 'ease')]).toEqual(['7', '2']);
    await finish(page);
    expected.push(['two tabs', link, { recommend: 7, ease: 2 }]);
    await context.close();
  });

  it('F-22 UX-10 a phone and a computer at once: neither undoes what the other has saved', async () => {
    const link = fresh();
    const [phone, computer] = [await newContext(), await newContext()];
    const [one, two] = [await open(phone, link.path), await open(computer, link.path)];
    const saved = (page: Page) => page.waitForResponse((answer) => answer.request().method() === 'POST');
    await Promise.all([saved(one), pick(one, 'recommend', 9)]);
    await Promise.all([saved(one), pick(one, 'ease', 5)]);
    // The computer knows of no save yet: its first one comes with a number that is taken.
    await next(two);
    await two.locator('[data-page=dimensions]:not([hidden])').waitFor();
    await pick(two, 'product', 3);
    await finish(two);
    await next(one);
    // It has nothing to add to what was sent.
    await one.waitForURL('**/thanks');
    expected.push(['two devices', link, { recommend: 9, ease: 5, product: 3 }]);
    for (const context of [phone, computer]) await context.close();
  });
});

describe('a line that swallows answers', () => {
  it('F-23 the reply to the last post is lost: the button shows that it is sending, the retry carries the same key, and there is one response', async () => {
    const link = fresh();
    const context = await newContext();
    const page = await open(context, `${link.path}?page=outlook`);
    const keys: string[] = [];
    let hold = () => {};
    const held = new Promise<void>((go) => (hold = go));
    await page.route(`**${link.path}*`, async (route) => {
      const body = route.request().postData();
      if (!body?.includes('_go=finish')) return route.continue();
      keys.push(new URLSearchParams(body).get('_key')!);
      if (keys.length > 1) return route.continue();
      await held;
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.fill('[name=reason]', 'through a tunnel');
    await next(page);
    await page.locator('[data-next][aria-disabled=true]', { hasText: 'Sending your answers' }).waitFor();
    expect(await page.locator('[role=status].saved').textContent()).toBe('Sending your answers');
    // Pressing again changes nothing.
    await page.locator('[data-next]').click({ force: true });
    hold();
    await page.waitForURL('**/thanks');
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expected.push(['lost reply', link, { reason: 'through a tunnel' }]);
    await context.close();
  });

  it('F-24 whoever has the page open goes on after a restart of the server', async () => {
    const [scripted, plain] = [fresh(), fresh()];
    const context = await newContext();
    const bare = await browser.newContext({ javaScriptEnabled: false });
    const pages = [
      await open(context, `${scripted.path}?page=outlook`),
      await open(bare, `${plain.path}?page=outlook`)
    ];
    const { DATA_DIR: dataDir, PORT, DATABASE_URL } = app.env;
    await app.stop({ keep: true });
    await pages[0]!.fill('[name=reason]', 'while it was away');
    await says(pages[0]!, 'kept on this device');
    app = await startApp({ dataDir: dataDir!, databaseUrl: DATABASE_URL ?? null, env: { PORT: PORT! } });
    await says(pages[0]!, 'Saved');
    await next(pages[0]!);
    await pages[0]!.waitForURL('**/thanks');
    await pages[1]!.fill('[name=reason]', 'without script');
    await next(pages[1]!);
    await pages[1]!.waitForURL('**/thanks');
    expected.push(
      ['restart', scripted, { reason: 'while it was away' }],
      ['plain', plain, { reason: 'without script' }]
    );
    for (const one of [context, bare]) await one.close();
  }, 120_000);
});

describe('afterwards the database holds', () => {
  it('F-22 F-23 F-24 each of them once, with every answer', async () => {
    await app.stop({ keep: true });
    const inside = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
    for (const [how, link, answers] of expected) {
      const own = eq(response.invitationId, link.invitationId);
      const found = await inside.db.system.select({ answers: response.answers }).from(response).where(own);
      expect(found, how).toHaveLength(1);
      expect(found[0]!.answers, how).toMatchObject(answers);
    }
    await inside.close();
    expect(expected).toHaveLength(11);
  });
});
