/** A kiosk as the people before it meet it: one after the other on one device, with staff who look after it. */
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { findingsInBothThemes } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type Client } from '../support/client.ts';
import * as at from '../support/kiosks.ts';
import { makeWay, type Way } from '../support/entrances.ts';

let app: RunningApp;
let browser: Browser;
let staff: Client;
let link: Way;
let kiosks: Record<keyof typeof seeds, at.Kiosk>;
const seeds = {
  plain: {},
  trial: { document: at.trialDocument('Trial') },
  idle: { document: at.trialDocument('Idle'), idleSeconds: 40, thanksSeconds: 8 },
  closed: { closed: true },
  set: {}
};

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({
      seed: async (inside) => {
        kiosks = await at.makeKiosks(inside, seeds);
        link = await makeWay(inside);
      }
    })
  ]);
  staff = await app.firstAdmin();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const url = (kiosk: at.Kiosk) => app.url + kiosk.address;

const findings = async (page: Page, state: string): Promise<string[]> =>
  (await findingsInBothThemes(page)).map((one) => `${state} ${one}`);

describe('the next person', () => {
  it('finds nothing of the one before: no field, no history, no storage, no suggestion, and the first language', async () => {
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosks.trial));
    await page.locator('[data-choose=ar]:visible').click();
    await page.locator('[data-face=ar]:visible').waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    const frame = await at.begin(page);
    await at.pick(frame, 'mood', 4);
    await at.next(frame);
    await frame.locator('[name="who.email"]').fill('fatima@secret.example');
    await frame.locator('[name="note"]').fill('what nobody else may read');
    const offered = await frame.locator('form#survey [autocomplete]:not([autocomplete=off])').count();
    expect(offered).toBe(0);
    await at.next(frame);
    await frame.locator('svg.done').waitFor();
    await at.nextPerson(page);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await expect.poll(async () => (await at.statusOf(page)).waiting).toBe(0);
    expect(await at.keptOn(page)).not.toMatch(/fatima|nobody else|concord:/);
    expect(page.frames()).toHaveLength(1);
    for (let back = 0; back < 4; back += 1) {
      await page.goBack().catch(() => null);
      expect(await page.content()).not.toMatch(/fatima|nobody else/);
      expect(page.frames()).toHaveLength(1);
    }
    await page.goto(url(kiosks.trial));
    await at.ready(page);
    const anew = await at.begin(page);
    await at.pick(anew, 'mood', 5);
    await at.next(anew);
    expect(await anew.locator('[name="who.email"]').inputValue()).toBe('');
    expect(await anew.locator('body').textContent()).not.toMatch(/fatima|nobody else/);
    await context.close();
  }, 120_000);

  it('is asked after somebody walked away; the countdown can be stopped, and what was said is sent as it is', async () => {
    const context = await at.tablet(browser);
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(url(kiosks.idle));
    await at.ready(page);
    // From here on time passes when this test says so.
    await page.clock.pauseAt(Date.now() + 3_600_000);
    const frame = await at.begin(page);
    await at.pick(frame, 'mood', 2);
    await page.clock.runFor(2_000);
    await frame.locator('.saved', { hasText: 'Saved' }).waitFor();
    const still = page.locator('#still');
    await page.clock.runFor(39_000);
    await still.waitFor();
    expect(await still.locator('h2').textContent()).toBe('Are you still there?');
    // Said now and then, not every second.
    await page.clock.runFor(9_000);
    expect(await page.locator('#still-said').textContent()).toMatch(/: (10|5)$/);
    await page.keyboard.press('Enter');
    await still.waitFor({ state: 'hidden' });
    expect(await frame.locator('[name=mood]:checked').inputValue()).toBe('2');
    // A touch begins the wait anew.
    await page.clock.runFor(30_000);
    await frame.locator('h1').click();
    await page.clock.runFor(30_000);
    expect(await still.isVisible()).toBe(false);
    await page.clock.runFor(11_000);
    await still.waitFor();
    await page.clock.runFor(21_000);
    await page.locator('[data-begin]:visible').waitFor();
    expect(page.frames()).toHaveLength(1);
    await expect.poll(async () => (await at.statusOf(page)).sentToday).toBe(1);
    expect(await at.keptOn(page)).not.toContain('mood');
    await context.close();
  }, 120_000);

  it('comes by itself after the thank-you, which says what fits the answer, without a line as well', async () => {
    const context = await at.tablet(browser);
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(url(kiosks.idle));
    await at.ready(page);
    await context.setOffline(true);
    for (const [mood, title, text] of [
      [1, 'We are sorry', 'You said poor.'],
      [4, 'Thank you', 'We have it.']
    ] as const) {
      const frame = await at.begin(page);
      await at.pick(frame, 'mood', mood);
      await at.finish(frame);
      expect(await frame.locator('h1').textContent()).toBe(title);
      expect(await frame.locator('p.trust').textContent()).toBe(text);
      expect(await page.locator('#restart').textContent()).toBe('Done');
      await page.clock.runFor(9_000);
      await page.locator('[data-begin]:enabled:visible').waitFor();
    }
    await context.close();
  }, 120_000);
});

