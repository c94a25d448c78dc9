/**
 * How a file is read: encoding, separator and mapping, guessed when it has come in, shown with a preview, changed by a person.
 * A change is judged against the file as it is: as many columns as it has, and companies whose records the importer holds.
 */
import { startingCodes, tableOf, unknownValues } from '#lib/customers/codes.ts';
import {
  type Column,
  guessMapping,
  type Mapping,
  type MappingProblem,
  mappingProblems,
  mappingSchema
} from '#lib/customers/columns.ts';
import {
  decodeHead,
  detectEncoding,
  type Encoding,
  encodings,
  headBytes,
  separatorOf
} from '#lib/customers/encoding.ts';
import { type CodeSet, codeSets, fieldsOf } from '#lib/customers/fields.ts';
import { type LifecycleModel, relationship, shippedModels } from '#lib/customers/lifecycle.ts';
import { isBlank } from '#lib/customers/rows.ts';
import { foldCode } from '#lib/customers/text.ts';
import { recordCompanies } from '#lib/merger/scope.ts';
import { listCompanies, readOrganisation } from './companies.ts';
import type { Db } from './db/open.ts';
import { FileProblem, recordsOf } from './import-file.ts';
import { bytesOf, read } from './import-runs.ts';
import * as imports from './imports.ts';

export const delimiters = [',', ';', '\t', '|'] as const;

export interface Head {
  encoding: Encoding;
  /** Whether the bytes fit no other encoding. */
  sure: boolean;
  delimiter: string;
  headers: string[];
  /** The first rows that hold anything. */
  sample: string[][];
  /** What keeps the file from being read, and in which line. */
  failure: { reason: string; line: number } | null;
}

export type Problem = MappingProblem | { reason: 'unknown_company'; column: null; about: string | null };

export interface Preview extends Head {
  run: imports.ImportRun;
  problems: Problem[];
  /** Values of coded columns that the mapping does not know, among the first rows, with how often each stands there. */
  unknown: { set: CodeSet; column: number; values: { value: string; count: number }[] }[];
}

/** Rows of a preview. */
const SHOWN = 20;
/** Rows whose codes are looked at before the whole file is checked. */
const LOOKED_AT = 2_000;

/** The lifecycle model in use. */
export async function lifecycleOf(db: Db, now: Date): Promise<LifecycleModel> {
  const { lifecycleModel } = await readOrganisation(db, now);
  return (
    shippedModels.find((model) => model.code === lifecycleModel || model.stages[0]?.code === lifecycleModel) ??
    relationship
  );
}

async function lookAt(
  db: Db,
  id: string,
  how: { encoding: Encoding | null; delimiter: string | null }
): Promise<Head & { rows: string[][] }> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytesOf(db, id, headBytes)) {
    pieces.push(piece);
    size += piece.byteLength;
  }
  const head = new Uint8Array(Buffer.concat(pieces).subarray(0, headBytes));
  const detected = detectEncoding(head, size <= headBytes);
  const encoding = how.encoding ?? detected.encoding;
  const text = decodeHead(head, encoding, size <= headBytes);
  const { separator, skip } = separatorOf(text);
  const delimiter = how.delimiter ?? separator;
  const rows: string[][] = [];
  let failure: Head['failure'] = null;
  try {
    for await (const record of recordsOf(bytesOf(db, id), { encoding, delimiter, skip })) {
      if (!isBlank(record.cells)) rows.push([...record.cells]);
      if (rows.length > LOOKED_AT) break;
    }
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    failure = { reason: error.reason, line: error.line };
  }
  const headers = rows.shift() ?? [];
  const sure = detected.sure && encoding === detected.encoding;
  return { encoding, sure, delimiter, headers, sample: rows.slice(0, SHOWN), rows, failure };
}

