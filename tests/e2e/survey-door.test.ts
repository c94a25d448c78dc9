import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { customer } from '../../src/lib/server/db/schema/customers.ts';
import { response } from '../../src/lib/server/db/schema/responses.ts';
import { invitation, sitting } from '../../src/lib/server/db/schema/surveys.ts';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import { type App, openApp } from '../../src/lib/server/app.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { optOut } from '../../src/lib/server/opt-outs.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import type { Page } from '../../src/lib/survey/document.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { type Answer, type Client, openClient } from '../support/client.ts';
import { type Link, makeLinks } from '../support/links.ts';

let app: RunningApp;
let client: Client;
let links: Link[];
let expired: Link, stopped: Link, closed: Link, erased: Link;
let running: Awaited<ReturnType<typeof makeLinks>>;
let next = 0;
const fresh = () => links[next++]!;

beforeAll(async () => {
  app = await startApp({ seed });
  client = openClient(app.url);
});
afterAll(() => app?.stop());

async function seed(app: App) {
  const now = app.clock();
  ({ links } = await makeLinks(app, { count: 90 }));
  [expired] = (await makeLinks(app, { count: 1, expiresAt: new Date(now.getTime() - 1000) })).links as [Link];
  [stopped, erased] = [fresh(), fresh()];
  await optOut(app.db.system, app.secret, stopped.stop, now);
  await app.db.system.delete(customer).where(eq(customer.id, erased.customerId));
  running = await makeLinks(app, { count: 4 });
  const ended = await makeLinks(app, { count: 1 });
  closed = ended.links[0]!;
  await surveys.setClosed(app.db.app, consoleActor, ended.surveyId, true, now);
}

/** Stops the app, does something to its database, and starts it again on the same one. */
async function between(work: (inside: App) => Promise<unknown>): Promise<void> {
  await app.stop({ keep: true });
  await within(work);
  app = await startApp({ dataDir: app.env.DATA_DIR!, databaseUrl: app.env.DATABASE_URL ?? null });
  client = openClient(app.url);
}
async function within(work: (inside: App) => Promise<unknown>): Promise<void> {
  const inside = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
  await work(inside);
  await inside.close();
}

/** What must be found in the database when everything has been sent; looked at once, at the end. */
const stored: { about: string; look: (inside: App) => Promise<void> }[] = [];
const storedOf = (about: string, link: Link, expected: (found: (typeof response.$inferSelect)[]) => void) =>
  stored.push({
    about,
    look: async ({ db }) =>
      expected(await db.system.select().from(response).where(eq(response.invitationId, link.invitationId)))
  });

