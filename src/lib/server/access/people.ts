/** People of the organisation: who may log in, as what, over which companies. The one writer of `person`. */
import { and, asc, count, eq, ne } from 'drizzle-orm';
import type { Access, Role } from '#lib/merger/scope.ts';
import { newId } from '../db/id.ts';
import { type Db, isUnique } from '../db/open.ts';
import { person } from '../db/schema/people.ts';
import { type Actor, record } from './audit.ts';
import { clear } from './limits.ts';
import * as links from './links.ts';
import { hashPassword, type PasswordProblem, passwordProblem, verifyPassword } from './password.ts';
import { endSessions, type Person } from './session.ts';
import { hashToken } from './tokens.ts';

export interface PersonInput {
  email: string;
  name: string;
  role: Role;
  cleanTeam: boolean;
  companies: { companyId: string; access: Access }[];
}

/** An address as it is stored and looked up. */
export function emailOf(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

/** Under which the wrong passwords for an address are counted, whether or not anybody has it. */
export function triesKey(email: string): string {
  return `login:account:${hashToken(emailOf(email))}`;
}

/** A one-time link's token that makes the first administrator; null once there is one. An older one stops working. */
export async function firstToken(db: Db, now: Date): Promise<string | null> {
  if (await hasPeople(db)) return null;
  return links.issue(db, 'first', null, null, now);
}

export async function hasPeople(db: Db): Promise<boolean> {
  const [row] = await db.select({ n: count() }).from(person);
  return (row?.n ?? 0) > 0;
}

export async function isFirstTokenValid(db: Db, token: string, now: Date): Promise<boolean> {
  return (await links.find(db, 'first', token, now)) !== null;
}

/** Makes the first administrator, once: of two at the same moment one wins and the other finds the link used (S-34). */
export async function createFirst(
  db: Db,
  token: string,
  input: { email: string; name: string; password: string; locale: string },
  now: Date
): Promise<{ ok: true; personId: string } | { ok: false; reason: PasswordProblem | 'link_dead' }> {
  const problem = passwordProblem(input.password);
  if (problem) return { ok: false, reason: problem };
  const passwordHash = await hashPassword(input.password);
  return db.transaction(async (tx) => {
    const used = await links.use(tx, 'first', token, now);
    if (!used || (await hasPeople(tx))) return { ok: false, reason: 'link_dead' };
    const id = newId(now);
    await tx.insert(person).values({
      id,
      email: emailOf(input.email),
      name: input.name,
      role: 'admin',
      cleanTeam: true,
      locale: input.locale,
      state: 'active',
      passwordHash,
      passwordChangedAt: now,
      createdAt: now
    });
    await record(tx, { kind: 'person', id }, 'person.first', { kind: 'person', id }, now);
    return { ok: true, personId: id };
  });
}

/** Invites a person and returns the token of their joining link. */
export async function invite(
  db: Db,
  actor: Actor,
  input: PersonInput & { locale: string },
  now: Date
): Promise<{ ok: true; personId: string; token: string } | { ok: false; reason: 'email_taken' }> {
  const id = newId(now);
  try {
    return await db.transaction(async (tx) => {
      await tx.insert(person).values({ ...input, id, email: emailOf(input.email), state: 'invited', createdAt: now });
      const token = await links.issue(tx, 'join', id, null, now);
      const detail = { role: input.role, cleanTeam: input.cleanTeam, companies: input.companies };
      await record(tx, actor, 'person.invited', { kind: 'person', id }, now, detail);
      return { ok: true as const, personId: id, token };
    });
  } catch (error) {
    if (isUnique(error)) return { ok: false, reason: 'email_taken' };
    throw error;
  }
}

/** A new joining link for somebody who has not joined yet; the old one stops working. */
export async function inviteAgain(db: Db, actor: Actor, personId: string, now: Date): Promise<string | null> {
  return db.transaction(async (tx) => {
    const [found] = await tx
      .select()
      .from(person)
      .where(and(eq(person.id, personId), eq(person.state, 'invited')));
    if (!found) return null;
    const token = await links.issue(tx, 'join', personId, null, now);
    await record(tx, actor, 'person.invited_again', { kind: 'person', id: personId }, now);
    return token;
  });
}

/** The person a joining or reset link belongs to; null when it is unknown, used, expired or overtaken by a new password. */
export async function personOfToken(
  db: Db,
  purpose: 'join' | 'reset',
  token: string,
  now: Date
): Promise<Person | null> {
  const found = await links.find(db, purpose, token, now);
  if (!found?.personId) return null;
  const [owner] = await db
    .select()
    .from(person)
    .where(and(eq(person.id, found.personId), ne(person.state, 'disabled')));
  if (!owner || (purpose === 'reset' && found.boundTo !== boundTo(owner))) return null;
  return owner;
}

/** Sets the password by a joining or reset link, once, and ends every session. */
export async function setPasswordByToken(
  db: Db,
  purpose: 'join' | 'reset',
  token: string,
  password: string,
  now: Date
): Promise<{ ok: true; personId: string } | { ok: false; reason: PasswordProblem | 'link_dead' }> {
  const problem = passwordProblem(password);
  if (problem) return { ok: false, reason: problem };
  const passwordHash = await hashPassword(password);
  return db.transaction(async (tx) => {
    const owner = await personOfToken(tx, purpose, token, now);
    const used = await links.use(tx, purpose, token, now);
    if (!owner || !used) return { ok: false as const, reason: 'link_dead' as const };
    await store(tx, owner.id, passwordHash, null, now);
    const action = purpose === 'join' ? 'person.joined' : 'person.password_reset';
    await record(tx, { kind: 'person', id: owner.id }, action, { kind: 'person', id: owner.id }, now);
    return { ok: true as const, personId: owner.id };
  });
}

/** A reset link's token for an address; null when nobody active has it. The caller answers the same either way (S-11). */
export async function requestReset(
  db: Db,
  email: string,
  now: Date
): Promise<{ token: string; person: Person } | null> {
  const owner = await findActive(db, email);
  if (!owner) return null;
  const token = await db.transaction((tx) => links.issue(tx, 'reset', owner.id, boundTo(owner), now));
  return { token, person: owner };
}

/** Changes a password whose owner has just confirmed the current one; ends every other session. */
export async function changePassword(
  db: Db,
  personId: string,
  next: string,
  keepSession: string | null,
  now: Date
): Promise<{ ok: true } | { ok: false; reason: PasswordProblem }> {
  const problem = passwordProblem(next);
  if (problem) return { ok: false, reason: problem };
  const passwordHash = await hashPassword(next);
  await db.transaction(async (tx) => {
    await store(tx, personId, passwordHash, keepSession, now);
    const self = { kind: 'person', id: personId } as const;
    await record(tx, self, 'person.password_changed', self, now);
  });
  return { ok: true };
}

/** The active person with this address and password; null otherwise, at the same cost. */
export async function authenticate(db: Db, email: string, password: string): Promise<Person | null> {
  const [found] = await db
    .select()
    .from(person)
    .where(eq(person.email, emailOf(email)));
  const right = await verifyPassword(password, found?.passwordHash ?? null);
  return right && found?.state === 'active' ? found : null;
}

/** Changes role and scope. The last active administrator keeps both. Ends the person's sessions so that nothing lingers. */
export async function change(
  db: Db,
  actor: Actor,
  personId: string,
  input: Omit<PersonInput, 'email' | 'name'>,
  now: Date
): Promise<{ ok: true } | { ok: false; reason: 'not_found' | 'last_admin' }> {
  return db.transaction(async (tx) => {
    if (input.role !== 'admin' && (await isLastAdmin(tx, personId))) return { ok: false, reason: 'last_admin' };
    const changed = await tx.update(person).set(input).where(eq(person.id, personId)).returning({ id: person.id });
    if (changed.length === 0) return { ok: false, reason: 'not_found' };
    if (actor.id !== personId) await endSessions(tx, personId, null);
    await record(tx, actor, 'person.changed', { kind: 'person', id: personId }, now, { ...input });
    return { ok: true };
  });
}

/** Switches an account off or on again. Off ends every session and link. */
export async function setEnabled(
  db: Db,
  actor: Actor,
  personId: string,
  enabled: boolean,
  now: Date
): Promise<{ ok: true } | { ok: false; reason: 'not_found' | 'last_admin' }> {
  return db.transaction(async (tx) => {
    if (!enabled && (await isLastAdmin(tx, personId))) return { ok: false, reason: 'last_admin' };
    const [found] = await tx.select().from(person).where(eq(person.id, personId));
    if (!found) return { ok: false, reason: 'not_found' };
    const state = enabled ? (found.passwordHash === null ? 'invited' : 'active') : 'disabled';
    await tx.update(person).set({ state }).where(eq(person.id, personId));
    if (!enabled) {
      await endSessions(tx, personId, null);
      await links.dropOf(tx, personId);
    }
    const action = enabled ? 'person.enabled' : 'person.disabled';
    await record(tx, actor, action, { kind: 'person', id: personId }, now);
    return { ok: true };
  });
}

/** A reset link that an administrator hands over in person; null when the person is not active. */
export async function resetLink(db: Db, actor: Actor, personId: string, now: Date): Promise<string | null> {
  return db.transaction(async (tx) => {
    const [owner] = await tx
      .select()
      .from(person)
      .where(and(eq(person.id, personId), eq(person.state, 'active')));
    if (!owner) return null;
    await record(tx, actor, 'person.reset_link', { kind: 'person', id: personId }, now);
    return links.issue(tx, 'reset', personId, boundTo(owner), now);
  });
}

export async function rename(db: Db, personId: string, name: string): Promise<void> {
  await db.update(person).set({ name }).where(eq(person.id, personId));
}

export async function setLocale(db: Db, personId: string, locale: string): Promise<void> {
  await db.update(person).set({ locale }).where(eq(person.id, personId));
}

/** The active person with this address; null when there is none. */
export async function findActive(db: Db, email: string): Promise<Person | null> {
  const found = await db
    .select()
    .from(person)
    .where(and(eq(person.email, emailOf(email)), eq(person.state, 'active')));
  return found[0] ?? null;
}

export async function find(db: Db, personId: string): Promise<Person | null> {
  const [found] = await db.select().from(person).where(eq(person.id, personId));
  return found ?? null;
}

/** Whether this is the person's password, for what needs a fresh proof of who sits there (ASVS 7.5.1). */
export async function isPassword(db: Db, personId: string, password: string): Promise<boolean> {
  const owner = await find(db, personId);
  return verifyPassword(password, owner?.passwordHash ?? null);
}

export function list(db: Db): Promise<Person[]> {
  return db.select().from(person).orderBy(asc(person.createdAt));
}

async function isLastAdmin(tx: Db, personId: string): Promise<boolean> {
  const admins = await tx
    .select({ id: person.id })
    .from(person)
    .where(and(eq(person.role, 'admin'), eq(person.state, 'active')))
    .for('update');
  return admins.length === 1 && admins[0]?.id === personId;
}

/** What a reset link is bound to: once the password is another one, the link is dead. */
function boundTo(owner: Person): string {
  return hashToken(owner.passwordHash ?? '');
}

async function store(
  tx: Db,
  personId: string,
  passwordHash: string,
  keepSession: string | null,
  now: Date
): Promise<void> {
  const [owner] = await tx
    .update(person)
    .set({ passwordHash, passwordChangedAt: now, state: 'active' })
    .where(eq(person.id, personId))
    .returning({ email: person.email });
  // Wrong tries were for the old password: the way out for an owner whom others lock out.
  if (owner) await clear(tx, triesKey(owner.email));
  await links.dropOf(tx, personId);
  await endSessions(tx, personId, keepSession);
}
