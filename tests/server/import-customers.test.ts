import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, rows } from '#lib/server/db/open.ts';
import { account, customer, importChunk, importRun, stageEntry } from '#lib/server/db/schema/customers.ts';
import * as mappings from '#lib/server/import-mapping.ts';
import { list, read } from '#lib/server/import-runs.ts';
import { cancel, discard, prune, receive } from '#lib/server/imports.ts';
import { openTestDatabase } from '../support/database.ts';
import { app, type Bench, checked, fixture, imported, importerOf, piecesOf, uploaded } from '../support/importing.ts';
import { makeCompany } from '../support/outreach.ts';

const now = new Date('2026-01-05T09:00:00Z');
let db: Database;
let acme: string, borealis: string;
let bench: Bench;

beforeAll(async () => {
  db = await openTestDatabase();
  acme = await makeCompany(db, 'A', now);
  borealis = await makeCompany(db, 'B', now);
  bench = { db, clock: () => now, importer: importerOf([acme, borealis], now) };
});
afterAll(() => db.close());

const header =
  'customer_id,name,account,email,phone,country,region,segment,industry,value_eur,since,stage,language,channel';
const customersOf = (companyId: string) => db.system.select().from(customer).where(eq(customer.companyId, companyId));

describe('customers from a file', () => {
  it('FMT-12 nothing is written before confirmation, then everything, and the same file again changes nothing', async () => {
    const file = `${header}
1,Ines Moreau,Moreau SA,i.moreau@x.test,+33155014820,FR,North,Enterprise,Retail,1200.50,2020-01-31,Stable,fr,web
2,陈思远,,chen@x.test,,CN,East,Consumer,,30,2021-05-01,Development,zh,phone
3,Amal Haddad,Moreau SA,,,,,,,10,,,,
`;
    const id = await uploaded(bench, file, { companyId: acme });
    const dry = await checked(bench, id);
    expect(dry).toMatchObject({ state: 'checked', checked: { rows: 3, added: 3, refused: 0 } });
    expect(await customersOf(acme)).toEqual([]);
    const first = await imported(bench, file, { companyId: acme });
    expect(first.counts).toMatchObject({ rows: 3, added: 3, changed: 0, unchanged: 0, refused: 0, superseded: 0 });
    const stored = await customersOf(acme);
    expect(stored.find((one) => one.legacyId === '1')).toMatchObject({
      name: 'Ines Moreau',
      emailKey: 'i.moreau@x.test',
      region: 'R1',
      segment: 'enterprise',
      value: 1200.5,
      since: '2020-01-31',
      stage: 'stable',
      tier: 'high',
      locale: 'fr',
      channel: 'web'
    });
    expect(stored.map((one) => one.tier).sort()).toEqual(['high', 'low', 'mid']);
    expect(await db.system.select().from(account)).toHaveLength(1);
    expect((await db.system.select().from(stageEntry)).map((one) => [one.stage, one.validFrom]).sort()).toEqual([
      ['development', '2026-01-05'],
      ['stable', '2026-01-05']
    ]);
    const again = await imported(bench, file, { companyId: acme });
    expect(again.dry.checked).toMatchObject({ added: 0, changed: 0, unchanged: 3 });
    expect(again.counts).toMatchObject({ rows: 3, added: 0, changed: 0, unchanged: 3 });
    expect(await customersOf(acme)).toEqual(stored);
  });

  it('a later file changes what it mentions and leaves the rest, and a new stage is a move of that day', async () => {
    const later = new Date('2026-02-01T09:00:00Z');
    const result = await imported(
      { ...bench, clock: () => later },
      'customer_id,name,stage,Account manager\n1,Ines Moreau-Lang,Degradation,Kim\n2,陈思远,,\n',
      { companyId: acme }
    );
    expect(result.counts).toMatchObject({ added: 0, changed: 1, unchanged: 1 });
    const ines = (await customersOf(acme)).find((one) => one.legacyId === '1')!;
    expect(ines).toMatchObject({
      name: 'Ines Moreau-Lang',
      stage: 'degradation',
      email: 'i.moreau@x.test',
      region: 'R1',
      attributes: { 'Account manager': 'Kim' }
    });
    const history = await db.system.select().from(stageEntry).where(eq(stageEntry.customerId, ines.id));
    expect(history.map((one) => [one.validFrom, one.stage]).sort()).toEqual([
      ['2026-01-05', 'stable'],
      ['2026-02-01', 'degradation']
    ]);
  });

  it('of two rows of one customer the later counts, however far apart they stand', async () => {
    const many = Array.from({ length: 2_500 }, (_, i) => `${i},Customer ${i},${i % 7}`);
    const file = ['id,name,value (EUR)', '7,First,1', ...many, '7,Last,99', ''].join('\n');
    const first = await imported(bench, file, { companyId: borealis });
    expect(first.counts).toMatchObject({ rows: 2_502, added: 2_500, superseded: 2 });
    const again = await imported(bench, file, { companyId: borealis });
    expect(again.counts).toMatchObject({ added: 0, changed: 0, unchanged: 2_500, superseded: 2 });
    expect((await customersOf(borealis)).find((one) => one.legacyId === '7')?.name).toBe('Last');
  });

  it('tiers are those of the specification', async () => {
    const { assignTiers } = await import('#lib/customers/tiers.ts');
    const all = await customersOf(borealis);
    const expected = assignTiers(all.map(({ id, value }) => ({ id, value })));
    expect(all.filter((one) => one.tier !== (expected.get(one.id) ?? null))).toEqual([]);
  });
});

