/** A survey in other people's websites, in a real browser: allowed and forbidden sites, each on a port and host name of its own. */
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { findings } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { openClient } from '../support/client.ts';
import { makeWay, type Way } from '../support/entrances.ts';
import { openSite, type Site } from '../support/site.ts';

let app: RunningApp;
let browser: Browser;
let allowed: Site, forbidden: Site;
let embedded: Way, linked: Way, once: Way;

beforeAll(async () => {
  const page = ({ searchParams }: URL) => {
    const way = searchParams.get('way') ?? embedded.path.slice(3);
    const rest = [...searchParams]
      .filter(([name]) => name.startsWith('data-'))
      .map(([name, value]) => ` ${name}="${value}"`);
    return `<!doctype html><html lang="en"><title>Shop</title><main><h1>Shop</h1><button id="ask">Tell us</button><p id="before">Words</p>
      <script async src="${app.url}/embed.js" data-survey="${way}"${rest.join('')}></script></main></html>`;
  };
  [browser, allowed, forbidden] = await Promise.all([openBrowser(), openSite(page), openSite(page)]);
  app = await startApp({
    seed: async (inside) => {
      const sites = ['https://www.shop.example', allowed.origin];
      embedded = await makeWay(inside, { channel: 'embed', sites });
      once = await makeWay(inside, { channel: 'embed', sites, company: 'Zephyr' });
      linked = await makeWay(inside);
    }
  });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await Promise.all([app?.stop(), allowed?.close(), forbidden?.close()]);
});

async function visit(site: Site, query = ''): Promise<{ page: Page; context: BrowserContext; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, locale: 'en-GB' });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
  await page.goto(`${site.origin}/${query}`);
  return { page, context, errors };
}
const policyOf = async (path: string, headers: Record<string, string> = {}) =>
  /frame-ancestors ([^;]*)/.exec(
    String((await openClient(app.url).get(path, headers)).headers['content-security-policy'])
  )?.[1];
const memory = (page: Page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('concord:')));

