/** Every page and state of a page that is drawn, and how to get there. */
import type { Locator, Page } from '@playwright/test';
import { everyPage } from '../support/every-kind.ts';
import type { Places } from './world.ts';

export interface Shot {
  name: string;
  /** Who looks: the demo's administrator, somebody who sees nothing, nobody, or the owner of an empty installation. */
  as: 'admin' | 'nobody' | 'guest' | 'owner';
  path: string;
  /** The first link on that page to go on to. */
  follow?: RegExp;
  /** The last such link instead. */
  last?: boolean;
  /** What is done there before the picture is taken. */
  then?: (page: Page) => Promise<unknown>;
  /** The status the page answers with; 200 where none is given. */
  status?: number;
}

const id = '[0-9a-f-]{36}';
const admin = (name: string, path: string, more: Partial<Shot> = {}): Shot => ({ name, as: 'admin', path, ...more });
const guest = (name: string, path: string, more: Partial<Shot> = {}): Shot => ({ name, as: 'guest', path, ...more });
const submit = (page: Page) => Promise.all([page.waitForLoadState('load'), page.click('main .btn-main')]);

/** Whether the builder shows one part at a time. */
const isNarrow = (page: Page): boolean => page.viewportSize()!.width < 1216;

/** Takes a customer to be called, where they are not taken already. */
async function takeCall(page: Page): Promise<void> {
  const take = page.locator('form[action="?/claim"] button');
  if (await take.isVisible()) await take.click();
  await page.waitForSelector('form[action="?/release"]');
}

/** Does something in the builder's outline; on a narrow screen the settings come to the front behind it. */
async function outlineOf(page: Page, act: (lines: Locator) => Promise<unknown>): Promise<void> {
  if (isNarrow(page)) await page.locator('.parts button').first().click();
  await act(page.locator('#outline-tree .question'));
  if (isNarrow(page)) await page.locator('.parts button').nth(2).click();
}

/** What the pages of every kind of question ask for before they let anybody go on. */
const needed = {
  '[name=recommend][value="7"]': 'click',
  '[name="service.speed"][value="4"]': 'click',
  '[name="service.skill"][value="4"]': 'click',
  '[name=used][value=shop]': 'check',
  '[name=used][value=web]': 'check',
  '[name="rank.price"]': '1',
  '[name="rank.quality"]': '2',
  '[name="rank.speed"]': '3'
};

/** Goes on, or back, in an interview to one of its pages. */
async function interviewAt(page: Page, wanted: string): Promise<void> {
  await takeCall(page);
  const yes = page.locator('.yes');
  if (await yes.isVisible()) await yes.click();
  const now = page.locator('input[name=_page]');
  await page.waitForSelector('[data-line]');
  for (let at = await now.inputValue(); at !== wanted; at = await now.inputValue()) {
    const goesOn = everyPage.indexOf(at) < everyPage.indexOf(wanted);
    for (const [selector, answer] of goesOn ? Object.entries(needed) : []) {
      const control = page.locator(selector);
      if ((await control.count()) === 0) continue;
      if (answer === 'click') await control.click({ force: true });
      else if (answer === 'check') await control.check();
      else await control.selectOption(answer);
    }
    await page.locator(`.send button[value=${goesOn ? 'next' : 'back'}]`).click();
    await page.waitForFunction(
      (was) => document.querySelector<HTMLInputElement>('input[name=_page]')?.value !== was,
      at
    );
  }
}

/** The kiosk is ready when it has heard of the server: somebody can begin, or it says that nobody can. */
const kioskReady = (page: Page) => page.waitForSelector('#staff:enabled');
async function kioskBegun(page: Page): Promise<void> {
  await page.locator('[data-begin]:enabled:visible').click();
  await page.frameLocator('#frame iframe').locator('[data-next]').waitFor();
}

