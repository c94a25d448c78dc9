import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { App } from '../../src/lib/server/app.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { openClient } from '../support/client.ts';
import { type Link, makeLinks } from '../support/links.ts';

const hostile = '<img src=x onerror=window.__x=1>"\'{{company}}{{why}}</title><script>window.__x=1</script>';
const { trust, privacy, thanks } = postMergerRelationship;
const document: SurveyDocument = {
  ...postMergerRelationship,
  key: 'piping',
  trust,
  privacy,
  pages: [
    {
      id: 'one',
      groups: [],
      questions: [{ id: 'why', kind: 'text', text: { en: 'Why?', 'zh-CN': '为什么？' }, required: false }]
    },
    {
      id: 'two',
      groups: [],
      questions: [
        {
          id: 'more',
          kind: 'text',
          text: { en: 'You said [{{why|nothing}}]. What else?', 'zh-CN': '您说的是 [{{why|无}}]。还有吗？' },
          required: false
        }
      ]
    }
  ],
  thanks: {
    bands: [],
    otherwise: { ...thanks.otherwise, text: { en: 'Noted: [{{why}}]', 'zh-CN': '已记录：[{{why}}]' } }
  }
};

let app: RunningApp;
let browser: Browser;
let links: Link[];
beforeAll(async () => {
  app = await startApp({ seed: async (app: App) => void ({ links } = await makeLinks(app, { count: 3, document })) });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

it('S-04 an answer that a later page and the thanks repeat is shown as it was typed, with script and without', async () => {
  for (const [at, javaScriptEnabled] of [true, false].entries()) {
    const context = await browser.newContext({ javaScriptEnabled, locale: 'en' });
    const page = await context.newPage();
    await page.goto(app.url + links[at]!.path);
    await page.locator('[name=why]').fill(hostile);
    await page.locator('[data-next]').click();
    await page.getByText(`You said [${hostile}]. What else?`).waitFor();
    await page.locator('[data-next]').click();
    await page.getByText(`Noted: [${hostile}]`).waitFor();
    expect(await page.locator('img, svg[onload]').count()).toBe(0);
    if (javaScriptEnabled)
      expect(await page.evaluate(() => (window as unknown as { __x?: number }).__x)).toBeUndefined();
    await context.close();
  }
  // Repeating is for whoever said it: an unused link of the same survey shows nothing of it.
  const answer = await openClient(app.url).get(links[2]!.path);
  expect(answer.body).not.toContain('onerror');
});
