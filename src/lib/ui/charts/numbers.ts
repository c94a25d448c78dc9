/** How figures are written (look.md, Numbers): through Intl, whole scores, a real minus sign, a sign on every change. */
import { m } from '#lib/paraglide/messages.js';
import { describe } from '#lib/scores/metrics.ts';
import { getLocale } from '#lib/paraglide/runtime.js';

const formats = new Map<string, Intl.NumberFormat>();

function format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${getLocale()} ${JSON.stringify(options)}`;
  const found = formats.get(key) ?? new Intl.NumberFormat(getLocale(), options);
  formats.set(key, found);
  return found;
}

const minus = (text: string) => text.replace('-', '−');

/** A score or count as a whole number; never a negative zero. */
export function whole(value: number): string {
  return minus(format({ maximumFractionDigits: 0 }).format(Math.round(value) + 0));
}

/** A score as its metric is written: shares with a percent sign. */
export function scoreText(metric: string, value: number): string {
  return describe(metric)?.percent ? m.score_percent({ value: whole(value) }) : whole(value);
}

/** A change: always with its sign, zero without. */
export function signed(value: number): string {
  return minus(format({ maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(Math.round(value) + 0));
}

export function share(part: number, of: number): string {
  if (of === 0) return '–';
  return format({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(part / of);
}

const date = (day: string) => new Date(`${day}T00:00:00Z`);

export function dayText(day: string, year = false): string {
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', timeZone: 'UTC' };
  if (year) options.year = 'numeric';
  return short(new Intl.DateTimeFormat(intlLocale(), options).format(date(day)));
}

export function monthText(day: string, year = true): string {
  const options: Intl.DateTimeFormatOptions = { month: 'short', timeZone: 'UTC' };
  if (year) options.year = 'numeric';
  return short(new Intl.DateTimeFormat(intlLocale(), options).format(date(day)));
}

export function momentText(moment: Date): string {
  const options = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' } as const;
  return short(new Intl.DateTimeFormat(intlLocale(), options).format(moment));
}

/** A range of days in words; the year stands where it is needed: once, or on both ends when it changes. */
export function daysText(from: string, to: string): string {
  const changes = from.slice(0, 4) !== to.slice(0, 4);
  return m.score_days({ from: dayText(from, changes), to: dayText(to, true) });
}

/** The one English month that is written with four letters. */
const short = (text: string) => text.replace('Sept', 'Sep');

/** British English: day before month. */
function intlLocale(): string {
  return getLocale() === 'en' ? 'en-GB' : getLocale();
}
