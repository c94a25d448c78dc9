/**
 * Turns cells into a table of figures a reader may see: scores with intervals, the combined company in its named view,
 * changes against the comparison, all after disclosure control (D-01 to D-04, UX-60, UX-67). Nothing of a hidden cell is
 * in the result, and a change is only there where both of its sides may be seen.
 */
import type { Scope } from '../merger/scope.ts';
import type { CombinedView } from './breakdown.ts';
import { change, judgeTogether } from './change.ts';
import type { Change, JudgedChange } from './change.ts';
import { combine, combinedChange } from './combined.ts';
import { closedAnswers, disclose } from './disclosure.ts';
import type { DisclosedTable, Shown, Table } from './disclosure.ts';
import { describe } from './metrics.ts';
import type { SeriesId } from './metrics.ts';
import { foldMoments, score } from './moments.ts';
import type { Moments, Score } from './moments.ts';

/** Moments of one company at one place of the table. */
export interface Counted extends Moments {
  readonly companyId: string;
  readonly invalid: number;
  readonly missing: number;
  /** Flagged contributions, counted or left out; null where the reader may not tell them apart. */
  readonly flagged?: number | null;
}

export interface Placed {
  readonly row: string;
  readonly column: string;
  readonly cell: Counted;
}

export interface Figure {
  readonly score: Score;
  readonly change: JudgedChange | null;
  /** Codes outside the scale and "does not apply", left out of the score (UX-74). */
  readonly invalid: number;
  readonly missing: number;
  /** Flagged answers among them, or left out where the question says so; null where the reader may not tell them apart (UX-18). */
  readonly flagged: number | null;
}

export interface Frame {
  readonly scope: Scope;
  readonly minimum: number;
  /** Nobody has access to single answers. */
  readonly sealed?: boolean;
  /** The companies a joined figure joins; one without answers leaves a weighted view without a figure. */
  readonly companies: readonly string[];
  readonly view: CombinedView;
  /** Customers by company, the weights of the view by customer base. */
  readonly customers: Readonly<Record<string, number>>;
}

/** Which totals the table shows. */
export interface Totals {
  readonly rows?: boolean;
  readonly columns?: boolean;
  readonly all?: boolean;
}

interface Raw {
  readonly id: SeriesId;
  readonly score: Score | null;
  readonly change: Change | null;
  readonly invalid: number;
  readonly missing: number;
  readonly flagged: number | null;
}

export type RawTable = DisclosedTable<Raw>;
export type FigureTable = DisclosedTable<Figure>;

function partsOf(cells: readonly Counted[], frame: Frame) {
  return frame.companies.map((companyId) => ({
    moments: foldMoments(cells.filter((cell) => cell.companyId === companyId)),
    customers: frame.customers[companyId] ?? 0
  }));
}

/** One company is a company, several are the combined one. */
const isJoined = (cells: readonly Counted[], joined: boolean) =>
  joined || new Set(cells.map((cell) => cell.companyId)).size > 1;

function scoreOf(id: SeriesId, cells: readonly Counted[], frame: Frame, joined: boolean): Score | null {
  return isJoined(cells, joined) ? combine(id, frame.view, partsOf(cells, frame)) : score(id, foldMoments(cells));
}

function changeOf(id: SeriesId, before: readonly Counted[], after: readonly Counted[], frame: Frame, joined: boolean) {
  if (isJoined([...before, ...after], joined)) {
    return combinedChange(id, frame.view, partsOf(before, frame), partsOf(after, frame));
  }
  return change(id, foldMoments(before), foldMoments(after));
}

type Group = readonly Counted[];

/** Flagged answers of a group, if the reader may tell them apart everywhere in it. */
const flaggedIn = (cells: readonly Counted[]): number | null =>
  cells.some(({ flagged }) => flagged == null) ? null : cells.reduce((sum, { flagged }) => sum + (flagged ?? 0), 0);

/** The groups of one side of the table: per cell, row, column, and everything. */
function groupsOf(placed: readonly Placed[], frame: Frame, totals: Totals) {
  const group = (key: (p: Placed) => string) => {
    const grouped = Map.groupBy(placed, key);
    return new Map([...grouped].map(([name, list]) => [name, list.map((p) => p.cell)] as const));
  };
  const [rows, columns] = [group((p) => p.row), group((p) => p.column)];
  const cells = group((p) => `${p.row}\n${p.column}`);
  const table: Table<Group> = {
    cells: [...cells].map(([key, value]) => {
      const [row = '', column = ''] = key.split('\n');
      const { n } = foldMoments(value);
      const closed = value.reduce((sum, cell) => sum + closedAnswers(frame.scope, { [cell.companyId]: cell.n }), 0);
      return { row, column, n, closed: frame.sealed ? n : closed, value };
    }),
    ...(totals.rows ? { rows } : {}),
    ...(totals.columns ? { columns } : {}),
    ...(totals.all ? { total: { value: placed.map((p) => p.cell) } } : {})
  };
  return disclose(table, frame.minimum);
}

