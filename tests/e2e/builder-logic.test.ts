/** The rules of a whole survey, made in the builder by keyboard, and then met by respondents. */
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../../src/lib/server/access/api-keys.ts';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import * as people from '../../src/lib/server/access/people.ts';
import { openApp } from '../../src/lib/server/app.ts';
import { addCompany } from '../../src/lib/server/companies.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { newId } from '../../src/lib/server/db/id.ts';
import { customer } from '../../src/lib/server/db/schema/customers.ts';
import { response } from '../../src/lib/server/db/schema/responses.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { readDocument } from '../../src/lib/survey/format.ts';
import { type Connection, connect } from '../acceptance/connection.ts';
import { walk } from '../acceptance/forms.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { clean } from '../support/builder.ts';
import { openClient } from '../support/client.ts';

const [email, password] = ['ada@x.test', 'correct horse battery'];
const respondents = 24;
/** A hundred points as they are stored. */
const full = 1_000_000;
const say = (text: string) => ({ en: text });
const rating = (id: string, text: string, more: object = {}) => ({
  ...{ id, kind: 'rating', text: say(text), required: true },
  ...{ scale: { min: 1, max: 5, labels: { 1: say('bad'), 5: say('good') } }, ...more }
});

function documentOf(key: string, more: object = {}): SurveyDocument {
  const reading = readDocument({
    format: 'concord-survey-1',
    key,
    title: say(`Rules ${key}`),
    baseLanguage: 'en',
    languages: ['en'],
    trust: { line: say('We ask.') },
    privacy: { version: '1', text: say('Nothing is kept.') },
    pages: [
      { id: 'start', questions: [rating('overall', 'All in all?'), rating('speed', 'How fast are we?')] },
      { id: 'care', questions: [rating('caring', 'Do we care?')] },
      { id: 'price', questions: [rating('fair', 'Is the price fair?')] },
      { id: 'more', questions: [rating('extra', 'Would you buy more?')] },
      { id: 'end', questions: [{ id: 'why', kind: 'text', text: say('Why so?') }] }
    ],
    thanks: { otherwise: { title: say('Thank you'), text: say('We have it.') } },
    ...more
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.document;
}

/** Branches to an ending and back, a question nobody can see, and sixty questions over fifteen pages. */
const maze = documentOf('maze', {
  endings: [{ id: 'out', kind: 'screened_out', title: say('Not for you'), text: say('Thank you.') }],
  quotas: [{ id: 'fans', name: 'Fans', limit: 20, when: { question: 'q1_1', op: 'eq', value: 5 }, full: 'out' }],
  experiments: [
    {
      id: 'words',
      name: 'Wording',
      arms: [
        { id: 'a', name: 'Short' },
        { id: 'b', name: 'Long' }
      ]
    }
  ],
  computed: [{ id: 'mood', name: 'Mood', value: { mean: [{ question: 'q1_1' }, { question: 'q1_2' }] } }],
  shuffledPages: [['p5', 'p6']],
  thanks: {
    by: 'q1_1',
    bands: [
      { from: 1, to: 2, title: say('Sorry'), text: say('We will call.') },
      { from: 2, to: 3, title: say('Thanks'), text: say('Noted.') }
    ],
    otherwise: { title: say('Thank you'), text: say('We have it.') }
  },
  pages: Array.from({ length: 15 }, (_, p) => ({
    id: `p${p + 1}`,
    questions: Array.from({ length: 4 }, (_, q) =>
      rating(`q${p + 1}_${q + 1}`, `Part ${q + 1} of chapter ${p + 1}?`, {
        ...(p === 1 && q === 0 ? { showIf: { known: 'arm.words', op: 'eq', value: 'a' } } : {}),
        ...(p === 1 && q === 1 ? { showIf: { computed: 'mood', op: 'ge', value: 3 } } : {}),
        ...(p === 3 && q === 0
          ? {
              showIf: {
                all: [
                  { question: 'q1_1', op: 'eq', value: 1 },
                  { question: 'q1_1', op: 'eq', value: 2 }
                ]
              }
            }
          : {})
      })
    ),
    ...(p === 0 ? { next: [{ if: { question: 'q1_1', op: 'eq', value: 1 }, to: 'out' }] } : {}),
    ...(p === 1 ? { next: [{ if: { question: 'q2_3', op: 'eq', value: 1 }, to: 'p9' }] } : {})
  }))
});

const last = maze.pages.at(-1)!;
const round: SurveyDocument = {
  ...maze,
  key: 'round',
  pages: [...maze.pages.slice(0, -1), { ...last, next: [{ if: { question: 'q15_1', op: 'eq', value: 1 }, to: 'p2' }] }]
};

let app: RunningApp;
let browser: Browser;
let api: Connection;
const ids: Record<string, string> = {};
let contexts: BrowserContext[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  let secret = '';
  app = await startApp({
    seed: async ({ db, clock }) => {
      const now = clock();
      const grant = { role: 'admin' as const, cleanTeam: true, companies: [] };
      const invited = await people.invite(db.app, consoleActor, { ...grant, email, name: 'Ada', locale: 'en' }, now);
      const brand = { colour: '#0c5c50' };
      const company = await addCompany(db.app, consoleActor, { key: 'B', name: 'Borealis', brand }, now);
      if (!invited.ok || !company.ok) throw new Error('the database is not new');
      await people.setPasswordByToken(db.app, 'join', invited.token, password, now);
      ({ secret } = await createKey(db.app, consoleActor, { ...grant, name: 'Test' }, now));
      await db.system.insert(customer).values(
        Array.from({ length: respondents }, (_, n) => ({
          ...{ id: newId(now), companyId: company.id, legacyId: `c${n}`, name: `C${n}`, email: `c${n}@x.test` },
          ...{ emailKey: `c${n}@x.test`, sortKey: `c${n}`, searchKey: `c${n}`, locale: 'en' },
          ...{ stage: 'stable' as const, createdAt: now, updatedAt: now },
          attributes: { plan: n % 2 ? 'gold' : 'silver' }
        }))
      );
      for (const document of [documentOf('plain'), maze, { ...maze, key: 'gone' }, round]) {
        const made = await surveys.create(db.app, consoleActor, document, now, true);
        if (!made.ok) throw new Error(made.reason);
        ids[document.key] = made.id;
      }
    }
  });
  api = connect(app.url, secret);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});
afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  contexts = [];
});

