import fc from 'fast-check';
import { describe as group, expect, it } from 'vitest';
import { contributionsOf, rescale, unreadableCode } from '#lib/scores/contribution.ts';
import type { IndexBinding, MetricBinding, QuestionBinding } from '#lib/scores/contribution.ts';
import {
  askedMetrics,
  describe,
  dimensionMetrics,
  metricKeys,
  metrics,
  metricsFor,
  seriesOf
} from '#lib/scores/metrics.ts';
import type { MetricKey } from '#lib/scores/metrics.ts';

function bind(metric: MetricKey, scale = metrics[metric].scale!): QuestionBinding {
  return { questionId: metric, metric, ...scale };
}

const relationship: MetricBinding[] = askedMetrics.map((key) => bind(key));

const fivePoints = { min: 1, max: 5 };

function index(metric: string, fields: string[], weights: number[] = [], scales = [fivePoints]): IndexBinding {
  const items = fields.map((questionId, i) => ({
    questionId,
    ...(scales[i] ?? scales[0]!),
    weight: weights[i] ?? 1000
  }));
  return { metric, items };
}

function byMetric(bindings: readonly MetricBinding[], answers: Record<string, unknown>) {
  const { metric, value, code } = contributionsOf(bindings, answers);
  return Object.fromEntries(metric.map((m, i) => [m, { value: value[i]!, code: code[i]! }]));
}

group('series', () => {
  it('M-02 a question on another scale is its own series, with the scale in its name', () => {
    expect(seriesOf('nps', 0, 10)).toBe('nps');
    expect(seriesOf('nps', 1, 5)).toBe('nps@1-5');
    expect(describe('nps@1-5')).toMatchObject({ metric: 'nps', kind: 'rescaled', native: false, range: { low: 0 } });
    expect(describe('loyalty@mixed')).toMatchObject({ metric: 'loyalty', kind: 'index', native: false });
  });

  it('M-02 an id that no question can have is no series', () => {
    for (const id of ['', 'nps@0-10', 'nps@5-1', 'nps@1-5x', 'csat_mean@1-7', 'loyalty@1-5', 'toString', 'nps@01-5']) {
      expect(describe(id), id).toBeNull();
    }
    for (const key of metricKeys) expect(describe(key)).toMatchObject({ id: key, metric: key, native: true });
  });

  it('M-02 the name of a series says everything about its scale', () => {
    const scale = fc.tuple(fc.integer({ min: -9, max: 20 }), fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(fc.constantFrom(...askedMetrics), scale, (key, [min, width]) => {
        const series = describe(seriesOf(key, min, min + width))!;
        expect(series.metric).toBe(key);
        expect(series.scale).toEqual({ min, max: min + width });
      })
    );
  });
});

