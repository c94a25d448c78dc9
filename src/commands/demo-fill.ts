/**
 * Fills an empty database with the invented merger of `world/`: the files two old systems would export come in through the
 * import a user's files come through, a survey goes out through a program, and its links are answered through the submission
 * code. Everything but the passwords is drawn from one seed; dates are counted back from `now`, so that the demo is never old.
 */
import { randomBytes } from 'node:crypto';
import type { Grant } from '#lib/merger/scope.ts';
import { everybody } from '#lib/outreach/audience.ts';
import { seeded } from '#lib/stats/generator.ts';
import { bindings } from '#lib/survey/bindings.ts';
import { writeFiles } from '#lib/world/files.ts';
import { found } from '#lib/world/merger.ts';
import { demoSettings } from '#lib/world/settings.ts';
import { type Milestone, timelineOf } from '#lib/world/timeline.ts';
import { type Actor, consoleActor } from '../lib/server/access/audit.ts';
import { createFirst, firstToken, invite, setPasswordByToken } from '../lib/server/access/people.ts';
import type { App } from '../lib/server/app.ts';
import * as rules from '../lib/server/alert-rules.ts';
import { watch } from '../lib/server/alert-watch.ts';
import { addCompany, addTimelineEvent, changeOrganisation, scopeOfGrant } from '../lib/server/companies.ts';
import { change, confirm, preview, upload } from '../lib/server/import-mapping.ts';
import { work } from '../lib/server/import-work.ts';
import { endCheck, type Importer, startCheck } from '../lib/server/imports.ts';
import { list as listInvitations } from '../lib/server/invitations.ts';
import * as programs from '../lib/server/programs.ts';
import { complete } from '../lib/server/responses.ts';
import { rebuild } from '../lib/server/rollups.ts';
import * as surveys from '../lib/server/surveys.ts';
import { makeCalls } from './demo-calls.ts';
import { answersOf, careOf } from './demo-sittings.ts';
import { openWays, type Ways } from './demo-ways.ts';

const SEED = 20_260_105;
const DAY = 86_400_000;
const WEEKS = 156;

export interface LogIn {
  role: string;
  email: string;
  password: string;
  /** What this person sees, in a few words. */
  sees: string;
}

/** Fills the database and returns a log-in for every role. `say` gets one line per step. */
export async function fillDemo(app: App, say: (line: string) => void): Promise<LogIn[]> {
  const now = app.clock();
  const settings = demoSettings(mondayBefore(now, WEEKS));
  await changeOrganisation(app.db.app, consoleActor, { name: 'Acme & Borealis', demo: true }, now);
  const acme = await company(app, { key: 'A', name: 'Acme', colour: '#1b5fb4' }, now);
  const borealis = await company(app, { key: 'B', name: 'Borealis', colour: '#9a4a00' }, now);
  const closing = await writeTimeline(app, timelineOf(settings), { A: acme, B: borealis }, now);
  await changeOrganisation(app.db.app, consoleActor, { separationEndsAt: closing }, now);
  const { logIns, admin, keyers } = await invitePeople(app, acme, borealis, now);
  say('two companies, their timeline and eight people');

  const files = writeFiles(found(settings, seeded(SEED)));
  const scope = await scopeOfGrant(app.db.app, { role: 'admin', cleanTeam: true, companies: [] }, now);
  const importer: Importer = { actor: admin, scope };
  const load = async (
    kind: 'customers' | 'stages' | 'invitations' | 'answers',
    file: string,
    companyId: string | null,
    lines: readonly string[]
  ) => say(await importFile(app, importer, { kind, companyId, fileName: file }, lines));
  await load('customers', 'acme-customers.csv', acme, files.acmeCustomers);
  await load('customers', 'borealis-customers.csv', borealis, files.borealisCustomers);
  await load('stages', 'stage-history.csv', null, files.stageHistory);
  await load('invitations', 'invitations.csv', null, files.invitations);
  await load('answers', 'responses.csv', null, files.responses);
  // Some hours ago, so that no call lies ahead.
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  const { said, surveyId } = await runProgram(app, admin, scope, hoursAgo(4));
  say(said);
  say(await makeCalls(app, admin, scope, surveyId, invitationKey, hoursAgo(3)));
  say(await openWays(app, admin, scope, { surveyId, acme, borealis, keyers }, hoursAgo(2)));
  // With everything new, all rows at once are half the work of adding them batch by batch.
  await rebuild(app.db.system, now);
  say(await watchScores(app, admin, closing, now));
  return logIns;
}

function mondayBefore(now: Date, weeks: number): Date {
  const day = Math.floor(now.getTime() / DAY);
  const monday = day - ((day + 3) % 7);
  return new Date((monday - weeks * 7) * DAY);
}

