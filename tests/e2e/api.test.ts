import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, runCommand, startApp } from '../support/app.ts';
import type { Answer, Client } from '../support/client.ts';

let app: RunningApp;
let admin: Client;
let key: string;

beforeAll(async () => {
  app = await startApp();
  admin = await app.firstAdmin();
  const made = await runCommand(
    'commands/admin.ts',
    ['create-key', '--name', 'test', '--role', 'admin', '--clean-team'],
    app.env
  );
  key = made.output.trim();
});
afterAll(() => app?.stop());

const bearer = () => ({ authorization: `Bearer ${key}` });
const ask = (method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> =>
  app.client().send(method, path, {
    headers: {
      ...bearer(),
      origin: null,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers
    },
    ...(body === undefined ? {} : { body })
  });

describe('the API of the built app', () => {
  it('S-37 API-10 a key made on the console opens it, from any origin, and no cookie is set', async () => {
    expect(key).toMatch(/^ck_[A-Za-z0-9_-]{8}_[A-Za-z0-9_-]{43}$/);
    const answer = await ask('POST', '/api/v1/companies', '{"key":"A","name":"Acme"}', {
      origin: 'https://elsewhere.example',
      'sec-fetch-site': 'cross-site'
    });
    expect(answer.status).toBe(201);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['content-type']).toBe('application/json');
  });

  it('API-10 the cookie of an administrator who is logged in opens nothing', async () => {
    expect((await admin.get('/settings/people')).status).toBe(200);
    for (const [method, path] of [
      ['GET', '/api/v1/companies'],
      ['POST', '/api/v1/companies'],
      ['PATCH', '/api/v1/organisation']
    ] as const) {
      const body = method === 'GET' ? {} : { body: '{"name":"taken over"}' };
      const answer = await admin.send(method, path, { headers: { 'content-type': 'application/json' }, ...body });
      expect(answer.status, `${method} ${path}`).toBe(401);
      expect(answer.headers['content-type']).toBe('application/problem+json');
    }
  });

  it('API-04 F-43 what is refused before any operation is a problem too', async () => {
    const big = await ask('POST', '/api/v1/companies', JSON.stringify({ key: 'B', name: 'x'.repeat(600_000) }));
    expect(big.status).toBe(413);
    const unknown = await ask('GET', '/api/v1/nothing');
    expect(unknown.status).toBe(404);
    const method = await ask('DELETE', '/api/v1/companies');
    expect(method.status).toBe(405);
    expect(method.headers.allow).toBe('GET, POST, HEAD');
    const host = await ask('GET', '/api/v1/companies', undefined, { host: 'elsewhere.example' });
    expect(host.status).toBe(421);
    for (const answer of [big, unknown, method, host]) {
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.json<{ requestId: string }>().requestId).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('API-03 the document and its page are open to everybody and load nothing from elsewhere', async () => {
    const document = await app.client().get('/api/v1/openapi.json');
    const read = document.json<{ openapi: string; servers: { url: string }[]; paths: Record<string, object> }>();
    expect(read).toMatchObject({ openapi: '3.1.0', servers: [{ url: `${app.url}/api/v1` }] });
    const page = await app.client().get('/api/v1/docs');
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.body).not.toMatch(/<script|src="http|href="http/);
    for (const path of Object.keys(read.paths)) expect(page.body).toContain(`/api/v1${path}`);
  });

  it('API-02 API-03 every list and every single answer without parameters is what the document says', async () => {
    const read = (await app.client().get('/api/v1/openapi.json')).json<{
      paths: Record<string, { get?: { responses: Record<string, { content?: object }> } }>;
    }>();
    const plain = Object.entries(read.paths).filter(([path, item]) => item.get && !path.includes('{'));
    expect(plain.length).toBeGreaterThan(4);
    for (const [path] of plain) {
      const answer = await ask('GET', `/api/v1${path}`);
      expect([200, 422], `${path}: ${answer.body.slice(0, 300)}`).toContain(answer.status);
    }
  });

  it('S-37 the log never holds a key', () => {
    expect(app.output()).not.toContain(key);
  });
});
