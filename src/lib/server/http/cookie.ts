import type { Cookies } from '@sveltejs/kit';
import { isLoopback } from './origin.ts';

/**
 * The session cookie: `__Host-concord` and Secure under https; plain `concord` on http with a loopback name, because
 * browsers drop Secure cookies there; on any other http address there is no cookie and so no log-in (UX-97).
 */
export function cookieName(appUrl: string): string | null {
  if (appUrl.startsWith('https:')) return '__Host-concord';
  return isLoopback(appUrl) ? 'concord' : null;
}

export function readSessionCookie(cookies: Cookies, appUrl: string): string | null {
  const name = cookieName(appUrl);
  return name === null ? null : (cookies.get(name) ?? null);
}

export function writeSessionCookie(cookies: Cookies, appUrl: string, token: string): void {
  const name = cookieName(appUrl);
  if (name === null) return;
  const secure = appUrl.startsWith('https:');
  cookies.set(name, token, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: 30 * 86_400 });
}

export function clearSessionCookie(cookies: Cookies, appUrl: string): void {
  const name = cookieName(appUrl);
  if (name !== null) cookies.delete(name, { path: '/', secure: appUrl.startsWith('https:') });
}
