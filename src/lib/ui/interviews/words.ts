/** Words for the codes of calls. */
import { m } from '#lib/paraglide/messages.js';
import { intlLocale } from '../days.ts';

type Sentence = () => string;
const sentences = m as unknown as Record<string, Sentence | undefined>;

/** What came of a call. */
export function outcomeText(outcome: string): string {
  return sentences[`call_came_${outcome}`]?.() ?? outcome;
}

/** In so many minutes, in the largest unit that comes out even: in 30 minutes, in 1 hour, tomorrow. */
export function inText(minutes: number): string {
  const format = new Intl.RelativeTimeFormat(intlLocale(), { numeric: 'auto' });
  if (minutes % 1440 === 0) return format.format(minutes / 1440, 'day');
  return minutes % 60 === 0 ? format.format(minutes / 60, 'hour') : format.format(minutes, 'minute');
}

/** Why a call cannot be made, or go on. */
export function overText(reason: string): string {
  return sentences[`call_over_${reason}`]?.() ?? sentences.call_over_over!();
}
