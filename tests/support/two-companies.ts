/** Two companies whose every stored text carries a mark, and somebody of every role and scope: the world of the access matrix. */
import { eq } from 'drizzle-orm';
import type { Grant } from '../../src/lib/merger/scope.ts';
import { createKey } from '../../src/lib/server/access/api-keys.ts';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import { createSession } from '../../src/lib/server/access/session.ts';
import type { App } from '../../src/lib/server/app.ts';
import { changeOrganisation, listCompanies } from '../../src/lib/server/companies.ts';
import * as rules from '../../src/lib/server/alert-rules.ts';
import { alert } from '../../src/lib/server/db/schema/alerts.ts';
import { newId } from '../../src/lib/server/db/id.ts';
import { account, importRun } from '../../src/lib/server/db/schema/customers.ts';
import { paperSheet } from '../../src/lib/server/db/schema/paper.ts';
import { person } from '../../src/lib/server/db/schema/people.ts';
import { foldQueue, response } from '../../src/lib/server/db/schema/responses.ts';
import { delivery, invitation } from '../../src/lib/server/db/schema/surveys.ts';
import { everybody } from '../../src/lib/outreach/audience.ts';
import * as entrances from '../../src/lib/server/entrances.ts';
import * as programs from '../../src/lib/server/programs.ts';
import { recount } from '../../src/lib/server/reach.ts';
import { fold } from '../../src/lib/server/rollups.ts';
import { makeCompany, makeCustomer, makeSurvey } from './outreach.ts';

/** Stands in every record of a company and in no page of somebody who may not see it. */
export const marks = { A: 'quartzalpha', B: 'quartzbravo' } as const;

export type Key = keyof typeof marks;

/** Promoters, passives and detractors of each company: no other figure of the world has these digits. */
const opinions = { A: [63, 52, 22], B: [37, 51, 61] } as const;
/** What an alert about each company says it fell by. */
const falls = { A: -41.618033, B: -42.718281 } as const;

/**
 * Figures by whose they are, as they stand in data with all their digits: the NPS and the fall of a company, and of both together
 * the pooled NPS and the one weighted by customers.
 */
export const figures: Record<Key | 'both', readonly string[]> = {
  A: ['29.927007', '41.618033'],
  B: ['16.107382', '42.718281'],
  both: ['5.944055', '6.909812']
};
export type Kind =
  | 'company'
  | 'customer'
  | 'delivery'
  | 'invitation'
  | 'response'
  | 'import'
  | 'survey'
  | 'program'
  | 'person'
  | 'alert'
  | 'entrance'
  | 'sheet'
  | 'rule';

export interface Caller {
  name: string;
  grant: Grant;
  /** Cookie of a session, bearer key of the API. */
  cookie: string;
  key: string;
  personId: string;
  /** Whose records this caller may see. */
  sees: readonly Key[];
  /** Whose figures this caller may see, above the privacy minimum where the records are closed. */
  scores: readonly Key[];
}

export interface World {
  /** One record of each kind, by company; kinds that belong to no company stand under both. */
  ids: Record<Kind, Record<Key, string>>;
  callers: Caller[];
}

const roles = ['admin', 'editor', 'analyst', 'agent', 'leader'] as const;

