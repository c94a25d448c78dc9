/** The line of a kiosk: away for a day, cut in the middle of a reply, with clocks that stand wrong and surveys that go on. */
import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import { type App, openApp } from '../../src/lib/server/app.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { response } from '../../src/lib/server/db/schema/responses.ts';
import { invitation } from '../../src/lib/server/db/schema/surveys.ts';
import * as entrances from '../../src/lib/server/entrances.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { openClient } from '../support/client.ts';
import * as at from '../support/kiosks.ts';

let app: RunningApp;
/** Where the app stands, also after it was started again. */
let base: string;
let browser: Browser;
let kiosks: Record<keyof typeof seeds, at.Kiosk>;
const seeds = {
  day: {},
  lost: {},
  hangs: {},
  back: {},
  clock: {},
  version: { document: at.trialDocument('First words') },
  shut: {},
  last: { endsAt: new Date(Date.now() + 3 * 3_600_000) },
  flood: {}
};

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({
      seed: async (inside) => {
        kiosks = await at.makeKiosks(inside, seeds);
      }
    })
  ]);
  base = app.url;
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const url = (kiosk: at.Kiosk) => base + kiosk.address;

/** Stops the server, works on what it had, and starts it again where it was. */
async function away<T>(work: (inside: App) => Promise<T>): Promise<T> {
  const { DATA_DIR: dataDir, PORT, DATABASE_URL } = app.env;
  await app.stop({ keep: true });
  const inside = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
  try {
    return await work(inside);
  } finally {
    await inside.close();
    app = await startApp({ dataDir: dataDir!, databaseUrl: DATABASE_URL ?? null, env: { PORT: PORT! } });
  }
}
const storedFor = (kiosk: at.Kiosk) => (inside: App) =>
  inside.db.system.select().from(response).where(eq(response.companyId, kiosk.companyId));

const waitsFor = (page: Page, waiting: number) =>
  expect.poll(async () => (await at.statusOf(page)).waiting).toBe(waiting);

/** One person from the start screen to the thank-you and back. */
async function person(page: Page, recommend: number): Promise<void> {
  const frame = await at.begin(page);
  await at.pick(frame, 'recommend', recommend);
  await at.finish(frame);
  await at.nextPerson(page);
}

const send = (page: Page) => page.evaluate(() => fetch(`${location.pathname}/here/call`, { method: 'POST' }));

/** Turns the clock of the device: what it will say is so many milliseconds off. */
const turnClock = async (context: BrowserContext, by: number) =>
  (await at.workerOf(context)).evaluate((ahead) => {
    const own = performance.timeOrigin;
    Date.now = () => own + performance.now() + ahead;
  }, by);

/** As if the server had last been heard of so long ago. */
const heardBefore = (page: Page, ms: number) =>
  page.evaluate(
    (ago) =>
      new Promise<void>((done) => {
        const request = indexedDB.open('concord-kiosk');
        request.onsuccess = () => {
          const transaction = request.result.transaction('kiosks', 'readwrite');
          const store = transaction.objectStore('kiosks');
          const all = store.getAll();
          all.onsuccess = () => {
            for (const one of all.result as { heard: { at: number } }[])
              store.put({ ...one, heard: { ...one.heard, at: one.heard.at - ago } });
          };
          transaction.oncomplete = () => (request.result.close(), done());
        };
      }),
    ms
  );

