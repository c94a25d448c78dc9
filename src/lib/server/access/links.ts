/** One-time links: first administrator, joining, password reset. Only hashes are kept. The one writer of `person_token`. */
import { and, eq, gt, isNull, lt } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { personToken } from '../db/schema/people.ts';
import { hashToken, newToken } from './tokens.ts';

const HOUR = 3_600_000;
const LIFETIME = { first: 7 * 24 * HOUR, join: 7 * 24 * HOUR, reset: HOUR / 2 } as const;

export type Purpose = keyof typeof LIFETIME;

/** A new token; an older one of the same person and purpose stops working. Only `first` belongs to nobody. */
export async function issue(
  db: Db,
  purpose: Purpose,
  personId: string | null,
  boundTo: string | null,
  now: Date
): Promise<string> {
  const token = newToken();
  const owner = personId === null ? isNull(personToken.personId) : eq(personToken.personId, personId);
  const expiresAt = new Date(now.getTime() + LIFETIME[purpose]);
  await db.transaction(async (tx) => {
    await tx.delete(personToken).where(and(owner, eq(personToken.purpose, purpose)));
    await tx
      .insert(personToken)
      .values({ hash: hashToken(token), purpose, personId, boundTo, expiresAt, createdAt: now });
  });
  return token;
}

const living = (purpose: Purpose, token: string, now: Date) =>
  and(eq(personToken.hash, hashToken(token)), eq(personToken.purpose, purpose), gt(personToken.expiresAt, now));

/** What is known of a token that still works; null otherwise. */
export async function find(db: Db, purpose: Purpose, token: string, now: Date) {
  const [found] = await db
    .select()
    .from(personToken)
    .where(living(purpose, token, now));
  return found ?? null;
}

/** Uses a token up; false when it did not work any more. Of two at the same moment one gets true. */
export async function use(tx: Db, purpose: Purpose, token: string, now: Date): Promise<boolean> {
  const used = await tx
    .delete(personToken)
    .where(living(purpose, token, now))
    .returning({ hash: personToken.hash });
  return used.length === 1;
}

export async function dropOf(tx: Db, personId: string): Promise<void> {
  await tx.delete(personToken).where(eq(personToken.personId, personId));
}

export async function prune(db: Db, now: Date): Promise<void> {
  await db.delete(personToken).where(lt(personToken.expiresAt, now));
}
