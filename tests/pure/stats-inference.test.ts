import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanInterval, newcombeInterval, npsInterval, npsScoreInterval, wilsonInterval } from '#lib/stats/intervals.ts';
import { benjaminiHochberg, holm } from '#lib/stats/multiplicity.ts';
import { detectableDifference, neededForMargin, neededPerGroup } from '#lib/stats/planning.ts';
import { fisherTest, proportionTest, welchTest, zTest } from '#lib/stats/two-samples.ts';

describe('intervals', () => {
  it('M-01 ten promoters of ten never get an interval of width zero', () => {
    const interval = npsInterval(10, 0, 10)!;
    expect(100 * interval.low).toBeCloseTo(47.5, 1);
    expect(interval.high).toBe(1);
  });

  it('M-01 no answers, no interval', () => {
    expect(npsInterval(0, 0, 0)).toBeNull();
    expect(npsScoreInterval(0, 0, 0)).toBeNull();
  });

  it('M-01 the score interval holds the score and agrees with adjusted Wald for many answers', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.nat(500), (p, d, passive) => {
        const n = p + d + passive;
        fc.pre(n > 0);
        const score = npsScoreInterval(p, d, n)!;
        expect(score.low).toBeLessThanOrEqual((p - d) / n + 1e-9);
        expect(score.high).toBeGreaterThanOrEqual((p - d) / n - 1e-9);
        if (p < 100 || d < 100 || passive < 100) return;
        const wald = npsInterval(p, d, n)!;
        expect(score.low).toBeCloseTo(wald.low, 2);
        expect(score.high).toBeCloseTo(wald.high, 2);
      })
    );
  });

  it('M-03 Wilson: 0 of 20 reaches to .161, and 20 of 20 mirrors it', () => {
    expect(wilsonInterval(0, 20)).toEqual({ low: 0, high: expect.closeTo(0.16113, 5) });
    expect(wilsonInterval(20, 20)).toEqual({ low: expect.closeTo(0.83887, 5), high: 1 });
    expect(wilsonInterval(0, 0)).toBeNull();
  });

  it("M-03 Newcombe's published example: 56 of 70 against 48 of 80", () => {
    const { low, high } = newcombeInterval(48, 80, 56, 70)!;
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
  });

  it('M-02 a mean of one answer has no interval; of two it is wide', () => {
    expect(meanInterval(50, 0, 1)).toBeNull();
    expect(meanInterval(50, 100, 2)!.high).toBeCloseTo(50 + 12.7062047 * Math.sqrt(50), 5);
  });
});

describe('two groups', () => {
  it("M-08 Welch's test agrees with t.test", () => {
    const test = welchTest({ n: 30, mean: 70, variance: 400 }, { n: 40, mean: 60, variance: 625 })!;
    expect(test.difference).toBe(-10);
    expect(test.p).toBeCloseTo(0.06747743814669364, 10);
  });

  it('M-08 one constant group is fine, two constant groups have no p unless they agree', () => {
    expect(welchTest({ n: 5, mean: 100, variance: 0 }, { n: 9, mean: 60, variance: 30 })!.p).toBeLessThan(0.001);
    expect(welchTest({ n: 5, mean: 100, variance: 0 }, { n: 9, mean: 60, variance: 0 })!.p).toBeNull();
    expect(welchTest({ n: 5, mean: 60, variance: 0 }, { n: 9, mean: 60, variance: 0 })!.p).toBe(1);
    expect(welchTest({ n: 1, mean: 60, variance: 0 }, { n: 9, mean: 60, variance: 0 })).toBeNull();
  });

  it('M-01 the z test of two NPS agrees by hand', () => {
    const test = zTest({ n: 200, mean: 0.2, variance: 0.61 }, { n: 200, mean: 0, variance: 0.61 })!;
    expect(test.error).toBeCloseTo(Math.sqrt(0.0061), 12);
    expect(test.p).toBeCloseTo(0.010445, 6);
  });

  it('M-03 small tables are tested exactly, larger ones by z', () => {
    expect(fisherTest(3, 10, 9, 10)).toBeCloseTo(0.019766611097880443, 10);
    expect(fisherTest(1, 10, 4, 8)).toBeCloseTo(0.1176470588235294, 10);
    expect(proportionTest(1, 10, 4, 8)).toBeCloseTo(0.1176470588235294, 10);
    expect(proportionTest(48, 80, 56, 70)).toBeCloseTo(0.008045, 5);
    expect(proportionTest(0, 80, 0, 70)).toBe(1);
    expect(proportionTest(0, 0, 0, 70)).toBeNull();
  });
});

describe('many comparisons', () => {
  it('M-09 Holm and Benjamini-Hochberg agree with p.adjust', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02].map((p) => expect.closeTo(p, 12)));
    expect(benjaminiHochberg([0.2, 0.01, 0.02, 0.03, 0.04])).toEqual(
      [0.2, 0.05, 0.05, 0.05, 0.05].map((p) => expect.closeTo(p, 12))
    );
  });

  it('M-09 a missing p is not counted', () => {
    expect(holm([0.02, null, 0.03])).toEqual([0.04, null, 0.04]);
    expect(benjaminiHochberg([null, 0.02])).toEqual([null, 0.02]);
    expect(benjaminiHochberg([])).toEqual([]);
  });

  it('M-09 adjusted values never shrink and keep the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (ps) => {
        for (const adjusted of [holm(ps), benjaminiHochberg(ps)]) {
          ps.forEach((p, i) => {
            expect(adjusted[i]!).toBeGreaterThanOrEqual(p);
            expect(adjusted[i]!).toBeLessThanOrEqual(1);
            ps.forEach((q, j) => p < q && expect(adjusted[i]!).toBeLessThanOrEqual(adjusted[j]!));
          });
        }
      })
    );
  });
});

describe('planning', () => {
  it('M-21 200 against 200 answers show about 22 NPS points', () => {
    expect(100 * detectableDifference(0.62, 200, 0.62, 200)!).toBeCloseTo(22.06, 2);
    expect(detectableDifference(0.62, 0, 0.62, 200)).toBeNull();
  });

  it('M-21 the needed number is the smallest that shows the difference', () => {
    const n = neededPerGroup(0.62, 0.15)!;
    expect(detectableDifference(0.62, n, 0.62, n)!).toBeLessThanOrEqual(0.15);
    expect(detectableDifference(0.62, n - 1, 0.62, n - 1)!).toBeGreaterThan(0.15);
    expect(neededForMargin(0.25, 0.05)).toBe(385);
    expect(neededPerGroup(0.62, 0)).toBeNull();
  });
});