describe('a file belongs to whoever uploaded it', () => {
  it('S-13 another person’s import is one that never was, for every verb', async () => {
    const id = await uploaded(bench, 'id,name\n1,Ann\n', { companyId: acme });
    const other = importerOf([acme, borealis], now);
    for (const foreign of [id, id.replace(/.$/, '0'), '', 'null', '[]']) {
      expect(await read(db.app, other, foreign)).toBeNull();
      expect(await mappings.preview(db.app, other, foreign, now)).toBeNull();
      expect(await mappings.change(db.app, other, foreign, {}, now)).toEqual({ ok: false, reason: 'unknown' });
      expect(await mappings.check(app(bench), other, foreign, now)).toEqual({ ok: false, reason: 'unknown' });
      expect(await mappings.confirm(app(bench), other, foreign, now)).toEqual({ ok: false, reason: 'unknown' });
      expect(await cancel(db.app, other, foreign, now)).toBe(false);
      expect(await discard(db.app, other, foreign)).toBe(false);
    }
    expect(await list(db.app, other, 10)).toEqual([]);
    expect((await read(db.app, bench.importer, id))?.state).toBe('uploaded');
  });

  it('S-13 a company outside the scope cannot be chosen, mapped, or reached by a row', async () => {
    const staff = { ...bench, importer: importerOf([acme], now) };
    const input = { kind: 'customers', companyId: borealis, fileName: 'x' } as const;
    expect(await receive(db.app, staff.importer, input, piecesOf('id,name\n1,a\n'), now)).toEqual({
      ok: false,
      reason: 'unknown_company'
    });
    const id = await uploaded(staff, 'company,id,name\nA,w1,Ann\nB,w2,Bob\n');
    expect(await mappings.change(db.app, staff.importer, id, { companyId: borealis }, now)).toMatchObject({
      ok: false
    });
    const run = (await read(db.app, staff.importer, id))!;
    const mapping = { ...run.mapping!, codes: { ...run.mapping!.codes, company: { a: acme, b: borealis } } };
    await mappings.change(db.app, staff.importer, id, { mapping }, now);
    expect(await mappings.check(app(staff), staff.importer, id, now)).toMatchObject({
      reason: 'problems',
      problems: [{ reason: 'unknown_company' }]
    });
    await mappings.change(db.app, staff.importer, id, { mapping: run.mapping }, now);
    expect((await checked(staff, id)).checked).toMatchObject({ rows: 2, added: 1, refused: 1 });
  });

  it('S-17 companies lost between checking and confirming are refused row by row', async () => {
    const file = 'company,id,name\nA,x1,Ann\nB,x2,Bob\n';
    const id = await uploaded(bench, file);
    await checked(bench, id);
    const { work } = await import('#lib/server/import-work.ts');
    const { startRun } = await import('#lib/server/imports.ts');
    const less = { actor: bench.importer.actor, scope: importerOf([acme], now).scope };
    expect(await mappings.confirm(app(bench), less, id, now)).toMatchObject({ reason: 'problems' });
    await startRun(db.app, less, id, now);
    await work(app(bench), id);
    expect((await read(db.app, bench.importer, id))?.counts).toMatchObject({ added: 1, refused: 1 });
  });

  it('S-45 a file above the cap, an empty one and one that breaks off leave nothing', async () => {
    const before = await db.app.select({ id: importRun.id }).from(importRun);
    const input = { kind: 'customers', companyId: acme, fileName: '../../etc/x.csv' } as const;
    const bytes = new Uint8Array(300_000).fill(65);
    const take = (content: AsyncIterable<Uint8Array>) => receive(db.app, bench.importer, input, content, now, 200_000);
    expect(await take(piecesOf(bytes))).toEqual({ ok: false, reason: 'too_large' });
    expect(await take(piecesOf(''))).toEqual({ ok: false, reason: 'empty' });
    const broken = (async function* () {
      yield new Uint8Array(10);
      throw new Error('the line went dead');
    })();
    expect(await take(broken)).toEqual({ ok: false, reason: 'broken_off' });
    expect(await db.app.select({ id: importRun.id }).from(importRun)).toEqual(before);
  });

  it('the file is kept whole, and deleted a day after its import or a week after it was left lying', async () => {
    const bytes = new Uint8Array(2_500_000).map((_, i) => i % 251);
    const received = await receive(
      db.app,
      bench.importer,
      { kind: 'customers', companyId: acme, fileName: 'C:\\lists\\acme.csv' },
      piecesOf(bytes, 70_001),
      now
    );
    if (!received.ok) throw new Error(received.reason);
    const { bytesOf } = await import('#lib/server/import-runs.ts');
    const pieces: Uint8Array[] = [];
    for await (const piece of bytesOf(db.app, received.id)) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(Buffer.from(bytes))).toBe(true);
    expect((await read(db.app, bench.importer, received.id))?.fileName).toBe('acme.csv');
    const done = await imported(bench, 'id,name\n1,Ines Moreau-Lang\n', { companyId: acme });
    await prune(db.app, new Date(now.getTime() + 25 * 3_600_000));
    expect(await db.app.select().from(importChunk).where(eq(importChunk.importId, done.id))).toEqual([]);
    expect(await read(db.app, bench.importer, received.id)).not.toBeNull();
    await prune(db.app, new Date(now.getTime() + 8 * 86_400_000));
    expect(await read(db.app, bench.importer, received.id)).toBeNull();
    expect((await read(db.app, bench.importer, done.id))?.state).toBe('finished');
  });

  it('can be thrown away until it was confirmed, and only its owner’s pass is cancelled', async () => {
    const id = await uploaded(bench, 'id,name\n1,Ann\n', { companyId: acme });
    expect(await cancel(db.app, bench.importer, id, now)).toBe(false);
    expect(await discard(db.app, bench.importer, id)).toBe(true);
    const [{ count } = { count: -1 }] = rows<{ count: number }>(
      await db.app.execute(sql`select count(*)::int as count from import_chunk where import_id = ${id}::uuid`)
    );
    expect(count).toBe(0);
    const done = await imported(bench, 'id,name\n1,Ines Moreau-Lang\n', { companyId: acme });
    expect(await discard(db.app, bench.importer, done.id)).toBe(false);
  });
});

