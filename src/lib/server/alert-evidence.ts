/**
 * The evidence behind an alert, for its page: the score by week, what the rule measured week by week, and the groups above and
 * beside it in the same weeks. Reads rollups only, one query; the same pure functions as the watch.
 */
import { blocksOf, contrastOf } from '#lib/alerts/contrast.ts';
import { baselineAt, judgeWeek } from '#lib/alerts/detector.ts';
import { holds, nodeKey, type Node } from '#lib/alerts/lattice.ts';
import { between, type Ledger, openLedger } from '#lib/alerts/ledger.ts';
import { mondayText } from '#lib/alerts/week.ts';
import { scoreCompanies, seesRecords, type Scope } from '#lib/merger/scope.ts';
import { z95 } from '#lib/stats/distributions.ts';
import { readCells } from './alert-cells.ts';
import { type AlertRule, lastClosed } from './alert-rules.ts';
import { readOrganisation } from './companies.ts';
import type { Db } from './db/open.ts';
import type { alert } from './db/schema/alerts.ts';

/** A score of one or more weeks; days are Mondays, YYYY-MM-DD. */
export interface Point {
  readonly from: string;
  readonly to: string;
  readonly n: number;
  readonly score: number;
  readonly low: number;
  readonly high: number;
}

/** What the rule measured at the end of a week: evidence of a drop in standard errors, and the limit it is held against. */
export interface Trace {
  readonly week: string;
  readonly evidence: number;
  readonly limit: number;
}

/** A group in the weeks of the alert: its own change with the mix held, and the interval. null: too few answers to tell. */
export interface GroupRow {
  readonly node: Node;
  /** `rest`: the group above without the one of the alert. */
  readonly kind: 'above' | 'hit' | 'rest';
  readonly depth: number;
  readonly figures: { readonly change: number; readonly low: number; readonly high: number; readonly n: number } | null;
}

export interface Evidence {
  readonly points: readonly Point[];
  readonly trace: readonly Trace[];
  readonly groups: readonly GroupRow[];
}

/** Weeks shown before the alert was raised, and a point holds at least so many answers. */
const shownBefore = 39;
const leastPerPoint = 12;

/** The evidence of an alert the reader may see, with the companies of the scope. */
export async function evidenceOf(
  db: Db,
  scope: Scope,
  found: Pick<typeof alert.$inferSelect, 'node' | 'evidence'>,
  rule: Pick<AlertRule, 'document' | 'calibration'>,
  now: Date
): Promise<Evidence> {
  const { node, evidence } = found;
  const upTo = Math.max(lastClosed(now), evidence.week);
  const first = evidence.week - shownBefore;
  const since = Math.min(baselineAt(rule.document, first).from, evidence.baseline.from);
  const cells = await readCells(db, scoreCompanies(scope), rule.document, since, upTo);
  const { privacyMinimum } = await readOrganisation(db, now);
  const concerned = node.company === null ? scoreCompanies(scope) : [node.company];
  const minimum = concerned.every((id) => seesRecords(scope, id)) ? 0 : privacyMinimum;
  const trace: Trace[] = [];
  const last = Math.min(upTo, evidence.week + 26);
  for (let week = first; week <= last; week++) {
    const [verdict] = judgeWeek(openLedger(cells, week, since), rule.document, rule.calibration, [node]);
    if (verdict?.judged)
      trace.push({ week: mondayText(week), evidence: Math.max(0, -verdict.best.z), limit: verdict.level });
  }
  const then = openLedger(cells, evidence.week, since);
  return {
    points: pointsOf(openLedger(cells, last, since), node, first, Math.max(leastPerPoint, privacyMinimum)),
    trace,
    groups: groupsOf(then, node, evidence, minimum)
  };
}

/** Scores of a node by week, weeks with few answers taken together. What is left over at the end joins the last point. */
function pointsOf(ledger: Ledger, node: Node, first: number, least: number): Point[] {
  const lines = ledger.lines.filter((line) => holds(node, line));
  const sums: { from: number; to: number; n: number; sum: number; sum2: number }[] = [];
  let open: (typeof sums)[number] | null = null;
  for (let week = Math.max(first, ledger.first); week <= ledger.upTo; week++) {
    open ??= { from: week, to: week, n: 0, sum: 0, sum2: 0 };
    open.to = week;
    for (const line of lines) {
      open.n += between(ledger, line.n, week, week);
      open.sum += between(ledger, line.sum, week, week);
      open.sum2 += between(ledger, line.sum2, week, week);
    }
    if (open.n < least) continue;
    sums.push(open);
    open = null;
  }
  const last = sums.at(-1);
  if (open !== null && open.n > 0 && last !== undefined) {
    last.to = open.to;
    last.n += open.n;
    last.sum += open.sum;
    last.sum2 += open.sum2;
  }
  return sums.map(({ from, to, n, sum, sum2 }) => {
    const score = sum / n;
    const error = z95 * Math.sqrt(Math.max(0, sum2 / n - score * score) / Math.max(1, n - 1));
    return { from: mondayText(from), to: mondayText(to), n, score, low: score - error, high: score + error };
  });
}

type Window = { readonly window: { from: number; to: number }; readonly baseline: { from: number; to: number } };

/** The groups that hold the node, from the coarsest in, the node itself, and what the widest of its company holds beside it. */
function groupsOf(ledger: Ledger, node: Node, { window, baseline }: Window, minimum: number): GroupRow[] {
  const parts = (['company', 'stage', 'value'] as const).filter((part) => node[part] !== null);
  const above: Node[] = [];
  for (let i = 0; i < 2 ** parts.length; i++) {
    const kept = parts.filter((_, bit) => (i >> bit) & 1);
    const held: Node = { company: null, stage: null, value: null };
    above.push({ ...held, ...Object.fromEntries(kept.map((part) => [part, node[part]])) });
  }
  const companies = new Set(ledger.lines.map(({ company }) => company));
  const seen = above
    // One company alone is not everybody.
    .filter((outer) => outer.company !== null || node.company === null || companies.size > 1)
    .filter((outer) => outer.company !== null || node.company === null || nodeKey(outer) === '*/*/*')
    .sort((a, b) => size(a) - size(b));
  const figuresOf = (blocks: Parameters<typeof contrastOf>[1]) => {
    const c = contrastOf(ledger, blocks, window, baseline);
    if (c === null || c.n < minimum || c.baselineN < minimum) return null;
    return { change: c.change, low: c.change - z95 * c.se, high: c.change + z95 * c.se, n: c.n };
  };
  const rows: GroupRow[] = seen.map((outer) => ({
    node: outer,
    kind: nodeKey(outer) === nodeKey(node) ? 'hit' : 'above',
    depth: size(outer),
    figures: figuresOf(blocksOf(ledger, outer, 'own'))
  }));
  const widest = node.company === null ? null : { company: node.company, stage: null, value: null };
  if (widest !== null && nodeKey(widest) !== nodeKey(node)) {
    const beside = ledger.lines.filter((line) => holds(widest, line) && !holds(node, line));
    const figures = figuresOf(beside.length === 0 ? [] : [{ own: beside, rest: [] }]);
    // Too few beside it: the group above would give them away by subtraction.
    if (figures === null && minimum > 0) return rows.filter(({ kind }) => kind === 'hit');
    if (figures !== null) rows.push({ node: widest, kind: 'rest', depth: 1, figures });
  }
  return rows;
}

const size = (node: Node): number => [node.company, node.stage, node.value].filter((part) => part !== null).length;
