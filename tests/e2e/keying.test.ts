/** Paper, keyed twice: what two people at their keyboards meet, with and without script, and what becomes of the sheets. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paperCodeOf } from '../../src/lib/outreach/paper-code.ts';
import { openApp } from '../../src/lib/server/app.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { paperSheet } from '../../src/lib/server/db/schema/paper.ts';
import { response } from '../../src/lib/server/db/schema/responses.ts';
import type { Keyer } from '../../src/lib/server/paper-sheets.ts';
import { bindings } from '../../src/lib/survey/bindings.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';
import { wilsonInterval } from '../../src/lib/stats/intervals.ts';
import { complete } from '../../src/lib/server/responses.ts';
import { type RunningApp, runCommand, startApp } from '../support/app.ts';
import { findings } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type Client, openClient } from '../support/client.ts';
import { makeLinks } from '../support/links.ts';
import { trialSurvey } from '../support/trial-survey.ts';
import { anotherCompany, makeKeyer, makeSheet } from '../support/paper.ts';

let app: RunningApp;
let browser: Browser;
let surveyId: string;
let list: string;
let program: string;
const codes: Record<'own' | 'answered', string> = { own: '', answered: '' };
const people = {} as Record<'ann' | 'ben' | 'cem' | 'dan' | 'abroad', { keyer: Keyer; cookie: string }>;
/** Sheets keyed once by Ann, whose words stand in no other place. */
const sheets = {} as Record<'secret' | 'equal' | 'differing' | 'race' | 'draft' | 'foreign' | 'branched', string>;
const secret = 'quartzfirst';
const today = new Date().toISOString().slice(0, 10);

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({
      seed: async (inside) => {
        const made = await makeLinks(inside, { count: 2 });
        const [{ companyId, invitationId }, answered] = made.links as [(typeof made.links)[0], (typeof made.links)[0]];
        ({ surveyId, programId: program } = made);
        list = `/surveys/${surveyId}/keying`;
        codes.own = paperCodeOf(invitationId);
        codes.answered = paperCodeOf(answered.invitationId);
        const sitting = { invitation: { id: answered.invitationId, companyId }, surveyVersionId: made.versionId };
        const online = {
          ...sitting,
          bindings: bindings(postMergerRelationship),
          answers: { recommend: 5 },
          key: answered.customerId,
          locale: 'en'
        };
        await complete(inside.db.system, online, inside.clock());
        const other = await anotherCompany(inside, 'ELSEWHERE');
        people.ann = await makeKeyer(inside, 'Ann', companyId, 'editor');
        people.ben = await makeKeyer(inside, 'Ben', companyId);
        people.cem = await makeKeyer(inside, 'Cem', companyId, 'admin');
        people.dan = await makeKeyer(inside, 'Dan', companyId);
        people.abroad = await makeKeyer(inside, 'Abroad', other);
        const pile = { surveyId, versionId: made.versionId, companyId };
        const first = { answers: { recommend: 9, reason: secret } };
        for (const [at, name] of (['secret', 'equal', 'differing', 'race', 'draft'] as const).entries())
          sheets[name] = await makeSheet(inside, people.ann.keyer, pile, 501 + at, first);
        const [start, reasons, last] = trialSurvey.pages;
        const why = reasons!.questions.filter(({ id }) => id === 'why');
        const document = { ...trialSurvey, pages: [start!, { ...reasons!, questions: why }, last!] };
        const branched = await makeLinks(inside, { count: 1, document });
        const through = { ...pile, surveyId: branched.surveyId, versionId: branched.versionId };
        const passed = { answers: { recommend: 9, why: 'passed over' } };
        sheets.branched = await makeSheet(inside, people.ann.keyer, through, 1, passed);
        sheets.foreign = await makeSheet(inside, people.abroad.keyer, { ...pile, companyId: other }, 1, first);
      }
    })
  ]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

type Who = keyof typeof people;

function clientOf(who: Who): Client {
  const client = openClient(app.url);
  client.cookies.set('concord', people[who].cookie);
  return client;
}

async function contextOf(who: Who, options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, locale: 'en-GB', ...options });
  await context.addCookies([{ name: 'concord', value: people[who].cookie, url: app.url }]);
  return context;
}

const field = (page: Page, name: string) => page.locator(`form [name="${name}"].input`).first();
const note = (page: Page) => page.locator('.note').first().textContent();
/** The id of the sheet that an answer led on from. */
const doneIn = (location: string | null) => new URL(location ?? '', app.url).searchParams.get('done')!;

