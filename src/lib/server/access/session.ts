/**
 * Sessions. The only file that knows lucia: the cookie carries a random token, its SHA-256 is the session id, lucia slides
 * the expiry and the absolute limit is checked here. A hundred lines of our own could replace it without touching a caller.
 */
import { DrizzlePostgreSQLAdapter } from '@lucia-auth/adapter-drizzle';
import { and, desc, eq, lt, ne, or } from 'drizzle-orm';
import { Lucia, TimeSpan } from 'lucia';
import type { Db } from '../db/open.ts';
import { person, session } from '../db/schema/people.ts';
import { handleOf, hashToken, newToken } from './tokens.ts';

const IDLE_DAYS = 7;
const ABSOLUTE_DAYS = 30;
const DAY = 86_400_000;

export type Person = typeof person.$inferSelect;

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof luciaOn>;
    DatabaseSessionAttributes: { createdAt: Date; device: string };
    DatabaseUserAttributes: Person;
  }
}

function luciaOn(db: Db) {
  return new Lucia(new DrizzlePostgreSQLAdapter(db, session, person), {
    sessionExpiresIn: new TimeSpan(IDLE_DAYS, 'd'),
    getSessionAttributes: (attributes) => ({ createdAt: attributes.createdAt }),
    getUserAttributes: (attributes) => ({ person: attributes })
  });
}

/** Starts a session and returns the token for the cookie. Any older session of this browser must be ended by the caller. */
export async function createSession(db: Db, personId: string, device: string, now: Date): Promise<string> {
  const token = newToken();
  await luciaOn(db).createSession(personId, { createdAt: now, device }, { sessionId: hashToken(token) });
  return token;
}

/** The person behind a cookie's token; null when it is unknown, idle too long, older than the absolute limit, or disabled. */
export async function personOfSession(
  db: Db,
  token: string,
  now: Date
): Promise<{ person: Person; sessionId: string; createdAt: Date } | null> {
  const id = hashToken(token);
  const { session: found, user } = await luciaOn(db).validateSession(id);
  if (found === null) return null;
  if (now.getTime() - found.createdAt.getTime() > ABSOLUTE_DAYS * DAY || user.person.state !== 'active') {
    await endSession(db, id);
    return null;
  }
  return { person: { ...user.person, id: user.id }, sessionId: id, createdAt: found.createdAt };
}

export async function endSession(db: Db, sessionId: string): Promise<void> {
  await luciaOn(db).invalidateSession(sessionId);
}

export async function endSessionOfToken(db: Db, token: string): Promise<void> {
  await endSession(db, hashToken(token));
}

/** Ends every session of a person, or every other one when `keep` names the current. */
export async function endSessions(db: Db, personId: string, keep: string | null): Promise<void> {
  await db.delete(session).where(and(eq(session.userId, personId), keep === null ? undefined : ne(session.id, keep)));
}

/** Ends one of a person's own sessions, named by its handle; false when it is not theirs. */
export async function endOwnSession(db: Db, personId: string, handle: string): Promise<boolean> {
  const own = (await listSessions(db, personId)).find((one) => handleOf(one.id) === handle);
  if (own) await endSession(db, own.id);
  return own !== undefined;
}

export function listSessions(db: Db, personId: string) {
  return db
    .select({ id: session.id, device: session.device, createdAt: session.createdAt, expiresAt: session.expiresAt })
    .from(session)
    .where(eq(session.userId, personId))
    .orderBy(desc(session.createdAt));
}

export async function pruneSessions(db: Db, now: Date): Promise<void> {
  await db
    .delete(session)
    .where(or(lt(session.expiresAt, now), lt(session.createdAt, new Date(now.getTime() - ABSOLUTE_DAYS * DAY))));
}
