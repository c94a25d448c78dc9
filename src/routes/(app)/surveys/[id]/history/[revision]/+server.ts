import { error, json } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { read } from '#lib/server/survey-history.ts';

/** The draft as it was at the end of a spell of work, to be compared with or brought back. */
export const GET = async (event) => {
  requirePermission(event, 'surveys.read');
  const { id, revision } = event.params;
  const known = isId(id) && /^\d{1,9}$/.test(revision);
  const document = known ? await read(event.locals.app.db.app, id, Number(revision)) : null;
  if (document === null) error(404, 'no such revision');
  return json(document);
};
