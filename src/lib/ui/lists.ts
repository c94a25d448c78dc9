import { intlLocale } from './days.ts';

/** Several things in a row, as the reader's language joins them. */
export function listText(parts: readonly string[]): string {
  return new Intl.ListFormat(intlLocale(), { type: 'conjunction' }).format(parts);
}
