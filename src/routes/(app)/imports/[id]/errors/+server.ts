import { error } from '@sveltejs/kit';
import { csvResponse } from '#lib/server/http/csv.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { read, reports } from '#lib/server/import-runs.ts';
import { reasonText } from '#lib/ui/imports/words.ts';

export const GET = async (event) => {
  requirePermission(event, 'imports.run');
  const { actor, app, scope } = event.locals;
  const run = await read(app.db.app, { actor, scope }, event.params.id);
  if (run === null) error(404, 'no such import');
  const found = await reports(app.db.app, run.id, 100_000);
  const rows = found.map((one) => {
    const { line, column, value, kept, reason } = one;
    return [line, kept ? 'kept' : 'refused', column, reason, value, one.expected.join(', '), reasonText(one)];
  });
  const name = `${run.fileName.replace(/\.[^.]*$/, '')}-errors.csv`;
  return csvResponse(name, [['line', 'row', 'column', 'reason', 'value', 'expected', 'explanation'], ...rows]);
};
