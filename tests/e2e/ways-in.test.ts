/** Ways in to a survey besides the personal link, as the people who use them meet them: in a browser, with and without script. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp } from '../../src/lib/server/app.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { response } from '../../src/lib/server/db/schema/responses.ts';
import { entrance, invitation } from '../../src/lib/server/db/schema/surveys.ts';
import QRCode from 'qrcode';
import { type RunningApp, startApp } from '../support/app.ts';
import { findings } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type Client, openClient } from '../support/client.ts';
import { makeWay, type Opening, type Way } from '../support/entrances.ts';

let app: RunningApp;
let browser: Browser;
/** A personal invitation. */
let asked: string;
let staff: Client;
const ways = {} as Record<keyof typeof openings, Way>;
const openings = {
  plain: { company: 'Borealis' },
  script: {},
  coded: { withCode: true },
  alike: { withCode: true },
  again: { oncePerDevice: false },
  scanned: {},
  office: {},
  unused: {},
  flooded: { withCode: true },
  closed: { closed: true },
  over: { endsAt: new Date('2020-01-01T00:00:00Z') },
  full: { most: 1 },
  staff: {}
} satisfies Record<string, Opening>;

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({
      seed: async (inside) => {
        for (const [name, opening] of Object.entries(openings))
          ways[name as keyof typeof openings] = await makeWay(inside, opening);
        const [own] = await inside.db.system.select({ id: invitation.id }).from(invitation);
        asked = own!.id;
      }
    })
  ]);
  staff = await app.firstAdmin();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const device = (options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', ...options });
const heading = (page: Page) => page.locator('h1').textContent();
const pick = (page: Page, question: string, value: number) =>
  page.locator(`input[name="${question}"][value="${value}"]`).check({ force: true });

/** Turns the pages to the end, answering the first question. */
async function answerAll(page: Page, recommend: number): Promise<void> {
  await pick(page, 'recommend', recommend);
  while (!page.url().includes('/thanks')) {
    const before = await page.locator('input[name=_page]').inputValue();
    await page.locator('[data-next]').click();
    await page.waitForFunction(
      (was) => document.querySelector<HTMLInputElement>('input[name=_page]')?.value !== was,
      before
    );
  }
}

const keyIn = (body: string) => /name="key" value="([^"]+)"/.exec(body)![1]!;
async function enter(client: Client, way: Way, fields: Record<string, string> = {}, query = '') {
  const shown = await client.get(way.path + query);
  return client.post(way.path + query, { key: keyIn(shown.body), ...fields });
}
const finish = (client: Client, sitting: string) =>
  client.post(sitting, { _page: 'words', _go: 'finish', recommend: '9' });

describe('a QR code', () => {
  it('leads to the way in, as a file for print and as a picture, and to nobody else’s', async () => {
    const path = `/entrances/${ways.staff.id}/qr`;
    const svg = await staff.get(`${path}?as=svg`);
    const drawn = { errorCorrectionLevel: 'M', margin: 4 } as const;
    expect(svg.headers['content-type']).toContain('image/svg+xml');
    expect(svg.body).toBe(await QRCode.toString(`${app.url}${ways.staff.path}?via=qr`, { ...drawn, type: 'svg' }));
    const png = await staff.get(`${path}?as=png&save`);
    expect([png.status, png.headers['content-type']]).toEqual([200, 'image/png']);
    expect(png.headers['content-disposition']).toContain('Shop.png');
    expect((await openClient(app.url).get(path)).status).toBe(303);
    expect((await staff.get(`/entrances/${ways.staff.companyId}/qr`)).status).toBe(404);
  });

  it('stands on a sheet of one page, in the company’s name, with who asks and why, an address to type and the code', async () => {
    const { cookies } = staff;
    const context = await device({ viewport: { width: 1200, height: 900 } });
    await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: app.url })));
    const page = await context.newPage();
    await page.goto(`${app.url}/entrances/${ways.coded.id}/sheet`);
    await page.waitForLoadState('networkidle');
    const sheet = (await page.locator('article').textContent())!;
    for (const part of [
      'You are asked because',
      '您是',
      '扫描二维码',
      `localhost:${new URL(app.url).port}${ways.coded.short}`,
      ways.coded.code
    ])
      expect(sheet).toContain(part);
    expect(await page.locator('article img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(
      0
    );
    expect(await findings(page)).toEqual([]);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    // Nothing of the application stands on what is handed out.
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('header.edge:visible, .crumb:visible, nav:visible').count()).toBe(0);
    await page.emulateMedia({ media: null });
    await page.goto(`${app.url}/entrances/${ways.coded.id}/sheet?language=zh-CN`);
    expect(await page.locator('article').textContent()).not.toContain('You are asked');
    await page.goto(`${app.url}/invitations/${asked}/sheet`);
    expect(await page.locator('article').textContent()).toContain(`${new URL(app.url).host}/s/`);
    await context.close();
  });
});

