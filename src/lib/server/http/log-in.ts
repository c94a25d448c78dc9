import type { RequestEvent } from '@sveltejs/kit';
import { record } from '../access/audit.ts';
import { admit, clear, forgive, type Growth } from '../access/limits.ts';
import { authenticate, isPassword, triesKey } from '../access/people.ts';
import { createSession, endSessionOfToken, type Person } from '../access/session.ts';
import { hashToken } from '../access/tokens.ts';
import { cookieName, readSessionCookie, writeSessionCookie } from './cookie.ts';
import { warnOfTries } from '../staff-mails.ts';
import { addressOf } from './guard.ts';

const DAY = 86_400;
/** Five wrong passwords in a row per account, then a quarter of an hour, then one try per wait that doubles (S-28). */
const PER_ACCOUNT: Growth = { free: 5, seconds: 900, longest: DAY / 2, forgets: DAY };
/** The same for an address that an office may share: a hundred wrong ones, and forgotten sooner. */
const PER_ADDRESS: Growth = { free: 100, seconds: 900, longest: DAY / 2, forgets: 900 };

type Refused = { ok: false; reason: 'wait'; minutes: number };
export type LogInResult = { ok: true } | { ok: false; reason: 'wrong' } | Refused;

/** Counts a try for the caller's address and for the account; refused while either waits. */
async function admitTry(event: RequestEvent, email: string): Promise<{ ok: true; begins: boolean } | Refused> {
  const { app, now } = event.locals;
  let begins = false;
  for (const [key, growth] of [
    [addressKey(event), PER_ADDRESS],
    [triesKey(email), PER_ACCOUNT]
  ] as const) {
    const judged = await admit(app.db.app, key, growth, now);
    if (!judged.ok) return { ok: false, reason: 'wait', minutes: Math.ceil(judged.retryAfterSeconds / 60) };
    begins = judged.waitSeconds > 0;
  }
  return { ok: true, begins };
}

const addressKey = (event: RequestEvent) => `login:address:${hashToken(addressOf(event))}`;

/** Runs a check of a password within the limits: a right one ends the run of tries, a wrong one may begin a wait. */
async function tried<T>(
  event: RequestEvent,
  email: string,
  check: () => Promise<T | null>
): Promise<{ ok: true; value: T } | { ok: false; reason: 'wrong' } | Refused> {
  const { app, now, requestId } = event.locals;
  const admitted = await admitTry(event, email);
  if (!admitted.ok) {
    app.log.warn({ requestId, minutes: admitted.minutes }, 'a password was not tried: too many before');
    return admitted;
  }
  const value = await check();
  if (value === null) {
    app.log.warn({ requestId }, 'a wrong password');
    // Not awaited, so that a known and an unknown address answer alike (S-12).
    if (admitted.begins)
      void warnOfTries(app, email, now).catch((cause: Error) => app.log.error({ reason: cause.message }, 'warning'));
    return { ok: false, reason: 'wrong' };
  }
  await clear(app.db.app, triesKey(email));
  await forgive(app.db.app, addressKey(event));
  return { ok: true, value };
}

/** Asks for the password again before something that matters (ASVS 7.5.1), within the same limits as a log-in. */
export async function confirmPassword(event: RequestEvent, person: Person, password: string): Promise<LogInResult> {
  const { app } = event.locals;
  const done = await tried(event, person.email, async () =>
    (await isPassword(app.db.app, person.id, password)) ? true : null
  );
  return done.ok ? { ok: true } : done;
}

/** Checks the password within the limits and starts a session. An unknown address costs and answers the same as a wrong password (S-11, S-12). */
export async function logIn(event: RequestEvent, email: string, password: string): Promise<LogInResult> {
  const { app, now } = event.locals;
  const done = await tried(event, email, () => authenticate(app.db.app, email, password));
  if (!done.ok) return done;
  await startSession(event, done.value.id);
  const self = { kind: 'person', id: done.value.id } as const;
  await record(app.db.app, self, 'person.logged_in', self, now);
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
