/**
 * Sets the level of a rule by simulation and says what the rule costs and finds. Testing every week over several windows
 * makes the nominal level meaningless (statistics.md section 3, A-02), so the limit is the lowest at which simulated stable nodes
 * opened, with 95 % confidence, no more alarms than the rule allows. About a second for all sizes of node.
 */
import { normalUpper, z95 } from '#lib/stats/distributions.ts';
import type { Calibration, Level, Rate, Reach } from './level.ts';
import { finish, type Steps } from './steps.ts';
import { weekOfText } from './week.ts';
import { longestWindow, type Rule } from './rule.ts';
import { drawPath, leadIn, lookAt, referenceSd } from './stable-node.ts';

export interface Plan {
  /** Answers a week of every node that will be watched. */
  readonly perWeek: readonly number[];
  /** Standard deviation of one answer's contribution, points; 78 (NPS) when it is not known. */
  readonly sd?: number | undefined;
  /** Simulated years per size of node; more make the interval narrower. */
  readonly years?: number;
}

const grid = { from: 1.5, step: 0.05, count: 111 };
const limit = (j: number) => grid.from + j * grid.step;
const searches = 300;
/** Where the windows' dependence is measured: far enough out to matter, near enough to be seen often. */
const looksFrom = 2.75;

/** The sizes that are simulated: powers of two over the range of the watched nodes. */
function sizesOf(perWeek: readonly number[], rule: Rule): number[] {
  const least = rule.minimumN.window / longestWindow(rule);
  const watched = perWeek.filter((r) => r >= least / 2);
  if (watched.length === 0) return [];
  const low = Math.floor(Math.log2(Math.max(least, Math.min(...watched))));
  const high = Math.min(8, Math.ceil(Math.log2(Math.max(...watched, least))));
  return Array.from({ length: Math.max(1, high - low + 1) }, (_, i) => 2 ** (low + i));
}

const baselineWeeks = (rule: Rule): number =>
  rule.baseline.kind === 'trailing'
    ? rule.baseline.weeks
    : Math.max(1, weekOfText(rule.baseline.to) - weekOfText(rule.baseline.from) + 1);

interface Alarms {
  counts: Uint32Array;
  judgedYears: number;
  /** How many separate looks the windows of one week are worth. */
  looks: number;
}

/** Simulated weeks and falls after which others get their turn: a few milliseconds. */
const turn = { weeks: 2_000, falls: 50 };

/** Alarms opened at each limit of the grid, over so many years of a stable node, and the years in which it could be judged. An alarm re-arms when its evidence has halved. */
function* countAlarms(rule: Rule, perWeek: number, years: number, sd: number, random: () => number): Steps<Alarms> {
  const counts = new Uint32Array(grid.count);
  const open = new Uint8Array(grid.count);
  let judged = 0;
  let beyond = 0;
  const length = baselineWeeks(rule);
  const lead = leadIn(rule, length);
  // A fixed baseline is drawn once for three years of watching; a trailing one moves along.
  const stretch = rule.baseline.kind === 'fixed' ? 156 : 52 * 200;
  for (let left = years * 52; left > 0; left -= stretch) {
    const weeks = Math.min(left, stretch);
    const path = drawPath(rule, perWeek, lead + weeks, sd, random);
    open.fill(0);
    let highest = -1;
    for (let week = lead; week < lead + weeks; week++) {
      if (week % turn.weeks === 0) yield;
      let fired = 0;
      let strongest = 0;
      let seen = 0;
      lookAt(path, rule, length, week, sd, (change, excess, error) => {
        seen = 1;
        const score = -excess / error;
        if (score > strongest) strongest = score;
        if (excess <= -rule.minimumEffect && change <= -rule.minimumEffect && score > fired) fired = score;
      });
      judged += seen;
      if (strongest >= looksFrom) beyond++;
      const reached = Math.min(grid.count - 1, Math.floor((fired - grid.from) / grid.step + 1e-9));
      for (let k = 0; k <= Math.max(reached, highest); k++) {
        if (k <= reached) {
          if (open[k] === 0) counts[k] = (counts[k] ?? 0) + 1;
          open[k] = 1;
        } else if (strongest < limit(k) / 2) open[k] = 0;
      }
      highest = Math.max(reached, highest);
      while (highest >= 0 && open[highest] !== 1) highest--;
    }
  }
  return {
    counts,
    judgedYears: judged / 52,
    looks: Math.max(1, beyond / Math.max(1, judged) / normalUpper(looksFrom))
  };
}

/** The upper 95 % limit of a Poisson mean after so many events (Byar's approximation; 3 after none). */
const upper = (count: number) => (count + 1) * (1 - 1 / (9 * (count + 1)) + 1.644854 / (3 * Math.sqrt(count + 1))) ** 3;

