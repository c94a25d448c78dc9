/** People who key paper, a survey that is printed and sheets that have come some way: what tests of keying start from. */
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import { createSession } from '../../src/lib/server/access/session.ts';
import type { App } from '../../src/lib/server/app.ts';
import { addCompany } from '../../src/lib/server/companies.ts';
import { newId } from '../../src/lib/server/db/id.ts';
import { person } from '../../src/lib/server/db/schema/people.ts';
import * as sheets from '../../src/lib/server/paper-sheets.ts';
import type { Role } from '../../src/lib/merger/scope.ts';
import type { Keyed } from '../../src/lib/survey/keying.ts';

/** Somebody who holds the records of a company, logged in: the cookie of their session. */
export async function makeKeyer(app: App, name: string, companyId: string, role: Role = 'agent') {
  const now = app.clock();
  const id = newId(now);
  const companies = [{ companyId, access: 'records' as const }];
  const grant = { role, companies, cleanTeam: false, state: 'active' as const, createdAt: now };
  await app.db.app.insert(person).values({ id, email: `${id}@concord.test`, name, ...grant });
  return { keyer: { kind: 'person' as const, id }, cookie: await createSession(app.db.app, id, '', now) };
}

export async function anotherCompany(app: App, key: string): Promise<string> {
  const made = await addCompany(app.db.app, consoleActor, { key, name: `Company ${key}` }, app.clock());
  if (!made.ok) throw new Error(made.reason);
  return made.id;
}

/** A sheet that was keyed once. */
export async function makeSheet(
  app: App,
  keyer: sheets.Keyer,
  pile: Pick<sheets.Pile, 'surveyId' | 'versionId' | 'companyId'>,
  number: number,
  first: Partial<Keyed>
): Promise<string> {
  const now = app.clock();
  const scope = { companies: { [pile.companyId]: 'records' }, overlap: false } as const;
  const today = now.toISOString().slice(0, 10);
  const keyed = { day: today, answers: {}, marks: {}, ...first };
  const whole = { ...pile, programId: null, locale: 'en', receivedOn: today };
  const begun = await sheets.begin(app.db.app, keyer, scope, whole, { number, code: '', first: keyed }, now);
  if (!begun.ok) throw new Error(begun.reason);
  return begun.id;
}
