/**
 * Everything the overview shows, in three statements whatever the number of answers: is the merger costing us customers,
 * where, since when, and how sure are we (UX-75). Composes cells into disclosed, jointly judged figures.
 */
import { sql } from 'drizzle-orm';
import { type Scope, scoreCompanies, seesRecords } from '#lib/merger/scope.ts';
import { phaseCuts, type Timeline } from '#lib/merger/timeline.ts';
import type { Breakdown, Period } from '#lib/scores/breakdown.ts';
import type { Shown } from '#lib/scores/disclosure.ts';
import {
  type Figure,
  type FigureTable,
  figureTable,
  type Frame,
  type Heat,
  judgeTables,
  type Placed,
  type TrendSeries
} from '#lib/scores/figures.ts';
import { type GroupFigure, type Headline, headlineOf, sharpest } from '#lib/scores/headline.ts';
import { describe, offered, type SeriesId } from '#lib/scores/metrics.ts';
import { knownSeries } from '#lib/scores/moments.ts';
import { comparisonsOf, kindOf, lengths, type Weeks, weeksUpTo } from '#lib/scores/periods.ts';
import { asOf, flaggedFor, flaggedIn, reading, readStanding } from './breakdowns.ts';
import { type Cell, type Question, readCells } from './cells.ts';
import { type Db, rows } from './db/open.ts';

const DAY = 86_400_000;
/** Metrics that stand under the chosen one. */
export const headMetrics = ['nps', 'csat', 'ces', 'satisfaction', 'loyalty'] as const;
/** Months of the trend. */
const TREND_MONTHS = 24;

export interface CompanyRef {
  id: string;
  key: string;
  name: string;
  position: number;
}

export interface ReachRow {
  companyId: string;
  /** Null where the counts are too small for a reader without access to records. */
  counts: { invited: number; delivered: number; opened: number; completed: number } | null;
}

/** Where the periods end: this week, or the last week with answers when there has been silence for a fortnight. */
function anchorOf(lastWeek: string | null, now: Date): string {
  const today = now.toISOString().slice(0, 10);
  if (lastWeek === null) return today;
  return Date.parse(today) - Date.parse(lastWeek) > 20 * DAY ? lastWeek : today;
}

/** The breakdown a page without parameters asks: the last 13 weeks against the 13 before the announcement. */
export function periodChoices(
  lastWeek: string | null,
  timeline: Timeline,
  companyIds: string[],
  chosen: Period,
  now: Date
) {
  const anchor = anchorOf(lastWeek, now);
  const period: Weeks =
    chosen.from !== null && chosen.to !== null ? { from: chosen.from, to: chosen.to } : weeksUpTo(anchor, 13);
  const announced = companyIds
    .flatMap((id) => phaseCuts(timeline, id).interim ?? [])
    .sort()
    .at(0);
  return {
    anchor,
    period,
    lengths: lengths.map((weeks) => ({ weeks, ...weeksUpTo(anchor, weeks) })),
    comparisons: comparisonsOf(period, announced ?? null)
  };
}

