/**
 * A rule run over history by time of arrival: week after week it sees only what had arrived, decides as the live watch does and
 * keeps the evidence. `watchWeek` is that one step; the live watch calls it with the states it stored.
 */
import { calm, decide, type AlertState, type Decision } from './decide.ts';
import { baselineAt, findingsOf, judgeWeek, type Finding, type Verdict, type WindowEvidence } from './detector.ts';
import { holds, nodeKey, type Node } from './lattice.ts';
import { openLedger, type Cell } from './ledger.ts';
import type { Calibration } from './level.ts';
import type { Rule } from './rule.ts';
import { finish, type Steps } from './steps.ts';

/** States by node key. A node that is absent is calm. */
export type States = ReadonlyMap<string, AlertState>;

export interface AlertEvent {
  readonly action: 'raise' | 'worsen' | 'recover';
  readonly week: number;
  readonly node: Node;
  /** The strongest firing window; null when the alert closed. */
  readonly evidence: WindowEvidence | null;
  readonly level: number;
  readonly q: number;
  /** Share of the plain change that is composition, -1 … 1 or beyond when the parts pull apart; null when there is none to share. */
  readonly compositionShare: number | null;
  /** Week the fall most likely began; null when the alert closed. */
  readonly onset: number | null;
  /** Other nodes that dropped because of this one. */
  readonly explains: readonly Node[];
}

export interface WeekResult {
  readonly week: number;
  readonly verdicts: readonly Verdict[];
  readonly findings: readonly Finding[];
  readonly events: readonly AlertEvent[];
  readonly states: States;
}

/**
 * A drop is news at its smallest explaining node unless an open alert on a node that holds it already tells it. The node with an
 * open alert goes on being judged whether it is named or not.
 */
function isNews(node: Node, states: States, open: readonly Node[]): boolean {
  return !open.some(
    (other) => nodeKey(other) !== nodeKey(node) && holds(other, node) && states.get(nodeKey(other))?.open
  );
}

function eventOf(
  decision: Decision,
  verdict: Extract<Verdict, { judged: true }>,
  finding: Finding | undefined
): AlertEvent | null {
  if (decision.action === 'nothing') return null;
  const raw = decision.evidence?.raw ?? 0;
  return {
    action: decision.action,
    week: verdict.week,
    node: verdict.node,
    evidence: decision.evidence,
    level: verdict.level,
    q: verdict.q,
    compositionShare: decision.evidence !== null && Math.abs(raw) > 1e-9 ? decision.evidence.composition / raw : null,
    onset: decision.evidence === null ? null : (finding?.onset ?? decision.evidence.window.from),
    explains: finding?.explains ?? []
  };
}

/**
 * One step: the end of `week`, with what had arrived by then. Cells answered before the baseline (`baselineAt(rule, week).from`)
 * need not be given.
 */
export function watchWeek(
  cells: Iterable<Cell>,
  week: number,
  rule: Rule,
  calibration: Calibration,
  states: States
): WeekResult {
  const ledger = openLedger(cells, week, baselineAt(rule, week).from);
  const verdicts = judgeWeek(ledger, rule, calibration);
  const findings = findingsOf(ledger, rule, verdicts);
  const named = new Map(findings.map((f) => [nodeKey(f.verdict.node), f]));
  const next = new Map(states);
  const events: AlertEvent[] = [];
  const open = verdicts.map((v) => v.node).filter((node) => states.get(nodeKey(node))?.open);
  for (const verdict of verdicts) {
    const key = nodeKey(verdict.node);
    const finding = named.get(key);
    const decision = decide(
      states.get(key) ?? calm,
      verdict,
      rule,
      finding !== undefined && isNews(verdict.node, states, open)
    );
    next.set(key, decision.state);
    const event = verdict.judged ? eventOf(decision, verdict, finding) : null;
    if (event !== null) events.push(event);
  }
  return { week, verdicts, findings, events, states: next };
}

/** Replays the weeks from..to. Lazy: one week at a time, so that a long history can be shown while it runs. */
export function* replayWeeks(
  cells: readonly Cell[],
  from: number,
  to: number,
  rule: Rule,
  calibration: Calibration
): Generator<WeekResult> {
  let states: States = new Map();
  for (let week = from; week <= to; week++) {
    const result = watchWeek(cells, week, rule, calibration, states);
    states = result.states;
    yield result;
  }
}

export interface EvidencePoint {
  readonly week: number;
  readonly evidence: WindowEvidence;
  readonly level: number;
  readonly open: boolean;
}

export interface Replay {
  readonly events: readonly AlertEvent[];
  /** Evidence by node key and week, for the chart of a node; only nodes that raised something. */
  readonly series: ReadonlyMap<string, readonly EvidencePoint[]>;
  /** Nodes that could not be judged in the last week, with the reason and when they can. */
  readonly unjudged: readonly Extract<Verdict, { judged: false }>[];
  readonly nodes: number;
}

/** The whole replay: events in order, the evidence behind them, and what could not be judged. */
export function replay(cells: readonly Cell[], from: number, to: number, rule: Rule, calibration: Calibration): Replay {
  return finish(replaying(cells, from, to, rule, calibration));
}

/** The same in steps, a week at a time, for a process that has others to serve meanwhile. */
export function* replaying(
  cells: readonly Cell[],
  from: number,
  to: number,
  rule: Rule,
  calibration: Calibration
): Steps<Replay> {
  const events: AlertEvent[] = [];
  const series = new Map<string, EvidencePoint[]>();
  let last: readonly Verdict[] = [];
  for (const result of replayWeeks(cells, from, to, rule, calibration)) {
    yield;
    events.push(...result.events);
    last = result.verdicts;
    for (const v of result.verdicts) {
      if (!v.judged) continue;
      const key = nodeKey(v.node);
      const point = { week: v.week, evidence: v.best, level: v.level, open: result.states.get(key)?.open ?? false };
      const points = series.get(key);
      if (points === undefined) series.set(key, [point]);
      else points.push(point);
    }
  }
  const raised = new Set(events.map((e) => nodeKey(e.node)));
  return {
    events,
    series: new Map([...series].filter(([key]) => raised.has(key))),
    unjudged: last.filter((v): v is Extract<Verdict, { judged: false }> => !v.judged),
    nodes: last.length
  };
}
