import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Answer } from '../support/client.ts';
import { figures, type Key, makeWorld, marks, type World } from '../support/two-companies.ts';

let app: RunningApp;
let world: World;
beforeAll(async () => {
  app = await startApp({
    env: { LOG_LEVEL: 'error' },
    seed: async (inside) => {
      world = await makeWorld(inside);
    }
  });
});
afterAll(() => app?.stop());

interface Sending {
  json?: unknown;
  csv?: string;
}

/** A call with the key of somebody, by role and scope. */
function ask(who: string, method: string, path: string, { json, csv }: Sending = {}): Promise<Answer> {
  const { key } = world.callers.find(({ name }) => name === who)!;
  const body = csv ?? (json === undefined ? undefined : JSON.stringify(json));
  return app.client().send(method, `/api/v1${path}`, {
    headers: {
      ...{ authorization: `Bearer ${key}`, accept: 'application/json', origin: null },
      'content-type': csv !== undefined ? 'text/csv' : json === undefined ? null : 'application/json'
    },
    ...(body === undefined ? {} : { body })
  });
}

interface Problem {
  type: string;
  status: number;
  errors?: { pointer?: string; parameter?: string; code: string; allowed?: string[] }[];
}
/** What is wrong, as places and codes; fails unless the answer is a problem of this status. */
function refused(answer: Answer, status: number): string[] {
  expect([answer.status, answer.headers['content-type']], answer.body).toEqual([status, 'application/problem+json']);
  expect(answer.body).not.toMatch(/select |insert |\.ts:|node_modules/);
  return (answer.json<Problem>().errors ?? []).map(({ pointer, parameter, code }) => `${pointer ?? parameter} ${code}`);
}
const good = <T>(answer: Answer, status = 200): T => {
  expect(answer.status, answer.body).toBe(status);
  return answer.json<T>();
};

const A = 'admin, staff of A';
const B = 'admin, staff of B';
const aggregates = 'admin, aggregates';
const leader = 'leader, staff of A';

/** Everything a record answers to somebody outside its scope is what an unknown id answers. */
async function sameAsMissing(who: string, method: string, path: (id: string) => string, id: string, sending?: Sending) {
  const [theirs, none] = [
    await ask(who, method, path(id), sending),
    await ask(who, method, path(randomUUID()), sending)
  ];
  refused(theirs, 404);
  const bare = ({ body }: Answer) => body.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '·');
  expect(bare(theirs)).toBe(bare(none));
}