/** Employees answer about their employer: whoever may see records of customers sees totals of ten or more of them (domain.md). */
function sealed(frame: Frame): Frame {
  return { ...frame, minimum: Math.max(frame.minimum, employeeMinimum), sealed: true };
}
const employeeMinimum = 10;

/**
 * The table of one series, before its changes are judged. `joined` says which figures stand for the combined company even if
 * only one company answered.
 */
export function figureTable(
  id: SeriesId,
  now: readonly Placed[],
  before: readonly Placed[] | null,
  frame: Frame,
  totals: Totals,
  joined: { cells?: boolean; rows?: boolean; columns?: boolean; all?: boolean } = {}
): RawTable {
  const closed = describe(id)?.respondents === 'employees' ? sealed(frame) : frame;
  const after = groupsOf(now, closed, totals);
  const then = before && groupsOf(before, closed, totals);
  const figure = (shown: Shown<Group>, other: Shown<Group> | null | undefined, isCombined: boolean): Shown<Raw> => {
    if (shown.kind !== 'value') return shown;
    const value: Raw = {
      id,
      score: scoreOf(id, shown.value, frame, isCombined),
      change: other?.kind === 'value' ? changeOf(id, other.value, shown.value, frame, isCombined) : null,
      invalid: shown.value.reduce((sum, cell) => sum + cell.invalid, 0),
      missing: shown.value.reduce((sum, cell) => sum + cell.missing, 0),
      flagged: closed.sealed ? null : flaggedIn(shown.value)
    };
    return value.score === null ? { kind: 'none' } : { kind: 'value', n: shown.n, value };
  };
  const earlier = new Map(then?.cells.map((cell) => [`${cell.row}\n${cell.column}`, cell.shown]));
  const mapped = (side: 'rows' | 'columns') =>
    new Map(
      [...after[side]].map(
        ([key, shown]) => [key, figure(shown, then?.[side].get(key), joined[side] ?? false)] as const
      )
    );
  return {
    cells: after.cells.map(({ row, column, shown }) => ({
      row,
      column,
      shown: figure(shown, earlier.get(`${row}\n${column}`), joined.cells ?? false)
    })),
    rows: mapped('rows'),
    columns: mapped('columns'),
    total: after.total && figure(after.total, then?.total, joined.all ?? false)
  };
}

/** Judges the changes of all tables shown together as one family; `tests` is its size, to be stated on the screen (M-09). */
export function judgeTables(tables: readonly RawTable[]): { tables: FigureTable[]; tests: number } {
  const raws: Raw[] = [];
  const collect = (shown: Shown<Raw> | null | undefined) => {
    if (shown?.kind === 'value') raws.push(shown.value);
  };
  for (const table of tables) {
    for (const cell of table.cells) collect(cell.shown);
    for (const shown of [...table.rows.values(), ...table.columns.values()]) collect(shown);
    collect(table.total);
  }
  const judged = judgeTogether(raws);
  const byRaw = new Map(raws.map((raw, i) => [raw, judged[i] ?? null]));
  const final = (shown: Shown<Raw>): Shown<Figure> => {
    if (shown.kind !== 'value') return shown;
    const { score: found, invalid, missing, flagged } = shown.value;
    if (found === null) return { kind: 'none' };
    return {
      kind: 'value',
      n: shown.n,
      value: { score: found, change: byRaw.get(shown.value)!, invalid, missing, flagged }
    };
  };
  const mapped = (from: ReadonlyMap<string, Shown<Raw>>) =>
    new Map([...from].map(([key, s]) => [key, final(s)] as const));
  return {
    tables: tables.map((table) => ({
      cells: table.cells.map((cell) => ({ ...cell, shown: final(cell.shown) })),
      rows: mapped(table.rows),
      columns: mapped(table.columns),
      total: table.total && final(table.total)
    })),
    tests: judged.filter((one) => one?.p != null).length
  };
}

/** One line of a trend: a company on one scale, or the combined company (null). */
export interface TrendSeries {
  companyId: string | null;
  metric: SeriesId;
  points: { period: string; shown: Shown<Figure> }[];
}

/** A heat map: companies by one dimension, with the totals that belong to it. */
export interface Heat {
  dimension: 'stage' | 'segment';
  columns: string[];
  rows: { companyId: string; cells: Shown<Figure>[]; total: Shown<Figure> }[];
  /** The combined company per column, and over all. */
  totals: Shown<Figure>[] | null;
  total: Shown<Figure> | null;
}
