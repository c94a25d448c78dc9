import { error } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { isId } from '#lib/server/db/id.ts';
import { frame, page } from '#lib/server/http/framed.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { listCompanies } from '#lib/server/companies.ts';
import { read } from '#lib/server/surveys.ts';
import { faceOf } from '#lib/survey/brand.ts';
import { chooseLanguage } from '#lib/survey/language.ts';
import { sheetOf } from '#lib/survey/sheet.ts';
import SurveyForm from '#lib/ui/questions/SurveyForm.svelte';
import { localeOf } from '#lib/ui/questions/words.ts';
import kinds from '#lib/ui/questions/kinds.css?inline';
import style from '#lib/ui/questions/respond.css?inline';
import { render } from 'svelte/server';

/** The draft as a respondent sees it, for the phone frame: the same components, no script, nothing that can be sent. */
export const GET = async (event) => {
  requirePermission(event, 'surveys.read');
  const { app, scope } = event.locals;
  const survey = isId(event.params.id) ? await read(app.db.app, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  const asked = event.url.searchParams.get('company');
  const companies = (await listCompanies(app.db.app)).filter(({ id }) => scope.companies[id]);
  const company = companies.find(({ id }) => id === asked) ?? companies[0];
  const { language } = chooseLanguage(survey.draft, { asked: event.url.searchParams.get('language') });
  const name = company?.name ?? m.builder_preview_company({}, { locale: localeOf(language) });
  const sheet = sheetOf(survey.draft, language, { company: name });
  const view = {
    ...{ sheet, company: faceOf({ name, brand: company?.brand ?? {} }), answers: {}, page: null, key: '', revision: 0 },
    ...{ errors: {}, links: { privacy: '#', stop: '#' } }
  };
  const { body, head } = render(SurveyForm, { props: { view } });
  return frame(page({ language, dir: sheet.dir, head, style: style + kinds, body }));
};