describe('imports', () => {
  interface Run {
    id: string;
    state: string;
    counts: Record<string, number> | null;
    mapping: { columns: { header: string; target: unknown }[] };
  }
  const csv = 'id;name;email;note\nN1;Ann Neu;ann@new.example;=1+1\nN2;Bo;not an address;\n;Nameless;c@new.example;\n';
  const upload = (who: string, query: string, text = csv) => ask(who, 'POST', `/imports?${query}`, { csv: text });
  const settled = async (who: string, id: string, state: string): Promise<Run> => {
    await expect
      .poll(async () => (await ask(who, 'GET', `/imports/${id}`)).json<Run>().state, { timeout: 20_000 })
      .toBe(state);
    return good<Run>(await ask(who, 'GET', `/imports/${id}`));
  };

  it('API-01 S-08 a file goes in, is looked at, checked and run, and what was wrong comes back as a list and as CSV', async () => {
    const { A: company } = world.ids.company;
    const made = good<Run>(await upload(A, `kind=customers&company=${company}&fileName=neu%3B%22.csv`), 201);
    const look = good<{ headers: string[]; delimiter: string; problems: unknown[] }>(
      await ask(A, 'GET', `/imports/${made.id}/preview`)
    );
    expect(look).toMatchObject({ headers: ['id', 'name', 'email', 'note'], delimiter: ';', problems: [] });
    expect(refused(await ask(A, 'PATCH', `/imports/${made.id}`, { json: { delimiter: '#' } }), 422)).toEqual([
      '/delimiter not-allowed'
    ]);
    good(await ask(A, 'PATCH', `/imports/${made.id}`, { json: { mapping: made.mapping } }));
    good(await ask(A, 'POST', `/imports/${made.id}/check`), 202);
    const dry = await settled(A, made.id, 'checked');
    expect(dry.counts).toMatchObject({ rows: 3, added: 2, refused: 1 });
    const before = good<{ items: unknown[] }>(await ask(A, 'GET', '/customers?search=Neu'));
    expect(before.items).toEqual([]);
    good(await ask(A, 'POST', `/imports/${made.id}/run`), 202);
    expect((await settled(A, made.id, 'finished')).counts).toMatchObject({ rows: 3, added: 2, refused: 1 });
    expect(good<{ items: unknown[] }>(await ask(A, 'GET', '/customers?search=Neu')).items).toHaveLength(1);
    const list = good<{ items: { line: number; column: string; kept: boolean }[] }>(
      await ask(A, 'GET', `/imports/${made.id}/errors`)
    );
    expect(list.items.map(({ line, kept }) => [line, kept])).toEqual([
      [3, true],
      [4, false]
    ]);
    const file = await ask(A, 'GET', `/imports/${made.id}/errors/file`);
    expect(file.status).toBe(200);
    expect(file.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="neu__-errors.csv"',
      'x-content-type-options': 'nosniff'
    });
    const lines = file.body.split('\r\n');
    expect(lines[0]).toBe('\ufeffline,row,column,reason,value,expected');
    expect(lines[1]).toMatch(/^3,kept,email,[a-z_]+,not an address,/);
    expect(lines[2]).toMatch(/^4,refused,id,[a-z_]+,,/);
    expect(lines).toHaveLength(4);
    const own = good<{ items: Run[] }>(await ask(A, 'GET', '/imports'));
    expect(own.items.map(({ id }) => id)).toContain(made.id);
    expect(refused(await ask(A, 'POST', `/imports/${made.id}/run`), 409)).toEqual([]);
  });

  it('S-15 only those who may import do, and a key sees the files of its own scope only', async () => {
    for (const [method, path] of [
      ['GET', '/imports'],
      ['POST', '/imports?kind=customers'],
      ['GET', `/imports/${randomUUID()}`],
      ['GET', `/imports/${randomUUID()}/errors/file`],
      ['POST', `/imports/${randomUUID()}/run`]
    ] as const)
      refused(await ask('analyst, staff of A', method, path, path.includes('?') ? { csv } : {}), 403);
    expect(refused(await upload(A, `kind=customers&company=${world.ids.company.B}`), 422)).toEqual([
      'company not-allowed'
    ]);
    const theirs = good<Run>(await upload(B, `kind=customers&company=${world.ids.company.B}`), 201);
    for (const part of ['', '/preview', '/errors', '/errors/file'])
      await sameAsMissing(A, 'GET', (id) => `/imports/${id}${part}`, theirs.id);
    for (const part of ['/check', '/run']) await sameAsMissing(A, 'POST', (id) => `/imports/${id}${part}`, theirs.id);
    await sameAsMissing(A, 'PATCH', (id) => `/imports/${id}`, theirs.id, { json: { delimiter: ',' } });
    expect((await ask(A, 'GET', '/imports')).body).not.toContain(theirs.id);
  });

  it('API-04 API-06 what is wrong with a call is said with its place, and nothing is kept', async () => {
    const { A: company } = world.ids.company;
    const count = async () => good<{ items: unknown[] }>(await ask(A, 'GET', '/imports')).items.length;
    const before = await count();
    expect(refused(await upload(A, 'kind=people'), 422)).toEqual(['kind not-allowed']);
    expect(refused(await upload(A, `kind=customers&company=${company}`, ''), 422)).toEqual([' empty']);
    expect(refused(await upload(A, `kind=customers&company=${company}&mapping=%7B`), 422)).toEqual([
      'mapping not-a-mapping'
    ]);
    expect(refused(await upload(A, `kind=customers&company=${company}&owner=me`), 422)).toEqual(['owner unknown']);
    refused(await ask(A, 'POST', `/imports?kind=customers&company=${company}`, { json: {} }), 415);
    expect(await count()).toBe(before);
    const made = good<Run>(await upload(A, `kind=customers&company=${company}`), 201);
    const wrong = { mapping: { columns: 'all' }, owner: 'me', encoding: 'ebcdic' };
    const places = refused(await ask(A, 'PATCH', `/imports/${made.id}`, { json: wrong }), 422);
    expect(places).toEqual(expect.arrayContaining(['/owner unknown', '/encoding not-allowed']));
    expect(places.some((one) => one.startsWith('/mapping/'))).toBe(true);
    refused(await ask(A, 'POST', `/imports/${made.id}/run`), 409);
  });
});

