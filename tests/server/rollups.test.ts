import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database, rows } from '#lib/server/db/open.ts';
import { compareWithAnswers } from '#lib/server/recompute.ts';
import { compare, fold, queueLength, rebuild } from '#lib/server/rollups.ts';
import { verify } from '#lib/server/verification.ts';
import { seeded } from '#lib/stats/generator.ts';
import { openTestDatabase } from '../support/database.ts';
import { draw, settle, store, type World } from '../support/history.ts';

const now = new Date('2026-01-05T09:00:00Z');
let db: Database & { url: string | null };
let world: World;

beforeAll(async () => {
  db = await openTestDatabase();
  world = await settle(db.system, now);
});
afterAll(() => db.close());

const total = async () =>
  rows<{ n: number; invalid: number; missing: number }>(
    await db.system.execute(sql`
      select sum(n)::int as n, sum(invalid)::int as invalid, sum(missing)::int as missing
      from rollup where family = '' and grain = 'all'`)
  )[0]!;

const foldAll = async (batch: number) => {
  let folded = 0;
  for (;;) {
    const { responses, more } = await fold(db.system, now, batch);
    folded += responses;
    if (!more) return folded;
  }
};

describe('rollups', () => {
  it.each([1, 2, 3, 4])('F-36 folded, rebuilt and straight from the answers agree after history %i', async (seed) => {
    const random = seeded(seed);
    const before = await total();
    const count = 50 + Math.floor(random() * 250);
    const responses = Array.from({ length: count }, () => draw(world, random));
    for (let at = 0; at < count;) {
      const some = 1 + Math.floor(random() * 80);
      await store(db.system, responses.slice(at, at + some));
      at += some;
      if (random() < 0.5) await fold(db.system, now, 1 + Math.floor(random() * 60));
    }
    await foldAll(37);
    expect(await queueLength(db.system)).toBe(0);
    expect(await compare(db.system)).toEqual([]);
    expect(await compareWithAnswers(db.system)).toEqual([]);
    const folded = await total();
    const entries = responses.flatMap((r) => r.value.map((value, i) => ({ value, code: r.code[i] })));
    expect(folded.n - (before.n ?? 0)).toBe(entries.filter((e) => e.value !== null).length);
    expect(folded.invalid - (before.invalid ?? 0)).toBe(
      entries.filter((e) => e.value === null && e.code !== null).length
    );
    await rebuild(db.system, now);
    expect(await total()).toEqual(folded);
    expect(await compare(db.system)).toEqual([]);
  });

  it('F-36 a response is counted once, however often the folder runs', async () => {
    await store(db.system, [draw(world, seeded(10))]);
    expect(await foldAll(10)).toBe(1);
    const once = await total();
    expect(await fold(db.system, now, 10)).toEqual({ responses: 0, more: false });
    expect(await total()).toEqual(once);
  });

  it('F-36 a fold that breaks leaves the response in the queue and nothing half counted', async () => {
    const before = await total();
    await store(db.system, [draw(world, seeded(11))]);
    const breaking = db.system.transaction(async (tx) => {
      await fold(tx, now, 10);
      throw new Error('the machine stopped');
    });
    await expect(breaking).rejects.toThrow('the machine stopped');
    expect(await total()).toEqual(before);
    expect(await foldAll(10)).toBe(1);
    expect(await compare(db.system)).toEqual([]);
  });

  it('codes outside the scale are counted as invalid and score nothing', async () => {
    const before = await total();
    const answeredAt = new Date('2025-03-03T00:00:00Z');
    await store(db.system, [draw(world, seeded(12), { answers: { nps: 11, csat: 99, ces: 'na' }, answeredAt })]);
    await foldAll(10);
    const after = await total();
    expect(after.n).toBe(before.n);
    expect(after.invalid - before.invalid).toBe(3);
    expect(after.missing - before.missing).toBe(2);
    expect(await compareWithAnswers(db.system)).toEqual([]);
  });

  it('F-36 verify names a rollup row that was changed behind its back', async () => {
    expect((await verify({ db })).ok).toBe(true);
    await db.system.execute(
      sql`update rollup set sum = sum + 1 where family = '' and grain = 'month' and metric = 'nps'`
    );
    const broken = await verify({ db });
    expect(broken.ok).toBe(false);
    expect(broken.assertions.filter((a) => !a.ok).map((a) => a.id)).toEqual(['f1', 'f2']);
    await rebuild(db.system, now);
    expect((await verify({ db })).lines.filter((line) => line.startsWith('BROKEN'))).toEqual([]);
  });

  it('F-36 two nodes that fold at the same time count every response once', async () => {
    const random = seeded(13);
    const before = await total();
    const responses = Array.from({ length: 400 }, () => draw(world, random));
    await store(db.system, responses);
    const other = db.url === null ? db : await openDatabase({ databaseUrl: db.url, replicaUrl: null, dataDir: '' });
    const worker = async (handle: Database) => {
      let done = 0;
      while ((await queueLength(handle.system)) > 0) done += (await fold(handle.system, now, 25)).responses;
      return done;
    };
    const [one, two] = await Promise.all([worker(db), worker(other)]);
    if (other !== db) await other.close();
    expect(one + two).toBe(400);
    const scored = responses.flatMap((r) => r.value).filter((v) => v !== null).length;
    expect((await total()).n - before.n).toBe(scored);
    expect(await compare(db.system)).toEqual([]);
  });
});
