/** What the builder says of the answers that the published questions got. */
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bindings } from '../../src/lib/survey/bindings.ts';
import { complete } from '../../src/lib/server/responses.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';
import { firstPerson, type RunningApp, startApp } from '../support/app.ts';
import { findings } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { makeLinks } from '../support/links.ts';

let app: RunningApp;
let browser: Browser;
let page: Page;
const surveys: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  app = await startApp({
    seed: async (inside) => {
      for (const [count, key] of [
        [40, 'many'],
        [3, 'few']
      ] as const) {
        const document = { ...postMergerRelationship, key };
        const made = await makeLinks(inside, { count, document, company: key });
        surveys.push(made.surveyId);
        const finish = (at: number) =>
          complete(
            inside.db.system,
            {
              invitation: { id: made.links[at]!.invitationId, companyId: made.links[at]!.companyId },
              ...{ surveyVersionId: made.versionId, bindings: bindings(document), key: randomUUID(), locale: 'en' },
              answers: at < 30 ? { recommend: 9 } : { reason: 'because' },
              care: {
                ...{ flags: [], seconds: 60 + at, skipped: at < 30 ? [] : ['recommend'] },
                pageSeconds: document.pages.map(() => 20 + at)
              }
            },
            inside.clock()
          );
        await Promise.all(made.links.map((_, at) => finish(at)));
      }
    }
  });
  const admin = await app.firstAdmin();
  expect((await admin.get(`/surveys/${surveys[0]}/edit`)).status).toBe(200);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  await page.goto(`${app.url}/login`);
  const { email, password } = firstPerson;
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.locator('form button').last().click();
  await page.waitForURL(/overview/);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

it('UX-38 UX-67 under a question stands what it cost those who answered, and beside it the same with n and interval', async () => {
  await page.goto(`${app.url}/surveys/${surveys[0]}/edit`);
  const card = page.locator('#card-recommend');
  await expect.poll(() => card.locator('.figures').textContent()).toContain('25.0% left it out');
  expect(await card.locator('.figures').textContent()).toContain('page 40 s');
  await card.locator('.take').click({ force: true });
  const panel = page.getByRole('region', { name: 'What answering it takes' });
  await expect.poll(() => panel.textContent()).toContain('From 40 answers to version 1.');
  expect(await panel.textContent()).toMatch(/25\.0% \(14–40 %\) n 40/);
  expect(await page.locator('dl', { hasText: 'People took' }).first().textContent()).toContain('80 s');
  expect(await findings(page, { include: '#card-recommend' })).toEqual([]);
});

it('UX-38 a version with few answers says how many there are and shows no figure', async () => {
  await page.goto(`${app.url}/surveys/${surveys[1]}/edit`);
  await page.locator('#card-recommend .take').click({ force: true });
  const panel = page.getByRole('region', { name: 'What answering it takes' });
  await expect.poll(() => panel.textContent()).toContain('Version 1 has 3 of the 30 answers that figures need.');
  expect(await page.locator('.figures').count()).toBe(0);
});
