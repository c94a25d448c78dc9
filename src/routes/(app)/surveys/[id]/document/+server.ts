import { error } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { read } from '#lib/server/surveys.ts';

/** The draft as a document that can be imported elsewhere. */
export const GET = async (event) => {
  requirePermission(event, 'surveys.read');
  const survey = isId(event.params.id) ? await read(event.locals.app.db.app, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="${survey.key}.json"`
  };
  return new Response(JSON.stringify(survey.draft, null, 2), { headers });
};