describe('a pile of sheets', () => {
  it('UX-02 is keyed with the numeric keypad alone: code, Enter, next, and the next sheet follows', async () => {
    const context = await contextOf('cem');
    const page = await context.newPage();
    await page.goto(app.url + list);
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === '_number');
    expect(await field(page, '_number').inputValue()).toBe('506');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.type('1.2.2026');
    expect(await page.locator('[id="f-_day-echo"]').textContent()).toContain('1 Feb 2026');
    await field(page, '_day').fill(today);
    await page.keyboard.press('Enter');
    for (const typed of ['11', '4', '*', '-']) {
      await page.keyboard.type(typed);
      await page.keyboard.press('Enter');
    }
    expect(await page.locator('[id="f-recommend-echo"]').textContent()).toContain('outside');
    expect(await page.locator('[id="f-ease-echo"]').textContent()).toContain('two crosses');
    expect(await findings(page)).toEqual([]);
    await field(page, 'recommend').fill('9');
    await field(page, 'reason').focus();
    await page.keyboard.type('fast');
    await page.keyboard.press('Enter');
    await Promise.all([page.waitForURL(/done=/), page.keyboard.press('Enter')]);
    expect(await note(page)).toContain('Sheet 506 is kept');
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === '_number');
    expect(await field(page, '_number').inputValue()).toBe('507');
    expect(await field(page, 'recommend').inputValue()).toBe('');
    await context.close();
  });

  it('F-22 half keyed is there again after the tab was closed, and gone once it is kept', async () => {
    const context = await contextOf('ben');
    const page = await context.newPage();
    await page.goto(`${app.url}/keying/${sheets.draft}`);
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === '_day');
    await field(page, 'recommend').fill('9');
    await field(page, 'reason').fill('half a se');
    await page.close();
    const again = await context.newPage();
    await again.goto(`${app.url}/keying/${sheets.draft}`);
    await again.locator('.note').waitFor();
    expect([await field(again, 'recommend').inputValue(), await field(again, 'reason').inputValue()]).toEqual([
      '9',
      'half a se'
    ]);
    await field(again, 'reason').fill(secret);
    await Promise.all([again.waitForURL(/done=/), again.getByRole('button', { name: 'Done, next sheet' }).click()]);
    expect(await note(again)).toContain('is stored');
    await again.waitForFunction((id) => !Object.keys(localStorage).some((key) => key.includes(id)), sheets.draft);
    await context.close();
  });

  it('F-22 half keyed leaves the browser with who logs out', async () => {
    const context = await contextOf('dan');
    const page = await context.newPage();
    await page.goto(`${app.url}/keying/${sheets.secret}`);
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === '_day');
    await field(page, 'reason').fill('half a se');
    const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('keying ')).length);
    await expect.poll(kept).toBe(1);
    await page.locator('summary.who').click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL('**/login');
    expect(await kept()).toBe(0);
    await context.close();
  });

  it('is keyed without JavaScript: what is wrong comes back with everything typed', async () => {
    const client = clientOf('ann');
    const path = `${list}/new`;
    const typed = { _number: '700', _code: '', _day: today, recommend: '11', reason: 'kept words' };
    const refused = await client.post(`${path}?/key`, typed);
    expect(refused.status).toBe(422);
    for (const part of ['value="11"', 'kept words', 'value="700"', 'outside what the sheet offers'])
      expect(refused.body).toContain(part);
    const kept = await client.post(`${path}?/key`, { ...typed, recommend: '10' });
    expect(kept.status).toBe(303);
    expect((await client.get(kept.location!)).body).toContain('Sheet 700 is kept');
  });

  it('refuses a day to come, one before the survey, a code of nobody’s, a field of no survey, and a number that is there', async () => {
    const client = clientOf('ann');
    const post = (more: Record<string, string>) =>
      client.post(`${list}/new?/key`, { _number: '701', _code: '', _day: today, ...more });
    for (const [more, says] of [
      [{ _day: '2999-01-01' }, 'yet to come'],
      [{ _day: '2001-01-01' }, 'not published yet'],
      [{ _day: '31.2.2026' }, 'not a day'],
      [{ _number: '0' }, 'whole number'],
      [{ nobody: '1' }, 'no such field'],
      [{ _other: '1' }, 'no such field'],
      [{ _code: 'AAAAA-AAAAA-AAAAA' }, 'belongs to nobody'],
      [{ _number: '501' }, 'a sheet of this number already']
    ] as const) {
      const answer = await post(more as Record<string, string>);
      expect([answer.status >= 400 && answer.status < 500, answer.body.includes(says)], says).toEqual([true, true]);
    }
  });
});