async function company(app: App, input: { key: string; name: string; colour: string }, now: Date): Promise<string> {
  const { key, name, colour } = input;
  const made = await addCompany(app.db.app, consoleActor, { key, name, brand: { colour, senderName: name } }, now);
  if (!made.ok) throw new Error(`the demo's company ${key} exists: this is no empty database`);
  return made.id;
}

/** Writes the milestones down and returns the day of closing. */
async function writeTimeline(
  app: App,
  milestones: readonly Milestone[],
  ids: { A: string; B: string },
  now: Date
): Promise<Date> {
  const meant = {
    announced: { kind: 'announced', label: null },
    closed: { kind: 'closed', label: null },
    billing_migration: { kind: 'system_migration', label: 'Billing moved' },
    survey_redesign: { kind: 'other', label: 'Survey redesigned' },
    scale_switch: { kind: 'other', label: 'New scale at Acme' }
  } as const;
  let closing = now;
  for (const { occasion, at, company: of, region } of milestones) {
    if (occasion === 'closed') closing = at;
    const wave = region === null ? null : { dimension: 'region', codes: [region] };
    const event = {
      ...meant[occasion],
      day: at.toISOString().slice(0, 10),
      companyIds: of === null ? null : [ids[of]],
      wave
    };
    await addTimelineEvent(app.db.app, consoleActor, event, now);
  }
  return closing;
}

async function invitePeople(
  app: App,
  acme: string,
  borealis: string,
  now: Date
): Promise<{ logIns: LogIn[]; admin: Actor & { id: string }; keyers: Ways['keyers'] }> {
  const password = () => randomBytes(9).toString('base64url');
  const first = { role: 'admin', email: 'admin@demo.example', password: password(), sees: 'everything (clean team)' };
  const token = await firstToken(app.db.app, now);
  if (token === null) throw new Error('there are people already: this is no empty database');
  const made = await createFirst(app.db.app, token, { ...first, name: 'Demo Admin', locale: 'en' }, now);
  if (!made.ok) throw new Error(made.reason);
  const admin = { kind: 'person', id: made.personId } as const;
  const both = (access: 'records' | 'aggregates') => [acme, borealis].map((companyId) => ({ companyId, access }));
  const only = (companyId: string) => [{ companyId, access: 'records' as const }];
  const people: (Grant & { name: string; local: string; sees: string })[] = [
    {
      local: 'editor',
      name: 'Demo Editor',
      role: 'editor',
      cleanTeam: true,
      companies: [],
      sees: 'both companies (clean team)'
    },
    {
      local: 'acme',
      name: 'Acme Editor',
      role: 'editor',
      cleanTeam: false,
      companies: only(acme),
      sees: 'records of Acme'
    },
    {
      local: 'borealis',
      name: 'Borealis 编辑',
      role: 'editor',
      cleanTeam: false,
      companies: only(borealis),
      sees: 'records of Borealis'
    },
    {
      local: 'analyst',
      name: 'Demo Analyst',
      role: 'analyst',
      cleanTeam: true,
      companies: [],
      sees: 'both companies (clean team)'
    },
    {
      local: 'agent',
      name: 'Demo Agent',
      role: 'agent',
      cleanTeam: false,
      companies: only(borealis),
      sees: 'records of Borealis'
    },
    {
      local: 'leader',
      name: 'Demo Leader',
      role: 'leader',
      cleanTeam: false,
      companies: both('aggregates'),
      sees: 'figures of both companies'
    },
    {
      local: 'nobody',
      name: 'Demo Nobody',
      role: 'analyst',
      cleanTeam: false,
      companies: [],
      sees: 'nothing: no scope'
    }
  ];
  const logIns: LogIn[] = [first];
  const ids: Record<string, string> = {};
  for (const { local, name, role, cleanTeam, companies, sees } of people) {
    const one = { role, email: `${local}@demo.example`, password: password(), sees };
    const input = {
      email: one.email,
      name,
      role,
      cleanTeam,
      companies: [...companies],
      locale: name.endsWith('编辑') ? 'zh-CN' : 'en'
    };
    const invited = await invite(app.db.app, admin, input, now);
    if (!invited.ok) throw new Error(invited.reason);
    await setPasswordByToken(app.db.app, 'join', invited.token, one.password, now);
    logIns.push(one);
    ids[local] = invited.personId;
  }
  const [one, other] = [ids['editor']!, ids['borealis']!].map((id) => ({ kind: 'person' as const, id }));
  return { logIns, admin, keyers: [one!, other!] };
}

