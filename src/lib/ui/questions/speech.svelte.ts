/**
 * The survey page's own words in the language of the survey, from `messages/<language>/respond.json`. The server knows them all and
 * sends a page in one; in the builder a language is fetched when it is looked at, and English stands in for it until then.
 */
import type written from '../../../../messages/en/respond.json';
import type { Phrases, Variants } from './phrases.ts';

export type PhraseKey = Exclude<keyof typeof written, '$schema'>;
type Values = Readonly<Record<string, string | number>>;

/** Says a sentence; numbers among the values are written as the language writes them, and choose its plural. */
export type Speech = (key: PhraseKey, values?: Values) => string;

const fallback = 'en';
const path = (tag: string): string => `/messages/${tag}/respond.json`;
const ready: Readonly<Record<string, Phrases>> = import.meta.env.SSR
  ? (await import('./phrases.ts')).phrases
  : import.meta.glob<Phrases>('/messages/en/respond.json', { eager: true, import: 'default' });
const elsewhere = import.meta.env.SSR
  ? {}
  : import.meta.glob<Phrases>(['/messages/*/respond.json', '!/messages/en/respond.json'], { import: 'default' });
let known = $state.raw(ready);
const asked: Record<string, true> = {};

/** Languages the page can speak. */
export const spoken: readonly string[] = Object.keys({ ...elsewhere, ...ready }).map(
  (file) => file.split('/')[2] as string
);

/** The spoken language closest to a tag: the same, the same script of Chinese, the same language, else English. */
export function spokenFor(language: string): string {
  if (spoken.includes(language)) return language;
  if (/^zh\b/i.test(language)) return /hant|tw|hk|mo/i.test(language) ? 'zh-TW' : 'zh-CN';
  return spoken.find((tag) => tag === language.split('-')[0]?.toLowerCase()) ?? fallback;
}

export function speechOf(language: string): Speech {
  const tag = spokenFor(language);
  const phrases = phrasesOf(tag);
  const english = phrasesOf(fallback);
  return (key, values = {}) => {
    const said = phrases[key] ?? english[key] ?? '';
    const sentence = typeof said === 'string' ? said : variant(said, values, tag);
    return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? numbersOf(language).format(value) : (value ?? `{${name}}`);
    });
  };
}

function phrasesOf(tag: string): Phrases {
  const phrases = known[path(tag)];
  if (phrases) return phrases;
  if (!asked[tag]) {
    asked[tag] = true;
    void elsewhere[path(tag)]?.().then((fetched) => (known = { ...known, [path(tag)]: fetched }));
  }
  return known[path(fallback)] ?? {};
}

/** The form a number takes: `limitPlural=few` of a sentence that says how many by `limit`. */
function variant(variants: Variants, values: Values, tag: string): string {
  const [{ selectors, match }] = variants as [Variants[number]];
  const selector = selectors[0] ?? '';
  const form = pluralsOf(tag).select(Number(values[selector.replace(/Plural$/, '')]));
  return match[`${selector}=${form}`] ?? match[`${selector}=other`] ?? '';
}

const numbers: Record<string, Intl.NumberFormat> = {};
/** How a language writes numbers. */
export function numbersOf(language: string): Intl.NumberFormat {
  return (numbers[language] ??= new Intl.NumberFormat(language, { maximumFractionDigits: 6 }));
}

const plurals: Record<string, Intl.PluralRules> = {};
function pluralsOf(tag: string): Intl.PluralRules {
  return (plurals[tag] ??= new Intl.PluralRules(tag));
}
