/** Companies, customers, a published survey and a program, written straight through the verbs of the product. */
import { createHmac } from 'node:crypto';
import { parseEmail } from '../../src/lib/customers/contact.ts';
import type { Secret } from '../../src/lib/server/access/secret.ts';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import { addCompany } from '../../src/lib/server/companies.ts';
import { newId } from '../../src/lib/server/db/id.ts';
import type { Database } from '../../src/lib/server/db/open.ts';
import { customer } from '../../src/lib/server/db/schema/customers.ts';
import { createFromTemplate, publish } from '../../src/lib/server/surveys.ts';

/** A secret whose signatures are the same in every run. */
export const testSecret: Secret = {
  sign: (purpose, text) => createHmac('sha256', `test key of ${purpose}`).update(text).digest('base64url')
};

export async function makeCompany(db: Database, key: string, now: Date): Promise<string> {
  const brand = { colour: '#0c5c50', senderName: `${key} customer care`, replyTo: `care@${key.toLowerCase()}.example` };
  const made = await addCompany(db.app, consoleActor, { key, name: `Company ${key}`, brand }, now);
  if (!made.ok) throw new Error(made.reason);
  return made.id;
}

type Extra = Partial<Omit<typeof customer.$inferInsert, 'id' | 'companyId'>>;

/** A customer with this address; `null` has none. */
export async function makeCustomer(
  db: Database,
  companyId: string,
  email: string | null,
  now: Date,
  extra: Extra = {}
): Promise<string> {
  const id = newId(now);
  const name = extra.name ?? `Customer ${id.slice(-6)}`;
  const parsed = email === null ? null : parseEmail(email);
  await db.system.insert(customer).values({
    companyId,
    legacyId: id,
    sortKey: name.toLowerCase(),
    searchKey: name.toLowerCase(),
    email: parsed?.ok ? parsed.value.address : email,
    emailKey: parsed?.ok ? parsed.value.key : null,
    stage: 'stable',
    createdAt: now,
    updatedAt: now,
    ...extra,
    id,
    name
  });
  return id;
}

/** The shipped questionnaire, published. */
export async function makeSurvey(db: Database, now: Date): Promise<{ surveyId: string; versionId: string }> {
  const made = await createFromTemplate(db.app, consoleActor, 'post-merger-relationship', now);
  const published = await publish(db.app, consoleActor, made!.id, now);
  if (!published.ok) throw new Error(published.reason);
  return { surveyId: made!.id, versionId: published.versionId };
}
