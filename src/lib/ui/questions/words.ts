/** The page's own words around the questions, in the language of the survey rather than of whoever runs the server. */
import { m } from '#lib/paraglide/messages.js';
import { baseLocale, locales } from '#lib/paraglide/runtime.js';
import type { AnswerCode } from '#lib/survey/answers.ts';
import type { FaultCode } from '#lib/survey/faults.ts';
import { textLimit } from '#lib/survey/kinds.ts';
import { fill } from '#lib/survey/piping.ts';

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
    privacy: (version: string) => m.respond_privacy({ version }, locale),
    /** With `{from}`, `{to}` and `{of}` left in, for the script. */
    progress: m.respond_progress({ from: '{from}', to: '{to}', of: '{of}' }, locale),
    error: (code: AnswerCode | FaultCode) => {
      if (code === 'required') return m.respond_error_required({}, locale);
      if (code !== 'too_long') return m.respond_error_choice({}, locale);
      return m.respond_error_long({ limit: new Intl.NumberFormat(language).format(textLimit) }, locale);
    }
  };
}

export type Words = ReturnType<typeof wordsOf>;
