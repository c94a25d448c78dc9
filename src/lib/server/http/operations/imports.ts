import { z } from 'zod';
import { mappingSchema } from '#lib/customers/columns.ts';
import { encodings } from '#lib/customers/encoding.ts';
import { importKinds } from '#lib/customers/fields.ts';
import * as files from '../../import-mapping.ts';
import * as runs from '../../import-runs.ts';
import * as imports from '../../imports.ts';
import { byId, id, iso, isoOrNull, moment, none, pageFrom, pageOf, paging, pagingOf } from '../fields.ts';
import { importErrorOperations } from './import-errors.ts';
import { answer, type Caller, missing, operation, refuse } from '../operation.ts';
import { conflict, invalid, problem, type Problem, type ProblemError } from '../problem.ts';

const states = ['uploading', 'uploaded', 'checking', 'checked', 'running', 'finished', 'failed', 'cancelled'] as const;

const counts = z
  .strictObject({
    rows: z.int().describe('Rows that hold anything; the sum of the next five'),
    added: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    refused: z.int(),
    superseded: z.int().describe('Rows that another row of the same file replaces'),
    notes: z.int().describe('Cells left out of rows that were kept'),
    listed: z.int().describe('Reports stored')
  })
  .meta({ id: 'ImportCounts' });

const shown = z
  .strictObject({
    id,
    kind: z.enum(importKinds),
    state: z.enum(states),
    companyId: id.nullable().describe('Company of every row; null = a column of the file says it'),
    fileName: z.string(),
    bytes: z.int(),
    encoding: z.enum(encodings).nullable(),
    delimiter: z.string().nullable(),
    mapping: mappingSchema.nullable(),
    checked: counts.nullable().describe('What the check found'),
    counts: counts.nullable().describe('What the check or the import has done so far'),
    rowsDone: z.int(),
    failure: z.string().nullable().describe('Code of what stopped it'),
    createdAt: moment,
    finishedAt: moment.nullable()
  })
  .describe('A file on its way in. Nothing of it is written before it was checked and run.')
  .meta({ id: 'Import' });

function show(run: imports.ImportRun): z.input<typeof shown> {
  const { kind, state, companyId, fileName, bytes, encoding, delimiter, mapping, checked, rowsDone, failure } = run;
  return {
    ...{ id: run.id, kind, state, companyId, fileName, bytes, encoding, delimiter, checked, rowsDone, failure },
    mapping: mapping as z.input<typeof mappingSchema> | null,
    counts: run.counts,
    createdAt: iso(run.createdAt),
    finishedAt: isoOrNull(run.finishedAt)
  };
}

const delimiter = z.enum(files.delimiters);

const importerOf = ({ actor, scope }: Caller): imports.Importer => ({ actor, scope });

async function shownRun(call: Caller, importId: string, status?: number) {
  const run = await runs.read(call.app.db.app, importerOf(call), importId);
  return run === null ? missing : answer(show(run), status);
}

export const getImports = operation({
  id: 'listImports',
  method: 'GET',
  path: '/imports',
  tag: 'Imports',
  summary: 'List the imports of this key, newest first',
  permission: 'imports.run',
  params: none,
  query: z.strictObject(paging),
  answer: pageOf(shown),
  status: 200,
  run: async (call) => {
    const page = pagingOf(call, 'listImports', call.query);
    if (!page.ok) return refuse(page.problem);
    const found = await runs.list(call.db, importerOf(call), page.limit + 1, page.after?.id ?? null);
    return answer(pageFrom(call, page, found, (one) => ({ key: '', id: one.id }), show));
  }
});

const refusals: Readonly<Record<'unknown_company' | 'too_large' | 'empty' | 'broken_off', Problem>> = {
  unknown_company: invalid([
    { parameter: 'company', code: 'not-allowed', detail: 'A company whose records this key holds is needed' }
  ]),
  too_large: problem(413),
  empty: invalid([{ pointer: '', code: 'empty', detail: 'The file is empty' }]),
  broken_off: problem(400, { code: 'broken-off', detail: 'The upload ended before its end' })
};

