/** A program of the demo that asks by phone, with the calls of its first days. */
import { bindings } from '#lib/survey/bindings.ts';
import type { Scope } from '#lib/merger/scope.ts';
import { everybody } from '#lib/outreach/audience.ts';
import { seeded } from '#lib/stats/generator.ts';
import type { Actor } from '../lib/server/access/audit.ts';
import type { App } from '../lib/server/app.ts';
import { card } from '../lib/server/call-list.ts';
import * as calls from '../lib/server/calls.ts';
import * as programs from '../lib/server/programs.ts';
import { complete } from '../lib/server/responses.ts';
import * as surveys from '../lib/server/surveys.ts';
import { answersOf } from './demo-sittings.ts';

const SEED = 11;
const CALLS = 24;

/** Launches the program and makes the calls; `keyOf` gives each invitation the key of its sitting. */
export async function makeCalls(
  app: App,
  admin: Actor & { id: string },
  scope: Scope,
  surveyId: string,
  keyOf: (invitationId: string) => string,
  now: Date
): Promise<string> {
  const { db } = app;
  const program = await programs.create(
    db.app,
    admin,
    {
      ...{ surveyId, name: 'Calls to key accounts', channel: 'phone', kind: 'relationship' },
      ...{ audience: { ...everybody, tiers: ['high'], sample: 60 }, fatigueDays: 30, expiresDays: 30 }
    },
    now
  );
  if (!program.ok) throw new Error(program.reason);
  const launched = await programs.launch(app, admin, scope, program.id, 1, now);
  if (!launched.ok) throw new Error(launched.reason);
  const version = await surveys.newestVersion(db.app, surveyId);
  if (version === null) throw new Error('the survey of the calls is not published');
  const bound = bindings(version.document);
  const random = seeded(SEED);
  const caller = { actor: admin, personId: admin.id, scope };
  let [interviews, made] = [0, 0];
  for (; made < CALLS; made += 1) {
    const begins = new Date(now.getTime() + made * 6 * 60_000);
    const id = await calls.claimNext(app, caller, program.id, {}, begins);
    if (id === null) break;
    const draw = random();
    if (draw < 0.5) {
      const outcome = draw < 0.35 ? 'no_answer' : draw < 0.42 ? 'refused' : 'later';
      const callBackAt = outcome === 'later' ? new Date(begins.getTime() + 3 * 3_600_000) : null;
      await calls.end(app, caller, id, { outcome, callBackAt }, begins);
      continue;
    }
    await calls.begin(app, caller, id, begins);
    const ends = new Date(begins.getTime() + Math.round((150 + 200 * random()) * 1000));
    const whom = await card(db.app, scope, id, begins);
    const answers = answersOf(bound, random, false);
    const own = {
      invitation: { id, companyId: whom!.companyId },
      surveyVersionId: version.id,
      bindings: bound,
      answers
    };
    const asked = { key: keyOf(id), locale: 'en', channel: 'phone', askedBy: admin.id };
    const done = await complete(db.system, { ...own, ...asked }, ends);
    if (!done.ok) throw new Error(done.reason);
    await calls.end(app, caller, id, { outcome: 'interviewed', callBackAt: null }, ends);
    interviews += 1;
  }
  return `one program by phone: ${launched.asked} on its list, ${made} calls, ${interviews} interviews`;
}
