import { error, json } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { readItemFigures } from '#lib/server/item-figures.ts';
import * as surveys from '#lib/server/surveys.ts';

/** What each question costs those who answer it, of the published version `?version=` or the newest with answers enough. */
export const GET = async (event) => {
  requirePermission(event, 'surveys.read');
  const { app, scope, now } = event.locals;
  const { id } = event.params;
  if (!isId(id) || (await surveys.read(app.db.app, id)) === null) error(404, 'no such survey');
  const number = event.url.searchParams.get('version');
  if (number !== null && !/^[1-9]\d{0,8}$/.test(number)) error(404, 'nothing of that number');
  return json(await readItemFigures(app.db.app, scope, id, number === null ? null : Number(number), now));
};
