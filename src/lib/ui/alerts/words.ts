/** Words and figures of alerts in the reader's language: a minus is a minus sign, a change carries its sign. */
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { codeText } from '../codes.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

interface Group {
  readonly company: string | null;
  readonly stage: string | null;
  readonly value: string | null;
}

/** A group in words; `within` is a company whose name goes without saying. */
export function groupText(
  group: Group,
  dimension: 'region' | 'segment' | null,
  companies: readonly Named[],
  within: string | null = null
): string {
  const company =
    group.company === null ? m.alerts_everybody() : companies.find(({ id }) => id === group.company)?.name;
  const inside = [
    ...(group.stage === null ? [] : [codeText('stage', group.stage)]),
    ...(group.value === null ? [] : [codeText(dimension ?? 'region', group.value)])
  ];
  const parts = within !== null && within === group.company && inside.length > 0 ? inside : [company ?? '', ...inside];
  return parts.join(m.alerts_comma());
}

function number(value: number, options: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(getLocale(), options).format(value).replace('-', '−');
}

/** One decimal, for parts of a sum and rates. */
export const fine = (value: number): string =>
  number(Math.round(value * 10) / 10 + 0, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const fineSigned = (value: number): string =>
  number(Math.round(value * 10) / 10 + 0, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero'
  });

/** False alarms a year: below one a year two digits that count. */
export const rateText = (value: number): string =>
  value < 0.01 ? `< ${number(0.01, {})}` : number(value, { maximumSignificantDigits: value < 1 ? 1 : 2 });

/** A q or p value: three decimals, and no false zero. */
export const chanceText = (value: number): string =>
  value < 0.001 ? `< ${number(0.001, { minimumFractionDigits: 3 })}` : number(value, { maximumFractionDigits: 3 });
