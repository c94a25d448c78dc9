/** A kiosk as the people who use it meet it: one after the other, with and without a line, on one device in a browser. */
import type { Browser } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp } from '../../src/lib/server/app.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { response } from '../../src/lib/server/db/schema/responses.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import {
  begin,
  finish,
  type Kiosk,
  makeKiosk,
  nextPerson,
  pick,
  ready,
  stand,
  statusOf,
  tablet
} from '../support/kiosks.ts';

let app: RunningApp;
let browser: Browser;
const kiosks = {} as Record<'day', Kiosk>;

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({
      seed: async (inside) => {
        kiosks.day = await makeKiosk(inside);
      }
    })
  ]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Looks into the database of an app that is stopped for it and started again where it was. */
async function stored(kiosk: Kiosk) {
  const { DATA_DIR: dataDir, PORT, DATABASE_URL } = app.env;
  await app.stop({ keep: true });
  const inside = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
  const found = await inside.db.system.select().from(response).where(eq(response.companyId, kiosk.companyId));
  await inside.close();
  app = await startApp({ dataDir: dataDir!, databaseUrl: DATABASE_URL ?? null, env: { PORT: PORT! } });
  return found;
}

describe('a day without a line', () => {
  it('F-22 F-43 people answer one after the other, the tablet is reloaded, the line comes back: each is stored once', async () => {
    const context = await tablet(browser);
    const page = await stand(context, app.url + kiosks.day.address);
    page.on('console', (m) => console.log('console', m.text()));
    page.on('pageerror', (m) => console.log('error', m.message));
    await context.setOffline(true);
    for (const value of [10, 3]) {
      const frame = await begin(page);
      await pick(frame, 'recommend', value);
      await finish(frame);
      await nextPerson(page);
    }
    expect((await statusOf(page)).waiting).toBe(2);
    await page.reload();
    await ready(page);
    const frame = await begin(page);
    await pick(frame, 'recommend', 7);
    await finish(frame);
    expect(await frame.locator('p.trust').textContent()).toContain('look after customers');
    await nextPerson(page);
    await context.setOffline(false);
    await expect.poll(async () => (await statusOf(page)).waiting).toBe(0);
    const found = await stored(kiosks.day);
    expect(found.map(({ answers }) => answers.recommend).sort()).toEqual([10, 3, 7].sort());
    expect(new Set(found.map(({ channel }) => channel))).toEqual(new Set(['kiosk']));
    await context.close();
  }, 180_000);
});
