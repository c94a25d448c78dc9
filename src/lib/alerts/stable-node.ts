/**
 * A simulated node in which nothing happens but sampling and ordinary drift, and the detector's statistic on it: the null world
 * that calibrate.ts measures in. One stratum and a rest four times its size stand for the lattice; answers are spread over three
 * classes like NPS (.20 / .30 / .50), the most skewed metric, stretched to the metric's standard deviation.
 */
import { normalDraw, poissonDraw } from '#lib/stats/generator.ts';
import { driftVariance } from './detector.ts';
import { driftOf, longestWindow, type Rule } from './rule.ts';

/** The shares of the three classes, -100, 0 and 100, and the standard deviation (points) they give. */
const shares = { low: 0.2, middle: 0.3 };
const mean = 30;
export const referenceSd = 100 * Math.sqrt(0.7 - 0.09);
const restTimes = 4;
const restIsBig = 24;

/** Whole companies drift more than is simulated for groups; their evidence is divided by more, so the groups' level is the stricter one. */
const simulatedDrift = (rule: Rule): number => driftOf(rule)[rule.comparison === 'own' ? 'company' : 'group'];

/** Weekly figures of a node, one entry a week: running totals, index i = before week i. */
export interface Path {
  readonly n: Float64Array;
  readonly sum: Float64Array;
  readonly sum2: Float64Array;
  readonly restN: Float64Array;
  readonly restSum: Float64Array;
}

/** Draws a stable node: `perWeek` answers a week, answers with standard deviation `sd`, drift as the rule says. */
export function drawPath(rule: Rule, perWeek: number, weeks: number, sd: number, random: () => number): Path {
  const path: Path = {
    n: new Float64Array(weeks + 1),
    sum: new Float64Array(weeks + 1),
    sum2: new Float64Array(weeks + 1),
    restN: new Float64Array(weeks + 1),
    restSum: new Float64Array(weeks + 1)
  };
  const stretch = sd / referenceSd;
  const step = simulatedDrift(rule) / Math.sqrt(13);
  let drift = 0;
  for (let t = 0; t < weeks; t++) {
    drift += step * normalDraw(random);
    const n = poissonDraw(perWeek, random);
    let sum = 0;
    let sum2 = 0;
    if (n > restIsBig) {
      sum = n * drift + Math.sqrt(n) * sd * normalDraw(random);
      sum2 = n * (sd * sd + drift * drift);
    } else
      for (let i = 0; i < n; i++) {
        const u = random();
        const x = ((u < shares.low ? -100 : u < shares.low + shares.middle ? 0 : 100) - mean) * stretch + drift;
        sum += x;
        sum2 += x * x;
      }
    path.n[t + 1] = (path.n[t] ?? 0) + n;
    path.sum[t + 1] = (path.sum[t] ?? 0) + sum;
    path.sum2[t + 1] = (path.sum2[t] ?? 0) + sum2;
    path.restN[t + 1] = (path.restN[t] ?? 0) + restTimes * perWeek;
    path.restSum[t + 1] = (path.restSum[t] ?? 0) + Math.sqrt(restTimes * perWeek) * sd * normalDraw(random);
  }
  return path;
}

/** Weeks a path needs before the first judgement. */
export const leadIn = (rule: Rule, baselineWeeks: number): number =>
  baselineWeeks + longestWindow(rule) + (rule.baseline.kind === 'trailing' ? rule.baseline.gap : 0);

const span = (column: Float64Array, from: number, to: number) => (column[to + 1] ?? 0) - (column[from] ?? 0);

/** Calls `see` for every window of a week with enough answers on both sides. */
export function lookAt(
  path: Path,
  rule: Rule,
  baselineWeeks: number,
  week: number,
  sd: number,
  see: (change: number, excess: number, error: number, length: number) => void
): void {
  const to = rule.baseline.kind === 'fixed' ? baselineWeeks - 1 : week - longestWindow(rule) - rule.baseline.gap;
  const from = to - baselineWeeks + 1;
  const n0 = span(path.n, from, to);
  if (n0 < rule.minimumN.baseline) return;
  const s0 = span(path.sum, from, to);
  const within0 = span(path.sum2, from, to) - (s0 * s0) / n0;
  const r0 = span(path.restN, from, to);
  const restMean0 = rule.comparison === 'rest' ? span(path.restSum, from, to) / r0 : 0;
  for (const length of rule.windows) {
    const start = week - length + 1;
    const n1 = span(path.n, start, week);
    if (n1 < rule.minimumN.window) continue;
    const s1 = span(path.sum, start, week);
    const within = within0 + span(path.sum2, start, week) - (s1 * s1) / n1;
    const change = s1 / n1 - s0 / n0;
    let variance = (within / (n1 + n0 - 2)) * (1 / n1 + 1 / n0);
    let excess = change;
    if (rule.comparison === 'rest') {
      const r1 = span(path.restN, start, week);
      excess -= span(path.restSum, start, week) / r1 - restMean0;
      variance += sd * sd * (1 / r1 + 1 / r0);
    }
    const drift = driftVariance(simulatedDrift(rule), { from: start, to: week }, { from, to });
    see(change, excess, Math.sqrt(variance + drift), length);
  }
}