describe('scores', () => {
  interface Scores {
    cells: {
      row: string;
      column: string;
      figure: { state: string; n?: number; score?: number; low?: number; high?: number };
    }[];
    total: { state: string; n?: number; score?: number } | null;
    unavailable: boolean;
  }
  const scores = (who: string, query: string) => ask(who, 'GET', `/scores?${query}`);

  it('API-12 S-17 a key reads the figures of its companies, with n and interval, and no other company by any filter', async () => {
    const own = good<Scores>(await scores(A, 'metric=nps&by=company'));
    expect(own.cells.map(({ row }) => row)).toEqual(['A']);
    const [{ figure }] = own.cells as [Scores['cells'][number]];
    expect(figure).toMatchObject({ state: 'value', n: 137 });
    expect(String(figure.score)).toContain(figures.A[0]);
    expect(figure.low).toBeLessThan(figure.score!);
    expect(figure.high).toBeGreaterThan(figure.score!);
    const both = good<Scores>(await scores(aggregates, 'metric=nps&by=company&combined=pooled'));
    expect(both.cells.map(({ row, figure: { n } }) => [row, n]).sort()).toEqual([
      ['A', 137],
      ['B', 149]
    ]);
    expect(both.total).toMatchObject({ state: 'value', n: 286 });
    expect(refused(await scores(A, 'metric=nps&by=company&company=B'), 422)).toEqual(['company not-allowed']);
    const none = good<Scores>(await scores('admin, no scope', 'metric=nps&by=company'));
    expect(none.cells).toEqual([]);
  });

  it('S-55 a key without access to answers gets no small cell and nothing that only answers could tell', async () => {
    const asked = 'metric=nps&by=channel,tier&combined=pooled';
    expect(good<Scores>(await scores('admin, clean team', asked)).unavailable).toBe(false);
    const closed = good<Scores>(await scores(aggregates, asked));
    expect(closed).toMatchObject({ unavailable: true, cells: [] });
  });

  it('API-04 API-06 S-22 an unknown metric, grouping, filter or day is refused with what is allowed', async () => {
    const allowed = (answer: Answer, name: string) =>
      answer.json<Problem>().errors?.find(({ parameter }) => parameter === name)?.allowed ?? [];
    const metric = await scores(A, 'metric=drop%20table&by=company');
    expect(refused(metric, 422)).toEqual(['metric not-allowed']);
    expect(allowed(metric, 'metric')).toContain('nps');
    const by = await scores(A, "metric=nps&by=company,name'--");
    expect(refused(by, 422)).toEqual(['by not-allowed']);
    expect(allowed(by, 'by')).toContain('segment');
    expect(refused(await scores(A, 'metric=nps&by=company&from=2026-02-30'), 422)).toEqual(['from not-a-date']);
    expect(refused(await scores(A, 'metric=nps&by=company&limit=1e9'), 422)).toEqual(['limit not-allowed']);
    expect(refused(await scores(A, ''), 422)).toEqual(expect.arrayContaining(['metric required']));
    expect(refused(await scores(A, 'metric=nps&by=company&sort=score'), 422)).toEqual(['sort unknown']);
  });
});

