import type { RequestEvent } from '@sveltejs/kit';
import { clear, count, type Limit } from '../access/limits.ts';
import { record } from '../access/audit.ts';
import { authenticate, emailOf, isPassword } from '../access/people.ts';
import { createSession, endSessionOfToken, type Person } from '../access/session.ts';
import { hashToken } from '../access/tokens.ts';
import { cookieName, readSessionCookie, writeSessionCookie } from './cookie.ts';
import { addressOf } from './guard.ts';

/** Five tries per account and a hundred per address in a quarter of an hour (S-28); kept in the database. */
const PER_ACCOUNT: Limit = { seconds: 900, most: 5 };
const PER_ADDRESS: Limit = { seconds: 900, most: 100 };

export type LogInResult =
  { ok: true } | { ok: false; reason: 'wrong' } | { ok: false; reason: 'wait'; minutes: number };

/** Counts a try against the limits of an account and of the caller's address; the wait where one is reached, else null. */
async function waitOf(event: RequestEvent, account: string): Promise<number | null> {
  const { app, now } = event.locals;
  const address = `login:address:${hashToken(addressOf(event))}`;
  for (const [key, limit] of [
    [address, PER_ADDRESS],
    [account, PER_ACCOUNT]
  ] as const) {
    const tries = await count(app.db.app, key, limit, now);
    if (!tries.ok) return Math.ceil(tries.retryAfterSeconds / 60);
  }
  return null;
}

const accountKey = (email: string) => `login:account:${hashToken(emailOf(email))}`;

/** Asks for the password again before something that matters (ASVS 7.5.1), within the same limits as a log-in. */
export async function confirmPassword(event: RequestEvent, person: Person, password: string): Promise<LogInResult> {
  const { app } = event.locals;
  const minutes = await waitOf(event, accountKey(person.email));
  if (minutes !== null) return { ok: false, reason: 'wait', minutes };
  if (!(await isPassword(app.db.app, person.id, password))) return { ok: false, reason: 'wrong' };
  await clear(app.db.app, accountKey(person.email));
  return { ok: true };
}

/** Checks the password within the limits and starts a session. An unknown address costs and answers the same as a wrong password (S-11, S-12). */
export async function logIn(event: RequestEvent, email: string, password: string): Promise<LogInResult> {
  const { app, now } = event.locals;
  const account = accountKey(email);
  const minutes = await waitOf(event, account);
  if (minutes !== null) return { ok: false, reason: 'wait', minutes };
  const person = await authenticate(app.db.app, email, password);
  if (person === null) {
    app.log.warn({ requestId: event.locals.requestId }, 'log-in refused');
    return { ok: false, reason: 'wrong' };
  }
  await clear(app.db.app, account);
  await startSession(event, person.id);
  await record(
    app.db.app,
    { kind: 'person', id: person.id },
    'person.logged_in',
    { kind: 'person', id: person.id },
    now
  );
  return { ok: true };
}

/** A new session for a person; whatever session the browser had before ends (S-32). */
export async function startSession(event: RequestEvent, personId: string): Promise<void> {
  const { app, now } = event.locals;
  const { appUrl } = app.config;
  if (cookieName(appUrl) === null) return;
  const old = readSessionCookie(event.cookies, appUrl);
  if (old !== null) await endSessionOfToken(app.db.app, old);
  const token = await createSession(app.db.app, personId, deviceOf(event.request.headers.get('user-agent') ?? ''), now);
  writeSessionCookie(event.cookies, appUrl, token);
}

/** Browser and system in two words, for the list of one's own sessions. */
function deviceOf(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrome\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : '';
  const system = /iPhone|iPad/.exec(agent)?.[0] ?? /Android|Windows|Mac OS X|Linux/.exec(agent)?.[0] ?? '';
  return [browser, system.replace('Mac OS X', 'macOS')].filter(Boolean).join(' · ');
}
