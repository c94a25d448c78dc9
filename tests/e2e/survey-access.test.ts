import type { Browser, Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invitation, program } from '../../src/lib/server/db/schema/surveys.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { findingsInBothThemes } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { openClient } from '../support/client.ts';
import { everyKind, everyPage } from '../support/every-kind.ts';
import { type Link, makeLinks } from '../support/links.ts';

let app: RunningApp;
let browser: Browser;
let links: Link[], short: Link[];
let over: Link;
const fresh = () => links.pop()!;

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({
      seed: async (inside) => {
        ({ links } = await makeLinks(inside, { count: 8, document: everyKind() }));
        const made = await makeLinks(inside, { count: 6 });
        short = made.links;
        const offers = { editable: true, contactOffered: true };
        await inside.db.system.update(program).set(offers).where(eq(program.id, made.programId));
        over = short.pop()!;
        const past = new Date(inside.clock().getTime() - 1000);
        await inside.db.system.update(invitation).set({ expiresAt: past }).where(eq(invitation.id, over.invitationId));
      }
    })
  ]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  await page.route('**/pictures/*', (route) => route.fulfill({ status: 204 }));
  await page.goto(app.url + path);
  return { page, context };
}
const says = (page: Page, words: string) => page.locator('.saved', { hasText: words }).waitFor();
const pick = (page: Page, name: string, value: string | number) =>
  page.locator(`input[name="${name}"][value="${value}"]`).check({ force: true });

const findings = async (page: Page, state: string): Promise<string[]> =>
  (await findingsInBothThemes(page)).map((one) => `${state} ${one}`);

describe('whoever answers, in whatever state the page is', () => {
  it('UX-02 axe finds nothing while a page is answered, saved, without a line, sending, thanked, changed and closed, light and dark', async () => {
    const found: string[] = [];
    const at = async (page: Page, state: string) => found.push(...(await findings(page, state)));
    const link = short.pop()!;
    const { page, context } = await open(link.path);
    await page.locator('summary').click();
    await at(page, 'details open');
    await pick(page, 'recommend', 3);
    await says(page, 'Saved');
    await at(page, 'answered and saved');
    await context.setOffline(true);
    await pick(page, 'recommend', 4);
    await says(page, 'No connection');
    await at(page, 'offline');
    await context.setOffline(false);
    await says(page, 'Saved');
    for (const next of ['dimensions', 'outlook']) {
      await page.locator('[data-next]').click();
      await page.locator(`[data-page=${next}]:not([hidden])`).waitFor();
    }
    let go = () => {};
    const held = new Promise<void>((done) => (go = done));
    await page.route(`**${link.path}*`, async (route) => {
      await held;
      await route.continue();
    });
    await page.locator('[data-next]').click();
    await says(page, 'Sending your answers');
    await at(page, 'sending');
    go();
    await page.waitForURL('**/thanks');
    await at(page, 'thanks');
    await page.getByRole('button', { name: 'Yes, please contact me' }).click();
    await page.getByText('Borealis will contact you.').waitFor();
    await at(page, 'to be contacted');
    await page.getByRole('button', { name: 'Change my answers' }).click();
    await page.getByText('You have sent these answers already.').waitFor();
    await at(page, 'changing');
    await page.goto(app.url + over.path);
    await at(page, 'run out');
    expect(found).toEqual([]);
    await context.close();
  }, 180_000);

  it('UX-19 axe finds nothing on any kind once it is answered, light and dark', async () => {
    const link = fresh();
    const client = openClient(app.url);
    const answers = {
      ...{
        recommend: '9',
        quality: '2',
        mood: '4',
        value: '6',
        ease: '3',
        'service.speed': '4',
        'service.skill': 'na'
      },
      ...{ 'gap.tools.expected': '5', plan: 'else', 'plan.else': 'a crate', city: 'lisbon', again: 'no', why: 'price' },
      ...{ 'rank.quality': '1', 'rank.price': '2', 'share.us': '60', story: 'Fine', order: 'AB-1234', years: '12.5' },
      ...{ hope: '70', since: '2026-03-03', 'reach.name': 'Ada Li', agree: 'yes' }
    };
    await client.post(link.path, {
      _page: everyPage[0]!,
      _go: 'save',
      _revision: '5',
      ...answers,
      used: ['shop', 'else']
    });
    const { page, context } = await open(link.path, { viewport: { width: 1280, height: 900 } });
    const found: string[] = [];
    for (const id of everyPage) {
      await page.goto(`${app.url}${link.path}?lang=en&page=${id}`);
      found.push(...(await findings(page, id)));
    }
    expect(found).toEqual([]);
    await context.close();
  }, 180_000);
});