/** The drop each of many simulated falls would have needed, sorted; the fall is a step and everything else stays as it was. */
function* neededDrops(
  rule: Rule,
  perWeek: number,
  h: number,
  within: number,
  sd: number,
  random: () => number
): Steps<number[]> {
  const length = baselineWeeks(rule);
  const lead = leadIn(rule, length);
  const needed: number[] = [];
  for (let i = 0; i < searches; i++) {
    if (i % turn.falls === 0) yield;
    const path = drawPath(rule, perWeek, lead + within, sd, random);
    let least = Infinity;
    for (let after = 1; after <= within; after++)
      lookAt(path, rule, length, lead + after - 1, sd, (change, excess, error, window) => {
        const share = Math.min(after, window) / window;
        const drop = Math.max(excess + h * error, excess + rule.minimumEffect, change + rule.minimumEffect) / share;
        if (drop < least) least = drop;
      });
    needed.push(least);
  }
  return needed.sort((a, b) => a - b);
}

const largest = (sd: number) => (200 * sd) / referenceSd;

function* reachOf(rule: Rule, perWeek: number, h: number, sd: number, random: () => number): Steps<Reach> {
  const at = (needed: readonly number[]) => {
    const drop = needed[Math.ceil(searches * 0.8) - 1] ?? Infinity;
    return drop <= largest(sd) ? Math.max(rule.minimumEffect, Math.ceil(drop * 10) / 10) : null;
  };
  const within4 = at(yield* neededDrops(rule, perWeek, h, 4, sd, random));
  return { perWeek, within4, within26: at(yield* neededDrops(rule, perWeek, h, 26, sd, random)) };
}

/**
 * The calibration of a rule for the nodes of a plan. No node with enough answers gives an empty calibration, with which nothing
 * fires. The same rule, plan and generator give the same calibration.
 */
export function calibrate(rule: Rule, plan: Plan, random: () => number): Calibration {
  return finish(calibrating(rule, plan, random));
}

/** The same in steps, for a process that has others to serve meanwhile. */
export function* calibrating(rule: Rule, plan: Plan, random: () => number): Steps<Calibration> {
  const sd = plan.sd ?? referenceSd;
  const years = plan.years ?? 1500;
  const least = rule.minimumN.window / longestWindow(rule);
  const watched = plan.perWeek.filter((r) => r >= least / 2);
  const allowed = Math.min(rule.falseAlarms.perNode, rule.falseAlarms.together / Math.max(1, watched.length));
  const levels: Level[] = [];
  const reach: Reach[] = [];
  const rates: { count: number; years: number }[] = [];
  for (const perWeek of sizesOf(plan.perWeek, rule)) {
    const { counts, judgedYears, looks } = yield* countAlarms(rule, perWeek, years, sd, random);
    // A node that has enough answers in few lucky weeks only says nothing about level; the next size stands in for it.
    if (judgedYears < years / 5) continue;
    let j = counts.findIndex((count) => upper(count) <= allowed * judgedYears);
    if (j < 0) j = grid.count - 1;
    levels.push({ perWeek, z: Math.round(limit(j) * 100) / 100, looks: Math.round(looks * 100) / 100 });
    rates.push({ count: counts[j] ?? 0, years: judgedYears });
    reach.push(yield* reachOf(rule, perWeek, limit(j), sd, random));
  }
  const members = levels.map((level) => watched.filter((r) => nearest(levels, r) === level).length);
  const together = rates.map(({ count, years: over }, i) => ({ count, per: (members[i] ?? 0) / over }));
  const worst = rates
    .map(({ count, years: over }) => ({ count, per: 1 / over }))
    .sort((a, b) => b.count * b.per - a.count * a.per);
  return {
    levels,
    reach,
    perNode: rate(worst.slice(0, 1)),
    together: rate(together),
    nodes: watched.length,
    simulatedYears: Math.round(rates.reduce((sum, r) => sum + r.years, 0))
  };
}

/** A weighted sum of Poisson counts with its 95 % interval (normal on the variance, one event more above so that none is not sure). */
function rate(parts: readonly { count: number; per: number }[]): Rate {
  const perYear = parts.reduce((sum, p) => sum + p.count * p.per, 0);
  const spread = (more: number) => z95 * Math.sqrt(parts.reduce((sum, p) => sum + (p.count + more) * p.per ** 2, 0));
  return { perYear, low: Math.max(0, perYear - spread(0)), high: perYear + spread(1) };
}

const nearest = (levels: readonly Level[], perWeek: number): Level | undefined =>
  levels.reduce<Level | undefined>(
    (best, level) =>
      best === undefined || Math.abs(Math.log(level.perWeek / perWeek)) < Math.abs(Math.log(best.perWeek / perWeek))
        ? level
        : best,
    undefined
  );
