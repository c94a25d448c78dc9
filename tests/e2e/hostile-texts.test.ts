import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext } from '@playwright/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bindings } from '../../src/lib/survey/bindings.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';
import { everybody } from '../../src/lib/outreach/audience.ts';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import * as people from '../../src/lib/server/access/people.ts';
import type { App } from '../../src/lib/server/app.ts';
import { addCompany, addTimelineEvent, changeOrganisation } from '../../src/lib/server/companies.ts';
import { list } from '../../src/lib/server/invitations.ts';
import * as programs from '../../src/lib/server/programs.ts';
import { complete } from '../../src/lib/server/responses.ts';
import { fold } from '../../src/lib/server/rollups.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import { imported, importerOf } from '../support/importing.ts';

/** Each of them runs, opens, swallows or overflows something where text is taken for more than text. */
const payloads = [
  '<img src=x onerror=window.__x=1>',
  '"><svg onload=window.__x=1>',
  "'-window.__x=1-'",
  '</textarea><script>window.__x=1</script>',
  '</title><script>window.__x=1</script>',
  '{{7*7}}${7*7}<%= 7*7 %>',
  '<xmp><script>window.__x=1</script>',
  '&lt;script&gt;window.__x=1&lt;/script&gt;',
  '<b onmouseover=window.__x=1>tip</b>',
  '\u202Egnp.exe\u202C',
  '<a href=//evil.test>click</a>',
  '</style><script>window.__x=1</script>'
];
let turn = 0;
/** The next payload, found again by its first word; at most `most` characters. */
const hostile = (most = 200) => `zebra${(turn += 1)} ${payloads[turn % payloads.length]!}`.slice(0, most);

const password = 'correct horse battery';
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  app = await startApp({ seed });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function seed(app: App): Promise<void> {
  const { db } = app;
  const now = app.clock();
  await changeOrganisation(db.app, consoleActor, { name: hostile(100) }, now);
  const ids: string[] = [];
  for (const key of ['A', 'B']) {
    const brand = { colour: '#1b5fb4', senderName: hostile(60), replyTo: 'ask@x.test' };
    const made = await addCompany(db.app, consoleActor, { key, name: hostile(60), brand }, now);
    if (made.ok) ids.push(made.id);
  }
  for (const companyIds of [null, [ids[0]!]]) {
    const event = { kind: 'other', day: '2026-01-05', companyIds, label: hostile(80), wave: null } as const;
    await addTimelineEvent(db.app, consoleActor, event, now);
  }
  for (const [role, cleanTeam] of [
    ['admin', true],
    ['leader', false]
  ] as const) {
    const companies = role === 'leader' ? ids.map((companyId) => ({ companyId, access: 'aggregates' as const })) : [];
    const input = { email: `${role}@x.test`, name: hostile(80), role, cleanTeam, companies, locale: 'en' };
    const invited = await people.invite(db.app, consoleActor, input, now);
    if (invited.ok) await people.setPasswordByToken(db.app, 'join', invited.token, password, now);
  }
  const admin = (await people.list(db.app)).find((one) => one.role === 'admin')!;
  const actor = { kind: 'person', id: admin.id } as const;
  const scope = importerOf(ids, now).scope;
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = Array.from({ length: 24 }, (_, row) =>
    [row, hostile(), hostile(), `c${row}@x.test`, 'R1', 'consumer', hostile(100)]
      .map((value) => cell(String(value)))
      .join(',')
  );
  const file = `customer_id,name,account,email,region,segment,${cell(hostile(60))}\n${rows.join('\n')}\nbad,${cell(hostile())},,,nowhere,${cell(hostile())},\n`;
  for (const companyId of ids) {
    const bench = { db, clock: app.clock, importer: { actor, scope } };
    await imported(bench, file, { companyId, fileName: hostile(80) });
  }
  const text = JSON.stringify(postMergerRelationship).replaceAll(
    /"(en|zh-CN)":"([^"]{2,})"/g,
    (_, language: string) => {
      return `"${language}":${JSON.stringify(hostile(120).replaceAll('{{', '{ {'))}`;
    }
  );
  const survey = await surveys.importText(db.app, consoleActor, text, now);
  if (!survey.ok) throw new Error(JSON.stringify(survey));
  const published = await surveys.publish(db.app, consoleActor, survey.id, now);
  if (!published.ok) throw new Error(JSON.stringify(published));
  const input = {
    surveyId: survey.id,
    name: hostile(80),
    channel: 'email',
    kind: 'relationship',
    audience: everybody
  } as const;
  const program = await programs.create(db.app, consoleActor, { ...input, fatigueDays: 0, expiresDays: 30 }, now);
  if (!program.ok) throw new Error(program.reason);
  await programs.launch(app, actor, scope, program.id, 1, now);
  const bound = bindings(postMergerRelationship);
  for (const { id, companyId } of await list(app, scope, { programId: program.id, limit: 40 })) {
    const answers = { recommend: 3, satisfaction: 2, ease: 2, reason: hostile(2000) };
    const sitting = { invitation: { id, companyId }, surveyVersionId: published.versionId, bindings: bound };
    await complete(db.system, { ...sitting, answers, key: randomUUID(), locale: 'en' }, now);
  }
  await fold(db.system, now, 1000);
}

