/**
 * The pass over a file: read, judge and, once it was confirmed, write, a batch at a time. A batch and the note of its progress
 * are one transaction, so a pass that is killed goes on behind its last batch and comes to the same result (F-28). It works
 * behind row-level security with the companies whose records the importer held on confirming.
 */
import { FileProblem, type FileRecord, recordsOf } from './import-file.ts';
import { isBlank, planRows, readRow, type RowPlan } from '#lib/customers/rows.ts';
import type { CellReport, ImportRow, RowResult } from '#lib/customers/row.ts';
import { separatorOf } from '#lib/customers/encoding.ts';
import type { Scope } from '#lib/merger/scope.ts';
import type { Timeline } from '#lib/merger/timeline.ts';
import { listTimeline } from './companies.ts';
import type { Database } from './db/open.ts';
import type { ImportCounts } from './db/schema/customers.ts';
import { scoped } from './db/scoped.ts';
import { keyTable, type KeyTable } from './import-keys.ts';
import { type Kind, kinds } from './import-kinds.ts';
import { bytesOf, find } from './import-runs.ts';
import * as imports from './imports.ts';
import type { Logger } from './log.ts';

export interface Working {
  db: Pick<Database, 'app'>;
  clock: () => Date;
  log: Pick<Logger, 'error'>;
}

/** Records of one transaction. */
const BATCH = 1_000;

/** Somebody cancelled, or another worker is on the same run. */
class Stopped extends Error {}

/** Takes a run through the pass that its state asks for. Returns when it is over, was stopped or cannot go on. */
export async function work(app: Working, id: string): Promise<void> {
  const run = await find(app.db.app, id);
  if (run === null || run.mapping === null || (run.state !== 'checking' && run.state !== 'running')) return;
  const dry = run.state === 'checking';
  if (dry) await imports.rewind(app.db.app, id, app.clock());
  try {
    const counts = await pass(app, dry ? { ...run, rowsDone: 0, counts: null } : run);
    if (dry) await imports.endCheck(app.db.app, id, counts);
  } catch (error) {
    if (error instanceof Stopped) return;
    const failure = error instanceof FileProblem ? error.reason : 'internal';
    if (failure === 'internal') app.log.error({ import: id, reason: (error as Error).message }, 'import');
    if (dry) await imports.endCheck(app.db.app, id, failure);
    else await imports.endRun(app.db.app, run, run.counts ?? noCounts, failure, app.clock());
  }
}

const noCounts: ImportCounts = {
  rows: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  refused: 0,
  superseded: 0,
  notes: 0,
  listed: 0
};

/** The records behind the header that hold anything. */
async function* dataOf(app: Working, run: imports.ImportRun): AsyncGenerator<FileRecord> {
  let skip: 0 | 1 = 0;
  for await (const head of bytesOf(app.db.app, run.id, 1))
    skip = separatorOf(new TextDecoder(run.encoding).decode(head.subarray(0, 200))).skip;
  const format = { encoding: run.encoding, delimiter: run.delimiter, skip };
  let header = true;
  for await (const record of recordsOf(bytesOf(app.db.app, run.id), format)) {
    if (isBlank(record.cells)) continue;
    if (!header) yield record;
    header = false;
  }
}

async function pass(app: Working, run: imports.ImportRun): Promise<ImportCounts> {
  const mapping = run.mapping!;
  const plan = planRows(mapping);
  const kind = kinds[mapping.kind];
  const scope: Scope = {
    companies: Object.fromEntries(run.records.split(',').map((company) => [company, 'records'])),
    overlap: false
  };
  const dry = run.state === 'checking';
  const keys = await keysBefore(app, run, plan, kind);
  const timeline = await listTimeline(app.db.app);
  let counts = run.counts ?? noCounts;
  let done = run.rowsDone;
  let place = 0;
  let pending: FileRecord[] = [];
  const flush = async () => {
    const result = await batch({
      app,
      run,
      plan,
      kind,
      keys,
      scope,
      timeline,
      dry,
      records: pending,
      from: done,
      counts
    });
    done += pending.length;
    counts = result;
    pending = [];
  };
  for await (const record of dataOf(app, run)) {
    place += 1;
    if (place <= run.rowsDone) continue;
    pending.push(record);
    if (pending.length === BATCH) await flush();
  }
  if (pending.length > 0) await flush();
  if (!dry) {
    await scoped(app.db.app, scope, async (tx) => {
      await kind.finish(tx, mapping.company === null ? Object.keys(scope.companies) : [mapping.company]);
      await imports.endRun(tx, run, counts, null, app.clock());
    });
  }
  return counts;
}

/** Reads a record; a cell of one line that begins with a quote and holds line ends has swallowed the rows behind it. */
function readRecord(plan: RowPlan, record: FileRecord): RowResult {
  const swallowed = (cell: string, at: number) => {
    const target = plan.mapping.columns[at]?.target;
    return cell.startsWith('"') && /[\r\n]/.test(cell) && !(target?.use === 'field' && target.field === 'comment');
  };
  if (record.lines === 1 || !record.cells.some(swallowed)) return readRow(plan, record.cells);
  const report = { column: '', reason: 'wrong_number_of_cells', value: '', expected: [] } as const;
  return { ok: false, errors: [report] };
}

/**
 * The keys of the rows that the pass has to know before its first: all of them where a later row replaces an earlier one, else
 * only those that an earlier pass has dealt with.
 */
