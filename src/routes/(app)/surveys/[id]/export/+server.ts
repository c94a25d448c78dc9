import { error } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { exportNames, exportOf, exportResponse } from '#lib/server/http/survey-export.ts';
import { read } from '#lib/server/surveys.ts';

/** The draft as a file for another system. */
export const GET = async (event) => {
  requirePermission(event, 'surveys.read');
  const { id } = event.params;
  const wanted = event.url.searchParams.get('as');
  const as = exportNames.find((one) => one === wanted) ?? 'surveyjs';
  const survey = isId(id) ? await read(event.locals.app.db.app, id) : null;
  if (survey === null) error(404, 'no such survey');
  const { languages, baseLanguage } = survey.draft;
  const asked = event.url.searchParams.get('language');
  const language = languages.find((tag) => tag === asked) ?? baseLanguage;
  return exportResponse(exportOf(survey.draft, as, language));
};
