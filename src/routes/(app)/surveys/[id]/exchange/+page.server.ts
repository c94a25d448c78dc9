import { error } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { read } from '#lib/server/surveys.ts';

/** Notes shown on one page; the document holds all. */
const most = 200;

export const load = async (event) => {
  requirePermission(event, 'surveys.read');
  const survey = isId(event.params.id) ? await read(event.locals.app.db.app, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  const notes = survey.draft.notes ?? [];
  return {
    survey: { id: survey.id, key: survey.key, title: survey.title },
    languages: survey.draft.languages,
    notes: notes.slice(0, most).map(({ at, code, text }) => ({ at, code: code ?? '', detail: text })),
    total: notes.length
  };
};
