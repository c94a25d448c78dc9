import { error } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { read } from '#lib/server/surveys.ts';
import { paperOf } from '#lib/survey/exchange/paper.ts';
import { directionOf } from '#lib/survey/language.ts';

/** The draft to be filled in by hand. */
export const load = async (event) => {
  requirePermission(event, 'surveys.read');
  const survey = isId(event.params.id) ? await read(event.locals.app.db.app, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  const { languages, baseLanguage } = survey.draft;
  const asked = event.url.searchParams.get('language');
  const language = languages.find((tag) => tag === asked) ?? baseLanguage;
  const paper = paperOf(survey.draft, language);
  return { survey: { id: survey.id, title: survey.title }, paper, dir: directionOf(language) };
};
