/** What the kiosk shows without a line: the page in front of the survey, what that loads, and every picture. */
import type { Pack } from '#lib/outreach/kiosk.ts';

const name = 'concord-kiosk';
const patience = 3_000;

/**
 * The page in front of the survey: the newest when the server answers in time, else the one that was kept. It is kept with all that
 * it loads (`keepPage`) or not at all: a newer one whose script the line did not bring any more would be a page without a kiosk.
 */
export async function startPage(request: Request): Promise<Response> {
  const address = new URL(request.url).pathname;
  const cache = await caches.open(name);
  const kept = await cache.match(address);
  try {
    const answer = await fetch(address, { headers: { accept: 'text/html' }, signal: AbortSignal.timeout(patience) });
    return answer.ok || !kept ? answer : kept;
  } catch {
    return kept ?? Response.error();
  }
}

/** Whether an address says what is there: it will never be anything else. */
export const isFixed = (pathname: string): boolean => /^\/(?:_app\/immutable|pictures|k\/shell\.js)/.test(pathname);

/** Something whose address says what it is: fetched once. */
export async function fixed(request: Request): Promise<Response> {
  const cache = await caches.open(name);
  const { pathname, search } = new URL(request.url);
  const kept = await cache.match(pathname + search);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(pathname + search, answer.clone());
  return answer;
}

/** Keeps all that a pack shows; throws when a part cannot be had. */
export async function keepPage(token: string, pack: Pack): Promise<void> {
  const cache = await caches.open(name);
  const page = await fetch(`/k/${token}`, { headers: { accept: 'text/html' } });
  if (!page.ok) throw new Error('no page');
  const html = await page.clone().text();
  const said = JSON.stringify([pack.document, pack.company]);
  const pictures = [...said.matchAll(/"(?:sha256|logo)":"([0-9a-f]{64})"/g)].map(([, hash]) => `/pictures/${hash}`);
  const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)]
    .map(([, address]) => new URL(address as string, page.url))
    .filter(({ origin, pathname }) => origin === location.origin && isFixed(pathname))
    .map(({ pathname, search }) => pathname + search);
  for (const address of new Set([...pictures, ...loaded])) {
    if (await cache.match(address)) continue;
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`no ${address}`);
    await cache.put(address, answer);
  }
  await cache.put(`/k/${token}`, page);
}
