/** Headers every answer carries (security.md 2.1). The content policy is made by SvelteKit, with its nonces. */
export function secure(response: Response, url: URL, appUrl: string): void {
  const { headers } = response;
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'same-origin');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()');
  if (appUrl.startsWith('https:')) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  const type = headers.get('content-type');
  if (type === 'text/html') headers.set('content-type', 'text/html; charset=utf-8');
  if (!headers.has('cache-control') && !url.pathname.startsWith('/_app/immutable/'))
    headers.set('cache-control', 'no-store');
}
