/**
 * The first page of the survey on an emulated slow phone (4 times slower processor, 1.6 Mbit/s, 150 ms): bytes as sent, requests,
 * and the largest contentful paint against a static file of the same bytes, rounds interleaved.
 */
import { request } from 'node:http';
import { type Browser, chromium } from '@playwright/test';
import { startApp } from '../support/app.ts';
import { findBrowser } from '../support/browser-setup.ts';
import { makeSmallWorld } from '../support/world.ts';
import { interleave, say, type Verdict } from './measure.ts';
import { serveCopy } from './reference/static.ts';

const ROUNDS = 9;

export async function benchPage(_url: string, print: (line: string) => void): Promise<Verdict[]> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('no Chromium found: set CHROMIUM_PATH');
  let token = '';
  const app = await startApp({
    databaseUrl: null,
    seed: async ({ db }) => {
      token = (await makeSmallWorld(db, 1, new Date())).invitations[0]!.token;
    }
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const path = `/s/${token}`;
    const answer = await fetchRaw(app.url + path);
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' };
    const copy = await serveCopy(answer.body, headers);
    const requests = await countRequests(browser, app.url + path);
    const { concord, file } = await interleave(
      { concord: () => paint(browser, app.url + path), file: () => paint(browser, `${copy.origin}/`) },
      ROUNDS
    );
    copy.stop();
    print(say('largest contentful paint, survey page', concord, 'ms'));
    print(say('largest contentful paint, the same bytes as a file', file, 'ms'));
    const ratio = concord.median / file.median;
    return [
      {
        name: 'first page of the survey, all bodies as sent',
        value: `${answer.body.length} bytes`,
        target: '<= 12,288 bytes',
        ok: answer.encoding === 'gzip' && answer.body.length <= 12_288
      },
      {
        name: 'requests of the first page beyond the document',
        value: String(requests - 1),
        target: '0',
        ok: requests === 1
      },
      {
        name: 'largest contentful paint against a static file',
        value: `${ratio.toFixed(2)} times`,
        target: '<= 1.5 times',
        ok: ratio <= 1.5
      }
    ];
  } finally {
    await browser.close();
    await app.stop();
  }
}

function fetchRaw(url: string): Promise<{ body: Buffer; encoding: string | undefined }> {
  return new Promise((done, failed) => {
    request(url, { headers: { 'accept-encoding': 'gzip', 'accept-language': 'en' } }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => done({ body: Buffer.concat(pieces), encoding: answer.headers['content-encoding'] }));
    })
      .on('error', failed)
      .end();
  });
}

async function countRequests(browser: Browser, url: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  let count = 0;
  page.on('request', () => (count += 1));
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.close();
  return count;
}

/** Milliseconds to the largest contentful paint of a cold load. */
async function paint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  const rate = (1.6 * 1024 * 1024) / 8;
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: rate,
    uploadThroughput: rate
  });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(url, { waitUntil: 'load' });
  const time = await page.evaluate<number>(`new Promise((done) => {
    new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true });
  })`);
  await context.close();
  return time;
}
