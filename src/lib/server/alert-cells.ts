/**
 * What the alert rules read: weekly moments by the week a customer answered and the week the answer arrived, from the arrival
 * rollups alone, and the size of the groups a rule would watch. Reads only.
 */
import { and, eq, gte, inArray, lte, sql } from 'drizzle-orm';
import { calibrating, type Plan } from '#lib/alerts/calibrate.ts';
import { baselineAt } from '#lib/alerts/detector.ts';
import { type Cell, openLedger } from '#lib/alerts/ledger.ts';
import type { Calibration } from '#lib/alerts/level.ts';
import { planOf } from '#lib/alerts/plan.ts';
import { longestWindow, type Rule } from '#lib/alerts/rule.ts';
import { mondayText, weekOfText } from '#lib/alerts/week.ts';
import { seeded } from '#lib/stats/generator.ts';
import type { Db } from './db/open.ts';
import { rollup } from './db/schema/scores.ts';
import { inTurns } from './work/turns.ts';

/** Cells of these companies (null: all) that were answered from week `since` on and had arrived by the end of week `upTo`. One query. */
export async function readCells(
  db: Db,
  companies: readonly string[] | null,
  rule: Pick<Rule, 'metric' | 'lattice'>,
  since: number,
  upTo: number
): Promise<Cell[]> {
  if (companies?.length === 0) return [];
  const { dimension } = rule.lattice;
  const arrival = dimension === null ? rollup.d1 : rollup.d2;
  const found = await db
    .select({
      company: rollup.companyId,
      stage: rollup.stage,
      value: dimension === null ? sql<string>`''` : rollup.d1,
      answered: rollup.period,
      arrived: arrival,
      n: rollup.n,
      sum: sql<number>`${rollup.sum}::float8 / 1e4`,
      sum2: sql<number>`${rollup.sum2}::float8 / 1e8`
    })
    .from(rollup)
    .where(
      and(
        eq(rollup.family, dimension === null ? 'arrival' : `${dimension}+arrival`),
        eq(rollup.grain, 'week'),
        eq(rollup.metric, rule.metric),
        companies === null ? undefined : inArray(rollup.companyId, [...companies]),
        Number.isFinite(since) ? gte(rollup.period, mondayText(since)) : undefined,
        lte(rollup.period, mondayText(upTo)),
        lte(arrival, mondayText(upTo)),
        sql`${rollup.n} > 0`
      )
    );
  return found.map((row) => ({ ...row, answered: weekOfText(row.answered), arrived: weekOfText(row.arrived) }));
}

/**
 * What the rule would watch at the end of a week. Sizes are rounded to powers of two and the spread to whole points, so that the
 * same figures come out before and after saving.
 */
export function roundedPlan(cells: readonly Cell[], rule: Rule, upTo: number): Plan {
  const { perWeek, sd } = planOf(openLedger(cells, upTo, baselineAt(rule, upTo).from), rule);
  const rounded = perWeek.filter((size) => size > 0).map((size) => 2 ** Math.round(Math.log2(size)));
  return { perWeek: rounded.sort((a, b) => a - b), sd: sd === undefined ? undefined : Math.max(1, Math.round(sd)) };
}

const seed = 20_240_101;
const kept = 40;
const known = new Map<string, Promise<Calibration>>();

/**
 * The calibration of a rule for these groups: always the same for the same rule and plan. Half a second in turns with others'
 * requests, once for all who ask at the same time, and nothing the second time.
 */
export function calibrationOf(rule: Rule, plan: Plan): Promise<Calibration> {
  const key = JSON.stringify([rule, plan]);
  const found = known.get(key) ?? inTurns(calibrating(rule, plan, seeded(seed)));
  known.delete(key);
  known.set(key, found);
  for (const old of known.keys()) if (known.size > kept) known.delete(old);
  return found;
}

/** Whether a calibration still fits the groups: it knows their sizes, and they are not many more than it reckoned with. */
export function fits(calibration: Calibration, rule: Rule, plan: Plan): boolean {
  const largest = Math.max(...plan.perWeek, 0);
  const simulated = Math.max(...calibration.levels.map((level) => level.perWeek), 0);
  const watched = plan.perWeek.filter((size) => size >= rule.minimumN.window / longestWindow(rule) / 2).length;
  if (watched === 0) return true;
  return Math.min(256, largest) <= 2 * simulated && watched <= 1.5 * Math.max(1, calibration.nodes);
}
