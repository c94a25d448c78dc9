import { describe, expect, it } from 'vitest';
import { findingsOf, judgeWeek, type Judged, type Verdict } from '#lib/alerts/detector.ts';
import { nodeKey } from '#lib/alerts/lattice.ts';
import { openLedger, type Cell } from '#lib/alerts/ledger.ts';
import type { Calibration } from '#lib/alerts/level.ts';
import { ruleSchema } from '#lib/alerts/rule.ts';
import { mondayOf, mondayText, weekOf } from '#lib/alerts/week.ts';
import { seeded } from '#lib/stats/generator.ts';
import { ordinary, simulate, twoCompanies } from '../support/cells.ts';

const rule = ruleSchema.parse({ metric: 'nps' });
const rate = { perYear: 0.1, low: 0, high: 0.2 };
/** About what calibrate gives for these rules; the tests of calibrate measure it. */
const calibration: Calibration = {
  levels: [{ perWeek: 8, z: 3, looks: 2.5 }],
  reach: [],
  perNode: rate,
  together: rate,
  nodes: 15,
  simulatedYears: 1
};
const verdictOf = (verdicts: readonly Verdict[], key: string) => verdicts.find((v) => nodeKey(v.node) === key)!;
const judgedOf = (verdicts: readonly Verdict[], key: string) => {
  const v = verdictOf(verdicts, key);
  expect(v.judged).toBe(true);
  return v as Judged;
};
const judge = (cells: readonly Cell[], week: number, r = rule) => judgeWeek(openLedger(cells, week), r, calibration);
const dropped = (verdicts: readonly Verdict[]) =>
  verdicts.filter((v) => v.judged && v.drop).map((v) => nodeKey(v.node));

describe('a drop against baseline', () => {
  it('A-02 finds a fall of one group, at the group, with its size and its beginning', () => {
    const nps = (c: string, s: string, week: number) =>
      ordinary(c, s) - (c === 'B' && s === 'development' && week >= 100 ? 45 : 0);
    const cells = simulate(twoCompanies(10, nps), 0, 115, seeded(11));
    const ledger = openLedger(cells, 113);
    const verdicts = judgeWeek(ledger, rule, calibration);
    const findings = findingsOf(ledger, rule, verdicts);
    expect(findings.map((f) => nodeKey(f.verdict.node))).toEqual(['B/development/*']);
    const { best } = findings[0]!.verdict;
    expect(best.low).toBeLessThan(-45);
    expect(best.high).toBeGreaterThan(-45);
    expect(Math.abs(findings[0]!.onset - 100)).toBeLessThanOrEqual(3);
    expect(dropped(judge(cells, 99))).toEqual([]);
  });

  it('A-02 holds a group against the rest of its company, so that a season that moves everybody is no drop of a group', () => {
    const nps = (c: string, s: string, week: number) => ordinary(c, s) - (week >= 100 ? 12 : 0);
    const verdicts = judge(simulate(twoCompanies(10, nps), 0, 113, seeded(12)), 113);
    expect(dropped(verdicts)).toEqual([]);
    const group = judgedOf(verdicts, 'B/development/*');
    expect(group.best.rest).not.toBeNull();
    expect(judgedOf(verdicts, 'B/*/*').best.rest).toBeNull();
  });

  it('A-02 sees a fall of everybody when it is larger than ordinary drift', () => {
    const nps = (c: string, s: string, week: number) => ordinary(c, s) - (week >= 100 ? 60 : 0);
    expect(dropped(judge(simulate(twoCompanies(20, nps), 0, 113, seeded(13)), 113))).toContain('*/*/*');
  });

  it('M-20 W-06 vi splits a change into change and composition that add up, and raises nothing for a change of mix', () => {
    const moved = (company: string, stage: string, week: number) =>
      company === 'B' && week >= 100 ? (stage === 'stable' ? 4 : stage === 'degradation' ? 26 : 10) : 10;
    const sources = twoCompanies(10, ordinary).map((s) => ({
      ...s,
      rate: (week: number) => moved(s.company, s.stage, week)
    }));
    const verdicts = judge(simulate(sources, 0, 113, seeded(14)), 113);
    expect(dropped(verdicts)).toEqual([]);
    const company = judgedOf(verdicts, 'B/*/*').windows.find((w) => w.window.to - w.window.from === 12)!;
    expect(company.raw).toBeLessThan(-8);
    expect(company.composition).toBeLessThan(-8);
    expect(Math.abs(company.change)).toBeLessThan(8);
    for (const v of verdicts)
      if (v.judged) for (const w of v.windows) expect(w.change + w.composition).toBeCloseTo(w.raw, 9);
  });

  it('A-02 W-06 v is not misled by one link that answers forty times in a week', () => {
    const cells = simulate(twoCompanies(5, ordinary), 0, 113, seeded(15));
    const burst = {
      company: 'B',
      stage: 'stable',
      value: '',
      answered: 112,
      arrived: 112,
      n: 40,
      sum: -4000,
      sum2: 400_000
    };
    expect(dropped(judge([...cells, burst], 113))).toEqual([]);
    expect(judgedOf(judge([...cells, burst], 113), 'B/stable/*').best.z).toBeLessThan(-3);
  });
});