interface Seat {
  page: Page;
  draft: () => Promise<SurveyDocument>;
}

async function sitDown(id: string, options: { width?: number; at?: string } = {}): Promise<Seat> {
  const client = await app.loginAs(email, password);
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1680, height: 1000 },
    reducedMotion: 'reduce'
  });
  contexts.push(context);
  await context.addCookies([...client.cookies].map(([name, value]) => ({ name, value, url: app.url })));
  const page = await context.newPage();
  await page.goto(`${app.url}/surveys/${id}/edit${options.at ?? ''}`);
  await alive(page);
  return { page, draft: async () => (await client.get(`/surveys/${id}/document`)).json() };
}

const alive = (page: Page) => page.frameLocator('iframe').locator('form').waitFor({ state: 'attached' });
const saved = (page: Page) =>
  page.locator('header.top [role=status]').filter({ hasText: 'All changes saved' }).waitFor();
const press = (target: Locator, key = 'Enter') => target.press(key);
const view = (page: Page, name: 'Questionnaire' | 'Logic' | 'Map') =>
  press(page.getByRole('group', { name: 'What the middle shows' }).getByRole('button', { name, exact: true }));
const rule = (page: Page, id: string) => page.locator(`#${id}`);

/** Puts words in the place of what stands in a field, by keys alone. */
async function type(field: Locator, words: string): Promise<void> {
  await field.focus();
  await field.page().keyboard.press('Control+a');
  await field.page().keyboard.insertText(words);
}

