/** Texts of a source in the languages of the document: HTML made plain, references turned round, too long ones cut, all of it told. */
import type { Localised } from '../document.ts';
import { languageTag } from './names.ts';
import { tellPlain } from './plain.ts';
import type { Report } from './report.ts';

/** Words by the name a source has for a language. */
export type SourceWords = Readonly<Record<string, string>>;

export interface Wording {
  readonly baseLanguage: string;
  readonly languages: readonly string[];
  /** The text in all languages of the document, at most `limit` characters of each. */
  say(at: string, words: SourceWords, limit: number): Localised;
  /** The same words in every language, for what needs no translation. */
  same(text: string): Localised;
}

/** Names of the document's languages by those of the source; one it does not know is told, and its words are kept in the report. */
export function languagesOf(
  report: Report,
  names: readonly string[]
): { baseLanguage: string; languages: string[]; tags: ReadonlyMap<string, string> } {
  const tags = new Map<string, string>();
  for (const name of names) {
    const tag = languageTag(name);
    if (tag === null) report.say(name, 'language_changed', name);
    else if ([...tags.values()].includes(tag)) report.say(name, 'language_changed', `${name}: ${tag}`);
    else {
      if (name.toLowerCase() !== tag.toLowerCase()) report.say(name, 'language_changed', `${name}: ${tag}`);
      if (tags.size < 40) tags.set(name, tag);
    }
  }
  if (tags.size === 0) tags.set(names[0] ?? 'en', 'en');
  const languages = [...tags.values()];
  return { baseLanguage: languages[0]!, languages, tags };
}

/** A speaker of source texts. `references` turns round what a text takes from answers; `html` says whether texts are HTML. */
export function openWording(
  report: Report,
  found: ReturnType<typeof languagesOf>,
  html: boolean,
  references: (at: string, text: string) => string = (_, text) => text
): Wording {
  const { tags, baseLanguage, languages } = found;
  return {
    baseLanguage,
    languages,
    same: (text) => Object.fromEntries(languages.map((tag) => [tag, text])),
    say(at, words, limit) {
      const said: Record<string, string> = {};
      for (const [name, text] of Object.entries(words)) {
        if (text.trim() === '') continue;
        const plain = html ? tellPlain(report, at, text) : text;
        const tag = tags.get(name);
        if (tag === undefined) {
          if (plain !== '') report.say(at, 'text_gone', `${name}: ${plain}`);
          continue;
        }
        const full = references(at, plain);
        if (full.length > limit) report.say(at, 'text_cut', `${tag}: ${full}`);
        if (full !== '') said[tag] = full.length > limit ? `${full.slice(0, limit - 1).trimEnd()}…` : full;
      }
      return said;
    }
  };
}

/** Words a source does not write down because its software says them: in the languages we know them, else in English. */
export function ownWords(wording: Wording, words: Readonly<Record<string, string>>): Localised {
  return Object.fromEntries(
    wording.languages.map((tag) => [tag, words[tag] ?? words[tag.split('-')[0] ?? ''] ?? words.en ?? ''])
  );
}