group('contributions', () => {
  it('M-01 nine and ten promote, six and less detract', () => {
    const values = Array.from({ length: 11 }, (_, x) => byMetric([bind('nps')], { nps: x }).nps!.value);
    expect(values).toEqual([...Array(7).fill(-1_000_000), 0, 0, 1_000_000, 1_000_000]);
  });

  it('M-01 an 11 on 0-10 and a 99 are counted as invalid and never promote', () => {
    for (const code of [11, 99, -1]) {
      expect(byMetric([bind('nps')], { nps: code })).toEqual({ nps: { value: null, code } });
    }
    expect(byMetric([bind('nps')], { nps: 9.5 })).toEqual({ nps: { value: null, code: unreadableCode } });
    expect(byMetric([bind('nps')], { nps: '9' })).toEqual({ nps: { value: null, code: unreadableCode } });
    expect(byMetric([bind('nps')], { nps: -1e12 })).toEqual({ nps: { value: null, code: unreadableCode } });
  });

  it("M-02 don't know is missing, not invalid and not zero", () => {
    const missing = { ...bind('nps'), missing: [99] };
    for (const answer of [null, 'na', 99]) {
      expect(byMetric([missing], { nps: answer })).toEqual({ nps: { value: null, code: null } });
    }
  });

  it('M-02 a question that feeds no metric of ours contributes nothing', () => {
    const strange = ['trust', 'satisfaction', 'csat_mean', 'toString'].map((metric) => ({ ...bind('nps'), metric }));
    expect(byMetric([...strange, bind('nps', { min: 5, max: 5 })], { nps: 5 })).toEqual({});
  });

  it('M-02 a question without an answer leaves no entry', () => {
    expect(byMetric([bind('nps'), bind('csat')], { nps: '', other: 3 })).toEqual({});
    expect(byMetric([{ ...bind('nps'), questionId: 'constructor' }], {})).toEqual({});
  });

  it('M-02 satisfaction counts its top two boxes and keeps the mean as a series of its own', () => {
    expect(byMetric([bind('csat')], { csat: 4 })).toEqual({
      csat: { value: 1_000_000, code: 4 },
      csat_mean: { value: 750_000, code: 4 }
    });
    expect(byMetric([bind('csat')], { csat: 8 })).toEqual({
      csat: { value: null, code: 8 },
      csat_mean: { value: null, code: 8 }
    });
    expect(byMetric([bind('csat', { min: 1, max: 7 })], { csat: 4 })).toEqual({
      'csat@1-7': { value: 500_000, code: 4 }
    });
  });

  it('M-02 rescaling rounds half away from zero like SQL, in whole ten-thousandths', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((x) => rescale(x, 1, 7))).toEqual([
      0, 166_667, 333_333, 500_000, 666_667, 833_333, 1_000_000
    ]);
    expect(rescale(1, 0, 64)).toBe(15_625);
    expect(rescale(1, 0, 128)).toBe(7_813);
  });

  it('M-02 a reversed item is turned round, code and all', () => {
    expect(byMetric([{ ...bind('ces'), reversed: true }], { ces: 1 }).ces).toEqual({ value: 1_000_000, code: 7 });
    expect(byMetric([{ ...bind('ces'), reversed: true }], { ces: 9 }).ces).toEqual({ value: null, code: 9 });
  });

  it('M-02 ease keeps its top two boxes beside the mean, on its own scale', () => {
    const top = [4, 5, 6, 7, 8].map((x) => byMetric([bind('ces')], { ces: x }).ces_top);
    expect(top.map((entry) => entry?.value)).toEqual([0, 0, 1_000_000, 1_000_000, null]);
    expect(byMetric([bind('ces', fivePoints)], { ces: 5 })).toEqual({ 'ces@1-5': { value: 1_000_000, code: 5 } });
  });

  it('M-02 answers of employees and customers never enter a score of the other', () => {
    const employees = [{ ...bind('nps'), respondents: 'employees' as const }];
    expect(byMetric(employees, { nps: 10 })).toEqual({});
    const own = { ...bind('employee_nps'), respondents: 'employees' as const };
    expect(byMetric([own], { employee_nps: 10 })).toEqual({ employee_nps: { value: 1_000_000, code: 10 } });
    expect(byMetric([bind('employee_nps')], { employee_nps: 10 })).toEqual({});
    expect(byMetric([index('employee_engagement', ['a'])], { a: 5 })).toEqual({});
    const both = [...metricsFor('customers').asked, ...metricsFor('employees').asked];
    expect(both.sort()).toEqual([...askedMetrics].sort());
  });

  it('M-04 satisfaction is the mean of what was answered, from half of the weight on', () => {
    const three = { dim_product: 5, dim_service: 4, dim_brand: 1 };
    expect(byMetric(relationship, three).satisfaction).toBeUndefined();
    expect(byMetric(relationship, { ...three, csat: 5 }).satisfaction).toEqual({ value: 687_500, code: null });
    expect(byMetric(relationship, { ...three, csat: 9 }).satisfaction).toBeUndefined();
    expect(byMetric(relationship, { ...three, csat: null }).satisfaction).toBeUndefined();
  });

  it('M-05 loyalty is repurchase and recommendation, either of them enough', () => {
    expect(byMetric(relationship, { nps: 9, repurchase: 4 }).loyalty).toEqual({ value: 825_000, code: null });
    expect(byMetric(relationship, { repurchase: 4 }).loyalty).toEqual({ value: 750_000, code: null });
    expect(byMetric(relationship, { nps: 11 }).loyalty).toBeUndefined();
  });

  it('M-05 an item asked on another scale takes the index into a series of its own', () => {
    const old = [bind('nps', { min: 1, max: 5 }), bind('repurchase')];
    expect(byMetric(old, { nps: 5, repurchase: 3 })).toEqual({
      'nps@1-5': { value: 1_000_000, code: 5 },
      repurchase: { value: 500_000, code: 3 },
      'loyalty@mixed': { value: 750_000, code: null }
    });
    const both = [{ ...bind('nps', { min: 1, max: 5 }), questionId: 'old' }, bind('nps'), bind('repurchase')];
    expect(byMetric(both, { old: 5, nps: 0, repurchase: 3 })).toMatchObject({ loyalty: { value: 250_000 } });
    expect(byMetric(both, { old: 5, nps: 0 })).toMatchObject({ nps: { value: -1_000_000 }, 'nps@1-5': { code: 5 } });
  });

  it('M-04 an index of the questionnaire is the weighted mean of its items, from half of the weight on', () => {
    const brand = [index('dim_brand', ['a', 'b', 'c'], [500, 250, 250])];
    expect(byMetric(brand, { a: 5, b: 1, c: 2 })).toEqual({ dim_brand: { value: 562_500, code: null } });
    expect(byMetric(brand, { a: 5 })).toEqual({ dim_brand: { value: 1_000_000, code: null } });
    expect(byMetric(brand, { b: 5, c: 5 })).toEqual({ dim_brand: { value: 1_000_000, code: null } });
    for (const few of [{ b: 5 }, { b: 5, c: 'na' }, { b: 5, c: 6 }, {}]) expect(byMetric(brand, few)).toEqual({});
  });

  it('M-04 an index of the questionnaire takes the place of the rule and of questions that feed its metric', () => {
    const own = [
      ...relationship,
      index('loyalty', ['repurchase', 'nps'], [3000, 1000], [fivePoints, { min: 0, max: 10 }]),
      index('dim_price', ['csat'])
    ];
    const found = byMetric(own, { nps: 0, repurchase: 5, dim_price: 1, csat: 5 });
    expect(found.loyalty).toEqual({ value: 750_000, code: null });
    expect(found.dim_price).toEqual({ value: 1_000_000, code: null });
  });

  it('M-04 an index on another scale, or on several, is a series of its own', () => {
    const seven = { min: 1, max: 7 };
    const on = (metric: string, scales: { min: number; max: number }[]) =>
      Object.keys(
        byMetric(
          [
            index(
              metric,
              scales.map((_, i) => `q${i}`),
              [],
              scales
            )
          ],
          { q0: 3, q1: 3 }
        )
      );
    expect(on('acsi', [seven, seven])).toEqual(['acsi@1-7']);
    expect(on('acsi', [seven, fivePoints])).toEqual(['acsi@mixed']);
    expect(on('satisfaction', [seven, fivePoints])).toEqual(['satisfaction']);
    expect(describe('acsi@1-7')).toMatchObject({ metric: 'acsi', kind: 'index', native: false });
    expect(describe('gap_empathy@1-5')).toMatchObject({ kind: 'gap', range: { low: -100, high: 100 } });
    for (const id of ['nps@mixed', 'csat@mixed', 'ces_top@1-5', 'acsi@1-10', 'satisfaction@1-5']) {
      expect(describe(id), id).toBeNull();
    }
  });

  it('M-04 one of satisfaction or loyalty is mixed when an item feeds its own metric on a foreign scale', () => {
    const on = (scale: { min: number; max: number }) => {
      const items = [{ questionId: 'nps', metric: 'nps', weight: 1000, ...scale }];
      return Object.keys(byMetric([{ metric: 'loyalty', items }], { nps: 3 }));
    };
    expect([on({ min: 0, max: 10 }), on(fivePoints)]).toEqual([['loyalty'], ['loyalty@mixed']]);
  });

  it('M-06 a gap is what was perceived minus what was expected, of pairs answered on both sides; halves go up', () => {
    const items = ['a', 'b'].map((id) => {
      return { questionId: `${id}.perceived`, expectedId: `${id}.expected`, min: 1, max: 7, weight: 1000 };
    });
    const gap = (answers: Record<string, unknown>) => byMetric([{ metric: 'service_gap', items }], answers).service_gap;
    expect(gap({ 'a.perceived': 5, 'a.expected': 7 })?.value).toBe(-333_333);
    expect(gap({ 'a.perceived': 1, 'a.expected': 7, 'b.perceived': 7, 'b.expected': 1 })?.value).toBe(0);
    expect(gap({ 'a.perceived': 5, 'a.expected': 7, 'b.perceived': 7, 'b.expected': 7 })?.value).toBe(-166_666);
    expect(gap({ 'a.perceived': 7, 'a.expected': 5, 'b.perceived': 7, 'b.expected': 7 })?.value).toBe(166_667);
    expect(gap({ 'a.perceived': 7, 'b.expected': 1 })).toBeUndefined();
    expect(byMetric([{ metric: 'dim_service', items }], { 'a.perceived': 5, 'a.expected': 7 })).toEqual({});
    expect(byMetric([index('service_gap', ['a'])], { a: 5 })).toEqual({});
  });

  it('M-02 of two questions that feed one series, the first that was answered counts', () => {
    const twice = [
      { ...bind('nps'), questionId: 'a' },
      { ...bind('nps'), questionId: 'b' }
    ];
    expect(contributionsOf(twice, { a: 10, b: 0 })).toEqual({
      metric: ['nps', 'loyalty'],
      value: [1_000_000, 1_000_000],
      code: [10, null]
    });
    expect(contributionsOf(twice, { b: 0 }).value).toEqual([-1_000_000, 0]);
  });

  it('M-04 whatever is answered, contributions are whole, in range, and an index lies between its items', () => {
    const answer = fc.option(fc.oneof(fc.integer({ min: -2, max: 12 }), fc.constantFrom(99, 'na', 'x', 2.5)));
    fc.assert(
      fc.property(fc.record(Object.fromEntries(askedMetrics.map((key) => [key, answer]))), (answers) => {
        const { metric, value, code } = contributionsOf(relationship, answers);
        expect(new Set(metric).size).toBe(metric.length);
        metric.forEach((id, i) => {
          const { range } = describe(id)!;
          expect(code[i] === null || Number.isInteger(code[i])).toBe(true);
          if (value[i] === null) return;
          expect(Number.isInteger(value[i])).toBe(true);
          expect(value[i]!).toBeGreaterThanOrEqual(range.low * 10_000);
          expect(value[i]!).toBeLessThanOrEqual(range.high * 10_000);
        });
        const found = Object.fromEntries(metric.map((m, i) => [m, value[i]]));
        if (typeof found.satisfaction !== 'number') return;
        const items = [...dimensionMetrics, 'csat_mean'].flatMap((m) => found[m] ?? []);
        expect(items.length).toBeGreaterThanOrEqual(4);
        expect(found.satisfaction).toBeGreaterThanOrEqual(Math.min(...items));
        expect(found.satisfaction).toBeLessThanOrEqual(Math.max(...items));
      })
    );
  });
});