export const postImport = operation({
  id: 'uploadImport',
  method: 'POST',
  path: '/imports',
  tag: 'Imports',
  summary: 'Upload a file of customers, stage history, invitations or answers',
  description:
    'The file is the body, streamed. Encoding, separator and mapping are guessed; the mapping may be sent as JSON in the ' +
    'parameter `mapping`, or changed afterwards with PATCH. Then check it, and run it: nothing is written before.',
  permission: 'imports.run',
  params: none,
  query: z.strictObject({
    kind: z.enum(importKinds),
    company: id.optional().describe('Company of every row; absent = a column of the file says it'),
    fileName: z.string().min(1).max(200).optional(),
    encoding: z.enum(encodings).optional(),
    delimiter: delimiter.optional(),
    mapping: z.string().max(20_000).optional().describe('The mapping as JSON')
  }),
  stream: ['text/csv', 'text/plain', 'application/octet-stream'],
  answer: shown,
  status: 201,
  apart: true,
  run: async (call) => {
    const { kind, company, fileName, encoding, delimiter: separator, mapping } = call.query;
    const given = mapping === undefined ? null : parsed(mapping);
    if (given !== null && !given.ok) return refuse(notAMapping('parameter'));
    const importer = importerOf(call);
    const db = call.app.db.app;
    const input = { kind, companyId: company ?? null, fileName: fileName ?? `${kind}.csv` };
    const received = await files.upload(db, importer, input, call.bytes!, call.now);
    if (!received.ok) return refuse(refusals[received.reason]);
    if (given !== null || encoding !== undefined || separator !== undefined) {
      const change = {
        ...(encoding === undefined ? {} : { encoding }),
        ...(separator === undefined ? {} : { delimiter: separator }),
        ...(given === null ? {} : { mapping: given.value })
      };
      const changed = await files.change(db, importer, received.id, change, call.now);
      if (!changed.ok) {
        await imports.discard(db, importer, received.id);
        return refuse(notAMapping('parameter'));
      }
    }
    return shownRun(call, received.id);
  }
});

function parsed(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}

function notAMapping(place: 'parameter' | 'pointer'): Problem {
  const where = place === 'pointer' ? { pointer: '/mapping' } : { parameter: 'mapping' };
  const detail = 'This is no mapping of this file: one column per header of the file, in order, of its kind';
  return invalid([{ ...where, code: 'not-a-mapping', detail }]);
}

export const getImport = operation({
  id: 'readImport',
  method: 'GET',
  path: '/imports/{id}',
  tag: 'Imports',
  summary: 'Read an import: its state, its counts, and how its file is read',
  permission: 'imports.run',
  params: byId,
  query: none,
  answer: shown,
  status: 200,
  run: (call) => shownRun(call, call.params.id)
});

const preview = z
  .strictObject({
    encoding: z.enum(encodings),
    sure: z.boolean().describe('The bytes fit no other encoding'),
    delimiter: z.string(),
    headers: z.array(z.string()),
    sample: z.array(z.array(z.string())).describe('The first rows'),
    failure: z.strictObject({ reason: z.string(), line: z.int() }).nullable(),
    problems: z
      .array(z.strictObject({ reason: z.string(), column: z.int().nullable(), about: z.string().nullable() }))
      .describe('What keeps the mapping from being used'),
    unknown: z
      .array(
        z.strictObject({
          set: z.string(),
          column: z.int(),
          values: z.array(z.strictObject({ value: z.string(), count: z.int() }))
        })
      )
      .describe('Values of the first rows that the mapping has no code for')
  })
  .meta({ id: 'ImportPreview' });