describe('a day without a line', () => {
  it('F-22 F-24 F-43 people come and go, the tablet and the server are restarted, and every answer is stored once', async () => {
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosks.day));
    await context.setOffline(true);
    const given = [10, 3, 7];
    for (const value of given.slice(0, 2)) await person(page, value);
    await page.reload();
    await at.ready(page);
    expect((await at.statusOf(page)).waiting).toBe(2);
    await person(page, 7);
    // Somebody walks away, and the tablet is closed for the night.
    const frame = await at.begin(page);
    await at.pick(frame, 'recommend', 1);
    await frame.locator('.saved', { hasText: 'Saved' }).waitFor();
    await page.close();
    const anew = await context.newPage();
    await away(async () => {
      await context.setOffline(false);
      await anew.goto(url(kiosks.day));
      await at.ready(anew);
      await send(anew);
      expect(await at.statusOf(anew)).toMatchObject({ waiting: 4, trouble: 'line' });
    });
    await send(anew);
    await waitsFor(anew, 0);
    expect(await at.statusOf(anew)).toMatchObject({ sentToday: 4, refused: [] });
    const found = await away(storedFor(kiosks.day));
    const complete = found.filter(({ state }) => state === 'complete');
    expect(complete.map(({ answers }) => answers.recommend).sort()).toEqual([...given].sort());
    expect(complete.every(({ channel, locale }) => channel === 'kiosk' && locale === 'en')).toBe(true);
    const sat = await away((inside) =>
      inside.db.system.select().from(invitation).where(eq(invitation.companyId, kiosks.day.companyId))
    );
    expect(sat.filter(({ entranceId }) => entranceId === kiosks.day.id)).toHaveLength(4);
    await context.close();
  }, 240_000);

  it('F-23 an acknowledgement that is lost doubles nothing', async () => {
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosks.lost));
    let lost = 0;
    await context.route('**/line', async (route) => {
      const said = route.request().postDataJSON() as { given: unknown[] };
      if (said.given.length === 0 || lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort('connectionreset');
    });
    await person(page, 9);
    await expect.poll(() => lost).toBe(1);
    await send(page);
    await waitsFor(page, 0);
    expect(await away(storedFor(kiosks.lost))).toHaveLength(1);
    await context.close();
  }, 120_000);

  it('F-23 a line that hangs keeps no restarted tablet from asking', async () => {
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosks.hangs));
    await context.route('**/line', () => {});
    await page.reload();
    await at.ready(page);
    const frame = await at.begin(page);
    await at.pick(frame, 'recommend', 6);
    await at.finish(frame);
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  }, 120_000);

  it('F-21 going back from the thank-you begins nothing anew, and the next person’s answers are their own', async () => {
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosks.back));
    const frame = await at.begin(page);
    await at.pick(frame, 'recommend', 8);
    await at.finish(frame);
    await waitsFor(page, 0);
    expect((await at.statusOf(page)).sentToday).toBe(1);
    await page.evaluate(() => history.back());
    await page.locator('#frame').waitFor({ state: 'hidden' });
    await at.ready(page);
    await person(page, 2);
    await waitsFor(page, 0);
    const given = (await away(storedFor(kiosks.back))).map(({ answers }) => answers.recommend);
    expect(given.sort()).toEqual([2, 8]);
    await context.close();
  }, 120_000);

  it('a clock that stands wrong, or is put right in between, moves no answer out of its time', async () => {
    const context = await at.tablet(browser);
    const hour = 3_600_000;
    const page = await at.stand(context, url(kiosks.clock));
    await context.setOffline(true);
    await heardBefore(page, 8 * hour);
    // Ten years behind, and five hours pass by that clock.
    await turnClock(context, -87_600 * hour);
    await person(page, 0);
    await turnClock(context, -87_595 * hour);
    await context.setOffline(false);
    await send(page);
    await waitsFor(page, 0);
    const now = Date.now();
    // Put right between answering and sending: it shows ten years.
    await context.setOffline(true);
    await person(page, 1);
    await turnClock(context, 0);
    await context.setOffline(false);
    await send(page);
    await waitsFor(page, 0);
    expect((await at.statusOf(page)).refused).toEqual([]);
    const found = await away(storedFor(kiosks.clock));
    const ago = (recommend: number) => {
      const { answeredAt, receivedAt } = found.find(({ answers }) => answers.recommend === recommend)!;
      expect(answeredAt.getTime()).toBeLessThanOrEqual(receivedAt.getTime());
      return now - answeredAt.getTime();
    };
    expect(Math.abs(ago(0) - 5 * hour)).toBeLessThan(0.1 * hour);
    expect(Math.abs(ago(1))).toBeLessThan(0.1 * hour);
    await context.close();
  }, 180_000);
});

describe('what changes meanwhile', () => {
  it('F-25 an answer counts for the version it was given on, and the next person is asked the newest', async () => {
    const kiosk = kiosks.version;
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosk));
    await context.setOffline(true);
    const frame = await at.begin(page);
    await at.pick(frame, 'mood', 2);
    await at.finish(frame);
    await at.nextPerson(page);
    await away(async (inside) => {
      const now = inside.clock();
      const { revision } = (await surveys.read(inside.db.app, kiosk.surveyId))!;
      const draft = at.trialDocument('Second words');
      await surveys.changeDraft(inside.db.app, consoleActor, kiosk.surveyId, revision, draft, now);
      const published = await surveys.publish(inside.db.app, consoleActor, kiosk.surveyId, now);
      expect(published).toMatchObject({ ok: true, number: 2 });
    });
    expect(await page.locator('h1:visible').textContent()).toBe('First words');
    await context.setOffline(false);
    await page.locator('h1:visible', { hasText: 'Second words' }).waitFor({ timeout: 90_000 });
    await at.ready(page);
    expect(await at.statusOf(page)).toMatchObject({ waiting: 0, version: 2 });
    const again = await at.begin(page);
    await at.pick(again, 'mood', 5);
    await at.finish(again);
    await at.nextPerson(page);
    await waitsFor(page, 0);
    await away(async (inside) => {
      const found = await storedFor(kiosk)(inside);
      const versions = await surveys.listVersions(inside.db.app, kiosk.surveyId);
      const numberOf = (mood: number) => {
        const one = found.find(({ answers }) => answers.mood === mood)!;
        return versions.find(({ id }) => id === one.surveyVersionId)!.number;
      };
      expect([numberOf(2), numberOf(5)]).toEqual([1, 2]);
    });
    await context.close();
  }, 240_000);

  it('answers for a way in that was closed are told and kept, and taken when it is open again', async () => {
    const kiosk = kiosks.shut;
    const scope = { companies: { [kiosk.companyId]: 'records' }, overlap: false } as const;
    const close = (closed: boolean) => (inside: App) =>
      entrances.setClosed(inside.db.app, consoleActor, scope, kiosk.id, closed, inside.clock());
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosk));
    await context.setOffline(true);
    await person(page, 4);
    await away(close(true));
    await context.setOffline(false);
    await page.getByText('This survey has ended.').first().waitFor({ timeout: 90_000 });
    await expect.poll(async () => (await at.statusOf(page)).refused).toEqual([{ why: 'closed', count: 1 }]);
    await page.locator('#staff:enabled').click();
    await page.locator('#pin-digits').fill(at.pin);
    await page.keyboard.press('Enter');
    await page.locator('[data-figure=refused]', { hasText: 'the way in is closed' }).waitFor();
    await page.locator('#panel [data-close]').click();
    await away(close(false));
    await send(page);
    await expect.poll(async () => (await at.statusOf(page)).refused).toEqual([]);
    await waitsFor(page, 0);
    expect((await away(storedFor(kiosk))).map(({ answers }) => answers.recommend)).toEqual([4]);
    await context.close();
  }, 240_000);
});

