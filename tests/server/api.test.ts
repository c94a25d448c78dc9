import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#lib/server/db/id.ts';
import type { Database } from '#lib/server/db/open.ts';
import { openApiDocument } from '#lib/server/http/openapi.ts';
import { operations } from '#lib/server/http/operations/all.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { openTestDatabase } from '../support/database.ts';

let db: Database;
let api: TestApi;
let admin: string;
const start = new Date('2026-01-05T09:00:00Z');

beforeAll(async () => {
  db = await openTestDatabase();
  api = await openTestApi(db, start);
  admin = await api.key({ cleanTeam: true });
});
afterAll(() => db.close());

const problem = z.strictObject({
  type: z.string().startsWith('urn:concord:problem:'),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string(),
  requestId: z.uuid(),
  errors: z
    .array(
      z.strictObject({
        pointer: z.string().optional(),
        parameter: z.string().optional(),
        code: z.string(),
        detail: z.string(),
        allowed: z.array(z.string()).optional()
      })
    )
    .optional()
});
type Problem = z.infer<typeof problem>;

/** The problem of an answer, checked against its form. */
function problemOf(answer: { status: number; headers: Headers; body: unknown }): Problem {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const found = problem.parse(answer.body);
  expect(found.status).toBe(answer.status);
  return found;
}

describe('who may call', () => {
  it('API-10 S-37 a call without a bearer key is refused, whatever cookie it carries', async () => {
    for (const headers of [{}, { cookie: 'concord=abc; __Host-concord=abc' }, { authorization: 'Basic abc' }]) {
      const answer = await api.ask('GET', '/api/v1/companies', { headers: headers as Record<string, string> });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      expect(answer.headers.get('set-cookie')).toBeNull();
      problemOf(answer);
    }
  });

  it('S-37 a key in the URL is no key, and an unknown name there is refused', async () => {
    expect((await api.ask('GET', `/api/v1/companies?key=${admin}`)).status).toBe(401);
    const answer = await api.ask('GET', `/api/v1/companies?access_token=${admin}`, { key: admin });
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain(admin);
  });

  it('S-37 a key that is shortened, changed or foreign opens nothing', async () => {
    const flipped = admin.slice(0, -1) + (admin.endsWith('A') ? 'B' : 'A');
    for (const key of [admin.slice(0, -1), flipped, admin.slice(0, 11), 'ck_12345678_', '']) {
      expect((await api.ask('GET', '/api/v1/companies', { key })).status).toBe(401);
    }
  });

  it('S-14 a role that may not is refused before anything is read', async () => {
    const leader = await api.key({ role: 'leader' });
    const answer = await api.ask('POST', '/api/v1/companies', { key: leader, json: { key: 'X', name: 'X' } });
    expect(answer.status).toBe(403);
    problemOf(answer);
  });

  it('API-09 answers carry the limits of their key', async () => {
    const answer = await api.ask('GET', '/api/v1/companies', { key: await api.key({}) });
    expect(answer.headers.get('ratelimit-policy')).toBe('"key";q=1200;w=60');
    expect(answer.headers.get('ratelimit')).toMatch(/^"key";r=1199;t=\d+$/);
  });
});

