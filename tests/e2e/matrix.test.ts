import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { may, type Permission } from '../../src/lib/server/access/roles.ts';
import { operations } from '../../src/lib/server/http/operations/all.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Answer, Client } from '../support/client.ts';
import { type Door, readDoors } from '../support/routes.ts';
import { type Caller, figures, type Key, type Kind, makeWorld, marks, type World } from '../support/two-companies.ts';
import { apiKinds, type Expectation, ownedByCompany, table } from './matrix-table.ts';

const AT_ONCE = 6;
const PATIENCE = 300_000;
const doors = readDoors().filter(({ path }) => !path.startsWith('/api/'));
const isWalked = (door: Door) => table[door.key] !== undefined && table[door.key]!.needs !== 'nobody';

let app: RunningApp;
let world: World;
let client: Client;
beforeAll(async () => {
  app = await startApp({
    env: { LOG_LEVEL: 'error' },
    seed: async (opened) => {
      world = await makeWorld(opened);
    }
  });
  client = app.client();
});
afterAll(() => app.stop());

/** Does the work for every item, a few at once, and returns the complaints. */
async function complaints<T>(items: readonly T[], work: (item: T) => Promise<string[]>): Promise<string[]> {
  const found: string[] = [];
  const queue = [...items];
  const turn = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) found.push(...(await work(item)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, turn));
  return found;
}

const pathOf = (door: Door, id: string) => door.path.replace(/\[[^\]]+\]/, table[door.key]?.param ?? id);

function knock(door: Door, id: string, cookie: string | null, data = false): Promise<Answer> {
  const path = pathOf(door, id) + (data ? '/__data.json' : '') + (door.action ? `?/${door.action}` : '');
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  return client.send(door.method, path, {
    headers: { cookie, ...(door.method === 'GET' ? {} : form) },
    ...(door.method === 'GET' ? {} : { body: '' })
  });
}

