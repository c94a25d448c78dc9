import { z } from 'zod';
import * as runs from '../../import-runs.ts';
import { csvText } from '../csv.ts';
import { byId, none, pageFrom, pageOf, paging, pagingOf } from '../fields.ts';
import { answer, missing, operation, refuse } from '../operation.ts';

const report = z
  .strictObject({
    line: z.int().describe('Line of the file the row begins on'),
    column: z.string(),
    reason: z.string(),
    value: z.string(),
    expected: z.array(z.string()),
    kept: z.boolean().describe('The row was imported, without this cell')
  })
  .meta({ id: 'ImportError' });

export const getErrors = operation({
  id: 'listImportErrors',
  method: 'GET',
  path: '/imports/{id}/errors',
  tag: 'Imports',
  summary: 'What was found in the file, line by line',
  permission: 'imports.run',
  params: byId,
  query: z.strictObject(paging),
  answer: pageOf(report),
  status: 200,
  run: async (call) => {
    const page = pagingOf(call, `listImportErrors ${call.params.id}`, call.query);
    if (!page.ok) return refuse(page.problem);
    const run = await runs.read(call.db, { actor: call.actor, scope: call.scope }, call.params.id);
    if (run === null) return missing;
    const after = page.after === null ? undefined : { line: Number(page.after.key), position: Number(page.after.id) };
    const found = await runs.reports(call.db, run.id, page.limit + 1, after);
    return answer(
      pageFrom(
        call,
        page,
        found,
        (one) => ({ key: String(one.line), id: String(one.position) }),
        ({ line, column, reason, value, expected, kept }) => ({ line, column, reason, value, expected, kept })
      )
    );
  }
});

/** More lines than anybody mends by hand; an import stores no more reports either. */
const MOST_LINES = 100_000;

export const getErrorFile = operation({
  id: 'downloadImportErrors',
  method: 'GET',
  path: '/imports/{id}/errors/file',
  tag: 'Imports',
  summary: 'The same as a CSV file: one line for each cell that was refused or left out',
  description: 'UTF-8 with a mark for spreadsheets. A cell that one would run as a formula begins with an apostrophe.',
  permission: 'imports.run',
  params: byId,
  query: none,
  file: 'text/csv',
  status: 200,
  run: async (call) => {
    const run = await runs.read(call.db, { actor: call.actor, scope: call.scope }, call.params.id);
    if (run === null) return missing;
    const found = await runs.reports(call.db, run.id, MOST_LINES);
    const rows = found.map(({ line, column, reason, value, expected, kept }) => [
      ...[line, kept ? 'kept' : 'refused', column, reason, value],
      expected.join(', ')
    ]);
    const content = csvText([['line', 'row', 'column', 'reason', 'value', 'expected'], ...rows]);
    return answer({
      file: `${run.fileName.replace(/\.[^.]*$/, '')}-errors.csv`,
      type: 'text/csv; charset=utf-8',
      content
    });
  }
});

export const importErrorOperations = [getErrors, getErrorFile];
