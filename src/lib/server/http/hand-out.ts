/** A sheet of paper that leads to a survey: what it says, in the languages it is printed in. */
import { type Face, faceOf } from '#lib/survey/brand.ts';
import { directionOf, nativeName } from '#lib/survey/language.ts';
import type { AskingCompany } from '../invitations.ts';
import { pipedValues, sheetFor } from '../sheets.ts';
import type { SurveyVersion } from '../surveys.ts';

/** More do not fit on a sheet that is read from a counter. */
const MOST_LANGUAGES = 3;

export interface HandOut {
  company: Face;
  /** What it says in each language: who asks and why. */
  texts: { language: string; dir: 'ltr' | 'rtl'; heading: string; line: string }[];
  /** Languages to choose from. */
  languages: { tag: string; name: string; chosen: boolean }[];
}

/** The sheet in the languages that are asked for; in the survey's own one and the next where none is. */
export function handOutOf(
  { document }: SurveyVersion,
  company: AskingCompany,
  name: string,
  wanted: readonly string[]
): HandOut {
  const { languages, baseLanguage } = document;
  const known = languages.filter((tag) => wanted.includes(tag)).slice(0, MOST_LANGUAGES);
  const first = [baseLanguage, ...languages.filter((tag) => tag !== baseLanguage)].slice(0, 2);
  const chosen = known.length > 0 ? known : first;
  const values = pipedValues(company, { name });
  return {
    company: faceOf(company),
    texts: chosen.map((language) => {
      const { heading, trust } = sheetFor(document, language, values);
      return { language, dir: directionOf(language), heading, line: trust.line };
    }),
    languages: languages.map((tag) => ({ tag, name: nativeName(tag, languages), chosen: chosen.includes(tag) }))
  };
}
