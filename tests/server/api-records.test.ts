import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer } from '#lib/server/db/schema/customers.ts';
import { newId } from '#lib/server/db/id.ts';
import type { Database } from '#lib/server/db/open.ts';
import { addImported } from '#lib/server/responses.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { openTestDatabase } from '../support/database.ts';

const now = new Date('2026-01-05T09:00:00Z');
let db: Database;
let api: TestApi;
let admin: string;
let acme: string;
let borealis: string;
let customerOf: Record<string, string>;

interface Page {
  items: { id: string; externalId: string; companyId: string }[];
  next: string | null;
  nextCursor: string | null;
}

let made = 0;

/** Responses of a company, answered at the minutes given. */
async function respond(companyId: string, minutes: readonly number[]): Promise<void> {
  const rows = minutes.map((minute) => ({
    id: newId(now),
    companyId,
    customerId: customerOf[companyId]!,
    externalId: `R${(made += 1)}`,
    submissionKey: newId(now),
    payloadHash: 'x',
    state: 'complete' as const,
    source: 'import' as const,
    answers: { nps: 9, reason: '=1+1' },
    metric: ['nps', 'csat'],
    value: [1_000_000, null] as unknown as number[],
    code: [9, 99],
    ...{ stage: 'stable', segment: 'small', region: 'R1', tier: '', channel: 'web', locale: 'en', phase: 'baseline' },
    answeredAt: new Date(now.getTime() + minute * 60_000),
    receivedAt: now
  }));
  await db.system.transaction((tx) => addImported(tx, rows));
}

const get = (path: string, key = admin) => api.ask('GET', `/api/v1${path}`, { key });

beforeAll(async () => {
  db = await openTestDatabase();
  api = await openTestApi(db, now);
  admin = await api.key({ cleanTeam: true });
  const company = async (key: string) => {
    const answer = await api.ask('POST', '/api/v1/companies', { key: admin, json: { key, name: key } });
    return (answer.body as { id: string }).id;
  };
  [acme, borealis] = [await company('A'), await company('B')];
  customerOf = { [acme]: newId(now), [borealis]: newId(now) };
  for (const [companyId, id] of Object.entries(customerOf)) {
    const name = `Customer ${companyId}`;
    const keys = { sortKey: name, searchKey: name };
    await db.system
      .insert(customer)
      .values({ id, companyId, legacyId: '1', name, ...keys, createdAt: now, updatedAt: now });
  }
  await respond(
    acme,
    Array.from({ length: 40 }, (_, i) => Math.floor(i / 3))
  );
});
afterAll(() => db.close());

async function walk(path: string, between: () => Promise<void>): Promise<Page['items']> {
  const seen: Page['items'] = [];
  let next: string | null = path;
  while (next !== null) {
    const answer = await api.ask('GET', next, { key: admin });
    expect(answer.status).toBe(200);
    const page = answer.body as Page;
    seen.push(...page.items);
    next = page.next;
    await between();
  }
  return seen;
}

