/**
 * The merger as cells, without its people: what a backtest of the detectors needs, a few milliseconds a world. Same course of
 * satisfaction and same nuisances as the whole world (W-04 to W-06); answers of a leaf and week are drawn from three classes.
 */
import type { Cell } from '#lib/alerts/ledger.ts';
import { normalUpper } from '#lib/stats/distributions.ts';
import { poissonDraw } from '#lib/stats/generator.ts';
import { feeling, type Course } from './course.ts';
import { answerSpread, npsCuts } from './answers.ts';
import { bases, companies, regions, stages, weeksOf, type Company, type Settings, type Stage } from './settings.ts';

export interface LightSettings extends Settings {
  /** Answers a week of both companies together. */
  readonly perWeek: number;
  /** 'region' splits the leaves by region; 'none' gives company x stage. */
  readonly leaves: 'region' | 'none';
}

const personSpread = 0.7;
const mailShare = 0.09;

/** Share of a company's answers that a stage gives; B's stable customers move to degradation in weeks 138 to 145 (W-06 vi). */
function stageShare(company: Company, stage: Stage, week: number): number {
  const share = bases[company].stage[stage];
  if (company === 'A' || week < weeksOf.stageMixFrom) return share;
  const moved = 0.27 * bases.B.stage.stable * Math.min(1, (week - weeksOf.stageMixFrom + 1) / 8);
  return share + (stage === 'stable' ? -moved : stage === 'degradation' ? moved : 0);
}

/** Phone callers sound happier: its share of the answers of weeks 70 to 89 is larger (W-06 i). */
const modeEffect = (week: number) => 0.25 * (week >= weeksOf.mixFrom && week <= weeksOf.mixTo ? 0.42 : 0.24);

/** The week a mail answer arrives in: days later, and those of weeks 96 to 99 all in week 100 (W-06 iv). */
const mailArrives = (week: number, random: () => number) =>
  week >= weeksOf.mailHeldFrom && week < weeksOf.mailUpload ? weeksOf.mailUpload : week + (random() < 0.6 ? 1 : 0);

/** NPS cells of a light world, one leaf and week after the other. `weekZero` is the number of the week `settings.start` lies in. */
export function* lightCells(
  settings: LightSettings,
  course: Course,
  weekZero: number,
  random: () => number
): Generator<Cell> {
  const customers = { A: 0.7, B: 0.3 };
  const spread = Math.sqrt(personSpread ** 2 + answerSpread ** 2);
  const [low, high] = [npsCuts[6]!, npsCuts[8]!];
  for (let week = settings.from; week <= settings.to; week++)
    for (const company of companies) {
      // Company A asked on another scale before: those answers are another series.
      if (company === 'A' && week < weeksOf.scaleSwitch) continue;
      for (const stage of stages) {
        const sums = new Map<string, { n: number; sum: number; sum2: number }>();
        for (const region of regions) {
          const mean = feeling(course, company, 'consumer', stage, region, week) + modeEffect(week);
          const promoters = normalUpper((high - mean) / spread);
          const detractors = 1 - normalUpper((low - mean) / spread);
          const rate =
            settings.perWeek * customers[company] * stageShare(company, stage, week) * bases[company].region[region];
          const bots = week === weeksOf.bots && company === 'B' && stage === 'stable' && region === 'R5' ? 40 : 0;
          const n = poissonDraw(rate, random) + bots;
          for (let i = 0; i < n; i++) {
            const u = i < bots ? promoters : random();
            const x = u < promoters ? 100 : u < promoters + detractors ? -100 : 0;
            const arrived = random() < mailShare ? mailArrives(week, random) : week;
            const key = `${settings.leaves === 'region' ? region : ''}|${arrived}`;
            const s = sums.get(key) ?? { n: 0, sum: 0, sum2: 0 };
            sums.set(key, { n: s.n + 1, sum: s.sum + x, sum2: s.sum2 + x * x });
          }
        }
        for (const [key, s] of sums) {
          const [value = '', arrived = '0'] = key.split('|');
          yield { company, stage, value, answered: weekZero + week, arrived: weekZero + Number(arrived), ...s };
        }
      }
    }
}