async function logIn(email: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${app.url}/login`);
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', password);
  await Promise.all([page.waitForURL((url) => url.pathname !== '/login'), page.click('main button')]);
  await page.close();
  return context;
}

/** Follows every link a person could follow, one of each shape of path, and says what was seen. */
async function crawl(context: BrowserContext): Promise<{ shapes: string[]; trouble: string[]; seen: Set<string> }> {
  const trouble: string[] = [];
  const seen = new Set<string>();
  const shapes = new Map<string, string>();
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
    shapes.set(shape, path);
    const answer = await page.goto(app.url + path, { waitUntil: 'load' }).catch((error: Error) => {
      if (error.message.includes('Download is starting')) return 'file' as const;
      throw error;
    });
    if (answer === 'file') continue;
    if (!answer || answer.status() >= 400) trouble.push(`${path}: ${answer?.status()}`);
    if ((await page.evaluate('window.__x')) !== undefined) trouble.push(`${path}: a text ran`);
    const found = await page.evaluate<{ words: string[]; links: string[]; foreign: number }>(`({
      words: document.documentElement.textContent.match(/zebra\\d+/g) ?? [],
      links: [...document.querySelectorAll('a[href^="/"]')].map((one) => one.getAttribute('href')),
      foreign: document.querySelectorAll('[href*="evil.test"], [src*="evil.test"], img[src="x"]').length
    })`);
    for (const word of found.words) seen.add(word);
    if (found.foreign > 0) trouble.push(`${path}: a text became a link or a picture`);
    for (const link of found.links) if (!link.startsWith('/api/')) waiting.push(link.split('#')[0]!);
  }
  await page.close();
  return { shapes: [...shapes.keys()].sort(), trouble, seen };
}

it('S-01 S-06 hostile texts in every field stay texts on every page of an administrator and a leader', async () => {
  const admin = await crawl(await logIn('admin@x.test'));
  expect(admin.trouble).toEqual([]);
  expect(admin.shapes).toEqual(
    expect.arrayContaining([
      ...[
        '/overview',
        '/scores',
        '/customers',
        '/customers/[id]',
        '/surveys',
        '/surveys/[id]',
        '/programs',
        '/programs/[id]'
      ],
      ...['/alerts', '/merger', '/imports', '/imports/[id]', '/outbox', '/settings/people', '/settings/account']
    ])
  );
  expect(admin.seen.size).toBeGreaterThan(50);
  const leader = await crawl(await logIn('leader@x.test'));
  expect(leader.trouble).toEqual([]);
  expect(leader.shapes).toEqual(expect.arrayContaining(['/overview', '/scores', '/alerts', '/merger']));
}, 180_000);