describe('customers', () => {
  interface Page {
    items: { id: string; name: string; companyId: string }[];
    next: string | null;
    nextCursor: string | null;
  }

  it('API-01 API-05 S-17 a key lists, searches and reads the customers of its company, page by page', async () => {
    const seen: string[] = [];
    for (let path: string | null = '/customers?limit=3&search=quartz'; path !== null;) {
      const page: Page = good<Page>(await ask(A, 'GET', path));
      expect(page.items.every(({ companyId }) => companyId === world.ids.company.A)).toBe(true);
      seen.push(...page.items.map(({ name }) => name));
      path = page.next?.replace(/^.*\/api\/v1/, '') ?? null;
    }
    expect(seen).toEqual(Array.from({ length: 7 }, (_, n) => `${marks.A} ${n}`));
    const one = good<{ name: string; region: string; attributes: object }>(
      await ask(A, 'GET', `/customers/${world.ids.customer.A}`)
    );
    expect(one).toMatchObject({ name: `${marks.A} 6`, region: marks.A, attributes: { note: marks.A } });
  });

  it('S-13 S-15 leaders, keys of aggregates and keys of the other company read none', async () => {
    refused(await ask(leader, 'GET', '/customers'), 403);
    refused(await ask(leader, 'GET', `/customers/${world.ids.customer.A}`), 403);
    expect(good<Page>(await ask(aggregates, 'GET', '/customers')).items).toEqual([]);
    expect(good<Page>(await ask(A, 'GET', `/customers?search=${marks.B}`)).items).toEqual([]);
    expect(good<Page>(await ask(A, 'GET', `/customers?company=${world.ids.company.B}`)).items).toEqual([]);
    for (const who of [A, aggregates])
      await sameAsMissing(who, 'GET', (id) => `/customers/${id}`, world.ids.customer.B);
  });

  it('API-04 API-06 S-22 filters come from a fixed list', async () => {
    const list = (query: string) => ask(A, 'GET', `/customers?${query}`);
    const sorted = await list('sort=name;drop');
    expect(refused(sorted, 422)).toEqual(['sort unknown']);
    expect(sorted.json<Problem>().errors![0]!.allowed).toEqual(expect.arrayContaining(['search', 'company', 'limit']));
    expect(refused(await list('limit=1000000000'), 422)[0]).toMatch(/^limit /);
    expect(refused(await list('company=B'), 422)[0]).toMatch(/^company /);
    expect(refused(await list(`search=${'x'.repeat(10_000)}`), 422)[0]).toMatch(/^search /);
    expect(refused(await list('cursor=edited'), 422)[0]).toMatch(/^cursor /);
    for (const mark of ['%25', '_', '%5C', "'%20or%201=1--"])
      expect(good<Page>(await list(`search=${mark}`)).items).toEqual([]);
  });
});

