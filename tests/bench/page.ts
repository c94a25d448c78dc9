/**
 * The first page of the survey on an emulated slow phone (4 times slower processor, 1.6 Mbit/s, 150 ms): bytes as sent, requests,
 * the largest contentful paint against a static file of the same bytes, and bytes, paint, the time until it can be answered and the
 * delay of an answer against the same survey as SurveyJS draws it; rounds interleaved.
 */
import { request } from 'node:http';
import { type Browser, chromium, type Page } from '@playwright/test';
import { startApp } from '../support/app.ts';
import { findBrowser } from '../support/browser-setup.ts';
import { makeSmallWorld } from '../support/world.ts';
import { interleave, say, type Verdict } from './measure.ts';
import { serveCopy } from './reference/static.ts';
import { serveSurveyJs } from './reference/surveyjs.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';

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
    const rival = await serveSurveyJs(postMergerRelationship);
    const own = await weigh(browser, app.url + path);
    const theirs = await weigh(browser, `${rival.origin}/`);
    const { concord, file, other } = await interleave(
      {
        concord: () => paint(browser, app.url + path),
        file: () => paint(browser, `${copy.origin}/`),
        other: () => paint(browser, `${rival.origin}/`)
      },
      ROUNDS
    );
    const ready = await interleave(
      { concord: () => answerable(browser, app.url + path), other: () => answerable(browser, `${rival.origin}/`) },
      ROUNDS
    );
    const tap = await interleave(
      { concord: () => delay(browser, app.url + path), other: () => delay(browser, `${rival.origin}/`) },
      ROUNDS
    );
    copy.stop();
    rival.stop();
    print(`the same survey: Concord ${own.bytes} bytes in ${own.requests} requests`);
    print(`the same survey: SurveyJS ${rival.version} ${theirs.bytes} bytes in ${theirs.requests} requests`);
    print(say('largest contentful paint, SurveyJS', other, 'ms'));
    print(say('until the first question can be answered, Concord', ready.concord, 'ms'));
    print(say('until the first question can be answered, SurveyJS', ready.other, 'ms'));
    print(say('from a tap on an answer to the next frame, Concord', tap.concord, 'ms'));
    print(say('from a tap on an answer to the next frame, SurveyJS', tap.other, 'ms'));
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
        value: String(own.requests - 1),
        target: '0',
        ok: own.requests === 1
      },
      {
        name: 'largest contentful paint against a static file',
        value: `${ratio.toFixed(2)} times`,
        target: '<= 1.5 times',
        ok: ratio <= 1.5
      },
      {
        name: 'bytes of the survey against SurveyJS',
        value: `${(theirs.bytes / own.bytes).toFixed(0)} times less`,
        target: '>= 5 times less',
        ok: theirs.bytes >= 5 * own.bytes
      },
      {
        name: 'time until the first question can be answered against SurveyJS',
        value: `${(ready.concord.median / ready.other.median).toFixed(2)} times`,
        target: '<= 0.5 times',
        ok: ready.concord.median <= 0.5 * ready.other.median
      },
      {
        name: 'delay of an answer against SurveyJS',
        value: `${(tap.concord.median / tap.other.median).toFixed(2)} times`,
        target: '<= 1 times',
        ok: tap.concord.median <= tap.other.median
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

/** Bodies as sent and requests of a cold load. */
async function weigh(browser: Browser, url: string): Promise<{ bytes: number; requests: number }> {
  const page = await browser.newPage({ viewport });
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (one) => {
    if (!one.url().startsWith('data:')) sizes.push(one.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await page.close();
  return { bytes, requests: sizes.length };
}

const viewport = { width: 390, height: 844 };

/** A page on the slow phone, not yet gone anywhere. */
async function slowPhone(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport, hasTouch: true });
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
  return page;
}

/** Milliseconds to the largest contentful paint of a cold load. */
async function paint(browser: Browser, url: string): Promise<number> {
  const page = await slowPhone(browser);
  await page.goto(url, { waitUntil: 'load' });
  const time = await page.evaluate<number>(`new Promise((done) => {
    new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true });
  })`);
  await page.context().close();
  return time;
}

const firstAnswer = 'input[type=radio]';

/** Milliseconds of a cold load until the first answer is on the page. */
async function answerable(browser: Browser, url: string): Promise<number> {
  const page = await slowPhone(browser);
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator(firstAnswer).first().waitFor({ state: 'attached' });
  const time = await page.evaluate<number>('performance.now()');
  await page.context().close();
  return time;
}

/** Milliseconds from a tap on the first answer that shows until the frame that shows it chosen. */
async function delay(browser: Browser, url: string): Promise<number> {
  const page = await slowPhone(browser);
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.evaluate(`window.taps = []; new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (one.interactionId) window.taps.push(one.duration);
  }).observe({ type: 'event', durationThreshold: 16 })`);
  await page.locator(`label:has(${firstAnswer}):visible`).first().tap();
  await page.locator(`${firstAnswer}:checked`).first().waitFor({ state: 'attached' });
  // Taps that are shown within one frame are not told.
  const time = await page.evaluate<number>(
    'new Promise((done) => setTimeout(() => done(Math.max(16, ...window.taps)), 1000))'
  );
  await page.context().close();
  return time;
}