describe('by arrival', () => {
  it('A-02 W-06 iv late answers count in the weeks they were given, so an upload cannot fake a drop', () => {
    // Unhappy people write letters: a third of the answers of weeks 96-99 arrives in week 100 and scores far lower.
    const sources = twoCompanies(10, ordinary);
    const cells = simulate(sources, 0, 104, seeded(16));
    const late = simulate(
      twoCompanies(1, (c, s) => ordinary(c, s) - 20),
      96,
      99,
      seeded(17),
      (week) => 100 - week
    );
    for (const week of [99, 100, 101, 104]) expect(dropped(judge([...cells, ...late], week))).toEqual([]);
    const at = (week: number) => openLedger([...cells, ...late], week).lines[0]!.n.at(-1)!;
    const without = (week: number) => openLedger(cells, week).lines[0]!.n.at(-1)!;
    expect(at(99)).toBe(without(99));
    expect(at(100)).toBeGreaterThan(without(100));
  });

  it('A-02 a week judged again later with the same arrivals says the same', () => {
    const cells = simulate(twoCompanies(6, ordinary), 0, 90, seeded(18), (week) => week % 3);
    const known = cells.filter((c) => c.arrived <= 80);
    expect(judge(cells, 80)).toEqual(judge(known, 80));
    expect(judge([...cells].reverse(), 80)).toEqual(judge(cells, 80));
  });
});

describe('what cannot be judged', () => {
  it('A-02 refuses a short baseline with the week it will be long enough', () => {
    // A series that begins in week 80, as after a change of scale.
    const cells = simulate(twoCompanies(5, ordinary), 80, 150, seeded(19));
    const early = verdictOf(judge(cells, 100), 'A/stable/*');
    expect(early).toMatchObject({ judged: false, reason: 'short-baseline', needed: 60 });
    const promised = early.judged ? 0 : early.enoughBy!;
    expect(promised).toBeGreaterThan(100);
    expect(verdictOf(judge(cells, promised - 1), 'A/stable/*').judged).toBe(false);
    expect(verdictOf(judge(cells, promised), 'A/stable/*').judged).toBe(true);
  });

  it('A-02 refuses a group with too few answers, and a fixed baseline nobody answered in', () => {
    const quiet = simulate(
      twoCompanies(10, ordinary).map((s) => ({ ...s, rate: (w: number) => (w < 90 ? 10 : 0.1) })),
      0,
      120,
      seeded(20)
    );
    expect(verdictOf(judge(quiet, 120), 'A/stable/*')).toMatchObject({
      judged: false,
      reason: 'few-answers',
      needed: 20
    });
    const baseline = { kind: 'fixed' as const, from: mondayText(-60), to: mondayText(-10) };
    expect(verdictOf(judge(quiet, 120, { ...rule, baseline }), 'A/stable/*')).toMatchObject({
      reason: 'short-baseline',
      enoughBy: null
    });
  });

  it('A-02 raises nothing on answers that are all equal', () => {
    const cells = simulate(twoCompanies(10, ordinary), 0, 113, seeded(21)).map((c) => ({ ...c, sum: 0, sum2: 0 }));
    expect(dropped(judge(cells, 113))).toEqual([]);
  });
});

describe('weeks', () => {
  it('A-02 weeks begin on Monday in UTC and read back', () => {
    const monday = new Date('2025-01-27T00:00:00Z');
    expect(mondayText(weekOf(monday))).toBe('2025-01-27');
    expect(weekOf(new Date(monday.getTime() - 1))).toBe(weekOf(monday) - 1);
    expect(weekOf(mondayOf(2900))).toBe(2900);
  });
});
