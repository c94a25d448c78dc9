import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { openClient } from '../support/client.ts';
import { everyKind, everyPage } from '../support/every-kind.ts';
import { type Link, makeLinks } from '../support/links.ts';
import { apart, boxesOf, faultsOf, fontsOf, shadesOf } from '../support/looks.ts';

/** Pictures go here to be looked at; they are no part of the test. */
const album = process.env.CONCORD_ALBUM;
const shadesFile = resolve(import.meta.dirname, 'fixtures/survey-looks.shades.json');
const widths = [320, 390, 1280];
const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64'
);

let app: RunningApp;
let browser: Browser;
let canvas: Page;
let link: Link, sent: Link;
/** Shades by page, language, width and theme: as they were taken, and as they are now. */
const taken: { fonts: string; shades: Record<string, string> } = existsSync(shadesFile)
  ? JSON.parse(readFileSync(shadesFile, 'utf8'))
  : { fonts: '', shades: {} };
const now: Record<string, string> = {};
let fonts = '';

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({
      seed: async (inside) => {
        const { links } = await makeLinks(inside, { count: 2, document: everyKind() });
        [link, sent] = links as [Link, Link];
      }
    })
  ]);
  canvas = await browser.newPage();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function look(path: string, width: number, act: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.route('**/pictures/*', (route) => route.fulfill({ body: dot, contentType: 'image/png' }));
  await page.goto(app.url + path);
  await act(page);
  await context.close();
}

async function portray(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    now[`${name} ${colorScheme}`] = await shadesOf(page, canvas);
    if (album) {
      const path = `${album}/${name.replaceAll(' ', '.')}.${colorScheme}.png`;
      mkdirSync(dirname(path), { recursive: true });
      await page.screenshot({ path, fullPage: true });
    }
  }
}

describe('how every kind of question looks', () => {
  for (const language of ['en', 'zh-CN', 'ar'])
    it(`UX-14 UX-104 the boxes of every page in ${language} at three widths are those of the golden file, and nothing lies over anything`, async () => {
      const boxes: string[] = [];
      const faults: string[] = [];
      for (const width of widths)
        for (const id of everyPage)
          await look(`${link.path}?lang=${language}&page=${id}`, width, async (page) => {
            fonts ||= await fontsOf(page);
            boxes.push(`# ${id} at ${width}`, ...(await boxesOf(page)), '');
            faults.push(...(await faultsOf(page)).map((fault) => `${id} at ${width}: ${fault}`));
            await portray(page, `${id} ${language} ${width}`);
          });
      await expect(boxes.join('\n')).toMatchFileSnapshot(`fixtures/survey-looks.${language}.txt`);
      expect(faults).toEqual([]);
    }, 180_000);

  it('UX-14 so do a page with what is wrong, the thank-you page and the privacy page', async () => {
    await openClient(app.url).post(sent.path, { _go: 'finish', recommend: '9' });
    const boxes: string[] = [];
    const faults: string[] = [];
    for (const width of [320, 1280])
      for (const [name, path] of [
        ['wrong', `${link.path}?lang=en&page=scales`],
        ['privacy', `${link.path}/privacy?lang=ar`]
      ] as const)
        await look(path, width, async (page) => {
          if (name === 'wrong') await page.locator('[data-next]').click();
          boxes.push(`# ${name} at ${width}`, ...(await boxesOf(page)), '');
          faults.push(...(await faultsOf(page)).map((fault) => `${name} at ${width}: ${fault}`));
          await portray(page, `${name} ${width}`);
        });
    await expect(boxes.join('\n')).toMatchFileSnapshot('fixtures/survey-looks.states.txt');
    expect(faults).toEqual([]);
  }, 120_000);

  it('UX-14 with the fonts they were taken with, all of them look as they did, light and dark', () => {
    if (process.env.CONCORD_SHADES === 'take') {
      writeFileSync(shadesFile, JSON.stringify({ fonts, shades: now }));
      return;
    }
    // Other fonts break lines elsewhere: there the boxes above are what is held.
    if (fonts !== taken.fonts) return;
    expect(Object.keys(now).sort()).toEqual(Object.keys(taken.shades).sort());
    const changed = Object.entries(now).map(([name, shades]) => [name, apart(shades, taken.shades[name]!)] as const);
    expect(changed.filter(([, share]) => share > 0.04)).toEqual([]);
  });

  it('the looking glass bears another cut of a font, and sees a broken layout and a missing colour', async () => {
    await look(`${link.path}?lang=en&page=scales`, 390, async (page) => {
      const [boxes, shades] = [await boxesOf(page), await shadesOf(page, canvas)];
      const style = async (rules: string) =>
        page.evaluate((text) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(text);
          document.adoptedStyleSheets = text === '' ? [] : [sheet];
        }, rules);
      await style('body { letter-spacing: 0.015em; line-height: 1.53 }');
      expect(await boxesOf(page)).toEqual(boxes);
      expect(await faultsOf(page)).toEqual([]);
      await style('.row { display: block }');
      expect(await boxesOf(page)).not.toEqual(boxes);
      expect(apart(await shadesOf(page, canvas), shades)).toBeGreaterThan(0.04);
      await style('.q { margin-top: -3rem }');
      expect(await faultsOf(page)).not.toEqual([]);
      await style('.row { width: 500px }');
      expect((await faultsOf(page)).join()).toContain('sticks out');
      await style(':root, body { background: #888 }');
      expect(apart(await shadesOf(page, canvas), shades)).toBeGreaterThan(0.04);
      await style('');
      expect(apart(await shadesOf(page, canvas), shades)).toBe(0);
    });
  }, 60_000);
});
