/** A whole instrument, from an empty survey to stored answers, by keyboard and through the doors that everybody uses. */
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../../src/lib/server/access/api-keys.ts';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import * as people from '../../src/lib/server/access/people.ts';
import { openApp } from '../../src/lib/server/app.ts';
import { addCompany } from '../../src/lib/server/companies.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { newId } from '../../src/lib/server/db/id.ts';
import { customer } from '../../src/lib/server/db/schema/customers.ts';
import { response } from '../../src/lib/server/db/schema/responses.ts';
import { surveyVersion } from '../../src/lib/server/db/schema/surveys.ts';
import { type Connection, connect } from '../acceptance/connection.ts';
import { walk } from '../acceptance/forms.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { openClient } from '../support/client.ts';

/** What the 22 items of SERVQUAL are about, in a few words each: Parasuraman, Zeithaml and Berry (1988). */
const items: readonly (readonly [string, string])[] = [
  ['Up-to-date equipment', '设备先进'],
  ['Appealing premises', '环境舒适'],
  ['Neat staff', '员工衣着整洁'],
  ['Fitting facilities', '设施与服务相称'],
  ['Promises kept on time', '按时履行承诺'],
  ['Help with problems', '热心解决问题'],
  ['Dependable', '值得信赖'],
  ['Service on time', '准时提供服务'],
  ['Accurate records', '记录准确'],
  ['Told when it will be done', '告知服务时间'],
  ['Prompt service', '服务及时'],
  ['Willing to help', '乐于帮助'],
  ['Never too busy', '不因忙碌而怠慢'],
  ['Trustworthy staff', '员工可信'],
  ['Safe dealings', '交易放心'],
  ['Polite staff', '员工有礼貌'],
  ['Staff well supported', '员工得到公司支持'],
  ['Individual attention', '关注每位客户'],
  ['Personal attention', '给予个别关心'],
  ['Knows my needs', '了解我的需要'],
  ['My interests at heart', '以我的利益为重'],
  ['Convenient hours', '营业时间方便']
];
const [email, password] = ['ada@x.test', 'correct horse battery'];

let app: RunningApp;
let browser: Browser;
let page: Page;
let api: Connection;

