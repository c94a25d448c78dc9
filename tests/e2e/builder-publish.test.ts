/** Publishing while people answer: what the page says will happen is what happens. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import { everybody } from '../../src/lib/outreach/audience.ts';
import * as invitations from '../../src/lib/server/invitations.ts';
import * as programs from '../../src/lib/server/programs.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { addPerson, clean, saved, visit, wording } from '../support/builder.ts';
import { makeCompany, makeCustomer } from '../support/outreach.ts';

const ada = 'ada@x.test';
const asked = 'How likely are you to recommend us to a colleague?';

let app: RunningApp;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let surveyId = '';
let programId = '';
let paths: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  app = await startApp({
    seed: async (inside) => {
      const { db, clock } = inside;
      const now = clock();
      await addPerson(inside, 'Ada Admin', ada);
      const companyId = await makeCompany(db, 'A', now);
      for (let n = 0; n < 5; n += 1) await makeCustomer(db, companyId, `c${n}@x.test`, now, { locale: 'en' });
      const made = await surveys.create(db.app, consoleActor, postMergerRelationship, now, true);
      if (!made.ok) throw new Error(made.reason);
      surveyId = made.id;
      await surveys.publish(db.app, consoleActor, surveyId, now);
      const program = await programs.create(
        db.app,
        consoleActor,
        {
          ...{ surveyId, name: 'Autumn pulse', channel: 'email', kind: 'relationship', audience: everybody },
          ...{ fatigueDays: 0, expiresDays: 30 }
        },
        now
      );
      if (!program.ok) throw new Error(program.reason);
      programId = program.id;
      const scope = { companies: { [companyId]: 'records' as const }, overlap: true };
      const launched = await programs.launch(inside, consoleActor, scope, programId, 1, now);
      if (!launched.ok) throw new Error(launched.reason);
      const found = await invitations.list(inside, scope, { programId, limit: 10 });
      paths = found.map(({ link }) => new URL(link!).pathname);
    }
  });
  ({ context, page } = await visit(app, browser, ada, `/surveys/${surveyId}`));
});
afterAll(async () => {
  await context?.close();
  await browser?.close();
  await app?.stop();
});

const section = (name: string) => page.locator('section.sec').filter({ has: page.getByRole('heading', { name }) });

describe('publishing', () => {
  it('UX-39 says who stays on which version, which trends break, which words are missing, and each change in words', async () => {
    const [first, second] = paths.map((path) => ({ path, client: app.client() }));
    for (const { path, client } of [first!, second!]) expect((await client.get(path)).status).toBe(200);
    const { body } = await second!.client.get(second!.path);
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
    await second!.client.post(second!.path, {
      ...{ _key: field('_key'), _revision: '1', _page: field('_page'), _go: 'save', recommend: '9' }
    });

    await page.goto(`${app.url}/surveys/${surveyId}/edit`);
    await page.frameLocator('iframe').locator('form').waitFor({ state: 'attached' });
    await page.locator('#outline-recommend').click();
    await wording(page).fill(asked);
    await page.locator('#outline-recommend').focus();
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Type to narrow the list' }).fill('Text');
    await page.keyboard.press('Enter');
    await wording(page).fill('What would you miss?');
    await saved(page);
    await page.getByRole('link', { name: /Check and publish|findings? before publishing/ }).click();

    const changes = section('What publishing changes');
    await changes.getByText('Stay on version 1: 1 who opened their link, 1 who have begun to answer.').waitFor();
    const told = (await changes.textContent()) ?? '';
    expect(told).toContain('Autumn pulse');
    expect(told).toContain('Get version 2: 3 who have not opened their link yet.');
    expect(told).toMatch(/Trends that break\s*NPS\s*Changed: the wording/);
    expect(told).toContain(`${asked}: Wording, English`);
    expect(told).toContain('What would you miss?');
    const before = section('Before publishing');
    await before.getByRole('link', { name: 'missing: 1' }).waitFor();
    await clean(page, 'changes');
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  });

  it('UX-39 a question that nobody can reach stops it, and is named', async () => {
    const client = await app.loginAs(ada, 'correct horse battery');
    const never = { all: [3, 8].map((value, at) => ({ question: 'recommend', op: at ? 'ge' : 'le', value })) };
    const change = async (showIf: unknown) => {
      const draft = (await client.get(`/surveys/${surveyId}/document`)).json<SurveyDocument>();
      const pages = draft.pages.map((one, at) =>
        at > 0
          ? one
          : {
              ...one,
              questions: one.questions.map((question) =>
                question.text.en === 'What would you miss?'
                  ? { ...question, text: { en: question.text.en, 'zh-CN': '您会怀念什么？' }, showIf }
                  : question
              )
            }
      );
      const revision = Number(
        /revision:(\d+)/.exec((await client.get(`/surveys/${surveyId}/edit`)).body)?.[1] ?? Number.NaN
      );
      const body = JSON.stringify({ revision, document: { ...draft, pages } });
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      expect((await client.send('PUT', `/surveys/${surveyId}/draft`, { headers, body })).status).toBe(200);
      await page.goto(`${app.url}/surveys/${surveyId}`);
    };
    await change(never);
    await section('Before publishing').getByText('1 finding stops publishing').waitFor();
    expect(await page.getByRole('button', { name: 'Publish version 2' }).count()).toBe(0);
    await clean(page, 'stopped');
    await change(undefined);
    await page.getByRole('button', { name: 'Publish version 2' }).waitFor();
  });

  it('F-25 what it says is what happens: those who started go on with their words, the others get the new ones', async () => {
    await page.getByRole('button', { name: 'Publish version 2' }).click();
    await page.getByRole('status').filter({ hasText: 'Version 2 is published.' }).waitFor();
    await clean(page, 'published');
    const bodies = await Promise.all(
      [paths[0]!, paths[1]!, paths[2]!].map(async (path) => (await app.client().get(path)).body)
    );
    expect(bodies.map((body) => body.includes(asked))).toEqual([false, false, true]);
    expect(bodies[1]).toMatch(/name="recommend"[^>]*value="9"[^>]*checked|checked[^>]*value="9"/);
    expect(await page.getByRole('cell', { name: /^Version/ }).allTextContents()).toEqual(['Version 2', 'Version 1']);
  });
});