describe('a survey without a server', () => {
  it('repeats answers in its texts, checks patterns, changes its language with what was said, and asks one arm or the other', async () => {
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosks.trial));
    await context.setOffline(true);
    const arms = new Set<string>();
    for (let people = 0; people < 20 && arms.size < 2; people += 1) {
      const frame = await at.begin(page);
      const arm = (await frame.locator('[data-q=brief]').count()) === 1 ? 'brief' : 'full';
      expect(await frame.locator('[data-q=brief],[data-q=full]').count()).toBe(1);
      if (!arms.has(arm)) {
        await frame.locator(`[name=${arm}]`).fill('because');
        await at.next(frame);
        await frame.locator('#mood-error').waitFor();
        await frame.locator('button[value=ar]').click();
        await frame.locator('html[dir=rtl] [data-next]').waitFor();
        expect(await frame.locator(`[name=${arm}]`).inputValue()).toBe('because');
        await at.pick(frame, 'mood', 5);
        await at.next(frame);
        await frame.getByText('قلت جيد جداً. ماذا أيضاً؟').waitFor();
        await frame.locator('button[value=en]').click();
        await frame.getByText('You said very good. What else?').waitFor();
        await frame.locator('[name=ticket]').fill('nonsense');
        await at.next(frame);
        await frame.getByText('Two letters and digits').first().waitFor();
        expect(await frame.locator('[name=ticket]').inputValue()).toBe('nonsense');
        await frame.locator('[name=ticket]').fill('AB12');
        await at.next(frame);
        await frame.locator('svg.done').waitFor();
      } else {
        await at.pick(frame, 'mood', 3);
        await at.finish(frame);
      }
      arms.add(arm);
      await at.nextPerson(page);
    }
    expect(arms.size).toBe(2);
    await context.close();
  }, 180_000);

  it('asks the whole of a survey in one document and keeps what is typed while it is typed', async () => {
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosks.plain));
    const frame = await at.begin(page);
    expect(await frame.locator('section[data-page]').count()).toBeGreaterThan(2);
    expect(await frame.locator('[data-shared]:visible').count()).toBe(0);
    await at.pick(frame, 'recommend', 6);
    await frame.locator('.saved', { hasText: 'Saved' }).waitFor();
    expect(await at.keptOn(page)).toContain('"recommend":6');
    await frame.locator('footer a').first().click();
    await frame.getByRole('link', { name: 'Back to the questions' }).click();
    expect(await frame.locator('[name=recommend]:checked').inputValue()).toBe('6');
    await page.reload();
    await at.ready(page);
    await expect.poll(async () => (await at.statusOf(page)).sentToday).toBe(1);
    await context.close();
  }, 120_000);
});

