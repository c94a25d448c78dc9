/** Finding things in a questionnaire: by words in any of its languages, by ids and codes, by what a question feeds. */
import { textsOf, type Question, type SurveyDocument } from './document.ts';

/** Something found, and where to go for it. */
export interface Hit {
  readonly at: { readonly question: string } | { readonly page: string } | 'survey';
  /** JSON pointer of the text; null where an id, a code or a name was found. */
  readonly pointer: string | null;
  readonly language: string | null;
  /** What was found in, around the place where it was. */
  readonly words: string;
  /** Where in the words it begins, and how long it is. */
  readonly from: number;
  readonly length: number;
}

/** Widths and cases are one to those who search. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();
/** Characters that are shown before the place that was found. */
const before = 24;

/**
 * Everything a text stands in, in the order of the questionnaire, the survey's own words last. `nameOf` says what a metric is called.
 * Nothing is found of nothing. A question comes once for each of its texts that has it, in the first language that does.
 */
export function hitsFor(document: SurveyDocument, wanted: string, nameOf: (metric: string) => string): Hit[] {
  const needle = folded(wanted.trim());
  if (needle === '') return [];
  const hits: { order: number; hit: Hit }[] = [];
  const orders = new Map<string, number>();
  for (const [p, page] of document.pages.entries()) {
    orders.set(`/pages/${p}`, orders.size);
    for (const q of page.questions.keys()) orders.set(`/pages/${p}/questions/${q}`, orders.size);
  }
  const placeOf = (pointer: string): string | null => /^\/pages\/\d+(\/questions\/\d+)?/.exec(pointer)?.[0] ?? null;
  const atOf = (place: string | null): Hit['at'] => {
    const [, p, q] = /^\/pages\/(\d+)(?:\/questions\/(\d+))?/.exec(place ?? '') ?? [];
    const page = document.pages[Number(p)];
    if (place === null || page === undefined) return 'survey';
    const question = q === undefined ? undefined : page.questions[Number(q)];
    return question === undefined ? { page: page.id } : { question: question.id };
  };
  const note = (place: string | null, words: string, pointer: string | null, language: string | null): boolean => {
    const clean = words.normalize('NFKC');
    const at = folded(clean).indexOf(needle);
    if (at < 0) return false;
    const start = at > before + 8 ? at - before : 0;
    const shown = (start > 0 ? '…' : '') + clean.slice(start, at + needle.length + 60);
    const from = at - start + (start > 0 ? 1 : 0);
    const order = place === null ? Infinity : (orders.get(place) ?? Infinity);
    hits.push({ order, hit: { at: atOf(place), pointer, language, words: shown, from, length: needle.length } });
    return true;
  };
  for (const { pointer, text } of textsOf(document))
    Object.entries(text).some(([language, words]) => note(placeOf(pointer), words, pointer, language));
  for (const [p, page] of document.pages.entries()) {
    note(`/pages/${p}`, page.id, null, null);
    for (const [q, question] of page.questions.entries())
      for (const name of namesOf(question, nameOf)) note(`/pages/${p}/questions/${q}`, name, null, null);
  }
  // What is equal stays in the order of the document: the sort is stable.
  return hits.sort((a, b) => (a.order === b.order ? 0 : a.order - b.order)).map(({ hit }) => hit);
}

/** What a question and its parts are called besides their texts. */
function namesOf({ id, metric, options = [], items = [] }: Question, nameOf: (metric: string) => string): string[] {
  const fed = [metric, ...items.map((item) => item.metric)].filter((one) => one !== undefined);
  return [
    ...[id, ...options.map(({ code }) => `${id}.${code}`), ...items.map((item) => `${id}.${item.id}`)],
    ...[...new Set(fed)].map((one) => (folded(nameOf(one)) === folded(one) ? one : `${nameOf(one)} (${one})`))
  ];
}
