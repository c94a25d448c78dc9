/** Addresses that are never written to again, kept as keyed hashes only. The one writer of `suppression`. */
import { eq, inArray } from 'drizzle-orm';
import { mailboxKey } from '#lib/customers/contact.ts';
import type { Secret } from './access/secret.ts';
import type { Db } from './db/open.ts';
import { suppression } from './db/schema/customers.ts';

export type SuppressionReason = 'unsubscribed' | 'bounced' | 'complained' | 'added';

/** What is stored of an address: one hash for all tags of a mailbox, so that `a+x@b` does not get what `a@b` refused. */
export function hashAddress(secret: Secret, emailKey: string): string {
  return secret.sign('address', mailboxKey(emailKey.toLowerCase()));
}

/** Suppresses an address; a repeat keeps the first reason. */
export async function suppress(
  tx: Db,
  secret: Secret,
  input: { emailKey: string; reason: SuppressionReason; customerId: string | null; companyId: string | null },
  now: Date
): Promise<void> {
  const { emailKey, ...rest } = input;
  await tx
    .insert(suppression)
    .values({ ...rest, addressHash: hashAddress(secret, emailKey), createdAt: now })
    .onConflictDoNothing();
}

export async function isSuppressed(db: Db, secret: Secret, emailKey: string): Promise<boolean> {
  const hash = hashAddress(secret, emailKey);
  const found = await db
    .select({ hash: suppression.addressHash })
    .from(suppression)
    .where(eq(suppression.addressHash, hash));
  return found.length > 0;
}

/** Which of these addresses are suppressed. One query, however many addresses: only the hashes of the list are read. */
export async function suppressedAmong(db: Db, secret: Secret, emailKeys: Iterable<string>): Promise<Set<string>> {
  const hashes = await db.select({ hash: suppression.addressHash }).from(suppression);
  const suppressed = new Set<string>();
  if (hashes.length === 0) return suppressed;
  const known = new Set(hashes.map(({ hash }) => hash));
  for (const key of emailKeys) if (known.has(hashAddress(secret, key))) suppressed.add(key);
  return suppressed;
}

/** Takes addresses off the list, as when a person asks to be written to again. */
export async function lift(tx: Db, secret: Secret, emailKeys: readonly string[]): Promise<void> {
  const hashes = emailKeys.map((key) => hashAddress(secret, key));
  if (hashes.length > 0) await tx.delete(suppression).where(inArray(suppression.addressHash, hashes));
}
