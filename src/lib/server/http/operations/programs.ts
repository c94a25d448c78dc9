import { z } from 'zod';
import { audienceSchema } from '#lib/outreach/audience.ts';
import { toldReasons } from '#lib/outreach/fatigue.ts';
import { recordCompanies } from '#lib/merger/scope.ts';
import type { Db } from '../../db/open.ts';
import * as programs from '../../programs.ts';
import { waves as readWaves } from '../../waves.ts';
import { byId, id, iso, isoOrNull, line, listOfAll, moment, none } from '../fields.ts';
import { answer, missing, operation, refuse } from '../operation.ts';
import { conflict, invalid } from '../problem.ts';

const channel = z
  .enum(['email', 'link', 'phone'])
  .describe('`link`: invitations are made, and somebody else carries the links; `phone`: they stand on a call list');
const kind = z.enum(['relationship', 'transactional']);
const state = z.enum(['draft', 'running', 'closed']);
const days = (least: number) => z.int().min(least).max(365);
const reason = z.enum(toldReasons as [string, ...string[]]);

const summary = z
  .strictObject({
    id,
    name: z.string(),
    channel,
    kind,
    state,
    surveyId: id,
    surveyTitle: z.string(),
    createdAt: moment,
    waves: z.int(),
    launchedAt: moment.nullable()
  })
  .meta({ id: 'ProgramSummary' });

const wave = z
  .strictObject({
    id,
    number: z.int(),
    launchedAt: moment,
    invited: z.int(),
    sent: z.int(),
    opened: z.int(),
    started: z.int(),
    completed: z.int(),
    partial: z.int(),
    bounced: z.int(),
    optedOut: z.int(),
    leftOut: z.array(z.strictObject({ reason, n: z.int() }))
  })
  .describe('One run of a program; only invitations whose records the key may see are counted')
  .meta({ id: 'Wave' });

const shown = z
  .strictObject({
    id,
    name: z.string(),
    channel,
    kind,
    state,
    surveyId: id,
    audience: audienceSchema,
    fatigueDays: z.int(),
    expiresDays: z.int(),
    editable: z.boolean(),
    contactOffered: z.boolean(),
    onward: z.string().nullable(),
    onwardAtOnce: z.boolean(),
    createdAt: moment,
    updatedAt: moment,
    waves: z.array(wave)
  })
  .meta({ id: 'Program' });

/** What comes after sending; mirrors the form of a program. */
const afterwards = {
  editable: z.boolean().default(false).describe('Whether people may change what they sent while their link lasts'),
  contactOffered: z.boolean().default(false).describe('Whether the thank-you page asks if they want to be contacted'),
  onward: z.string().max(2000).nullable().default(null).describe('Address on a site of the organisation'),
  onwardAtOnce: z.boolean().default(false).describe('Lead there at once instead of by a link')
};

const written = z.strictObject({
  surveyId: id,
  name: line(200),
  channel,
  kind: kind.default('relationship'),
  audience: audienceSchema.prefault({}),
  fatigueDays: days(0).default(30).describe('Least days between two asks of one customer, over all programs'),
  expiresDays: days(1).default(30),
  ...afterwards
});

async function show(db: Db, scope: Parameters<typeof readWaves>[1], one: programs.Program) {
  const waves = await readWaves(db, scope, one.id);
  const { id, name, channel, kind, state, surveyId, audience, fatigueDays, expiresDays } = one;
  const { editable, contactOffered, onward, onwardAtOnce } = one;
  return {
    ...{ id, name, channel, kind, state, surveyId, audience, fatigueDays, expiresDays },
    ...{ editable, contactOffered, onward, onwardAtOnce },
    createdAt: iso(one.createdAt),
    updatedAt: iso(one.updatedAt),
    waves: waves.map((each) => ({ ...each, launchedAt: iso(each.launchedAt) }))
  };
}

export const getPrograms = operation({
  id: 'listPrograms',
  method: 'GET',
  path: '/programs',
  tag: 'Programs',
  summary: 'List the programs, newest first',
  permission: 'programs.read',
  params: none,
  query: none,
  answer: listOfAll(summary),
  status: 200,
  run: async ({ db }) => {
    const items = await programs.list(db);
    return answer({
      items: items.map((one) => ({ ...one, createdAt: iso(one.createdAt), launchedAt: isoOrNull(one.launchedAt) }))
    });
  }
});

