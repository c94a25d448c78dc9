/** What the builder can say of questions and pages, set by keyboard and met by respondents; and how parts of a survey travel. */
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import * as people from '../../src/lib/server/access/people.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import { questionsOf, type Question, type SurveyDocument } from '../../src/lib/survey/document.ts';
import { readDocument } from '../../src/lib/survey/format.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { findings } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { clean } from '../support/builder.ts';
import { openClient } from '../support/client.ts';
import { type Link, makeLinks } from '../support/links.ts';

const [email, password] = ['ada@x.test', 'correct horse battery'];
const say = (text: string) => ({ en: text });
const options = (...codes: string[]) => codes.map((code) => ({ code, text: say(code) }));

/** A stay at a hotel: something of everything that can be said more about. */
const stay = {
  format: 'concord-survey-1',
  key: 'stay',
  title: say('Stay'),
  baseLanguage: 'en',
  languages: ['en'],
  trust: { line: say('We ask.') },
  privacy: { version: '1', text: say('Nothing is kept.') },
  pages: [
    {
      id: 'first',
      questions: [
        { id: 'used', kind: 'multiple', text: say('What did you use?'), options: options('pool', 'bar', 'garage') },
        { id: 'came', kind: 'date', text: say('When did you come?') },
        { id: 'left', kind: 'date', text: say('When did you leave?') },
        { id: 'booking', kind: 'text', text: say('Your booking?') }
      ]
    },
    {
      id: 'second',
      questions: [
        { id: 'best', kind: 'choice', text: say('Which of them was best?'), options: options('other', 'more') },
        { id: 'why', kind: 'choice', text: say('Why us?'), options: options('a', 'b', 'c', 'd', 'e', 'f') },
        {
          id: 'room',
          kind: 'rating',
          text: say('Your room'),
          scale: { min: 1, max: 5, labels: { 1: say('poor'), 5: say('good') } }
        },
        {
          id: 'noise',
          kind: 'rating',
          text: say('How loud was it?'),
          scale: { min: 1, max: 5, labels: { 1: say('quiet'), 5: say('loud') } },
          showIf: { question: 'room', op: 'le', value: 3 }
        }
      ]
    },
    { id: 'third', questions: [{ id: 'more', kind: 'text', text: say('Anything else?') }] }
  ],
  thanks: { otherwise: { title: say('Thank you'), text: say('We read it.') } }
};

let app: RunningApp;
let browser: Browser;
let links: Link[];
let stayId: string;
const others: string[] = [];
let contexts: BrowserContext[] = [];

function read(input: unknown): SurveyDocument {
  const reading = readDocument(input);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.document;
}

