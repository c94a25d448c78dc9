import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { library } from '../../src/lib/survey/templates/library.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { type Link, makeLinks } from '../support/links.ts';

const documents = library.map(({ document }) => document);
/** The three with most to say. */
const largest = [...documents]
  .sort((a, b) => JSON.stringify(b.pages).length - JSON.stringify(a.pages).length)
  .slice(0, 3);

let app: RunningApp;
let browser: Browser;
const links: Link[] = [];

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({
      seed: async (inside) => {
        for (const document of largest) links.push(...(await makeLinks(inside, { count: 1, document })).links);
      }
    })
  ]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

it('UX-17 the largest questionnaires that ship stay under 40 KB for the whole sitting, every answer saved on the way', async () => {
  for (const [at, { path }] of links.entries()) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
    const page = await context.newPage();
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (one) => {
      if (!one.url().startsWith('data:')) sizes.push(one.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(app.url + path);
    for (let turn = 0; turn < 40 && !page.url().endsWith('/thanks'); turn += 1) {
      const open = page.locator('section[data-page]:not([hidden])');
      for (const name of await open
        .locator('input[type=radio]:visible, label:visible > input[type=radio]')
        .evaluateAll((all) => [...new Set(all.map((one) => (one as HTMLInputElement).name))]))
        await open.locator(`input[name="${name}"]`).first().check({ force: true });
      for (const area of await open.locator('textarea:visible').all()) await area.fill('All in all well.');
      const before = await page.locator('[name=_page]').inputValue();
      await page.locator('[data-next]').click();
      await page.waitForFunction(
        (id) => (document.querySelector<HTMLInputElement>('[name=_page]')?.value ?? 'thanks') !== id,
        before
      );
    }
    await page.waitForURL('**/thanks');
    await page.waitForLoadState('networkidle');
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(total, `${largest[at]!.key}: ${total} bytes`).toBeLessThanOrEqual(40 * 1024);
    await context.close();
  }
}, 180_000);
