/**
 * Answers a breakdown (architecture.md principle 5) for a reader: reads cells under their scope, joins companies in the view
 * that was chosen, compares, and applies disclosure control last. Chart, table, API and digest take what this returns.
 */
import { sql } from 'drizzle-orm';
import { type Scope, scoreCompanies, seesRecords } from '#lib/merger/scope.ts';
import type { Breakdown, Dimension } from '#lib/scores/breakdown.ts';
import type { Shown } from '#lib/scores/disclosure.ts';
import { describe, type SeriesId } from '#lib/scores/metrics.ts';
import { type Figure, figureTable, type Frame, judgeTables, type Placed } from '#lib/scores/figures.ts';
import { type Cell, maySetAside, type Question, readCells, type Source } from './cells.ts';
import { type Db, rows } from './db/open.ts';
import { scoped } from './db/scoped.ts';

export interface Answer {
  readonly source: Source;
  /** True where only answers could tell, and the reader has no access to those of any company asked for. */
  readonly unavailable: boolean;
  /** What became of flagged answers; `closed` where the reader may not tell them apart, and they count whatever was asked. */
  readonly flagged: 'included' | 'excluded' | 'closed';
  /** How many flagged answers that is, of cells that are left without any other too. */
  readonly flaggedCount: number;
  /** Keys of rows and columns that have answers, in no particular order; '' where there is only one. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly { row: string; column: string; shown: Shown<Figure> }[];
  readonly total: Shown<Figure> | null;
  /** How many changes were judged together. */
  readonly tests: number;
  readonly asOf: Date;
}

/** What a page knows of the deployment before it asks: privacy minimum, customers by company, when the rollups last moved. */
export interface Standing {
  minimum: number;
  customers: Record<string, number>;
  foldedAt: Date | null;
  waiting: boolean;
  /** Monday of the last week with an answer the reader may count. */
  lastWeek: string | null;
  /** Series with answers the reader may count. */
  answered: SeriesId[];
}

/** Seconds of the database an interactive question may take (S-22). */
const PATIENCE = '5000';

/** Runs a page's reads in one transaction under the reader's scope, each statement bounded. */
export function reading<T>(db: Db, scope: Scope, work: (tx: Db) => Promise<T>): Promise<T> {
  return scoped(db, scope, async (tx) => {
    await tx.execute(sql`select set_config('statement_timeout', ${PATIENCE}, true), set_config('jit', 'off', true)`);
    return work(tx);
  });
}

export async function readStanding(tx: Db, scope: Scope): Promise<Standing> {
  const companies = sql`any(((${`{${scoreCompanies(scope).join(',')}}`}::text)::text[])::uuid[])`;
  const [found] = rows<{
    minimum: number | null;
    customers: Record<string, number> | null;
    folded_at: Date | string | null;
    waiting: boolean;
    last_week: string | null;
    answered: SeriesId[] | null;
  }>(
    await tx.execute(sql`
      select (select privacy_minimum from organisation) as minimum,
        (select json_object_agg(company_id, customers) from customer_base) as customers,
        (select folded_at from rollup_state) as folded_at,
        exists (select from fold_queue) as waiting,
        (select max(period)::text from rollup where family = '' and grain = 'week' and metric in ('nps', 'csat')
          and company_id = ${companies}) as last_week,
        (select json_agg(distinct metric) from rollup where family = '' and grain = 'all' and n > 0
          and company_id = ${companies}) as answered`)
  );
  const visible = new Set(scoreCompanies(scope));
  const customers = Object.fromEntries(Object.entries(found?.customers ?? {}).filter(([id]) => visible.has(id)));
  return {
    minimum: found?.minimum ?? 5,
    customers,
    foldedAt: found?.folded_at ? new Date(found.folded_at) : null,
    waiting: found?.waiting ?? false,
    lastWeek: found?.last_week ?? null,
    answered: found?.answered ?? []
  };
}