export async function readOverview(
  db: Db,
  scope: Scope,
  asked: Breakdown,
  compare: 'default' | 'none' | 'given',
  companies: readonly CompanyRef[],
  timeline: Timeline,
  now: Date
) {
  const visible = companies.filter(({ id }) => scoreCompanies(scope).includes(id));
  const shown = visible.filter(({ key }) => asked.filters.company?.includes(key) ?? true);
  const ids = shown.map(({ id }) => id);
  const { metric } = asked;
  return reading(db, scope, async (tx) => {
    const standing = await readStanding(tx, scope);
    const choices = periodChoices(standing.lastWeek, timeline, ids, asked.period, now);
    const { period, comparisons } = choices;
    const given = asked.comparison;
    const byHand: Weeks | null = given?.from && given.to ? { from: given.from, to: given.to } : null;
    const usual: Weeks | null = comparisons.baseline ?? comparisons.previous ?? null;
    const comparison = compare === 'given' ? byHand : compare === 'none' ? null : usual;
    const filters = { company: ids, ...(asked.filters.segment ? { segment: asked.filters.segment } : {}) };
    const flagged = flaggedFor(scope, asked, ids);
    const ask = (question: Partial<Question>): Question => ({
      unflagged: flagged === 'excluded',
      metrics: [metric],
      by: [],
      grain: null,
      filters,
      period,
      ...question
    });
    const heads = [...new Set<string>([metric, ...headMetrics])];
    const against: Period = comparison ?? { from: '1900-01-01', to: '1900-01-01' };
    const trendEnd = period.to;
    const trendStart = monthsBefore(trendEnd, TREND_MONTHS - 1);
    const read = await readCells(tx, scope, [
      ask({ metrics: heads, by: ['stage'] }),
      ask({ metrics: heads, by: ['stage'], period: against }),
      ask({ by: ['segment'] }),
      ask({ by: ['segment'], period: against }),
      ask({ metrics: [metric, `${metric}@`], grain: 'month', period: { from: trendStart, to: trendEnd } })
    ]);
    const cells = read.cells.map((list) => list ?? []);
    const frame: Frame = {
      scope,
      minimum: standing.minimum,
      companies: ids,
      view: asked.combined ?? 'customer-base',
      customers: standing.customers
    };
    const several = ids.length > 1;
    const compose = (id: SeriesId, after: readonly Cell[], before: readonly Cell[], dimension: 'stage' | 'segment') => {
      const of = (list: readonly Cell[]): Placed[] =>
        list
          .filter((cell) => cell.metric === id)
          .map((cell) => ({ row: cell.companyId, column: cell.at[dimension] ?? '', cell }));
      const totals = { rows: true, columns: several, all: several };
      return figureTable(id, of(after), comparison && of(before), frame, totals, { columns: several, all: several });
    };
    // One family is what the screen shows, once: of the other metrics only the totals, of the segments only their cells.
    const [main, ...others] = heads.map((id) => compose(id, cells[0]!, cells[1]!, 'stage'));
    const segments = compose(metric, cells[2]!, cells[3]!, 'segment');
    const judged = judgeTables([
      main!,
      ...others.map((table) => ({ ...table, cells: [], columns: new Map() })),
      { ...segments, rows: new Map(), total: null }
    ]);
    const byStage = judged.tables[0]!;
    const bySegment = { ...judged.tables.at(-1)!, rows: byStage.rows, total: byStage.total };
    const hidden = (companyId: string | null) =>
      [main!, segments].some((t) => (companyId === null ? t.total : t.rows.get(companyId))?.kind === 'few');
    const heats = [heatOf('stage', byStage, ids, hidden), heatOf('segment', bySegment, ids, hidden)];
    const groups: GroupFigure[] = heats.flatMap(({ dimension, columns, rows: lines }) =>
      lines.flatMap((line) =>
        line.cells.map((one, i) => ({ companyId: line.companyId, dimension, code: columns[i]!, shown: one }))
      )
    );
    const { higherIsBetter } = knownSeries(metric);
    const headline: Headline = headlineOf(
      ids.map((id) => ({ companyId: id, shown: heats[0]!.rows.find((row) => row.companyId === id)!.total })),
      groups,
      comparison !== null,
      higherIsBetter
    );
    const first =
      headline.kind === 'moved' ? headline.moved[0] : headline.kind === 'group' ? headline.finding : undefined;
    return {
      metric,
      offered: offered(standing.answered),
      view: frame.view,
      companies: shown,
      visible,
      segment: asked.filters.segment ?? null,
      flagged,
      flaggedCount: flagged === 'closed' ? 0 : flaggedIn(cells[0]!.filter((cell) => cell.metric === metric)),
      customers: standing.customers,
      period,
      comparison,
      against: kindOf(comparison, comparisons),
      choices,
      headline,
      sharpest: first && first.group === null ? sharpest(first, groups) : null,
      tests: judged.tests,
      heads: heads.map((id, i) => ({
        metric: id,
        companies: ids.map((companyId, c) =>
          i === 0 ? heats[0]!.rows[c]!.total : (judged.tables[i]!.rows.get(companyId) ?? ({ kind: 'none' } as const))
        ),
        combined: i === 0 ? heats[0]!.total : judged.tables[i]!.total
      })),
      heats,
      trend: trendOf(metric, cells[4]!, frame, several),
      reach: await readReach(tx, scope, ids, period, standing.minimum),
      asOf: asOf(scope, standing, now),
      lastWeek: standing.lastWeek,
      empty: standing.lastWeek === null && !standing.waiting
    };
  });
}

