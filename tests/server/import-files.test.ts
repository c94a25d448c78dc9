import { parse } from 'csv-parse/sync';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database } from '#lib/server/db/open.ts';
import { customer } from '#lib/server/db/schema/customers.ts';
import { countCustomers, listCustomers, readCustomer } from '#lib/server/customer-records.ts';
import { newId } from '#lib/server/db/id.ts';
import { csvResponse, csvText, safeCell } from '#lib/server/http/csv.ts';
import { change, check, preview } from '#lib/server/import-mapping.ts';
import { reports } from '#lib/server/import-runs.ts';
import { openTestDatabase } from '../support/database.ts';
import { app, type Bench, checked, fixture, imported, importerOf, uploaded } from '../support/importing.ts';
import { makeCompany } from '../support/outreach.ts';

const now = new Date('2026-01-05T09:00:00Z');
let db: Database;
let acme: string, borealis: string;
let bench: Bench;

beforeAll(async () => {
  db = await openTestDatabase();
  acme = await makeCompany(db, 'A', now);
  borealis = await makeCompany(db, 'B', now);
  bench = { db, clock: () => now, importer: importerOf([acme], now) };
});
afterAll(() => db.close());

describe('F-29 malformed files', () => {
  it('F-29 a quote that is never closed stops the check with its line, and nothing is written', async () => {
    const id = await uploaded(bench, fixture('unbalanced-quote'));
    expect((await preview(db.app, bench.importer, id, now))?.failure).toEqual({ reason: 'quote_not_closed', line: 2 });
    expect(await checked(bench, id)).toMatchObject({ state: 'uploaded', failure: 'quote_not_closed', checked: null });
    const long = await uploaded(bench, `id,name\n1,Ann\n2,"${'x,y\n'.repeat(100_000)}`);
    expect(await checked(bench, long)).toMatchObject({ failure: 'record_too_long' });
  });

  it('F-29 a quote that swallows lines is named as such, with the line where it ends', async () => {
    const id = await uploaded(bench, 'id,name,city\n1,Ann,"Rome\n2,Bob,Oslo\n3,Cyd,"Kiel\n4,Dan,Bonn\n');
    expect(await checked(bench, id)).toMatchObject({ checked: { rows: 2, added: 1, refused: 1 } });
    expect(await reports(db.app, id, 10)).toMatchObject([{ line: 2, reason: 'unbalanced_quote', value: '4' }]);
  });

  it('F-29 mixed line ends, a sep line, tabs and blank lines are read; files without rows say what they lack', async () => {
    expect((await checked(bench, await uploaded(bench, fixture('line-ends')))).checked).toMatchObject({
      rows: 3,
      added: 3
    });
    const comma = (mapping: Parameters<NonNullable<Parameters<typeof uploaded>[2]>['edit'] & object>[0]) => ({
      ...mapping,
      formats: { ...mapping.formats, decimal: ',' as const }
    });
    expect((await checked(bench, await uploaded(bench, fixture('semicolon'), { edit: comma }))).checked?.added).toBe(1);
    expect((await checked(bench, await uploaded(bench, fixture('wide')))).checked?.added).toBe(1);
    expect((await checked(bench, await uploaded(bench, fixture('only-header')))).checked?.rows).toBe(0);
    for (const name of ['only-bom', 'one-column']) {
      const id = await uploaded(bench, fixture(name));
      expect(await check(app(bench), bench.importer, id, now)).toMatchObject({ ok: false, reason: 'problems' });
    }
  });
});

