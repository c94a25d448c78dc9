import { chooseLanguage, directionOf } from '#lib/survey/language.ts';
import { spoken } from '#lib/ui/questions/speech.svelte.ts';

/** The language of whoever opens a page that has none of its own: a link that leads nowhere, a server that cannot answer. */
export const load = ({ locals, request }) => {
  const wishes = { accept: request.headers.get('accept-language') };
  const { language } = chooseLanguage({ languages: spoken, baseLanguage: 'en' }, wishes);
  locals.page ??= { language, dir: directionOf(language) };
  return { accepted: language };
};
