import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tQuantile } from '#lib/stats/distributions.ts';
import { welchTest } from '#lib/stats/two-samples.ts';
import { change, judgeChanges } from '#lib/scores/change.ts';
import { combine, combinedChange, customerBaseWeighted, equalCompany, pooled } from '#lib/scores/combined.ts';
import { decompose, roundToSum } from '#lib/scores/decomposition.ts';
import { momentsOf, noMoments, score } from '#lib/scores/moments.ts';
import type { Moments } from '#lib/scores/moments.ts';

/** NPS moments of promoters, passives, detractors. */
function nps(promoters: number, passives: number, detractors: number): Moments {
  return {
    n: promoters + passives + detractors,
    sum: 100 * (promoters - detractors),
    sum2: 10_000 * (promoters + detractors)
  };
}

/** Moments of a mean with sample standard deviation `sd`. */
function mean(n: number, value: number, sd: number): Moments {
  return { n, sum: n * value, sum2: n * value * value + (n - 1) * sd * sd };
}

const npsCell = fc.tuple(fc.nat(300), fc.nat(300), fc.nat(300)).map(([p, q, d]) => nps(p, q, d));

describe('the change between two cells', () => {
  it('M-01 a change of NPS carries its interval, its p and what it could have found', () => {
    const found = change('nps', nps(1000, 600, 400), nps(90, 60, 50))!;
    expect(found.delta).toBeCloseTo(-10, 10);
    expect(found.p).toBeCloseTo(0.098, 2);
    expect(found.low).toBeLessThan(0);
    expect(found.high).toBeGreaterThan(0);
    expect(found.detectable!).toBeGreaterThan(16);
    expect(found).toMatchObject({ nBefore: 2000, nAfter: 200 });
  });

  it('M-01 two promoters against two detractors prove nothing', () => {
    const found = change('nps', nps(2, 0, 0), nps(0, 0, 2))!;
    expect(found.delta).toBe(-200);
    expect(found.p!).toBeGreaterThan(0.05);
    expect(found.high).toBeGreaterThan(0);
  });

  it('M-03 a change of a top box has the Newcombe interval and the matching p', () => {
    const found = change(
      'csat',
      momentsOf([...Array(48).fill(100), ...Array(32).fill(0)]),
      momentsOf([...Array(56).fill(100), ...Array(14).fill(0)])
    )!;
    expect(found.delta).toBeCloseTo(20, 10);
    expect(found.low).toBeCloseTo(5.24, 2);
    expect(found.high).toBeCloseTo(33.39, 2);
    expect(found.p).toBeCloseTo(0.008045, 5);
  });

  it("M-08 a change of a mean is Welch's test", () => {
    const [before, after] = [mean(60, 70, 20), mean(80, 60, 25)];
    const found = change('ces', before, after)!;
    const welch = welchTest({ n: 60, mean: 70, variance: 400 }, { n: 80, mean: 60, variance: 625 })!;
    expect(found.p).toBeCloseTo(welch.p!, 10);
    expect(found.halfWidth).toBeCloseTo(tQuantile(0.975, welch.df) * welch.error, 8);
  });

  it('M-08 few answers take at least the pooled variance, and two constant sides say nothing', () => {
    const lucky = change('ces', mean(2, 100, 0), mean(100, 60, 25))!;
    expect(lucky.p!).toBeGreaterThan(0.02);
    expect(change('ces', momentsOf([100, 100]), momentsOf([50, 50]))!).toMatchObject({ p: null, low: -100, high: 100 });
    expect(change('ces', momentsOf([50, 50]), momentsOf([50, 50]))!).toMatchObject({ p: 1, delta: 0 });
    expect(change('ces', momentsOf([50]), momentsOf([90]))!).toMatchObject({ p: null, low: -100, high: 100 });
  });

  it('M-01 without answers on a side there is no change', () => {
    for (const id of ['nps', 'csat', 'ces']) expect(change(id, noMoments, momentsOf([0, 100]))).toBeNull();
  });

  it('M-01 the change back is the same with the other sign', () => {
    fc.assert(
      fc.property(npsCell, npsCell, fc.constantFrom('nps', 'ces'), (first, second, id) => {
        const onScale = ({ n, sum, sum2 }: Moments) => ({
          n,
          sum: (sum + 100 * n) / 2,
          sum2: (sum2 + 200 * sum + 1e4 * n) / 4
        });
        const [a, b] = id === 'ces' ? [onScale(first), onScale(second)] : [first, second];
        const there = change(id, a, b);
        const back = change(id, b, a);
        if (!there || !back) {
          expect(there).toBe(back);
          return;
        }
        expect(back.delta).toBeCloseTo(-there.delta, 8);
        expect(back.low).toBeCloseTo(-there.high, 8);
        if (there.p !== null) expect(back.p).toBeCloseTo(there.p, 8);
        expect(there.low).toBeLessThanOrEqual(there.delta + 1e-9);
        expect(there.high).toBeGreaterThanOrEqual(there.delta - 1e-9);
      })
    );
  });
});

