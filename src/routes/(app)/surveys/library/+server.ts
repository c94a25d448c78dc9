import { error, json } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { sources, template } from '#lib/server/survey-library.ts';
import { read } from '#lib/server/surveys.ts';

/**
 * What the builder can insert. `?find=words` lists the surveys and templates that have them, `?survey=id` and `?template=key` give
 * the questionnaire itself.
 */
export const GET = async (event) => {
  requirePermission(event, 'surveys.edit');
  const db = event.locals.app.db.app;
  const { searchParams } = event.url;
  const [id, key] = [searchParams.get('survey'), searchParams.get('template')];
  if (id === null && key === null) return json({ sources: await sources(db, searchParams.get('find') ?? '') });
  const document = id === null ? template(key ?? '') : isId(id) ? (await read(db, id))?.draft : null;
  if (!document) error(404, 'no such survey or template');
  return json({ document });
};