describe('staff', () => {
  const enter = async (page: Page, digits: string) => {
    await page.locator('#pin-digits').fill(digits);
    await page.keyboard.press('Enter');
  };

  it('come in by the PIN alone, without a line too; five wrong ones are a pause that a reload does not end', async () => {
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosks.plain));
    await context.setOffline(true);
    await page.locator('#staff').click();
    for (const wrong of ['1111', '2222', '3333', '4444']) {
      await enter(page, wrong);
      await page.locator('#pin-said', { hasText: 'This is not the PIN' }).waitFor();
      await page.locator('#pin-digits:focus').waitFor();
      await page.locator('#pin-said').evaluate((said) => (said.textContent = ''));
    }
    await enter(page, '5555');
    await page.locator('#pin-said', { hasText: 'Too many wrong tries' }).waitFor();
    expect(await page.locator('#pin-digits').isDisabled()).toBe(true);
    await page.reload();
    await at.ready(page);
    await page.locator('#staff').click();
    await page.locator('#pin-said', { hasText: 'Too many wrong tries' }).waitFor();
    expect(await page.locator('#pin-digits').isDisabled()).toBe(true);
    // The pause is over.
    await page.evaluate(() => {
      for (const [name, kept] of Object.entries(localStorage))
        if (name.endsWith(':tries'))
          localStorage.setItem(name, JSON.stringify({ ...JSON.parse(kept as string), until: 0 }));
    });
    await page.locator('#pin [data-close]').click();
    await page.locator('#staff').click();
    await enter(page, at.pin);
    await page.locator('#panel').waitFor();
    expect(await page.locator('[data-trouble]').textContent()).toContain('No line');
    await context.close();
  }, 120_000);

  it('see what waits and was sent, choose the language, and leave', async () => {
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosks.trial));
    await context.setOffline(true);
    const frame = await at.begin(page);
    await at.pick(frame, 'mood', 3);
    await at.finish(frame);
    await at.nextPerson(page);
    expect(await findings(page, 'start')).toEqual([]);
    await page.evaluate(() => document.querySelector<HTMLDialogElement>('#still')!.showModal());
    expect(await findings(page, 'still there')).toEqual([]);
    await page.evaluate(() => document.querySelector<HTMLDialogElement>('#still')!.close());
    await page.locator('#staff').click();
    expect(await findings(page, 'PIN')).toEqual([]);
    await enter(page, at.pin);
    const panel = page.locator('#panel');
    await panel.waitFor();
    expect(await findings(page, 'panel')).toEqual([]);
    const figure = (name: string) => panel.locator(`[data-figure=${name}]`);
    expect([await figure('waiting').textContent(), await figure('sentToday').textContent()]).toEqual(['1', '0']);
    await context.setOffline(false);
    await panel.locator('[data-send]').click();
    await figure('waiting').filter({ hasText: /^0$/ }).waitFor();
    expect(await figure('sentToday').textContent()).toBe('1');
    await panel.locator('select').selectOption('ar');
    await panel.locator('[data-close]').click();
    await page.locator('[data-face=ar]:visible').waitFor();
    await page.reload();
    await at.ready(page);
    expect(await page.locator('html').getAttribute('lang')).toBe('ar');
    await page.locator('#staff').click();
    await enter(page, at.pin);
    await panel.locator('[data-leave]').click();
    await page.waitForURL((to) => !to.pathname.startsWith('/k/'));
    await context.close();
  }, 120_000);

  it('S-16 S-24 set one up with a PIN, which no page and no form shows again, and change it', async () => {
    const ways = `/surveys/${kiosks.set.surveyId}/ways`;
    const fields = { name: 'Counter', companyId: kiosks.set.companyId, programId: '', channel: 'kiosk' };
    for (const [extra, status] of [
      [{}, 422],
      [{ pin: '12' }, 422],
      [{ pin: '123456789' }, 422],
      [{ pin: '4711', idleSeconds: '3' }, 422]
    ] as const) {
      const refused = await staff.post(ways, { ...fields, ...extra });
      expect(refused.status).toBe(status);
      if ('pin' in extra) expect(refused.body).not.toContain(`value="${extra.pin}"`);
    }
    const made = await staff.post(ways, { ...fields, pin: '90210', idleSeconds: '45' });
    expect(made.status).toBe(303);
    const shown = await staff.get(made.location!);
    expect(shown.body).toMatch(/\/k\/[\w-]{22}/);
    expect(shown.body).not.toContain('90210');
    expect(shown.body).toContain('value="45"');
    const kept = await staff.post(`${made.location!}?/kiosk`, { pin: '', idleSeconds: '50', thanksSeconds: '20' });
    expect(kept.status).toBe(200);
    expect((await staff.get(made.location!)).body).toContain('value="50"');
    expect((await staff.post(`${made.location!}?/kiosk`, { pin: 'abcd' })).status).toBe(422);
  });
});

describe('a kiosk that cannot be one', () => {
  it('is none for want of what browsers learnt after 2022: its scripts call nothing of the kind', async () => {
    const young =
      /\b(?:groupBy|withResolvers|fromAsync|toSorted|toReversed|toSpliced|isSubsetOf|symmetricDifference|isWellFormed|toWellFormed)\b|Promise\.try|RegExp\.escape|URL\.(?:parse|canParse)|\bIterator\b/g;
    for (const path of ['/k/worker.js', '/k/shell.js']) {
      const code = await (await fetch(app.url + path)).text();
      expect(code).toMatch(/^'use strict';/);
      expect(code.match(young), path).toBeNull();
    }
  });

  it('says that this browser cannot, or that the way in is closed, and a link is no kiosk', async () => {
    const context = await at.tablet(browser);
    await context.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined });
      delete (Navigator.prototype as { serviceWorker?: unknown }).serviceWorker;
    });
    const page = await context.newPage();
    await page.goto(url(kiosks.plain));
    await page.getByText('This browser cannot be a kiosk.').waitFor();
    // Above the bar, where it is seen without scrolling.
    const [said, bar] = [(await page.locator('#unable').boundingBox())!, (await page.locator('.bar').boundingBox())!];
    expect(said.y + said.height).toBeLessThanOrEqual(bar.y);
    expect(await page.locator('[data-begin]:visible').isDisabled()).toBe(true);
    expect(await findings(page, 'unable')).toEqual([]);
    await page.goto(url(kiosks.closed));
    await page.getByText('This survey has ended.').first().waitFor();
    expect((await page.goto(app.url + link.path.replace('/o/', '/k/')))?.status()).toBe(404);
    await page.goto(app.url + kiosks.plain.short);
    expect(new URL(page.url()).pathname).toBe(kiosks.plain.address);
    await context.close();
  }, 60_000);

  it('S-06 S-31 lets in no other site and no script but its own', async () => {
    const shown = await staff.get(kiosks.plain.address);
    const policy = String(shown.headers['content-security-policy']);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("worker-src 'self'");
    const context = await at.tablet(browser);
    const page = await at.stand(context, url(kiosks.plain));
    const inside = await page.evaluate(async () => {
      const answer = await fetch(`${location.pathname}/${crypto.randomUUID()}?lang=en`);
      return answer.headers.get('content-security-policy');
    });
    expect(inside).toContain("frame-ancestors 'self'");
    expect(inside).toMatch(/script-src 'sha256-/);
    expect(inside).not.toMatch(/script-src[^;]*(unsafe|https?:)/);
    await context.close();
  });
});