/** Takes one file through upload, mapping, check and confirmation, and says what came of it. */
async function importFile(
  app: App,
  importer: Importer,
  input: { kind: 'customers' | 'stages' | 'invitations' | 'answers'; companyId: string | null; fileName: string },
  lines: readonly string[]
): Promise<string> {
  const { db } = app;
  const bytes = [new TextEncoder().encode(lines.join('\n') + '\n')];
  const received = await upload(db.app, importer, input, toStream(bytes), app.clock());
  if (!received.ok) throw new Error(`${input.fileName}: ${received.reason}`);
  const { id } = received;
  const mapping = (await preview(db.app, importer, id, app.clock()))?.run.mapping;
  if (!mapping) throw new Error(`${input.fileName}: no mapping`);
  const stated = {
    ...mapping,
    columns: mapping.columns.map((column) =>
      column.header === 'nps_old_scale' && column.target.use === 'question'
        ? { ...column, target: { ...column.target, scale: { min: 1, max: 5 } } }
        : column
    ),
    formats: { ...mapping.formats, rates: { base: 'EUR', perBase: { CNY: 7.8 } } }
  };
  const changed = await change(db.app, importer, id, { mapping: stated }, app.clock());
  if (!changed.ok) throw new Error(`${input.fileName}: ${changed.reason}`);
  // The dry run is for people who have not seen their file; this one is ours, and it costs as much as the import.
  await startCheck(db.app, id, app.clock());
  await endCheck(db.app, id, {
    rows: 0,
    added: 0,
    changed: 0,
    unchanged: 0,
    refused: 0,
    superseded: 0,
    notes: 0,
    listed: 0
  });
  const started = await confirm(app, importer, id, app.clock());
  if (!started.ok) throw new Error(`${input.fileName}: ${started.reason}`);
  await work(app, id);
  const run = (await preview(db.app, importer, id, app.clock()))?.run;
  if (run?.state !== 'finished') throw new Error(`${input.fileName}: ${run?.state} ${run?.failure ?? ''}`);
  const { rows = 0, refused = 0 } = run.counts ?? {};
  return `${input.fileName}: ${rows} rows, ${refused} refused`;
}

async function* toStream(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** Publishes the shipped survey, asks 400 customers with it and answers some of the links. */
async function runProgram(
  app: App,
  admin: Actor,
  scope: Awaited<ReturnType<typeof scopeOfGrant>>,
  now: Date
): Promise<{ said: string; surveyId: string }> {
  const { db } = app;
  const made = await surveys.createFromTemplate(db.app, admin, 'post-merger-relationship', now);
  const published = made && (await surveys.publish(db.app, admin, made.id, now));
  if (!published?.ok) throw new Error('the shipped survey could not be published');
  const program = await programs.create(
    db.app,
    admin,
    {
      surveyId: made!.id,
      name: 'Relationship pulse',
      channel: 'email',
      kind: 'relationship',
      audience: { ...everybody, withEmail: true, sample: 400 },
      fatigueDays: 30,
      expiresDays: 30
    },
    now
  );
  if (!program.ok) throw new Error(program.reason);
  const launched = await programs.launch(app, admin, scope, program.id, 1, now);
  if (!launched.ok) throw new Error(launched.reason);
  const version = await surveys.version(db.app, published.versionId);
  const asked = await listInvitations(app, scope, { programId: program.id, limit: 200 });
  const random = seeded(SEED + 1);
  const bound = bindings(version!.document);
  let answered = 0;
  for (const { id, companyId } of asked) {
    if (random() > 0.6) continue;
    const careless = random() < 0.04;
    const answers = answersOf(bound, random, careless);
    const key = invitationKey(id);
    const done = await complete(
      db.system,
      {
        invitation: { id, companyId },
        surveyVersionId: published.versionId,
        bindings: bound,
        answers,
        key,
        locale: 'en',
        care: careOf(version!.document, answers, careless, random)
      },
      now
    );
    if (done.ok) answered += 1;
  }
  const said = `one program: ${launched.asked} asked, ${launched.leftOut} left out, ${answered} answers`;
  return { said, surveyId: made!.id };
}

/** A rule that has been on since the closing, and what it has raised by now. */
async function watchScores(app: App, admin: Actor & { id: string }, closing: Date, now: Date): Promise<string> {
  const input = { name: 'NPS fell', rule: { metric: 'nps' }, recipients: [admin.id] };
  const made = await rules.create(app.db.app, admin, input, closing);
  if (!made.ok) throw new Error(made.reason);
  const weeks = await watch(app, now);
  return `one alert rule, ${weeks} weeks judged`;
}

/** A uuid that belongs to one invitation, as the page's key does. */
function invitationKey(id: string): string {
  return `${id.slice(0, 14)}4${id.slice(15)}`;
}