describe('a survey in a website', () => {
  it('S-31 may be framed by exactly the sites of its entrance, whatever a request says; nothing else by anybody', async () => {
    const listed = `https://www.shop.example ${allowed.origin}`;
    const lies = { referer: 'https://evil.example/', origin: 'https://evil.example', 'x-frame-options': 'ALLOWALL' };
    expect(await policyOf(embedded.path)).toBe(listed);
    expect(await policyOf(embedded.path, lies)).toBe(listed);
    const client = openClient(app.url);
    const shown = await client.get(embedded.path);
    const key = /name="key" value="([^"]+)"/.exec(shown.body)![1]!;
    const sitting = (await client.post(embedded.path, { key })).location!.split('?')[0]!;
    expect(await policyOf(sitting)).toBe(listed);
    await client.post(sitting, { _page: 'words', _go: 'finish', recommend: '8' });
    for (const path of [`${sitting}/thanks`, sitting, `${sitting}/privacy`])
      expect(await policyOf(path), path).toBe(listed);
    for (const path of [linked.path, '/login', '/overview', '/s/aaaaaaaaaaaaaaaaaaaaaa', '/o/aaaaaaaaaaaaaaaaaaaaaa'])
      expect((await policyOf(path, lies)) ?? 'none', path).toMatch(/^'?none'?$/);
  });

  it('UX-17 comes by one script of at most 4 KB that holds nothing of a survey', async () => {
    const { body, headers, status } = await openClient(app.url).get('/embed.js');
    expect([status, headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(gzipSync(body, { level: 9 }).length).toBeLessThanOrEqual(4096);
  });

  it('is answered in the page it stands in, as tall as its questions, without a cookie, and is not asked again', async () => {
    const { page, context, errors } = await visit(allowed, `?way=${once.path.slice(3)}`);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: 'Start' }).click();
    await frame.locator('input[name="recommend"][value="9"]').check({ force: true });
    const fits = () =>
      page.waitForFunction(() => {
        const { top, bottom } = document.querySelector('iframe')!.getBoundingClientRect();
        return bottom - top > 500;
      });
    await fits();
    const inner = page.frames()[1]!;
    await inner.waitForFunction(() => document.documentElement.scrollHeight <= innerHeight + 1);
    expect(await page.locator('iframe').getAttribute('title')).toContain('Zephyr');
    while (!inner.url().includes('/thanks')) {
      const before = await inner.locator('input[name=_page]').inputValue();
      await inner.locator('[data-next]').click();
      await inner.waitForFunction(
        (was) => document.querySelector<HTMLInputElement>('input[name=_page]')?.value !== was,
        before
      );
    }
    await page.waitForFunction(() => Object.keys(localStorage).length > 0);
    expect(await context.cookies()).toEqual([]);
    expect(errors).toEqual([]);
    await page.reload();
    await page.waitForLoadState('networkidle');
    expect(await page.locator('iframe').count()).toBe(0);
    await context.close();
  });

  it('S-31 shows nothing on a site that is not allowed, and tells it nothing', async () => {
    const { page, context, errors } = await visit(forbidden);
    await page.waitForFunction(() => document.querySelector('iframe') !== null);
    await page.waitForLoadState('networkidle');
    expect(errors.join('\n')).toContain('frame-ancestors');
    expect(await page.locator('iframe').evaluate((one) => one.getBoundingClientRect().height)).toBe(0);
    expect(await page.frames()[1]!.evaluate(() => document.body.textContent)).not.toContain('Borealis');
    const popup = await visit(forbidden, '?data-as=popup');
    await popup.page.waitForFunction(() => document.querySelector('iframe') !== null);
    await popup.page.waitForLoadState('networkidle');
    expect(await popup.page.locator('dialog').isVisible()).toBe(false);
    await Promise.all([context.close(), popup.context.close()]);
  });

  it('UX-04 opens as a window with a name, takes the keyboard, closes by Escape within and without, and gives it back', async () => {
    const { page, context } = await visit(allowed, '?data-as=popup&data-on=%23ask');
    for (const where of ['outside', 'inside'] as const) {
      await page.locator('#ask').focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.waitFor({ timeout: 5000 });
      expect(await dialog.getAttribute('aria-label')).toContain('Borealis');
      expect(await page.evaluate(() => document.querySelector('dialog')!.contains(document.activeElement))).toBe(true);
      expect(await findings(page, { include: 'dialog' })).toEqual([]);
      if (where === 'inside') await page.frameLocator('iframe').getByRole('button', { name: 'Start' }).focus();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached', timeout: 5000 });
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('ask');
    }
    expect(await memory(page)).toHaveLength(1);
    await context.close();
  });

  it('slides in beside the page, leaves it usable, and stays away once it was closed', async () => {
    const { page, context } = await visit(allowed, '?data-as=slide');
    const box = page.locator('section:has(iframe)');
    await page.waitForFunction(() => getComputedStyle(document.querySelector('section')!).visibility === 'visible');
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    expect(await findings(page, { include: 'section' })).toEqual([]);
    await box.getByRole('button', { name: 'Close' }).click();
    await box.waitFor({ state: 'detached' });
    await page.reload();
    await page.waitForLoadState('networkidle');
    expect(await page.locator('iframe').count()).toBe(0);
    await context.close();
  });

  it('S-31 believes nobody but its own frame, and the frame nobody but its site', async () => {
    const { page, context } = await visit(allowed);
    await page.waitForFunction(() => document.querySelector('iframe')!.getBoundingClientRect().height > 100);
    await page.evaluate(() => postMessage({ concord: 'done' }, '*'));
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
    expect(await memory(page)).toEqual([]);
    const said = await page.frames()[1]!.evaluate(
      () =>
        new Promise((heard) => {
          addEventListener('message', ({ data }) => data === 'end' && heard('nothing'));
          Object.defineProperty(window, 'parent', { value: { postMessage: () => heard('told') } });
          dispatchEvent(
            new MessageEvent('message', { data: { concord: 'hello' }, origin: 'https://evil.example', source: window })
          );
          postMessage('end', '*');
        })
    );
    expect(said).toBe('nothing');
    await context.close();
  });

  it('UX-12 speaks the language of the site, its button to close too', async () => {
    const { page, context } = await visit(allowed, '?data-as=slide&data-lang=zh-CN');
    await page.getByRole('button', { name: '关闭' }).waitFor();
    await page.frameLocator('iframe').getByRole('button', { name: '开始答题' }).waitFor();
    await context.close();
  });
});
