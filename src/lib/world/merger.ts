/**
 * A merger lived through week by week (W-03, W-06, W-08): customers move between stages, are asked, answer or not. Nothing here
 * knows the product; it gives what two companies' old systems would have on file. Same settings and generator, same world.
 */
import { normalDraw, poissonDraw } from '#lib/stats/generator.ts';
import { fillIn, remark, type Sheet } from './answers.ts';
import { drawCourse, feeling, shock, type Course } from './course.ts';
import { born, population, type Person } from './people.ts';
import {
  bases,
  moves,
  newcomersAMonth,
  weeksOf,
  type Channel,
  type Company,
  type Settings,
  type Stage
} from './settings.ts';

const day = 86_400_000;
const weeksAMonth = 52 / 12;

export interface StageChange {
  readonly person: Person;
  readonly stage: Stage | 'churned';
  readonly at: number;
}

export interface Asked {
  readonly id: string;
  readonly person: Person;
  readonly at: number;
  readonly channel: Channel | 'mail';
  readonly kind: 'relationship' | 'transactional';
}

export interface Answered {
  readonly asked: Asked;
  readonly answeredAt: number;
  readonly receivedAt: number;
  readonly scale: '0-10' | '1-5';
  readonly sheet: Sheet;
  readonly comment: string;
}

export interface WeekOfLife {
  readonly week: number;
  readonly changes: readonly StageChange[];
  readonly asked: readonly Asked[];
  readonly answered: readonly Answered[];
}

export interface World {
  readonly settings: Settings;
  readonly course: Course;
  /** Everybody who ever was a customer; grows while the weeks are lived. */
  readonly people: Person[];
  readonly random: () => number;
}