describe('the second keying', () => {
  it('S-17 gets nothing of the first, in the page and in its data', async () => {
    for (const path of [
      `/keying/${sheets.secret}`,
      `/keying/${sheets.secret}/__data.json`,
      list,
      `${list}/__data.json`
    ]) {
      const answer = await clientOf('ben').get(path);
      expect(answer.status).toBe(200);
      expect(answer.body).not.toContain(secret);
    }
  });

  it('is refused to who keyed first, and of a company whose records one does not hold', async () => {
    const own = await clientOf('ann').get(`/keying/${sheets.secret}`);
    expect(own.body).toContain('Somebody else keys it the second time');
    expect(own.body).not.toContain('name="recommend"');
    const posted = await clientOf('ann').post(`/keying/${sheets.secret}?/second`, { _day: today, recommend: '9' });
    expect(posted.status).toBe(409);
    for (const path of [`/keying/${sheets.secret}`, `/keying/${sheets.secret}/__data.json`])
      expect((await clientOf('abroad').get(path)).body).not.toContain(secret);
    expect((await clientOf('abroad').get(`/keying/${sheets.secret}`)).status).toBe(404);
    expect((await clientOf('abroad').post(`/keying/${sheets.secret}?/second`, { _day: today })).status).toBe(404);
  });

  it('is one’s own only where nobody else may key the company, and the page says why', async () => {
    const alone = await clientOf('abroad').get(`/keying/${sheets.foreign}`);
    expect(alone.body).toContain('Nobody else may key sheets of Company ELSEWHERE');
  });

  it('that says the same stores the sheet', async () => {
    const answer = await clientOf('ben').post(`/keying/${sheets.equal}?/second`, {
      _day: today,
      recommend: '9',
      reason: secret
    });
    expect(answer.status).toBe(303);
    expect((await clientOf('ben').get(answer.location!)).body).toContain('Sheet 502 is stored');
  });

  it('says at the end which questions were left out, because nobody who answered like that is asked them', async () => {
    const typed = { _day: today, recommend: '9', why: 'Passed over.' };
    const done = await clientOf('ben').post(`/keying/${sheets.branched}?/second`, typed);
    expect((await clientOf('ben').get(done.location!)).body).toContain('or could not take: question 4.');
    expect((await clientOf('ann').get(`/keying/${sheets.branched}`)).body).toContain('question 4');
  });

  it('F-26 of two at once counts one, and the other is told that nothing of theirs was needed', async () => {
    const posts = (['ben', 'cem'] as const).map((who) =>
      clientOf(who).post(`/keying/${sheets.race}?/second`, { _day: today, recommend: '9', reason: secret })
    );
    const answers = await Promise.all(posts);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(answers.find(({ status }) => status === 409)!.body).toContain('What you typed was not needed');
  });
});

describe('a sheet that was keyed differently', () => {
  it('UX-02 shows the fields that differ side by side, without who typed what, and is stored as the paper says', async () => {
    const path = `/keying/${sheets.differing}`;
    const keyed = await clientOf('ben').post(`${path}?/second`, {
      _day: today,
      recommend: '6',
      reason: 'something else'
    });
    expect(keyed.status).toBe(303);
    const context = await contextOf('cem');
    const page = await context.newPage();
    await page.goto(app.url + path);
    expect(await page.locator('fieldset').count()).toBe(2);
    for (const name of ['Ann', 'Ben']) expect(await page.locator('main').textContent()).not.toContain(name);
    expect(await findings(page)).toEqual([]);
    const settle = page.getByRole('button', { name: 'Settled, store it' });
    await page.getByRole('radio', { name: '9' }).check();
    await field(page, 'own:reason').fill('what it says');
    await Promise.all([page.waitForURL(/done=/), settle.click()]);
    expect(await note(page)).toContain('Sheet 503 is stored');
    await context.close();
  });

  it('is not stored while a field is open', async () => {
    const id = doneIn(
      (await clientOf('ann').post(`${list}/new?/key`, { _number: '800', _code: '', _day: today, recommend: '1' }))
        .location
    );
    await clientOf('ben').post(`/keying/${id}?/second`, { _day: today, recommend: '2' });
    const open = await clientOf('cem').post(`/keying/${id}?/settle`, {});
    expect([open.status, open.body.includes('Choose what the paper says')]).toEqual([422, true]);
    const wrong = await clientOf('cem').post(`/keying/${id}?/settle`, {
      'choice:recommend': 'own',
      'own:recommend': '12'
    });
    expect([wrong.status, wrong.body.includes('value="12"')]).toEqual([422, true]);
    const blank = await clientOf('cem').post(`/keying/${id}?/settle`, {
      'choice:recommend': 'own',
      'own:recommend': '*'
    });
    expect(blank.status).toBe(303);
  });
});