describe('an open link', () => {
  it('UX-02 S-24 leads through the survey without JavaScript; looking at it begins nothing', async () => {
    const context = await device({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(app.url + ways.plain.path);
    expect(await heading(page)).toContain('Borealis');
    await page.reload();
    await page.getByRole('button', { name: 'Start' }).click();
    expect(new URL(page.url()).pathname).toMatch(/^\/s\/[\w-]{22}$/);
    expect(await page.locator('footer').textContent()).not.toContain('No more surveys');
    await answerAll(page, 9);
    expect(await heading(page)).toBeTruthy();
    await context.close();
  });

  it('F-21 F-26 one device has one sitting: double click, back, a second tab and a reload lead to the same', async () => {
    const context = await device();
    const page = await context.newPage();
    await page.goto(app.url + ways.script.path);
    await page.getByRole('button', { name: 'Start' }).dblclick();
    await page.waitForURL(/\/s\//);
    const own = new URL(page.url()).pathname;
    await page.goBack();
    await page.goto(app.url + ways.script.path);
    await page.getByRole('link', { name: 'Go on where you stopped' }).click();
    expect(new URL(page.url()).pathname).toBe(own);
    const tab = await context.newPage();
    await tab.goto(app.url + ways.script.path);
    await tab.getByRole('link', { name: 'Go on where you stopped' }).click();
    expect(new URL(tab.url()).pathname).toBe(own);
    await tab.close();
    await answerAll(page, 4);
    const again = await page.goto(app.url + ways.script.path);
    expect([again?.status(), await heading(page)]).toEqual([409, 'We have your answers already.']);
    const other = await device();
    const fresh = await other.newPage();
    expect((await fresh.goto(app.url + ways.script.path))?.status()).toBe(200);
    await Promise.all([context.close(), other.close()]);
  });

  it('F-21 F-43 a page posted again and again, with or without cookies, is one sitting', async () => {
    const client = openClient(app.url);
    const key = keyIn((await client.get(ways.office.path)).body);
    const posts = await Promise.all(
      Array.from({ length: 6 }, () => openClient(app.url).post(ways.office.path, { key }))
    );
    expect(new Set(posts.map(({ status, location }) => `${status} ${location}`)).size).toBe(1);
  });

  it('F-22 somebody else at the same device begins anew, and what was begun is kept', async () => {
    const client = openClient(app.url);
    const first = await enter(client, ways.again);
    const second = await enter(client, ways.again);
    expect(second.location).toBe(first.location);
    const anew = await enter(client, ways.again, { anew: 'yes' });
    expect(anew.location).not.toBe(first.location);
    expect((await finish(client, anew.location!.split('?')[0]!)).location).toMatch(/thanks$/);
    const third = await enter(client, ways.again);
    expect([third.status, third.location === anew.location]).toEqual([303, false]);
    expect((await client.get(first.location!)).status).toBe(200);
  });

  it('S-11 S-14 asks for its code: near, far and missing ones are answered alike, the right one opens', async () => {
    const client = openClient(app.url);
    const { code } = ways.alike;
    const bare = (body: string) =>
      body.replaceAll(/name="key" value="[^"]+"|maxlength="40" value="[^"]*"|nonce(?:-|=")[^"'\s]*/g, '');
    const tries = await Promise.all(
      ['', 'x', 'AAAA-AAAA', code.slice(0, -1), `${code}0`].map((one) => enter(client, ways.alike, { code: one }))
    );
    expect(tries.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
    expect(new Set(tries.map(({ body }) => bare(body))).size).toBe(1);
    const typed = code.toLowerCase().replace('-', ' ');
    expect((await enter(client, ways.alike, { code: typed })).location).toMatch(/^\/s\/[\w-]{22}/);
  });

  it('UX-02 the page that asks for a code says what is wrong to eyes, keys and screen readers', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await device({ colorScheme, javaScriptEnabled: true });
      const page = await context.newPage();
      await page.goto(app.url + ways.coded.path);
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press('Tab');
      await page.getByLabel('Access code').fill('nothing');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      expect(await page.getByLabel('Access code').getAttribute('aria-invalid')).toBe('true');
      expect(await findings(page)).toEqual([]);
      await page.getByLabel('Access code').fill(ways.coded.code);
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/s\//);
      await context.close();
    }
  });

  it('UX-12 speaks the language that is chosen, in front of the survey and in it', async () => {
    const context = await device({ locale: 'zh-CN' });
    const page = await context.newPage();
    await page.goto(app.url + ways.unused.path);
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.waitForURL(/\/s\//);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.goto(page.url().split('?')[0]!);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await context.close();
  });

  it('UX-13 S-10 closed, run out and full each have a page that says so, and take nobody in', async () => {
    const filled = openClient(app.url);
    const inside = await enter(filled, ways.full);
    const late = keyIn((await openClient(app.url).get(ways.full.path)).body);
    await finish(filled, inside.location!.split('?')[0]!);
    const said = {
      closed: 'This survey has ended.',
      over: 'This link has run out.',
      full: 'Enough people have answered.'
    };
    for (const [name, title] of Object.entries(said)) {
      const client = openClient(app.url);
      const way = ways[name as keyof typeof said];
      const shown = await client.get(way.path);
      expect([shown.status, shown.body.includes(title)], name).toEqual([410, true]);
      expect((await client.post(way.path, { key: late })).status, name).toBe(410);
      expect((await client.get(`${way.path}?lang=zh-CN`)).body).toContain('lang="zh-CN"');
    }
  });

  it('S-09 a short address leads to it, and what leads nowhere is slowed down', async () => {
    const client = openClient(app.url);
    expect((await client.get(`${ways.unused.short}?via=qr`)).location).toBe(`${ways.unused.path}?via=qr`);
    const statuses = [];
    for (let n = 0; n < 12; n += 1) statuses.push((await client.get(`/o/aaaaa-${String(n).padStart(5, '0')}`)).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(404));
    expect(statuses.at(-1)).toBe(429);
    expect((await client.get(ways.unused.path)).status).toBe(200);
  });

  it('S-30 an office of a hundred behind one address comes in', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => enter(openClient(app.url), ways.office)));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([303]));
    expect(new Set(all.map(({ location }) => location)).size).toBe(100);
  });

  it('S-30 S-28 a flood from one address is slowed down at one way in, right codes and wrong ones alike, and nowhere else', async () => {
    const client = openClient(app.url);
    const key = keyIn((await client.get(ways.flooded.path)).body);
    const post = (code: string) => client.post(ways.flooded.path, { key, code });
    const statuses = new Set<number>();
    for (let n = 0; n < 32; n += 1)
      for (const { status } of await Promise.all(Array.from({ length: 10 }, () => post(`wrong-${n}`))))
        statuses.add(status);
    expect(statuses).toEqual(new Set([422, 429]));
    const right = await post(ways.flooded.code);
    expect([right.status, Number(right.headers['retry-after']) > 0]).toEqual([429, true]);
    expect((await enter(openClient(app.url), ways.unused)).status).toBe(303);
  });

  it('S-16 S-24 takes no other field and no post of another page', async () => {
    const client = openClient(app.url);
    const key = keyIn((await client.get(ways.unused.path)).body);
    for (const extra of [{ customerId: 'x' }, { channel: 'paper' }, { via: 'kiosk' }, { anew: 'no' }])
      expect((await client.post(ways.unused.path, { key, ...extra } as unknown as Record<string, string>)).status).toBe(
        422
      );
    expect((await client.post(ways.unused.path, { key: 'short' })).status).toBe(422);
    const foreign = await client.post(ways.unused.path, { key }, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
  });

  it('is remembered as it was: the channel with the answer, and no customer', async () => {
    const client = openClient(app.url);
    const scanned = await enter(client, ways.scanned, { via: 'qr' }, '?via=qr');
    await finish(client, scanned.location!.split('?')[0]!);
    await app.stop({ keep: true });
    const opened = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
    try {
      const stored = await opened.db.system.select().from(response);
      const by = (way: Way) => stored.filter((one) => one.companyId === way.companyId);
      expect(by(ways.scanned)).toMatchObject([{ channel: 'qr', customerId: null, stage: '' }]);
      expect(by(ways.plain)).toMatchObject([{ channel: 'link', customerId: null, answers: { recommend: 9 } }]);
      const counts = await opened.db.system.select().from(entrance);
      const counted = (way: Way) => counts.find(({ id }) => id === way.id);
      expect(counted(ways.plain)).toMatchObject({ begun: 1, answered: 1 });
      expect(counted(ways.script)).toMatchObject({ begun: 1, answered: 1 });
      expect(counted(ways.office)).toMatchObject({ begun: 101, answered: 0 });
      const sittings = await opened.db.system.select().from(invitation);
      for (const one of sittings) if (one.entranceId !== null) expect(one.customerId).toBeNull();
    } finally {
      await opened.close();
    }
  });
});