/** A world on the eve of its first week. */
export function found(settings: Settings, random: () => number): World {
  return { settings, course: drawCourse(settings, random), people: population(settings, random), random };
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** The stage after a week: monthly moves spread over weeks; happy customers leave less (W-03), and W-06 vi moves many of B. */
function nextStage(person: Person, stage: Stage, theta: number, week: number, random: () => number): Stage | 'churned' {
  if (
    person.company === 'B' &&
    stage === 'stable' &&
    week >= weeksOf.stageMixFrom &&
    week <= weeksOf.stageMixTo &&
    random() < 0.038
  )
    return 'degradation';
  let u = random();
  for (const [to, share] of Object.entries(moves[stage]) as [Stage | 'churned', number][]) {
    const odds = (share / (1 - share)) * Math.exp(to === 'churned' ? -0.6 * (theta - 0.2) : 0);
    if ((u -= odds / (1 + odds) / weeksAMonth) < 0) return to;
  }
  return stage;
}

function channelOf(person: Person, week: number, random: () => number): Channel | 'mail' {
  if (random() < 0.09) return 'mail';
  const moved = week >= weeksOf.mixFrom && week <= weeksOf.mixTo && person.channel === 'web' && random() < 0.5;
  return moved ? 'phone' : person.channel;
}

function willAnswer(world: World, person: Person, asked: Asked, theta: number, week: number): boolean {
  const logit =
    world.settings.willingness +
    0.35 * Math.abs(theta - 0.2) +
    (theta > 1 ? 0.25 : 0) -
    (person.stage === 'degradation' ? 0.3 : 0) -
    (person.segment === 'consumer' ? 0.4 : 0) +
    (asked.channel === 'phone' ? 0.3 : 0) -
    0.15 * Math.min(2, person.asks) +
    (person.company === 'B' && week >= weeksOf.closing ? 0.2 : 0) +
    (week >= weeksOf.redesign ? 0.4 : 0);
  return world.random() < logistic(logit);
}

function answer(world: World, asked: Asked, theta: number, week: number, end: number): Answered | null {
  const { random, settings } = world;
  const { person, channel } = asked;
  const median = channel === 'mail' ? 9 : 1;
  const answeredAt =
    asked.at + Math.max(0.002, median * Math.exp((channel === 'mail' ? 0.5 : 1.2) * normalDraw(random))) * day;
  const upload = settings.start.getTime() + (weeksOf.mailUpload * 7 + 1) * day;
  const posted = answeredAt + (channel === 'mail' ? (1 + 4 * random()) * day : 0);
  const held = channel === 'mail' && week >= weeksOf.mailHeldFrom - 2 && posted > upload - 29 * day && posted < upload;
  const receivedAt = held ? upload : posted;
  if (receivedAt >= end) return null;
  const scale = person.company === 'A' && week < weeksOf.scaleSwitch ? '1-5' : '0-10';
  const both = person.company === 'A' && week >= weeksOf.scaleSwitch && week <= weeksOf.bothScalesTo;
  const sheet = fillIn(theta, person.language, channel === 'phone', scale, both, random);
  return {
    asked,
    answeredAt,
    receivedAt,
    scale,
    sheet,
    comment: remark(theta, person.language, week >= weeksOf.announcement, random)
  };
}

/** Forty answers of a script through one customer's link (W-06 v). */
function bots(world: World, asked: Asked, week: number): Answered[] {
  const sheet = fillIn(-5, asked.person.language, false, '0-10', false, world.random);
  const same = { ...sheet, nps: 1, csat: 1, ces: 1, repurchase: 1 } as const;
  const begin = world.settings.start.getTime() + (week * 7 + 3) * day;
  return Array.from({ length: 40 }, (_, i) => {
    const at = Math.max(begin, asked.at + 60_000) + i * 90_000;
    return { asked, answeredAt: at, receivedAt: at, scale: '0-10' as const, sheet: same, comment: '' };
  });
}

/** Newcomers of a week, in the first stage. */
function* newcomers(world: World, week: number, counts: Record<Company, number>): Generator<Person> {
  const { random, settings } = world;
  for (const company of ['A', 'B'] as const) {
    const expected = (bases[company].customers * settings.scale * newcomersAMonth) / weeksAMonth;
    for (let i = poissonDraw(expected, random); i > 0; i--) {
      const joined = settings.start.getTime() + (week * 7 + Math.floor(random() * 7)) * day;
      yield born(company, ++counts[company], joined, week + 1, 'exploration', random);
    }
  }
}

/** Lives through the world's weeks, one at a time. Answers that would arrive after the last week are never seen. */
export function* live(world: World): Generator<WeekOfLife> {
  const { settings, course, people, random } = world;
  const end = settings.start.getTime() + (settings.to + 1) * 7 * day;
  const counts = {
    A: people.filter((p) => p.company === 'A').length,
    B: people.filter((p) => p.company === 'B').length
  };
  let invitations = 0;
  for (let week = settings.from; week <= settings.to; week++) {
    const monday = settings.start.getTime() + week * 7 * day;
    const changes: StageChange[] = [];
    const asked: Asked[] = [];
    const answered: Answered[] = [];
    if (week === settings.from) for (const person of people) changes.push({ person, stage: person.stage, at: monday });
    else
      for (const person of newcomers(world, week, counts)) {
        people.push(person);
        changes.push({ person, stage: person.stage, at: Date.parse(person.since) });
      }
    let tricked = week !== weeksOf.bots;
    for (const person of people) {
      if (person.stage === 'churned' || Date.parse(person.since) >= monday + 7 * day) continue;
      const theta = person.level + feeling(course, person.company, person.segment, person.stage, person.region, week);
      const fallen = shock(course, person.company, person.stage, person.region, week) > 0;
      const regular = week >= person.nextAsk;
      const contact = random() < (0.25 / 13) * (fallen ? 3 : 1);
      const workday = monday + (Math.floor(random() * 5) * 24 + 8 + random() * 10) * 3_600_000;
      const at = Math.max(workday, Date.parse(person.since));
      if ((regular || contact) && at - person.lastAsk >= 30 * day) {
        const ask: Asked = {
          id: `I${String(++invitations).padStart(7, '0')}`,
          person,
          at,
          channel: channelOf(person, week, random),
          kind: contact ? 'transactional' : 'relationship'
        };
        person.asks = at - person.lastAsk < 180 * day ? person.asks + 1 : 0;
        person.lastAsk = at;
        asked.push(ask);
        if (!tricked && person.company === 'B' && person.stage === 'stable' && ask.channel !== 'mail') {
          tricked = true;
          answered.push(...bots(world, ask, week));
        } else if (willAnswer(world, person, ask, theta, week)) {
          const sheet = answer(world, ask, theta, week, end);
          if (sheet !== null) answered.push(sheet);
        }
      }
      if (regular) person.nextAsk = week + 13;
      const stage = nextStage(person, person.stage, theta, week, random);
      if (stage !== person.stage) {
        person.stage = stage;
        changes.push({ person, stage, at: monday + 6 * day });
      }
    }
    yield { week, changes, asked, answered };
  }
}
