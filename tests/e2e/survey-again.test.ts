import type { Browser } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp } from '../../src/lib/server/app.ts';
import { changeOrganisation } from '../../src/lib/server/companies.ts';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { response, responseRevision } from '../../src/lib/server/db/schema/responses.ts';
import { program } from '../../src/lib/server/db/schema/surveys.ts';
import { verify } from '../../src/lib/server/verification.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { findings } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type Client, openClient } from '../support/client.ts';
import { type Link, makeLinks } from '../support/links.ts';

const onward = 'https://www.borealis.example/thank-you?from=survey&x="><img>';
const shown = 'https://www.borealis.example/thank-you?from=survey&x=%22%3E%3Cimg%3E';
let app: RunningApp;
let browser: Browser;
let client: Client;
let open: Link[], shut: Link[], foreign: Link[];

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({
      seed: async (inside) => {
        const set = async (id: string, values: Partial<typeof program.$inferInsert>) =>
          inside.db.system.update(program).set(values).where(eq(program.id, id));
        const one = await makeLinks(inside, { count: 6 });
        await set(one.programId, { editable: true, contactOffered: true, onward });
        const two = await makeLinks(inside, { count: 3 });
        await set(two.programId, { onward, onwardAtOnce: true });
        const three = await makeLinks(inside, { count: 1 });
        // An address whose site was allowed once and is no longer.
        await set(three.programId, { onward: 'https://gone.example/', onwardAtOnce: true });
        [open, shut, foreign] = [one.links, two.links, three.links];
        const sites = { onwardSites: ['https://www.borealis.example'] };
        await changeOrganisation(inside.db.app, consoleActor, sites, inside.clock());
      }
    })
  ]);
  client = openClient(app.url);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const answer = (link: Link, fields: Record<string, string>) =>
  client.post(link.path, { _page: 'outlook', _go: 'next', ...fields });