/** Chooses from a list as the keys do it: by the first letters. */
async function choose(list: Locator, words: string): Promise<void> {
  await list.focus();
  await list.page().keyboard.type(words);
  await expect
    .poll(() => list.evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.textContent))
    .toContain(words);
}

const focusedIn = (page: Page, id: string) =>
  page.evaluate((one) => document.getElementById(one)?.contains(document.activeElement) ?? false, id);

/** Each rule made by keyboard: where it stands in the document, and how it is made. */
const makings: readonly (readonly [string, (document: SurveyDocument) => unknown, (page: Page) => Promise<void>])[] = [
  [
    'a quota with an ending',
    ({ quotas, endings }) => [quotas, endings],
    async (page) => {
      await view(page, 'Logic');
      await press(page.getByRole('button', { name: 'Add a quota' }));
      await expect.poll(() => focusedIn(page, 'quota-quota1')).toBe(true);
      const quota = rule(page, 'quota-quota1');
      await type(quota.getByLabel('What your team calls it'), 'Delighted');
      await type(quota.getByLabel('Complete responses wanted'), '2');
      await press(quota.getByLabel('Count only those who meet a condition'), 'Space');
      await choose(quota.getByLabel('What is looked at'), 'All in all?');
      await choose(quota.getByLabel('How it is compared'), 'is at least');
      await choose(quota.getByLabel('Value'), '5');
      await press(quota.getByRole('button', { name: 'Lead to a new ending' }));
      await expect.poll(() => focusedIn(page, 'full-quota1')).toBe(true);
    }
  ],
  [
    'an experiment',
    ({ experiments }) => experiments,
    async (page) => {
      await press(page.getByRole('button', { name: 'Add an experiment' }));
      const experiment = rule(page, 'experiment-experiment1');
      await type(experiment.getByLabel('What your team calls it'), 'Wording');
      await type(experiment.getByLabel('Arm 1', { exact: true }), 'Short');
      await type(experiment.getByLabel('Arm 2', { exact: true }), 'Long');
      await type(experiment.getByLabel('Weight of Long'), '3');
      await experiment.locator('summary').filter({ hasText: 'Short 25%' }).filter({ hasText: 'Long 75%' }).waitFor();
      await type(experiment.getByLabel('Weight of Long'), '1');
    }
  ],
  [
    'a computed value',
    ({ computed }) => computed,
    async (page) => {
      await press(page.getByRole('button', { name: 'Add a computed value' }));
      const computed = rule(page, 'computed-value1');
      await type(computed.getByLabel('What your team calls it'), 'Points');
      await choose(computed.getByLabel('It is', { exact: true }), 'sum of');
      await choose(computed.getByLabel('Part 1', { exact: true }), 'All in all?');
      await press(computed.getByRole('button', { name: 'Add a part' }));
      await choose(computed.getByLabel('Part 2', { exact: true }), 'product of');
      const product = computed.getByRole('group', { name: 'Part 2: product of' });
      await choose(product.getByLabel('Part 1', { exact: true }), 'How fast');
      await press(product.getByRole('button', { name: 'Add a part' }));
      await choose(product.getByLabel('Part 2', { exact: true }), 'a number');
      await type(product.getByRole('spinbutton', { name: 'a number' }), '2');
      await computed.locator('summary').filter({ hasText: 'the sum of “All in all?” and (the product of' }).waitFor();
    }
  ],
  [
    'an index with weights',
    ({ indexes }) => indexes,
    async (page) => {
      await press(page.getByRole('button', { name: 'Add an index' }));
      const index = rule(page, 'index-satisfaction');
      await choose(index.getByLabel('Answer 2', { exact: true }), 'Do we care?');
      await type(index.getByLabel('Weight 1'), '3');
      await index.locator('summary').filter({ hasText: '75%' }).waitFor();
    }
  ],
  [
    'a set of pages in an order of chance',
    ({ shuffledPages }) => shuffledPages,
    async (page) => {
      await press(page.getByRole('button', { name: 'Add a set of pages' }));
      const set = rule(page, 'page-set-0');
      await press(set.getByLabel('Page 4'), 'Space');
      await set.locator('summary').filter({ hasText: 'Page 2, Page 3, and Page 4' }).waitFor();
      await press(set.getByLabel('Page 4'), 'Space');
    }
  ],
  [
    'thanks by score',
    ({ thanks }) => thanks,
    async (page) => {
      await press(page.locator('#outline-survey'));
      await choose(page.getByLabel('Other words by the answer to'), 'All in all?');
      const [low, high] = [page.getByRole('group', { name: 'Band 1' }), page.getByRole('group', { name: 'Band 2' })];
      await type(low.getByLabel('To'), '3');
      await page.getByText('Bands 1 and 2 both hold 3.').waitFor();
      await type(high.getByLabel('From'), '5');
      await page.getByText('with the words above: 4.').waitFor();
      await type(low.getByLabel('Title'), 'We are sorry');
      await type(high.getByLabel('Title'), 'How good');
    }
  ],
  [
    'a question for one arm',
    ({ pages }) => pages[4]!.questions[0]!.showIf,
    async (page) => {
      await press(page.locator('#outline-why'));
      const properties = page.getByRole('complementary', { name: 'Settings' });
      await press(properties.getByRole('checkbox', { name: 'Shown only if' }), 'Space');
      await choose(properties.getByLabel('What is looked at'), 'Arm of experiment Wording');
      await choose(properties.getByLabel('Value'), 'Short');
    }
  ],
  [
    'words with a computed value',
    ({ pages }) => pages[4]!.questions[0]!.text,
    (page) =>
      type(page.getByRole('textbox', { name: 'Wording of the question' }), 'You gave {{computed.value1}} points. Why?')
  ],
  [
    'a page for those with enough points',
    ({ pages }) => pages[3]!.showIf,
    async (page) => {
      await press(page.getByRole('navigation', { name: 'Outline' }).getByRole('button', { name: 'Page 4' }));
      const properties = page.getByRole('complementary', { name: 'Settings' });
      await press(properties.getByRole('checkbox', { name: 'This page shows only if' }), 'Space');
      await choose(properties.getByLabel('What is looked at'), 'Computed value Points');
      await choose(properties.getByLabel('How it is compared'), 'is at least');
      await type(properties.getByLabel('Value', { exact: true }), '9');
      await page.keyboard.press('Tab');
    }
  ]
];

