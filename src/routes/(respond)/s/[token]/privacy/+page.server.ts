import { faceOf } from '#lib/survey/brand.ts';
import { privacyText } from '#lib/survey/sheet.ts';
import { languageOf, openLink, queryOf, refuse } from '#lib/server/http/link.ts';
import { pipedValues } from '#lib/server/sheets.ts';

export const load = async (event) => {
  const opened = await openLink(event);
  const { company, customer } = opened;
  const version = opened.version ?? refuse(event, opened);
  const language = languageOf(event, opened);
  return {
    language,
    version: version.document.privacy.version,
    paragraphs: privacyText(version.document, language, pipedValues(company, customer)),
    company: faceOf(company),
    back: `/s/${event.params.token}${queryOf({ lang: event.url.searchParams.get('lang') })}`
  };
};
