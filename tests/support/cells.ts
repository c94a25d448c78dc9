/** Small simulated histories for the alert tests: leaves with a rate, a score and a fall, as cells by answered and arrived week. */
import type { Cell } from '#lib/alerts/ledger.ts';
import type { Leaf } from '#lib/alerts/lattice.ts';
import { poissonDraw } from '#lib/stats/generator.ts';

export interface Source extends Leaf {
  /** Answers a week. */
  readonly rate: number | ((week: number) => number);
  /** Share of promoters and of detractors, by week. */
  readonly shares: (week: number) => { readonly promoters: number; readonly detractors: number };
}

/** Shares with this NPS and three in ten passives. */
export const sharesAt = (nps: number) => ({ promoters: 0.35 + nps / 200, detractors: 0.35 - nps / 200 });

/** One history of NPS answers in weeks from..to; `delay` says in which week an answer arrives. */
export function simulate(
  sources: readonly Source[],
  from: number,
  to: number,
  random: () => number,
  delay: (week: number) => number = () => 0
): Cell[] {
  const cells = new Map<string, Cell>();
  for (let week = from; week <= to; week++)
    for (const { company, stage, value, rate, shares } of sources) {
      const { promoters, detractors } = shares(week);
      const n = poissonDraw(typeof rate === 'number' ? rate : rate(week), random);
      for (let i = 0; i < n; i++) {
        const u = random();
        const x = u < promoters ? 100 : u < promoters + detractors ? -100 : 0;
        const arrived = week + delay(week);
        const key = [company, stage, value, week, arrived].join('|');
        const c = cells.get(key);
        const sums = { n: (c?.n ?? 0) + 1, sum: (c?.sum ?? 0) + x, sum2: (c?.sum2 ?? 0) + x * x };
        cells.set(key, { company, stage, value, answered: week, arrived, ...sums });
      }
    }
  return [...cells.values()];
}

export const stages = ['exploration', 'development', 'stable', 'degradation'] as const;

/** Two companies with four stages each, `rate` answers a week and leaf, a level per stage and what a test changes. */
export function twoCompanies(rate: number, nps: (company: string, stage: string, week: number) => number): Source[] {
  return ['A', 'B'].flatMap((company) =>
    stages.map((stage) => ({
      company,
      stage,
      value: '',
      rate,
      shares: (week: number) => sharesAt(nps(company, stage, week))
    }))
  );
}

/** Levels that differ by company and stage, as customers' do. */
export const ordinary = (company: string, stage: string): number =>
  (company === 'B' ? 35 : 20) + (stage === 'degradation' ? -35 : stage === 'stable' ? 8 : 0);