describe('F-30 encodings', () => {
  const sure = [
    'utf-8',
    'utf-8-bom',
    'utf-16le-bom',
    'utf-16be-bom',
    'utf-16le',
    'utf-16be',
    'gbk',
    'gb18030-four-byte'
  ];
  const told: Record<string, string[]> = {
    王: ['BR1', '欧阳娜娜', '南京德华能源集团有限公司'],
    '𠮷野': ['BR1', '𠮷野', '㐂屋']
  };
  for (const name of sure) {
    it(`F-30 a file in ${name} is read by itself`, async () => {
      const id = await uploaded(bench, fixture(`encodings/${name}`));
      const look = (await preview(db.app, bench.importer, id, now))!;
      expect(look.headers).toEqual(['客户编号', '姓名', '企业']);
      expect(look.sample).toEqual([told[name === 'gb18030-four-byte' ? '𠮷野' : '王'], ['BR2', '王', '']]);
    });
  }

  it.each([
    ['shift_jis', ['BR1', '山田太郎', '東京電力']],
    ['big5', ['BR1', '歐陽娜娜', '臺北電力公司']],
    ['windows-1252', ['1', 'Hélène Côté', 'Café à Çà €']]
  ] as const)(
    'F-30 a file in %s is never called sure, and reads right once a person has picked it',
    async (encoding, row) => {
      const id = await uploaded(bench, fixture(`encodings/${encoding}`));
      expect((await preview(db.app, bench.importer, id, now))!.sure).toBe(false);
      expect(await change(db.app, bench.importer, id, { encoding }, now)).toEqual({ ok: true });
      expect((await preview(db.app, bench.importer, id, now))!.sample[0]).toEqual(row);
    }
  );

  it('F-30 in a file of two encodings the row that is none of the chosen one is refused, the others are read', async () => {
    const id = await uploaded(bench, fixture('encodings/mixed'));
    expect(await change(db.app, bench.importer, id, { encoding: 'utf-8' }, now)).toEqual({ ok: true });
    expect((await checked(bench, id)).checked).toMatchObject({ rows: 3, added: 2, refused: 1 });
    expect(await reports(db.app, id, 10)).toMatchObject([{ line: 4, reason: 'undecodable', kept: false }]);
  });

  it('F-30 Big5 is chosen by a person, and the preview and its mapping follow', async () => {
    const id = await uploaded(bench, fixture('encodings/big5'));
    const guessed = (await preview(db.app, bench.importer, id, now))!;
    expect(guessed).toMatchObject({ encoding: 'gb18030', sure: false });
    expect(await change(db.app, bench.importer, id, { encoding: 'big5' }, now)).toEqual({ ok: true });
    const chosen = (await preview(db.app, bench.importer, id, now))!;
    expect(chosen.sample).not.toEqual(guessed.sample);
    expect(JSON.stringify(chosen.sample)).not.toContain('\ufffd');
    const wrong = { encoding: 'klingon' as 'utf-8' };
    expect(await change(db.app, bench.importer, id, wrong, now)).toMatchObject({ reason: 'unknown_encoding' });
  });
});

