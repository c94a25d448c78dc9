import { error } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { translationFile } from '#lib/server/http/translation-file.ts';
import * as surveys from '#lib/server/surveys.ts';

/** The words of the draft for a translator: as CSV in all languages, or with `?format=xliff&language=` into one. */
export const GET = async (event) => {
  requirePermission(event, 'surveys.edit');
  const survey = isId(event.params.id) ? await surveys.read(event.locals.app.db.app, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  const [format, language] = ['format', 'language'].map((name) => event.url.searchParams.get(name) ?? '');
  if (format === '' || format === 'csv') return translationFile(survey.draft, survey.draft.baseLanguage, 'csv');
  if (format !== 'xliff' || !survey.draft.languages.includes(language!)) error(400, 'expected ?format=csv or xliff');
  return translationFile(survey.draft, language!, 'xliff');
};