describe('lists', () => {
  it('API-05 a full walk sees every row once while rows are inserted before and behind it', async () => {
    const before = new Set((await walk('/api/v1/responses?limit=200', async () => {})).map((one) => one.id));
    expect(before.size).toBe(40);
    const seen = await walk(`/api/v1/responses?limit=3&company=${acme}`, () => respond(acme, [100, -100]));
    const ids = seen.map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of before) expect(ids).toContain(id);
  });

  it('S-22 API-05 a cursor that was edited, made up or taken from another list is refused', async () => {
    const page = (await get('/responses?limit=2')).body as Page;
    const cursor = page.nextCursor!;
    const text = Buffer.from(JSON.stringify(['2030-01-01T00:00:00.000Z', newId(now)])).toString('base64url');
    const wrong = [
      `responses?limit=2&cursor=${cursor.slice(0, -1)}x`,
      `responses?limit=2&cursor=${text}.${cursor.split('.')[1]}`,
      `responses?limit=2&cursor=${text}`,
      `responses?limit=2&cursor=`,
      `responses?limit=2&company=${acme}&cursor=${cursor}`,
      `invitations?limit=2&cursor=${cursor}`
    ];
    for (const path of wrong) {
      const answer = await get(`/${path}`);
      expect(answer.status, path).toBe(422);
      expect(answer.text).toContain('"parameter":"cursor"');
    }
    expect((await get(`/responses?limit=5&cursor=${cursor}`)).status).toBe(200);
  });

  it('S-22 API-06 limits, filters and names that are not offered are refused with what is', async () => {
    const limits = ['0', '-1', '201', '1e9', '5.5', 'all', '', '1&limit=2'];
    for (const limit of limits) expect((await get(`/responses?limit=${limit}`)).status, limit).toBe(422);
    for (const company of ['', 'A', '[]', '{"$ne":1}', "a'--"]) {
      expect((await get(`/responses?company=${encodeURIComponent(company)}`)).status, company).toBe(422);
    }
    for (const name of ["filter[a'--]", 'sort', 'dir', 'select', '$.**', '__proto__']) {
      const answer = await get(`/responses?${encodeURIComponent(name)}=1`);
      expect(answer.status, name).toBe(422);
      const { errors } = answer.body as { errors: { allowed: string[] }[] };
      expect(errors[0]?.allowed).toEqual(['company', 'customer', 'program', 'limit', 'cursor']);
    }
    const state = await get('/invitations?state=lost');
    expect((state.body as { errors: { allowed: string[] }[] }).errors[0]?.allowed).toContain('opted_out');
    expect((await get(`/responses?cursor=${'x'.repeat(10_000)}`)).status).toBe(422);
  });
});

describe('whose records', () => {
  it('S-13 S-17 a key of one company reads its responses only; another one is as if it did not exist', async () => {
    await respond(borealis, [1]);
    const foreign = ((await get(`/responses?company=${borealis}`)).body as Page).items[0]!;
    const staff = await api.key({ role: 'analyst', companies: [{ companyId: acme, access: 'records' }] });
    const own = (await get('/responses?limit=200', staff)).body as Page;
    expect(new Set(own.items.map((one) => one.companyId))).toEqual(new Set([acme]));
    expect(((await get(`/responses?company=${borealis}`, staff)).body as Page).items).toEqual([]);
    const strip = (text: string) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id');
    const [outside, nowhere] = [
      await get(`/responses/${foreign.id}`, staff),
      await get(`/responses/${newId(now)}`, staff)
    ];
    expect(outside.status).toBe(404);
    expect(strip(outside.text)).toBe(strip(nowhere.text));
    expect((await get(`/responses/${foreign.id}`)).status).toBe(200);
  });

  it('S-13 a key with figures only reads no response, and neither does a key without a scope', async () => {
    const figures = await api.key({ role: 'analyst', companies: [{ companyId: acme, access: 'aggregates' }] });
    for (const key of [figures, await api.key({})]) {
      expect(((await get('/responses', key)).body as Page).items).toEqual([]);
    }
    const leader = await api.key({ role: 'leader', companies: [{ companyId: acme, access: 'records' }] });
    expect((await get('/responses', leader)).status).toBe(403);
  });

  it('a code outside the scale is shown as given, without a value', async () => {
    const { items } = (await get('/responses?limit=1')).body as { items: { metrics: unknown[] }[] };
    expect(items[0]?.metrics).toEqual([
      { metric: 'nps', value: 100, code: 9 },
      { metric: 'csat', value: null, code: 99 }
    ]);
  });
});

describe('surveys', () => {
  it('API-01 the survey that ships is taken, imported, published once and read back', async () => {
    const { items } = (await get('/survey-templates')).body as { items: { key: string; document: object }[] };
    const document = items[0]!.document as { title: unknown };
    const post = (path: string, json?: unknown) => api.ask('POST', `/api/v1${path}`, { key: admin, json });
    const survey = await post('/surveys', document);
    expect(survey.status).toBe(201);
    const { id } = survey.body as { id: string };
    expect((await post('/surveys', document)).status).toBe(409);
    const published = await post(`/surveys/${id}/publish`);
    expect(published.body).toMatchObject({ number: 1 });
    expect((await post(`/surveys/${id}/publish`)).status).toBe(409);
    expect((await post(`/surveys/${newId(now)}/publish`)).status).toBe(404);
    const read = (await get(`/surveys/${id}`)).body as { document: { title: unknown }; versions: unknown[] };
    expect(read.document.title).toEqual(document.title);
    expect(read.versions).toHaveLength(1);
    expect(((await get('/surveys')).body as { items: unknown[] }).items).toHaveLength(1);
  });

  it('API-04 S-16 a document with mistakes is refused with a pointer to each', async () => {
    const document = { format: 'concord-survey-1', key: 'Bad Key', id: newId(now), pages: [] };
    const answer = await api.ask('POST', '/api/v1/surveys', { key: admin, json: document });
    expect(answer.status).toBe(422);
    const { errors } = answer.body as { errors: { pointer: string }[] };
    expect(errors.map((error) => error.pointer)).toContain('/key');
    expect(((await get('/surveys')).body as { items: unknown[] }).items).toHaveLength(1);
  });
});