/** The mapping that headers and company suggest. */
async function guess(db: Db, run: imports.ImportRun, headers: string[], importer: imports.Importer, now: Date) {
  const guessed = guessMapping(run.kind, headers, await lifecycleOf(db, now));
  const own = recordCompanies(importer.scope);
  const column = guessed.columns.findIndex(({ target }) => target.use === 'field' && target.field === 'company');
  if (run.companyId !== null || column < 0) {
    const columns = guessed.columns.map((one, i): Column =>
      i === column ? { ...one, target: { use: 'ignore' } } : one
    );
    const { company: _, ...codes } = guessed.codes;
    const only = own.length === 1 ? (own[0] ?? null) : null;
    return { ...guessed, columns, codes, company: run.companyId ?? only };
  }
  const companies = (await listCompanies(db)).filter(({ id }) => own.includes(id));
  const named = tableOf(companies.flatMap(({ id, key, name }) => [[key, id] as const, [name, id] as const]));
  return { ...guessed, codes: { ...guessed.codes, company: named } };
}

/** Takes a file in and notes how it is probably to be read. */
export async function upload(
  db: Db,
  importer: imports.Importer,
  input: Parameters<typeof imports.receive>[2],
  bytes: AsyncIterable<Uint8Array>,
  now: Date
): Promise<imports.Received> {
  const received = await imports.receive(db, importer, input, bytes, now);
  if (received.ok) await lookFirst(db, importer, received.id, now);
  return received;
}

async function lookFirst(db: Db, importer: imports.Importer, id: string, now: Date): Promise<void> {
  const run = await read(db, importer, id);
  if (run === null) return;
  const head = await lookAt(db, id, { encoding: null, delimiter: null });
  const mapping = await guess(db, run, head.headers, importer, now);
  const { encoding, delimiter, failure } = head;
  await imports.describe(db, id, {
    encoding,
    delimiter,
    mapping,
    companyId: run.companyId,
    failure: failure?.reason ?? null
  });
}

/** A run of one's own with the first rows of its file and what its mapping still lacks; null like `read`. */
export async function preview(db: Db, importer: imports.Importer, id: string, now: Date): Promise<Preview | null> {
  const run = await read(db, importer, id);
  if (run === null) return null;
  const { rows, ...head } = await lookAt(db, id, run);
  const mapping = run.mapping;
  if (mapping === null) return { run, ...head, problems: [], unknown: [] };
  const problems = problemsOf(mapping, importer, await lifecycleOf(db, now));
  return { run, ...head, problems, unknown: unknownOf(mapping, rows) };
}

/** What keeps a mapping from being used by this importer; empty = it can be. */
export function problemsOf(mapping: Mapping, importer: imports.Importer, model: LifecycleModel): Problem[] {
  const own = recordCompanies(importer.scope);
  const named = [mapping.company ?? [], Object.values(mapping.codes.company ?? {})].flat();
  const foreign = named.some((id) => !own.includes(id));
  const outside: Problem[] = foreign ? [{ reason: 'unknown_company', column: null, about: null }] : [];
  return [...mappingProblems(mapping, model), ...outside];
}

function unknownOf(mapping: Mapping, rows: readonly string[][]): Preview['unknown'] {
  return mapping.columns.flatMap(({ target }, column) => {
    if (target.use !== 'field') return [];
    const type = fieldsOf[mapping.kind].find(({ code }) => code === target.field)?.type;
    const set = codeSets.find((code) => code === type);
    if (!set || set === 'industry') return [];
    const unknown = unknownValues(
      mapping.codes[set] ?? {},
      rows.map((row) => row[column] ?? '')
    );
    const values = [...unknown].slice(0, 50).map(([value, count]) => ({ value: value.slice(0, 200), count }));
    return values.length === 0 ? [] : [{ set, column, values }];
  });
}

export interface Change {
  encoding?: Encoding;
  delimiter?: string;
  /** Company of every row; null = a column of the file says it. */
  companyId?: string | null;
  mapping?: unknown;
}

export type Changed =
  | { ok: true }
  | {
      ok: false;
      reason: 'unknown' | 'busy' | 'unknown_encoding' | 'unknown_delimiter' | 'unknown_company' | 'not_a_mapping';
    };

