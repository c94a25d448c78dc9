/** Every screen on which questionnaires are made, as somebody meets it who sees none of it: names, and what axe finds. */
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import { questionsOf, type SurveyDocument } from '../../src/lib/survey/document.ts';
import { kinds, type Kind } from '../../src/lib/survey/kinds.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { addPerson, clean, pick, saved, sitDown, wording } from '../support/builder.ts';
import { everyKind } from '../support/every-kind.ts';
import { trialSurvey } from '../support/trial-survey.ts';

const [ada, bea] = ['ada@x.test', 'bea@x.test'];
let app: RunningApp;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let kindsId = '';
let trialId = '';

beforeAll(async () => {
  browser = await openBrowser();
  app = await startApp({
    seed: async (inside) => {
      const { db, clock } = inside;
      await addPerson(inside, 'Ada Admin', ada);
      await addPerson(inside, 'Bea Builder', bea);
      const store = async (document: SurveyDocument) => {
        const made = await surveys.create(db.app, consoleActor, document, clock(), true);
        if (!made.ok) throw new Error(made.reason);
        return made.id;
      };
      kindsId = await store(everyKind());
      trialId = await store(trialSurvey);
    }
  });
  ({ page, context } = await sitDown(app, browser, ada, kindsId));
});
afterAll(async () => {
  await context?.close();
  await browser?.close();
  await app?.stop();
});

/** What a screen reader finds in a part of a page; what differs from run to run is left out. */
async function namesOf(part: Locator): Promise<string> {
  const names = await part.ariaSnapshot();
  return names
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')
    .replaceAll(/\d{1,2} \w{3} \d{4}(, \d\d:\d\d UTC)?/g, '(moment)');
}

describe('the screens of questionnaires', () => {
  it('UX-33 UX-04 the names that a screen reader says in the builder are those of the golden file', async () => {
    const names: string[] = [];
    const note = async (state: string, part: Locator) => names.push(`# ${state}\n${await namesOf(part)}`);
    // What comes when it is worked out or fetched is there first.
    await page.getByText('Takes about').waitFor();
    await page.locator('nav .flag').first().waitFor({ state: 'attached' });
    await pick(page, 'recommend');
    await page.getByText('Nothing is published yet.').waitFor();
    await page.locator('#outline-survey').click();
    await note('top', page.locator('header.top'));
    await note('outline', page.getByRole('navigation', { name: 'Outline' }));
    const settings = page.getByRole('complementary', { name: 'Settings' });
    await note('settings of the survey', settings);
    await page.getByRole('navigation', { name: 'Outline' }).getByRole('button', { name: 'Page 1' }).first().click();
    await note('settings of a page', settings);
    for (const kind of Object.keys(kinds) as Kind[]) {
      const question = questionsOf(everyKind()).find((one) => one.kind === kind)!;
      await pick(page, question.id);
      await page.locator(`#card-${question.id} textarea.words`).waitFor();
      await note(`settings of ${kind}`, settings);
      if (kind === 'choice') await note('card of choice', page.locator(`#card-${question.id}`));
    }
    await expect(`${names.join('\n\n')}\n`).toMatchFileSnapshot('../fixtures/builder.names.txt');
  }, 120_000);

  it('UX-02 UX-33 axe finds nothing on what opens in the builder: menu, differences, walk, and the choice between two versions', async () => {
    await page.locator('#outline-recommend').focus();
    await page.keyboard.press('/');
    await page.getByRole('dialog', { name: 'What kind of question?' }).waitFor();
    await clean(page, 'menu');
    await page.keyboard.press('Escape');
    await pick(page, 'recommend');
    await wording(page).fill('Ada asks');
    await saved(page);
    await page.getByRole('button', { name: 'History' }).click();
    await page
      .getByRole('complementary', { name: 'History' })
      .getByRole('button', { name: /^Draft/ })
      .last()
      .click();
    await page.getByRole('button', { name: 'Bring this back' }).waitFor();
    await clean(page, 'history');

    const other = await sitDown(app, browser, bea, kindsId);
    await pick(other.page, 'recommend');
    await wording(page).fill('Ada asks again');
    await saved(page);
    await wording(other.page).fill('Bea asks');
    const merge = other.page.getByRole('dialog', { name: 'Two versions of the same place' });
    await merge.waitFor();
    await clean(other.page, 'merge');
    // The keys are in the dialog, walk within it, and decide.
    expect(await other.page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
    await merge.getByRole('radio').first().focus();
    await other.page.keyboard.press('ArrowDown');
    await merge.getByRole('button', { name: 'Keep these' }).press('Enter');
    await saved(other.page);
    expect(await wording(other.page).inputValue()).toBe('Ada asks again');
    await other.context.close();
  }, 120_000);

  it('UX-02 axe finds nothing on the pages around it: publishing, texts, files, paper, starting a survey and what an import says', async () => {
    const failures: string[] = [];
    const look = async (state: string) => clean(page, state).catch((error: Error) => failures.push(error.message));
    for (const path of ['', '/texts?language=zh-CN', '/exchange', '/paper']) {
      await page.goto(`${app.url}/surveys/${trialId}${path}`);
      await look(path || 'the survey');
    }
    await page.goto(`${app.url}/surveys/new`);
    await look('new');
    const model = {
      title: 'Theirs',
      elements: [
        { type: 'signaturepad', name: 'sign' },
        { type: 'text', name: 'why' }
      ]
    };
    await page.locator('textarea[name=document]').fill(JSON.stringify(model));
    await page.locator('[formaction="?/check"]').click();
    await page.getByRole('status').first().waitFor();
    await look('report');
    await page.locator('textarea[name=document]').fill('{"pages": 1}');
    await page.locator('[formaction="?/check"]').click();
    await page.getByRole('alert').waitFor();
    await look('refused');
    expect(failures).toEqual([]);
  }, 180_000);
});
