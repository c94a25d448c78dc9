/** People at the survey builder in a real browser, for tests: sitting down, waiting for what was saved, and reading the draft. */
import type { Browser, BrowserContext, FrameLocator, Page } from '@playwright/test';
import { expect } from 'vitest';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import * as people from '../../src/lib/server/access/people.ts';
import type { App } from '../../src/lib/server/app.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import type { RunningApp } from './app.ts';
import { findingsInBothThemes } from './axe.ts';

export const password = 'correct horse battery';

/** Somebody with a password who may do what the role may, for every company. */
export async function addPerson(
  { db, clock }: Pick<App, 'db' | 'clock'>,
  name: string,
  email: string,
  role: 'admin' | 'editor' | 'analyst' = 'admin'
): Promise<void> {
  const input = { email, name, role, cleanTeam: true, companies: [], locale: 'en' };
  const invited = await people.invite(db.app, consoleActor, input, clock());
  if (!invited.ok) throw new Error(invited.reason);
  await people.setPasswordByToken(db.app, 'join', invited.token, password, clock());
}

export interface Seat {
  page: Page;
  context: BrowserContext;
  /** The preview's own page. */
  preview: FrameLocator;
  /** The draft as the server has it. */
  draft: () => Promise<SurveyDocument>;
}

export interface Looks {
  width?: number;
  dark?: boolean;
  language?: 'en' | 'zh-CN';
}

/** A browser of somebody who is logged in, at a path. */
export async function visit(app: RunningApp, browser: Browser, email: string, path: string, looks: Looks = {}) {
  const client = await app.loginAs(email, password);
  const context = await browser.newContext({
    viewport: { width: looks.width ?? 1680, height: 1000 },
    colorScheme: looks.dark ? 'dark' : 'light',
    reducedMotion: 'reduce'
  });
  const cookies = [...client.cookies].map(([name, value]) => ({ name, value, url: app.url }));
  const language = looks.language ? [{ name: 'language', value: looks.language, url: app.url }] : [];
  await context.addCookies([...cookies, ...language]);
  const page = await context.newPage();
  await page.goto(`${app.url}${path}`);
  return { client, context, page };
}

/** A person at the builder of a survey, with the page alive: only then it mounts the preview. */
export async function sitDown(app: RunningApp, browser: Browser, email: string, id: string, looks: Looks = {}) {
  const { client, context, page } = await visit(app, browser, email, `/surveys/${id}/edit`, looks);
  const preview = page.frameLocator('iframe');
  await preview.locator('form').waitFor({ state: 'attached' });
  const draft = async (): Promise<SurveyDocument> => (await client.get(`/surveys/${id}/document`)).json();
  return { page, context, preview, draft } satisfies Seat;
}

export const saved = (page: Page) =>
  page.locator('header.top [role=status]').filter({ hasText: 'All changes saved' }).waitFor();
export const wording = (page: Page) => page.getByRole('textbox', { name: 'Wording of the question' });
export const pick = (page: Page, id: string) => page.locator(`#outline-${id}`).click();

/** Axe finds nothing, light and dark. The preview is left out: it is the respondent's page, with landmarks of its own, and looked at there. */
export async function clean(page: Page, state: string): Promise<void> {
  expect(await page.locator('dialog:not([open]):visible').count(), 'a dialog that is closed is not seen').toBe(0);
  expect(await findingsInBothThemes(page, { exclude: 'iframe' }), state).toEqual([]);
}
