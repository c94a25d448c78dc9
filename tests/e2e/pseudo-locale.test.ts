import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { crawl, fillHouse, logIn } from '../support/full-house.ts';
import { brackets, ensurePseudo } from '../support/pseudo.ts';

let app: RunningApp;
let browser: Browser;
let survey = '';

/** What people typed in is Greek here, so that every Latin word outside brackets is a word somebody left in the code. */
let turn = 0;
const greek = (most = 200) => `Δέλτα ${(turn += 1)} του ποταμού`.slice(0, most);

beforeAll(async () => {
  const root = ensurePseudo();
  app = await startApp({ root, seed: async (app) => void (survey = await fillHouse(app, greek)) });
  browser = await openBrowser();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Latin words that are nobody's sentence: names of languages, browsers and of Concord, units, days as Intl writes them, addresses. */
const allowed =
  /Concord|Node [\d.]+|English|Chrome|Linux|\bEN\b|\bUTC\b|\bn\b|€|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b|\S+@\S+|https?:\/\/\S+|\b[0-9a-f]{8}-\S+/g;

/** Languages as Intl names them; a country may follow in parentheses. */
const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const named = new Intl.DisplayNames('en', { type: 'language' });
const languages = new Set(letters.flatMap((one) => letters.map((other) => named.of(one + other))));
const isLanguage = (text: string) => languages.has(text.replace(/ \(.*\)$/, ''));

/** Text of the page but what is marked as no sentence of ours (bdi, code, translate=no, another language): of what is seen, of the title, and of what screen readers are told. */
const spoken = `(() => {
  const said = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent.closest('script, style, code, bdi, textarea, pre, [translate=no], body [lang]')) said.push(node.data);
  }
  for (const one of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
    if (!one.closest('[translate=no], body [lang]'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) said.push('\\n' + (one.getAttribute(name) ?? ''));
  return said;
})()`;

/** Sentences that end before they are read: wider than their box where the box hides what is over, or out of the page. */
const clipped = `(() => {
  const found = [];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) {
    const right = (one) => one.getBoundingClientRect().right;
    const widest = [...document.body.querySelectorAll('*')]
      .filter((one) => one.checkVisibility() && !one.closest('.vh, svg *'))
      .reduce((last, one) => (right(one) >= right(last) ? one : last), document.body);
    found.push('the page scrolls ' + wide + ' px sideways for ' + widest.outerHTML.slice(0, 160));
  }
  for (const one of document.body.querySelectorAll('*')) {
    const own = [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join('').trim();
    if (!own.includes('${brackets[0]}') || !one.checkVisibility() || one.closest('.vh, svg, option, title')) continue;
    for (let box = one; box && box !== document.body; box = box.parentElement) {
      const { overflowX } = getComputedStyle(box);
      if (overflowX === 'auto' || overflowX === 'scroll') break;
      if ((overflowX === 'hidden' || overflowX === 'clip') && box.clientWidth > 2 && box.scrollWidth > box.clientWidth + 1) {
        // What is wrapped out of its box as a whole is left out, not cut.
        if (one.getBoundingClientRect().top < box.getBoundingClientRect().bottom)
          found.push('clipped: ' + own.slice(0, 60));
        break;
      }
    }
  }
  return found;
})()`;

async function look(page: Page, path: string): Promise<string[]> {
  const said = await page.evaluate<string[]>(spoken);
  const bare = outside(said.join('\u0001'))
    .split(/[\n\u0001]/)
    .map((one) => one.replaceAll(allowed, ' ').trim())
    .filter((one) => /\p{Script=Latin}{2,}/u.test(one) && !isLanguage(one));
  // A questionnaire that ships is drawn in the words of its own language.
  const ships = path.startsWith('/surveys/new/preview');
  const found = ships ? [] : bare.map((one) => `in no language: ${one.slice(0, 80)}`);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    found.push(...(await page.evaluate<string[]>(clipped)).map((one) => `at ${width} px ${one}`));
  }
  return [...new Set(found)].map((one) => `${path}: ${one}`);
}

/** What stands outside all brackets; a sentence may hold others, and elements. */
function outside(text: string): string {
  let depth = 0;
  let kept = '';
  for (const one of text) {
    if (one === brackets[0]) depth += 1;
    else if (one === brackets[1]) depth -= 1;
    else if (depth === 0) kept += one;
  }
  expect(depth).toBe(0);
  return kept;
}

it('UX-103 in a language of longer words no page shows a sentence of the code’s own, cuts one off or scrolls sideways', async () => {
  const found: string[] = [];
  const guest = await (await browser.newContext()).newPage();
  for (const path of [
    '/login',
    '/reset',
    '/reset/none',
    '/join/none',
    '/first/none',
    survey,
    '/s/unknown',
    '/nothing'
  ]) {
    await guest.goto(app.url + path, { waitUntil: 'load' });
    found.push(...(await look(guest, path)));
  }
  const admin = await logIn(browser, app.url, 'admin@x.test');
  const { shapes, trouble } = await crawl(
    admin,
    app.url,
    async (page, path) => void found.push(...(await look(page, path)))
  );
  expect(trouble).toEqual([]);
  expect(shapes.length).toBeGreaterThan(35);
  expect(found).toEqual([]);
}, 180_000);
