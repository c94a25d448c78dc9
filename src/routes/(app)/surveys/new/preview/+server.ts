import { error } from '@sveltejs/kit';
import { listCompanies } from '#lib/server/companies.ts';
import { frame, page } from '#lib/server/http/framed.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { faceOf } from '#lib/survey/brand.ts';
import { chooseLanguage } from '#lib/survey/language.ts';
import { laidOut } from '#lib/survey/laid-out.ts';
import { sheetOf } from '#lib/survey/sheet.ts';
import { library } from '#lib/survey/templates/library.ts';
import SurveyForm from '#lib/ui/questions/SurveyForm.svelte';
import kinds from '#lib/ui/questions/kinds.css?inline';
import style from '#lib/ui/questions/respond.css?inline';
import { render } from 'svelte/server';

/** A questionnaire that ships, all of it on one page; the first one when none is named. Nothing in it can be sent. */
export const GET = async (event) => {
  requirePermission(event, 'surveys.read');
  const { app, scope, locale } = event.locals;
  const { searchParams } = event.url;
  const key = searchParams.get('template') ?? library[0]?.document.key;
  const found = library.find(({ document }) => document.key === key)?.document;
  if (found === undefined) error(404, 'no such questionnaire');
  const company = (await listCompanies(app.db.app)).find(({ id }) => scope.companies[id]);
  const { language } = chooseLanguage(found, { asked: searchParams.get('language') ?? locale });
  const name = company?.name ?? 'Acme';
  const sheet = sheetOf(laidOut(found), language, { company: name });
  const view = {
    ...{ sheet, company: faceOf({ name, brand: company?.brand ?? {} }), answers: {}, page: null, key: '', revision: 0 },
    ...{ errors: {}, links: { privacy: '#', stop: '#' } }
  };
  const { body, head } = render(SurveyForm, { props: { view } });
  return frame(page({ language, dir: sheet.dir, head, style: style + kinds, body }));
};
