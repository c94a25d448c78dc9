/** Calls as those who make them meet them: a list, a script on the screen, keys, and outcomes; with and without script. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../src/lib/merger/scope.ts';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import { openApp } from '../../src/lib/server/app.ts';
import { claim } from '../../src/lib/server/calls.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { callAttempt, callEntry } from '../../src/lib/server/db/schema/calls.ts';
import { customer } from '../../src/lib/server/db/schema/customers.ts';
import { response } from '../../src/lib/server/db/schema/responses.ts';
import { invitation } from '../../src/lib/server/db/schema/surveys.ts';
import { tokenOf } from '../../src/lib/server/invitations.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { findings } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type CallHouse, makeCalls, makeInterviewer, password } from '../support/calls.ts';
import type { Client } from '../support/client.ts';
import { everyKind } from '../support/every-kind.ts';

let app: RunningApp;
let browser: Browser;
let acme: CallHouse;
let borealis: CallHouse;
let mailed: CallHouse;
let odd: CallHouse;
let long: CallHouse;
const ids = {} as Record<string, string>;
const links = {} as Record<string, string>;
const persons = {} as Record<string, string>;

const recordsOf = (companyId: string): Scope => ({ companies: { [companyId]: 'records' }, overlap: false });
const people = (names: string[], locale = 'en') =>
  names.map((name, at) => ({ name, phone: `+49302000${String(at).padStart(4, '0')}`, locale }));

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({
      seed: async (inside) => {
        acme = await makeCalls(inside, { key: 'A', customers: people(['Ann', 'Ben', 'Cara', 'Dan', 'Eve']) });
        const keys = await makeCalls(inside, { key: 'K', customers: people(['Lea']) });
        borealis = await makeCalls(inside, { key: 'B', customers: people(['Fay']) });
        mailed = await makeCalls(inside, { key: 'M', channel: 'email', customers: people(['Gus', 'Hal', 'Ida']) });
        odd = await makeCalls(inside, {
          key: 'O',
          customers: people(['Joy', 'Kim', 'Lou'], 'zh-CN'),
          document: everyKind()
        });
        // Numbers of their own: one of them is never to be called again.
        const own = people(['Max', 'Nia']).map((one, at) => ({ ...one, phone: `+493039900${at}` }));
        long = await makeCalls(inside, { key: 'L', customers: own });
        const desks = { Ada: acme, Kit: keys, Bo: borealis, Mia: mailed, Oz: odd, Lu: long, Vi: long };
        for (const [name, house] of Object.entries(desks))
          persons[name] = (await makeInterviewer(inside, name, house.companyId)).personId;
        persons.Cy = (await makeInterviewer(inside, 'Cy', acme.companyId)).personId;
        const asked = await inside.db.system
          .select({ id: invitation.id, name: customer.name })
          .from(invitation)
          .innerJoin(customer, eq(customer.id, invitation.customerId));
        for (const { id, name } of asked) {
          ids[name] = id;
          links[name] = `/s/${tokenOf(inside.secret, id)}`;
        }
        // Lu took both and has been listening for twenty minutes.
        const lu = { actor: consoleActor, personId: persons.Lu!, scope: recordsOf(long.companyId) };
        const then = new Date(inside.clock().getTime() - 20 * 60_000);
        for (const name of ['Max', 'Nia']) await claim(inside, lu, ids[name]!, then);
      }
    })
  ]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function atDesk(name: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  await page.goto(`${app.url}/login`);
  await page.fill('[name=email]', `${name.toLowerCase()}@team.test`);
  await page.fill('[name=password]', password);
  await Promise.all([page.waitForURL((at) => at.pathname !== '/login'), page.click('main button')]);
  return page;
}
const client = (name: string): Promise<Client> => app.loginAs(`${name.toLowerCase()}@team.test`, password);
const claimed = async (who: Client, name: string) => {
  const answer = await who.post(`/interviews/${ids[name]}?/claim`);
  expect(answer.status, answer.body.slice(0, 300)).toBe(303);
};
const begun = async (who: Client, name: string) => {
  await claimed(who, name);
  expect((await who.post(`/interviews/${ids[name]}?/begin`)).status).toBe(303);
};
const answer = (who: Client, name: string, fields: Record<string, string | string[]>) =>
  who.post(`/interviews/${ids[name]}?/answer`, fields);
const finish = (who: Client, name: string, fields: Record<string, string>) =>
  answer(who, name, { _page: 'overall', _go: 'finish', ...fields });

/** Looks into the database once the app is down; it is started again on the same data. */
async function stored<T>(look: (db: Awaited<ReturnType<typeof openApp>>['db']['system']) => Promise<T>): Promise<T> {
  const { env } = app;
  await app.stop({ keep: true });
  const inside = await openApp(readConfig({ ...env, LOG_LEVEL: 'silent' }), { works: false });
  const found = await look(inside.db.system).finally(() => inside.close());
  app = await startApp({ dataDir: env.DATA_DIR!, databaseUrl: env.DATABASE_URL ?? null });
  return found;
}

