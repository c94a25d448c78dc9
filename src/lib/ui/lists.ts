import { intlLocale } from './days.ts';

/** Between Chinese and Latin letters stands a space; Intl sets none. */
const seam = /(?<=\p{Script=Latin})(?=\p{Script=Han})|(?<=\p{Script=Han})(?=\p{Script=Latin})/gu;

/** Several things in a row, as the reader's language joins them. */
export function listText(parts: readonly string[]): string {
  return new Intl.ListFormat(intlLocale(), { type: 'conjunction' }).format(parts).replaceAll(seam, ' ');
}