describe('alert rules and alerts', () => {
  interface Rule {
    id: string;
    revision: number;
    enabled: boolean;
    name: string;
    falseAlarms: { perNode: number } | null;
  }
  interface Alert {
    id: string;
    state: string;
    node: { companyId: string | null };
    evidence: { n: number; excess: number };
  }
  const alerts = async (who: string, query = '') =>
    good<{ items: Alert[] }>(await ask(who, 'GET', `/alerts${query}`)).items;
  const big = async (who: string, key: Key) =>
    (await alerts(who)).find(({ node, evidence }) => node.companyId === world.ids.company[key] && evidence.n > 100);

  it('API-01 A-02 UX-83 a rule is made, read, changed at its revision, switched off and replayed; without enough answers it knows no rate', async () => {
    const input = { name: 'Ease', rule: { metric: 'ces' } };
    const made = good<Rule>(await ask(A, 'POST', '/alert-rules', { json: input }), 201);
    expect(made).toMatchObject({ name: 'Ease', enabled: true, revision: 1, falseAlarms: null });
    const change = (json: object) => ask(A, 'PATCH', `/alert-rules/${made.id}`, { json });
    expect(good<Rule>(await change({ revision: 1, name: 'Less ease' }))).toMatchObject({
      name: 'Less ease',
      revision: 2
    });
    refused(await change({ revision: 1, name: 'Late' }), 409);
    refused(await change({ revision: 2, rule: { metric: 'nps' } }), 409);
    expect(good<Rule>(await change({ revision: 2, enabled: false })).enabled).toBe(false);
    expect(good<Rule>(await ask(A, 'GET', `/alert-rules/${made.id}`))).toMatchObject({
      name: 'Less ease',
      enabled: false
    });
    const replay = good<{ events: unknown[] }>(await ask(A, 'POST', `/alert-rules/${made.id}/replay`, { json: {} }));
    expect(replay.events).toEqual([]);
    expect((await ask(A, 'GET', '/alert-rules')).body).toContain(made.id);
  });

  it('S-15 leaders read rules and alerts, and neither make nor work on them', async () => {
    good(await ask(leader, 'GET', '/alert-rules'));
    refused(await ask(leader, 'POST', '/alert-rules', { json: { name: 'x', rule: { metric: 'nps' } } }), 403);
    refused(
      await ask(leader, 'PATCH', `/alert-rules/${world.ids.rule.A}`, { json: { revision: 1, enabled: false } }),
      403
    );
    refused(
      await ask('agent, staff of A', 'POST', '/alert-rules', { json: { name: 'x', rule: { metric: 'nps' } } }),
      403
    );
    const seen = await big(leader, 'A');
    for (const verb of ['acknowledge', 'resolve'])
      refused(await ask(leader, 'POST', `/alerts/${seen!.id}/${verb}`, { json: {} }), 403);
  });

  it('S-13 S-17 S-55 alerts of another company do not exist for a key, and small ones not for a key of aggregates', async () => {
    const theirs = (await big(B, 'B'))!;
    const companies = async (who: string) => [...new Set((await alerts(who)).map(({ node }) => node.companyId))];
    expect(await companies(A)).toEqual([world.ids.company.A]);
    expect(await alerts(A, `?company=${world.ids.company.B}`)).toEqual([]);
    expect((await companies(aggregates)).sort()).toEqual(Object.values(world.ids.company).sort());
    expect((await alerts(aggregates)).every(({ evidence }) => evidence.n >= 5)).toBe(true);
    await sameAsMissing(A, 'GET', (id) => `/alerts/${id}`, theirs.id);
    await sameAsMissing(aggregates, 'GET', (id) => `/alerts/${id}`, world.ids.alert.A);
    for (const verb of ['acknowledge', 'resolve'])
      await sameAsMissing(A, 'POST', (id) => `/alerts/${id}/${verb}`, theirs.id, { json: {} });
    expect((await big(B, 'B'))!.state).toBe('open');
  });

  it('API-01 an alert is acknowledged and resolved once, with its note in the history', async () => {
    const { id } = (await big(A, 'A'))!;
    const act = (verb: string, note = '') => ask(A, 'POST', `/alerts/${id}/${verb}`, { json: { note } });
    expect(good<Alert>(await act('acknowledge', 'looking')).state).toBe('acknowledged');
    expect(good<Alert>(await act('resolve', 'mended')).state).toBe('resolved');
    refused(await act('acknowledge'), 409);
    const read = good<{ history: { kind: string; note: string }[] }>(await ask(A, 'GET', `/alerts/${id}`));
    expect(read.history.map(({ note }) => note)).toEqual(['looking', 'mended']);
    expect((await alerts(A, '?state=resolved')).map((one) => one.id)).toEqual([id]);
  });

  it('API-04 API-06 S-16 a rule with mistakes is refused with a pointer to each, and nothing is made', async () => {
    const count = async () => good<{ items: unknown[] }>(await ask(A, 'GET', '/alert-rules')).items.length;
    const before = await count();
    const post = async (json: unknown) => refused(await ask(A, 'POST', '/alert-rules', { json }), 422);
    const rule = { metric: 'nps', windows: [8, 4], minimumEffect: 0, level: 3 };
    expect(await post({ name: '', rule, calibration: {} })).toEqual(
      expect.arrayContaining(['/calibration unknown', '/rule/level unknown'])
    );
    expect((await post({ name: 'x', rule: { metric: 'nps', minimumEffect: 0 } }))[0]).toMatch(
      /^\/rule\/minimumEffect /
    );
    expect(await post({ name: 'x', rule: { metric: 'nps' }, recipients: [randomUUID()] })).toEqual([
      '/recipients unknown'
    ]);
    expect(await post({ rule: { metric: 'nps' } })).toEqual([expect.stringMatching(/^\/name /)]);
    expect(await count()).toBe(before);
    const bad = await ask(A, 'GET', '/alerts?state=asleep');
    expect(refused(bad, 422)).toEqual(['state not-allowed']);
    expect(bad.json<Problem>().errors![0]!.allowed).toContain('muted');
    const { id } = (await alerts(A))[0]!;
    expect(refused(await ask(A, 'POST', `/alerts/${id}/resolve`, { json: { state: 'open' } }), 422)).toEqual([
      '/state unknown'
    ]);
    expect(
      refused(await ask(A, 'POST', `/alert-rules/${world.ids.rule.A}/replay`, { json: { from: 'yesterday' } }), 422)[0]
    ).toMatch(/^\/from /);
  });
});