describe('what may be coloured', () => {
  it('M-09 of many cells only those stay sure whose p survives all that is shown with it', () => {
    const before = nps(500, 300, 200);
    const alone = judgeChanges('nps', [{ key: 'one', before, after: nps(69, 52, 49) }]).get('one')!;
    expect(alone).toMatchObject({ sure: true, meaning: 'worse', step: 2 });
    const quiet = Array.from({ length: 34 }, (_, i) => ({ key: `q${i}`, before, after: nps(100, 60, 40) }));
    const together = judgeChanges('nps', [...quiet, { key: 'one', before, after: nps(69, 52, 49) }]).get('one')!;
    expect(together).toMatchObject({ sure: false, meaning: 'same', step: 0, delta: alone.delta });
    expect(together.q!).toBeGreaterThan(alone.q!);
  });

  it('M-09 steps are 10 and 20 points for NPS and half of that for scores from 0 to 100', () => {
    const big = (delta: number) => [{ key: 'x', before: mean(1e6, 50, 20), after: mean(1e6, 50 + delta, 20) }];
    const step = (delta: number) => judgeChanges('ces', big(delta)).get('x')!.step;
    expect([1, 4.9, 5, 10, 11].map(step)).toEqual([1, 1, 2, 2, 3]);
    expect(judgeChanges('ces', big(-3)).get('x')).toMatchObject({ sure: true, meaning: 'worse' });
    expect(judgeChanges('ces', big(3)).get('x')).toMatchObject({ sure: true, meaning: 'better' });
  });

  it('M-09 a cell without answers on a side is no member of the family', () => {
    const judged = judgeChanges('nps', [{ key: 'a', before: noMoments, after: nps(1, 1, 1) }]);
    expect(judged.get('a')).toBeNull();
    expect(judged.size).toBe(1);
  });
});

describe('the combined company', () => {
  const small = { moments: nps(60, 20, 20), customers: 9000 };
  const large = { moments: nps(300, 300, 400), customers: 1000 };

  it('UX-67 pooled, equal-company and customer-base are three different numbers, each named', () => {
    expect(pooled('nps', [small, large])!.score).toBeCloseTo(-60 / 11, 10);
    expect(equalCompany('nps', [small, large])!.score).toBeCloseTo(15, 10);
    expect(customerBaseWeighted('nps', [small, large])!.score).toBeCloseTo(35, 10);
    expect(combine('nps', 'equal-company', [small, large])).toEqual(equalCompany('nps', [small, large]));
    expect(combine('nps', 'customer-base', [small, large])!.n).toBe(1100);
  });

  it('UX-67 the interval comes from the variance of the weighted sum', () => {
    const parts = [
      { moments: mean(50, 60, 20), customers: 3 },
      { moments: mean(80, 70, 10), customers: 1 }
    ];
    const { score: value, low, high } = customerBaseWeighted('ces', parts)!;
    const error = Math.sqrt(0.75 ** 2 * (400 / 50) + 0.25 ** 2 * (100 / 80));
    expect(value).toBeCloseTo(62.5, 10);
    expect((high - low) / 2 / error).toBeGreaterThan(1.98);
    expect((high - low) / 2 / error).toBeLessThan(2.02);
  });

  it('UX-67 a company without answers leaves no combined score, unless it has no weight', () => {
    const silent = { moments: noMoments, customers: 500 };
    expect(equalCompany('nps', [small, silent])).toBeNull();
    expect(customerBaseWeighted('nps', [small, silent])).toBeNull();
    expect(customerBaseWeighted('nps', [small, { ...silent, customers: 0 }])!.score).toBeCloseTo(40, 10);
    expect(customerBaseWeighted('nps', [{ ...small, customers: 0 }])).toBeNull();
    expect(equalCompany('nps', [])).toBeNull();
    expect(pooled('nps', [silent])).toBeNull();
  });

  it('UX-67 a single company is its own combination, in every view', () => {
    fc.assert(
      fc.property(npsCell, (moments) => {
        const parts = [{ moments, customers: 7 }];
        const own = score('nps', moments);
        for (const view of ['pooled', 'equal-company', 'customer-base'] as const) {
          const joined = combine('nps', view, parts);
          if (own) expect(joined!.score).toBeCloseTo(own.score, 9);
          else expect(joined).toBeNull();
        }
      })
    );
  });

  it('M-20 with a fixed customer base a shift of who answers moves the pooled score only', () => {
    const before = [small, large];
    const after = [{ ...small, moments: nps(600, 200, 200) }, large];
    expect(combinedChange('nps', 'pooled', before, after)!.delta).toBeGreaterThan(20);
    expect(combinedChange('nps', 'customer-base', before, after)!.delta).toBeCloseTo(0, 10);
    expect(combinedChange('nps', 'equal-company', before, after)!.p!).toBeCloseTo(1, 5);
    expect(combinedChange('nps', 'equal-company', before, [{ moments: noMoments, customers: 1 }])).toBeNull();
  });
});

