/** What people do at the builder besides writing: they talk, look back, answer findings, and try the survey as somebody would. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import { addCompany } from '../../src/lib/server/companies.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import { contrastOf } from '../../src/lib/survey/brand.ts';
import { questionsOf, type SurveyDocument } from '../../src/lib/survey/document.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { addPerson, clean, type Looks, pick, saved, type Seat, sitDown, visit, wording } from '../support/builder.ts';
import { largeSurvey } from '../support/large-survey.ts';
import { trialSurvey } from '../support/trial-survey.ts';

const [ada, bea, ann] = ['ada@x.test', 'bea@x.test', 'ann@x.test'];
const brands = [
  ['Aurora', '#ffe14d'],
  ['Borealis', '#0c5c50']
] as const;

let app: RunningApp;
let browser: Browser;
let large = '';
const trials: string[] = [];
let contexts: BrowserContext[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  app = await startApp({
    seed: async (inside) => {
      const { db, clock } = inside;
      await addPerson(inside, 'Ada Admin', ada);
      await addPerson(inside, 'Bea Builder', bea, 'editor');
      await addPerson(inside, 'Ann Analyst', ann, 'analyst');
      for (const [name, colour] of brands)
        await addCompany(db.app, consoleActor, { key: name[0]!, name, brand: { colour } }, clock());
      const store = async (document: SurveyDocument) => {
        const made = await surveys.create(db.app, consoleActor, document, clock(), true);
        if (!made.ok) throw new Error(made.reason);
        return made.id;
      };
      for (let n = 0; n < 6; n += 1) trials.push(await store(trialSurvey));
      large = await store(largeSurvey());
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

async function sit(email: string, id: string, looks?: Looks): Promise<Seat> {
  const seat = await sitDown(app, browser, email, id, looks);
  contexts.push(seat.context);
  return seat;
}
/** What the review, the preview or another window comes to after a while. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000 });
const idsOf = (document: SurveyDocument) => questionsOf(document).map(({ id }) => id);
const textOf = (document: SurveyDocument, id: string) =>
  questionsOf(document).find((question) => question.id === id)!.text;
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

describe('people at the builder', () => {
  it('UX-31 talk about a question: who said what and when is there for the other, can be settled, and taken back by its writer alone', async () => {
    const [one, other] = [await sit(ada, trials[0]!), await sit(bea, trials[0]!)];
    const talk = (page: Page) => page.getByRole('region', { name: 'Comments' });
    await pick(one.page, 'price');
    await talk(one.page).getByRole('textbox', { name: 'Write a comment' }).fill('Two things at once?');
    await button(one.page, 'Send').click();
    await talk(one.page).getByText('Two things at once?').waitFor();
    await clean(one.page, 'comment');

    // The other hears it when they come back to their window, and sees in the outline where.
    await other.page.evaluate(() => dispatchEvent(new Event('focus')));
    await other.page.locator('#outline-price').getByText('open comments: 1').waitFor({ state: 'attached' });
    await pick(other.page, 'price');
    const said = talk(other.page).getByRole('article');
    expect(await said.textContent()).toContain('Ada Admin');
    expect(await said.locator('time').textContent()).toMatch(/\d{4}.*\d\d:\d\d UTC/);
    expect(await said.getByRole('button', { name: 'Delete' }).count()).toBe(0);
    await said.getByRole('button', { name: 'Settle' }).click();
    await said.getByText('settled', { exact: true }).waitFor();
    expect(await other.page.locator('#outline-price').textContent()).not.toContain('open comments');

    await one.page.evaluate(() => dispatchEvent(new Event('focus')));
    await talk(one.page).getByRole('button', { name: 'Open again' }).click();
    await talk(one.page).getByRole('button', { name: 'Delete', exact: true }).click();
    await talk(one.page).getByRole('button', { name: 'Delete for good' }).click();
    await eventually(() => talk(one.page).getByRole('article').count()).toBe(0);
  });

  it('S-15 who may read surveys and not change them comes neither to the builder nor to its comments', async () => {
    const { client, context } = await visit(app, browser, ann, `/surveys/${trials[0]}`);
    contexts.push(context);
    expect((await client.get(`/surveys/${trials[0]}/edit`)).status).toBe(403);
    expect((await client.get(`/surveys/${trials[0]}/comments`)).status).toBe(403);
    expect((await client.get(`/surveys/${trials[0]}`)).body).not.toContain(`/surveys/${trials[0]}/edit`);
  });

  it('UX-31 look back: differences are told in words, bringing back what was can be undone, and what others did meanwhile stays', async () => {
    const { page, draft } = await sit(ada, trials[1]!);
    await pick(page, 'price');
    await wording(page).fill('How satisfied are you with the price?');
    await page.getByRole('checkbox', { name: 'Must be answered', exact: true }).check();
    await saved(page);
    await button(page, 'History').click();
    const past = page.getByRole('complementary', { name: 'History' });
    await past
      .getByRole('button', { name: /^Draft/ })
      .last()
      .click();
    await past.getByText('2 changes since').waitFor();
    const told = await past.locator('ol').textContent();
    expect(told).toContain('How satisfied are you with the price?: Wording, English');
    expect(told).toContain('Must be answered');
    for (const code of ['en', 'true', 'false']) expect(told!.split(/[^a-z]+/)).not.toContain(code);
    await clean(page, 'difference');

    const other = await sit(bea, trials[1]!);
    await pick(other.page, 'more');
    await wording(other.page).fill('Anything else?');
    await saved(other.page);
    await past.getByRole('button', { name: 'Bring this back' }).click();
    await saved(page);
    const back = await draft();
    expect(textOf(back, 'price')).toEqual(textOf(trialSurvey, 'price'));
    expect(textOf(back, 'more').en).toBe('Anything else?');
    await button(page, 'Undo').click();
    await saved(page);
    await eventually(async () => textOf(await draft(), 'price').en).toBe('How satisfied are you with the price?');
    expect(textOf(await draft(), 'more').en).toBe('Anything else?');
  });

  it('UX-40 let a finding stand for a reason and take that back, use better words, and make two questions of one', async () => {
    const { page, draft } = await sit(ada, trials[2]!);
    await pick(page, 'price');
    const card = page.locator('#card-price');
    const finding = (code: string, language: string) =>
      card.locator('.finding').filter({ has: page.locator(`[lang="${language}"]`), hasText: code });
    await finding('leading', 'en').getByText('Keep, with a reason').click();
    await finding('leading', 'en').getByRole('textbox', { name: 'Reason for keeping it' }).fill('Our slogan');
    await clean(page, 'reason');
    await finding('leading', 'en').getByRole('button', { name: 'Keep' }).click();
    await card.getByText('Kept: Our slogan').waitFor();
    await eventually(() => finding('leading', 'en').count()).toBe(0);
    await saved(page);
    expect((await draft()).dismissed).toMatchObject([{ code: 'leading', reason: 'Our slogan' }]);
    await card.getByRole('button', { name: 'Look at it again' }).click();

    await finding('leading', 'en').getByRole('button', { name: 'Use these words' }).click();
    await eventually(() => wording(page).inputValue()).toBe('How satisfied are you with our price and delivery?');
    await finding('double-barrelled', 'en').getByRole('button', { name: 'Make two questions of it' }).click();
    await eventually(() => wording(page).inputValue()).toBe('How satisfied are you with our price?');
    await saved(page);
    const document = await draft();
    expect(document.dismissed).toBeUndefined();
    const [, , split] = idsOf(document);
    expect(textOf(document, split!).en).toBe('How satisfied are you with our delivery?');
    await eventually(() => card.locator('.finding').filter({ hasText: 'double-barrelled' }).count()).toBe(1);
  });

  it('UX-32 try it as somebody would: the preview follows each answer, repeats it in texts, and says why a question does not show', async () => {
    const { page, preview } = await sit(ada, trials[3]!);
    const hidden = page.locator('details').filter({ hasText: 'do not show with these answers' });
    await hidden.locator('summary').click();
    const why = (question: string) =>
      hidden.getByRole('listitem').filter({ has: page.getByRole('button', { name: question }) });
    expect(await why('You gave').textContent()).toContain(
      'It shows only if “How likely are you to come back within a year?” is at most 6'
    );
    expect(await why('Did your contact').textContent()).toContain('“Lifecycle stage” is stable');

    // Known of a customer is what the conditions ask for: the author chooses it.
    await page.getByRole('group', { name: 'Answering as' }).getByLabel('Lifecycle stage').selectOption('stable');
    await preview.getByRole('group', { name: 'Did your contact change this month?' }).waitFor();

    await preview.getByRole('radio', { name: /^4\b/ }).first().check({ force: true });
    await eventually(() => why('You gave').count()).toBe(0);
    await preview.getByRole('button', { name: 'Next' }).click();
    await preview.getByText('You gave 4. What was the reason?').waitFor();
    await preview.getByRole('button', { name: 'Back' }).click();
    await preview.getByRole('radio', { name: /^9\b/ }).first().check({ force: true });
    await eventually(async () => why('You gave').textContent()).toContain('A branch after page 1 leads past it.');
    await preview.getByRole('button', { name: 'Next' }).click();
    await preview.getByText('What else would you like to say?').waitFor();

    // What is chosen in the outline is what the preview shows, and the list of what is hidden leads back to the canvas.
    await pick(page, 'recommend');
    await preview.getByText('How likely are you to come back within a year?').waitFor();
    await why('Were you served').getByRole('button').click();
    await eventually(() => wording(page).inputValue()).toBe('Were you served today?');
    await button(page, 'Start again').click();
    await eventually(() => preview.getByRole('radio', { checked: true }).count()).toBe(0);
    await clean(page, 'hidden');
  });

  it('UX-35 UX-37 walk through a thousand times: what nobody reached is named, and how long it takes is said', async () => {
    const { page } = await sit(ada, trials[4]!);
    const outline = page.getByRole('navigation', { name: 'Outline' });
    await button(page, 'Walk through 1,000 times').click();
    const result = outline.getByRole('status').filter({ hasText: 'Never reached:' });
    await result.waitFor();
    expect(await result.getByRole('listitem').allTextContents()).toEqual(['Were you served today?']);
    expect(await outline.locator('dl').textContent()).toMatch(/Takes about\s*1/);
    await clean(page, 'walked');
    await pick(page, 'never');
    await button(page, 'Delete').click();
    await result.getByText('The survey has changed since.').waitFor();
    await button(page, 'Walk through 1,000 times').click();
    await outline.getByText('Every question and ending was reached').waitFor();
  });

  it('UX-13 UX-03 UX-32 see it as phone and desk, in each language, light and dark, as each company, with a colour that can be read', async () => {
    const { page, preview } = await sit(ada, trials[5]!);
    const width = () => preview.locator('body').evaluate(() => innerWidth);
    const colours = () =>
      preview.locator('.wrap').evaluate((wrap) => {
        const next = wrap.querySelector('[data-next]')!;
        const read = (one: Element, name: 'color' | 'backgroundColor') => getComputedStyle(one)[name];
        return {
          page: read(wrap.ownerDocument.body, 'backgroundColor'),
          ink: read(wrap.querySelector('h1')!, 'color'),
          on: read(next, 'color'),
          brand: read(next, 'backgroundColor')
        };
      });
    const hex = (rgb: string) =>
      `#${(rgb.match(/\d+/g) ?? [])
        .slice(0, 3)
        .map((part) => Number(part).toString(16).padStart(2, '0'))
        .join('')}`;

    expect(await preview.locator('body').evaluate(() => document.compatMode)).toBe('CSS1Compat');
    expect(await width()).toBeLessThan(400);
    await button(page, 'Desktop').click();
    await eventually(width).toBeGreaterThan(1000);
    await button(page, 'Phone').click();
    await eventually(width).toBeLessThan(400);

    await page.getByRole('complementary', { name: 'Preview' }).getByRole('button', { name: '中文' }).click();
    await preview.getByText('一年之内您再次光顾的可能性有多大？').waitFor();
    expect(await preview.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByRole('complementary', { name: 'Preview' }).getByRole('button', { name: 'English' }).click();

    const seen = new Set<string>();
    for (const dark of [false, true]) {
      if (dark) await button(page, 'Dark').click();
      for (const [name] of brands) {
        await page.getByRole('combobox', { name: 'In the brand of' }).selectOption({ label: name });
        await preview.locator('.logo').filter({ hasText: name }).waitFor();
        const found = await colours();
        seen.add(JSON.stringify(found));
        for (const [text, behind] of [
          [found.on, found.brand],
          [found.ink, found.page]
        ])
          expect(contrastOf(hex(text!), hex(behind!)), `${name} ${JSON.stringify(found)}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(seen.size).toBe(4);
  });

  it('UX-30 type in a survey of 200 questions: a letter draws its own card and line anew, and nothing else', async () => {
    const { page, draft } = await sit(ada, large);
    await pick(page, 'q7');
    await wording(page).focus();
    await page.keyboard.press('End');
    // What the review found is there before anybody counts.
    await page.locator('#outline-q199 .flag').waitFor({ state: 'attached' });
    await page.evaluate(() => {
      const touched = new Set<string>();
      const note = (records: MutationRecord[]) => {
        for (const { target } of records) {
          const root = target.getRootNode();
          const from = root instanceof ShadowRoot ? root.host : target;
          const place = (from instanceof Element ? from : from.parentElement)?.closest('[id^=card-],[id^=outline-q]');
          if (place) touched.add(place.id);
        }
      };
      const what = { subtree: true, childList: true, characterData: true, attributes: true };
      new MutationObserver(note).observe(document.body, what);
      for (const one of document.querySelectorAll('*'))
        if (one.shadowRoot) new MutationObserver(note).observe(one.shadowRoot, what);
      Object.assign(window, { touched });
    });
    await page.keyboard.type('xyz');
    await saved(page);
    expect(textOf(await draft(), 'q7').en).toMatch(/xyz$/);
    const touched = await page.evaluate(() => [...(window as unknown as { touched: Set<string> }).touched]);
    expect(touched.filter((id) => !/-q7$/.test(id))).toEqual([]);
    expect(touched).toContain('outline-q7');
  });
});