export async function makeWorld(app: App): Promise<World> {
  const { db } = app;
  const now = app.clock();
  await changeOrganisation(db.app, consoleActor, { name: 'Both of them' }, now);
  const { surveyId, versionId } = await makeSurvey(db, now);
  const ids = {
    company: {},
    customer: {},
    delivery: {},
    invitation: {},
    response: {},
    import: {},
    alert: {},
    entrance: {},
    sheet: {}
  } as World['ids'];
  for (const key of ['A', 'B'] as const) {
    const mark = marks[key];
    const companyId = await makeCompany(db, key, now);
    const accountId = newId(now);
    await db.system
      .insert(account)
      .values({ id: accountId, companyId, name: `Account ${mark}`, nameKey: mark, createdAt: now });
    for (let at = 0; at < 7; at += 1) {
      const extra = {
        name: `${mark} ${at}`,
        legacyId: `${mark}-${at}`,
        accountId,
        region: mark,
        attributes: { note: mark }
      };
      ids.customer[key] = await makeCustomer(db, companyId, `${mark}.${at}@${mark}.example`, now, extra);
    }
    ids.company[key] = companyId;
  }
  const program = await programs.create(
    db.app,
    consoleActor,
    {
      surveyId,
      name: 'Spring',
      channel: 'email',
      kind: 'relationship',
      audience: everybody,
      fatigueDays: 30,
      expiresDays: 30
    },
    now
  );
  const programId = program.ok ? program.id : '';
  const all = { companies: { [ids.company.A]: 'records', [ids.company.B]: 'records' }, overlap: true } as const;
  const launched = await programs.launch(app, consoleActor, all, programId, 1, now);
  if (!launched.ok) throw new Error(launched.reason);
  ids.survey = { A: surveyId, B: surveyId };
  ids.program = { A: programId, B: programId };
  const rule = await rules.create(db.app, consoleActor, { name: 'NPS', rule: { metric: 'nps' }, recipients: [] }, now);
  if (!rule.ok) throw new Error(rule.reason);
  ids.rule = { A: rule.id, B: rule.id };
  for (const key of ['A', 'B'] as const) {
    const own = { surveyId, programId, companyId: ids.company[key], name: `Door ${marks[key]}` } as const;
    const limits = { channel: 'embed', withCode: true, oncePerDevice: true, most: null, endsAt: null } as const;
    const sites = [`https://${marks[key]}.example`];
    const opened = await entrances.create(app, consoleActor, all, { ...own, ...limits, sites }, now);
    if (!opened.ok) throw new Error(opened.reason);
    ids.entrance[key] = opened.id;
    await addRecords(app, key, ids, versionId, now);
    await addFigures(app, key, ids, versionId, now);
  }
  while ((await fold(db.system, now, 2_000)).more);
  await recount(db.system, now);
  const callers = await makeCallers(app, ids, now);
  const [first] = callers;
  ids.person = { A: first!.personId, B: first!.personId };
  return { ids, callers };
}

/** An answer, a letter, a sheet of paper and a file of the company. */
async function addRecords(app: App, key: Key, ids: World['ids'], surveyVersionId: string, now: Date): Promise<void> {
  const { db } = app;
  const [companyId, mark] = [ids.company[key], marks[key]];
  const [asked] = await db.system.select().from(invitation).where(eq(invitation.companyId, companyId));
  const [letter] = await db.system.select().from(delivery).where(eq(delivery.companyId, companyId));
  ids.invitation[key] = asked!.id;
  ids.delivery[key] = letter!.id;
  ids.response[key] = newId(now);
  ids.import[key] = newId(now);
  const customerId = ids.customer[key];
  await db.system.insert(response).values({
    ...{ id: ids.response[key], companyId, customerId, programId: ids.program[key], surveyVersionId },
    ...{ submissionKey: newId(now), payloadHash: mark, state: 'complete', source: 'page' },
    answers: { comment: `Word of ${mark}` },
    ...{ metric: ['nps'], value: [1_000_000], code: [10] },
    ...{ stage: 'stable', segment: mark, region: mark, tier: 'high', channel: 'web', locale: 'en', phase: 'baseline' },
    ...{ answeredAt: now, receivedAt: now }
  });
  // Fewer answers than the privacy minimum: readers of aggregates find nothing of it.
  const span = { from: 2900, to: 2903 };
  ids.alert[key] = newId(now);
  await db.system.insert(alert).values({
    ...{ id: ids.alert[key], ruleId: ids.rule[key], nodeKey: `${companyId}/*/${mark}`, companyId, metric: 'nps' },
    node: { company: companyId, stage: null, value: mark, dimension: 'region' },
    ...{ state: 'open', openedAt: now, updatedAt: now },
    evidence: {
      ...{ window: span, baseline: { from: 2800, to: 2899 }, week: 2903, onset: 2900, level: 3, q: 0.01 },
      ...{ n: 3, score: 0, baselineN: 3, baselineScore: 40, raw: -40, change: -40, composition: 0, rest: null },
      ...{ excess: -40, se: 8, low: -56, high: -24, z: -5, p: 0, fires: true, compositionShare: 0, explains: [] }
    }
  });
  const keyed = (words: string) => ({ day: '2026-01-05', answers: { reason: `${words} of ${mark}` }, marks: {} });
  ids.sheet[key] = newId(now);
  await db.system.insert(paperSheet).values({
    ...{ id: ids.sheet[key], companyId, surveyId: ids.survey[key], surveyVersionId, number: 1, locale: 'en' },
    ...{ receivedOn: '2026-01-06', state: 'differs', createdAt: now, first: keyed('Word'), second: keyed('World') },
    ...{ compared: 2, differed: 1 }
  });
  await db.system.insert(importRun).values({
    ...{ id: ids.import[key], kind: 'customers', state: 'uploaded', ownerId: newId(now), records: companyId },
    ...{ companyId, fileName: `${mark}.csv`, createdAt: now }
  });
}

