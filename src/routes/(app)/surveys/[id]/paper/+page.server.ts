import { error } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { listCompanies } from '#lib/server/companies.ts';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { listVersions, read, version } from '#lib/server/surveys.ts';
import { paperOf } from '#lib/survey/exchange/paper.ts';
import { directionOf, nativeName } from '#lib/survey/language.ts';
import { localeOf } from '#lib/ui/questions/words.ts';

/** The draft or a published version to be filled in by hand, in one language and under the name of one company. */
export const load = async (event) => {
  requirePermission(event, 'surveys.read');
  const { app, scope } = event.locals;
  const survey = isId(event.params.id) ? await read(app.db.app, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  const asked = event.url.searchParams;
  const [newest, ...older] = await listVersions(app.db.app, survey.id);
  const chosen = [newest, ...older].find((one) => one?.id === asked.get('version'));
  const document = (chosen && (await version(app.db.app, chosen.id)))?.document ?? survey.draft;
  const { languages, baseLanguage } = document;
  const language = languages.find((tag) => tag === asked.get('language')) ?? baseLanguage;
  const known = (await listCompanies(app.db.app)).filter(({ id }) => scope.companies[id]);
  const company = known.find(({ id }) => id === asked.get('company')) ?? known[0];
  const speech = { locale: localeOf(language) };
  const name = company?.name ?? m.builder_preview_company({}, speech);
  const paper = paperOf(document, language, { company: name }, (number) => m.paper_answer_to({ number }, speech));
  return {
    survey: { id: survey.id, title: survey.title },
    paper,
    dir: directionOf(language),
    version: chosen ? { id: chosen.id, number: chosen.number } : null,
    newest: newest ? { id: newest.id, number: newest.number } : null,
    company: { id: company?.id ?? '', name },
    companies: known.map((one) => ({ id: one.id, name: one.name })),
    languages: languages.map((tag) => ({ tag, name: nativeName(tag, languages) }))
  };
};
