/**
 * Leaving: the link at the foot of every invitation (RFC 8058). Its token names the invitation and carries an HMAC of its own
 * purpose, so that nothing is stored for it and it never expires. Opening the link changes nothing; a post of it does (S-24).
 */
import { timingSafeEqual } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { type Actor, record, systemActor } from './access/audit.ts';
import type { Secret } from './access/secret.ts';
import type { Db } from './db/open.ts';
import { customer } from './db/schema/customers.ts';
import { type Brand, company } from './db/schema/organisation.ts';
import { invitation } from './db/schema/surveys.ts';
import { type Linking, markOptedOut } from './invitations.ts';
import { forgetSitting } from './responses.ts';
import { isSuppressed, suppress, suppressNumber } from './suppressions.ts';

const TOKEN = /^([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{22})$/;

export function stopTokenOf(secret: Secret, invitationId: string): string {
  const id = Buffer.from(invitationId.replaceAll('-', ''), 'hex').toString('base64url');
  return id + secret.sign('stop', invitationId).slice(0, 22);
}

export function stopLinkOf({ config, secret }: Linking, invitationId: string): string {
  return `${config.appUrl}/stop/${stopTokenOf(secret, invitationId)}`;
}

export interface Leaving {
  invitationId: string;
  companyId: string;
  company: { name: string; brand: Brand };
  customerId: string;
  emailKey: string | null;
  phone: string | null;
  locale: string;
  /** The address is on the list already. */
  stopped: boolean;
}

/** Whom a token belongs to; null when it is not ours, or the customer was erased. Reads only. */
export async function readStop(db: Db, secret: Secret, token: string): Promise<Leaving | null> {
  const id = verify(secret, token);
  if (id === null) return null;
  const [found] = await db
    .select({
      invitationId: invitation.id,
      state: invitation.state,
      companyId: invitation.companyId,
      company: { name: company.name, brand: company.brand },
      customerId: customer.id,
      emailKey: customer.emailKey,
      phone: customer.phone,
      locale: invitation.locale
    })
    .from(invitation)
    .innerJoin(customer, eq(customer.id, invitation.customerId))
    .innerJoin(company, eq(company.id, invitation.companyId))
    .where(eq(invitation.id, id));
  if (!found) return null;
  const { state, ...leaving } = found;
  const suppressed = leaving.emailKey !== null && (await isSuppressed(db, secret, leaving.emailKey));
  return { ...leaving, stopped: suppressed || (leaving.emailKey === null && state === 'opted_out') };
}

/**
 * Writes to this address no more, from any company or program; said to somebody who called, their number is not called either. What
 * was answered and not sent is forgotten: it was for them to send. A repeat changes nothing and is as true; false: no such token.
 */
export async function optOut(
  db: Db,
  secret: Secret,
  token: string,
  now: Date,
  { actor, byPhone }: { actor: Actor; byPhone: boolean } = { actor: systemActor, byPhone: false }
): Promise<boolean> {
  const leaving = await readStop(db, secret, token);
  if (leaving === null) return false;
  if (leaving.stopped && !byPhone) return true;
  const { companyId, customerId, emailKey, phone, invitationId } = leaving;
  const by = { reason: 'unsubscribed', customerId, companyId } as const;
  await db.transaction(async (tx) => {
    if (emailKey !== null) await suppress(tx, secret, { ...by, emailKey }, now);
    if (byPhone && phone !== null) await suppressNumber(tx, secret, { ...by, phone }, now);
    await markOptedOut(tx, invitationId);
    await forgetSitting(tx, invitationId);
    await record(tx, actor, 'customer.unsubscribed', { kind: 'customer', id: customerId }, now, { invitationId });
  });
  return true;
}

function verify(secret: Secret, token: string): string | null {
  const parts = TOKEN.exec(token);
  if (parts === null) return null;
  const [, packed, given] = parts as unknown as [string, string, string];
  const hex = Buffer.from(packed, 'base64url').toString('hex');
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  const own = secret.sign('stop', id).slice(0, 22);
  return timingSafeEqual(Buffer.from(own), Buffer.from(given)) ? id : null;
}