describe('the document', () => {
  const document = openApiDocument(operations, 'http://localhost:3000') as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
    components: { schemas: Record<string, unknown> };
  };

  it('API-03 every route file has its chapter and every chapter its route file, method by method', () => {
    const folder = 'src/routes/api/v1';
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('+server.ts')
    );
    const offered = files
      .map((file) => ({ path: `/${file.replace('/+server.ts', '').replaceAll(/\[(\w+)\]/g, '{$1}')}`, file }))
      .filter(({ path }) => path !== '/openapi.json' && path !== '/docs')
      .flatMap(({ path, file }) => {
        const names = /export const \{([^}]+)\} = doors\(/.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? '';
        const methods = names.split(',').map((name) => name.trim());
        expect(methods, `${path} answers other methods with 405`).toContain('fallback');
        return methods.filter((name) => name !== 'fallback').map((method) => `${method} ${path}`);
      });
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`)
    );
    expect(offered.sort()).toEqual(described.sort());
  });

  it('API-02 API-03 is OpenAPI 3.1, names every operation once and points only to what it holds', () => {
    expect(document.openapi).toBe('3.1.0');
    const ids = Object.values(document.paths).flatMap((item) => Object.values(item).map((one) => one.operationId));
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) {
      const name = reference.replace('#/components/schemas/', '');
      expect(Object.keys(document.components.schemas), reference).toContain(name);
    }
  });

  it('API-01 names are plural nouns in the path and camelCase in the schemas', () => {
    const names = [...JSON.stringify(document.components.schemas).matchAll(/"properties":\{("[^{]*?):/g)];
    expect(names.length).toBeGreaterThan(0);
    for (const one of operations) {
      expect(one.path).toMatch(/^(\/([a-z][a-z-]*|\{[a-zA-Z]+\}))+$/);
      for (const name of Object.keys(one.query.shape)) expect(name).toMatch(/^[a-z][a-zA-Z]*$/);
    }
  });

  it('S-13 every operation says which permission it needs', () => {
    for (const one of operations) expect(one.permission).toMatch(/^[a-z]+\.[a-z]+$/);
    expect(existsSync('src/routes/api/v1/docs/+server.ts')).toBe(true);
  });
});

describe('what is refused', () => {
  it('API-04 S-16 unknown names in a body are refused, each with its pointer and the names that exist', async () => {
    const json = { key: 'S16', name: 'Sixteen', id: newId(start), createdAt: '2020-01-01', isAdmin: true };
    const answer = await api.ask('POST', '/api/v1/companies', { key: admin, json });
    expect(answer.status).toBe(422);
    const { errors } = problemOf(answer);
    expect(errors?.map((error) => error.pointer).sort()).toEqual(['/createdAt', '/id', '/isAdmin']);
    expect(errors?.[0]?.allowed).toEqual(['key', 'name', 'brand']);
    const listed = await api.ask('GET', '/api/v1/companies', { key: admin });
    expect(listed.text).not.toContain('S16');
  });

  it('S-16 no operation takes a field from outside that the server makes, in its body or in its query', async () => {
    const made = [
      'role',
      'scope',
      'id',
      'createdAt',
      'emailVerified',
      'isAdmin',
      'score',
      'npsCategory',
      'contribution'
    ];
    const hostile = [...made, 'anonymous', 'customerId', 'companyId', 'code', 'token', 'calibration', 'state'];
    const wrong: string[] = [];
    for (const one of operations) {
      const path = `/api/v1${one.path.replaceAll(/\{\w+\}/g, newId(start))}`;
      const ask = (query: string, json?: unknown) =>
        api.ask(one.method, path + query, { key: admin, ...(json ? { json } : {}) });
      const place = one.body === undefined || one.method === 'GET' ? 'parameter' : 'pointer';
      const shape = Object.keys(
        place === 'parameter' ? one.query.shape : ((one.body as { shape?: object } | undefined)?.shape ?? {})
      );
      const names = hostile.filter((name) => !shape.includes(name));
      const values = Object.fromEntries(names.map((name) => [name, 'admin']));
      // A file is streamed: its parameters are all there is to fill.
      if (place === 'parameter' && one.method !== 'GET') continue;
      const answer = await (place === 'parameter' ? ask(`?${new URLSearchParams(values)}`) : ask('', values));
      const told = answer.status === 422 ? problemOf(answer).errors! : [];
      const unknown = told.filter(({ code }) => code === 'unknown').map((error) => error[place]?.replace(/^\//, ''));
      // A body of one of several forms is refused as a whole.
      const isChoice = place === 'pointer' && (one.body as { shape?: object }).shape === undefined;
      if (isChoice && answer.status === 422) continue;
      const taken = names.filter((name) => !unknown.includes(name));
      if (taken.length > 0) wrong.push(`${one.method} ${one.path} (${answer.status}): ${taken.join(', ')}`);
    }
    expect(wrong).toEqual([]);
  });

  it('API-04 everything that is wrong is said at once', async () => {
    const json = { key: 'no spaces here', name: '', brand: { colour: 'red' } };
    const answer = await api.ask('POST', '/api/v1/companies', { key: admin, json });
    expect(problemOf(answer).errors?.map((error) => error.pointer)).toEqual(['/key', '/name', '/brand/colour']);
  });

  it('API-04 a body that is no JSON, no UTF-8 or of another type is refused', async () => {
    const send = (raw: BodyInit, type = 'application/json') =>
      api.ask('POST', '/api/v1/companies', { key: admin, raw, headers: { 'content-type': type } });
    expect((await send('{"key":')).status).toBe(400);
    expect((await send(new Uint8Array([0x7b, 0xff, 0x7d]))).status).toBe(400);
    expect((await send('')).status).toBe(400);
    expect((await send('a=b', 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await send('[]')).status).toBe(422);
    expect((await send('null')).status).toBe(422);
    expect((await send('{"__proto__":{"key":"X"},"key":"X","name":"X"}')).status).toBe(422);
  });

  it('API-04 a method that is not offered says which are', async () => {
    const answer = await api.ask('PUT', '/api/v1/companies', { key: admin });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, POST, HEAD');
    problemOf(answer);
  });

  it('S-13 an id that is no id, an unknown id and an unknown path are answered the same', async () => {
    const strip = (text: string) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id');
    const bodies = [];
    for (const path of ['/timeline/nothing', `/timeline/${newId(start)}`, "/timeline/'%20or%201=1"]) {
      const answer = await api.ask('DELETE', `/api/v1${path}`, { key: admin });
      expect(answer.status).toBe(404);
      bodies.push(strip(answer.text));
    }
    expect(new Set(bodies).size).toBe(1);
  });
});

describe('merger', () => {
  it('API-01 companies and their timeline are made, listed and taken away', async () => {
    const make = (path: string, json: unknown) => api.ask('POST', `/api/v1${path}`, { key: admin, json });
    const acme = (await make('/companies', { key: 'A', name: 'Acme' })).body as { id: string };
    const taken = await make('/companies', { key: 'A', name: 'Another' });
    expect(taken.status).toBe(409);
    expect(problemOf(taken).type).toBe('urn:concord:problem:key-taken');
    const announced = await make('/timeline', { kind: 'announced', day: '2024-11-04' });
    expect(announced.status).toBe(201);
    const early = await make('/timeline', { kind: 'closed', day: '2024-11-03' });
    expect(early.status).toBe(422);
    expect(problemOf(early).errors?.[0]?.code).toBe('closed-before-announced');
    expect((await make('/timeline', { kind: 'other', day: '2025-01-01' })).status).toBe(422);
    expect((await make('/timeline', { kind: 'other', day: '2025-02-30', label: 'x' })).status).toBe(422);
    const foreign = await make('/timeline', { kind: 'signed', day: '2024-12-01', companyIds: [newId(start)] });
    expect(problemOf(foreign).errors?.[0]?.allowed).toEqual([acme.id]);
    const { id } = announced.body as { id: string };
    expect((await api.ask('DELETE', `/api/v1/timeline/${id}`, { key: admin })).status).toBe(204);
    expect((await api.ask('GET', '/api/v1/timeline', { key: admin })).body).toEqual({ items: [] });
  });

  it('S-13 a key sees the companies of its scope only', async () => {
    const listed = (await api.ask('GET', '/api/v1/companies', { key: admin })).body as { items: { id: string }[] };
    const other = await api.ask('POST', '/api/v1/companies', { key: admin, json: { key: 'B', name: 'Borealis' } });
    const own = listed.items[0]!.id;
    const staff = await api.key({ role: 'analyst', companies: [{ companyId: own, access: 'records' }] });
    const seen = (await api.ask('GET', '/api/v1/companies', { key: staff })).body as { items: { id: string }[] };
    expect(seen.items.map((one) => one.id)).toEqual([own]);
    expect(other.status).toBe(201);
  });

  it('S-17 the clean-team switch is a date that can be set and unset', async () => {
    const json = { separationEndsAt: '2025-12-30T00:00:00+08:00' };
    const changed = await api.ask('PATCH', '/api/v1/organisation', { key: admin, json });
    expect(changed.body).toMatchObject({ separationEndsAt: '2025-12-29T16:00:00.000Z' });
    const back = await api.ask('PATCH', '/api/v1/organisation', { key: admin, json: { separationEndsAt: null } });
    expect(back.body).toMatchObject({ separationEndsAt: null });
  });
});

describe('idempotency keys', () => {
  const post = (name: string, idempotencyKey: string, key = admin) =>
    api.ask('POST', '/api/v1/companies', {
      key,
      json: { key: name, name },
      headers: { 'idempotency-key': idempotencyKey }
    });
  const countOf = async (name: string) => {
    const { items } = (await api.ask('GET', '/api/v1/companies', { key: admin })).body as { items: { key: string }[] };
    return items.filter((one) => one.key === name).length;
  };

  it('F-43 API-07 a repeat gets the first answer again and does nothing twice', async () => {
    const [first, second] = [await post('F43', 'one'), await post('F43', 'one')];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(await countOf('F43')).toBe(1);
  });

  it('F-43 the same key with another body is refused', async () => {
    const answer = await post('F43-other', 'one');
    expect(answer.status).toBe(422);
    expect(problemOf(answer).type).toBe('urn:concord:problem:key-reused');
    expect(await countOf('F43-other')).toBe(0);
  });

  it('F-43 the same key of another caller is another key', async () => {
    const answer = await post('F43-mine', 'one', await api.key({ cleanTeam: true }));
    expect(answer.status).toBe(201);
  });

  it('F-43 a key is new again after a day', async () => {
    expect((await post('F43-day', 'day')).status).toBe(201);
    api.now = new Date(start.getTime() + 25 * 3_600_000);
    expect((await post('F43-day', 'day')).status).toBe(409);
    api.now = start;
  });

  it('F-43 a key of 300 bytes is refused, one of 255 is taken', async () => {
    expect((await post('F43-long', 'x'.repeat(300))).status).toBe(400);
    expect((await post('F43-long', 'x'.repeat(255))).status).toBe(201);
  });

  it('F-43 a refused request keeps nothing: the key may be used for a better one', async () => {
    expect((await post('F43', 'better')).status).toBe(409);
    expect((await post('not a key', 'better')).status).toBe(422);
    expect((await post('F43-better', 'better')).status).toBe(201);
  });

  it('F-43 F-26 of twenty at once one does it; the others get its answer or are told to wait', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('F43-many', 'many')));
    expect(await countOf('F43-many')).toBe(1);
    const ids = new Set(answers.filter((one) => one.status === 201).map((one) => (one.body as { id: string }).id));
    expect(ids.size).toBe(1);
    for (const one of answers.filter((answer) => answer.status !== 201)) {
      expect(one.status).toBe(409);
      expect(one.headers.get('retry-after')).toBe('2');
    }
  });
});