export const postProgram = operation({
  id: 'createProgram',
  method: 'POST',
  path: '/programs',
  tag: 'Programs',
  summary: 'Make a program: which survey, whom to ask, how',
  description:
    'An empty list of the audience means all. Companies whose records the key does not hold are never asked.',
  permission: 'programs.run',
  params: none,
  query: none,
  body: written,
  answer: shown,
  status: 201,
  run: async ({ db, actor, scope, now, body }) => {
    const own = recordCompanies(scope);
    const foreign = body.audience.companies.findIndex((company) => !own.includes(company));
    if (foreign >= 0) {
      const pointer = `/audience/companies/${foreign}`;
      return refuse(invalid([{ pointer, code: 'not-allowed', detail: 'No company of this key', allowed: own }]));
    }
    const made = await programs.create(db, actor, body, now);
    if (!made.ok) {
      const site = { pointer: '/onward', code: 'not-allowed', detail: 'No site of the organisation' };
      const survey = { pointer: '/surveyId', code: 'unknown', detail: 'There is no such survey' };
      return refuse(invalid([made.reason === 'foreign_site' ? site : survey]));
    }
    return answer(await show(db, scope, (await programs.read(db, made.id))!));
  }
});

export const getProgram = operation({
  id: 'readProgram',
  method: 'GET',
  path: '/programs/{id}',
  tag: 'Programs',
  summary: 'Read a program with its waves',
  permission: 'programs.read',
  params: byId,
  query: none,
  answer: shown,
  status: 200,
  run: async ({ db, scope, params }) => {
    const found = await programs.read(db, params.id);
    return found === null ? missing : answer(await show(db, scope, found));
  }
});

const dryRun = z
  .strictObject({
    wave: z.int().describe('Number of the wave a launch would make'),
    asked: z.int(),
    leftOut: z.int(),
    byCompany: z.array(z.strictObject({ companyId: id, asked: z.int(), leftOut: z.int() })),
    byLocale: z.array(z.strictObject({ locale: z.string(), asked: z.int() })),
    byReason: z.array(z.strictObject({ reason, n: z.int() }))
  })
  .meta({ id: 'DryRun' });

export const postDryRun = operation({
  id: 'dryRunProgram',
  method: 'POST',
  path: '/programs/{id}/dry-run',
  tag: 'Programs',
  summary: 'Who would be asked now, and who is left out and why; changes nothing',
  permission: 'programs.read',
  params: byId,
  query: none,
  answer: dryRun,
  status: 200,
  apart: true,
  run: async ({ app, scope, now, params }) => {
    const found = await programs.dryRun(app, scope, params.id, now);
    if (found === null) return missing;
    const { sample: _sample, ...counts } = found;
    return answer(counts);
  }
});

const launched = z.strictObject({ waveId: id, wave: z.int(), asked: z.int(), leftOut: z.int() }).meta({ id: 'Launch' });

const obstacles = {
  closed: 'The program has ended',
  not_published: 'Its survey has no published version, or is closed',
  nobody: 'Nobody would be asked',
  stale: 'This is not the number of the next wave'
} as const;

export const postLaunch = operation({
  id: 'launchProgram',
  method: 'POST',
  path: '/programs/{id}/launch',
  tag: 'Programs',
  summary: 'Launch the next wave: invitations are made and messages go out',
  description: 'Takes the number of the wave that the dry run named; launching a wave again gives its result again.',
  permission: 'programs.run',
  params: byId,
  query: none,
  body: z.strictObject({ wave: z.int().min(1).max(100_000) }),
  answer: launched,
  status: 201,
  apart: true,
  run: async ({ app, actor, scope, now, params, body }) => {
    const done = await programs.launch(app, actor, scope, params.id, body.wave, now);
    if (done.ok) return answer({ waveId: done.waveId, wave: done.number, asked: done.asked, leftOut: done.leftOut });
    if (done.reason === 'not_found') return missing;
    return refuse(conflict(done.reason.replaceAll('_', '-'), obstacles[done.reason]));
  }
});

export const programOperations = [getPrograms, postProgram, getProgram, postDryRun, postLaunch];
