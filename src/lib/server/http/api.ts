/** The doors of the API: bearer keys only (cookies are never read), limits, roles, one way to read a request and to answer it. */
import type { RequestEvent, RequestHandler } from '@sveltejs/kit';
import { keyOfToken } from '../access/api-keys.ts';
import { count } from '../access/limits.ts';
import { may } from '../access/roles.ts';
import { scopeOfGrant } from '../companies.ts';
import { readJson } from './json-body.ts';
import { answerOnce } from './once.ts';
import { type Caller, isFile, type Method, type Operation, reasonOf } from './operation.ts';
import { invalid, type Problem, problem, type ProblemError, problemResponse } from './problem.ts';

/** The handlers of one route: one per operation, and 405 with what is allowed for every other method. */
export function doors(...operations: readonly Operation[]): Partial<Record<Method | 'fallback', RequestHandler>> {
  const handlers: Partial<Record<Method | 'fallback', RequestHandler>> = {};
  const methods: string[] = operations.map((one) => one.method);
  if (methods.includes('GET')) methods.push('HEAD');
  for (const one of operations) handlers[one.method] = (event) => enter(event, one);
  handlers.fallback = ({ locals }) =>
    Promise.resolve(problemResponse(problem(405, { headers: { allow: methods.join(', ') } }), locals.requestId));
  return handlers;
}

/** Requests a key may make in a minute. */
const perMinute = { seconds: 60, most: 1200 };

async function enter(event: RequestEvent, one: Operation): Promise<Response> {
  const { app, requestId } = event.locals;
  let response: Response;
  try {
    response = await admit(event, one);
  } catch (error) {
    app.log.error({ requestId, operation: one.id, ...reasonOf(error) }, 'error');
    response = problemResponse(problem(500), requestId);
  }
  response.headers.set('x-request-id', requestId);
  return response;
}

async function admit(event: RequestEvent, one: Operation): Promise<Response> {
  const { locals, request, url } = event;
  const { app, now, requestId } = locals;
  const token = /^Bearer +([^\s]+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const key = token === undefined ? null : await keyOfToken(app.db.app, token, now);
  if (key === null) {
    return problemResponse(problem(401, { headers: { 'www-authenticate': 'Bearer realm="concord"' } }), requestId);
  }
  const limit = await count(app.db.app, `api:${key.id}`, perMinute, now);
  const limits = {
    'ratelimit-policy': `"key";q=${perMinute.most};w=${perMinute.seconds}`,
    ratelimit: `"key";r=${limit.ok ? limit.left : 0};t=${limit.ok ? limit.resetSeconds : limit.retryAfterSeconds}`
  };
  const deny = (given: Problem) => problemResponse({ ...given, headers: { ...given.headers, ...limits } }, requestId);
  if (!limit.ok) return deny(problem(429, { headers: { 'retry-after': String(limit.retryAfterSeconds) } }));
  if (!may(key.role, one.permission)) {
    app.log.warn({ requestId, keyId: key.id, operation: one.id }, 'refused by role');
    return deny(problem(403));
  }
  const query = readQuery(url.searchParams);
  if (!query.ok) return deny(invalid(query.errors));
  const body = one.body === undefined ? null : await readJson(request);
  if (body !== null && !body.ok) return deny(body.problem);
  if (one.stream && !one.stream.includes(mediaTypeOf(request))) {
    return deny(problem(415, { detail: `Send the body as ${one.stream.join(' or ')}` }));
  }
  const prepared = one.prepare({ params: event.params, query: query.values, body: body?.value });
  if (!prepared.ok) return deny(prepared.problem);
  const caller: Caller = {
    app,
    db: app.db.app,
    now,
    scope: await scopeOfGrant(app.db.app, key, now),
    actor: { kind: 'key', id: key.id },
    keyId: key.id,
    role: key.role,
    may: (permission) => may(key.role, permission),
    requestId,
    url,
    bytes: one.stream ? bytesOf(request) : null
  };
  const run = { operation: one, caller, prepared, text: body?.text ?? '' };
  const outcome = one.method === 'POST' ? await answerOnce(request, run) : await prepared.run(caller);
  if (!outcome.ok) return deny(outcome.problem);
  const status = outcome.status ?? one.status;
  if (outcome.body === undefined) return new Response(null, { status, headers: limits });
  if (isFile(outcome.body)) {
    const { file, type, content } = outcome.body;
    const disposition = `attachment; filename="${file.replaceAll(/[^A-Za-z0-9._-]/g, '_')}"`;
    return new Response(content, {
      status,
      headers: { ...limits, 'content-type': type, 'content-disposition': disposition }
    });
  }
  return new Response(JSON.stringify(outcome.body), {
    status,
    headers: { ...limits, 'content-type': 'application/json' }
  });
}

function mediaTypeOf(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
}

async function* bytesOf(request: Request): AsyncIterable<Uint8Array> {
  if (request.body !== null) yield* request.body as unknown as AsyncIterable<Uint8Array>;
}

/** The query as an object. A name that comes twice becomes a list: the schema says whether it may. */
function readQuery(
  params: URLSearchParams
): { ok: true; values: Record<string, unknown> } | { ok: false; errors: ProblemError[] } {
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const name of new Set(params.keys())) {
    const all = params.getAll(name);
    if (name.length > 100 || all.some((value) => value.length > 20_000)) {
      const detail = 'This is longer than any parameter may be';
      return { ok: false, errors: [{ parameter: name.slice(0, 100), code: 'too-big', detail }] };
    }
    values[name] = all.length === 1 ? all[0] : all;
  }
  return { ok: true, values: { ...values } };
}