beforeAll(async () => {
  browser = await openBrowser();
  let secret = '';
  app = await startApp({
    seed: async ({ db, clock }) => {
      const now = clock();
      const grant = { role: 'admin' as const, cleanTeam: true, companies: [] };
      const invited = await people.invite(db.app, consoleActor, { ...grant, email, name: 'Ada', locale: 'en' }, now);
      const company = await addCompany(
        db.app,
        consoleActor,
        { key: 'B', name: 'Borealis', brand: { colour: '#0c5c50' } },
        now
      );
      if (!invited.ok || !company.ok) throw new Error('the database is not new');
      await people.setPasswordByToken(db.app, 'join', invited.token, password, now);
      ({ secret } = await createKey(db.app, consoleActor, { ...grant, name: 'Test' }, now));
      await db.system.insert(customer).values(
        Array.from({ length: 10 }, (_, n) => ({
          ...{
            id: newId(now),
            companyId: company.id,
            legacyId: `c${n}`,
            name: `C${n}`,
            email: `c${n}@x.test`,
            emailKey: `c${n}@x.test`
          },
          ...{ sortKey: `c${n}`, searchKey: `c${n}`, locale: n % 2 === 0 ? 'en' : 'zh-CN', stage: 'stable' as const },
          ...{ createdAt: now, updatedAt: now }
        }))
      );
    }
  });
  api = connect(app.url, secret);
  const client = await app.loginAs(email, password);
  const context = await browser.newContext({ viewport: { width: 1680, height: 1000 }, reducedMotion: 'reduce' });
  await context.addCookies([...client.cookies].map(([name, value]) => ({ name, value, url: app.url })));
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const alive = () => page.frameLocator('iframe').locator('form').waitFor({ state: 'attached' });
const saved = () => page.locator('header.top [role=status]').filter({ hasText: 'All changes saved' }).waitFor();
const go = async (id: string): Promise<void> => {
  await page.locator(`#outline-${id}`).focus();
  await page.keyboard.press('Enter');
};
/** Types into the field of that name in place of what stands there. */
async function type(label: string, words: string): Promise<void> {
  await page.getByRole('textbox', { name: label, exact: true }).first().focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(words);
}
const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

async function publish(number: number): Promise<void> {
  await saved();
  await page.getByRole('link', { name: 'Check and publish' }).press('Enter');
  if (number > 1) await page.getByText('Modern equipment', { exact: true }).waitFor();
  await page.getByRole('button', { name: `Publish version ${number}` }).press('Enter');
  await page
    .getByRole('status')
    .filter({ hasText: String(number) })
    .first()
    .waitFor();
}

describe('SERVQUAL from nothing', () => {
  it('F-25 UX-36 22 items written by keyboard, translated, published and changed while ten people answer: all answers are right', async () => {
    await page.goto(`${app.url}/surveys/new`);
    await page.getByRole('button', { name: 'Start from nothing' }).press('Enter');
    await page.waitForURL('**/edit');
    await alive();
    const surveyId = new URL(page.url()).pathname.split('/')[2]!;

    await type('Name for your team', 'Service quality');
    await go('q1');
    await page.getByRole('combobox', { name: 'Kind' }).focus();
    await page.keyboard.type('Expected');
    await type('Wording of the question', 'What do you expect, and what do you get?');
    for (const [n, [english]] of items.entries()) {
      if (n < 3) await page.getByRole('textbox', { name: `Words of entry ${n + 1}`, exact: true }).focus();
      else await page.keyboard.press('Enter');
      await expect.poll(focused).toBe(`Words of entry ${n + 1}`);
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(english);
    }

    await go('survey');
    await page.getByRole('combobox', { name: 'Add a language' }).selectOption('zh-CN');
    await page.getByRole('button', { name: 'Add', exact: true }).press('Enter');
    await type('Name for your team', '服务质量');
    await type('Who asks, and why', '只有几道题，想听听您对 {{company}} 的看法。');
    await type('Privacy notice', '是否作答由您决定。');
    await type('Title', '谢谢您，答案已收到。');
    await type('Text', '您的答案会交给负责客户关系的人员。');
    await go('q1');
    await type('Wording of the question', '您期望的服务与实际得到的服务如何？');
    await type('Heading of the expectation', '期望');
    await type('Heading of the perception', '实际');
    await type('1 means', '完全不');
    await type('5 means', '完全是');
    for (const [n, [, chinese]] of items.entries()) await type(`Words of entry ${n + 1}`, chinese);
    await publish(1);

    const made = await api.post<{ id: string }>('/programs', {
      ...{ surveyId, name: 'Service', channel: 'email', audience: { withEmail: true } }
    });
    const { wave, asked } = await api.post<{ wave: number; asked: number }>(`/programs/${made.id}/dry-run`);
    expect(asked).toBe(10);
    await api.post(`/programs/${made.id}/launch`, { wave });
    const links = await api.all<{ id: string; link: string }>(`/invitations?program=${made.id}&limit=200`);
    const respondents = links.map(({ id, link }) => ({ id, link, client: openClient(app.url) }));
    const early = respondents.slice(0, 5);
    for (const { client, link } of early) {
      const { body } = await client.get(new URL(link).pathname);
      for (const [english, chinese] of items) expect(body.includes(english) || body.includes(chinese)).toBe(true);
    }

    // The last item goes, the first gets other words, and a question comes.
    await page.goto(`${app.url}/surveys/${surveyId}/edit`);
    await alive();
    await go('q1');
    await type('Words of entry 1', 'Modern equipment');
    await page.locator('summary[aria-label="More about entry 22"]').press('Enter');
    await page.locator('.more .btns button').filter({ hasText: 'Delete', visible: true }).press('Enter');
    await page.locator('#outline-q1').focus();
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Type to narrow the list' }).waitFor();
    await page.keyboard.type('Text');
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Wording of the question');
    await page.keyboard.insertText('What else?');
    await page.getByRole('button', { name: '中文', exact: true }).press('Enter');
    await type('Wording of the question', '还有什么想说的？');
    await publish(2);

    const given = new Map<string, Record<string, unknown>>();
    await Promise.all(
      respondents.map(async ({ id, link, client }, n) => {
        const answers: Record<string, unknown> = {};
        let place = 0;
        await walk(client, link, (name, values) => {
          place += 1;
          if (values.length === 0) return String((answers[name] = `What ${n} says`));
          const value = values[(n * 7 + place * 3) % values.length]!;
          answers[name] = Number(value);
          return value;
        });
        given.set(id, answers);
      })
    );

    await app.stop({ keep: true });
    const inside = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
    const stored = await inside.db.system.select().from(response);
    const versions = await inside.db.system.select().from(surveyVersion);
    await inside.close();
    const numberOf = new Map(versions.map(({ id, number }) => [id, number]));
    expect(stored).toHaveLength(10);
    for (const one of stored) {
      const isEarly = early.some(({ id }) => id === one.invitationId);
      expect(one.answers).toEqual(given.get(one.invitationId!));
      expect(Object.keys(one.answers)).toHaveLength(isEarly ? 44 : 43);
      expect(numberOf.get(one.surveyVersionId!)).toBe(isEarly ? 1 : 2);
    }
  }, 180_000);
});
