/** A small merger for database tests: two companies, customers of each, a published survey, a program and invitations. */
import { bindings } from '#lib/survey/bindings.ts';
import { readDocument } from '#lib/survey/format.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';
import { hashToken, newToken } from '#lib/server/access/tokens.ts';
import { newId } from '#lib/server/db/id.ts';
import type { Database } from '#lib/server/db/open.ts';
import { company } from '#lib/server/db/schema/organisation.ts';
import { customer } from '#lib/server/db/schema/customers.ts';
import { invitation, program, survey, surveyVersion } from '#lib/server/db/schema/surveys.ts';

export interface SmallWorld {
  acme: string;
  borealis: string;
  surveyVersionId: string;
  programId: string;
  bindings: ReturnType<typeof bindings>;
  invitations: { id: string; companyId: string; customerId: string; token: string }[];
}

/** `each` customers per company, every one invited once. */
export async function makeSmallWorld(db: Database, each: number, now: Date): Promise<SmallWorld> {
  const [acme, borealis, surveyId, surveyVersionId, programId] = Array.from({ length: 5 }, () => newId(now)) as [
    string,
    string,
    string,
    string,
    string
  ];
  const reading = readDocument(postMergerRelationship);
  if (!reading.ok) throw new Error('the shipped survey does not read');
  const { document } = reading;
  await db.system.insert(company).values([
    { id: acme, key: 'A', name: 'Acme', position: 0, createdAt: now },
    { id: borealis, key: 'B', name: 'Borealis', position: 1, createdAt: now }
  ]);
  const stamp = { createdAt: now, updatedAt: now };
  await db.system
    .insert(survey)
    .values({ id: surveyId, key: 'relationship', title: 'Relationship', draft: document, ...stamp });
  await db.system
    .insert(surveyVersion)
    .values({ id: surveyVersionId, surveyId, number: 1, document, publishedAt: now });
  await db.system
    .insert(program)
    .values({ id: programId, surveyId, name: 'Wave', channel: 'email', audience: {}, state: 'running', ...stamp });
  const invitations = [acme, borealis].flatMap((companyId) =>
    Array.from({ length: each }, () => ({
      id: newId(now),
      companyId,
      customerId: newId(now),
      token: newToken().slice(0, 22)
    }))
  );
  for (let start = 0; start < invitations.length; start += 1000) {
    const part = invitations.slice(start, start + 1000);
    await db.system.insert(customer).values(
      part.map(({ companyId, customerId }, index) => ({
        id: customerId,
        companyId,
        legacyId: `L${start + index}`,
        name: `Customer ${start + index}`,
        sortKey: `customer ${start + index}`,
        searchKey: `customer ${start + index}`,
        email: `c${start + index}@mail.example`,
        emailKey: `c${start + index}@mail.example`,
        stage: ['exploration', 'development', 'stable', 'degradation'][index % 4]!,
        segment: ['enterprise', 'small', 'consumer'][index % 3]!,
        region: `R${(index % 5) + 1}`,
        tier: ['high', 'mid', 'low'][index % 3]!,
        ...stamp
      }))
    );
    await db.system.insert(invitation).values(
      part.map(({ id, companyId, customerId, token }) => ({
        id,
        companyId,
        customerId,
        programId,
        surveyVersionId,
        tokenHash: hashToken(token),
        channel: 'email',
        kind: 'relationship',
        locale: 'en',
        state: 'opened' as const,
        invitedAt: now,
        expiresAt: new Date(now.getTime() + 30 * 86_400_000)
      }))
    );
  }
  return { acme, borealis, surveyVersionId, programId, bindings: bindings(document), invitations };
}