const answers = { recommend: '9', satisfaction: '4', ease: '7', repurchase: 'na', reason: 'Lieferung "pünktlich"' };
const last = (fields: Record<string, string> = answers) => ({ _page: 'outlook', _go: 'next', ...fields });
/** What a reader reads: the page without tags. */
const words = ({ body }: Answer) =>
  body
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('a secret link', () => {
  it('UX-13 UX-16 shows the survey under the company the customer knows, sets no cookie and lets nobody keep it', async () => {
    const page = await client.get(fresh().path);
    expect(page.status).toBe(200);
    expect(words(page)).toContain('How is Borealis doing for you?');
    expect(words(page)).toContain('You are asked because you are a customer of Borealis');
    expect(page.body).toContain('--brand-light: #0c5c50');
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.headers['referrer-policy']).toBe('same-origin');
  });

  it('F-32 plain posts walk through the pages, keep what was said, and end on our thank-you page', async () => {
    const link = fresh();
    const first = await client.post(link.path, { _page: 'overall', _go: 'next', recommend: '3', ease: '5' });
    expect(first).toMatchObject({ status: 303, location: '?page=dimensions' });
    const second = await client.post(link.path, { _page: 'dimensions', _go: 'next', product: '2', price: 'na' });
    expect(second).toMatchObject({ status: 303, location: '?page=outlook' });
    const back = await client.get(link.path);
    expect(back.body).toMatch(/<section data-page="outlook"(?![^>]*hidden)/);
    expect(back.body).toMatch(/name="recommend" value="3"[^>]*checked/);
    const end = await client.post(link.path, { _page: 'outlook', _go: 'next', reason: 'slow' });
    expect(end).toMatchObject({ status: 303, location: `${link.path}/thanks` });
    expect(words(await client.get(end.location!))).toContain('Low marks are read first at Borealis');
    const again = await client.post(link.path, { _page: 'outlook', _go: 'next', reason: 'slow' });
    expect(again).toMatchObject({ status: 303, location: `${link.path}/thanks` });
    const expected = { recommend: 3, ease: 5, product: 2, price: 'na', reason: 'slow' };
    storedOf('F-32 the answers of all pages, once', link, (found) => {
      expect(found.map((one) => [one.answers, one.locale])).toEqual([[expected, 'en']]);
    });
  });

  it('UX-12 the language is the one asked for, then the customer’s, then the browser’s; a switch keeps the answers', async () => {
    const link = fresh();
    const asked = await client.get(`${link.path}?lang=zh-CN`);
    expect(asked.body).toContain('<html lang="zh-CN" dir="ltr"');
    expect(words(asked)).toContain('Borealis 让您满意吗？');
    const own = await client.get(link.path, { 'accept-language': 'zh-CN,zh;q=0.9' });
    expect(own.body).toContain('<html lang="en"');
    const switched = await client.post(link.path, { _page: 'overall', _language: 'zh-CN', recommend: '8' });
    expect(switched).toMatchObject({ status: 303, location: '?page=overall&lang=zh-CN' });
    const page = await client.get(`${link.path}${switched.location}`);
    expect(page.body).toMatch(/name="recommend" value="8"[^>]*checked/);
    await client.post(`${link.path}?page=outlook&lang=zh-CN`, last());
    expect(words(await client.get(`${link.path}/thanks`))).toContain('谢谢您，答案已收到。');
    storedOf('UX-12 the language it was answered in', link, (found) => {
      expect(found).toMatchObject([{ locale: 'zh-CN', answers: { recommend: 9 } }]);
    });
  });

  it('a wrong answer is shown again with what was wrong, and the right ones of the same post are kept', async () => {
    const link = fresh();
    const long = 'x'.repeat(4001);
    const refused = await client.post(link.path, last({ recommend: '9', reason: long }));
    expect(refused.status).toBe(422);
    expect(words(refused)).toContain('This text is too long');
    expect(refused.body).toContain(long);
    expect((await client.get(link.path)).body).toMatch(/name="recommend" value="9"[^>]*checked/);
  });

  it('S-20 S-16 hostile fields and bodies store nothing that was not asked', async () => {
    const link = fresh();
    const hostile = {
      __proto__x: '1',
      constructor: '1',
      'recommend[$ne]': '1',
      ease: '99',
      response_id: '1',
      flags: 'x'
    };
    expect((await client.post(link.path, last({ ...hostile, ease: '8' }))).status).toBe(422);
    const json = { 'content-type': 'application/json' };
    const sent = await client.send('POST', link.path, { headers: json, body: '{"recommend":9}' });
    expect(sent.status).toBe(415);
    const broken = { 'content-type': 'multipart/form-data; boundary=x' };
    const cut = await client.send('POST', link.path, { headers: broken, body: '--x\r\nContent-Disp' });
    expect(cut.status).toBe(400);
    const big = await client.post(link.path, last({ reason: 'x'.repeat(600_000) }));
    expect(big.status).toBe(413);
    expect((await client.get(link.path)).status).toBe(200);
    expect((await client.post(link.path, last({ ...answers, constructor: '1' }))).status).toBe(303);
    storedOf('S-20 nothing that was not asked', link, (found) => {
      expect(found.map((one) => Object.keys(one.answers).sort())).toEqual([Object.keys(answers).sort()]);
    });
  });

  it('S-30 a link that saves without end is slowed down, keeps its answers, and is still taken when it is sent', async () => {
    const link = fresh();
    const page = { _page: 'overall', _go: 'save', recommend: '3' };
    const saves = [];
    // More than two windows of a minute allow, whenever the minute turns.
    for (let n = 0; n < 26; n += 1)
      saves.push(
        ...(await Promise.all(
          Array.from({ length: 10 }, (_, i) => client.post(link.path, { ...page, _revision: String(n * 10 + i + 1) }))
        ))
      );
    const slowed = saves.filter(({ status }) => status === 429);
    expect(slowed.length).toBeGreaterThanOrEqual(20);
    expect(Number(slowed[0]!.headers['retry-after'])).toBeGreaterThan(0);
    expect(saves.filter(({ status }) => ![200, 303, 429].includes(status))).toEqual([]);
    expect((await client.post(fresh().path, page)).status).not.toBe(429);
    expect((await client.post(link.path, last())).status).toBe(303);
    storedOf('a link that saved without end', link, (found) => expect(found).toHaveLength(1));
  });
});

