/** The worker of a kiosk: plays the server for its page, and carries the answers to the real one. Lives under `/k/` and nowhere else. */
import { explain, gone, leave, show, take, thank } from './answering.ts';
import { fixed, isFixed, startPage } from './cached.ts';
import { call, day, kioskOf, sittingsOf } from './line.ts';
import type { Status } from './status.ts';
import { read, readAll, standing } from './store.ts';

interface Working extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Working {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Syncing {
  readonly sync?: { register(tag: string): Promise<void> };
}
const worker = self as unknown as {
  addEventListener(type: 'install' | 'activate' | 'sync', act: (event: Working) => void): void;
  addEventListener(type: 'fetch', act: (event: Asked) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly registration: Syncing;
};

const ours = /^\/k\/([A-Za-z0-9_-]{22})(?:\/(here|[0-9a-f-]{36})(?:\/([a-z]+))?)?$/;

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('sync', (event) => event.waitUntil(callAll()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === 'GET' && isFixed(pathname)) return event.respondWith(fixed(request));
  const [, token, who, what] = ours.exec(pathname) ?? [];
  if (token === undefined) return;
  if (who === undefined) {
    if (request.method === 'GET') event.respondWith(startPage(request));
    return;
  }
  if (who === 'here') return event.respondWith(inside(event, token, what ?? '', searchParams));
  event.respondWith(answer(event, token, who, what, searchParams).catch(broken));
});

async function answer(
  event: Asked,
  token: string,
  key: string,
  what: string | undefined,
  query: URLSearchParams
): Promise<Response> {
  if (event.request.method === 'POST') return take(event.request, token, key);
  if (what === 'thanks') {
    event.waitUntil(carry(token));
    return thank(token, key);
  }
  if (what === 'privacy') return explain(token, key, query);
  return what === undefined ? show(token, key, query) : gone();
}

/** A fault of ours: the start screen comes back, and what was saved is sent as it is. */
function broken(fault: unknown): Response {
  console.error(fault);
  return gone(500);
}

/** What the page in front of the survey asks of the worker. */
async function inside(event: Asked, token: string, what: string, query: URLSearchParams): Promise<Response> {
  if (event.request.method === 'POST') {
    const mine = await sittingsOf(token);
    const key = query.get('key');
    if (what === 'left') await leave(key === null ? mine : mine.filter((one) => one.key === key));
    const talked = what === 'send' ? call(token, true) : carry(token);
    // Whoever waits for the start screen does not wait for the line.
    // A fault in sending keeps nobody from answering: what waits is tried again.
    const tried = talked.catch((fault: unknown) => console.error(fault));
    if (what === 'left') event.waitUntil(tried);
    else await tried;
  }
  return Response.json(await statusOf(token), { headers: { 'cache-control': 'no-store' } });
}

/** Sends now, and asks the browser to send when there is a line again, should the page be closed by then. */
async function carry(token: string): Promise<void> {
  await call(token);
  const { trouble } = await kioskOf(token);
  if (trouble !== null) await worker.registration.sync?.register('concord-kiosk').catch(() => {});
}

async function callAll(): Promise<void> {
  const kiosks = await readAll('kiosks');
  await Promise.all(kiosks.map(({ token }) => call(token)));
  // The browser tries again for a work that failed.
  if ((await readAll('kiosks')).some(({ trouble }) => trouble === 'line')) throw new Error('no line');
}

async function statusOf(token: string): Promise<Status> {
  const kiosk = await kioskOf(token);
  const pack = kiosk.stamp === null ? undefined : await read('packs', [token, kiosk.stamp]);
  const mine = await sittingsOf(token);
  const state = standing(kiosk, pack);
  const why = mine.flatMap((one) => (one.state === 'refused' ? [one.why ?? 'invalid'] : []));
  return {
    ...{ state, stamp: kiosk.stamp, trouble: kiosk.trouble },
    ready: pack !== undefined && pack.state === 'open' && state === 'open',
    version: pack?.version.number ?? null,
    pin: pack?.pin ?? null,
    thanksSeconds: pack?.thanksSeconds ?? 10,
    idleSeconds: pack?.idleSeconds ?? 60,
    waiting: mine.filter((one) => one.state === 'waiting').length,
    refused: [...new Set(why)].map((one) => ({ why: one, count: why.filter((other) => other === one).length })),
    sentToday: kiosk.sent.day === day(Date.now()) ? kiosk.sent.count : 0,
    heard: kiosk.heard?.here ?? null
  };
}