describe('a personal sheet', () => {
  it('is printed with its code, which says whose answer it is when it comes back', async () => {
    const printed = await clientOf('cem').get(`/surveys/${surveyId}/paper`);
    expect(printed.body).toContain('Number');
    const papers = await clientOf('cem').get(`/programs/${program}/paper`);
    expect(papers.body).toContain(codes.own);
    expect(papers.body).not.toContain(codes.answered);
    const context = await contextOf('cem');
    const page = await context.newPage();
    for (const path of [`/surveys/${surveyId}/paper`, `/programs/${program}/paper`]) {
      await page.goto(app.url + path);
      expect(await findings(page)).toEqual([]);
      // Nothing of the application stands on what is handed out.
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('header.edge:visible, .crumb:visible, nav:visible').count()).toBe(0);
      await page.emulateMedia({ media: null });
    }
    await context.close();
    const typed = { _number: '900', _code: codes.own.toLowerCase(), _day: today, recommend: '3' };
    const id = doneIn((await clientOf('ann').post(`${list}/new?/key`, typed)).location);
    const done = await clientOf('ben').post(`/keying/${id}?/second`, { _day: today, recommend: '3' });
    expect((await clientOf('ben').get(done.location!)).body).toContain('Sheet 900 is stored');
  });

  it('whose customer answered online is told to be a duplicate and set aside', async () => {
    const typed = { _number: '901', _code: codes.answered, _day: today, recommend: '3' };
    const kept = await clientOf('ann').post(`${list}/new?/key`, typed);
    expect((await clientOf('ann').get(kept.location!)).body).toContain(
      'Sheet 901 is set aside: Answered otherwise already'
    );
  });
});

describe('the list', () => {
  it('hands out what waits, finds a sheet by its number, and sets a blank one aside and takes it back', async () => {
    const next = await clientOf('ben').post(`${list}?/next`, {});
    expect(next.location).toMatch(/^\/keying\//);
    const company = /name="company" value="([^"]+)"/.exec((await clientOf('ben').get(list)).body)![1]!;
    const find = (number: string) => clientOf('ben').post(`${list}?/find`, { company, number });
    expect((await find('501')).location).toBe(`/keying/${sheets.secret}`);
    expect((await find('4711')).body).toContain('There is no sheet of this number');
    const blank = await clientOf('ben').post(`${list}/new?/aside`, { number: '950', reason: 'blank' });
    const id = doneIn(blank.location);
    expect((await clientOf('ben').get(`/keying/${id}`)).body).toContain('Blank');
    expect((await clientOf('ben').post(`/keying/${id}?/back`)).location).toBe(`/keying/${id}`);
    const first = await clientOf('ben').post(`/keying/${id}?/first`, { _day: today, recommend: '8' });
    expect((await clientOf('ben').get(first.location!)).body).toContain('Sheet 950 is kept');
  });

  it('M-03 says how well it is keyed as the sheets themselves say', async () => {
    const context = await contextOf('cem');
    const page = await context.newPage();
    await page.goto(app.url + list);
    expect(await findings(page)).toEqual([]);
    const said = await page.locator('tr', { hasText: 'Everybody' }).locator('td').allTextContents();
    await context.close();
    const held = await app.stop({ keep: true });
    expect(held).toBe(0);
    const inside = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
    const all = await inside.db.system.select().from(paperSheet);
    const paper = await inside.db.system.select().from(response).where(eq(response.channel, 'paper'));
    await inside.close();
    const own = all.find(({ id }) => id === sheets.secret)!;
    const twice = all.filter(
      (one) => one.second !== null && one.surveyId === surveyId && one.companyId === own.companyId
    );
    const sum = (of: (one: (typeof all)[number]) => number | null) => twice.reduce((n, one) => n + (of(one) ?? 0), 0);
    const [n, x] = [sum((one) => one.compared), sum((one) => one.differed)];
    const { low, high } = wilsonInterval(x, n)!;
    const percent = new Intl.NumberFormat('en', {
      style: 'percent',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1
    });
    const share = `${percent.format(x / n)} (${percent.format(low)} to ${percent.format(high)})`;
    expect(said.slice(0, 3)).toEqual([String(twice.length), String(n), share]);
    // Every stored sheet has its response, and no other answer came by paper.
    const stored = all.filter(({ state }) => state === 'stored');
    expect(paper.map(({ id }) => id).sort()).toEqual(stored.map(({ responseId }) => responseId).sort());
    expect(paper.find(({ submissionKey }) => submissionKey === sheets.differing)!.answers).toEqual({
      ...{ recommend: 9, reason: 'what it says' }
    });
  });

  it('F-36 leaves the stored data in order', async () => {
    const verified = await runCommand('commands/verify.ts', [], app.env);
    expect(verified.output).not.toContain('BROKEN');
    expect(verified.code).toBe(0);
  });
});
