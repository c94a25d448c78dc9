import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '#lib/merger/scope.ts';
import { parseBreakdown, type Breakdown } from '#lib/scores/breakdown.ts';
import { answer } from '#lib/server/breakdowns.ts';
import { listCompanies, listTimeline } from '#lib/server/companies.ts';
import type { Database, Db } from '#lib/server/db/open.ts';
import { readOverview } from '#lib/server/overview.ts';
import { recount } from '#lib/server/reach.ts';
import { fold } from '#lib/server/rollups.ts';
import { seeded } from '#lib/stats/generator.ts';
import { openTestDatabase } from '../support/database.ts';
import { draw, settle, store, type World } from '../support/history.ts';

const now = new Date('2025-07-01T09:00:00Z');
let db: Database;
let world: World;
let both: Scope;
let staff: Scope;
let leader: Scope;

/** Two ordinary months of answers, and beside them a stage in which only three customers of Borealis answered. */
beforeAll(async () => {
  db = await openTestDatabase();
  world = await settle(db.system, now);
  const { acme, borealis } = world.companies;
  both = { companies: { [acme]: 'records', [borealis]: 'records' }, overlap: true };
  staff = { companies: { [acme]: 'records' }, overlap: false };
  leader = { companies: { [acme]: 'aggregates', [borealis]: 'aggregates' }, overlap: false };
  const random = seeded(31);
  const day = (from: string, days: number) => new Date(Date.parse(from) + Math.floor(random() * days) * 86_400_000);
  const given = (nps: number, companyId: string, stage: string, segment: string, answeredAt: Date) =>
    draw(world, random, { companyId, stage, segment, answeredAt, answers: { nps, csat: 4, ces: 5, repurchase: 4 } });
  const rows = [];
  for (const [from, days] of [
    ['2024-08-05', 80],
    ['2025-04-07', 80]
  ] as const) {
    for (const companyId of [acme, borealis]) {
      for (const stage of ['development', 'stable']) {
        for (const segment of ['small', 'mid']) {
          for (let i = 0; i < 40; i++) {
            const fell = companyId === borealis && stage === 'development' && from > '2025';
            rows.push(given(fell ? (i % 4 ? 3 : 9) : i % 4 ? 9 : 3, companyId, stage, segment, day(from, days)));
          }
        }
      }
    }
    for (let i = 0; i < 3; i++) rows.push(given(0, borealis, 'degradation', 'small', day(from, days)));
  }
  rows.push(
    given(11, acme, 'stable', 'mid', day('2025-04-07', 80)),
    given(99, acme, 'stable', 'mid', day('2025-04-07', 80))
  );
  await store(db.system, rows);
  while ((await fold(db.system, now, 300)).more);
  await recount(db.system, now);
});
afterAll(() => db.close());

const asked = (text: string): Breakdown => {
  const parsed = parseBreakdown(new URLSearchParams(text));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.breakdown;
};
const plain = 'metric=nps&combined=customer-base';
const read = async (scope: Scope, text = plain, handle: Db = db.app) =>
  readOverview(handle, scope, asked(text), 'default', await listCompanies(db.app), await listTimeline(db.app), now);
const question = async (scope: Scope, text: string) =>
  answer(db.app, scope, asked(text), await listCompanies(db.app), now);

/** Everything a page would send, as one text. */
const sent = (data: unknown) =>
  JSON.stringify(data, (_, value: unknown) => (value instanceof Map ? [...value] : value));