export function shotsOf({ paths }: Places, firstPath: string): Shot[] {
  return [
    guest('first-run', firstPath),
    ...['overview', 'scores', 'customers', 'imports', 'surveys', 'programs', 'alerts', 'outbox', 'merger'].map(
      (section): Shot => ({ name: `empty-${section}`, as: 'owner', path: `/${section}` })
    ),
    { name: 'empty-alert-rules', as: 'owner', path: '/alerts/rules' },
    { name: 'empty-program-new', as: 'owner', path: '/programs/new' },
    { name: 'nothing-seen', as: 'nobody', path: '/overview' },
    { name: 'not-allowed', as: 'nobody', path: '/settings/people', status: 403 },

    guest('login', '/login'),
    guest('login-wrong', '/login', {
      then: async (page) => {
        await page.fill('[name=email]', `${String(Math.random()).slice(2)}@demo.example`);
        await page.fill('[name=password]', 'not my password');
        await submit(page);
        await page.waitForSelector('[role=alert]');
      }
    }),
    guest('reset-ask', '/reset'),
    guest('reset', paths.reset),
    guest('reset-dead', '/reset/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),
    guest('join', paths.join),
    guest('join-dead', '/join/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),
    guest('first-run-dead', '/first/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),

    guest('ask', `${paths.ask}?lang={language}`),
    guest('ask-missing', `${paths.strict}?lang={language}`, {
      then: async (page) => {
        await page.click('form [data-next]');
        await page.waitForSelector('[id$=-error]');
      }
    }),
    guest('ask-privacy', `${paths.ask}/privacy?lang={language}`),
    guest('answered', `${paths.answered}?lang={language}`),
    guest('thanks', `${paths.answered}/thanks?lang={language}`),
    guest('ask-closed', `${paths.closed}?lang={language}`, { status: 410 }),
    guest('ask-stopped', `${paths.stopped}?lang={language}`, { status: 410 }),
    guest('ask-unknown', '/s/aaaaaaaaaaaaaaaaaaaaaa', { status: 404 }),
    guest('way', `${paths.way}?lang={language}`),
    guest('way-code', `${paths.wayCoded}?lang={language}`, {
      then: async (page) => {
        await page.fill('[name=code]', 'K7PQ');
        await page.click('.send button');
        await page.waitForSelector('[role=alert]');
      }
    }),
    guest('way-again', `${paths.way}?lang={language}`, {
      then: async (page) => {
        await page.click('.send button');
        await page.goto(new URL(paths.way, page.url()).href);
      }
    }),
    guest('way-closed', `${paths.wayFull}?lang={language}`, { status: 410 }),
    guest('kiosk', paths.kiosk, { then: kioskReady }),
    guest('kiosk-survey', paths.kiosk, { then: kioskBegun }),
    guest('kiosk-still', paths.kiosk, {
      then: async (page) => {
        await kioskBegun(page);
        await page.click('#restart');
        await page.waitForSelector('#still[open]');
      }
    }),
    guest('kiosk-pin', paths.kiosk, {
      then: async (page) => {
        await kioskReady(page);
        await page.click('#staff');
        await page.fill('#pin-digits', '1234');
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => /\d|\S{3}/.test(document.querySelector('#pin-said')?.textContent ?? ''));
      }
    }),
    guest('kiosk-panel', paths.kiosk, {
      then: async (page) => {
        await kioskReady(page);
        await page.click('#staff');
        await page.fill('#pin-digits', '4711');
        await page.keyboard.press('Enter');
        await page.waitForSelector('#panel[open]');
      }
    }),
    guest('kiosk-closed', paths.kioskClosed, { then: kioskReady }),
    guest('kiosk-unable', paths.kiosk, {
      then: async (page) => {
        await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
        await page.reload();
        await page.waitForSelector('#unable:not([hidden])');
      }
    }),
    guest('stop', `${paths.stop}?lang={language}`),
    guest('stop-unknown', `/stop/${'a'.repeat(44)}`, { status: 404 }),
    guest('not-found', '/nothing/here', { status: 404 }),

    admin('overview', '/overview'),
    admin('scores', '/scores'),
    admin('customers', '/customers'),
    admin('customers-none', '/customers?q=zzzzzz'),
    admin('customer', '/customers', { follow: new RegExp(`^/customers/${id}$`) }),
    admin('customer-left', paths.customerLeft),
    admin('imports', '/imports'),
    admin('import-mapping', paths.importMapping),
    admin('import-checked', paths.importChecked),
    admin('import-done', '/imports?', {
      follow: new RegExp(`^/imports/(?!${paths.importMapping.slice(9)}|${paths.importChecked.slice(9)})${id}$`)
    }),
    admin('surveys', '/surveys'),
    admin('survey', '/surveys', { follow: new RegExp(`^/surveys/(?!${paths.surveyDraft.slice(9)})${id}$`) }),
    admin('survey-draft', paths.surveyDraft),
    admin('survey-edit', `${paths.surveyDraft}/edit`),
    admin('survey-texts', `${paths.surveyDraft}/texts`),
    admin('survey-preview', `${paths.surveyDraft}/preview`),
    admin('survey-edit-question', `${paths.surveyDraft}/edit`, {
      then: async (page) => {
        if (page.viewportSize()!.width < 1216) await page.locator('.parts button').first().click();
        await page.locator('button.question').nth(1).click();
        if (page.viewportSize()!.width < 1216) await page.locator('.parts button').nth(2).click();
      }
    }),
    admin('survey-edit-preview', `${paths.surveyDraft}/edit`, {
      then: async (page) => {
        if (page.viewportSize()!.width < 1216) await page.locator('.parts button').nth(3).click();
      }
    }),
    ...(['Logic', 'Map'] as const).map((view, at) =>
      admin(`survey-edit-${view.toLowerCase()}`, `${paths.surveyDraft}/edit`, {
        then: (page) =>
          page
            .locator('.views button')
            .nth(at + 1)
            .click()
      })
    ),
    admin('survey-edit-findings', `${paths.surveyDraft}/edit`, {
      then: (page) => page.locator('header.top .btns button').nth(2).click()
    }),
    admin('survey-edit-text', `${paths.surveyDraft}/edit`, {
      then: async (page) => {
        await outlineOf(page, (lines) => lines.last().click());
        await page.selectOption('select:has(option[value=own])', '2');
      }
    }),
    admin('survey-edit-page', `${paths.surveyDraft}/edit`, {
      then: (page) => outlineOf(page, () => page.locator('#outline-tree .page').nth(1).click())
    }),
    admin('survey-edit-several', `${paths.surveyDraft}/edit`, {
      then: (page) =>
        outlineOf(page, async (lines) => {
          await page.click('nav .choose');
          for (const at of [4, 5]) await lines.nth(at).click();
        })
    }),
    admin('survey-edit-found', `${paths.surveyDraft}/edit`, {
      then: async (page) => {
        if (isNarrow(page)) await page.locator('.parts button').first().click();
        await page.fill('nav [type=search]', 'service');
      }
    }),
    admin('survey-edit-library', `${paths.surveyDraft}/edit`, {
      then: async (page) => {
        await page.locator('.add button').last().click();
        await page.locator('dialog[open] li button').last().click();
        await page.locator('dialog[open] fieldset').first().waitFor();
      }
    }),
    admin('survey-exchange', `${paths.surveyDraft}/exchange`),
    admin('survey-paper', `${paths.surveyDraft}/paper`),
    admin('survey-new', '/surveys/new'),
    admin('survey-template', '/surveys/new/preview?template=servqual'),
    admin('ways', paths.ways),
    admin('way-staff', paths.wayStaff),
    admin('way-embed', paths.wayEmbed),
    admin('way-kiosk', paths.wayKiosk),
    admin('ways-kiosk-form', paths.ways, { then: (page) => page.check('[name=channel][value=kiosk]') }),
    admin('way-sheet', `${paths.wayStaff}/sheet`),
    admin('invitation-sheet', `${paths.invitation}/sheet`),
    admin('paper', '/keying'),
    admin('keying', paths.keying),
    admin('keying-none', `${paths.surveyDraft}/keying`),
    admin('keying-new', `${paths.keying}/new`),
    admin('keying-refused', `${paths.keying}/new`, {
      then: async (page) => {
        await page.fill('[name=_number]', '117');
        await page.fill('[name=recommend]', '11');
        await submit(page);
        await page.waitForSelector('[role=alert]');
      }
    }),
    admin('sheet-once', paths.sheetOnce),
    admin('sheet-differs', paths.sheetDiffers),
    admin('sheet-stored', paths.sheetStored),
    admin('sheet-aside', paths.sheetAside),
    admin('program-paper', `${paths.program}/paper`),
    admin('programs', '/programs'),
    admin('program', paths.program),
    admin('program-draft', paths.programDraft),
    admin('program-over', paths.programOver),
    admin('program-new', '/programs/new'),
    admin('invitations', `${paths.program}/invitations`),
    admin('calls', '/interviews'),
    admin('call-list', paths.calls),
    admin('call-before', paths.call),
    admin('call', paths.call, { then: takeCall }),
    admin('interview', paths.interview, {
      then: async (page) => {
        await takeCall(page);
        const yes = page.locator('.yes');
        if (await yes.isVisible()) await yes.click();
        await page.waitForSelector('[data-line]');
      }
    }),
    ...everyPage.map((one) =>
      admin(`interview-${one}`, paths.interviewAll, { then: (page) => interviewAt(page, one) })
    ),
    admin('outbox', '/outbox'),
    admin('letter', '/outbox?state=outbox', { follow: new RegExp(`^/outbox/${id}$`), last: true }),
    admin('alerts', '/alerts'),
    admin('alert', '/alerts', { follow: new RegExp(`^/alerts/${id}$`) }),
    admin('alert-rules', '/alerts/rules'),
    admin('alert-rule', '/alerts/rules', { follow: new RegExp(`^/alerts/rules/${id}$`) }),
    admin('alert-rule-new', '/alerts/rules/new'),
    admin('merger', '/merger'),
    admin('company', '/merger', { follow: new RegExp(`^/merger/companies/${id}$`) }),
    admin('separation', '/merger/separation'),
    admin('people', '/settings/people'),
    admin('person', '/settings/people', { follow: new RegExp(`^/settings/people/${id}$`) }),
    admin('keys', '/settings/keys'),
    admin('audit', '/settings/audit'),
    admin('account', '/settings/account'),
    admin('health', '/settings/health'),
    admin('more', '/more'),
    admin('person-menu', '/more', {
      // On phones its links stand on the page itself.
      then: async (page) => {
        const menu = page.locator('details summary.who');
        if (await menu.isVisible()) await menu.click();
      }
    }),
    admin('missing', '/customers/nobody', { status: 404 })
  ];
}
