/** A program that asks by phone, with people who call: what tests of interviews start from. */
import { everybody } from '../../src/lib/outreach/audience.ts';
import type { Scope } from '../../src/lib/merger/scope.ts';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import * as people from '../../src/lib/server/access/people.ts';
import type { App } from '../../src/lib/server/app.ts';
import * as programs from '../../src/lib/server/programs.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';
import { makeCompany, makeCustomer } from './outreach.ts';

export interface CallHouse {
  companyId: string;
  programId: string;
  surveyId: string;
}

export interface Calling {
  key: string;
  customers: { name: string; phone: string | null; locale?: string }[];
  document?: SurveyDocument;
  channel?: 'phone' | 'email';
}

/** A company, its customers and a launched program over them. */
export async function makeCalls(app: App, calling: Calling): Promise<CallHouse> {
  const { db } = app;
  const now = app.clock();
  const companyId = await makeCompany(db, calling.key, now);
  for (const [at, { name, phone, locale = 'en' }] of calling.customers.entries()) {
    const extra = { name, phone, locale, tier: 'high' };
    await makeCustomer(db, companyId, `c${at}@${calling.key.toLowerCase()}.example`, now, extra);
  }
  const made = await surveys.create(db.app, consoleActor, calling.document ?? postMergerRelationship, now, true);
  if (!made.ok) throw new Error('the survey is there already');
  const published = await surveys.publish(db.app, consoleActor, made.id, now);
  if (!published.ok) throw new Error(JSON.stringify(published));
  const program = await programs.create(
    db.app,
    consoleActor,
    {
      ...{ surveyId: made.id, name: `Calls of ${calling.key}`, channel: calling.channel ?? 'phone' },
      ...{ kind: 'relationship', audience: { ...everybody, companies: [companyId] }, fatigueDays: 0, expiresDays: 30 }
    },
    now
  );
  if (!program.ok) throw new Error(program.reason);
  const scope: Scope = { companies: { [companyId]: 'records' }, overlap: true };
  const launched = await programs.launch(app, consoleActor, scope, program.id, 1, now);
  if (!launched.ok) throw new Error(launched.reason);
  return { companyId, programId: program.id, surveyId: made.id };
}

export const password = 'correct horse battery';

/** Somebody who calls for one company, with a log-in: `<name>@team.test`. */
export async function makeInterviewer(app: App, name: string, companyId: string, role: 'agent' | 'analyst' = 'agent') {
  const now = app.clock();
  const email = `${name.toLowerCase()}@team.test`;
  const companies = [{ companyId, access: 'records' as const }];
  const input = { email, name, role, cleanTeam: false, companies, locale: 'en' } as const;
  const made = await people.invite(app.db.app, consoleActor, { ...input, companies }, now);
  if (!made.ok) throw new Error(made.reason);
  await people.setPasswordByToken(app.db.app, 'join', made.token, password, now);
  return { email, personId: made.personId };
}