/** Changes how a file is read. A new encoding, separator or company makes a new guess unless a mapping comes with it. */
export async function change(
  db: Db,
  importer: imports.Importer,
  id: string,
  input: Change,
  now: Date
): Promise<Changed> {
  const run = await read(db, importer, id);
  if (run === null) return { ok: false, reason: 'unknown' };
  const { encoding = run.encoding, delimiter = run.delimiter, companyId = run.companyId } = input;
  if (!encodings.includes(encoding)) return { ok: false, reason: 'unknown_encoding' };
  if (!(delimiters as readonly string[]).includes(delimiter)) return { ok: false, reason: 'unknown_delimiter' };
  if (companyId !== null && !recordCompanies(importer.scope).includes(companyId))
    return { ok: false, reason: 'unknown_company' };
  const head = await lookAt(db, id, { encoding, delimiter });
  const mapping =
    input.mapping === undefined
      ? await guess(db, { ...run, companyId }, head.headers, importer, now)
      : readMapping(input.mapping, run.kind, head.headers);
  if (mapping === null) return { ok: false, reason: 'not_a_mapping' };
  const failure = head.failure?.reason ?? null;
  const described = await imports.describe(db, id, { encoding, delimiter, mapping, companyId, failure });
  return described ? { ok: true } : { ok: false, reason: 'busy' };
}

/** A mapping as it was sent, for a file with these headers; null where it is none of this file. Tables of values are folded. */
function readMapping(input: unknown, kind: Mapping['kind'], headers: readonly string[]): Mapping | null {
  const parsed = mappingSchema.safeParse(input);
  if (!parsed.success || parsed.data.kind !== kind || parsed.data.columns.length !== headers.length) return null;
  const columns = parsed.data.columns.map((column, i): Column => ({ ...column, header: headers[i] ?? '' }));
  const codes = Object.fromEntries(
    Object.entries(parsed.data.codes).map(([set, table]) => [set, tableOf(Object.entries(table ?? {}))])
  );
  return { ...parsed.data, columns, codes };
}

export type Started =
  | { ok: true }
  | { ok: false; reason: 'unknown' | 'busy' | 'unreadable' }
  | { ok: false; reason: 'problems'; problems: Problem[] };

interface Sending {
  db: { app: Db };
  queue: { send(task: string, data: Record<string, string>, key?: string): Promise<void> };
}

/** Starts a dry run: nothing is written but its counts and reports. */
export function check(app: Sending, importer: imports.Importer, id: string, now: Date): Promise<Started> {
  return start(app, importer, id, now, () => imports.startCheck(app.db.app, id, now));
}

/** Starts the import of a file that was checked, or goes on with one that failed or was cancelled. */
export function confirm(app: Sending, importer: imports.Importer, id: string, now: Date): Promise<Started> {
  return start(app, importer, id, now, () => imports.startRun(app.db.app, importer, id, now));
}

async function start(
  app: Sending,
  importer: imports.Importer,
  id: string,
  now: Date,
  begin: () => Promise<boolean>
): Promise<Started> {
  const run = await read(app.db.app, importer, id);
  if (run === null) return { ok: false, reason: 'unknown' };
  if (run.mapping === null) return { ok: false, reason: 'unreadable' };
  const problems = problemsOf(run.mapping, importer, await lifecycleOf(app.db.app, now));
  if (problems.length > 0) return { ok: false, reason: 'problems', problems };
  if (!(await begin())) return { ok: false, reason: 'busy' };
  await app.queue.send('import', { id }, `${id} ${now.getTime()}`);
  return { ok: true };
}

/** A table that knows these further values, for a person who says what they mean. */
export function withCodes(mapping: Mapping, set: CodeSet, pairs: readonly (readonly [string, string])[]): Mapping {
  const known = mapping.codes[set] ?? (set === 'company' ? {} : startingCodes(set, relationship));
  const added = Object.fromEntries(
    pairs.filter(([, code]) => code !== '').map(([value, code]) => [foldCode(value), code])
  );
  return { ...mapping, codes: { ...mapping.codes, [set]: { ...known, ...added } } };
}