/** "Data as of": now where everything is counted, the last fold where answers wait that the reader may not see one by one. */
export function asOf(scope: Scope, standing: Standing, now: Date): Date {
  const exact = scoreCompanies(scope).every((id) => seesRecords(scope, id));
  return exact || !standing.waiting || standing.foldedAt === null ? now : standing.foldedAt;
}

/** Flagged answers of these cells, as far as the reader may tell them apart. */
export const flaggedIn = (cells: readonly Cell[]): number => cells.reduce((sum, cell) => sum + (cell.flagged ?? 0), 0);

/** What becomes of flagged answers in this question: employees and readers without records have them counted, and not told apart. */
export function flaggedFor(
  scope: Scope,
  { metric, flagged }: Pick<Breakdown, 'metric' | 'flagged'>,
  companies: readonly string[]
): Answer['flagged'] {
  if (describe(metric)?.respondents === 'employees' || !maySetAside(scope, companies)) return 'closed';
  return flagged === 'exclude' ? 'excluded' : 'included';
}

/**
 * The answer to a breakdown. `companies` maps the keys that stand in a breakdown to ids; companies outside the scope take no
 * part, whatever the filters say. The rows are the first dimension (or the points in time), the columns the second.
 */
export async function answer(
  db: Db,
  scope: Scope,
  breakdown: Breakdown,
  companies: readonly { id: string; key: string }[],
  now: Date
): Promise<Answer> {
  const visible = companies.filter(({ id }) => scoreCompanies(scope).includes(id));
  const wanted = visible.filter(({ key }) => breakdown.filters.company?.includes(key) ?? true);
  const filters = { ...breakdown.filters, company: wanted.map(({ id }) => id) };
  const { by, grain, metric, period } = breakdown;
  const flagged = flaggedFor(scope, breakdown, filters.company);
  const question: Question = { metrics: [metric], by, grain, filters, period, unflagged: flagged === 'excluded' };
  const questions = [question];
  if (breakdown.comparison && grain === null) questions.push({ ...question, period: breakdown.comparison });
  const { standing, read } = await reading(db, scope, async (tx) => ({
    standing: await readStanding(tx, scope),
    read: await readCells(tx, scope, questions)
  }));
  const keyOf = new Map(companies.map(({ id, key }) => [id, key]));
  const frame: Frame = {
    scope,
    minimum: standing.minimum,
    companies: wanted.map(({ id }) => id),
    view: breakdown.combined ?? 'pooled',
    customers: standing.customers
  };
  const axes: (Dimension | 'period')[] = [...by, ...(grain === null ? [] : (['period'] as const))];
  const at = (cell: Cell, axis: Dimension | 'period' | undefined) => {
    if (axis === undefined) return '';
    if (axis === 'period') return cell.period ?? '';
    return axis === 'company' ? (keyOf.get(cell.companyId) ?? '') : (cell.at[axis] ?? '');
  };
  const place = (cells: readonly Cell[]): Placed[] =>
    cells.map((cell) => ({ row: at(cell, axes[0]), column: at(cell, axes[1]), cell }));
  const [current, before] = read.cells;
  const joins = !by.includes('company') && wanted.length > 1;
  const raw = figureTable(
    metric,
    place(current ?? []),
    before ? place(before) : null,
    frame,
    { all: joins || breakdown.combined !== null },
    { cells: joins, all: wanted.length > 1 }
  );
  const { tables, tests } = judgeTables([raw]);
  const table = tables[0]!;
  return {
    source: read.sources[0]!,
    unavailable: current === null,
    flagged,
    flaggedCount: flagged === 'closed' ? 0 : flaggedIn(current ?? []),
    rows: [...new Set(table.cells.map((cell) => cell.row))],
    columns: [...new Set(table.cells.map((cell) => cell.column))],
    cells: table.cells.map((cell) => ({ ...cell })),
    total: table.total,
    tests,
    asOf: asOf(scope, standing, now)
  };
}
