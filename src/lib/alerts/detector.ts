/**
 * A-02, "drop against baseline", evaluated week by week by arrival: a one-sided stratified two-sample test over windows of several
 * lengths, with a minimum effect, minimum n on both sides, q < .05 over the nodes judged in the week, and a level set by
 * simulation (calibrate.ts), because a test repeated every week at .05 alarms on nothing about once a season. The baseline is
 * estimated, so its error is part of the statistic (statistics.md finding 3), and so is the ordinary drift of a score.
 */
import { normalUpper, z95 } from '#lib/stats/distributions.ts';
import { benjaminiHochberg } from '#lib/stats/multiplicity.ts';
import { levelAt, looksAt, type Calibration } from './level.ts';
import { blocksOf, comparableSince, contrastOf, countsOf, type Block, type Contrast, type Span } from './contrast.ts';
import { holds, latticeOf, nodeKey, smallestExplaining, type Node } from './lattice.ts';
import { between, type Ledger } from './ledger.ts';
import { driftOf, longestWindow, type Rule } from './rule.ts';
import { weekOfText } from './week.ts';

/** One window's comparison: a contrast with its test. Points; weeks as numbers of `week.ts`. */
export interface WindowEvidence extends Contrast {
  readonly window: Span;
  readonly baseline: Span;
  /** 95 % interval of `excess` (sampling error alone). */
  readonly low: number;
  readonly high: number;
  /** excess over its error with drift; below zero = drop. */
  readonly z: number;
  readonly p: number;
  /** Below the level, at least the minimum effect in the node's own change and in the excess, and not the work of one week. */
  readonly fires: boolean;
}

export type Refusal = 'few-answers' | 'short-baseline';

export type Verdict =
  | {
      readonly judged: true;
      readonly node: Node;
      readonly week: number;
      readonly windows: readonly WindowEvidence[];
      /** The window with the strongest evidence of a drop. */
      readonly best: WindowEvidence;
      /** z below -level fires. */
      readonly level: number;
      readonly q: number;
      readonly drop: boolean;
      /** The latest answers no longer show a drop. */
      readonly clear: boolean;
    }
  | {
      readonly judged: false;
      readonly node: Node;
      readonly week: number;
      readonly reason: Refusal;
      readonly n: number;
      readonly needed: number;
      /** First week there will be enough, at the present rate; null when that cannot be said. */
      readonly enoughBy: number | null;
    };

export type Judged = Extract<Verdict, { judged: true }>;

/** An explained drop of one week: the smallest node, what else dropped because of it, and the week the fall began. */
export interface Finding {
  readonly verdict: Judged;
  readonly explains: readonly Node[];
  readonly onset: number;
}

/** The weeks a rule compares with when it looks at the end of `week`. */
export function baselineAt(rule: Rule, week: number): Span {
  if (rule.baseline.kind === 'fixed') return { from: weekOfText(rule.baseline.from), to: weekOfText(rule.baseline.to) };
  const to = week - longestWindow(rule) - rule.baseline.gap;
  return { from: to - rule.baseline.weeks + 1, to };
}

/**
 * Variance (points squared) ordinary drift puts between two spans: a random walk with standard deviation `perQuarter` over 13
 * weeks, averaged over both; the later span may not overlap the earlier.
 */
export function driftVariance(perQuarter: number, window: Span, baseline: Span): number {
  const apart = Math.max(0, window.from - baseline.to - 1);
  const length = (s: Span) => Math.max(1, s.to - s.from + 1);
  return ((perQuarter * perQuarter) / 13) * (apart + (length(window) + length(baseline)) / 3);
}

/** The ordinary drift of a node, points a quarter: a company's as soon as a part of it has no rest to be held against. */
const nodeDrift = (rule: Rule, blocks: readonly Block[]): number =>
  driftOf(rule)[blocks.some((block) => block.rest.length === 0) ? 'company' : 'group'];

function windowAt(ledger: Ledger, blocks: readonly Block[], rule: Rule, length: number): WindowEvidence | null {
  const window = { from: ledger.upTo - length + 1, to: ledger.upTo };
  const planned = baselineAt(rule, ledger.upTo);
  const since = blocks.reduce((low, block) => Math.min(low, comparableSince(block)), Infinity);
  const baseline = { from: Math.max(planned.from, since, ledger.first), to: Math.min(planned.to, window.from - 1) };
  const c = contrastOf(ledger, blocks, window, baseline);
  if (c === null || c.n < rule.minimumN.window || c.baselineN < rule.minimumN.baseline || c.se === 0) return null;
  const z = c.excess / Math.sqrt(c.se * c.se + driftVariance(nodeDrift(rule, blocks), window, baseline));
  return {
    ...c,
    window,
    baseline,
    low: c.excess - z95 * c.se,
    high: c.excess + z95 * c.se,
    z,
    p: normalUpper(-z),
    fires: false
  };
}