/** A total that is hidden in one table is hidden in the other one too: both show the same company. */
function heatOf(
  dimension: Heat['dimension'],
  table: FigureTable,
  ids: readonly string[],
  hidden: (companyId: string | null) => boolean
): Heat {
  const few: Shown<Figure> = { kind: 'few' };
  const columns = [...new Set(table.cells.filter((c) => c.shown.kind !== 'none').map((c) => c.column))];
  const at = new Map(table.cells.map((cell) => [`${cell.row}\n${cell.column}`, cell.shown]));
  const none: Shown<Figure> = { kind: 'none' };
  return {
    dimension,
    columns,
    rows: ids.map((companyId) => ({
      companyId,
      cells: columns.map((column) => at.get(`${companyId}\n${column}`) ?? none),
      total: hidden(companyId) ? few : (table.rows.get(companyId) ?? none)
    })),
    totals: table.total ? columns.map((column) => table.columns.get(column) ?? none) : null,
    total: table.total && (hidden(null) ? few : table.total)
  };
}

/** One series per company and scale, and the combined line; suppression is decided over the whole table of a scale. */
function trendOf(metric: SeriesId, cells: readonly Cell[], frame: Frame, several: boolean): TrendSeries[] {
  const scales = [...new Set(cells.map((cell) => cell.metric))].filter((id) => describe(id) !== null).sort();
  return scales.flatMap((id) => {
    const placed = cells
      .filter((cell) => cell.metric === id)
      .map((cell) => ({ row: cell.companyId, column: cell.period!, cell }));
    const joined = several && id === metric;
    const raw = figureTable(id, placed, null, frame, { columns: joined }, { columns: joined });
    const table = judgeTables([raw]).tables[0]!;
    const lines: TrendSeries[] = frame.companies.map((companyId) => ({
      companyId,
      metric: id,
      points: table.cells
        .filter((cell) => cell.row === companyId)
        .map((cell) => ({ period: cell.column, shown: cell.shown }))
        .sort((a, b) => (a.period < b.period ? -1 : 1))
    }));
    const points = [...table.columns].map(([period, shown]) => ({ period, shown }));
    points.sort((a, b) => (a.period < b.period ? -1 : 1));
    return [...lines.filter((l) => l.points.length > 0), ...(joined ? [{ companyId: null, metric: id, points }] : [])];
  });
}

/** Who was asked in the weeks of the period, by company; counts that would single somebody out are hidden. */
async function readReach(tx: Db, scope: Scope, ids: string[], period: Weeks, minimum: number): Promise<ReachRow[]> {
  const found = rows<{ company_id: string; invited: number; delivered: number; opened: number; completed: number }>(
    await tx.execute(sql`
      select company_id::text, sum(invited)::int as invited, sum(delivered)::int as delivered,
        sum(opened)::int as opened, sum(completed)::int as completed
      from reach where week between ${period.from}::date and ${period.to}::date
        and company_id = any(((${`{${ids.join(',')}}`}::text)::text[])::uuid[])
      group by 1`)
  );
  return ids.map((companyId) => {
    const counts = found.find((row) => row.company_id === companyId);
    if (!counts) return { companyId, counts: { invited: 0, delivered: 0, opened: 0, completed: 0 } };
    const { invited, delivered, opened, completed } = counts;
    const small = [invited, delivered, opened, completed, invited - delivered, opened - completed];
    const closed = !seesRecords(scope, companyId) && small.some((n) => n > 0 && n < minimum);
    return { companyId, counts: closed ? null : { invited, delivered, opened, completed } };
  });
}

function monthsBefore(day: string, months: number): string {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1)).toISOString().slice(0, 10);
}
