/** The page's own words around the questions, in the language of the survey rather than of whoever runs the server. */
import { baseLocale, locales } from '#lib/paraglide/runtime.js';
import { textLimit } from '#lib/survey/kinds.ts';
import { fill } from '#lib/survey/piping.ts';
import type { SheetQuestion } from '#lib/survey/sheet.ts';
import { complaintsOf } from './complaints.ts';
import type { Wrong } from './props.ts';
import { numbersOf, type Speech, speechOf } from './speech.svelte.ts';

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
  const say = speechOf(language);
  const number = (value: number) => numbersOf(language).format(value);
  const complaints = (question: SheetQuestion) => complaintsOf(question, language, say);
  return {
    empty: say('respond_empty'),
    next: say('respond_next'),
    back: say('respond_back'),
    send: say('respond_send'),
    sending: say('respond_sending'),
    saved: say('respond_saved'),
    kept: say('respond_kept'),
    unkept: say('respond_unkept'),
    shared: say('respond_shared'),
    language: say('respond_language'),
    trustMore: say('respond_trust_more'),
    stop: say('respond_stop'),
    needed: say('respond_needed'),
    editing: say('respond_editing'),
    leave: say('respond_leave'),
    look: say('respond_look'),
    grown: say('respond_grown'),
    required: say('respond_error_required'),
    clear: say('respond_clear'),
    pick: say('respond_pick'),
    yesno: { yes: say('respond_yes'), no: say('respond_no') },
    parts: {
      name: say('respond_part_name'),
      company: say('respond_part_company'),
      email: say('respond_part_email'),
      phone: say('respond_part_phone')
    },
    number,
    privacy: (version: string) => say('respond_privacy', { version }),
    /** With `{from}`, `{to}` and `{of}` left in, for the script. */
    progress: say('respond_progress', { from: '{from}', to: '{to}', of: '{of}' }),
    points: (code: number, max: number) => say('respond_points', { code: code, max: max }),
    other: (option: string) => say('respond_other', { option }),
    sum: (sum: string, total: number) => say('respond_sum', { sum, total: total }),
    /** What is expected of an answer, besides the author's hint. */
    expected: (question: SheetQuestion) => expectation(question, say),
    /** What the script says about a ranking, a slider or a long list, with the values left in. */
    ranking: {
      up: say('respond_rank_up', { option: '{option}' }),
      down: say('respond_rank_down', { option: '{option}' }),
      said: say('respond_rank_said', { option: '{option}', place: '{place}', of: '{of}' }),
      out: say('respond_rank_out', { option: '{option}' })
    },
    slider: say('respond_slider_none'),
    finding: {
      find: say('respond_find'),
      found: say('respond_found', { count: '{count}' }),
      none: say('respond_found_none')
    },
    /** The sentences of a question by code, for the script; null when there are only those of every question. */
    complaints,
    /** What was wrong, said to the respondent. */
    error: (question: SheetQuestion, { code, limit }: Wrong) => {
      const said = complaints(question)?.[code];
      const sentence = typeof said === 'object' ? said[Number(limit)] : said;
      if (sentence)
        return sentence.replace('{limit}', () => (typeof limit === 'number' ? number(limit) : String(limit)));
      if (code === 'required') return say('respond_error_required');
      if (code !== 'too_long') return say('respond_error_choice');
      return say('respond_error_long', { limit: textLimit });
    }
  };
}

export type Words = ReturnType<typeof wordsOf>;

function expectation({ kind, choose, options, range, total }: SheetQuestion, say: Speech): string | null {
  const { min, max } = choose ?? {};
  const sizes = { min: min ?? 0, max: max ?? 0 };
  if (kind === 'multiple') {
    if (min && min === max) return say('respond_choose_exactly', sizes);
    if (min && max) return say('respond_choose_between', sizes);
    if (min) return say('respond_choose_least', sizes);
    return max ? say('respond_choose_most', sizes) : null;
  }
  if (kind === 'ranking') {
    const all = options?.length ?? 0;
    if ((min ?? max ?? all) >= all) return say('respond_rank_all');
    if (min && min === max) return say('respond_rank_exactly', sizes);
    if (min && max) return say('respond_rank_between', sizes);
    return min ? say('respond_rank_least', sizes) : say('respond_rank_most', sizes);
  }
  if (kind === 'sum') return say('respond_sum_hint', { total: total ?? 0 });
  if (kind !== 'number' || !range) return null;
  const ends = { min: range.min ?? 0, max: range.max ?? 0 };
  if (range.min !== undefined && range.max !== undefined) return say('respond_range_between', ends);
  if (range.min !== undefined) return say('respond_range_least', ends);
  return range.max === undefined ? null : say('respond_range_most', ends);
}