/**
 * Whether a drop stays one when any single week is left out (a jackknife over weeks). One link that answers forty times, one
 * incident or one campaign makes a week, not a fall; with a one-week window there is nothing to leave out.
 */
function outlastsAnyWeek(
  ledger: Ledger,
  blocks: readonly Block[],
  rule: Rule,
  w: WindowEvidence,
  level: number
): boolean {
  if (w.window.from === w.window.to) return true;
  const drift = driftVariance(nodeDrift(rule, blocks), w.window, w.baseline);
  // What a true fall at the level keeps, in the middle, when its worst week of k is left out: .63 of its z for 4 weeks, .85 for 26.
  const kept = level * (1 - 0.75 / Math.sqrt(w.window.to - w.window.from + 1));
  for (let without = w.window.from; without <= w.window.to; without++) {
    const c = contrastOf(ledger, blocks, { ...w.window, without }, w.baseline);
    if (c === null || c.excess > -rule.minimumEffect) return false;
    if (c.excess > -kept * Math.sqrt(c.se * c.se + drift)) return false;
  }
  return true;
}

function refusal(ledger: Ledger, node: Node, blocks: readonly Block[], rule: Rule): Verdict {
  const week = ledger.upTo;
  const refuse = (reason: Refusal, n: number, needed: number, enoughBy: number | null): Verdict => ({
    judged: false,
    node,
    week,
    reason,
    n,
    needed,
    enoughBy
  });
  const longest = { from: week - longestWindow(rule) + 1, to: week };
  const baseline = baselineAt(rule, week);
  const { n0 } = countsOf(ledger, blocks, longest, baseline);
  let recent = 0;
  let lately = 0;
  for (const block of blocks)
    for (const line of block.own) {
      recent += between(ledger, line.n, longest.from, longest.to);
      lately += between(ledger, line.n, week - 12, week);
    }
  if (n0 >= rule.minimumN.baseline) return refuse('few-answers', recent, rule.minimumN.window, null);
  const needed = rule.minimumN.baseline;
  if (rule.baseline.kind === 'fixed' || lately === 0) return refuse('short-baseline', n0, needed, null);
  // Answers that are already in move into the trailing baseline week by week; beyond them the rate of the last quarter counts.
  for (let ahead = 1; ahead <= rule.baseline.weeks + 156; ahead++) {
    const to = baseline.to + ahead;
    const span = { from: to - rule.baseline.weeks + 1, to: Math.min(to, week) };
    let n = (Math.max(0, to - week) * lately) / Math.min(13, week - ledger.first + 1);
    for (const block of blocks) {
      const since = Math.max(span.from, comparableSince(block));
      for (const line of block.own) n += between(ledger, line.n, since, span.to);
    }
    if (n >= needed) return refuse('short-baseline', n0, needed, week + ahead);
  }
  return refuse('short-baseline', n0, needed, null);
}

/** Whether the latest answers are back: in the shortest window of four weeks or more, neither a drop worth the name nor a sign of one, and not because the rest fell too. */
function isClear(windows: readonly WindowEvidence[], rule: Rule): boolean {
  const latest = windows.find((w) => w.window.to - w.window.from + 1 >= 4) ?? windows.at(-1);
  return (
    latest !== undefined &&
    latest.z > -1 &&
    latest.excess > -rule.minimumEffect / 2 &&
    latest.change > -rule.minimumEffect
  );
}

/**
 * Judges every node of the lattice at the end of the ledger's last week. The same call serves the live watch and the replay.
 * Nodes with too little to compare come back unjudged with the reason.
 */