describe('overview', () => {
  it('UX-75 says which company fell, how sure that is, and where', async () => {
    const overview = await read(both);
    const { acme, borealis } = world.companies;
    expect(overview.period).toEqual({ from: '2025-04-07', to: '2025-07-06' });
    expect(overview.against).toBe('baseline');
    expect(overview.headline).toMatchObject({ kind: 'moved', unsure: [acme] });
    if (overview.headline.kind !== 'moved') return;
    expect(overview.headline.moved.map((one) => one.companyId)).toEqual([borealis]);
    expect(overview.headline.moved[0]!.delta).toBeLessThan(-30);
    expect(overview.sharpest).toMatchObject({
      companyId: borealis,
      group: { dimension: 'stage', code: 'development' }
    });
    expect(overview.heads.map((head) => head.metric)).toEqual(['nps', 'csat', 'ces', 'satisfaction', 'loyalty']);
    expect(overview.tests).toBeLessThan(60);
  });

  it('UX-60 UX-74 every figure has n and an interval, and codes that do not count stand beside it', async () => {
    const [head] = (await read(both)).heads;
    const [acme, borealis] = head!.companies;
    if (acme?.kind !== 'value' || borealis?.kind !== 'value') throw new Error('hidden');
    expect([acme.n, acme.value.invalid, borealis.n, borealis.value.invalid]).toEqual([160, 2, 163, 0]);
    expect(acme.value.score.low).toBeLessThan(acme.value.score.score);
  });

  it('UX-67 the combined company is the view that was chosen', async () => {
    const views = ['pooled', 'equal-company', 'customer-base'];
    const scores = await Promise.all(
      views.map(async (view) => (await read(both, `metric=nps&combined=${view}`)).heads[0]!.combined)
    );
    const [pooled, equal, base] = scores.map((s) => (s?.kind === 'value' ? s.value.score.score : NaN));
    expect(equal).toBe(base);
    expect(pooled).not.toBe(equal);
  });

  it('S-17 staff of one company see that company only: in numbers, legends, totals and what is sent', async () => {
    const { borealis } = world.companies;
    for (const text of [plain, `${plain}&company=B`, `${plain}&company=A&company=B`]) {
      const overview = await read(staff, text);
      expect(sent(overview)).not.toContain(borealis);
      expect(sent(overview)).not.toContain('Borealis');
      expect(overview.heads[0]!.combined).toBeNull();
    }
    for (const text of [`${plain}&by=company`, `${plain}&by=stage&company=B`, `${plain}&by=stage`]) {
      const found = await question(staff, text);
      expect(found.rows).not.toContain('B');
      const n = found.cells.reduce((sum, cell) => sum + (cell.shown.kind === 'value' ? cell.shown.n : 0), 0);
      expect(n).toBe(text.includes('company=B') ? 0 : 320);
    }
  });

  it('S-55 D-01 D-03 a small cell is hidden from readers of totals, with the cells that would give it away', async () => {
    const { borealis } = world.companies;
    const open = (await read(both)).heats[0]!;
    const closed = (await read(leader)).heats[0]!;
    const cellOf = (heat: typeof open, stage: string) =>
      heat.rows.find((row) => row.companyId === borealis)!.cells[heat.columns.indexOf(stage)];
    expect(cellOf(open, 'degradation')).toMatchObject({ kind: 'value', n: 3 });
    expect(cellOf(closed, 'degradation')).toEqual({ kind: 'few' });
    const visible = closed.rows.find((row) => row.companyId === borealis)!;
    const others = visible.cells.filter((cell) => cell.kind === 'few').length;
    expect(others > 1 || visible.total.kind === 'few').toBe(true);
  });

  it('S-55 D-02 what is hidden never leaves the server: no score, no n, in no field', async () => {
    const days = 'from=2025-04-07&to=2025-07-06&compareFrom=2024-08-05&compareTo=2024-11-03';
    for (const text of [`${plain}&by=stage&company=B&${days}`, `${plain}&by=company,stage&${days}`]) {
      const found = await question(leader, text);
      const hidden = found.cells.filter((cell) => cell.shown.kind === 'few');
      expect(hidden.length).toBeGreaterThan(0);
      for (const cell of hidden) expect(Object.keys(cell.shown)).toEqual(['kind']);
      const shown = found.cells.reduce((sum, cell) => sum + (cell.shown.kind === 'value' ? cell.shown.n : 0), 0);
      if (found.total?.kind === 'value') expect(found.total.n - shown === 0 || found.total.n - shown >= 5).toBe(true);
    }
    expect(sent(await read(leader))).not.toMatch(/"n":[1-4][,}]/);
  });

  it('D-05 readers of totals get no figures that only single answers could tell', async () => {
    const found = await question(leader, `${plain}&by=segment,region`);
    expect(found).toMatchObject({ source: 'answers', unavailable: true, cells: [], total: { kind: 'none' } });
    expect((await question(both, `${plain}&by=segment,region`)).unavailable).toBe(false);
  });

  it('a page costs the same number of statements however many answers there are', async () => {
    const counted = async () => {
      let statements = 0;
      const handle = new Proxy(db.app, {
        get(target, property, receiver) {
          if (property !== 'transaction') return Reflect.get(target, property, receiver) as unknown;
          return (work: (tx: Db) => Promise<unknown>) =>
            target.transaction((tx) =>
              work(
                new Proxy(tx as unknown as Db, {
                  get(inner, name, self) {
                    const value: unknown = Reflect.get(inner, name, self);
                    if (typeof value !== 'function') return value;
                    return (...args: unknown[]) => {
                      statements += 1;
                      return (value as (...a: unknown[]) => unknown).apply(inner, args);
                    };
                  }
                })
              )
            );
        }
      });
      await read(both, plain, handle);
      return statements;
    };
    const few = await counted();
    const random = seeded(32);
    await store(
      db.system,
      Array.from({ length: 2_000 }, () => draw(world, random))
    );
    expect(await counted()).toBe(few);
    expect(few).toBeLessThanOrEqual(6);
  });
});
