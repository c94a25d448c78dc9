/** What the thank-you page of a program offers besides its words. */
import { eq } from 'drizzle-orm';
import { onwardOf } from '#lib/outreach/onward.ts';
import { readOrganisation } from './companies.ts';
import type { Db } from './db/open.ts';
import { program } from './db/schema/surveys.ts';

/** Whether people may be led to an address after a survey (S-26). None at all is allowed. */
export async function mayLeadTo(tx: Db, address: string | null | undefined, now: Date): Promise<boolean> {
  if (!address) return true;
  return onwardOf(address, (await readOrganisation(tx, now)).onwardSites) !== null;
}

/** What the thank-you page of a program offers; an address whose site is no longer allowed is not among it. */
export async function readFarewell(
  db: Db,
  id: string,
  now: Date
): Promise<{ contactOffered: boolean; onward: string | null; onwardAtOnce: boolean }> {
  const { contactOffered, onward, onwardAtOnce } = program;
  const [found] = await db.select({ contactOffered, onward, onwardAtOnce }).from(program).where(eq(program.id, id));
  if (!found) return { contactOffered: false, onward: null, onwardAtOnce: false };
  if (found.onward === null) return found;
  return { ...found, onward: onwardOf(found.onward, (await readOrganisation(db, now)).onwardSites) };
}
