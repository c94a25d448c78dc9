import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { crawl, fillHouse, logIn } from '../support/full-house.ts';

/** Each of them runs, opens, swallows or overflows something where text is taken for more than text. */
const payloads = [
  '<img src=x onerror=window.__x=1>',
  '"><svg onload=window.__x=1>',
  "'-window.__x=1-'",
  '</textarea><script>window.__x=1</script>',
  '</title><script>window.__x=1</script>',
  '{{7*7}}${7*7}<%= 7*7 %>',
  '<xmp><script>window.__x=1</script>',
  '&lt;script&gt;window.__x=1&lt;/script&gt;',
  '<b onmouseover=window.__x=1>tip</b>',
  '\u202Egnp.exe\u202C',
  '<a href=//evil.test>click</a>',
  '</style><script>window.__x=1</script>'
];
let turn = 0;
/** The next payload, found again by its first word; at most `most` characters. */
const hostile = (most = 200) => `zebra${(turn += 1)} ${payloads[turn % payloads.length]!}`.slice(0, most);

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp({ seed: async (app) => void (await fillHouse(app, hostile)) });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Crawls as this person and says what was seen of the texts. */
async function read(email: string): Promise<{ shapes: string[]; trouble: string[]; seen: Set<string> }> {
  const seen = new Set<string>();
  const wrong: string[] = [];
  const look = async (page: Page, path: string) => {
    if ((await page.evaluate('window.__x')) !== undefined) wrong.push(`${path}: a text ran`);
    const found = await page.evaluate<{ words: string[]; foreign: number }>(`({
      words: document.documentElement.textContent.match(/zebra\\d+/g) ?? [],
      foreign: document.querySelectorAll('[href*="evil.test"], [src*="evil.test"], img[src="x"]').length
    })`);
    for (const word of found.words) seen.add(word);
    if (found.foreign > 0) wrong.push(`${path}: a text became a link or a picture`);
  };
  const { shapes, trouble } = await crawl(await logIn(browser, app.url, email), app.url, look);
  return { shapes, trouble: [...trouble, ...wrong], seen };
}

it('S-01 S-06 hostile texts in every field stay texts on every page of an administrator and a leader', async () => {
  const admin = await read('admin@x.test');
  expect(admin.trouble).toEqual([]);
  expect(admin.shapes).toEqual(
    expect.arrayContaining([
      ...[
        '/overview',
        '/scores',
        '/customers',
        '/customers/[id]',
        '/surveys',
        '/surveys/[id]',
        '/programs',
        '/programs/[id]'
      ],
      ...['/alerts', '/merger', '/imports', '/imports/[id]', '/outbox', '/settings/people', '/settings/account']
    ])
  );
  expect(admin.seen.size).toBeGreaterThan(50);
  const leader = await read('leader@x.test');
  expect(leader.trouble).toEqual([]);
  expect(leader.shapes).toEqual(expect.arrayContaining(['/overview', '/scores', '/alerts', '/merger']));
}, 180_000);
