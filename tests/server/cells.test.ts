import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '#lib/merger/scope.ts';
import type { Dimension } from '#lib/scores/breakdown.ts';
import { type Cell, type Question, readCells } from '#lib/server/cells.ts';
import type { Database } from '#lib/server/db/open.ts';
import { response } from '#lib/server/db/schema/responses.ts';
import { scoped } from '#lib/server/db/scoped.ts';
import { fold } from '#lib/server/rollups.ts';
import { seeded } from '#lib/stats/generator.ts';
import { openTestDatabase } from '../support/database.ts';
import { draw, settle, store, type World } from '../support/history.ts';

const now = new Date('2026-01-05T09:00:00Z');
type Row = ReturnType<typeof draw>;
let db: Database;
let world: World;
const stored: Row[] = [];
let folded = 0;
let all: Scope;

beforeAll(async () => {
  db = await openTestDatabase();
  world = await settle(db.system, now);
  const { acme, borealis } = world.companies;
  all = { companies: { [acme]: 'records', [borealis]: 'records' }, overlap: true };
  const random = seeded(21);
  stored.push(...Array.from({ length: 300 }, () => draw(world, random)));
  await store(db.system, stored);
  folded = (await fold(db.system, now, 200)).responses;
});
afterAll(() => db.close());

const ask = (question: Partial<Question>): Question => ({
  metrics: ['nps'],
  by: [],
  grain: null,
  filters: {},
  period: { from: null, to: null },
  ...question
});
const read = async (scope: Scope, ...questions: Question[]) =>
  scoped(db.app, scope, (tx) => readCells(tx, scope, questions));

const value = (row: Row, dimension: Dimension) =>
  dimension === 'company' ? row.companyId : (row as unknown as Record<string, string | null>)[dimension];

/** The same sums in plain JavaScript over what was stored. */
function expected(question: Question, rows = stored): Map<string, { n: number; sum: number }> {
  const { from, to } = question.period;
  const sums = new Map<string, { n: number; sum: number }>();
  for (const row of rows) {
    const day = row.answeredAt.toISOString().slice(0, 10);
    if ((from !== null && day < from) || (to !== null && day > to)) continue;
    if (Object.entries(question.filters).some(([d, values]) => !values.includes(value(row, d as Dimension) ?? '')))
      continue;
    for (const [i, metric] of row.metric.entries()) {
      if (!question.metrics.includes(metric) || row.value[i] === null) continue;
      const key = [metric, row.companyId, ...question.by.map((d) => value(row, d))].join(' ');
      const found = sums.get(key) ?? { n: 0, sum: 0 };
      sums.set(key, { n: found.n + 1, sum: found.sum + row.value[i]! / 10_000 });
    }
  }
  return sums;
}

function got(question: Question, cells: readonly Cell[] | null | undefined) {
  const scored = cells!.filter((cell) => cell.n > 0);
  return new Map(
    scored.map(({ metric, companyId, at, n, sum }) => [
      [metric, companyId, ...question.by.map((d) => at[d])].join(' '),
      { n, sum: Math.round(sum * 1e4) / 1e4 }
    ])
  );
}

function rounded(sums: Map<string, { n: number; sum: number }>) {
  return new Map([...sums].map(([key, { n, sum }]) => [key, { n, sum: Math.round(sum * 1e4) / 1e4 }]));
}

