/** Who may key paper of a company: a second keying is worth something only as somebody else's. */
import { and, eq, inArray, ne } from 'drizzle-orm';
import { seesRecords, scopeOf } from '#lib/merger/scope.ts';
import { rolesWith } from './access/roles.ts';
import { listCompanies, readOrganisation } from './companies.ts';
import type { Db } from './db/open.ts';
import { person } from './db/schema/people.ts';

/** Tells of a company whether anybody but this person may key its sheets now. */
export async function othersWhoKey(db: Db, personId: string, now: Date): Promise<(companyId: string) => boolean> {
  const people = await db
    .select({ role: person.role, cleanTeam: person.cleanTeam, companies: person.companies })
    .from(person)
    .where(and(eq(person.state, 'active'), ne(person.id, personId), inArray(person.role, [...rolesWith('paper.key')])));
  const ids = (await listCompanies(db)).map(({ id }) => id);
  const { separationEndsAt } = await readOrganisation(db, now);
  const scopes = people.map((grant) => scopeOf(grant, ids, separationEndsAt, now));
  return (companyId) => scopes.some((scope) => seesRecords(scope, companyId));
}
