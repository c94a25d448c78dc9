/** People with a secret link to a published survey: what tests of the respondent's page start from. */
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import type { App } from '../../src/lib/server/app.ts';
import { addCompany } from '../../src/lib/server/companies.ts';
import { newId } from '../../src/lib/server/db/id.ts';
import { customer } from '../../src/lib/server/db/schema/customers.ts';
import type { Brand } from '../../src/lib/server/db/schema/organisation.ts';
import { program } from '../../src/lib/server/db/schema/surveys.ts';
import * as invitations from '../../src/lib/server/invitations.ts';
import { stopTokenOf } from '../../src/lib/server/opt-outs.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';

export interface Link {
  /** `/s/<token>`. */
  path: string;
  token: string;
  stop: string;
  invitationId: string;
  companyId: string;
  customerId: string;
}

export interface Linking {
  count: number;
  document?: SurveyDocument;
  company?: string;
  brand?: Brand;
  /** Language of the customers. */
  locale?: string;
  customerName?: string;
  expiresAt?: Date;
}

let companies = 0;

/** A company, its customers, a survey and one link for each customer. */
export async function makeLinks(
  app: App,
  linking: Linking
): Promise<{ links: Link[]; surveyId: string; versionId: string; programId: string }> {
  const now = app.clock();
  const db = app.db.system;
  companies += 1;
  const brand = { colour: '#0c5c50', ...linking.brand };
  const input = { key: `C${companies}`, name: linking.company ?? 'Borealis', brand };
  const company = await addCompany(app.db.app, consoleActor, input, now);
  const made = await surveys.create(app.db.app, consoleActor, linking.document ?? postMergerRelationship, now, true);
  if (!company.ok || !made.ok) throw new Error('the company or the survey is there already');
  const published = await surveys.publish(app.db.app, consoleActor, made.id, now);
  if (!published.ok) throw new Error(JSON.stringify(published));
  const times = { createdAt: now, updatedAt: now };
  const programId = newId(now);
  await db.insert(program).values({
    id: programId,
    surveyId: made.id,
    name: 'Wave',
    channel: 'email',
    audience: {},
    state: 'running',
    ...times
  });
  const companyId = company.id;
  const links = Array.from({ length: linking.count }, (): Link => {
    const id = newId(now);
    const token = invitations.tokenOf(app.secret, id);
    const stop = stopTokenOf(app.secret, id);
    return { path: `/s/${token}`, token, stop, invitationId: id, companyId, customerId: newId(now) };
  });
  const name = linking.customerName ?? 'Wang Fang';
  for (let from = 0; from < links.length; from += 500) {
    const part = links.slice(from, from + 500);
    await db.insert(customer).values(
      part.map(({ customerId }) => ({
        id: customerId,
        companyId,
        legacyId: customerId,
        name,
        sortKey: name.toLowerCase(),
        searchKey: name.toLowerCase(),
        locale: linking.locale ?? 'en',
        stage: 'stable',
        ...times
      }))
    );
    const asked = { channel: 'email', kind: 'relationship', locale: linking.locale ?? 'en', invitedAt: now };
    await invitations.plan(
      db,
      app.secret,
      part.map(({ invitationId: id, customerId }) => ({
        id,
        companyId,
        customerId,
        programId,
        waveId: null,
        expiresAt: linking.expiresAt ?? new Date(now.getTime() + 30 * 86_400_000),
        ...asked
      }))
    );
  }
  return { links, surveyId: made.id, versionId: published.versionId, programId };
}