describe('the last day of a way in', () => {
  it('comes without a line too: nobody is asked what would not be taken, and who answered before counts', async () => {
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosks.last));
    await context.setOffline(true);
    await person(page, 6);
    await turnClock(context, 4 * 3_600_000);
    await page.reload();
    await page.getByText('This link has run out.').first().waitFor();
    expect(await page.locator('[data-begin]:visible').count()).toBe(0);
    expect(await at.statusOf(page)).toMatchObject({ state: 'expired', ready: false, waiting: 1 });
    // Only the clock had gone on: by the server's time there are hours left.
    await context.setOffline(false);
    await at.ready(page);
    await waitsFor(page, 0);
    expect((await away(storedFor(kiosks.last))).map(({ answers }) => answers.recommend)).toEqual([6]);
    await context.close();
  }, 180_000);
});

describe('the call of a kiosk', () => {
  const path = () => `${kiosks.flood.address}/line`;
  const call = (extra: object = {}) => ({
    device: randomUUID(),
    waiting: 0,
    refused: 0,
    known: null,
    given: [],
    ...extra
  });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    openClient(base).send('POST', path(), {
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body)
    });

  it('S-16 S-24 S-30 takes what is one, from its own page, and nothing larger', async () => {
    expect((await post(call())).status).toBe(200);
    for (const wrong of [
      '',
      '[]',
      'null',
      '{',
      call({ customerId: 'x' }),
      call({ device: '1' }),
      call({ given: [{}] })
    ])
      expect((await post(wrong)).status).toBe(422);
    const one = { key: randomUUID(), version: randomUUID(), language: 'en', done: true, page: '', age: 0, took: 0 };
    const given = { ...one, since: null, times: '', fields: [] };
    expect((await post(call({ given: Array(51).fill(given) }))).status).toBe(422);
    expect((await post(call({ given: [{ ...given, channel: 'paper' }] }))).status).toBe(422);
    expect((await post('x'.repeat(600_000))).status).toBe(413);
    expect((await post(call(), { origin: 'https://evil.example' })).status).toBe(403);
    expect((await openClient(base).send('POST', `/k/${'a'.repeat(22)}/line`, { body: '{}' })).status).toBe(404);
  });

  it('S-30 a day’s thousand answers come in at once, and a flood is slowed down', async () => {
    const { version } = (await post(call())).json<{ pack: { version: { id: string } } }>().pack;
    const answer = (n: number) => ({
      ...{
        key: randomUUID(),
        version: version.id,
        language: 'en',
        done: true,
        page: 'outlook',
        age: n * 1000,
        took: 60_000
      },
      ...{ since: null, times: '', fields: [['recommend', String(n % 11)]] }
    });
    let stored = 0;
    for (let from = 0; from < 1000; from += 50) {
      const given = Array.from({ length: 50 }, (_, n) => answer(from + n));
      const reply = await post(call({ given, waiting: 950 - from }));
      expect(reply.status).toBe(200);
      stored += reply.json<{ outcomes: { is: string }[] }>().outcomes.filter(({ is }) => is === 'stored').length;
    }
    expect(stored).toBe(1000);
    // So many more than a day brings are no tablet's: they wait, and the line stays open for news.
    const more = Array.from({ length: 50 }, (_, n) => answer(n));
    let [calls, status] = [0, 200];
    for (; status === 200 && calls < 100; calls += 1) ({ status } = await post(call({ given: more })));
    expect(status).toBe(429);
    expect(calls).toBeGreaterThan(20);
    expect((await post(call())).status).toBe(200);
    const statuses = new Set<number>();
    for (let n = 0; n < 30; n += 1)
      for (const { status } of await Promise.all(Array.from({ length: 10 }, () => post(call())))) statuses.add(status);
    expect(statuses).toEqual(new Set([200, 429]));
  }, 120_000);
});