describe('the rules of a survey in the builder', () => {
  it('UX-35 the map tells every way in words and draws it, marks what cannot be, and what is chosen there is chosen everywhere', async () => {
    const { page } = await sitDown(ids['maze']!);
    await view(page, 'Map');
    const map = page.getByRole('region', { name: 'Logic map' });
    await map.getByText('Pages: 15. Questions: 60.').waitFor();
    await map.getByRole('checkbox', { name: 'with every question' }).press('Space');
    for (const words of [
      'If “Part 1 of chapter 1?” is 1, bad: Ending: Not for you',
      'If “Part 3 of chapter 2?” is 1, bad: Page 9',
      'only if “Arm of experiment Wording” is Short',
      'only if “Computed value Mood” is at least 3',
      'Exchanges places with Page 6',
      'Full: Ending: Not for you'
    ])
      await map.getByText(words, { exact: false }).first().waitFor();
    // One question can never show, and the map says so where it stands.
    const never = map.locator('[data-map="/pages/3"]').getByText('This never shows');
    await never.waitFor();
    await expect.poll(() => map.locator('svg path.tip').count()).toBe(3);

    await map.getByRole('button', { name: 'Part 2 of chapter 7?' }).press('Enter');
    expect(await page.locator('#outline-q7_2').getAttribute('aria-current')).toBe('true');
    expect(await map.getByRole('button', { name: 'Part 2 of chapter 7?' }).getAttribute('aria-current')).toBe('true');
    await map.getByRole('button', { name: /^Page 9/ }).press('Enter');
    await page.getByRole('complementary', { name: 'Settings' }).getByRole('heading', { name: 'Page 9' }).waitFor();
    await map.getByRole('button', { name: 'Fans' }).press('Enter');
    await expect.poll(() => focusedIn(page, 'quota-fans')).toBe(true);
    expect(await rule(page, 'quota-fans').evaluate((one: HTMLDetailsElement) => one.open)).toBe(true);

    const round = (await sitDown(ids['round']!)).page;
    await view(round, 'Map');
    await round.locator('[data-map="/pages/14"]').getByText('The branch leads back to p2.').first().waitFor();
    await expect.poll(() => round.locator('.map svg g.back').count()).toBe(1);
  });

  it('UX-39 what is found leads to where it is mended, in the builder and from the page of the survey', async () => {
    const { page } = await sitDown(ids['maze']!);
    await press(page.getByRole('button', { name: 'Findings', exact: true }));
    const list = page.getByRole('complementary', { name: 'Findings' });
    await list.getByText('Two bands of the thank-you page overlap.').waitFor();
    await list.locator('li').filter({ hasText: 'Two bands' }).getByRole('button').press('Enter');
    await expect.poll(() => focusedIn(page, 'band-1')).toBe(true);
    await clean(page, 'findings');

    const other = await sitDown(ids['maze']!, { at: '?at=/quotas/0/when' });
    await expect.poll(() => focusedIn(other.page, 'quota-fans')).toBe(true);
    await page.goto(`${app.url}/surveys/${ids['maze']}`);
    await page.getByRole('link', { name: /^Thank-you title/ }).press('Enter');
    await page.waitForURL('**/edit?at=**');
    await expect.poll(() => focusedIn(page, 'band-1')).toBe(true);
  });

  it('what is known of customers is chosen among what occurs, and another value can be typed', async () => {
    const { page, draft } = await sitDown(ids.gone!, { at: `?at=${encodeURIComponent('/pages/0/questions/1/text')}` });
    const settings = page.getByRole('complementary', { name: 'Settings' });
    await press(settings.getByRole('checkbox', { name: 'Shown only if', exact: true }), 'Space');
    const about = settings.getByRole('combobox', { name: 'What is looked at' });
    const value = settings.getByRole('combobox', { name: 'Value', exact: true });
    const shown = async () => (await draft()).pages[0]!.questions[1]!.showIf;

    await about.selectOption('Lifecycle stage');
    expect(await value.locator('option').allTextContents()).toEqual(['Stable', 'Another value…']);
    await expect.poll(shown).toEqual({ known: 'stage', op: 'eq', value: 'stable' });

    await about.selectOption('Customer field plan');
    expect(await value.locator('option').allTextContents()).toEqual(['gold', 'silver', 'Another value…']);
    await value.selectOption('silver');
    await expect.poll(shown).toEqual({ known: 'attribute.plan', op: 'eq', value: 'silver' });
    await value.selectOption('Another value…');
    const own = settings.getByRole('textbox', { name: 'Value', exact: true });
    await own.waitFor();
    await own.fill('bronze');
    await press(own, 'Tab');
    await expect.poll(shown).toEqual({ known: 'attribute.plan', op: 'eq', value: 'bronze' });

    await settings.getByRole('combobox', { name: 'How it is compared' }).selectOption('is one of');
    await press(settings.getByRole('checkbox', { name: 'gold' }), 'Space');
    await expect.poll(shown).toEqual({ known: 'attribute.plan', op: 'in', value: ['bronze', 'gold'] });
    await clean(page, 'a condition on a field of customers');
  });

  it('what is taken out while others name it says where, leads there, and comes back; another name breaks nothing', async () => {
    const { page, draft } = await sitDown(ids['gone']!);
    const before = await draft();
    await view(page, 'Logic');
    const experiment = rule(page, 'experiment-words');
    await press(experiment.locator('summary'));
    await type(experiment.getByLabel('What your team calls it'), 'Length');
    await press(page.locator('#outline-q2_1'));
    const properties = page.getByRole('complementary', { name: 'Settings' });
    await expect
      .poll(() =>
        properties
          .getByLabel('What is looked at')
          .evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.textContent)
      )
      .toBe('Arm of experiment Length');
    await saved(page);
    expect((await draft()).pages).toEqual(before.pages);

    await view(page, 'Logic');
    await press(experiment.locator('summary'));
    await press(experiment.getByRole('button', { name: 'Delete Length' }));
    const notice = page.getByRole('status').filter({ hasText: 'Experiment Length is gone' });
    await notice.getByRole('button', { name: 'Part 1 of chapter 2?: when it shows' }).press('Enter');
    await expect.poll(() => focusedIn(page, 'card-q2_1')).toBe(true);
    await clean(page, 'gone');
    await saved(page);
    expect((await draft()).experiments).toBeUndefined();
    await notice.getByRole('button', { name: 'Undo' }).press('Enter');
    await expect.poll(() => notice.count()).toBe(0);
    await saved(page);
    expect((await draft()).experiments).toEqual([{ ...before.experiments![0], name: 'Length' }]);

    // A question that a quota, a value and the thanks look at says so too.
    await page.locator('#outline-q1_1').focus();
    await page.keyboard.press('Delete');
    const lost = page.getByRole('status').filter({ hasText: 'Part 1 of chapter 1? is gone' });
    for (const name of ['Quota Fans', 'Computed value Mood', 'Thank-you page: whose answer decides'])
      await lost.getByRole('button', { name, exact: true }).waitFor();
    await lost.getByRole('button', { name: 'Undo' }).press('Enter');
    await saved(page);
    expect((await draft()).pages).toEqual(before.pages);
  });

  it('UX-02 axe finds nothing in the rules and on the map, light and dark, on a desk and on a telephone', async () => {
    const { page } = await sitDown(ids['maze']!);
    await view(page, 'Logic');
    await clean(page, 'logic');
    for (const summary of await page.locator('.logic details > summary').all()) await summary.press('Enter');
    for (const kind of ['round', 'if … then', 'difference', 'number of answers']) {
      await choose(page.getByLabel('It is', { exact: true }), kind);
      await clean(page, kind);
    }
    await press(page.locator('#outline-survey'));
    await press(page.getByRole('button', { name: 'Add a detail' }));
    await clean(page, 'open');
    await view(page, 'Map');
    await page.getByRole('checkbox', { name: 'with every question' }).press('Space');
    await clean(page, 'map');
    await saved(page);
    await page.setViewportSize({ width: 390, height: 900 });
    for (const name of ['Map', 'Logic'] as const) {
      await view(page, name);
      await clean(page, `phone ${name}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  }, 180_000);

  it('F-27 UX-15 UX-30 each is made by keyboard, taken back and made again; published, respondents go as they say and figures follow', async () => {
    const { page, draft } = await sitDown(ids['plain']!);
    for (const [name, part, make] of makings) {
      await saved(page);
      const before = await draft();
      await make(page);
      await saved(page);
      const after = await draft();
      expect(part(after), name).not.toEqual(part(before));
      const undo = page.getByRole('button', { name: 'Undo', exact: true }).first();
      let steps = 0;
      for (; steps < 60; steps += 1) {
        if (JSON.stringify(part(await draft()) ?? null) === JSON.stringify(part(before) ?? null)) break;
        await undo.press('Enter');
        await saved(page);
      }
      expect(await draft(), `${name}, taken back`).toEqual(before);
      for (; steps > 0; steps -= 1) await page.keyboard.press('Control+Shift+z');
      await saved(page);
      expect(await draft(), `${name}, made again`).toEqual(after);
    }
    const made = await draft();
    expect(made.quotas).toEqual([
      {
        ...{ id: 'quota1', name: 'Delighted', limit: 2, full: 'end1' },
        when: { question: 'overall', op: 'ge', value: 5 }
      }
    ]);
    expect(made.computed?.[0]?.value).toEqual({
      sum: [{ question: 'overall' }, { product: [{ question: 'speed' }, 2] }]
    });
    expect(made.shuffledPages).toEqual([['care', 'price']]);

    await press(page.getByRole('link', { name: 'Check and publish' }));
    await press(page.getByRole('button', { name: 'Publish version 1' }));
    await page.getByRole('status').filter({ hasText: '1' }).first().waitFor();

    const program = await api.post<{ id: string }>('/programs', {
      ...{ surveyId: ids['plain'], name: 'Rules', channel: 'email', audience: { withEmail: true } }
    });
    const { wave } = await api.post<{ wave: number }>(`/programs/${program.id}/dry-run`);
    await api.post(`/programs/${program.id}/launch`, { wave });
    const links = await api.all<{ id: string; link: string }>(`/invitations?program=${program.id}&limit=200`);
    expect(links).toHaveLength(respondents);

    const given = new Map<string, Record<string, number>>();
    const asked = new Map<string, string[]>();
    const ends = new Map<string, string>();
    for (const [n, { id, link }] of links.entries()) {
      const client = openClient(app.url);
      const answers: Record<string, number> = {
        overall: (n % 5) + 1,
        speed: ((n * 3) % 5) + 1,
        caring: 2,
        fair: 4,
        extra: 3
      };
      const names: string[] = [];
      let words = '';
      await walk(
        {
          ...client,
          get: async (path) => {
            const answer = await client.get(path);
            words += answer.body;
            return answer;
          }
        },
        link,
        (name) => {
          if (!names.includes(name)) names.push(name);
          return name === 'why' ? 'So' : String(answers[name]);
        }
      );
      given.set(id, answers);
      asked.set(id, names);
      if (names.includes('why'))
        expect(words).toContain(`You gave ${answers['overall']! + 2 * answers['speed']!} points. Why?`);
      ends.set(id, /<h1[^>]*>([^<]*)/.exec((await client.get(`${new URL(link).pathname}/thanks`)).body)?.[1] ?? '');
    }

    await app.stop({ keep: true });
    const inside = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
    const stored = await inside.db.system.select().from(response);
    await inside.close();
    expect(stored).toHaveLength(respondents);
    const orders = new Set<string>();
    let delighted = 0;
    for (const { id } of links) {
      const one = stored.find(({ invitationId }) => invitationId === id)!;
      const { overall = 0, speed = 0, caring = 0 } = given.get(id)!;
      const names = asked.get(id)!;
      if (overall === 5) delighted += 1;
      if (overall === 5 && delighted > 2) {
        expect([one.state, one.course.ending, ends.get(id)]).toEqual([
          'quota_full',
          'end1',
          'We have heard from enough people'
        ]);
        expect(names).toEqual(['overall', 'speed']);
        expect(one.metric).toEqual([]);
        continue;
      }
      expect([one.state, one.course.ending]).toEqual(['complete', undefined]);
      expect(ends.get(id)).toBe(overall <= 3 ? 'We are sorry' : overall === 5 ? 'How good' : 'Thank you');
      const arm = one.course.arms?.['experiment1'];
      expect(names.includes('why')).toBe(arm === 'a');
      expect(names.includes('extra')).toBe(overall + 2 * speed >= 9);
      orders.add(names.indexOf('caring') < names.indexOf('fair') ? 'care first' : 'price first');
      const at = one.metric.indexOf('satisfaction');
      const scaled = (code: number) => (full * (code - 1)) / 4;
      expect(one.value[at]).toBe(Math.round((3 * scaled(overall) + scaled(caring)) / 4));
      expect(Object.keys(one.answers).sort()).toEqual([...names].sort());
    }
    expect(delighted).toBeGreaterThan(2);
    expect(orders.size).toBe(2);
  }, 300_000);
});