describe('cells', () => {
  const questions: [string, Partial<Question>, 'rollups' | 'answers'][] = [
    ['all time', {}, 'rollups'],
    ['several metrics by stage', { metrics: ['nps', 'csat', 'loyalty'], by: ['stage'] }, 'rollups'],
    ['whole weeks by segment', { by: ['segment'], period: { from: '2024-09-02', to: '2025-02-02' } }, 'rollups'],
    ['whole months by channel', { by: ['channel'], period: { from: '2024-09-01', to: '2025-02-28' } }, 'rollups'],
    ['days by stage', { by: ['stage'], period: { from: '2024-09-05', to: '2025-02-17' } }, 'rollups'],
    ['an open end by region', { by: ['region'], period: { from: '2025-01-01', to: null } }, 'rollups'],
    ['days by segment', { by: ['segment'], period: { from: '2024-09-05', to: '2025-02-17' } }, 'answers'],
    ['two dimensions no rollup holds', { by: ['region', 'tier'] }, 'answers'],
    ['a filter', { by: ['stage'], filters: { segment: ['mid', 'small'], stage: ['stable'] } }, 'rollups']
  ];
  it.each(questions)('rollups and waiting answers together are exact at once: %s', async (_, given, source) => {
    expect(folded).toBe(200);
    const question = ask(given);
    const { cells, sources } = await read(all, question);
    expect(sources).toEqual([source]);
    expect(got(question, cells[0])).toEqual(rounded(expected(question)));
  });

  it.each(questions)(
    'UX-18 UX-74 figures without flagged answers are exact, and say how many those are: %s',
    async (_, given) => {
      const flagged = new Map(
        (await db.system.select({ id: response.id, flags: response.flags }).from(response)).map((r) => [r.id, r.flags])
      );
      const isFlagged = (row: Row) => flagged.get(row.id)!.length > 0;
      const question = ask({ ...given, unflagged: true });
      const { cells } = await read(all, question, ask(given));
      const clean = stored.filter((row) => !isFlagged(row));
      expect(got(question, cells[0])).toEqual(rounded(expected(question, clean)));
      const signs = [...expected(question, stored.filter(isFlagged)).values()].reduce((a, { n }) => a + n, 0);
      expect(signs).toBeGreaterThan(0);
      for (const list of cells) expect(list!.reduce((a, cell) => a + cell.flagged!, 0)).toBe(signs);
    }
  );

  it('UX-18 D-06 of a company whose records are closed flagged answers are neither told apart nor left out', async () => {
    const { acme, borealis } = world.companies;
    const scope: Scope = { companies: { [acme]: 'records', [borealis]: 'aggregates' }, overlap: false };
    const { cells } = await read(scope, ask({ unflagged: true }), ask({}));
    const of = (list: readonly Cell[] | null | undefined, id: string) => list!.find((c) => c.companyId === id)!;
    expect(of(cells[0], borealis)).toEqual(of(cells[1], borealis));
    expect(of(cells[0], borealis).flagged).toBeNull();
    expect(of(cells[0], acme).n).toBe(of(cells[1], acme).n - of(cells[1], acme).flagged!);
  });

  it('points in time add up to the whole, folded or not', async () => {
    const question = ask({
      metrics: ['nps', 'nps@'],
      grain: 'month',
      period: { from: '2024-08-10', to: '2025-03-03' }
    });
    const { cells } = await read(all, question);
    const whole = ask({ metrics: ['nps', 'nps@1-5'], period: { from: '2024-08-01', to: '2025-03-31' } });
    const n = [...expected(whole).values()].reduce((a, c) => a + c.n, 0);
    expect(cells[0]!.reduce((a, c) => a + c.n, 0)).toBe(n);
    expect(cells[0]!.every((c) => c.period!.endsWith('-01'))).toBe(true);
    expect(new Set(cells[0]!.map((c) => c.metric))).toEqual(new Set(['nps', 'nps@1-5']));
  });

  it('several questions are one statement and keep their order', async () => {
    const [one, two] = [ask({ by: ['stage'] }), ask({ metrics: ['ces'], by: ['segment'] })];
    const { cells } = await read(all, one, two);
    expect(got(one, cells[0])).toEqual(rounded(expected(one)));
    expect(got(two, cells[1])).toEqual(rounded(expected(two)));
  });

  it('S-17 staff of one company get cells of that company only, folded and waiting, whatever they filter', async () => {
    const { acme, borealis } = world.companies;
    const scope: Scope = { companies: { [acme]: 'records' }, overlap: false };
    for (const filters of [{}, { company: [borealis] }, { company: [acme, borealis] }]) {
      const question = ask({ by: ['stage'], filters });
      const { cells } = await read(scope, question, ask({ by: ['region', 'tier'], filters }));
      expect(cells.flat().every((cell) => cell?.companyId === acme)).toBe(true);
      const own = filters.company?.length === 1 ? new Map() : expected({ ...question, filters: { company: [acme] } });
      expect(got(question, cells[0])).toEqual(rounded(own));
    }
  });

  it('D-05 S-17 a reader of aggregates gets folded answers only, and nothing that only answers could tell', async () => {
    const { acme, borealis } = world.companies;
    const scope: Scope = { companies: { [acme]: 'aggregates', [borealis]: 'aggregates' }, overlap: false };
    const { cells } = await read(scope, ask({}), ask({ by: ['region', 'tier'] }));
    const [n] = [cells[0]!.reduce((a, c) => a + c.n, 0)];
    const whole = [...expected(ask({})).values()].reduce((a, c) => a + c.n, 0);
    expect(n).toBeGreaterThan(0);
    expect(n).toBeLessThan(whole);
    expect(cells[1]).toBeNull();
  });

  it('S-17 nobody without a scope gets a cell', async () => {
    const { cells } = await read({ companies: {}, overlap: false }, ask({}));
    expect(cells).toEqual([[]]);
  });
});
