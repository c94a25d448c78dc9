/** Kiosks: an entrance of that channel, and somebody who stands before it. */
import type { Browser, BrowserContext, FrameLocator, Page, Worker } from '@playwright/test';
import { hashPin } from '../../src/lib/server/access/pin.ts';
import type { App } from '../../src/lib/server/app.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { readDocument } from '../../src/lib/survey/format.ts';
import { makeWay, type Opening, type Way } from './entrances.ts';

export const pin = '4711';

export type Kiosk = Way & { token: string; address: string };

export async function makeKiosk(
  app: App,
  {
    idleSeconds = 60,
    thanksSeconds = 60,
    ...opening
  }: Opening & { idleSeconds?: number; thanksSeconds?: number; document?: SurveyDocument } = {}
): Promise<Kiosk> {
  const kiosk = { pin: await hashPin(pin), idleSeconds, thanksSeconds };
  const way = await makeWay(app, { channel: 'kiosk', oncePerDevice: false, kiosk, ...opening });
  const token = way.path.slice(3);
  return { ...way, token, address: `/k/${token}` };
}

/** Several, by name. */
export async function makeKiosks<K extends string>(
  app: App,
  seeds: Record<K, Parameters<typeof makeKiosk>[1]>
): Promise<Record<K, Kiosk>> {
  const made = {} as Record<K, Kiosk>;
  for (const name of Object.keys(seeds) as K[]) made[name] = await makeKiosk(app, seeds[name]);
  return made;
}

/** A tablet of its own. */
export const tablet = (browser: Browser, more: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width: 1024, height: 768 }, locale: 'en-GB', ...more });

/** Opens a kiosk and waits until somebody can begin. */
export async function stand(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await ready(page);
  return page;
}

export const ready = (page: Page) => page.locator('[data-begin]:enabled:visible').waitFor();

/** Begins, in the language that shows. */
export async function begin(page: Page): Promise<FrameLocator> {
  await page.locator('[data-begin]:visible').click();
  const frame = page.frameLocator('#frame iframe');
  await frame.locator('[data-next]').waitFor();
  return frame;
}

export const pick = (frame: FrameLocator, question: string, value: number | string) =>
  frame.locator(`input[name="${question}"][value="${value}"]`).check({ force: true });

/** Turns the pages to the thank-you. */
export async function finish(frame: FrameLocator): Promise<void> {
  for (let turns = 0; turns < 12 && (await frame.locator('svg.done').count()) === 0; turns += 1) {
    const before = await frame.locator('[name=_page]').inputValue();
    await frame.locator('[data-next]').click();
    await frame.locator(`svg.done, [name=_page]:not([value="${before}"])`).first().waitFor({ state: 'attached' });
  }
  await frame.locator('svg.done').waitFor();
}

/** Back to the start screen for the next person. */
export async function nextPerson(page: Page): Promise<void> {
  await page.locator('#restart').click();
  await page.locator('#frame').waitFor({ state: 'hidden' });
  await ready(page);
}

/** How the kiosk says it stands. */
export const statusOf = (page: Page): Promise<import('../../src/kiosk/status.ts').Status> =>
  page.evaluate(async () => (await fetch(`${location.pathname}/here/status`)).json());

const say = (en: string, ar: string) => ({ en, ar });

/** A survey with what is hard without a server: an experiment, a text that repeats an answer, a pattern, names of people, Arabic. */
export function trialDocument(title = 'At the counter'): SurveyDocument {
  const reading = readDocument({
    format: 'concord-survey-1',
    key: `kiosk-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
    title: say(title, 'عند المنضدة'),
    baseLanguage: 'en',
    languages: ['en', 'ar'],
    trust: { line: say('We ask everybody who comes in.', 'نسأل كل من يدخل.') },
    privacy: { version: '1', text: say('Nothing is kept.', 'لا يُحفظ شيء.') },
    experiments: [{ id: 'wording', arms: [{ id: 'short' }, { id: 'long' }] }],
    pages: [
      {
        id: 'start',
        questions: [
          {
            id: 'brief',
            kind: 'text',
            text: say('Briefly, why?', 'باختصار، لماذا؟'),
            showIf: { known: 'arm.wording', op: 'eq', value: 'short' }
          },
          {
            id: 'full',
            kind: 'text',
            text: say('In full, why?', 'بالتفصيل، لماذا؟'),
            showIf: { known: 'arm.wording', op: 'eq', value: 'long' }
          },
          {
            id: 'mood',
            kind: 'rating',
            metric: 'csat',
            required: true,
            text: say('How was it today?', 'كيف كان اليوم؟'),
            scale: { min: 1, max: 5, labels: { 1: say('poor', 'سيئ'), 5: say('very good', 'جيد جداً') } }
          }
        ]
      },
      {
        id: 'more',
        questions: [
          { id: 'note', kind: 'text', text: say('You said {{mood}}. What else?', 'قلت {{mood}}. ماذا أيضاً؟') },
          {
            id: 'who',
            kind: 'contact',
            text: say('Who are you?', 'من أنت؟'),
            parts: [{ part: 'name' }, { part: 'email' }]
          },
          {
            id: 'ticket',
            kind: 'text',
            text: say('Your ticket', 'رقم تذكرتك'),
            pattern: { source: '[A-Z]{2}\\d+', message: say('Two letters and digits', 'حرفان وأرقام') }
          }
        ]
      }
    ],
    thanks: {
      by: 'mood',
      bands: [{ from: 1, to: 2, title: say('We are sorry', 'نأسف'), text: say('You said {{mood}}.', 'قلت {{mood}}.') }],
      otherwise: { title: say('Thank you', 'شكراً'), text: say('We have it.', 'وصلتنا.') }
    }
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.document;
}

export const next = (frame: FrameLocator) => frame.locator('[data-next]').click();

/** Calls the worker's own code on its device: its clock, its storage. */
export async function workerOf(context: BrowserContext): Promise<Worker> {
  const [worker] = context.serviceWorkers();
  return worker ?? context.waitForEvent('serviceworker');
}

/** Everything the device keeps of people, as text. */
export const keptOn = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done, failed) => {
      const request = indexedDB.open('concord-kiosk');
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error ?? new Error('no storage'));
    });
    const all = await Promise.all(
      ['sittings', 'farewells'].map(
        (name) =>
          new Promise<unknown[]>((done) => {
            const request = db.transaction(name).objectStore(name).getAll();
            request.onsuccess = () => done(request.result);
          })
      )
    );
    db.close();
    return JSON.stringify([all, { ...localStorage }, { ...sessionStorage }]);
  });
