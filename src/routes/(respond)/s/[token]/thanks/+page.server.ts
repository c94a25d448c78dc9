import { redirect } from '@sveltejs/kit';
import { farewell } from '#lib/survey/sheet.ts';
import { languageOf, linksOf, metBy, openLink, reached, refuse, yesNoOf } from '#lib/server/http/link.ts';
import { readOwn } from '#lib/server/responses.ts';
import { pipedValues } from '#lib/server/sheets.ts';

export const load = async (event) => {
  const opened = await openLink(event);
  if (opened.ok) redirect(303, `/s/${event.params.token}`);
  const { company, customer, invitation, version } = opened;
  const { responseId } = invitation;
  const own = responseId && (await reached(event, () => readOwn(event.locals.app.db.system, responseId)));
  if (!own || !version) refuse(event, opened);
  const language = languageOf(event, opened, own.locale);
  const met = await metBy(event, { ...opened, version }, own.locale);
  const words = farewell(met.document, own.answers, language, pipedValues(company, customer), {
    known: met.known,
    yesNo: yesNoOf(language),
    ending: own.course.ending
  });
  return {
    ...words,
    language,
    company: { name: company.name, colour: company.brand.colour },
    privacyVersion: version.document.privacy.version,
    links: linksOf(event, opened, language)
  };
};
