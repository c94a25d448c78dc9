/** The demo's merger and, beside it, every state of a page that the demo is not in. */
import { fillDemo } from '../../src/commands/demo-fill.ts';
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { everybody } from '../../src/lib/outreach/audience.ts';
import { hashPin } from '../../src/lib/server/access/pin.ts';
import { createKey } from '../../src/lib/server/access/api-keys.ts';
import * as people from '../../src/lib/server/access/people.ts';
import { may } from '../../src/lib/server/access/roles.ts';
import { sendJoinLetter, sendResetLetter } from '../../src/lib/server/staff-mails.ts';
import type { App } from '../../src/lib/server/app.ts';
import { scopeOfGrant } from '../../src/lib/server/companies.ts';
import { list as listInvitations, open as openLink, start } from '../../src/lib/server/invitations.ts';
import { optOut, stopTokenOf } from '../../src/lib/server/opt-outs.ts';
import { invitation } from '../../src/lib/server/db/schema/surveys.ts';
import * as entrances from '../../src/lib/server/entrances.ts';
import * as sheets from '../../src/lib/server/paper-sheets.ts';
import { receive } from '../../src/lib/server/kiosks.ts';
import * as programs from '../../src/lib/server/programs.ts';
import { expire } from '../../src/lib/server/expiry.ts';
import { complete, savePartial } from '../../src/lib/server/responses.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';
import { bindings } from '../../src/lib/survey/bindings.ts';
import { everyKind } from '../support/every-kind.ts';
import { checked, fixture, uploaded } from '../support/importing.ts';
import { makeSheet } from '../support/paper.ts';

/** What only the one who filled the database knows: log-ins and paths. */
export interface Places {
  admin: { email: string; password: string };
  nobody: { email: string; password: string };
  paths: Record<
    | 'join'
    | 'reset'
    | 'ask'
    | 'answered'
    | 'closed'
    | 'strict'
    | 'program'
    | 'stopped'
    | 'stop'
    | 'surveyDraft'
    | 'programDraft'
    | 'importMapping'
    | 'importChecked'
    | 'ways'
    | 'way'
    | 'wayCoded'
    | 'wayFull'
    | 'wayStaff'
    | 'wayEmbed'
    | 'wayKiosk'
    | 'kiosk'
    | 'kioskClosed'
    | 'invitation'
    | 'keying'
    | 'sheetOnce'
    | 'sheetDiffers'
    | 'sheetStored'
    | 'sheetAside'
    | 'calls'
    | 'call'
    | 'interview'
    | 'interviewAll'
    | 'programOver'
    | 'customerLeft',
    string
  >;
}

