/** The page's own words around the questions, in the language of the survey rather than of whoever runs the server. */
import { m } from '#lib/paraglide/messages.js';
import { baseLocale, locales } from '#lib/paraglide/runtime.js';
import { textLimit } from '#lib/survey/kinds.ts';
import { fill } from '#lib/survey/piping.ts';
import type { SheetQuestion } from '#lib/survey/sheet.ts';
import { complaintsOf } from './complaints.ts';
import type { Wrong } from './props.ts';

export type Locale = (typeof locales)[number];

/** The interface language closest to a survey's language: the same tag, the same language, else the base one. */
export function localeOf(language: string): Locale {
  const primary = language.split('-')[0];
  return (
    locales.find((locale) => locale === language) ?? locales.find((l) => l.split('-')[0] === primary) ?? baseLocale
  );
}

/** A sentence that names a company, with the spaces as its language has them around the name. */
export function naming(sentence: (values: { company: string }) => string, company: string): string {
  return fill(sentence({ company: '{{company}}' }), { company });
}

/** What the components say besides the survey's own texts. */
export function wordsOf(language: string) {
  const locale = { locale: localeOf(language) };
  const number = (value: number) => new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(value);
  const complaints = (question: SheetQuestion) => complaintsOf(question, language, locale);
  return {
    next: m.respond_next({}, locale),
    back: m.respond_back({}, locale),
    send: m.respond_send({}, locale),
    sending: m.respond_sending({}, locale),
    saved: m.respond_saved({}, locale),
    kept: m.respond_kept({}, locale),
    language: m.respond_language({}, locale),
    trustMore: m.respond_trust_more({}, locale),
    stop: m.respond_stop({}, locale),
    needed: m.respond_needed({}, locale),
    look: m.respond_look({}, locale),
    grown: m.respond_grown({}, locale),
    required: m.respond_error_required({}, locale),
    pick: m.respond_pick({}, locale),
    yesno: { yes: m.respond_yes({}, locale), no: m.respond_no({}, locale) },
    parts: {
      name: m.respond_part_name({}, locale),
      company: m.respond_part_company({}, locale),
      email: m.respond_part_email({}, locale),
      phone: m.respond_part_phone({}, locale)
    },
    number,
    privacy: (version: string) => m.respond_privacy({ version }, locale),
    /** With `{from}`, `{to}` and `{of}` left in, for the script. */
    progress: m.respond_progress({ from: '{from}', to: '{to}', of: '{of}' }, locale),
    points: (code: number, max: number) => m.respond_points({ code: number(code), max: number(max) }, locale),
    other: (option: string) => m.respond_other({ option }, locale),
    sum: (sum: string, total: number) => m.respond_sum({ sum, total: number(total) }, locale),
    /** What is expected of an answer, besides the author's hint. */
    expected: (question: SheetQuestion) => expectation(question, number, locale),
    /** What the script says about a ranking, a slider or a long list, with the values left in. */
    ranking: {
      up: m.respond_rank_up({ option: '{option}' }, locale),
      down: m.respond_rank_down({ option: '{option}' }, locale),
      said: m.respond_rank_said({ option: '{option}', place: '{place}', of: '{of}' }, locale),
      out: m.respond_rank_out({ option: '{option}' }, locale)
    },
    slider: m.respond_slider_none({}, locale),
    finding: {
      find: m.respond_find({}, locale),
      found: m.respond_found({ count: '{count}' }, locale),
      none: m.respond_found_none({}, locale)
    },
    /** The sentences of a question by code, for the script; null when there are only those of every question. */
    complaints,
    /** What was wrong, said to the respondent. */
    error: (question: SheetQuestion, { code, limit }: Wrong) => {
      const said = complaints(question)?.[code];
      const sentence = typeof said === 'object' ? said[Number(limit)] : said;
      if (sentence) return sentence.replace('{limit}', typeof limit === 'number' ? number(limit) : String(limit));
      if (code === 'required') return m.respond_error_required({}, locale);
      if (code !== 'too_long') return m.respond_error_choice({}, locale);
      return m.respond_error_long({ limit: number(textLimit) }, locale);
    }
  };
}

export type Words = ReturnType<typeof wordsOf>;

function expectation(
  { kind, choose, options, range, total }: SheetQuestion,
  number: (value: number) => string,
  locale: { locale: Locale }
): string | null {
  const { min, max } = choose ?? {};
  const sizes = { min: number(min ?? 0), max: number(max ?? 0) };
  if (kind === 'multiple') {
    if (min && min === max) return m.respond_choose_exactly(sizes, locale);
    if (min && max) return m.respond_choose_between(sizes, locale);
    if (min) return m.respond_choose_least(sizes, locale);
    return max ? m.respond_choose_most(sizes, locale) : null;
  }
  if (kind === 'ranking') {
    const all = options?.length ?? 0;
    if ((min ?? max ?? all) >= all) return m.respond_rank_all({}, locale);
    if (min && min === max) return m.respond_rank_exactly(sizes, locale);
    if (min && max) return m.respond_rank_between(sizes, locale);
    return min ? m.respond_rank_least(sizes, locale) : m.respond_rank_most(sizes, locale);
  }
  if (kind === 'sum') return m.respond_sum_hint({ total: number(total ?? 0) }, locale);
  if (kind !== 'number' || !range) return null;
  const ends = { min: number(range.min ?? 0), max: number(range.max ?? 0) };
  if (range.min !== undefined && range.max !== undefined) return m.respond_range_between(ends, locale);
  if (range.min !== undefined) return m.respond_range_least(ends, locale);
  return range.max === undefined ? null : m.respond_range_most(ends, locale);
}