describe('one link, one response', () => {
  it('F-26 a hundred posts at once give one response; the same answers are thanked, others are told', async () => {
    const link = fresh();
    await client.get(link.path);
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, at) => client.post(link.path, last({ ...answers, recommend: String(at % 2) })))
    );
    const thanked = new Set(all.flatMap(({ status }, at) => (status === 303 ? at % 2 : [])));
    expect(thanked.size).toBe(1);
    const [kept] = thanked;
    for (const [at, answer] of all.entries()) expect(answer.status, `post ${at}`).toBe(at % 2 === kept ? 303 : 409);
    storedOf('F-26 one response for a hundred posts', link, (found) => {
      expect(found).toMatchObject([{ answers: { recommend: kept } }]);
    });
    const told = all.find(({ status }) => status === 409)!;
    expect(words(told)).toContain('We have your answers already.');
  });

  it('F-21 F-43 the same post again is thanked again; a second tab with other answers learns that the first stand', async () => {
    const link = fresh();
    const [one, two] = await Promise.all([client.get(link.path), openClient(app.url).get(link.path)]);
    const keyIn = ({ body }: Answer) => /name="_key" value="([^"]+)"/.exec(body)?.[1];
    expect(keyIn(one)).toBe(keyIn(two));
    const first = await client.post(link.path, last());
    expect([first, await client.post(link.path, last())].map(({ location }) => location)).toEqual(
      Array(2).fill(`${link.path}/thanks`)
    );
    expect((await client.post(link.path, last({ ...answers, recommend: '0' }))).status).toBe(409);
    const save = await client.post(
      link.path,
      { _go: 'save', _revision: '40', recommend: '0' },
      { accept: 'application/json' }
    );
    expect(save.json()).toMatchObject({ type: 'error' });
    const opened = await client.get(link.path);
    expect(opened.status).toBe(200);
    expect(words(opened)).toContain('We have your answers already.');
    expect(opened.body).not.toContain('pünktlich');
    expect((await client.get(`${link.path}/thanks`)).status).toBe(200);
    storedOf('F-21 the first answers stand', link, (found) =>
      expect(found).toMatchObject([{ answers: { recommend: 9 } }])
    );
  });

  it('F-22 a late save never overwrites a newer one, and the first save marks the link as started', async () => {
    const link = fresh();
    const save = (revision: number, recommend: string) =>
      client.post(link.path, { _go: 'save', _page: 'overall', _revision: String(revision), recommend });
    await save(1, '1');
    await save(3, '3');
    await save(2, '2');
    stored.push({
      about: 'F-22 the newest save, and a link that has been started',
      look: async ({ db }) => {
        const own = eq(sitting.invitationId, link.invitationId);
        const saved = await db.system.select().from(sitting).where(own);
        expect(saved).toMatchObject([{ revision: 3, answers: { recommend: 3 }, page: 0 }]);
        const row = await db.system.select().from(invitation).where(eq(invitation.id, link.invitationId));
        expect(row).toMatchObject([{ state: 'started' }]);
      }
    });
  });
});