export function judgeWeek(
  ledger: Ledger,
  rule: Rule,
  calibration: Calibration,
  nodes = latticeOf(ledger.lines, rule.lattice)
): Verdict[] {
  const verdicts: Verdict[] = [];
  const judged: {
    node: Node;
    blocks: Block[];
    windows: WindowEvidence[];
    best: WindowEvidence;
    level: number;
    p: number;
  }[] = [];
  for (const node of nodes) {
    const blocks = blocksOf(ledger, node, rule.comparison);
    const windows = rule.windows.map((length) => windowAt(ledger, blocks, rule, length)).filter((w) => w !== null);
    const best = windows.reduce<WindowEvidence | null>((low, w) => (low === null || w.z < low.z ? w : low), null);
    const widest = windows.at(-1);
    if (best === null || widest === undefined) {
      verdicts.push(refusal(ledger, node, blocks, rule));
      continue;
    }
    const perWeek = widest.n / (widest.window.to - widest.window.from + 1);
    // Looking at several windows is paid for before the nodes of the lattice are adjusted for each other.
    const p = Math.min(1, best.p * looksAt(calibration, perWeek));
    judged.push({ node, blocks, windows, best, level: levelAt(calibration, perWeek), p });
  }
  const q = benjaminiHochberg(judged.map((j) => j.p));
  judged.forEach((j, i) => {
    const qHere = q[i] ?? 1;
    const windows = j.windows.map((w) => {
      const beyond = w.z <= -j.level && w.excess <= -rule.minimumEffect && w.change <= -rule.minimumEffect;
      return { ...w, fires: beyond && qHere < rule.fdr && outlastsAnyWeek(ledger, j.blocks, rule, w, j.level) };
    });
    const best = windows[j.windows.indexOf(j.best)] ?? j.best;
    const strongest = windows.filter((w) => w.fires).reduce((low, w) => (low.fires && low.z <= w.z ? low : w), best);
    const drop = strongest.fires;
    verdicts.push({
      judged: true,
      node: j.node,
      week: ledger.upTo,
      windows,
      best: strongest,
      level: j.level,
      q: qHere,
      drop,
      clear: isClear(windows, rule)
    });
  });
  const place = new Map(nodes.map((node, i) => [nodeKey(node), i]));
  return verdicts.sort((a, b) => (place.get(nodeKey(a.node)) ?? 0) - (place.get(nodeKey(b.node)) ?? 0));
}

/** The week the fall most likely began: the start of the window, out of all lengths up to the longest, with the strongest evidence. */
export function onsetOf(ledger: Ledger, rule: Rule, node: Node): number {
  const blocks = blocksOf(ledger, node, rule.comparison);
  const least = Math.max(5, Math.ceil(rule.minimumN.window / 2));
  const eased = { ...rule, minimumN: { ...rule.minimumN, window: least } };
  let onset = ledger.upTo;
  let strongest = 0;
  for (let length = 1; length <= longestWindow(rule); length++) {
    const w = windowAt(ledger, blocks, eased, length);
    if (w !== null && w.z < strongest) {
      strongest = w.z;
      onset = w.window.from;
    }
  }
  return onset;
}

/** z of what an outer node holds beyond an inner one, in the outer node's strongest window; 0 when that cannot be said. */
function beyond(ledger: Ledger, rule: Rule, outer: Judged, inner: Node): number {
  const blocks = blocksOf(ledger, outer.node, rule.comparison)
    .map(({ own, rest }) => ({ own: own.filter((line) => !holds(inner, line)), rest }))
    .filter((block) => block.own.length > 0);
  const { window, baseline } = outer.best;
  const c = contrastOf(ledger, blocks, window, baseline);
  if (c === null || c.se === 0) return 0;
  return c.excess / Math.sqrt(c.se * c.se + driftVariance(nodeDrift(rule, blocks), window, baseline));
}

/** The drops of a week, each named by the smallest node that explains it. */
export function findingsOf(ledger: Ledger, rule: Rule, verdicts: readonly Verdict[]): Finding[] {
  const dropped = verdicts
    .filter((v): v is Judged => v.judged && v.drop)
    .map((verdict) => ({ node: verdict.node, z: verdict.best.z, n: verdict.best.n, verdict }));
  const found = smallestExplaining(dropped, (outer, inner) => beyond(ledger, rule, outer.verdict, inner.node));
  return found.map(({ at, explains }) => ({
    verdict: at.verdict,
    explains: explains.map((d) => d.node).filter((node) => nodeKey(node) !== nodeKey(at.node)),
    onset: onsetOf(ledger, rule, at.node)
  }));
}

/** Whether a finding concerns the node: it is the node, or holds it. */
export const concerns = (finding: Finding, node: Node): boolean => holds(finding.verdict.node, node);