it('F-29 a small dirty file end to end: good rows are kept, bad ones come back with row, column and reason, nothing between', async () => {
  const before = new Set((await db.system.select().from(customer)).map(({ id }) => id));
  const result = await imported(bench, fixture('customers-dirty'), { companyId: acme });
  expect(result.dry.checked).toMatchObject({ rows: 16, added: 5, refused: 11 });
  expect(result.counts).toMatchObject({ rows: 16, added: 5, changed: 0, unchanged: 0, refused: 11, superseded: 0 });
  const refused = result.reports.filter(({ kept }) => !kept).map(({ line, column, reason }) => [line, column, reason]);
  expect(refused).toEqual([
    [8, 'since', 'ambiguous_date'],
    [9, 'value_eur', 'ambiguous_number'],
    [10, 'region', 'unknown_code'],
    [10, 'stage', 'unknown_code'],
    [11, 'customer_id', 'id_as_scientific'],
    [12, 'customer_id', 'formula_cell'],
    [13, 'name', 'missing_value'],
    [14, '', 'wrong_number_of_cells'],
    [16, '', 'wrong_number_of_cells'],
    [17, 'country', 'unknown_country'],
    [17, 'value_eur', 'formula_cell'],
    [17, 'since', 'invalid_date'],
    [17, 'language', 'unknown_language'],
    [18, 'name', 'undecodable'],
    [20, 'customer_id', 'control_character']
  ]);
  const stored = (await db.system.select().from(customer)).filter(({ id }) => !before.has(id));
  expect(stored.map(({ legacyId }) => legacyId).sort()).toEqual(['00123', '00124', '00125', '00133', '00137']);
  expect(stored.find(({ legacyId }) => legacyId === '00124')).toMatchObject({ name: '=1+1', email: null, phone: null });
});