/** The answer without what differs by nature between two requests. */
const bare = (answer: Answer) =>
  answer.body.replaceAll(
    /nonce(-|=")[^"'\s]*|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|__sveltekit_\w+|new Date\(\d+\)|\d{4}-\d\d-\d\dT[\d:.]+Z/g,
    '·'
  );

/** Whose names and figures an answer holds that are not for this caller. */
function marksIn(answer: Answer, caller: Caller | null): string[] {
  const whole = `${answer.body}\n${JSON.stringify(answer.headers)}`.toLowerCase();
  const hidden = (['A', 'B'] as const).filter((key) => !caller?.sees.includes(key));
  return [
    ...hidden.filter((key) => whole.includes(marks[key])),
    ...figuresIn(whole, caller).map((one) => `figure ${one}`)
  ];
}

function figuresIn(text: string, caller: Caller | null): string[] {
  const known = caller?.scores ?? [];
  const closed = (['A', 'B', 'both'] as const).filter((key) =>
    key === 'both' ? known.length < 2 : !known.includes(key)
  );
  return closed.flatMap((key) => figures[key].filter((digits) => text.includes(digits)));
}

const mayPass = (caller: Caller, needs: Expectation['needs']) =>
  needs === 'nobody' || needs === 'person' || may(caller.grant.role, needs as Permission);

describe('every door of the app', () => {
  it('S-13 stands in the table of the matrix, and every line of the table is a door', () => {
    expect(doors.map(({ key }) => key).sort()).toEqual(Object.keys(table).sort());
  });

  it('S-13 is shut to who is not logged in, pages and their data alike', { timeout: PATIENCE }, async () => {
    const wrong = await complaints(doors, async (door) => {
      const { needs } = table[door.key]!;
      const answer = await knock(door, randomUUID(), null);
      const leaks = marksIn(answer, null).map((key) => `${door.key} shows ${key} to nobody`);
      if (needs === 'nobody') return answer.status >= 500 ? [`${door.key}: ${answer.status}`] : leaks;
      const sent = door.method === 'GET' && answer.status === 303 && answer.location?.startsWith('/login');
      const shut = sent || answer.status === 401;
      const data = door.method === 'GET' ? await knock(door, randomUUID(), null, true) : null;
      // The data of a page answers with a redirect as data, or with the refusal.
      const open = data !== null && !/"type":"redirect"|"status":40\d/.test(data.body) && data.status < 400;
      return [...leaks, ...(shut ? [] : [`${door.key}: ${answer.status}`]), ...(open ? [`${door.key} data`] : [])];
    });
    expect(wrong).toEqual([]);
  });

  it('S-13 S-15 lets in the roles it is for and answers 403 to the others', { timeout: PATIENCE }, async () => {
    const pairs = doors.filter(isWalked).flatMap((door) => world.callers.map((caller) => ({ door, caller })));
    const wrong = await complaints(pairs, async ({ door, caller }) => {
      const { needs, of, private: isPrivate } = table[door.key]!;
      const isOwned = of !== undefined && ownedByCompany.includes(of);
      const own = of === undefined ? randomUUID() : world.ids[of][caller.sees[0] ?? 'A'];
      // A door that changes something is tried on a record that is not there.
      const answer = await knock(door, door.method === 'GET' ? own : randomUUID(), caller.cookie);
      const leaks = marksIn(answer, caller).map((key) => `${door.key} shows ${key} to ${caller.name}`);
      const said = `${door.key} as ${caller.name}: ${answer.status}`;
      if (!mayPass(caller, needs)) return [...leaks, ...(answer.status === 403 ? [] : [said])];
      const seesOne = !isPrivate && (!isOwned || caller.sees.length > 0);
      const fine =
        door.method === 'GET'
          ? answer.status === (seesOne ? 200 : 404)
          : answer.status < 500 && answer.status !== 403 && answer.status !== 401;
      return [...leaks, ...(fine ? [] : [said])];
    });
    expect(wrong).toEqual([]);
  });

  it('S-13 S-17 hides the other company in the data of every page', { timeout: PATIENCE }, async () => {
    const pages = doors.filter((door) => door.method === 'GET' && isWalked(door));
    const pairs = pages.flatMap((door) => world.callers.map((caller) => ({ door, caller })));
    const wrong = await complaints(pairs, async ({ door, caller }) => {
      const { needs, of } = table[door.key]!;
      if (!mayPass(caller, needs)) return [];
      const own = of === undefined ? '' : world.ids[of][caller.sees[0] ?? 'A'];
      const answer = await knock(door, own, caller.cookie, true);
      return marksIn(answer, caller).map((key) => `the data of ${door.key} shows ${key} to ${caller.name}`);
    });
    expect(wrong).toEqual([]);
  });

  it(
    'S-17 shows figures to those they are for and to nobody else, whatever an address asks',
    { timeout: PATIENCE },
    async () => {
      const [a, b] = [world.ids.company.A, world.ids.company.B];
      const companies = ['', 'company=B', 'company=A&company=B', `company=${a}&company=${b}`];
      const questions = [
        'by=company',
        'combined=pooled',
        'by=company&combined=customer-base',
        'by=stage&combined=pooled'
      ];
      const more = ['by=company&grain=month', 'by=stage,segment&combined=pooled'];
      const paths = [
        ...companies.flatMap((filter) => [`/overview?${filter}`, `/overview?${filter}&combined=pooled`]),
        ...companies.flatMap((filter) => [...questions, ...more].map((one) => `/scores?metric=nps&${one}&${filter}`)),
        '/alerts',
        '/alerts?state=all'
      ];
      const readers = world.callers.filter((caller) => mayPass(caller, 'scores.read'));
      const shown = new Map(readers.map((caller) => [caller.name, new Set<string>()]));
      const pairs = paths.flatMap((path) => readers.map((caller) => ({ path, caller })));
      const wrong = await complaints(pairs, async ({ path, caller }) => {
        const data = path.replace(/^[^?]*/, (page) => `${page}/__data.json`);
        const found: string[] = [];
        for (const address of [path, data]) {
          const answer = await client.send('GET', address, { headers: { cookie: caller.cookie } });
          if (answer.status >= 500) found.push(`${address} as ${caller.name}: ${answer.status}`);
          for (const one of marksIn(answer, caller)) found.push(`${address} shows ${one} to ${caller.name}`);
          for (const digits of Object.values(figures).flat())
            if (answer.body.includes(digits)) shown.get(caller.name)!.add(digits);
        }
        return found;
      });
      expect(wrong).toEqual([]);
      // The figures are there to be leaked: who may see them does.
      for (const { name, scores } of readers) {
        const due = [...scores.flatMap((key) => figures[key]), ...(scores.length === 2 ? figures.both : [])];
        expect([name, [...shown.get(name)!].sort()]).toEqual([name, due.sort()]);
      }
    }
  );

  it('S-13 answers a record of another company like one that does not exist', { timeout: PATIENCE }, async () => {
    const owned = doors.filter((door) => {
      const { of, needs } = table[door.key]!;
      return needs !== 'nobody' && of !== undefined && ownedByCompany.includes(of);
    });
    const pairs = owned.flatMap((door) => world.callers.map((caller) => ({ door, caller })));
    const wrong = await complaints(pairs, async ({ door, caller }) => {
      const { needs, of } = table[door.key]!;
      if (!mayPass(caller, needs)) return [];
      const foreign = (['A', 'B'] as const).filter((key) => !caller.sees.includes(key));
      const found: string[] = [];
      for (const key of foreign)
        for (const data of door.method === 'GET' ? [false, true] : [false]) {
          const [theirs, none] = [
            await knock(door, world.ids[of!][key], caller.cookie, data),
            await knock(door, randomUUID(), caller.cookie, data)
          ];
          if (theirs.status !== none.status || bare(theirs) !== bare(none))
            found.push(`${door.key} of ${key} as ${caller.name}: ${theirs.status} against ${none.status}`);
          if (!data && theirs.status !== 404) found.push(`${door.key} of ${key} as ${caller.name}: ${theirs.status}`);
        }
      return found;
    });
    expect(wrong).toEqual([]);
  });

  it('S-13 takes text that is no id as one that does not exist', { timeout: PATIENCE }, async () => {
    const admin = world.callers.find((caller) => caller.name === 'admin, clean team')!;
    const odd = ['null', 'undefined', '[]', '%7B%22$ne%22:1%7D', '0', "1'--", '%00', '..%2f..', 'a'.repeat(2000)];
    const named = doors.filter((door) => isWalked(door) && table[door.key]!.of !== undefined);
    const wrong = await complaints(
      named.flatMap((door) => odd.map((id) => ({ door, id }))),
      async ({ door, id }) => {
        const answer = await knock(door, id, admin.cookie);
        return answer.status >= 400 && answer.status < 500 ? [] : [`${door.key} with ${id}: ${answer.status}`];
      }
    );
    expect(wrong).toEqual([]);
  });
});

describe('every operation of the API', () => {
  interface Call {
    method: string;
    path: string;
    needs: Permission;
    of: Kind | null;
  }
  const calls: Call[] = operations.map(({ method, path, permission }) => ({
    method,
    path,
    needs: permission,
    of: path.includes('{id}') ? (apiKinds[/([a-z-]+)\/\{id\}/.exec(path)?.[1] ?? ''] ?? null) : null
  }));

  const call = ({ method, path }: Call, id: string, key: string | null, query = '') =>
    client.send(method, `/api/v1${path.replace('{id}', id)}${query}`, {
      headers: {
        cookie: null,
        origin: null,
        accept: 'application/json',
        authorization: key === null ? null : `Bearer ${key}`,
        ...(method === 'GET' ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() })
      },
      ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{}' })
    });

  it('S-13 is what the document at /api/v1/openapi.json says, and a door of src/routes', async () => {
    const { paths } = (await client.get('/api/v1/openapi.json')).json<{ paths: Record<string, object> }>();
    const written = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`)
    );
    expect(written.sort()).toEqual(calls.map(({ method, path }) => `${method} ${path}`).sort());
    const built = new Set(readDoors().map(({ key }) => key));
    const undocumented = new Set(['GET /docs', 'GET /openapi.json']);
    const missing = calls.filter(({ method, path }) => {
      const route = `${method} /api/v1${path.replaceAll(/\{(\w+)\}/g, '[$1]')}`;
      return !undocumented.has(`${method} ${path}`) && !built.has(route);
    });
    expect(missing).toEqual([]);
  });

  it('S-13 S-15 asks for a key and for the right of its role', { timeout: PATIENCE }, async () => {
    const pairs = calls.flatMap((one) => [null, ...world.callers].map((caller) => ({ one, caller })));
    const wrong = await complaints(pairs, async ({ one, caller }) => {
      const target = one.of !== null && one.method === 'GET' ? world.ids[one.of][caller?.sees[0] ?? 'A'] : randomUUID();
      const answer = await call(one, target, caller?.key ?? null);
      const said = `${one.method} ${one.path} as ${caller?.name ?? 'nobody'}: ${answer.status}`;
      const leaks = marksIn(answer, caller).map((key) => `${said} shows ${key}`);
      if (caller === null) return [...leaks, ...(answer.status === 401 ? [] : [said])];
      if (!mayPass(caller, one.needs)) return [...leaks, ...(answer.status === 403 ? [] : [said])];
      const fine = answer.status < 500 && answer.status !== 401 && answer.status !== 403;
      return [...leaks, ...(fine ? [] : [said])];
    });
    expect(wrong).toEqual([]);
  });

  it('S-13 answers a record of another company like one that does not exist', { timeout: PATIENCE }, async () => {
    const owned = calls.filter(({ of }) => of !== null && ownedByCompany.includes(of));
    const pairs = owned.flatMap((one) => world.callers.map((caller) => ({ one, caller })));
    const wrong = await complaints(pairs, async ({ one, caller }) => {
      if (!mayPass(caller, one.needs)) return [];
      const found: string[] = [];
      for (const key of (['A', 'B'] as Key[]).filter((key) => !caller.sees.includes(key))) {
        const theirs = await call(one, world.ids[one.of!][key], caller.key);
        const none = await call(one, randomUUID(), caller.key);
        if (theirs.status !== none.status || bare(theirs) !== bare(none))
          found.push(`${one.method} ${one.path} of ${key} as ${caller.name}: ${theirs.status} against ${none.status}`);
      }
      return found;
    });
    expect(wrong).toEqual([]);
  });

  it(
    'S-17 S-22 shows nothing of another company whatever a filter says, and never fails',
    { timeout: PATIENCE },
    async () => {
      const lists = calls.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
      const filters = (['A', 'B'] as Key[]).flatMap((key) => [
        `?company=${world.ids.company[key]}`,
        `?company=${world.ids.company.A}&company=${world.ids.company.B}`,
        `?customer=${world.ids.customer[key]}`
      ]);
      const odd = [
        '?company=',
        '?company=null',
        '?company[]=x',
        '?company=%7B%22$ne%22:1%7D',
        '?limit=-1',
        '?limit=1e9'
      ];
      const more = [
        '?cursor=edited',
        "?filter[a'--]=1",
        '?sort=name;drop',
        '?sort=(select 1)',
        `?search=${'x'.repeat(10_000)}`
      ];
      const breakdowns = [
        'by=company',
        'combined=pooled',
        'by=stage&combined=customer-base',
        'by=company&grain=month'
      ].flatMap((question) =>
        ['', '&company=A', '&company=B', '&company=A&company=B'].map((one) => `?metric=nps&${question}${one}`)
      );
      const pairs = lists.flatMap((one) => world.callers.map((caller) => ({ one, caller })));
      const wrong = await complaints(pairs, async ({ one, caller }) => {
        if (!mayPass(caller, one.needs)) return [];
        const found: string[] = [];
        const asked = one.path === '/scores' ? [...filters, ...breakdowns] : filters;
        for (const query of caller.sees.length === 1 ? [...asked, ...odd, ...more] : asked) {
          const answer = await call(one, '', caller.key, query.replaceAll(' ', '%20'));
          const said = `${one.path}${query.slice(0, 60)} as ${caller.name}: ${answer.status}`;
          if (answer.status >= 500) found.push(said);
          for (const key of marksIn(answer, caller)) found.push(`${said} shows ${key}`);
        }
        return found;
      });
      expect(wrong).toEqual([]);
    }
  );
});
