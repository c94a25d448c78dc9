/** Headers every answer carries (security.md 2.1). The content policy is made by SvelteKit, with its nonces. */
export function headersOf(appUrl: string): Readonly<Record<string, string>> {
  return appUrl.startsWith('https:') ? { ...always, ...onlyHttps } : always;
}

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()'
};
const onlyHttps = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' };

/**
 * Lets exactly these sites frame a page, which without it nobody may. They come from the database, where they were checked to be
 * origins; nothing that a request said has a part in it (S-31).
 */
export function allowFrames(headers: Headers, sites: readonly string[]): void {
  const policy = headers.get('content-security-policy');
  if (policy && sites.length > 0)
    headers.set(
      'content-security-policy',
      policy.replace("frame-ancestors 'none'", `frame-ancestors ${sites.join(' ')}`)
    );
}

export function secure(response: Response, url: URL, appUrl: string): void {
  const { headers } = response;
  for (const [name, value] of Object.entries(headersOf(appUrl))) headers.set(name, value);
  const type = headers.get('content-type');
  if (type === 'text/html') headers.set('content-type', 'text/html; charset=utf-8');
  if (!headers.has('cache-control') && !url.pathname.startsWith('/_app/immutable/'))
    headers.set('cache-control', 'no-store');
}
