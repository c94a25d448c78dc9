/** Days and moments as people write them: through Intl, day before month in English, and always in UTC. */
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';

/** The English of the product is British. */
export const intlLocale = (): string => (getLocale() === 'en' ? 'en-GB' : getLocale());

const formats = new Map<string, Intl.DateTimeFormat>();

function write(at: Date | string, options: Intl.DateTimeFormatOptions): string {
  const locale = intlLocale();
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  formats.set(key, format);
  // The one English month that Intl writes with four letters.
  return format.format(new Date(at)).replace('Sept', 'Sep');
}

/** 21 Nov 2026, of a moment or of a calendar day `YYYY-MM-DD`. */
export const dayText = (at: Date | string): string => write(at, { day: 'numeric', month: 'short', year: 'numeric' });

/** 21 Nov */
export const shortDay = (at: Date | string): string => write(at, { day: 'numeric', month: 'short' });

/** Nov 2026 */
export const monthText = (at: Date | string): string => write(at, { month: 'short', year: 'numeric' });

/** Nov */
export const shortMonth = (at: Date | string): string => write(at, { month: 'short' });

/** 21 Nov 2026, 23:50 UTC: everything is kept and shown in UTC, and says so. */
export function momentText(at: Date): string {
  const options = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  return `${write(at, options)} UTC`;
}

/** 21 Nov, 23:50 */
export const shortMoment = (at: Date): string =>
  write(at, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** A range of days in words; the year stands where it is needed: once, or on both ends when it changes. */
export function daysText(from: string, to: string): string {
  const changes = from.slice(0, 4) !== to.slice(0, 4);
  return m.score_days({ from: changes ? dayText(from) : shortDay(from), to: dayText(to) });
}

/** A wait in the reader's language, in hours once minutes would be many. */
export function waitText(minutes: number): string {
  const long = minutes >= 120;
  const style = { style: 'unit', unit: long ? 'hour' : 'minute', unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(getLocale(), style).format(long ? Math.ceil(minutes / 60) : minutes);
}