describe('mix against rate', () => {
  it('M-20 Simpson: no cell changes, the total falls, and all of it is mix', () => {
    const split = decompose([
      { key: 'A', before: nps(80, 0, 20), after: nps(8, 0, 2) },
      { key: 'B', before: nps(4, 0, 6), after: nps(40, 0, 60) }
    ])!;
    expect(split.within).toBeCloseTo(0, 10);
    expect(split.mix).toBeCloseTo(split.change, 10);
    expect(split.change).toBeLessThan(-50);
  });

  it('M-20 UX-63 the parts add up to the change of the pooled score, whatever the cells', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(npsCell, npsCell), { minLength: 1, maxLength: 8 }), (pairs) => {
        const cells = pairs.map(([before, after], i) => ({ key: String(i), before, after }));
        const split = decompose(cells);
        const total = (side: 'before' | 'after') => {
          const n = cells.reduce((a, c) => a + c[side].n, 0);
          return cells.reduce((a, c) => a + c[side].sum, 0) / n;
        };
        if (!split) {
          expect(Number.isNaN(total('before')) || Number.isNaN(total('after'))).toBe(true);
          return;
        }
        expect(split.within + split.mix).toBe(split.change);
        expect(split.change).toBeCloseTo(total('after') - total('before'), 8);
        for (const part of ['within', 'mix'] as const) {
          expect(split.parts.reduce((a, p) => a + p[part], 0)).toBeCloseTo(split[part], 10);
        }
      })
    );
  });

  it('M-20 a cell that appears or disappears is mix', () => {
    const split = decompose([
      { key: 'old', before: nps(5, 5, 0), after: noMoments },
      { key: 'new', before: noMoments, after: nps(0, 5, 5) },
      { key: 'never', before: noMoments, after: noMoments }
    ])!;
    expect(split.parts.map((p) => p.within)).toEqual([0, 0]);
    expect(split.mix).toBeCloseTo(-100, 10);
    expect(decompose([{ key: 'old', before: nps(5, 5, 0), after: noMoments }])).toBeNull();
  });

  it('UX-63 what is rounded for the screen adds up on the screen', () => {
    expect(roundToSum([33.333, 33.333, 33.334], 0)).toEqual([33, 33, 34]);
    expect(roundToSum([-1.25, -1.25, 0.04])).toEqual([-1.2, -1.3, 0].map((x) => expect.closeTo(x, 9)));
    const part = fc.integer({ min: -1e7, max: 1e7 }).map((x) => x / 1e5);
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 2 }),
        (parts, decimals) => {
          const rounded = roundToSum(parts, decimals);
          const unit = 10 ** decimals;
          const sum = parts.reduce((a, p) => a + p * unit, 0);
          expect(rounded.reduce((a, r) => a + r * unit, 0)).toBeCloseTo(Math.round(sum), 6);
          rounded.forEach((r, i) => expect(Math.abs(r - parts[i]!) * unit).toBeLessThanOrEqual(1 + 1e-9));
        }
      )
    );
  });
});