describe('a call', () => {
  it('goes from the list to the last answer by keys alone, and axe finds nothing on the way', async () => {
    const page = await atDesk('Kit');
    const clean = async () => expect(await findings(page)).toEqual([]);
    await page.goto(`${app.url}/interviews`);
    await clean();
    await page.getByRole('link', { name: 'Calls of K' }).click();
    await page.waitForURL('**/calls');
    await clean();
    await page.getByRole('button', { name: 'Next call' }).click();
    await page.waitForURL('**/interviews/*');
    // Who calls, in whose name, and that it is voluntary: to be read out.
    const script = page.locator('blockquote');
    await expect
      .poll(() => script.first().textContent())
      .toContain('my name is Kit. I am calling on behalf of Company K');
    expect(await page.locator('main').textContent()).toContain('Taking part is voluntary');
    await clean();
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-line]');
    await clean();
    const focused = () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.name);
    await expect.poll(focused).toBe('recommend');
    // One and zero are ten.
    await page.keyboard.press('1');
    await page.keyboard.press('0');
    expect(await page.locator('[name=recommend]:checked').inputValue()).toBe('10');
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('satisfaction');
    await page.keyboard.press('4');
    await page.keyboard.press('Enter');
    await page.keyboard.press('n');
    expect(await page.locator('[name=ease]:checked').inputValue()).toBe('na');
    await expect.poll(() => page.getByRole('status').textContent()).toContain('Saved');
    const pageOf = () => page.locator('input[name=_page]').inputValue();
    let before = await pageOf();
    await page.keyboard.press('Enter');
    await expect.poll(pageOf).not.toBe(before);
    // Through the rest, leaving everything out, to the words of thanks.
    for (let turns = 0; turns < 12 && (await page.locator('input[name=_page]').count()) > 0; turns += 1) {
      before = await pageOf();
      await page.locator('.send button').first().click();
      await page.waitForFunction(
        (was) => document.querySelector<HTMLInputElement>('input[name=_page]')?.value !== was,
        before
      );
    }
    await expect.poll(() => page.locator('blockquote').textContent()).toContain('Those were all my questions');
    await clean();
    await page.context().close();
  });

  it('is somebody else’s while one has it, and says whose', async () => {
    const [ada, cy] = [await client('Ada'), await client('Cy')];
    await claimed(ada, 'Cara');
    const shown = await cy.get(`/interviews/${ids.Cara}`);
    expect(shown.body).toContain('Ada is speaking to this customer');
    expect((await cy.post(`/interviews/${ids.Cara}?/claim`)).status).toBe(409);
    expect((await cy.post(`/interviews/${ids.Cara}?/begin`)).status).toBe(409);
    expect((await finish(cy, 'Cara', { recommend: '1' })).status).toBe(409);
    const both = await Promise.all([ada, cy].map((one) => one.post(`/programs/${acme.programId}/calls?/next`)));
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    expect(new Set(both.map(({ location }) => location)).size).toBe(2);
    for (const [at, one] of [ada, cy].entries()) await one.post(`${both[at]!.location}?/release`);
    await ada.post(`/interviews/${ids.Cara}?/release`);
  });

  it('that lasts longer than its lease is still its interviewer’s, unless somebody else took the customer', async () => {
    const [lu, vi] = [await client('Lu'), await client('Vi')];
    const say = (name: string, outcome: string) => lu.post(`/interviews/${ids[name]}?/outcome`, { outcome });
    // Once, and once more because the button was pressed twice.
    for (const { status, location } of [await say('Max', 'refused'), await say('Max', 'refused')])
      expect([status, location]).toEqual([303, `/programs/${long.programId}/calls?said=refused`]);
    expect((await say('Max', 'wrong_number')).status).toBe(409);
    await claimed(vi, 'Nia');
    expect((await say('Nia', 'no_answer')).status).toBe(409);
    expect((await lu.post(`/interviews/${ids.Nia}?/begin`)).status).toBe(409);
    // What a customer asks for for good is done, whoever heard it.
    expect((await say('Nia', 'opted_out')).status).toBe(303);
    expect((await vi.get(`/interviews/${ids.Nia}`)).body).toContain('This customer wants no more surveys');
  });

  it('works without script: consent, pages, an answer that lacks something, and going back', async () => {
    const page = await atDesk('Oz', { javaScriptEnabled: false });
    await page.goto(`${app.url}/interviews/${ids.Joy}?lang=en`);
    await page.getByRole('button', { name: 'Call this customer' }).click();
    await page.goto(`${app.url}/interviews/${ids.Joy}?lang=en`);
    await page.getByRole('button', { name: 'Yes: begin' }).click();
    expect(await page.locator('blockquote').first().textContent()).toContain('How likely are you to recommend us?');
    await page.locator('.send button').first().click();
    // The first question needs an answer; the engine says so, in the interviewer's language.
    expect(await page.locator('.problem').first().textContent()).toContain('look once more');
    await page.locator('input[name=recommend][value="7"]').check({ force: true });
    await page.locator('.send button').first().click();
    expect(await page.locator('input[name=_page]').inputValue()).not.toBe('scales');
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    expect(await page.locator('input[name=_page]').inputValue()).toBe('scales');
    expect(await page.locator('input[name=recommend]:checked').inputValue()).toBe('7');
    await page.context().close();
  });

  it('UX-12 reads out in the customer’s language and tells the interviewer in their own', async () => {
    const page = await atDesk('Oz');
    await page.goto(`${app.url}/interviews/${ids.Kim}`);
    await page.getByRole('button', { name: 'Call this customer' }).click();
    await page.getByRole('button', { name: 'Yes: begin' }).click();
    await page.waitForSelector('[data-line]');
    const first = page.locator('blockquote').first();
    expect(await first.getAttribute('lang')).toBe('zh-CN');
    expect(await first.textContent()).toContain('您有多大可能向他人推荐我们？');
    expect(await first.textContent()).toContain('0 表示“完全不可能”');
    expect(await page.locator('main').textContent()).toContain('Not to be read out');
    await page.locator('nav a[lang=en]').click();
    await expect
      .poll(() => page.locator('blockquote').first().textContent())
      .toContain('from 0, “not at all likely”, to 10');
    await page.context().close();
  });

  it('takes rankings, shares and numbers by keys too, and says what is left to share out', async () => {
    const oz = await client('Oz');
    await begun(oz, 'Lou');
    const pages: Record<string, string | string[]>[] = [
      { _page: 'scales', recommend: '7' },
      { _page: 'grids', 'service.speed': '4', 'service.skill': '4' },
      { _page: 'lists', used: ['shop', 'web'] }
    ];
    for (const fields of pages) expect((await answer(oz, 'Lou', { _go: 'next', ...fields })).status).toBe(303);
    const page = await atDesk('Oz');
    await page.goto(`${app.url}/interviews/${ids.Lou}?lang=en`);
    const focused = () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.name);
    const place = (option: string) => page.locator(`[name="rank.${option}"]`).inputValue();
    await expect.poll(focused).toBe('rank.price');
    // The numbers of what is named, in that order; a number once more takes it back.
    for (const key of ['2', '3', '1', '3', '3']) await page.keyboard.press(key);
    expect([await place('price'), await place('quality'), await place('speed')]).toEqual(['3', '1', '2']);
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('top.red');
    await page.keyboard.press('n');
    expect(await page.locator('[name=top][type=checkbox]').isChecked()).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('share.us');
    await page.keyboard.type('60');
    await page.keyboard.press('Enter');
    await page.keyboard.type('30');
    await expect.poll(() => page.locator('#q-share output').textContent()).toBe('90 of 100, 10 left');
    await page.keyboard.press('Enter');
    await page.keyboard.type('10');
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('story');
    // N is a letter in words, and an answer where numbers and days are typed: what stood there goes.
    await page.keyboard.type('n');
    expect(await page.locator('[name=story]').inputValue()).toBe('n');
    await page.locator('[name=years][type=text]').fill('4');
    await page.keyboard.press('n');
    expect(await page.locator('[name=years][type=text]').inputValue()).toBe('');
    expect(await page.locator('[name=years][type=checkbox]').isChecked()).toBe(true);
    await page.keyboard.type('5');
    expect(await page.locator('[name=years][type=checkbox]').isChecked()).toBe(true);
    // What is sent back, here for being too short, has the cursor.
    await page.locator('.send button').first().click();
    await expect.poll(() => page.locator('.problem').first().textContent()).toContain('look once more');
    await expect.poll(focused).toBe('story');
    expect(await page.locator('#q-hope blockquote').textContent()).toContain('from 0, “gloomy”, to 100, “bright”');
    expect(await findings(page)).toEqual([]);
    await page.context().close();
  });

  it('goes on where the customer stopped online, and the customer where the call stopped', async () => {
    const mia = await client('Mia');
    const guest = app.client();
    const first = await guest.post(links.Gus!, { _page: 'overall', _go: 'save', _revision: '1', recommend: '8' });
    expect(first.status).toBe(200);
    await begun(mia, 'Gus');
    expect((await mia.get(`/interviews/${ids.Gus}`)).body).toMatch(/value="8"[^>]*checked|checked[^>]*value="8"/);
    const next = await answer(mia, 'Gus', { _page: 'overall', _go: 'next', satisfaction: '2' });
    expect(next.status).toBe(303);
    await mia.post(`/interviews/${ids.Gus}?/outcome`, { outcome: 'later', minutes: '60' });
    const online = (await guest.get(links.Gus!)).body;
    expect(online).toMatch(/name="recommend" value="8" checked|name="recommend"[^>]*value="8"/);
    expect(online).toMatch(/name="satisfaction"[^>]*value="2"/);
    // Once they have answered, the interviewer is told and nothing is stored twice.
    await claimed(mia, 'Gus');
    expect((await guest.post(links.Gus!, { _page: 'overall', _go: 'finish' })).status).toBe(303);
    expect((await finish(mia, 'Gus', { recommend: '0' })).status).toBe(409);
    expect((await mia.get(`/interviews/${ids.Gus}`)).body).toContain('This customer has answered');
  });

  it('S-13 S-14 S-17 is of one company: whoever calls for another sees nobody, and can do nothing', async () => {
    const bo = await client('Bo');
    for (const path of [`/interviews/${ids.Dan}`]) expect((await bo.get(path)).status).toBe(404);
    for (const act of ['claim', 'begin', 'answer', 'outcome', 'release'])
      expect((await bo.post(`/interviews/${ids.Dan}?/${act}`, { outcome: 'opted_out' })).status).toBe(404);
    const list = (await bo.get(`/programs/${acme.programId}/calls`)).body;
    for (const name of ['Ann', 'Ben', 'Cara', 'Dan', 'Eve']) expect(list).not.toContain(`>${name}<`);
    expect((await bo.post(`/programs/${acme.programId}/calls?/next`)).status).toBe(409);
    expect((await bo.get('/interviews')).body).not.toContain('Calls of A');
    // What is posted without a claim is refused, whoever posts it.
    const ada = await client('Ada');
    expect((await finish(ada, 'Dan', { recommend: '3' })).status).toBe(409);
  });

  it('is kept with who asked and what came of it, and the answers with their channel, as the customer’s page shows', async () => {
    const [ada, mia] = [await client('Ada'), await client('Mia')];
    await begun(ada, 'Dan');
    expect((await finish(ada, 'Dan', { recommend: '9' })).location).toBe(`/interviews/${ids.Dan}`);
    // The same post once more is as true and stores nothing more; another answer is not taken.
    expect((await finish(ada, 'Dan', { recommend: '9' })).status).toBe(303);
    expect((await finish(ada, 'Dan', { recommend: '2' })).status).toBe(409);
    await claimed(ada, 'Eve');
    const said = await ada.post(`/interviews/${ids.Eve}?/outcome`, { outcome: 'refused' });
    expect(said.location).toBe(`/programs/${acme.programId}/calls?said=refused`);
    expect((await ada.post(`/interviews/${ids.Ben}?/outcome`, { outcome: 'refused' })).status).toBe(409);
    // An invitation sent by mail and asked by phone is an answer by phone.
    await begun(mia, 'Hal');
    expect((await finish(mia, 'Hal', { recommend: '2' })).status).toBe(303);
    await claimed(mia, 'Ida');
    const wrong = await mia.post(`/interviews/${ids.Ida}?/outcome`, { outcome: 'later', at: '2020-01-01T10:00' });
    expect(wrong.status).toBe(422);
    const never = await mia.post(`/interviews/${ids.Ida}?/outcome`, { outcome: 'opted_out' });
    expect(never.status).toBe(303);
    expect((await app.client().get(links.Ida!)).status).toBe(410);
    const found = await stored(async (db) => ({
      responses: await db.select().from(response),
      attempts: await db.select().from(callAttempt),
      entries: await db.select().from(callEntry),
      whom: await db.select().from(customer)
    }));
    const of = (name: string) => found.responses.filter((one) => one.invitationId === ids[name]);
    expect(of('Dan')).toMatchObject([
      { channel: 'phone', askedBy: persons.Ada, seconds: null, answers: { recommend: 9 } }
    ]);
    expect(of('Hal')).toMatchObject([{ channel: 'phone', askedBy: persons.Mia, programId: mailed.programId }]);
    expect(of('Gus')).toMatchObject([{ channel: 'email', askedBy: null }]);
    const came = (name: string) =>
      found.attempts.filter((one) => one.invitationId === ids[name]).map((one) => one.outcome);
    expect([came('Dan'), came('Eve'), came('Ida')]).toEqual([['interviewed'], ['refused'], ['opted_out']]);
    expect(found.entries.find((one) => one.invitationId === ids.Eve)).toMatchObject({
      state: 'refused',
      claimedBy: null
    });
    const dan = found.whom.find(({ name }) => name === 'Dan')!;
    const shown = await (await client('Ada')).get(`/customers/${dan.id}`);
    expect(shown.body).toContain('asked by Ada');
  });
});
