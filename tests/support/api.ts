/** The API in the test's own process, on the test's own database: requests go through the real doors of every operation. */
import type { RequestEvent } from '@sveltejs/kit';
import type { Grant } from '../../src/lib/merger/scope.ts';
import { noScope } from '../../src/lib/merger/scope.ts';
import { createKey } from '../../src/lib/server/access/api-keys.ts';
import { consoleActor, systemActor } from '../../src/lib/server/access/audit.ts';
import { readSecret } from '../../src/lib/server/access/secret.ts';
import type { App } from '../../src/lib/server/app.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { newId } from '../../src/lib/server/db/id.ts';
import type { Database } from '../../src/lib/server/db/open.ts';
import { doors } from '../../src/lib/server/http/api.ts';
import { operations } from '../../src/lib/server/http/operations/all.ts';
import { notFound, problemResponse } from '../../src/lib/server/http/problem.ts';
import { openLog } from '../../src/lib/server/log.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** The JSON of the answer; undefined where there was none. */
  body: unknown;
  text: string;
}

export interface Ask {
  key?: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  raw?: BodyInit;
}

export interface TestApi {
  app: App;
  /** The clock all requests see; move it with `api.now = …`. */
  now: Date;
  ask(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** A new key and its secret. */
  key(grant: Partial<Grant>): Promise<string>;
}

const pattern = (path: string) => new RegExp(`^/api/v1${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
const routes = [...new Set(operations.map((one) => one.path))].map((path) => ({
  pattern: pattern(path),
  handlers: doors(...operations.filter((one) => one.path === path))
}));

export async function openTestApi(db: Database, now: Date): Promise<TestApi> {
  const config = readConfig({ APP_SECRET: 'p9Xw2-qLrT7vBn4Zs8Kd0Yh6Mf3Jc5Ga', LOG_LEVEL: 'silent' });
  const sent: { task: string; data: Record<string, string> }[] = [];
  const app: App = {
    config,
    db,
    secret: await readSecret(config),
    queue: {
      send: async (task, data) => void sent.push({ task, data }),
      counts: async () => [],
      close: async () => {}
    },
    log: openLog('silent'),
    mailer: null,
    clock: () => api.now,
    random: () => 0.5,
    close: async () => {}
  };
  const api: TestApi = {
    app,
    now,
    key: async (grant) => {
      const full = { role: 'admin' as const, cleanTeam: false, companies: [], ...grant };
      return (await createKey(db.app, consoleActor, { name: 'test', ...full }, api.now)).secret;
    },
    ask: (method, path, ask = {}) => send(api, method, path, ask)
  };
  return api;
}

async function send(api: TestApi, method: string, path: string, ask: Ask): Promise<Answer> {
  const url = new URL(path, api.app.config.appUrl);
  const headers = new Headers(ask.headers);
  if (ask.key !== undefined) headers.set('authorization', `Bearer ${ask.key}`);
  if (ask.json !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  const body = ask.json === undefined ? ask.raw : JSON.stringify(ask.json);
  const request = new Request(url, { method, headers, ...(body === undefined ? {} : { body, duplex: 'half' }) });
  const found = routes.find((route) => route.pattern.test(url.pathname));
  const params = found === undefined ? {} : { ...found.pattern.exec(url.pathname)?.groups };
  const locals = {
    app: api.app,
    now: api.now,
    requestId: newId(api.now),
    locale: 'en',
    theme: '',
    person: null,
    sessionId: null,
    scope: noScope,
    actor: systemActor
  };
  const event = { url, request, params, locals } as unknown as RequestEvent;
  const handler = found?.handlers[method as 'GET'] ?? found?.handlers.fallback;
  const response = handler ? await handler(event) : problemResponse(notFound, locals.requestId);
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : undefined, text };
}
