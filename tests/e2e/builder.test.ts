/** The survey builder as its people use it: one at a keyboard, two at once, one without a network. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import * as people from '../../src/lib/server/access/people.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { clean } from '../support/builder.ts';

const password = 'correct horse battery';
const persons = [
  ['Ada Admin', 'ada@x.test'],
  ['Bea Builder', 'bea@x.test']
] as const;

let app: RunningApp;
let browser: Browser;
const drafts: string[] = [];
let contexts: BrowserContext[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  app = await startApp({
    seed: async ({ db, clock }) => {
      for (const [name, email] of persons) {
        const input = { email, name, role: 'admin' as const, cleanTeam: true, companies: [], locale: 'en' };
        const invited = await people.invite(db.app, consoleActor, input, clock());
        if (!invited.ok) throw new Error(invited.reason);
        await people.setPasswordByToken(db.app, 'join', invited.token, password, clock());
      }
      for (let n = 0; n < 6; n += 1) {
        const made = await surveys.create(db.app, consoleActor, postMergerRelationship, clock(), true);
        if (!made.ok) throw new Error(made.reason);
        drafts.push(made.id);
      }
    }
  });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});
afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  contexts = [];
});

interface Desk {
  page: Page;
  context: BrowserContext;
  id: string;
  /** The draft as the server has it. */
  draft: () => Promise<SurveyDocument>;
}

/** A person at the builder of a survey, with the page alive. */
async function sitDown(email: string, id: string, options: { width?: number } = {}): Promise<Desk> {
  const client = await app.loginAs(email, password);
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1680, height: 1000 }
  });
  contexts.push(context);
  await context.addCookies([...client.cookies].map(([name, value]) => ({ name, value, url: app.url })));
  const page = await context.newPage();
  await page.goto(`${app.url}/surveys/${id}/edit`);
  await alive(page);
  const draft = async (): Promise<SurveyDocument> => (await client.get(`/surveys/${id}/document`)).json();
  return { page, context, id, draft };
}

/** Only a page that runs mounts the preview. */
const alive = (page: Page) => page.frameLocator('iframe').locator('form').waitFor({ state: 'attached' });
const standing = (page: Page, text: RegExp | string) =>
  page.locator('header.top [role=status]').filter({ hasText: text }).waitFor();
const saved = (page: Page) => standing(page, 'All changes saved');
const wording = (page: Page) => page.getByRole('textbox', { name: 'Wording of the question' });
const pick = (page: Page, id: string) => page.locator(`#outline-${id}`).click();
const textOf = (document: SurveyDocument, id: string) =>
  document.pages.flatMap(({ questions }) => questions).find((question) => question.id === id)?.text.en;
const orderOf = (document: SurveyDocument) =>
  document.pages.map(({ questions }) => questions.map(({ id }) => id).join(' ')).join(' | ');
const [ada, bea] = [persons[0][1], persons[1][1]];