async function keysBefore(app: Working, run: imports.ImportRun, plan: RowPlan, kind: Kind): Promise<KeyTable> {
  const keys = keyTable();
  const known = kind.wins === 'last' ? Infinity : run.rowsDone;
  if (known === 0) return keys;
  let place = 0;
  for await (const record of dataOf(app, run)) {
    if (place === known) break;
    const result = readRecord(plan, record);
    if (result.ok) keys.add(kind.keyOf(result.row), place, contentOf(record));
    place += 1;
    if (place % 50_000 === 0) await imports.touch(app.db.app, run.id, app.clock());
  }
  return keys;
}

function contentOf(record: FileRecord): string {
  return record.cells.join('\u0000');
}

interface BatchInput {
  app: Working;
  run: imports.ImportRun;
  plan: RowPlan;
  kind: Kind;
  keys: KeyTable;
  scope: Scope;
  timeline: Timeline;
  dry: boolean;
  records: readonly FileRecord[];
  /** Place of the first record among the rows of the file. */
  from: number;
  counts: ImportCounts;
}

interface Readable {
  row: ImportRow;
  line: number;
}

async function batch(input: BatchInput): Promise<ImportCounts> {
  const { app, run, plan, kind, keys, scope, dry, records, from } = input;
  const counts = { ...input.counts, rows: input.counts.rows + records.length };
  const reports: imports.ImportReport[] = [];
  const good: Readable[] = [];
  records.forEach((record, at) => {
    const result = readRecord(plan, record);
    if (!result.ok) {
      counts.refused += 1;
      reports.push(...reportsOf(record, result.errors, false));
      return;
    }
    const { row } = result;
    const standing = standingOf(kind, keys, row, from + at, record);
    if (scope.companies[row.company] !== 'records') {
      counts.refused += 1;
      reports.push(reportOn(record.line, '', 'company_not_open', ''));
    } else if (standing === 'contradicts') {
      counts.refused += 1;
      reports.push(reportOn(record.line, headerOf(plan, kind.names), 'id_twice', cellOf(row, kind.names)));
    } else if (standing === 'superseded') {
      counts.superseded += 1;
    } else {
      counts.notes += result.notes.length;
      reports.push(...reportsOf(record, result.notes, true));
      good.push({ row, line: record.line });
    }
  });
  const now = app.clock();
  const ready = await kind.batch(
    good.map(({ row }) => row),
    { importId: run.id, mapping: plan.mapping, fields: new Set(plan.places.keys()), timeline: input.timeline, now }
  );
  return scoped(app.db.app, scope, async (tx) => {
    const judged = good.length === 0 ? [] : await ready.judge(tx);
    const places: number[] = [];
    judged.forEach(({ verdict, note }, at) => {
      const { row, line } = good[at]!;
      const about = (reason: string, kept: boolean) => {
        const field =
          reason === 'unknown_customer' ? 'customerId' : reason === 'unknown_invitation' ? 'invitationId' : kind.names;
        reports.push({
          ...reportOn(line, headerOf(plan, field), reason, cellOf(row, field)),
          kept,
          position: kept ? 500 : 0
        });
      };
      if (verdict === 'added' || verdict === 'changed') places.push(at);
      if (verdict === 'added' || verdict === 'changed' || verdict === 'unchanged') counts[verdict] += 1;
      else {
        counts.refused += 1;
        about(verdict, false);
      }
      if (note !== undefined) {
        counts.notes += 1;
        about(note, true);
      }
    });
    if (!dry && places.length > 0) await ready.put(tx, places);
    const state = dry ? 'checking' : 'running';
    const step = { state, from, to: from + records.length, counts, reports } as const;
    const noted = await imports.advance(tx, run.id, step, now);
    if (noted === null) throw new Stopped();
    return noted;
  });
}

/**
 * Whether a row counts among those of its key. A repeat of a record says nothing new; another record under its id cannot be told
 * from a mistake.
 */
function standingOf(
  kind: Kind,
  keys: KeyTable,
  row: ImportRow,
  place: number,
  record: FileRecord
): 'counts' | 'superseded' | 'contradicts' {
  const key = kind.keyOf(row);
  if (kind.wins === 'last') return keys.last(key) === place ? 'counts' : 'superseded';
  const { first, differs } = keys.add(key, place, contentOf(record));
  if (first === place) return 'counts';
  return differs ? 'contradicts' : 'superseded';
}

function reportOn(line: number, column: string, reason: string, value: string): imports.ImportReport {
  return { line, position: 0, column, reason, value, expected: [], kept: false };
}

function headerOf(plan: RowPlan, field: string): string {
  return plan.mapping.columns[plan.places.get(field) ?? -1]?.header ?? '';
}

function cellOf(row: ImportRow, field: string): string {
  const value: unknown = (row as unknown as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : '';
}

/** A record of many lines with the wrong number of cells is most often a quote too many: that is what has to be mended. */
function reportsOf(record: FileRecord, found: readonly CellReport[], kept: boolean): imports.ImportReport[] {
  return found.map(({ column, reason, value, expected }, position) => {
    const swallowed = reason === 'wrong_number_of_cells' && record.lines > 1;
    return {
      line: record.line,
      position,
      column: column.slice(0, 200),
      reason: swallowed ? 'unbalanced_quote' : reason,
      value: swallowed ? String(record.line + record.lines - 1) : value,
      expected: [...expected],
      kept
    };
  });
}