export const getPreview = operation({
  id: 'previewImport',
  method: 'GET',
  path: '/imports/{id}/preview',
  tag: 'Imports',
  summary: 'Look into the file: headers, first rows, and what its mapping still lacks',
  permission: 'imports.run',
  params: byId,
  query: none,
  answer: preview,
  status: 200,
  run: async (call) => {
    const found = await files.preview(call.db, importerOf(call), call.params.id, call.now);
    if (found === null) return missing;
    const { encoding, sure, delimiter: separator, headers, sample, failure, unknown } = found;
    const problems = found.problems.map(({ reason, column, about }) => ({ reason, column, about }));
    const values = unknown.map((one) => ({ ...one, values: [...one.values] }));
    return answer({ encoding, sure, delimiter: separator, headers, sample, failure, problems, unknown: values });
  }
});

export const patchImport = operation({
  id: 'changeImport',
  method: 'PATCH',
  path: '/imports/{id}',
  tag: 'Imports',
  summary: 'Change how the file is read, before it is run',
  permission: 'imports.run',
  params: byId,
  query: none,
  body: z.strictObject({
    encoding: z.enum(encodings).optional(),
    delimiter: delimiter.optional(),
    companyId: id.nullable().optional(),
    mapping: mappingSchema.optional()
  }),
  answer: shown,
  status: 200,
  run: async (call) => {
    const { encoding, delimiter: separator, companyId, mapping } = call.body;
    const change = {
      ...(encoding === undefined ? {} : { encoding }),
      ...(separator === undefined ? {} : { delimiter: separator }),
      ...(companyId === undefined ? {} : { companyId }),
      ...(mapping === undefined ? {} : { mapping })
    };
    const changed = await files.change(call.db, importerOf(call), call.params.id, change, call.now);
    if (changed.ok) return shownRun(call, call.params.id);
    if (changed.reason === 'unknown') return missing;
    if (changed.reason === 'busy') return refuse(busy);
    if (changed.reason === 'not_a_mapping') return refuse(notAMapping('pointer'));
    const pointer = { unknown_encoding: '/encoding', unknown_delimiter: '/delimiter', unknown_company: '/companyId' };
    const errors = [{ pointer: pointer[changed.reason], code: 'not-allowed', detail: 'This cannot be used here' }];
    return refuse(invalid(errors));
  }
});

const busy = conflict('busy', 'The import is being worked on, or is over');

function startProblem(started: Exclude<files.Started, { ok: true }>): { ok: false; problem: Problem } {
  if (started.reason === 'unknown') return missing;
  if (started.reason === 'busy') return refuse(busy);
  if (started.reason !== 'problems') {
    return refuse(conflict('unreadable', 'The file cannot be read as it is described'));
  }
  const errors = started.problems.map(({ reason, column, about }): ProblemError => ({
    pointer: column === null ? '/mapping' : `/mapping/columns/${column}`,
    code: reason.replaceAll('_', '-'),
    detail: about === null ? 'The mapping cannot be used like this' : `The mapping cannot be used like this: ${about}`
  }));
  return refuse(invalid(errors));
}

export const postCheck = operation({
  id: 'checkImport',
  method: 'POST',
  path: '/imports/{id}/check',
  tag: 'Imports',
  summary: 'Check every row, without writing any; the state becomes `checked`',
  permission: 'imports.run',
  params: byId,
  query: none,
  answer: shown,
  status: 202,
  apart: true,
  run: async (call) => {
    const started = await files.check(call.app, importerOf(call), call.params.id, call.now);
    return started.ok ? shownRun(call, call.params.id) : startProblem(started);
  }
});

export const postRun = operation({
  id: 'runImport',
  method: 'POST',
  path: '/imports/{id}/run',
  tag: 'Imports',
  summary: 'Import a file that was checked, or go on with one that failed or was cancelled',
  permission: 'imports.run',
  params: byId,
  query: none,
  answer: shown,
  status: 202,
  apart: true,
  run: async (call) => {
    const started = await files.confirm(call.app, importerOf(call), call.params.id, call.now);
    return started.ok ? shownRun(call, call.params.id) : startProblem(started);
  }
});

export const importOperations = [
  getImports,
  postImport,
  getImport,
  patchImport,
  getPreview,
  postCheck,
  postRun,
  ...importErrorOperations
];
