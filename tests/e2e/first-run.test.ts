import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstPerson, type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe('first run', () => {
  for (const host of ['localhost', '127.0.0.1']) {
    it(`UX-91 the printed link makes the first administrator and logs in over plain http on ${host}`, async () => {
      const app: RunningApp = await startApp({ bare: true });
      try {
        const link = await app.firstLink();
        const page = await browser.newPage();
        await page.goto(link.replace('localhost', host));
        await page.fill('[name=name]', firstPerson.name);
        await page.fill('[name=email]', firstPerson.email);
        await page.fill('[name=password]', firstPerson.password);
        await Promise.all([page.waitForURL('**/merger'), page.click('.btn-main')]);
        expect(new URL(page.url()).origin).toBe(app.url);
        const cookies = await page.context().cookies(app.url);
        const session = cookies.find((cookie) => cookie.name === 'concord');
        expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', secure: false });
        await page.goto(link);
        expect(await page.locator('[name=password]').count()).toBe(0);
        await page.close();
      } finally {
        await app.stop();
      }
    });
  }

  it('UX-91 there is no default account: without the link nobody gets in', async () => {
    const app = await startApp({ bare: true });
    try {
      const client = app.client();
      const tries = await Promise.all(
        [
          ['admin', 'admin'],
          ['admin@localhost', 'password'],
          [firstPerson.email, firstPerson.password]
        ].map(([email = '', password = '']) => client.post('/login', { email, password }))
      );
      expect(tries.map((answer) => answer.status)).toEqual([401, 401, 401]);
      expect(await client.get('/more')).toMatchObject({ status: 303, location: '/login?next=%2Fmore' });
    } finally {
      await app.stop();
    }
  });
});
