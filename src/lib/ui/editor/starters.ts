/** What a new question says before its author does, in the languages of the interface that the survey has. */
import { m } from '#lib/paraglide/messages.js';
import { locales } from '#lib/paraglide/runtime.js';
import type { Ending } from '#lib/survey/document.ts';
import type { Starters } from '#lib/survey/edit.ts';

type Locale = (typeof locales)[number];

/** A sentence of ours as a text of a survey, in those of its languages that we speak. */
export function inLanguages(
  languages: readonly string[],
  sentence: (options: { locale: Locale }) => string
): Record<string, string> {
  const ours = locales.filter((locale) => languages.includes(locale));
  return Object.fromEntries(ours.map((locale) => [locale, sentence({ locale })]));
}

/** The ending that those read who come when a quota is full. */
export function fullEndingIn(languages: readonly string[]): Omit<Ending, 'id'> {
  const say = (sentence: (options: { locale: Locale }) => string) => inLanguages(languages, sentence);
  return {
    kind: 'screened_out',
    title: say((options) => m.logic_start_full_title({}, options)),
    text: say((options) => m.logic_start_full_text({}, options))
  };
}

export function startersIn(languages: readonly string[]): Starters {
  const say = (sentence: (options: { locale: Locale }) => string) => inLanguages(languages, sentence);
  return {
    option: (number) => say((options) => m.builder_start_option({ number }, options)),
    item: (number) => say((options) => m.builder_start_item({ number }, options)),
    low: say((options) => m.builder_start_low({}, options)),
    high: say((options) => m.builder_start_high({}, options)),
    na: say((options) => m.builder_start_na({}, options)),
    expected: say((options) => m.builder_start_expected({}, options)),
    perceived: say((options) => m.builder_start_perceived({}, options))
  };
}