describe('answers that may be changed', () => {
  for (const javaScriptEnabled of [true, false])
    it(`F-24 are there again from the same link, are changed and sent, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
      const link = open.pop()!;
      await answer(link, { recommend: '2', reason: 'slow' });
      const context = await browser.newContext({ javaScriptEnabled, locale: 'en-GB' });
      const page = await context.newPage();
      await page.goto(app.url + link.path);
      await page.getByRole('button', { name: 'Change my answers' }).click();
      await page.getByText('You have sent these answers already.').waitFor();
      expect(await page.locator('input[name=recommend]:checked').getAttribute('value')).toBe('2');
      await page.locator('input[name=recommend][value="9"]').check({ force: true });
      for (const next of ['dimensions', 'outlook']) {
        await page.locator('[data-next]').click();
        await page.locator(`[data-page=${next}]:not([hidden])`).waitFor();
      }
      expect(await page.locator('[name=reason]').inputValue()).toBe('slow');
      await page.fill('[name=reason]', 'slow at first');
      await page.locator('[data-next]').click();
      await page.waitForURL('**/thanks');
      expect(await page.locator('p.trust').first().textContent()).toContain('Good to know what works for you.');
      if (javaScriptEnabled) expect(await findings(page)).toEqual([]);
      // Once more, and then rather not.
      await page.getByRole('button', { name: 'Change my answers' }).click();
      await page.getByRole('button', { name: 'Leave my answers as they are' }).click();
      await page.waitForURL('**/thanks');
      await context.close();
      expect((await client.get(link.path)).body).toContain('We have your answers already.');
    });

  it('S-10 S-14 only where the program allows it, and a change that was not opened is refused', async () => {
    const [link, closed] = [open.pop()!, shut.pop()!];
    for (const one of [link, closed]) await answer(one, { recommend: '3' });
    expect((await answer(link, { recommend: '10' })).status).toBe(409);
    // A post that says nothing else than what was sent is thanked for.
    expect((await client.post(closed.path, { _go: 'edit' })).location).toBe(`${closed.path}/thanks`);
    expect((await client.get(closed.path)).body).not.toContain('Change my answers');
    expect((await client.get(`${closed.path}/thanks`)).body).not.toContain('Change my answers');
  });
});

describe('the thank-you page', () => {
  it('UX-15 S-26 leads on to an allowed site by a link, by itself only where that was chosen, and to no other site', async () => {
    const [link, direct, gone] = [open.pop()!, shut.pop()!, foreign.pop()!];
    for (const one of [link, direct, gone]) {
      const sent = await answer(one, { recommend: '9' });
      expect([sent.status, sent.location]).toEqual([303, `${one.path}/thanks`]);
    }
    const page = (await client.get(`${link.path}/thanks`)).body;
    expect(page).toContain(`href="${shown.replace('&', '&amp;')}"`);
    expect(page).toContain('Continue to www.borealis.example');
    expect(page).not.toContain('http-equiv="refresh"');
    expect((await client.get(`${direct.path}/thanks`)).body).toContain(
      `content="0;url=${shown.replace('&', '&amp;')}"`
    );
    const nowhere = (await client.get(`${gone.path}/thanks`)).body;
    expect(nowhere).not.toMatch(/gone\.example|refresh/);
  });

  it('UX-15 asks once whether they want to be contacted, and lets them take it back', async () => {
    const link = open.pop()!;
    await answer(link, { recommend: '1' });
    const thanks = `${link.path}/thanks`;
    expect((await client.get(thanks)).body).toContain('May Borealis contact you about your answers?');
    expect((await client.post(thanks, { contact: 'yes' })).status).toBe(303);
    expect((await client.get(thanks)).body).toContain('Borealis will contact you.');
    await client.post(thanks, { contact: 'no' });
    expect((await client.get(thanks)).body).toContain('Yes, please contact me');
    await client.post(thanks, { contact: 'yes' });
    const never = shut.pop()!;
    await answer(never, { recommend: '1' });
    expect((await client.post(`${never.path}/thanks`, { contact: 'yes' })).status).toBe(400);
    expect((await client.post(`${open[0]!.path}/thanks`, { contact: 'yes' })).location).toBe(open[0]!.path);
  });

  it('S-26 a site is allowed, and an address of a program checked, when it is saved', async () => {
    const admin = await app.firstAdmin();
    const refused = await admin.post('/merger?/sites', { sites: 'www.borealis.example\nhttp://evil.test' });
    expect(refused.status).toBe(422);
    expect((await admin.post('/merger?/sites', { sites: 'www.borealis.example\nshop.example' })).status).toBe(303);
    const form = (await admin.get('/programs/new')).body;
    const surveyId = /<option value="([0-9a-f-]{36})"/.exec(form)![1]!;
    const fields = {
      name: 'Again',
      surveyId,
      channel: 'email',
      kind: 'relationship',
      fatigueDays: '30',
      expiresDays: '30'
    };
    for (const address of ['//evil', 'https://evil.test/', 'javascript:alert(1)', 'https://shop.example@evil.test/']) {
      const answer = await admin.post('/programs/new', { ...fields, onward: address });
      expect([address, answer.status]).toEqual([address, 422]);
      expect(answer.body).toContain('This is not an https address on a site the organisation allows.');
    }
    const made = await admin.post('/programs/new', {
      ...fields,
      editable: 'yes',
      onward: 'https://shop.example/thanks'
    });
    expect(made.status).toBe(303);
    expect((await admin.get(made.location!)).body).toMatch(
      /name="onward"[^>]*value="https:\/\/shop.example\/thanks"|value="https:\/\/shop.example\/thanks"[^>]*name="onward"/
    );
  });
});

describe('afterwards the database holds', () => {
  it('F-36 one response a link, what it said before, and figures that are those of a rebuild', async () => {
    await app.stop({ keep: true });
    const inside = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
    const now = await inside.db.system.select().from(response);
    expect(now).toHaveLength(9);
    const changed = now.filter(({ changedAt }) => changedAt !== null);
    expect(changed.map(({ answers }) => answers)).toEqual(Array(2).fill({ recommend: 9, reason: 'slow at first' }));
    const before = await inside.db.system.select().from(responseRevision);
    expect(before.map(({ answers }) => answers)).toEqual(Array(2).fill({ recommend: 2, reason: 'slow' }));
    expect(now.filter(({ contactAt }) => contactAt !== null)).toHaveLength(1);
    expect((await verify(inside)).ok).toBe(true);
    await inside.close();
  });
});