/** Answers enough to be shown to readers of aggregates, three weeks old, and an alert that rests on them. */
async function addFigures(app: App, key: Key, ids: World['ids'], surveyVersionId: string, now: Date): Promise<void> {
  const { db } = app;
  const companyId = ids.company[key];
  const answeredAt = new Date(now.getTime() - 21 * 86_400_000);
  const codes = opinions[key].flatMap((count, kind) => Array.from({ length: count }, () => [10, 8, 3][kind]!));
  const answers = codes.map((code) => ({
    ...{ id: newId(answeredAt), companyId, customerId: ids.customer[key], surveyVersionId, submissionKey: newId(now) },
    ...{ payloadHash: '', state: 'complete' as const, source: 'import' as const, answers: { nps: code } },
    ...{ metric: ['nps'], value: [code >= 9 ? 1_000_000 : code >= 7 ? 0 : -1_000_000], code: [code] },
    ...{ stage: 'stable', segment: 'mid', region: 'R1', tier: 'high', channel: 'web', locale: 'en', phase: 'baseline' },
    ...{ answeredAt, receivedAt: answeredAt }
  }));
  await db.system.insert(response).values(answers);
  await db.system.insert(foldQueue).values(answers.map(({ id }) => ({ responseId: id })));
  const span = { from: 2900, to: 2903 };
  const fall = falls[key];
  await db.system.insert(alert).values({
    ...{ id: newId(now), ruleId: ids.rule[key], nodeKey: `${companyId}/stable/*`, companyId, metric: 'nps' },
    node: { company: companyId, stage: 'stable', value: null, dimension: null },
    ...{ state: 'open', openedAt: now, updatedAt: now },
    evidence: {
      ...{ window: span, baseline: { from: 2800, to: 2899 }, week: 2903, onset: 2900, level: 3, q: 0.01 },
      ...{ n: codes.length, score: 0, baselineN: 300, baselineScore: -fall, raw: fall, change: fall, composition: 0 },
      ...{ rest: null, excess: fall, se: 8, low: fall - 16, high: fall + 16, z: -5, p: 0, fires: true },
      ...{ compositionShare: 0, explains: [] }
    }
  });
}

async function makeCallers(app: App, ids: World['ids'], now: Date): Promise<Caller[]> {
  const company = (key: Key, access: 'records' | 'aggregates') => ({ companyId: ids.company[key], access });
  const scopes: {
    name: string;
    cleanTeam: boolean;
    companies: Grant['companies'];
    sees: readonly Key[];
    scores: readonly Key[];
  }[] = [
    { name: 'no scope', cleanTeam: false, companies: [], sees: [], scores: [] },
    { name: 'staff of A', cleanTeam: false, companies: [company('A', 'records')], sees: ['A'], scores: ['A'] },
    { name: 'staff of B', cleanTeam: false, companies: [company('B', 'records')], sees: ['B'], scores: ['B'] },
    // Before the switch the records of a second company stay closed, whatever was granted.
    {
      name: 'both granted',
      cleanTeam: false,
      companies: [company('A', 'records'), company('B', 'records')],
      sees: ['A'],
      scores: ['A']
    },
    {
      name: 'aggregates',
      cleanTeam: false,
      companies: [company('A', 'aggregates'), company('B', 'aggregates')],
      sees: [],
      scores: ['A', 'B']
    },
    { name: 'clean team', cleanTeam: true, companies: [], sees: ['A', 'B'], scores: ['A', 'B'] }
  ];
  const companies = await listCompanies(app.db.app);
  if (companies.length !== 2) throw new Error('the world has two companies');
  const callers: Caller[] = [];
  for (const role of roles) {
    for (const { name, cleanTeam, companies, sees, scores } of scopes) {
      // Every role with the two ordinary scopes; the rarer scopes with the roles that may do most and read most.
      if (!['admin', 'analyst'].includes(role) && !['staff of A', 'clean team'].includes(name)) continue;
      const grant = { role, cleanTeam, companies: [...companies] };
      const personId = newId(now);
      const email = `${role}.${callers.length}@concord.test`;
      await app.db.app
        .insert(person)
        .values({ ...grant, id: personId, email, name: `${role} ${name}`, state: 'active', createdAt: now });
      const cookie = `concord=${await createSession(app.db.app, personId, '', now)}`;
      const { secret } = await createKey(app.db.app, consoleActor, { name, ...grant }, now);
      callers.push({
        ...{ name: `${role}, ${name}`, grant, cookie, key: secret, personId },
        sees: role === 'leader' ? [] : sees,
        scores: role === 'leader' && cleanTeam ? [] : scores
      });
    }
  }
  return callers;
}