describe('programs', () => {
  const post = (path: string, json?: unknown, headers = {}) =>
    api.ask('POST', `/api/v1${path}`, { key: admin, json, headers });

  it('API-01 a program is tried, launched once however often it is asked, and its links are listed', async () => {
    const { items } = (await get('/surveys')).body as { items: { id: string }[] };
    const input = { surveyId: items[0]!.id, name: 'Pulse', channel: 'link', audience: { companies: [acme] } };
    const made = await post('/programs', { ...input, editable: true, contactOffered: true });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ editable: true, contactOffered: true, onward: null, onwardAtOnce: false });
    const { id } = made.body as { id: string };
    const dry = await post(`/programs/${id}/dry-run`);
    expect(dry.body).toMatchObject({ wave: 1, asked: 1, byCompany: [{ companyId: acme, asked: 1, leftOut: 0 }] });
    expect((await post(`/programs/${id}/launch`, { wave: 2 })).status).toBe(409);
    const launched = await post(`/programs/${id}/launch`, { wave: 1 }, { 'idempotency-key': 'launch' });
    expect(launched.status).toBe(201);
    const again = await post(`/programs/${id}/launch`, { wave: 1 }, { 'idempotency-key': 'launch' });
    expect(again.body).toEqual(launched.body);
    expect((await post(`/programs/${id}/launch`, { wave: 1 })).body).toEqual(launched.body);
    const links = (await get(`/invitations?program=${id}`)).body as { items: { link: string; customerId: string }[] };
    expect(links.items).toHaveLength(1);
    expect(links.items[0]!.link).toMatch(/^http:\/\/localhost:3000\/s\/[A-Za-z0-9_-]{22}$/);
    const read = (await get(`/programs/${id}`)).body as { state: string; waves: { invited: number }[] };
    expect(read).toMatchObject({ state: 'running', waves: [{ number: 1, invited: 1 }] });
    const analyst = await api.key({ role: 'analyst', companies: [{ companyId: acme, access: 'records' }] });
    const seen = (await get(`/invitations?program=${id}`, analyst)).body as typeof links;
    expect(seen.items.map((one) => one.link)).toEqual([null]);
    const stranger = await api.key({ companies: [{ companyId: borealis, access: 'records' }] });
    expect((await get(`/invitations?program=${id}`, stranger)).body).toMatchObject({ items: [] });
  });

  it('S-13 S-16 a program asks nobody outside the scope of its key and takes no state or id from outside', async () => {
    const { items } = (await get('/surveys')).body as { items: { id: string }[] };
    const own = await api.key({ companies: [{ companyId: acme, access: 'records' }] });
    const input = { surveyId: items[0]!.id, name: 'Pulse', channel: 'link' };
    const foreign = { ...input, audience: { companies: [acme, borealis] } };
    const refused = await api.ask('POST', '/api/v1/programs', { key: own, json: foreign });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('/audience/companies/1');
    const away = await api.ask('POST', '/api/v1/programs', {
      key: own,
      json: { ...input, onward: 'https://elsewhere.example/thanks' }
    });
    expect([away.status, away.text.includes('/onward')]).toEqual([422, true]);
    const everybody = await api.ask('POST', '/api/v1/programs', { key: own, json: input });
    const { id } = everybody.body as { id: string };
    const dry = await api.ask('POST', `/api/v1/programs/${id}/dry-run`, { key: own });
    expect(dry.text).not.toContain(borealis);
    const forged = { ...input, id: newId(now), state: 'running', createdBy: newId(now), score: 100 };
    expect((await post('/programs', forged)).status).toBe(422);
  });
});
