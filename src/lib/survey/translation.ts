/**
 * The words of a questionnaire as a table for translators: one row for each text a respondent can see, known by a place that stays
 * the same while questions are moved, and one column for each language. What comes back is taken in whole or not at all.
 */
import { placeOf, textsOf, type Localised, type SurveyDocument } from './document.ts';
import { withTexts } from './texts.ts';

export interface Row {
  /** `questions/nps/text`, `questions/pay/options/card/text`, `privacy/text`: made of ids, not of positions. */
  readonly place: string;
  /** JSON pointer into the document of now. */
  readonly pointer: string;
  readonly text: Localised;
}

/** Every text a respondent can see, in reading order. The survey's name is one only where no heading stands in front of it. */
export function rowsOf(document: SurveyDocument): Row[] {
  return textsOf(document)
    .filter(({ pointer }) => pointer !== '/title' || document.heading === undefined)
    .map(({ pointer, text }) => ({ place: placeOf(document, pointer), pointer, text }));
}

export interface Share {
  readonly language: string;
  readonly done: number;
  readonly of: number;
}

/** How far each language has come. */
export function shares(document: SurveyDocument): Share[] {
  const rows = rowsOf(document);
  return document.languages.map((language) => ({
    language,
    done: rows.filter(({ text }) => text[language]?.trim()).length,
    of: rows.length
  }));
}

/** What a translator sends back: for one language, words by place. `source` is what they translated from, where the file says it. */
export interface Translation {
  readonly language: string;
  readonly lines: readonly { readonly place: string; readonly source: string | null; readonly words: string }[];
}

/** Why a file is not taken in. `at` is the place, the language or the line it is about. */
export interface TranslationProblem {
  readonly code:
    | 'not_readable'
    | 'not_xliff'
    | 'doctype'
    | 'inline_code'
    | 'too_big'
    | 'no_place_column'
    | 'language_unknown'
    | 'language_base'
    | 'place_unknown'
    | 'place_twice';
  readonly at: string;
}

export type TakenIn =
  | {
      readonly ok: true;
      readonly document: SurveyDocument;
      /** How many texts have other words now. */
      readonly changed: number;
      /** Places whose words in the base language are others than those the translator had. */
      readonly outdated: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly TranslationProblem[] };

/** The document with these translations. Empty words leave what stands there. With anything unknown in it, nothing is taken in. */
export function withTranslations(document: SurveyDocument, translations: readonly Translation[]): TakenIn {
  const rows = new Map(rowsOf(document).map((row) => [row.place, row]));
  const problems: TranslationProblem[] = [];
  const outdated = new Set<string>();
  let [next, changed] = [document, 0];
  for (const { language, lines } of translations) {
    if (language === document.baseLanguage) problems.push({ code: 'language_base', at: language });
    else if (!document.languages.includes(language)) problems.push({ code: 'language_unknown', at: language });
    const texts = new Map<string, string>();
    const seen = new Set<string>();
    for (const { place, source, words } of lines) {
      const row = rows.get(place);
      if (seen.has(place)) problems.push({ code: 'place_twice', at: place });
      else if (row === undefined) problems.push({ code: 'place_unknown', at: place });
      seen.add(place);
      if (row === undefined || words.trim() === '') continue;
      if (source !== null && source !== (row.text[document.baseLanguage] ?? '')) outdated.add(place);
      if (words !== row.text[language]) texts.set(row.pointer, words);
    }
    const taken = withTexts(next, language, Object.fromEntries(texts));
    if (taken.ok) [next, changed] = [taken.document, changed + texts.size];
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document: next, changed, outdated: [...outdated] };
}
