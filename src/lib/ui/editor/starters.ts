/** What a new question says before its author does, in the languages of the interface that the survey has. */
import { m } from '#lib/paraglide/messages.js';
import { locales } from '#lib/paraglide/runtime.js';
import type { Starters } from '#lib/survey/edit.ts';

type Locale = (typeof locales)[number];

export function startersIn(languages: readonly string[]): Starters {
  const ours = locales.filter((locale) => languages.includes(locale));
  const say = (sentence: (options: { locale: Locale }) => string): Record<string, string> =>
    Object.fromEntries(ours.map((locale) => [locale, sentence({ locale })]));
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
