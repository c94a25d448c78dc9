/** Kiosks: an entrance of that channel, and somebody who stands before it. */
import type { Browser, BrowserContext, FrameLocator, Page } from '@playwright/test';
import { hashPin } from '../../src/lib/server/access/pin.ts';
import type { App } from '../../src/lib/server/app.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
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