export async function fillWorld(app: App, say: (line: string) => void): Promise<Places> {
  const logIns = await fillDemo(app, say);
  const { db } = app;
  const now = app.clock();
  const everyone = await people.list(db.app);
  const admin = everyone.find((one) => one.role === 'admin')!;
  const actor = { kind: 'person', id: admin.id } as const;
  const scope = await scopeOfGrant(db.app, admin, now);

  const guest = { email: 'guest@demo.example', name: 'Guest', role: 'analyst', cleanTeam: false } as const;
  const joining = await people.invite(db.app, actor, { ...guest, companies: [], locale: 'en' }, now);
  const resetting = await people.requestReset(db.app, logIns.find((one) => one.role === 'leader')!.email, now);
  if (!joining.ok || resetting === null) throw new Error('the demo has other people than expected');
  await sendJoinLetter(app, { id: joining.personId, email: guest.email, locale: 'en' }, joining.token, now);
  await sendResetLetter(app, resetting.person, resetting.token, now);
  await createKey(db.app, actor, { name: 'Data warehouse', role: 'analyst', cleanTeam: true, companies: [] }, now);

  const draft = await surveys.createFromTemplate(db.app, actor, 'post-merger-relationship', now);
  const path = (link: string | null) => new URL(link!).pathname;
  const all = await programs.list(db.app);
  const [pulse, byPhone] = [
    all.find(({ channel }) => channel === 'email'),
    all.find(({ channel }) => channel === 'phone')
  ];
  if (!draft || !pulse || !byPhone) throw new Error('the demo holds no program');
  const [opening, ...later] = postMergerRelationship.pages;
  const strict = {
    ...postMergerRelationship,
    pages: [{ ...opening!, questions: opening!.questions.map((one) => ({ ...one, required: true })) }, ...later]
  };
  const strictly = await surveys.create(db.app, actor, { ...strict, key: 'strict' }, now);
  if (!strictly.ok) throw new Error(strictly.reason);
  await surveys.publish(db.app, actor, strictly.id, now);

  const plan = async (name: string, surveyId: string, sample: number, channel: 'email' | 'phone' = 'email') => {
    const input: programs.ProgramInput = {
      ...{ surveyId, name, channel, kind: 'transactional', audience: { ...everybody, sample } },
      ...{ fatigueDays: 0, expiresDays: 14 }
    };
    const made = await programs.create(db.app, actor, input, now);
    if (!made.ok) throw new Error(made.reason);
    return made.id;
  };
  const firstLinkOf = async (programId: string) => {
    const launched = await programs.launch(app, actor, scope, programId, 1, now);
    if (!launched.ok) throw new Error(launched.reason);
    const [one] = await listInvitations(app, scope, { programId, limit: 1 });
    return path(one!.link);
  };
  const called = await listInvitations(app, scope, { programId: byPhone!.id, limit: 100, states: ['planned'] });
  const [toCall, toAsk] = called.slice(-2);
  const planned = await plan('After the billing move', pulse.surveyId, 300);
  const strictPath = await firstLinkOf(await plan('Every question', strictly.id, 3));
  const over = await plan('First impressions', pulse.surveyId, 3);
  const closedPath = await firstLinkOf(over);
  const [begun] = await listInvitations(app, scope, { programId: over, limit: 3 });
  const [version] = await surveys.listVersions(db.app, pulse.surveyId);
  const half = { answers: { recommend: 6, satisfaction: 3, ease: 4 }, surveyVersionId: version!.id };
  const invited = { invitationId: begun!.id, companyId: begun!.companyId, key: randomUUID(), revision: 1, page: 1 };
  await openLink(db.system, path(begun!.link).slice(3), now);
  await start(db.system, begun!.id, now);
  await savePartial(db.system, { ...invited, ...half }, now);
  await db.system.update(invitation).set({ expiresAt: now }).where(eq(invitation.id, begun!.id));
  await expire(db.system, new Date(now.getTime() + 1));
  await programs.close(db.app, actor, over, now);

  const kinds = await surveys.create(db.app, actor, everyKind('every-kind'), now, true);
  if (!kinds.ok) throw new Error(kinds.reason);
  await surveys.publish(db.app, actor, kinds.id, now);
  const allKinds = await plan('Every kind of question by phone', kinds.id, 2, 'phone');
  await firstLinkOf(allKinds);
  const [everything] = await listInvitations(app, scope, { programId: allKinds, limit: 1 });

  const asked = await listInvitations(app, scope, { programId: pulse.id, limit: 400 });
  const waiting = asked.filter((one) => one.state !== 'completed');
  const [open, leaving, left, answered] = waiting;
  if (!answered || !open || !leaving || !left) throw new Error('the demo asked too few');
  const met = await openLink(db.system, path(answered.link).slice(3), now);
  if (!met.ok) throw new Error(met.reason);
  const sitting = {
    ...{ invitation: { id: answered.id, companyId: answered.companyId }, surveyVersionId: met.version.id },
    ...{ bindings: bindings(met.version.document), answers: { recommend: 9 }, key: randomUUID(), locale: 'en' }
  };
  await complete(db.system, sitting, now);
  await optOut(db.system, app.secret, stopTokenOf(app.secret, left.id), now);

  const [companyId] = Object.keys(scope.companies) as [string];
  const openWay = async (name: string, extra: Partial<entrances.NewEntrance> = {}) => {
    const input = { surveyId: pulse.surveyId, companyId, programId: pulse.id, name, channel: 'link' } as const;
    const limits = { withCode: false, oncePerDevice: true, sites: [], most: null, endsAt: null };
    const made = await entrances.create(app, actor, scope, { ...input, ...limits, ...extra }, now);
    if (!made.ok) throw new Error(made.reason);
    return made.id;
  };
  const wayOf = (id: string) => path(entrances.linksOf(app, id).link);
  const [shop, hall] = [await openWay('Counter cards in the shops'), await openWay('Spring fair', { withCode: true })];
  const framed = await openWay('Help pages', { channel: 'embed', sites: ['https://www.acme.example'] });
  const settings = { pin: await hashPin('4711'), idleSeconds: 60, thanksSeconds: 10 };
  const atKiosk = { channel: 'kiosk', oncePerDevice: false, kiosk: settings } as const;
  const tablet = await openWay('Tablet at the counter', atKiosk);
  const away = await openWay('Tablet of last spring', atKiosk);
  await entrances.setClosed(db.app, actor, scope, away, true, now);
  const standing = await entrances.read(db.app, scope, tablet, now);
  const told = { device: randomUUID(), waiting: 3, refused: 0, known: null, given: [] };
  await receive(db.system, app.secret, standing!, told, '', now);
  const gone = await openWay('Newsletter in March');
  await entrances.setClosed(db.app, actor, scope, gone, true, now);

  const [printed] = await surveys.listVersions(db.app, pulse.surveyId);
  const pile = { surveyId: pulse.surveyId, versionId: printed!.id, companyId };
  const [agent] = everyone.filter(({ id, role }) => id !== admin.id && may(role, 'paper.key'));
  const typist = { kind: 'person', id: agent!.id } as const;
  const [words, other] = ['Two deliveries came late and nobody called.', 'Two deliveries came late.'];
  const sheet = (number: number, reason: string) =>
    makeSheet(app, typist, pile, number, { answers: { recommend: 6, reason } });
  const keyedAgain = async (id: string, recommend: number, reason: string) => {
    const day = now.toISOString().slice(0, 10);
    await sheets.keySecond(app, actor, scope, id, { day, answers: { recommend, reason }, marks: {} }, now);
    return id;
  };
  const paper = {
    sheetOnce: `/keying/${await sheet(117, words!)}`,
    sheetDiffers: `/keying/${await keyedAgain(await sheet(118, words!), 8, other!)}`,
    sheetStored: `/keying/${await keyedAgain(await sheet(119, words!), 6, words!)}`,
    sheetAside: `/keying/${await sheet(120, '')}`
  };
  await sheets.setAside(db.app, actor, scope, paper.sheetAside.slice(8), 'blank', now);

  const bench = { db, clock: app.clock, importer: { actor, scope } };
  const file = { companyId, fileName: 'customers-dirty.csv' };
  const importMapping = await uploaded(bench, fixture('customers-dirty'), file);
  const importChecked = await uploaded(bench, fixture('customers-dirty'), file);
  await checked(bench, importChecked);

  const [first, nobody] = [logIns[0]!, logIns.find((one) => one.email.startsWith('nobody'))!];
  return {
    admin: { email: first.email, password: first.password },
    nobody: { email: nobody.email, password: nobody.password },
    paths: {
      join: `/join/${joining.token}`,
      reset: `/reset/${resetting.token}`,
      ...paper,
      keying: `/surveys/${pulse.surveyId}/keying`,
      ask: path(open.link),
      answered: path(answered.link),
      strict: strictPath,
      closed: closedPath,
      stopped: path(left.link),
      stop: `/stop/${stopTokenOf(app.secret, leaving.id)}`,
      surveyDraft: `/surveys/${draft.id}`,
      program: `/programs/${pulse.id}`,
      programDraft: `/programs/${planned}`,
      importMapping: `/imports/${importMapping}`,
      importChecked: `/imports/${importChecked}`,
      ways: `/surveys/${pulse.surveyId}/ways`,
      way: wayOf(shop),
      wayCoded: wayOf(hall),
      wayFull: wayOf(gone),
      wayStaff: `/entrances/${hall}`,
      wayEmbed: `/entrances/${framed}`,
      wayKiosk: `/entrances/${tablet}`,
      kiosk: path(entrances.kioskOf(app, tablet)),
      kioskClosed: path(entrances.kioskOf(app, away)),
      invitation: `/invitations/${open.id}`,
      calls: `/programs/${byPhone!.id}/calls`,
      call: `/interviews/${toCall!.id}`,
      interview: `/interviews/${toAsk!.id}`,
      interviewAll: `/interviews/${everything!.id}?lang={language}`,
      programOver: `/programs/${over}`,
      customerLeft: `/customers/${begun!.customerId}`
    }
  };
}