describe('a link that takes no answers', () => {
  it('S-10 tells its holder how it stands: 200 answered, 410 expired, closed or stopped, and nothing of the answers', async () => {
    const answered = fresh();
    await client.post(answered.path, last());
    const states: [Link, number, string][] = [
      [answered, 200, 'We have your answers already.'],
      [expired, 410, 'This link has run out.'],
      [closed, 410, 'This survey has ended.'],
      [stopped, 410, 'You get no more surveys.']
    ];
    for (const [link, status, sentence] of states) {
      const page = await client.get(link.path);
      expect(page.status, sentence).toBe(status);
      expect(words(page)).toContain(sentence);
      expect(words(page)).toContain('Borealis');
      expect((await client.get(`${link.path}?lang=zh-CN`)).body).toContain('<html lang="zh-CN"');
    }
  });

  it('S-14 refuses a post the same way at every gate, and stores nothing', async () => {
    for (const link of [expired, closed, stopped]) {
      for (const go of ['next', 'save', 'finish', 'back'])
        expect((await client.post(link.path, { ...last(), _go: go, _revision: '9' })).status, go).toBe(410);
      expect((await client.get(`${link.path}/thanks`)).status).toBe(410);
    }
    expect((await client.post(erased.path, last())).status).toBe(404);
    stored.push({
      about: 'S-14 nothing behind a closed gate',
      look: async ({ db }) => {
        for (const { invitationId } of [expired, closed, stopped]) {
          const [answer, save] = [eq(response.invitationId, invitationId), eq(sitting.invitationId, invitationId)];
          expect(await db.system.select().from(response).where(answer)).toEqual([]);
          expect(await db.system.select().from(sitting).where(save)).toEqual([]);
        }
      }
    });
  });

  it('S-09 S-10 two thousand tokens that are none get one and the same page, then 429; people with a link are not held up', async () => {
    const real = fresh();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const near = Array.from(
      { length: 100 },
      (_, at) => real.token.slice(0, at % 22) + alphabet[(at * 7) % 64] + real.token.slice((at % 22) + 1)
    ).filter((token) => token !== real.token);
    const others = ['', '/thanks', '/privacy'];
    const tokens = [
      erased.token,
      'x',
      real.token.slice(1),
      `${real.token}A`,
      "'%20or%201=1--",
      '0'.repeat(3000),
      ...near
    ];
    for (let n = 0; tokens.length < 2_000; n += 1)
      tokens.push(
        Array.from({ length: 22 }, (_, at) => alphabet[(n * 31 + at * at * 17 + (n >> 3) * at) % 64]).join('')
      );
    const seen = new Map<number, Set<string>>();
    for (let from = 0; from < tokens.length; from += 50) {
      const part = tokens.slice(from, from + 50);
      const got = await Promise.all(part.map((token, at) => client.get(`/s/${token}${others[(from + at) % 3]}`)));
      for (const { status, body, headers } of got) {
        const bare = body.replace(/nonce="[^"]*"/g, '').replace(/"(\.\.\/)+_app/g, '"_app');
        seen.set(status, (seen.get(status) ?? new Set()).add(bare));
        if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      }
    }
    expect([...seen.keys()].sort()).toEqual([404, 429]);
    for (const [status, bodies] of seen) expect(bodies.size, `pages of ${status}`).toBe(1);
    expect([...seen.get(404)!][0]).toContain('This link leads nowhere.');
    expect((await client.get(real.path)).status).toBe(200);
    expect((await client.post(real.path, last())).status).toBe(303);
  }, 120_000);

  it('S-30 fifty people of one office behind one address all answer', async () => {
    const office = Array.from({ length: 50 }, fresh);
    const done = await Promise.all(
      office.map(async (link) => {
        const person = openClient(app.url);
        await person.get(link.path);
        return person.post(link.path, last());
      })
    );
    expect(new Set(done.map(({ status }) => status))).toEqual(new Set([303]));
  });
});

describe('a survey that changes while people answer', () => {
  it('F-25 whoever has opened it finishes on their version, whoever comes later gets the new one', async () => {
    const pages = ['overall', 'dimensions', 'outlook'] as const;
    const here = pages.map(() => running.links.pop()!);
    for (const [at, link] of here.entries()) {
      await client.get(link.path);
      for (const page of pages.slice(0, at)) await client.post(link.path, { _page: page, _go: 'next', recommend: '2' });
    }
    await between(async (inside) => {
      const survey = (await surveys.read(inside.db.app, running.surveyId))!;
      const [overall, dimensions] = survey.draft.pages as [Page, Page];
      const recommend = { ...overall.questions[0]!, required: true, text: { en: 'Changed?', 'zh-CN': '改过？' } };
      const pages = [
        { ...overall, questions: [recommend] },
        { ...dimensions, questions: [dimensions.questions[0]!] }
      ];
      const draft = { ...survey.draft, pages };
      await surveys.changeDraft(inside.db.app, consoleActor, running.surveyId, survey.revision, draft, inside.clock());
      const published = await surveys.publish(inside.db.app, consoleActor, running.surveyId, inside.clock());
      expect(published).toMatchObject({ ok: true, number: 2 });
    });
    for (const [at, link] of here.entries()) {
      const page = await client.get(link.path);
      expect(page.body).toMatch(new RegExp(`<section data-page="${pages[at]}"(?![^>]*hidden)`));
      expect(page.body).not.toContain('Changed?');
      expect((await client.post(link.path, last({ reason: 'old page', ease: '4' }))).status).toBe(303);
      storedOf('F-25 the version they were on', link, (found) => {
        const answers = at === 0 ? { reason: 'old page', ease: 4 } : { recommend: 2, reason: 'old page', ease: 4 };
        expect(found).toMatchObject([{ surveyVersionId: running.versionId, answers }]);
      });
    }
    const late = running.links.pop()!;
    expect((await client.get(late.path)).body).toContain('Changed?');
    expect((await client.post(late.path, { _page: 'dimensions', _go: 'next' })).status).toBe(422);
    expect((await client.post(late.path, { _page: 'overall', _go: 'finish', recommend: '1' })).status).toBe(303);
  });
});

describe('afterwards the database holds', () => {
  it('F-21 F-22 F-25 F-26 F-32 S-14 S-20 UX-12 exactly what was acknowledged, each once', async () => {
    await app.stop({ keep: true });
    await within(async (inside) => {
      for (const { look } of stored) await look(inside);
    });
  });
});
