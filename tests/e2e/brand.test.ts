/** The sign of a company: taken in where its look is kept, and shown to those who answer and those who write. */
import { deflateSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { addPerson, clean, password, sitDown, visit } from '../support/builder.ts';
import { openClient } from '../support/client.ts';
import { type Link, makeLinks } from '../support/links.ts';

const email = 'ada@x.test';

/** A PNG of one colour, as a design department would hand it over: 120 by 40. */
function png(bytes = 0): Buffer {
  const [width, height] = [120, 40];
  const crc = (data: Buffer) => {
    let value = ~0;
    for (const byte of data) {
      value ^= byte;
      for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    }
    return ~value >>> 0;
  };
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x5a)]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(Array(height).fill(row) as Buffer[])))];
  const more = bytes > 0 ? [chunk('teXt', Buffer.alloc(bytes))] : [];
  return Buffer.concat([signature, ...parts, ...more, chunk('IEND', Buffer.alloc(0))]);
}

let app: RunningApp;
let browser: Browser;
let links: Link[];
let company = '';
let survey = '';

beforeAll(async () => {
  browser = await openBrowser();
  app = await startApp({
    seed: async (inside) => {
      await addPerson(inside, 'Ada', email);
      const made = await makeLinks(inside, { count: 1, company: 'Acme' });
      ({ links } = made);
      company = made.links[0]!.companyId;
      survey = made.surveyId;
    }
  });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const logo = (page: string) => /<div class="logo[^>]*>(.*?)<\/div>/s.exec(page)?.[1] ?? '';

describe('the sign of a company', () => {
  it('UX-13 stands on the page of its customers and in the preview instead of the name, which those hear who do not see it', async () => {
    const path = links[0]!.path;
    expect(logo((await openClient(app.url).get(path)).body)).toContain('Acme');
    expect(logo((await openClient(app.url).get(path)).body)).not.toContain('<img');

    const { page } = await visit(app, browser, email, `/merger/companies/${company}`, { dark: true });
    const field = page.getByLabel('Logo on the survey page');
    await field.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: png() });
    await Promise.all([page.waitForURL(/\/merger$/), page.getByRole('button', { name: 'Save' }).click()]);
    await page.goto(`${app.url}/merger/companies/${company}`);
    await page.getByRole('img', { name: 'Acme' }).waitFor();
    await clean(page, 'a company with a sign');

    const phone = await browser.newPage({ viewport: { width: 390, height: 800 }, colorScheme: 'dark' });
    await phone.goto(app.url + path);
    const sign = phone.getByRole('img', { name: 'Acme' });
    await expect.poll(() => sign.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(120);
    expect((await sign.boundingBox())!.height).toBe(40);

    const { preview } = await sitDown(app, browser, email, survey);
    const shown = preview.getByRole('img', { name: 'Acme' });
    await expect.poll(() => shown.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(120);

    await page.getByLabel('Take the logo away').check();
    await Promise.all([page.waitForURL(/\/merger$/), page.getByRole('button', { name: 'Save' }).click()]);
    expect(logo((await openClient(app.url).get(path)).body)).not.toContain('<img');
  });

  it('S-02 is refused when it is no picture, holds scripts or is too large for a phone, and nothing changes', async () => {
    const client = await app.loginAs(email, password);
    const send = async (name: string, bytes: Uint8Array) => {
      const form = new FormData();
      for (const [key, value] of Object.entries({ name: 'Acme', colour: '', senderName: '', replyTo: '' }))
        form.set(key, value);
      form.set('logo', new File([new Uint8Array(bytes)], name));
      const coded = new Response(form);
      const headers = { 'content-type': coded.headers.get('content-type')! };
      return client.send('POST', `/merger/companies/${company}`, {
        headers,
        body: new Uint8Array(await coded.arrayBuffer())
      });
    };
    for (const [name, bytes] of [
      ['logo.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
      ['logo.png', Buffer.from('no picture at all')],
      ['large.png', png(41 * 1024)]
    ] as const) {
      const { status, body } = await send(name, bytes);
      expect(status, name).toBe(422);
      expect(body).toContain('role="alert"');
    }
    expect((await client.get(`/merger/companies/${company}`)).body).not.toContain('/pictures/');
  });
});
