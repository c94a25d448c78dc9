/** Something of everything that has a page, every field of it filled by `text`: for tests that look at all pages at once. */
import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { bindings } from '../../src/lib/survey/bindings.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';
import { everybody } from '../../src/lib/outreach/audience.ts';
import { createKey } from '../../src/lib/server/access/api-keys.ts';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import * as people from '../../src/lib/server/access/people.ts';
import * as rules from '../../src/lib/server/alert-rules.ts';
import type { App } from '../../src/lib/server/app.ts';
import { addCompany, addTimelineEvent, changeOrganisation } from '../../src/lib/server/companies.ts';
import { newId } from '../../src/lib/server/db/id.ts';
import { alert } from '../../src/lib/server/db/schema/alerts.ts';
import * as calls from '../../src/lib/server/calls.ts';
import { list } from '../../src/lib/server/invitations.ts';
import * as sheets from '../../src/lib/server/paper-sheets.ts';
import * as programs from '../../src/lib/server/programs.ts';
import { complete } from '../../src/lib/server/responses.ts';
import { fold } from '../../src/lib/server/rollups.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import { checked, imported, importerOf, uploaded } from './importing.ts';
import { makeSheet } from './paper.ts';

const password = 'correct horse battery';

/** `text` gives a new text at every call, of at most so many characters. Returns the path of a survey link. */
export async function fillHouse(app: App, text: (most?: number) => string): Promise<string> {
  const { db } = app;
  const now = app.clock();
  await changeOrganisation(db.app, consoleActor, { name: text(100) }, now);
  const ids: string[] = [];
  for (const key of ['A', 'B']) {
    const brand = { colour: '#1b5fb4', senderName: text(60), replyTo: 'ask@x.test' };
    const made = await addCompany(db.app, consoleActor, { key, name: text(60), brand }, now);
    if (made.ok) ids.push(made.id);
  }
  for (const companyIds of [null, [ids[0]!]]) {
    const event = { kind: 'other', day: '2026-01-05', companyIds, label: text(80), wave: null } as const;
    await addTimelineEvent(db.app, consoleActor, event, now);
  }
  const closed = { kind: 'closed', day: '2026-01-12', companyIds: null, label: null, wave: null } as const;
  await addTimelineEvent(db.app, consoleActor, closed, now);
  for (const [role, cleanTeam] of [
    ['admin', true],
    ['leader', false]
  ] as const) {
    const companies = role === 'leader' ? ids.map((companyId) => ({ companyId, access: 'aggregates' as const })) : [];
    const input = { email: `${role}@x.test`, name: text(80), role, cleanTeam, companies, locale: 'en' };
    const invited = await people.invite(db.app, consoleActor, input, now);
    if (invited.ok) await people.setPasswordByToken(db.app, 'join', invited.token, password, now);
  }
  const admin = (await people.list(db.app)).find((one) => one.role === 'admin')!;
  const actor = { kind: 'person', id: admin.id } as const;
  await createKey(db.app, actor, { name: text(60), role: 'analyst', cleanTeam: true, companies: [] }, now);
  const scope = importerOf(ids, now).scope;
  const cell = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const rows = Array.from({ length: 24 }, (_, row) =>
    [row, text(), text(), `c${row}@x.test`, `+4930200${1000 + row}`, 'R1', 'consumer', text(100)]
      .map((value) => cell(String(value)))
      .join(',')
  );
  const file = `customer_id,name,account,email,phone,region,segment,${cell(text(60))}\n${rows.join('\n')}\nbad,${cell(text())},,,,nowhere,${cell(text())},\n`;
  const bench = { db, clock: app.clock, importer: { actor, scope } };
  for (const companyId of ids) await imported(bench, file, { companyId, fileName: text(80) });
  await uploaded(bench, file, { companyId: ids[0]!, fileName: text(80) });
  await checked(bench, await uploaded(bench, file, { companyId: ids[0]!, fileName: text(80) }));

  const worded = JSON.stringify(postMergerRelationship).replaceAll(
    /"(en|zh-CN)":"([^"]{2,})"/g,
    (_, language: string) => `"${language}":${JSON.stringify(text(120).replaceAll('{{', '{ {'))}`
  );
  const survey = await surveys.importText(db.app, consoleActor, worded, now);
  if (!survey.ok) throw new Error(JSON.stringify(survey));
  const published = await surveys.publish(db.app, consoleActor, survey.id, now);
  if (!published.ok) throw new Error(JSON.stringify(published));
  const input = {
    ...({ surveyId: survey.id, channel: 'email', kind: 'relationship' } as const),
    ...{ audience: everybody, fatigueDays: 0, expiresDays: 30 }
  };
  const program = await programs.create(db.app, consoleActor, { ...input, name: text(80) }, now);
  if (!program.ok) throw new Error(program.reason);
  await programs.launch(app, actor, scope, program.id, 1, now);
  await callSome(app, { actor, personId: admin.id, scope }, { ...input, channel: 'phone', name: text(80) }, now);
  await programs.create(db.app, consoleActor, { ...input, name: text(80) }, now);
  const bound = bindings(postMergerRelationship);
  const asked = await list(app, scope, { programId: program.id, limit: 41 });
  for (const { id, companyId } of asked.slice(1)) {
    const answers = { recommend: 3, satisfaction: 2, ease: 2, reason: text(2000) };
    const sitting = { invitation: { id, companyId }, surveyVersionId: published.versionId, bindings: bound };
    await complete(db.system, { ...sitting, answers, key: randomUUID(), locale: 'en' }, now);
  }
  const pile = { surveyId: survey.id, versionId: published.versionId, companyId: ids[0]! };
  const typist = await people.invite(
    db.app,
    consoleActor,
    {
      ...{ email: 'typist@x.test', name: text(80), role: 'agent', cleanTeam: false, locale: 'en' },
      companies: [{ companyId: ids[0]!, access: 'records' }]
    },
    now
  );
  if (!typist.ok) throw new Error(typist.reason);
  for (const number of [1, 2, 3]) {
    const first = { answers: { recommend: 6, reason: text(300) } };
    const id = await makeSheet(app, { kind: 'person', id: typist.personId }, pile, number, first);
    const again = { day: now.toISOString().slice(0, 10), answers: { recommend: 7, reason: text(300) }, marks: {} };
    if (number === 3) await sheets.keySecond(app, actor, scope, id, again, now);
    if (number === 2) await sheets.setAside(db.app, actor, scope, id, 'unreadable', now);
  }
  await fold(db.system, now, 1000);
  await addAlert(app, ids[0]!, text, now);
  return new URL(asked[0]!.link!).pathname;
}

