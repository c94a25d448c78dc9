/** Which hosts and origins may talk to us (S-24, S-27). Every link we make starts with APP_URL, so a foreign Host is refused. */

export type HostVerdict = 'ok' | 'redirect' | 'refuse';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isLoopback(appUrl: string): boolean {
  return LOOPBACK.has(new URL(appUrl).hostname);
}

/** `redirect`: another loopback name of the same server, which a GET may be sent on from. */
export function judgeHost(host: string | null, appUrl: string, method: string): HostVerdict {
  const own = new URL(appUrl);
  if (host === own.host) return 'ok';
  const asked = host === null ? null : URL.parse(`http://${host}`);
  const alias = asked !== null && LOOPBACK.has(asked.hostname) && isLoopback(appUrl) && asked.port === own.port;
  return alias && (method === 'GET' || method === 'HEAD') ? 'redirect' : 'refuse';
}

/** An unsafe method that a browser could have been tricked into: it must come from our own pages. */
export function isForeign(request: { method: string; headers: Pick<Headers, 'get'> }, appUrl: string): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return false;
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return true;
  return request.headers.get('origin') !== new URL(appUrl).origin;
}
