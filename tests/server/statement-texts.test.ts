import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { everybody } from '#lib/outreach/audience.ts';
import { consoleActor } from '#lib/server/access/audit.ts';
import * as people from '#lib/server/access/people.ts';
import { addCompany, addTimelineEvent, changeCompany, changeOrganisation } from '#lib/server/companies.ts';
import type { Database } from '#lib/server/db/open.ts';
import * as programs from '#lib/server/programs.ts';
import { complete, savePartial } from '#lib/server/responses.ts';
import { fold } from '#lib/server/rollups.ts';
import * as surveys from '#lib/server/surveys.ts';
import { imported, importerOf } from '../support/importing.ts';
import { testSecret } from '../support/outreach.ts';
import { openLoggedDatabase } from '../support/statement-log.ts';
import { makeSmallWorld } from '../support/world.ts';

const now = new Date('2026-01-05T09:00:00Z');
/** What a person typed: it breaks out of a string, of an identifier and of a dollar quote, and is found again by its word. */
const typed = (where: string) => `zebra ${where} '; drop table customer; -- " $$ \\ %_`;

let db: Database;
let texts: Set<string>;

beforeAll(async () => {
  ({ db, texts } = await openLoggedDatabase());
});
afterAll(() => db.close());

it('S-23 nothing a person typed ever stands in the text of a statement', async () => {
  await changeOrganisation(db.app, consoleActor, { name: typed('organisation') }, now);
  const made = await addCompany(db.app, consoleActor, { key: 'Z', name: typed('company') }, now);
  if (!made.ok) throw new Error(made.reason);
  const brand = { senderName: typed('sender') };
  await changeCompany(db.app, consoleActor, made.id, { name: typed('renamed'), brand }, now);
  const label = typed('label').slice(0, 60);
  const event = { kind: 'other', day: '2025-01-01', companyIds: [made.id], label, wave: null } as const;
  await addTimelineEvent(db.app, consoleActor, event, now);
  const person = {
    email: `zebra'"@x.test`,
    name: typed('person'),
    role: 'editor',
    cleanTeam: true,
    companies: []
  } as const;
  await people.invite(db.app, consoleActor, { ...person, companies: [], locale: 'en' }, now);
  await people.authenticate(db.app, typed('log-in'), typed('password'));

  const importer = importerOf([made.id], now);
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const file = `customer_id,name,account,email,segment,${cell(typed('header'))}
${cell("zebra'1")},${cell(typed('name'))},${cell(typed('account'))},zebra@x.test,Consumer,${cell(typed('attribute'))}
${cell("zebra'2")},${cell(typed('name'))},,not an address,${cell(typed('segment'))},
`;
  await imported({ db, clock: () => now, importer }, file, { companyId: made.id, fileName: typed('file') });

  const world = await makeSmallWorld(db, 2, now);
  const one = world.invitations[0]!;
  const key = randomUUID();
  const answers = { recommend: 9, reason: typed('answer') };
  const sitting = { invitationId: one.id, companyId: one.companyId, key, revision: 1, page: 0, answers };
  await savePartial(db.system, sitting, now, 0);
  const bindings = { surveyVersionId: world.surveyVersionId, bindings: world.bindings };
  await complete(db.system, { invitation: one, ...bindings, answers, key, locale: typed('locale') }, now);
  await fold(db.system, now, 100);

  const survey = await surveys.createFromTemplate(db.app, consoleActor, 'post-merger-relationship', now);
  await surveys.publish(db.app, consoleActor, survey!.id, now);
  const audience = { ...everybody, segments: [typed('segment').slice(0, 90)], regions: [typed('region').slice(0, 90)] };
  const input = {
    surveyId: survey!.id,
    name: typed('program'),
    channel: 'email',
    kind: 'relationship',
    audience
  } as const;
  const program = await programs.create(db.app, consoleActor, { ...input, fatigueDays: 30, expiresDays: 30 }, now);
  if (!program.ok) throw new Error(program.reason);
  await programs.dryRun({ db, secret: testSecret }, importer.scope, program.id, now);

  expect(texts.size).toBeGreaterThan(40);
  expect([...texts].filter((text) => /zebra|drop table customer/i.test(text))).toEqual([]);
});
