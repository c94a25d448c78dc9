import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dimensionsOf } from '#lib/scores/breakdown.ts';
import { allPeriod, families, familyFor, nextPeriod, periodOf, piecesOf } from '#lib/scores/families.ts';
import { addMoments, foldMoments, fromStored, momentsOf, noMoments, npsShares, score } from '#lib/scores/moments.ts';

describe('moments', () => {
  it('M-01 stored integers come back as points, however large', () => {
    expect(fromStored({ n: '2', sum: '750000', sum2: '312500000000' })).toEqual({ n: 2, sum: 75, sum2: 3125 });
    expect(fromStored()).toEqual(noMoments);
    const row = { n: 10_000_000n, sum: 10n ** 13n, sum2: 10n ** 19n };
    expect(fromStored(row, row)).toEqual({ n: 20_000_000, sum: 2e9, sum2: 2e11 });
  });

  it('M-01 adding is the same in any order', () => {
    const cell = fc.array(fc.constantFrom(-100, 0, 100)).map(momentsOf);
    fc.assert(
      fc.property(cell, cell, (a, b) => {
        expect(addMoments(a, b)).toEqual(addMoments(b, a));
        expect(foldMoments([a, b])).toEqual(addMoments(a, b));
      })
    );
  });

  it('M-01 promoters, passives and detractors follow from the moments', () => {
    fc.assert(
      fc.property(fc.nat(999), fc.nat(999), fc.nat(999), (promoters, passives, detractors) => {
        const n = promoters + passives + detractors;
        const moments = { n, sum: 100 * (promoters - detractors), sum2: 10_000 * (promoters + detractors) };
        expect(npsShares(moments)).toEqual({ promoters, passives, detractors });
      })
    );
  });

  it('M-01 no answers give no score, not 0', () => {
    expect(score('nps', noMoments)).toBeNull();
  });

  it('M-01 ten promoters of ten: 100, with an interval down to 47.5', () => {
    const result = score('nps', momentsOf(Array(10).fill(100)))!;
    expect(result).toMatchObject({ score: 100, high: 100, n: 10, degenerate: 'equal' });
    expect(result.low).toBeCloseTo(47.5, 1);
  });

  it('M-02 a top box has the Wilson interval in percent', () => {
    expect(score('csat', momentsOf(Array(20).fill(0)))).toMatchObject({
      score: 0,
      low: 0,
      high: expect.closeTo(16.113, 3)
    });
  });

  it('M-02 one answer leaves the whole range open, equal answers say so', () => {
    expect(score('ces', momentsOf([50]))).toEqual({ score: 50, low: 0, high: 100, n: 1, degenerate: 'single' });
    expect(score('ces', momentsOf([50, 50, 50]))).toMatchObject({ low: 50, high: 50, degenerate: 'equal' });
    expect(score('ces', momentsOf(Array(7).fill(83.3333)))).toMatchObject({ degenerate: 'equal' });
  });

  it('M-02 M-03 every interval holds its score and stays in the range', () => {
    const values = {
      nps: [-100, 0, 100],
      csat: [0, 100],
      ces: [0, 33.3333, 66.6667, 100],
      satisfaction: [12.5, 60, 99]
    };
    for (const [id, levels] of Object.entries(values)) {
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...levels), { minLength: 1, maxLength: 60 }), (list) => {
          const result = score(id, momentsOf(list))!;
          expect(result.low).toBeLessThanOrEqual(result.score + 1e-9);
          expect(result.high).toBeGreaterThanOrEqual(result.score - 1e-9);
          expect(result.low).toBeGreaterThanOrEqual(id === 'nps' ? -100 : 0);
          expect(result.high).toBeLessThanOrEqual(100);
        })
      );
    }
  });
});

describe('families', () => {
  it('M-20 company and stage are in every family, one further dimension names its own, two are computed from answers', () => {
    expect(familyFor(['company', 'stage'])).toMatchObject({ key: '' });
    expect(familyFor(['company', 'region'])).toMatchObject({ key: 'region', d1: 'region' });
    expect(familyFor(['arrival', 'region'])).toMatchObject({ key: 'region+arrival', grains: ['week'] });
    expect(familyFor(['segment', 'region'])).toBeNull();
    expect(new Set(families.map((f) => f.key)).size).toBe(families.length);
    const breakdown = { filters: { region: ['R1'] }, by: ['company'] } as const;
    const asked = { ...breakdown, metric: 'nps', grain: null, comparison: null, combined: null } as const;
    const whole = { ...asked, flagged: 'include', limit: null } as const;
    expect(dimensionsOf({ ...whole, period: { from: null, to: null } })).toEqual(['company', 'region']);
  });

  it('F-20 weeks begin on Monday and months on the first', () => {
    expect(periodOf('2025-12-28', 'week')).toBe('2025-12-22');
    expect(periodOf('2025-12-22', 'week')).toBe('2025-12-22');
    expect(periodOf('2024-02-29', 'month')).toBe('2024-02-01');
    expect(nextPeriod('2024-12-01', 'month')).toBe('2025-01-01');
    expect(nextPeriod('2024-12-30', 'week')).toBe('2025-01-06');
  });

  it('F-20 the pieces of a period cover each of its days once', () => {
    const day = fc
      .integer({ min: 0, max: 900 })
      .map((d) => new Date(Date.UTC(2023, 0, 1 + d)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, (a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        let expected = from;
        for (const { grain, first, last } of piecesOf(from, to)) {
          expect(first).toBe(expected);
          expect(first <= last).toBe(true);
          expect(grain === 'day' || (first.endsWith('-01') && last.endsWith('-01'))).toBe(true);
          expected = nextPeriod(last, grain === 'month' ? 'month' : 'day');
        }
        expect(expected).toBe(nextPeriod(to, 'day'));
      })
    );
    expect(piecesOf('2024-02-02', '2024-02-01')).toEqual([]);
    expect(piecesOf(null, null)).toEqual([{ grain: 'all', first: allPeriod, last: allPeriod }]);
    expect(piecesOf('2024-02-01', null)).toEqual([{ grain: 'month', first: '2024-02-01', last: '9999-12-01' }]);
    expect(piecesOf(null, '2024-02-10')).toEqual([
      { grain: 'month', first: '0001-01-01', last: '2024-01-01' },
      { grain: 'day', first: '2024-02-01', last: '2024-02-10' }
    ]);
  });
});
