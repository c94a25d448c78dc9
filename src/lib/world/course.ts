/** The course of true satisfaction (W-05): what every group feels in every week, in latent standard deviations, without the person's own level. */
import { normalDraw } from '#lib/stats/generator.ts';
import {
  bases,
  companies,
  regions,
  segmentEffect,
  stageEffect,
  stages,
  weeksOf,
  type Company,
  type Region,
  type Segment,
  type Settings,
  type Stage
} from './settings.ts';

export interface LocalFall {
  readonly company: Company;
  readonly stage: Stage;
  readonly region: Region;
  readonly from: number;
  readonly to: number;
}

export interface Course {
  readonly regionEffect: Readonly<Record<Region, number>>;
  /** Common and company walk, season and announcement by week. */
  readonly level: Readonly<Record<Company, Float64Array>>;
  readonly localFalls: readonly LocalFall[];
  /** Week (with fraction) from which a migrated region falls. */
  readonly onset: Readonly<Partial<Record<Region, number>>>;
  readonly delta: number;
}

/** The season of a week of the year: a wave with its overtone, and a bad December. */
export function season(week: number): number {
  const turn = (2 * Math.PI) / 52;
  const december = week % 52 >= 49 && week % 52 <= 50 ? -0.12 : 0;
  return 0.1 * Math.sin(turn * (week - 8)) + 0.05 * Math.sin(2 * turn * week) + december;
}

export const announcementDip = (week: number): number =>
  week < weeksOf.announcement ? 0 : -0.08 * 2 ** (-(week - weeksOf.announcement) / 4);

const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)]!;

export function drawCourse(settings: Settings, random: () => number): Course {
  const weeks = settings.to + 1;
  const level = { A: new Float64Array(weeks), B: new Float64Array(weeks) };
  let common = 0;
  const own = { A: 0, B: 0 };
  for (let week = 0; week < weeks; week++) {
    common += 0.01 * normalDraw(random);
    for (const company of companies) {
      own[company] += 0.01 * normalDraw(random);
      level[company][week] = common + own[company] + season(week) + announcementDip(week);
    }
  }
  const regionEffect = Object.fromEntries(regions.map((r) => [r, 0.1 * normalDraw(random)])) as Record<Region, number>;
  const onset = Object.fromEntries(
    Object.entries(weeksOf.waves).map(([r, week]) => [r, week + (-3 * Math.log(1 - random())) / 7])
  ) as Partial<Record<Region, number>>;
  const localFalls = Array.from({ length: settings.localFalls ? 3 : 0 }, () => {
    const from = settings.from + 2 + Math.floor(random() * (settings.to - settings.from - 10));
    const company = pick(companies, random);
    // The fallen group of the main event is left alone, so that what is found there is the main event.
    const free = stages.filter((stage) => company === 'A' || stage !== 'development');
    return { company, stage: pick(free, random), region: pick(regions, random), from, to: from + 4 };
  });
  return { regionEffect, level, localFalls, onset, delta: settings.delta };
}

/** How far a group has fallen in a week because of the migration: 0 … delta. */
export function shock(course: Course, company: Company, stage: Stage, region: Region, week: number): number {
  const onset = course.onset[region];
  if (company !== 'B' || stage !== 'development' || onset === undefined) return 0;
  return course.delta * Math.min(1, Math.max(0, week + 1 - onset));
}

/** Mean true satisfaction of a group in a week. */
export function feeling(
  course: Course,
  company: Company,
  segment: Segment,
  stage: Stage,
  region: Region,
  week: number
): number {
  const local = course.localFalls.some(
    (f) => f.company === company && f.stage === stage && f.region === region && week >= f.from && week <= f.to
  );
  return (
    bases[company].satisfaction +
    segmentEffect[segment] +
    stageEffect[stage] +
    course.regionEffect[region] +
    (course.level[company][week] ?? 0) -
    shock(course, company, stage, region, week) -
    (local ? 0.4 : 0)
  );
}