describe('whoever sees or moves otherwise', () => {
  it('UX-02 with text twice as large on a screen of 320 px nothing is cut off or scrolls sideways', async () => {
    const { page, context } = await open(fresh().path, { viewport: { width: 320, height: 640 } });
    const wide: string[] = [];
    for (const id of everyPage) {
      await page.goto(`${app.url}${new URL(page.url()).pathname}?lang=en&page=${id}`);
      // Browsers that enlarge text alone double every size that is set, in whatever unit.
      await page.evaluate(() => {
        const sizes = [...document.querySelectorAll<HTMLElement>('body, body *')].map(
          (one) => [one, parseFloat(getComputedStyle(one).fontSize)] as const
        );
        for (const [one, size] of sizes) one.style.fontSize = `${size * 2}px`;
      });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 320) wide.push(`${id}: ${width}`);
      wide.push(
        ...(await page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>('section:not([hidden]) *, button, footer a')]
            .filter((one) => one.offsetParent !== null && getComputedStyle(one).overflowY === 'hidden')
            .filter((one) => one.scrollHeight > one.clientHeight + 2 && !one.closest('.vh'))
            .map((one) => `cut off: ${one.outerHTML.slice(0, 80)}`)
        ))
      );
    }
    expect(wide).toEqual([]);
    await context.close();
  }, 60_000);

  it('UX-14 in forced colours what is chosen and where the keys are stay visible', async () => {
    const { page, context } = await open(fresh().path, { forcedColors: 'active' });
    const cell = page.locator('[data-q=recommend] .row label').nth(6).locator('span');
    const colours = () =>
      cell.evaluate((one) => {
        const { backgroundColor, color } = getComputedStyle(one);
        return `${backgroundColor} ${color}`;
      });
    const before = await colours();
    await pick(page, 'recommend', 6);
    expect(await colours()).not.toBe(before);
    for (const selector of ['[data-next]', '[data-q=recommend] input:checked + span']) {
      const edge = await page
        .locator(selector)
        .first()
        .evaluate((one) => getComputedStyle(one).borderTopStyle + getComputedStyle(one).backgroundColor);
      expect(edge).not.toBe('nonergba(0, 0, 0, 0)');
    }
    await page.locator('[data-next]').focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    expect(await page.locator('[data-next]').evaluate((one) => getComputedStyle(one).outlineStyle)).toBe('solid');
    await context.close();
  });

  it('UX-02 nothing moves by itself, and nothing hides what has the focus', async () => {
    const { page, context } = await open(fresh().path, { viewport: { width: 320, height: 480 } });
    const hidden: string[] = [];
    for (const id of everyPage) {
      await page.goto(`${app.url}${new URL(page.url()).pathname}?lang=en&page=${id}`);
      const moving = await page.evaluate(
        () =>
          [...document.querySelectorAll('*')].filter((one) => {
            const { animationName, transitionDuration } = getComputedStyle(one);
            return animationName !== 'none' || parseFloat(transitionDuration) > 0;
          }).length
      );
      expect(moving).toBe(0);
      for (let keys = 0; keys < 60; keys += 1) {
        await page.keyboard.press('Tab');
        const seen = await page.evaluate(() => {
          const one = document.activeElement as HTMLElement;
          if (one === document.body) return null;
          // A radio is drawn by the cell beside it.
          const drawn = (one.matches('.row input') ? one.nextElementSibling : one) as HTMLElement;
          const { top, bottom, left, right } = drawn.getBoundingClientRect();
          const [x, y] = [(left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
          const at = document.elementFromPoint(x, y);
          const inside = top < innerHeight && bottom > 0;
          const on = at !== null && (at === one || drawn.contains(at) || at.contains(drawn));
          return inside && on ? '' : drawn.outerHTML.slice(0, 80);
        });
        if (seen === null) break;
        if (seen !== '') hidden.push(`${id}: ${seen}`);
      }
    }
    expect(hidden).toEqual([]);
    await context.close();
  }, 120_000);

  it('UX-14 printed, every page of the survey stands on paper without what only a screen needs', async () => {
    const { page, context } = await open(short.pop()!.path);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('section[data-page]:visible').count()).toBe(3);
    expect(await page.locator('.send:visible, .lang:visible, footer:visible').count()).toBe(0);
    await context.close();
  });
});

describe('whoever hears the page', () => {
  it('UX-10 UX-19 hears that answers are saved, what is wrong and where a new page begins', async () => {
    const { page, context } = await open(fresh().path);
    expect(await page.locator('.saved').getAttribute('role')).toBe('status');
    await page.locator('[data-next]').click();
    const wrong = page.locator('[data-q=recommend]');
    expect(await wrong.getAttribute('aria-describedby')).toBe('recommend-error');
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).name)).toBe('recommend');
    await pick(page, 'recommend', 9);
    await page.locator('[data-next]').click();
    await page.locator('[data-page=grids]:not([hidden])').waitFor();
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.page)).toBe('grids');
    await context.close();
  });
});
