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