beforeAll(async () => {
  browser = await openBrowser();
  app = await startApp({
    seed: async (inside) => {
      const { db, clock } = inside;
      const input = { email, name: 'Ada', role: 'admin' as const, cleanTeam: true, companies: [], locale: 'en' };
      const invited = await people.invite(db.app, consoleActor, input, clock());
      if (!invited.ok) throw new Error(invited.reason);
      await people.setPasswordByToken(db.app, 'join', invited.token, password, clock());
      ({ links, surveyId: stayId } = await makeLinks(inside, { count: 14, document: read(stay) }));
      for (const document of [
        postMergerRelationship,
        { ...read(stay), key: 'other' },
        read(stay),
        read(stay),
        read(stay)
      ]) {
        const made = await surveys.create(db.app, consoleActor, document, clock(), true);
        if (!made.ok) throw new Error(made.reason);
        others.push(made.id);
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
  draft: () => Promise<SurveyDocument>;
  /** Goes to another survey with the same browser. */
  turnTo: (id: string) => Promise<void>;
}

async function sitDown(id: string, options: { width?: number; touch?: boolean } = {}): Promise<Desk> {
  const client = await app.loginAs(email, password);
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1680, height: 1000 },
    hasTouch: options.touch ?? false,
    isMobile: options.touch ?? false
  });
  contexts.push(context);
  await context.addCookies([...client.cookies].map(([name, value]) => ({ name, value, url: app.url })));
  const page = await context.newPage();
  let at = id;
  const turnTo = async (to: string): Promise<void> => {
    at = to;
    await page.goto(`${app.url}/surveys/${to}/edit`);
    // Only a page that runs mounts the preview.
    await page.frameLocator('iframe').locator('form').waitFor({ state: 'attached' });
  };
  await turnTo(id);
  return { page, turnTo, draft: async () => (await client.get(`/surveys/${at}/document`)).json() };
}

const saved = (page: Page) =>
  page.locator('header.top [role=status]').filter({ hasText: 'All changes saved' }).waitFor();
const at = (document: SurveyDocument, id: string): Question => questionsOf(document).find((one) => one.id === id)!;
const order = (document: SurveyDocument): string =>
  document.pages.map(({ questions }) => questions.map(({ id }) => id).join(' ')).join(' | ');
const settings = (page: Page): Locator => page.getByRole('complementary', { name: 'Settings' });
const notice = (page: Page): Locator => page.locator('.notice[role=status]');
const tree = (page: Page, what: 'question' | 'page'): Promise<string[]> =>
  page.locator(`#outline-tree .${what}`).evaluateAll((lines) => lines.map((line) => line.dataset['id']!));

async function go(page: Page, id: string): Promise<void> {
  await page.locator(`#outline-${id}`).focus();
  await page.keyboard.press('Enter');
}
/** Chooses in a list by typing the beginning of the words. */
async function choose(page: Page, label: string, words: string): Promise<void> {
  await settings(page).getByLabel(label, { exact: true }).last().focus();
  await page.keyboard.type(words);
}
async function type(page: Page, label: string, words: string): Promise<void> {
  await settings(page).getByLabel(label, { exact: true }).last().focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(words);
}
const press = (page: Page, name: string) => settings(page).getByRole('button', { name, exact: true }).press('Enter');
const tick = (page: Page, name: string) =>
  settings(page).getByRole('checkbox', { name, exact: true }).filter({ visible: true }).press('Space');

describe('what can be said of a question and a page', () => {
  it('UX-33 checks, patterns, lists taken over, fixed places, groups and reversed scales are set by keyboard and met by respondents', async () => {
    const { page, draft } = await sitDown(stayId);

    await go(page, 'left');
    await press(page, 'Add a check');
    await choose(page, 'How it is compared', 'is at least');
    await press(page, 'Compare with another answer');
    await choose(page, 'Other answer to compare with', 'When did you come');
    await type(page, 'What to say when it does not', 'You cannot leave before you come.');

    await go(page, 'booking');
    await choose(page, 'Form of the text', 'a pattern of');
    await type(page, 'Pattern', '[A-Z]{2}(-[0-9]{4}');
    const how = settings(page).getByText(/parenthesis/);
    await how.waitFor();
    expect(await settings(page).getByLabel('Pattern', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    await type(page, 'Pattern', '');
    await settings(page)
      .getByText(/Without a pattern/)
      .waitFor();
    await type(page, 'Pattern', '[A-Z]{2}-[0-9]{4}');
    await type(page, 'What to say when a text does not fit', 'Two letters, a dash, four digits.');
    await type(page, 'Try examples, one on each line', 'AB-1234\nab1234');
    await settings(page).getByText('AB-1234 fits').waitFor();
    await settings(page).getByText('ab1234 does not fit').waitFor();

    await go(page, 'best');
    await choose(page, 'Options from an earlier question', '1');
    await settings(page).getByText('This can be: pool, bar, and garage.').waitFor();
    expect(await settings(page).getByText('Each respondent sees what they chose at “What did you use?”.').count()).toBe(
      1
    );

    await go(page, 'why');
    await tick(page, 'Order by chance for each respondent');
    await settings(page).locator('summary[aria-label="More about entry 6"]').press('Enter');
    await tick(page, 'Keeps its place');

    await go(page, 'noise');
    await tick(page, 'A low number is the good end');
    await settings(page).getByText('1 counts as 5').waitFor();

    await go(page, 'page-second');
    await press(page, 'Add a group');
    await expect
      .poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).value))
      .toBe('Please rate the following');
    await page.keyboard.insertText('Your nights here');
    await tick(page, 'Your room');
    await tick(page, 'How loud was it?');
    await saved(page);

    const said = await draft();
    expect(at(said, 'left').checks).toEqual([
      {
        holds: { question: 'left', op: 'ge', than: { question: 'came' } },
        message: { en: 'You cannot leave before you come.' }
      }
    ]);
    expect(at(said, 'booking').pattern?.source).toBe('[A-Z]{2}-[0-9]{4}');
    expect(at(said, 'best').optionsFrom).toEqual({ question: 'used', which: 'chosen' });
    expect(at(said, 'why').options?.map(({ fixed }) => fixed ?? false)).toEqual([...Array(5).fill(false), true]);
    expect(at(said, 'noise').reversed).toBe(true);
    expect(said.pages[1]!.groups.map(({ text }) => text.en)).toEqual(['Your nights here']);

    await page.getByRole('link', { name: 'Check and publish' }).press('Enter');
    await page.getByRole('button', { name: 'Publish version 2' }).press('Enter');
    await page.getByRole('status').filter({ hasText: '2' }).first().waitFor();

    const context = await browser.newContext();
    contexts.push(context);
    const guest = await context.newPage();
    await guest.goto(app.url + links[0]!.path);
    await guest.locator('[name=used][value=pool]').check();
    await guest.locator('[name=used][value=garage]').check();
    await guest.locator('[name=came]').fill('2026-03-10');
    await guest.locator('[name=left]').fill('2026-03-08');
    const next = guest.locator('[data-next]');
    await next.click();
    await guest.getByText('You cannot leave before you come.').waitFor();
    await guest.locator('[name=left]').fill('2026-03-12');
    await guest.locator('[name=booking]').fill('1234');
    await next.click();
    await guest.getByText('Which of them was best?').waitFor();
    const best = guest.locator('[data-q=best] label:visible');
    expect((await best.allTextContents()).map((one) => one.trim())).toEqual(['pool', 'garage', 'other', 'more']);
    const together = guest.getByRole('group', { name: 'Your nights here' });
    expect(await together.getByText('Your room').count()).toBe(1);
    await together.getByRole('radio', { name: '2', exact: true }).check();
    await together.getByText('How loud was it?').waitFor();
    // Patterns are the server's alone: it says so when the survey is sent, and shows the page again.
    await next.click();
    await guest.getByText('Anything else?').waitFor();
    await next.click();
    await guest.getByText('Two letters, a dash, four digits.').first().waitFor();
    await guest.locator('[name=booking]').fill('AB-1234');
    for (const words of ['Which of them was best?', 'Anything else?', 'Thank you']) {
      await next.click();
      await guest.getByText(words).first().waitFor();
    }

    const orders = await Promise.all(
      links.slice(1, 9).map(async ({ path }) => {
        const { body } = await openClient(app.url).get(path);
        return [...body.matchAll(/name="why" value="(\w)"/g)].map(([, code]) => code).join('');
      })
    );
    expect(orders.every((one) => one.endsWith('f') && [...one].toSorted().join('') === 'abcdef')).toBe(true);
    expect(new Set(orders).size).toBeGreaterThan(1);
  }, 180_000);

  it('UX-33 branches have an order and may hold always, and every other field has its control', async () => {
    const { page, draft } = await sitDown(others[2]!);
    await go(page, 'page-first');
    await press(page, 'Add a branch');
    await press(page, 'Add a branch');
    await settings(page)
      .getByRole('group', { name: 'Branch 2' })
      .getByRole('checkbox', { name: 'Only if' })
      .press('Space');
    await press(page, 'Put branch 2 earlier');
    await saved(page);
    const { pages } = await draft();
    expect(pages[0]!.next?.map((branch) => ['if' in branch, branch.to])).toEqual([
      [false, 'third'],
      [true, 'third']
    ]);
    await go(page, 'more');
    await choose(page, 'Kind', 'Slider');
    await type(page, 'Decimal places', '2');
    await type(page, 'Words at the low end', 'never');
    await type(page, 'Words at the high end', 'always');
    await press(page, 'Add a group');
    await saved(page);
    const more = at(await draft(), 'more');
    expect(more.range).toMatchObject({ decimals: 2, ends: { low: { en: 'never' }, high: { en: 'always' } } });
    expect((await draft()).pages[2]!.groups.map(({ id }) => id)).toEqual([more.group]);
  }, 120_000);
});

describe('a choice', () => {
  it('UX-04 can be taken back by a quiet button, what followed from it goes, and the server forgets it', async () => {
    const context = await browser.newContext();
    contexts.push(context);
    const guest = await context.newPage();
    await guest.goto(app.url + links[10]!.path);
    await guest.locator('[data-next]').click();
    const room = guest.locator('[data-q=room]');
    const back = room.getByRole('button', { name: 'Clear answer' });
    expect(await guest.getByRole('button', { name: 'Clear answer' }).count()).toBe(0);
    const second = room.getByRole('radio', { name: '2', exact: true });
    // A save of what was said before may still be under way: the one is waited for that carries this answer.
    const saving = (said: string) =>
      guest.waitForResponse((answer) => {
        const sent = answer.request().postData();
        return sent !== null && new URLSearchParams(sent).get('room') === said;
      });
    let stored = saving('2');
    await second.check();
    await guest.getByText('How loud was it?').waitFor();
    await stored;
    await guest.reload();
    expect(await second.isChecked()).toBe(true);
    expect(await findings(guest)).toEqual([]);
    stored = saving('');
    await back.press('Enter');
    await stored;
    expect(await back.count()).toBe(0);
    expect(await guest.getByText('How loud was it?').isVisible()).toBe(false);
    expect(await guest.evaluate(() => (document.activeElement as HTMLInputElement).name)).toBe('room');
    await guest.reload();
    await room.waitFor();
    expect(await room.getByRole('radio', { checked: true }).count()).toBe(0);
    stored = saving('4');
    await room.getByRole('radio', { name: '4', exact: true }).check();
    await stored;
    await guest.reload();
    expect(await room.getByRole('radio', { name: '4', exact: true }).isChecked()).toBe(true);
  });
});

describe('parts that travel', () => {
  it('UX-34 several questions go from one survey to another by keys, with their conditions; what did not come along is said', async () => {
    const { page, turnTo, draft } = await sitDown(others[2]!);
    await page.locator('#outline-room').focus();
    await page.keyboard.press('Shift+ArrowDown');
    await settings(page).getByRole('heading', { name: '2 questions selected' }).waitFor();
    await page.keyboard.press('Control+c');
    await notice(page).filter({ hasText: '2 questions copied' }).waitFor();
    await turnTo(others[1]!);
    await page.locator('#outline-more').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+v');
    await notice(page).filter({ hasText: '2 questions pasted.' }).waitFor();
    await saved(page);
    const made = await draft();
    expect(order(made)).toBe('used came left booking | best why room noise | more q1 q2');
    expect(at(made, 'q2').showIf).toEqual({ question: 'q1', op: 'le', value: 3 });
    // One undo takes all of it back.
    await page.keyboard.press('Control+z');
    await saved(page);
    expect(order(await draft())).toBe('used came left booking | best why room noise | more');

    await turnTo(others[0]!);
    await go(page, 'reason');
    await page.keyboard.press('Control+v');
    await notice(page).filter({ hasText: '2 questions pasted.' }).waitFor();
    await saved(page);
    expect(at(await draft(), 'noise').showIf).toEqual({ question: 'room', op: 'le', value: 3 });
    await turnTo(others[2]!);
    await go(page, 'noise');
    await page.keyboard.press('Control+c');
    await turnTo(others[0]!);
    await page.locator('#outline-room').focus();
    await page.keyboard.press('Delete');
    await page.locator('#outline-noise').focus();
    await page.keyboard.press('Delete');
    await saved(page);
    await go(page, 'reason');
    await page.keyboard.press('Control+v');
    await notice(page).filter({ hasText: 'named by what was pasted: room.' }).waitFor();
    await page.locator('#card-noise').getByText(/room/).first().waitFor();
  }, 120_000);

  it('UX-33 UX-34 commands beside the keys copy, cut, paste, duplicate and move questions and whole pages', async () => {
    const { page, turnTo, draft } = await sitDown(others[3]!);
    const commands = page.getByRole('group', { name: 'What to do with it' });
    const command = (name: string) => commands.getByRole('button', { name, exact: true }).press('Enter');
    await go(page, 'came');
    await command('Cut');
    await go(page, 'more');
    await command('Paste after');
    await expect
      .poll(() => tree(page, 'question'))
      .toEqual('used left booking best why room noise more came'.split(' '));
    await command('Duplicate');
    await commands.getByLabel('Move to page').selectOption('first');
    await command('Move');
    await saved(page);
    expect(order(await draft())).toBe('used left booking q1 | best why room noise | more came');

    await go(page, 'page-second');
    await command('Copy');
    await turnTo(others[1]!);
    await go(page, 'page-third');
    await command('Paste after');
    await notice(page).filter({ hasText: '1 page pasted.' }).waitFor();
    await command('Move up');
    await saved(page);
    const made = await draft();
    expect(order(made)).toBe('used came left booking | best why room noise | q1 q2 q3 q4 | more');
    expect(at(made, 'q4').showIf).toEqual({ question: 'q3', op: 'le', value: 3 });
    await command('Delete');
    await saved(page);
    expect(order(await draft())).toBe('used came left booking | best why room noise | more');
  }, 120_000);

  it('UX-34 questions are found in other surveys and templates, picked and inserted; nobody without leave reads them', async () => {
    const { page, draft } = await sitDown(others[3]!);
    await go(page, 'more');
    await page.getByRole('button', { name: 'Insert from another survey' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Insert from another survey or template' });
    await dialog.getByRole('searchbox').fill('SERVQUAL');
    await dialog
      .getByRole('button', { name: /SERVQUAL|Service quality/ })
      .first()
      .press('Enter');
    const first = dialog.getByRole('group').first().getByRole('checkbox').nth(1);
    await first.press('Space');
    await clean(page, 'library');
    await dialog.getByRole('button', { name: 'Insert 1' }).press('Enter');
    await notice(page).filter({ hasText: '1 question pasted.' }).waitFor();
    await saved(page);
    expect(questionsOf(await draft())).toHaveLength(11);
    const nobody = openClient(app.url);
    expect((await nobody.get('/surveys/library')).status).not.toBe(200);
  }, 120_000);

  it('UX-33 what is searched is found in any language, by code and by metric, and the keys lead there', async () => {
    const { page } = await sitDown(others[0]!);
    await page.keyboard.press('Control+Shift+F');
    await page.keyboard.insertText('推荐');
    await page
      .getByRole('status')
      .filter({ hasText: /^Found in/ })
      .waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('article.selected').getAttribute('id')).toBe('card-recommend');
    expect(await page.getByRole('textbox', { name: 'Wording of the question' }).getAttribute('lang')).toBe('zh-CN');
    await page.keyboard.press('Control+Shift+F');
    await page.keyboard.insertText('dim_service');
    await page.getByRole('status').filter({ hasText: 'Found in 1 place' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('article.selected').getAttribute('id')).toBe('card-service');
    await clean(page, 'found');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('#outline-recommend').waitFor();
  });
});

describe('order', () => {
  /** Drags by mouse from the handle of a line to the middle of another line. */
  async function drag(page: Page, line: string, onto: string): Promise<void> {
    const held = page.locator(`.held:has(> #${line})`);
    await held.hover();
    const [from, to] = [await held.locator('.handle').boundingBox(), await page.locator(`#${onto}`).boundingBox()];
    await page.mouse.move(from!.x + from!.width / 2, from!.y + 12);
    await page.mouse.down();
    await page.mouse.move(from!.x + 12, from!.y + 24, { steps: 4 });
    await page.mouse.move(to!.x + 12, to!.y + to!.height / 2, { steps: 12 });
  }

  it('UX-33 a question is dragged by mouse to another page, and a page to another place', async () => {
    const { page, draft } = await sitDown(others[4]!);
    await drag(page, 'outline-came', 'outline-room');
    await expect.poll(() => tree(page, 'question').then((ids) => ids.indexOf('came'))).toBeGreaterThan(3);
    await page.mouse.up();
    await expect
      .poll(async () => (await draft()).pages[0]!.questions.map(({ id }) => id))
      .toEqual(['used', 'left', 'booking']);
    const moved = await draft();
    expect(moved.pages[1]!.questions.map(({ id }) => id)).toContain('came');
    expect(questionsOf(moved)).toHaveLength(9);
    await page.locator('#dnd-action-dragged-el').waitFor({ state: 'detached' });

    await drag(page, 'outline-page-third', 'outline-page-first');
    await expect.poll(() => tree(page, 'page').then((ids) => ids[0])).not.toBe('first');
    await page.mouse.up();
    await expect.poll(async () => (await draft()).pages.map(({ id }) => id)).toEqual(['third', 'first', 'second']);
  });

  it('UX-33 several questions and pages move by keyboard, and the keys stay with them', async () => {
    const { page, draft } = await sitDown(others[3]!);
    const [first, second] = (await draft()).pages.map(({ id }) => id);
    await page.locator(`#outline-page-${first}`).focus();
    await page.keyboard.press('Alt+ArrowDown');
    await saved(page);
    expect((await draft()).pages.slice(0, 2).map(({ id }) => id)).toEqual([second, first]);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe(`outline-page-${first}`);
    await page.keyboard.press('Alt+ArrowUp');
    await page.locator('#outline-best').focus();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Alt+ArrowUp');
    await saved(page);
    expect(order(await draft()).split(' | ')[0]).toMatch(/ best why$/);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('outline-why');
  });

  it('UX-05 UX-33 on a phone lines and handles are wide enough for a finger, and several are chosen by boxes', async () => {
    const { page } = await sitDown(others[4]!, { width: 390, touch: true });
    await page.getByRole('group', { name: 'Part of the builder' }).getByRole('button', { name: 'Outline' }).tap();
    await page.getByRole('button', { name: 'Select', exact: true }).tap();
    for (const one of await page.locator('#outline-tree .handle, #outline-tree .line').all()) {
      const { width, height } = (await one.boundingBox())!;
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
    await page.getByRole('checkbox', { name: 'Select Your room' }).tap();
    await page.getByRole('checkbox', { name: 'Select Why us?' }).tap();
    await page.getByRole('navigation', { name: 'Outline' }).getByRole('button', { name: 'Duplicate' }).waitFor();
    await clean(page, 'choosing on a phone');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});

describe('looks', () => {
  it('UX-02 axe finds nothing in what was added, light and dark', async () => {
    const { page } = await sitDown(others[4]!);
    await go(page, 'left');
    await press(page, 'Add a check');
    await clean(page, 'check');
    await go(page, 'booking');
    await choose(page, 'Form of the text', 'order');
    await type(page, 'Pattern', '(');
    await clean(page, 'pattern');
    await choose(page, 'Form of the text', 'any');
    await go(page, 'best');
    await choose(page, 'Options from an earlier question', '1');
    await clean(page, 'carried');
    await go(page, 'page-second');
    await press(page, 'Add a group');
    await clean(page, 'group');
    await page.getByRole('button', { name: 'Select', exact: true }).press('Enter');
    await page.locator('#outline-best').press('Enter');
    await page.locator('#outline-why').press('Enter');
    await clean(page, 'several');
  }, 120_000);
});