describe('the builder', () => {
  it('UX-30 UX-31 what was typed is saved by itself, and after a reload it can still be taken back and made again', async () => {
    const { page, draft } = await sitDown(ada, drafts[0]!);
    const before = textOf(await draft(), 'recommend');
    await pick(page, 'recommend');
    await wording(page).fill('');
    await wording(page).pressSequentially('Would you say yes to us?');
    await saved(page);
    expect(textOf(await draft(), 'recommend')).toBe('Would you say yes to us?');

    await page.reload();
    await alive(page);
    await page.keyboard.press('Control+z');
    await saved(page);
    expect(textOf(await draft(), 'recommend')).toBe(before);
    await page.keyboard.press('Control+Shift+z');
    await saved(page);
    expect(textOf(await draft(), 'recommend')).toBe('Would you say yes to us?');
    await pick(page, 'recommend');
    expect(await wording(page).inputValue()).toBe('Would you say yes to us?');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => textOf(await draft(), 'recommend')).toBe(before);
    await expect.poll(() => wording(page).inputValue()).toBe(before);
  });

  it('F-44 two people at different places both keep what they did', async () => {
    const [one, other] = [await sitDown(ada, drafts[1]!), await sitDown(bea, drafts[1]!)];
    await pick(one.page, 'recommend');
    await pick(other.page, 'reason');
    await wording(one.page).fill('First place');
    await saved(one.page);
    await wording(other.page).fill('Second place');
    await saved(other.page);
    const both = await one.draft();
    expect([textOf(both, 'recommend'), textOf(both, 'reason')]).toEqual(['First place', 'Second place']);
    expect(await other.page.locator('#outline-recommend').textContent()).toContain('First place');
    // The first one gets the other's words with the next save.
    await wording(one.page).fill('First place again');
    await saved(one.page);
    expect(await one.page.locator('#outline-reason').textContent()).toContain('Second place');
    const last = await one.draft();
    expect([textOf(last, 'recommend'), textOf(last, 'reason')]).toEqual(['First place again', 'Second place']);
  });

  it('F-44 UX-02 who changed the same words is shown both versions and chooses; the choice is saved', async () => {
    for (const keep of ['Mine', 'Theirs']) {
      const [one, other] = [await sitDown(ada, drafts[2]!), await sitDown(bea, drafts[2]!)];
      await pick(one.page, 'recommend');
      await pick(other.page, 'recommend');
      await wording(one.page).fill(`Ada asks, then ${keep}`);
      await saved(one.page);
      await wording(other.page).fill(`Bea asks, then ${keep}`);
      const dialog = other.page.getByRole('dialog', { name: 'Two versions of the same place' });
      await dialog.waitFor();
      expect(await dialog.textContent()).toContain('Ada Admin saved while you were working');
      expect(await dialog.getByRole('radio').count()).toBe(2);
      for (const name of ['Ada asks', 'Bea asks']) expect(await dialog.textContent()).toContain(name);
      await clean(other.page, 'merge');
      await dialog.getByRole('radio', { name: new RegExp(`^${keep}:`) }).check();
      await dialog.getByRole('button', { name: 'Keep these' }).click();
      await saved(other.page);
      const who = keep === 'Mine' ? 'Bea' : 'Ada';
      expect(textOf(await other.draft(), 'recommend')).toBe(`${who} asks, then ${keep}`);
      expect(await wording(other.page).inputValue()).toBe(`${who} asks, then ${keep}`);
    }
  });

  it('UX-31 F-44 work without a network is kept, and goes together with what others saved when it is back', async () => {
    const [one, other] = [await sitDown(ada, drafts[3]!), await sitDown(bea, drafts[3]!)];
    await one.context.setOffline(true);
    await pick(one.page, 'recommend');
    await wording(one.page).fill('Written on the train');
    await standing(one.page, 'Not connected');
    await pick(other.page, 'reason');
    await wording(other.page).fill('Written at the desk');
    await saved(other.page);
    await one.context.setOffline(false);
    await saved(one.page);
    const both = await one.draft();
    expect([textOf(both, 'recommend'), textOf(both, 'reason')]).toEqual([
      'Written on the train',
      'Written at the desk'
    ]);

    // Closed before the network came back: the device still has it.
    await one.context.setOffline(true);
    await wording(one.page).fill('Left on the device');
    await standing(one.page, 'Not connected');
    await one.page.close();
    await one.context.setOffline(false);
    const again = await one.context.newPage();
    await again.goto(`${app.url}/surveys/${one.id}/edit`);
    await alive(again);
    await saved(again);
    expect(textOf(await one.draft(), 'recommend')).toBe('Left on the device');
    expect(await again.locator('#outline-recommend').textContent()).toContain('Left on the device');
  });

  it('UX-33 everything goes by keyboard: adding, wording, kind, order, taking out and taking back', async () => {
    const { page, draft } = await sitDown(ada, drafts[4]!);
    const start = orderOf(await draft());
    const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
    await page.locator('#outline-recommend').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('/');
    await page.getByRole('dialog', { name: 'What kind of question?' }).waitFor();
    await page.keyboard.type('yes');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Wording of the question');
    await page.keyboard.type('Did it work?');
    await saved(page);
    const added = await draft();
    expect(orderOf(added)).toBe(start.replace('recommend', 'recommend q1'));
    expect(textOf(added, 'q1')).toBe('Did it work?');

    await page.getByRole('combobox', { name: 'Kind' }).focus();
    await page.keyboard.type('Number');
    await saved(page);
    expect((await draft()).pages[0]!.questions.find(({ id }) => id === 'q1')?.kind).toBe('number');

    await page.locator('#outline-q1').focus();
    const last = added.pages[0]!.questions.length - 1;
    for (let step = 0; step < last; step += 1) await page.keyboard.press('Alt+ArrowDown');
    await saved(page);
    const moved = orderOf(await draft());
    expect(moved.split(' | ')[1]).toMatch(/^q1 /);
    expect(await focused()).toBe('outline-q1');
    await page.keyboard.press('Alt+ArrowUp');
    await saved(page);
    expect(orderOf(await draft()).split(' | ')[0]).toMatch(/ q1$/);
    expect(await focused()).toBe('outline-q1');

    await page.keyboard.press('Delete');
    await saved(page);
    expect(orderOf(await draft())).toBe(start);
    expect(await focused()).toMatch(/^outline-/);
    await page.keyboard.press('Control+z');
    await saved(page);
    expect(orderOf(await draft()).split(' | ')[0]).toMatch(/ q1$/);
  });

  it('UX-36 words go to a translator as a file and come back whole, or not at all', async () => {
    const { page, id, draft } = await sitDown(ada, drafts[0]!);
    const client = await app.loginAs(ada, password);
    await page.goto(`${app.url}/surveys/${id}/texts?language=zh-CN`);
    const { body } = await client.get(`/surveys/${id}/texts/file?format=xliff&language=zh-CN`);
    const question = (await draft()).pages.at(-1)!.questions.at(-1)!;
    const old = question.text['zh-CN']!;
    const send = async (name: string, text: string) => {
      await page
        .getByLabel('Translated file')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
      await page.getByRole('button', { name: 'Take it in' }).click();
    };
    await send('bad.xlf', body.replace(old, '新的说法').replace('name="thanks/', 'name="gone/'));
    await page.getByRole('alert').filter({ hasText: 'The survey has no text at: gone/' }).waitFor();
    expect((await draft()).pages.at(-1)!.questions.at(-1)).toEqual(question);
    await clean(page, 'refused');
    await send('good.xlf', body.replace(old, '新的说法'));
    await page.getByRole('status').filter({ hasText: 'Texts changed: 1' }).waitFor();
    expect((await draft()).pages.at(-1)!.questions.at(-1)!.text).toEqual({ ...question.text, 'zh-CN': '新的说法' });
    const table = (await client.get(`/surveys/${id}/texts/file?format=csv`)).body;
    await send('words.csv', table.replace('新的说法', old));
    await expect.poll(async () => (await draft()).pages.at(-1)!.questions.at(-1)).toEqual(question);
    await clean(page, 'taken in');
  });

  it('UX-02 axe finds nothing in any state of the builder, light and dark', async () => {
    const { page } = await sitDown(ada, drafts[5]!);
    await clean(page, 'survey');
    for (const id of ['recommend', 'service', 'reason']) {
      await pick(page, id);
      await clean(page, id);
    }
    await page.getByRole('navigation').getByRole('button', { name: 'Page 2' }).click();
    await clean(page, 'page');
    for (const kind of ['pairs', 'sum', 'contact']) {
      await page.locator('#outline-recommend').focus();
      await page.keyboard.press('/');
      await page.getByRole('combobox', { name: 'Type to narrow the list' }).waitFor();
      if (kind === 'pairs') await clean(page, 'menu');
      await page.keyboard.type(kind);
      await page.keyboard.press('Enter');
      await wording(page).waitFor();
      await clean(page, kind);
    }
    await saved(page);
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByRole('complementary', { name: 'History' }).getByRole('button').last().click();
    await page.getByRole('button', { name: 'Bring this back' }).waitFor();
    await clean(page, 'history');
  }, 180_000);

  it('UX-02 on a telephone each part fits its width, and axe finds nothing', async () => {
    const { page } = await sitDown(ada, drafts[5]!, { width: 390 });
    for (const part of ['Questionnaire', 'Outline', 'Settings', 'Preview']) {
      await page.getByRole('group', { name: 'Part of the builder' }).getByRole('button', { name: part }).click();
      await clean(page, `phone ${part}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  }, 120_000);
});
