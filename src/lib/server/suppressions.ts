/** Addresses and numbers that are never written to or called again, kept as keyed hashes only. The one writer of `suppression`. */
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

/** The same of a telephone number, as `+` and digits. */
export function hashNumber(secret: Secret, phone: string): string {
  return secret.sign('telephone', phone);
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

/** Suppresses a telephone number; a repeat keeps the first reason. */
export async function suppressNumber(
  tx: Db,
  secret: Secret,
  input: { phone: string; reason: SuppressionReason; customerId: string | null; companyId: string | null },
  now: Date
): Promise<void> {
  const { phone, ...rest } = input;
  await tx
    .insert(suppression)
    .values({ ...rest, addressHash: hashNumber(secret, phone), createdAt: now })
    .onConflictDoNothing();
}

/** Whether somebody may be called: neither their number nor their address is on the list. */
export async function mayCall(
  db: Db,
  secret: Secret,
  { phone, emailKey }: { phone: string | null; emailKey: string | null }
): Promise<boolean> {
  const hashes = [
    ...(phone === null ? [] : [hashNumber(secret, phone)]),
    ...(emailKey === null ? [] : [hashAddress(secret, emailKey)])
  ];
  if (hashes.length === 0) return true;
  const found = await db
    .select({ hash: suppression.addressHash })
    .from(suppression)
    .where(inArray(suppression.addressHash, hashes));
  return found.length === 0;
}

export async function isSuppressed(db: Db, secret: Secret, emailKey: string): Promise<boolean> {
  const hash = hashAddress(secret, emailKey);
  const found = await db
    .select({ hash: suppression.addressHash })
    .from(suppression)
    .where(eq(suppression.addressHash, hash));
  return found.length > 0;
}

/** Which of these addresses, or numbers, are suppressed. One query, however many: only the hashes of the list are read. */
export async function suppressedAmong(
  db: Db,
  secret: Secret,
  given: Iterable<string>,
  hashOf: typeof hashNumber = hashAddress
): Promise<Set<string>> {
  const hashes = await db.select({ hash: suppression.addressHash }).from(suppression);
  const suppressed = new Set<string>();
  if (hashes.length === 0) return suppressed;
  const known = new Set(hashes.map(({ hash }) => hash));
  for (const key of given) if (known.has(hashOf(secret, key))) suppressed.add(key);
  return suppressed;
}

/** Takes addresses off the list, as when a person asks to be written to again. */
export async function lift(tx: Db, secret: Secret, emailKeys: readonly string[]): Promise<void> {
  const hashes = emailKeys.map((key) => hashAddress(secret, key));
  if (hashes.length > 0) await tx.delete(suppression).where(inArray(suppression.addressHash, hashes));
}