/** A program by phone with a call that came to nothing and one that goes on. */
async function callSome(app: App, caller: calls.Interviewer, input: programs.ProgramInput, now: Date): Promise<void> {
  const made = await programs.create(app.db.app, consoleActor, input, now);
  if (!made.ok) throw new Error(made.reason);
  const launched = await programs.launch(app, consoleActor, caller.scope, made.id, 1, now);
  if (!launched.ok) throw new Error(launched.reason);
  const next = async () => (await calls.claimNext(app, caller, made.id, {}, now))!;
  const later = { outcome: 'later', callBackAt: new Date(now.getTime() + 3_600_000) } as const;
  await calls.end(app, caller, await next(), later, now);
  await calls.end(app, caller, await next(), { outcome: 'no_answer', callBackAt: null }, now);
  await calls.begin(app, caller, await next(), now);
}

async function addAlert({ db }: App, companyId: string, text: (most?: number) => string, now: Date): Promise<void> {
  const rule = await rules.create(
    db.app,
    consoleActor,
    { name: text(80), rule: { metric: 'nps' }, recipients: [] },
    now
  );
  if (!rule.ok) throw new Error(rule.reason);
  const span = { from: 2900, to: 2903 };
  await db.system.insert(alert).values({
    ...{ id: newId(now), ruleId: rule.id, nodeKey: `${companyId}/*/R1`, companyId, metric: 'nps' },
    node: { company: companyId, stage: null, value: 'R1', dimension: 'region' },
    ...{ state: 'open', openedAt: now, updatedAt: now },
    evidence: {
      ...{ window: span, baseline: { from: 2800, to: 2899 }, week: 2903, onset: 2900, level: 3, q: 0.01 },
      ...{ n: 30, score: 0, baselineN: 300, baselineScore: 40, raw: -40, change: -40, composition: 0, rest: null },
      ...{ excess: -40, se: 8, low: -56, high: -24, z: -5, p: 0, fires: true, compositionShare: 0, explains: [] }
    }
  });
}

/** Logs `admin@x.test` or `leader@x.test` in. */
export async function logIn(browser: Browser, url: string, email: string, width = 1280): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${url}/login`);
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', password);
  await Promise.all([page.waitForURL((at) => at.pathname !== '/login'), page.click('main button')]);
  await page.close();
  return context;
}

/**
 * Follows every link a person could follow, one of each shape of path, and shows each page to `look`. Returns the shapes it
 * found and what went wrong on the way: errors in the console, scripts that failed, pages that did not open.
 */
export async function crawl(
  context: BrowserContext,
  url: string,
  look: (page: Page, path: string) => Promise<void>
): Promise<{ shapes: string[]; trouble: string[] }> {
  const trouble: string[] = [];
  const shapes = new Set<string>();
  const waiting = ['/overview'];
  const page = await context.newPage();
  page.on('console', (line) => {
    if (line.type() === 'error') trouble.push(`${page.url()}: ${line.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`${page.url()}: ${error.message}`));
  page.on('dialog', (dialog) => void dialog.dismiss());
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const shape = path.split('?')[0]!.replaceAll(/[0-9a-f-]{36}/g, '[id]');
    if (shapes.has(shape)) continue;
    shapes.add(shape);
    const answer = await page.goto(url + path, { waitUntil: 'load' }).catch((error: Error) => {
      if (error.message.includes('Download is starting')) return 'file' as const;
      throw error;
    });
    if (answer === 'file') continue;
    if (!answer || answer.status() >= 400) trouble.push(`${path}: ${answer?.status()}`);
    await look(page, path);
    const links = await page.$$eval('a[href^="/"]', (found) => found.map((one) => one.getAttribute('href')!));
    for (const link of links) if (!link.startsWith('/api/')) waiting.push(link.split('#')[0]!);
  }
  await page.close();
  return { shapes: [...shapes].sort(), trouble };
}
