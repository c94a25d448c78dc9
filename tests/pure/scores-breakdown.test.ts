import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  breakdownParameters,
  combinedViews,
  flaggedAnswers,
  dimensions,
  isDay,
  maxLimit,
  parseBreakdown,
  timeGrains,
  toSearchParams
} from '#lib/scores/breakdown.ts';
import type { Breakdown } from '#lib/scores/breakdown.ts';
import { metricKeys } from '#lib/scores/metrics.ts';

const parse = (query: string, known = {}) => parseBreakdown(new URLSearchParams(query), { known });

function errorsOf(query: string, known = {}) {
  const result = parse(query, known);
  return result.ok ? [] : result.errors;
}

describe('the breakdown in a URL', () => {
  it('UX-69 reads a heat map with filters, period and comparison', () => {
    const query =
      'metric=nps&by=company,stage&segment=small&segment=mid&from=2025-01-01&to=2025-06-30&compareFrom=2024-01-01' +
      '&compareTo=2024-06-30&limit=50';
    expect(parse(query)).toEqual({
      ok: true,
      breakdown: {
        metric: 'nps',
        by: ['company', 'stage'],
        grain: null,
        filters: { segment: ['mid', 'small'] },
        period: { from: '2025-01-01', to: '2025-06-30' },
        comparison: { from: '2024-01-01', to: '2024-06-30' },
        combined: null,
        flagged: 'include',
        limit: 50
      }
    });
  });

  it('UX-69 a form that sends empty fields asks the same as one that sends none', () => {
    expect(parse('metric=nps&by=company&from=&to=&segment=&grain=&limit=')).toEqual(parse('metric=nps&by=company'));
  });

  it('UX-67 a figure that joins companies must say how', () => {
    expect(errorsOf('metric=nps&by=stage')).toEqual([
      { parameter: 'combined', reason: 'required', allowed: combinedViews }
    ]);
    expect(errorsOf('metric=nps&by=stage&company=a')).toEqual([]);
    expect(errorsOf('metric=nps&by=stage&company=a&company=b')).toHaveLength(1);
    expect(parse('metric=nps&by=company&combined=equal-company')).toMatchObject({
      breakdown: { combined: 'equal-company' }
    });
  });

  it.each([
    ["metric=nps&by=company&filter[a'--]=1", "filter[a'--]", 'unknown', breakdownParameters],
    ['metric=nps&by=company&sort=name%3Bdrop', 'sort', 'unknown', breakdownParameters],
    ['metric=nps;drop&by=company', 'metric', 'not-allowed', metricKeys],
    ['metric=nps&metric=csat&by=company', 'metric', 'repeated', []],
    ['by=company', 'metric', 'required', metricKeys],
    ['metric=nps&by=company,colour', 'by', 'not-allowed', dimensions],
    ['metric=nps&by=company,__proto__', 'by', 'not-allowed', dimensions],
    ['metric=nps&by=company,company', 'by', 'repeated', []],
    ['metric=nps&by=company,stage,region', 'by', 'too-many', ['2']],
    ['metric=nps&by=company,stage&grain=week', 'by', 'too-many', ['2']],
    ['metric=nps&by=company&grain=year', 'grain', 'not-allowed', timeGrains],
    ['metric=nps&by=company&from=2025-02-29', 'from', 'not-a-date', ['YYYY-MM-DD']],
    ['metric=nps&by=company&to=2025-1-1', 'to', 'not-a-date', ['YYYY-MM-DD']],
    ['metric=nps&by=company&from=2025-02-02&to=2025-02-01', 'to', 'order', ['>= 2025-02-02']],
    ['metric=nps&by=company&compareFrom=(select 1)', 'compareFrom', 'not-a-date', ['YYYY-MM-DD']],
    ['metric=nps&by=company&combined=mean', 'combined', 'not-allowed', combinedViews],
    ['metric=nps&by=company&limit=-1', 'limit', 'not-allowed', [`1..${maxLimit}`]],
    ['metric=nps&by=company&limit=1e9', 'limit', 'not-allowed', [`1..${maxLimit}`]],
    ['metric=nps&by=company&limit=1001', 'limit', 'not-allowed', [`1..${maxLimit}`]],
    [`metric=nps&by=company&stage=${'x'.repeat(10_240)}`, 'stage', 'too-long', ['64']],
    ['metric=nps&by=company&stage=a%00b', 'stage', 'not-allowed', []],
    [
      `metric=nps&by=company&${Array.from({ length: 51 }, (_, i) => `stage=${i}`).join('&')}`,
      'stage',
      'too-many',
      ['50']
    ]
  ])('S-22 %s is refused with what is allowed', (query, parameter, reason, allowed) => {
    expect(errorsOf(query)).toEqual([{ parameter, reason, allowed }]);
  });

  it('S-22 a value that does not exist is refused with those that do', () => {
    expect(errorsOf('metric=nps&by=company&stage=gone', { stage: ['stable', 'development'] })).toEqual([
      { parameter: 'stage', reason: 'not-allowed', allowed: ['stable', 'development'] }
    ]);
  });

  it('S-22 everything wrong is said at once', () => {
    expect(errorsOf('metric=x&by=y&from=z&limit=0&nope=1').map((e) => e.parameter)).toEqual([
      'nope',
      'metric',
      'by',
      'from',
      'combined',
      'limit'
    ]);
  });

  it('S-22 ten kilobytes of nonsense get a short answer', () => {
    const nonsense = Array.from({ length: 5000 }, (_, i) => `p${i}`).join('&');
    expect(errorsOf(nonsense)).toHaveLength(20);
    expect(errorsOf(`metric=nps&by=company&${'by=x&'.repeat(2000)}`)).toHaveLength(1);
  });

  it("UX-69 a page's own parameters are left alone", () => {
    const params = new URLSearchParams('metric=nps&by=company&view=table');
    expect(parseBreakdown(params, { others: ['view'] }).ok).toBe(true);
  });

  it('UX-69 the URL holds the whole question: writing and reading gives it back, in one form', () => {
    const day = fc
      .integer({ min: 0, max: 5000 })
      .map((d) => new Date(Date.UTC(2020, 0, 1 + d)).toISOString().slice(0, 10));
    const period = fc
      .tuple(fc.option(day), fc.option(day))
      .map(([a, b]) => (a && b && a > b ? { from: b, to: a } : { from: a, to: b }));
    const values = fc.uniqueArray(
      fc.string({ minLength: 1, maxLength: 12 }).filter((s) => !/[\x00-\x1f\x7f]/.test(s)),
      {
        minLength: 1,
        maxLength: 5
      }
    );
    const breakdown: fc.Arbitrary<Breakdown> = fc.record({
      metric: fc.constantFrom(...metricKeys, 'nps@1-5', 'loyalty@mixed'),
      by: fc.uniqueArray(fc.constantFrom(...dimensions), { maxLength: 1 }),
      grain: fc.option(fc.constantFrom(...timeGrains)),
      filters: fc
        .record({ stage: values, region: values, company: values }, { requiredKeys: [] })
        .map((f) => Object.fromEntries(Object.entries(f).map(([key, list]) => [key, [...list].sort()]))),
      period,
      comparison: period.map((p) => (p.from === null && p.to === null ? null : p)),
      combined: fc.constantFrom(...combinedViews),
      flagged: fc.constantFrom(...flaggedAnswers),
      limit: fc.option(fc.integer({ min: 1, max: maxLimit }))
    });
    fc.assert(
      fc.property(breakdown, (asked) => {
        const params = toSearchParams(asked);
        const result = parseBreakdown(new URLSearchParams(params.toString()));
        expect(result).toEqual({ ok: true, breakdown: asked });
        if (result.ok) expect(toSearchParams(result.breakdown).toString()).toBe(params.toString());
      })
    );
  });

  it('S-22 no text makes the reader throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parse(text)));
    const key = fc.oneof(fc.constantFrom(...breakdownParameters), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.string())), (pairs) => void parseBreakdown(new URLSearchParams(pairs)))
    );
  });

  it('S-22 a day is a day of the calendar', () => {
    expect(isDay('2024-02-29')).toBe(true);
    for (const no of ['2023-02-29', '2024-13-01', '20240201', '2024-02-01T00:00', '1024-02-01', '']) {
      expect(isDay(no), no).toBe(false);
    }
  });
});