describe('F-31 names of the world', () => {
  const names = [
    '王',
    '欧阳娜娜',
    '𠮷野',
    'محمد',
    'עברית',
    '👨‍👩‍👧 Family',
    'Cafe\u0301',
    'İstanbul',
    'Straße',
    'ＡＢＣ',
    'zero\u200bwidth',
    '\u202Eevil',
    `a${'\u0301'.repeat(10_000)}`
  ];

  it('F-31 are imported, found by case, width, marks and pinyin, and sorted by their keys', async () => {
    const file = `id,name\n${names.map((name, i) => `u${i},"${name}"`).join('\n')}\n`;
    expect((await imported(bench, file)).counts).toMatchObject({ added: names.length, refused: 0 });
    expect((await imported(bench, file)).counts).toMatchObject({ added: 0, changed: 0, unchanged: names.length });
    const { scope } = bench.importer;
    const found = async (search: string) =>
      (await listCustomers(db.app, scope, { search }, 10, null)).map((one) => one.legacyId);
    for (const word of ['欧阳', 'ouyang', 'oynn', 'OUYANGNANA']) expect(await found(word)).toEqual(['u1']);
    expect(await found('CAFÉ')).toEqual(['u6']);
    expect(await found('ISTANBUL')).toEqual(['u7']);
    expect(await found('strasse')).toEqual(['u8']);
    expect(await found('abc')).toEqual(['u9']);
    expect(await found('zerowidth')).toEqual(['u10']);
    for (const [i, word] of ['王', '欧阳娜娜', '𠮷野', 'محمد', 'עברית', '👨‍👩‍👧'].entries())
      expect([word, await found(word)]).toEqual([word, expect.arrayContaining([`u${i}`])]);
    expect(await found('evil')).toEqual(['u11']);
    const stored = await db.system.select().from(customer).where(eq(customer.companyId, acme));
    expect(stored.find(({ legacyId }) => legacyId === 'u6')!.name).toBe('Caf\u00e9');
    expect(stored.find(({ legacyId }) => legacyId === 'u5')!.name).toBe('👨‍👩‍👧 Family');
    expect(stored.find(({ legacyId }) => legacyId === 'u12')!.name.length).toBeLessThan(300);
    expect(stored.every((one) => one.name === one.name.normalize('NFC') && !/[\u202e\u200b]/.test(one.name))).toBe(
      true
    );
    const all = await listCustomers(db.app, scope, {}, 100, null);
    const bytes = (text: string) => Buffer.from(text);
    const sorted = [...all].sort(
      (a, b) => Buffer.compare(bytes(a.sortKey), bytes(b.sortKey)) || (a.id < b.id ? -1 : 1)
    );
    expect(all.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
    const walked: string[] = [];
    for (let after = null as Parameters<typeof listCustomers>[4]; ;) {
      const page = await listCustomers(db.app, scope, {}, 4, after);
      walked.push(...page.map(({ id }) => id));
      after = page.at(-1) ?? null;
      if (page.length < 4) break;
    }
    expect(walked).toEqual(all.map(({ id }) => id));
    expect(await countCustomers(db.app, scope, {}, 1_000)).toBe(all.length);
  });

  it('F-31 one mailbox is one, however its address is written, and names leave as CSV as they came', async () => {
    const file =
      'id,name,email\nm1,Ann,ANN@Straße.example\nm2,Ann,ann@xn--strae-oqa.example\nm3,Bo,b@\uff0email.example\n';
    await imported(bench, file);
    const stored = await db.system.select().from(customer).where(eq(customer.companyId, acme));
    const key = (id: string) => stored.find(({ legacyId }) => legacyId === id)?.emailKey;
    expect(key('m1')).toBe(key('m2'));
    expect(key('m1')).toMatch(/^ann@xn--/);
    const text = csvText([['name'], ...names.map((name) => [name])]);
    expect(text.startsWith('\ufeffname\r\n')).toBe(true);
    const back = parse(text.slice(1)) as string[][];
    expect(back.slice(1).map(([name]) => name)).toEqual(names);
  });

  it('S-22 S-23 what is typed into the search is text: wildcards, quotes and backslashes find themselves only', async () => {
    const { scope } = bench.importer;
    for (const search of ['%', '_', '\\', "' or 1=1 --", '%%%%', 'x'.repeat(10_000)])
      expect(await listCustomers(db.app, scope, { search }, 10, null)).toEqual([]);
    for (const companyId of ['null', '[]', "' or true", borealis])
      expect(await listCustomers(db.app, scope, { companyId }, 10, null)).toEqual([]);
  });

  it('S-13 S-17 a customer of another company is one that never was', async () => {
    const [mine] = await listCustomers(db.app, bench.importer.scope, {}, 1, null);
    const other = importerOf([borealis], now).scope;
    expect(await readCustomer(db.app, bench.importer.scope, mine!.id)).toMatchObject({ id: mine!.id, companyId: acme });
    for (const id of [mine!.id, newId(now), '', 'null']) expect(await readCustomer(db.app, other, id)).toBeNull();
    expect(await listCustomers(db.app, other, {}, 10, null)).toEqual([]);
    const aggregates = { companies: { [acme]: 'aggregates' }, overlap: false } as const;
    expect(await readCustomer(db.app, aggregates, mine!.id)).toBeNull();
  });
});

describe('hostile files', () => {
  const payload = '<img src=x onerror=window.__x=1>';

  it('S-03 ten thousand bad rows are counted truly, kept for the error file and shown two hundred at a time', async () => {
    const bad = Array.from({ length: 10_000 }, (_, i) => `${i},"${payload}",${payload}`);
    const id = await uploaded(bench, `id,name,stage,${payload}\n${bad.map((row) => `${row},x`).join('\n')}\n`);
    const look = (await preview(db.app, bench.importer, id, now))!;
    expect(look.unknown).toEqual([{ set: 'stage', column: 2, values: [{ value: payload, count: 2_000 }] }]);
    expect(await checked(bench, id)).toMatchObject({
      checked: { rows: 10_000, refused: 10_000, added: 0, listed: 10_000 }
    });
    const page = await reports(db.app, id, 200);
    expect(page).toHaveLength(200);
    expect(page[0]).toMatchObject({ line: 2, column: 'stage', reason: 'unknown_code', value: payload });
    expect((await reports(db.app, id, 200, page.at(-1))).at(0)?.line).toBe(202);
  });

  it('S-07 S-08 no cell of an error file runs as a formula, and its name stays a name', async () => {
    for (const text of [
      '=1+1',
      '+1',
      '-1',
      '@x',
      '\t=1',
      '\r=1',
      ' =1',
      '＝1',
      '＋1',
      '－1',
      '＠x',
      '\u0000=1',
      '\u200b=1'
    ])
      expect(safeCell(text).startsWith("'")).toBe(true);
    expect(['Ann', '5-3', '1 = 1', ''].map(safeCell)).toEqual(['Ann', '5-3', '1 = 1', '']);
    const response = csvResponse('..\\evil\u202Egpj";\n.csv', [
      ['line', 'a"b,c\nd'],
      [-5, '=x']
    ]);
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.%!~*'()-]+$/
    );
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await response.text()).toBe('line,"a""b,c\nd"\r\n-5,\'=x\r\n');
  });
});
