/** A rule tried on history before it is saved (UX-83): what it costs in false alarms, what it finds, what it would have raised. Reads only. */
import { nodeKey, nodeOf, type Node } from '#lib/alerts/lattice.ts';
import type { Reach } from '#lib/alerts/level.ts';
import type { Rule } from '#lib/alerts/rule.ts';
import { mondayText } from '#lib/alerts/week.ts';
import { scoreCompanies, type Scope } from '#lib/merger/scope.ts';
import { readCells, roundedPlan } from './alert-cells.ts';
import { lastClosed, preview, replay } from './alert-rules.ts';
import { listCompanies } from './companies.ts';
import type { Db } from './db/open.ts';

export interface Trial {
  /** False alarms a year: of one stable group, and of all together (null to readers who do not see all companies). */
  readonly perNode: number;
  readonly together: {
    readonly perYear: number;
    readonly low: number;
    readonly high: number;
    readonly nodes: number;
  } | null;
  /** Smallest drops found, for sizes of groups the reader may know of. */
  readonly reach: readonly Reach[];
  readonly from: string;
  readonly to: string;
  readonly events: readonly {
    action: 'raise' | 'worsen' | 'recover';
    week: string;
    node: Node;
    change: number | null;
    low: number | null;
    high: number | null;
    n: number | null;
  }[];
  readonly series: readonly { node: Node; points: { week: string; evidence: number; limit: number }[] }[];
}

const shown = 6;

/** Tries a rule: calibrated over all companies, replayed over those of the scope by time of arrival. */
export async function tryRule(db: Db, scope: Scope, rule: Rule, now: Date): Promise<Trial> {
  const calibration = await preview(db, rule, now);
  const found = await replay(db, scope, rule, calibration, {}, now);
  const upTo = lastClosed(now);
  const companies = await listCompanies(db);
  const all = companies.every(({ id }) => scope.companies[id] !== undefined);
  const own = all
    ? null
    : new Set(roundedPlan(await readCells(db, scoreCompanies(scope), rule, upTo - 130, upTo), rule, upTo).perWeek);
  const told = new Set(found.events.map(({ node }) => nodeKey(node)));
  return {
    perNode: calibration.perNode.perYear,
    together: all ? { ...calibration.together, nodes: calibration.nodes } : null,
    reach: calibration.reach.filter(({ perWeek }) => own === null || own.has(perWeek)),
    from: mondayText(found.from),
    to: mondayText(found.to),
    events: found.events.map(({ action, week, node, evidence }) => ({
      ...{ action, week: mondayText(week + 1), node },
      ...{
        change: evidence?.change ?? null,
        n: evidence?.n ?? null,
        low: evidence?.low ?? null,
        high: evidence?.high ?? null
      }
    })),
    series: [...found.series]
      .filter(([key]) => told.has(key))
      .slice(0, shown)
      .map(([key, points]) => ({
        node: nodeOf(key) ?? { company: null, stage: null, value: null },
        points: points.map(({ week, evidence, level }) => ({
          week: mondayText(week + 1),
          evidence: Math.max(0, -evidence.z),
          limit: level
        }))
      }))
  };
}
