import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { may, type Permission } from '../access/roles.ts';
import type { Person } from '../access/session.ts';

/** The person who is logged in; everybody else is sent to the log-in page and back afterwards. */
export function requirePerson(event: Pick<RequestEvent, 'locals' | 'url' | 'request'>): Person {
  if (event.locals.person) return event.locals.person;
  if (event.request.method !== 'GET') error(401, 'log in first');
  const next = event.url.pathname + event.url.search;
  redirect(303, next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`);
}

/** The person, if their role may do this; 403 otherwise. What records it may be done on is the scope's business. */
export function requirePermission(
  event: Pick<RequestEvent, 'locals' | 'url' | 'request'>,
  permission: Permission
): Person {
  const person = requirePerson(event);
  if (!may(person.role, permission)) error(403, 'your role does not allow this');
  return person;
}

/**
 * A path on this site to go to after log-in (S-26). Anything that a browser could read as another site, or that is not a
 * plain path, gives the start page.
 */
export function safeNext(next: string | null): string {
  if (next === null || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next) || /[\\]|%(00|09|0a|0d|2f|5c)/i.test(next)) return '/';
  const url = URL.parse(next, 'http://self.invalid');
  return url !== null && url.origin === 'http://self.invalid' ? url.pathname + url.search : '/';
}

/** The caller's address as far as it can be trusted: the socket's, or the right-most entry of the proxy's header. */
export function addressOf(event: Pick<RequestEvent, 'getClientAddress' | 'request' | 'locals'>): string {
  const header = event.locals.app.config.addressHeader;
  const forwarded = header === null ? null : event.request.headers.get(header);
  if (forwarded) return forwarded.split(',').at(-1)!.trim();
  try {
    return event.getClientAddress();
  } catch {
    return 'unknown';
  }
}
