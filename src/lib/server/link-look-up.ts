/** What stands behind a secret link, in one read. Every request of every respondent asks; those of a moment ask together. */
import { eq, sql } from 'drizzle-orm';
import { batchedPer } from './db/batch.ts';
import type { Db } from './db/open.ts';
import { customer } from './db/schema/customers.ts';
import { company } from './db/schema/organisation.ts';
import { entrance, invitation, program, sitting, survey } from './db/schema/surveys.ts';

/** The invitation whose token has this hash, with all that decides what the link may do; undefined when there is none. */
export const findByHash = batchedPer(async (db: Db, hashes: readonly string[]) => {
  const lookUp = lookUps.get(db) ?? buildLookUp(db);
  lookUps.set(db, lookUp);
  const found = await lookUp.execute({ hashes: `{${hashes.join(',')}}` });
  const byHash = new Map(found.map((one) => [one.invitation.tokenHash, one]));
  return hashes.map((hash) => byHash.get(hash));
});

/** Built once per handle. */
const lookUps = new WeakMap<Db, ReturnType<typeof buildLookUp>>();

function buildLookUp(db: Db) {
  return db
    .select({
      invitation,
      customer: {
        id: customer.id,
        companyId: customer.companyId,
        name: customer.name,
        locale: customer.locale
      },
      company: { id: company.id, name: company.name, brand: company.brand },
      program: { id: program.id, state: program.state, editable: program.editable },
      entrance: { id: entrance.id, channel: entrance.channel, closedAt: entrance.closedAt, sites: entrance.sites },
      survey: { id: survey.id, closedAt: survey.closedAt },
      sitting
    })
    .from(invitation)
    .leftJoin(customer, eq(customer.id, invitation.customerId))
    .innerJoin(company, eq(company.id, invitation.companyId))
    .leftJoin(program, eq(program.id, invitation.programId))
    .leftJoin(entrance, eq(entrance.id, invitation.entranceId))
    .innerJoin(survey, sql`${survey.id} = coalesce(${program.surveyId}, ${entrance.surveyId})`)
    .leftJoin(sitting, eq(sitting.invitationId, invitation.id))
    .where(sql`${invitation.tokenHash} = any(${sql.placeholder('hashes')}::text[])`)
    .prepare('open_link');
}
