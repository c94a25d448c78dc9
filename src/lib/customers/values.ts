/**
 * Single values of a file: days, moments, numbers, money, ids. Each reads one cell or says why not; what can be read in two
 * ways is an error that names the ambiguity, never a guess. An empty cell is the caller's business.
 */
import { dayFrom } from '#lib/merger/day.ts';
import { cleanLine, limits } from './text.ts';

/** Why a cell is not the value its column holds. The words are in messages (`import_reason_…`). */
export type ValueReason =
  | 'invalid_date'
  | 'ambiguous_date'
  | 'date_out_of_range'
  | 'invalid_time'
  | 'missing_time_zone'
  | 'invalid_number'
  | 'ambiguous_number'
  | 'number_as_scientific'
  | 'not_a_whole_number'
  | 'number_out_of_range'
  | 'unknown_currency'
  | 'currency_mismatch'
  | 'rate_missing'
  | 'id_as_scientific'
  | 'formula_cell'
  | 'too_long'
  | 'control_character';

export type Parsed<T, R extends string = ValueReason> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: R };

const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
const no = <R extends string>(reason: R): { ok: false; reason: R } => ({ ok: false, reason });

/** Order of the parts in dates that do not begin with the year. */
export type DayOrder = 'ymd' | 'dmy' | 'mdy';
export type DecimalMark = '.' | ',';

/** No value of these types is longer; patterns are not tried on what is. */
const longest = 100;

const yearFirst =
  /^(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?(?:[T ]+0{1,2}:00(?::00(?:\.0+)?)?Z?)?$/;
const yearLast = /^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})(?:[T ]+0{1,2}:00(?::00)?)?$/;
const compact = /^(\d{4})(\d{2})(\d{2})$/;

/**
 * A calendar day as `YYYY-MM-DD`. Year first is always understood (2019-03-07, 2019/3/7, 2019年3月7日, 20190307). Year last needs
 * `order`, unless only one reading is a day (25/12/2019) or both are the same (03/03/2019). Years 1900 to 2100.
 */
export function parseDay(raw: string, order: DayOrder | null = null): Parsed<string> {
  if (raw.length > longest) return no('invalid_date');
  const text = raw.normalize('NFKC').trim();
  const first = yearFirst.exec(text) ?? compact.exec(text);
  if (first) return within(dayFrom(Number(first[1]), Number(first[2]), Number(first[3])));
  const last = yearLast.exec(text);
  if (!last) return no('invalid_date');
  const [a, b, year] = [Number(last[1]), Number(last[2]), Number(last[3])];
  const dmy = dayFrom(year, b, a);
  const mdy = dayFrom(year, a, b);
  if (order === 'dmy') return within(dmy);
  if (order === 'mdy') return within(mdy);
  if (dmy !== null && mdy !== null && dmy !== mdy) return no('ambiguous_date');
  return within(dmy ?? mdy);
}

function within(day: string | null): Parsed<string> {
  if (day === null) return no('invalid_date');
  return day >= '1900-01-01' && day <= '2100-12-31' ? ok(day) : no('date_out_of_range');
}

const moment =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt]|\s+)(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([Zz]|[+-]\d{2}:?\d{2})?$/;
const offset = /^(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** True for `Z` or `+hh:mm`, what `parseMoment` takes as the zone of times that name none. */
export function isOffset(text: string): boolean {
  return offset.test(text);
}

/**
 * A moment (RFC 3339; a space for the T and slashes in the date are understood). A time without zone needs `zone` (`Z` or
 * `+08:00`), and so does a day without time, which then means noon of that day.
 */
export function parseMoment(raw: string, zone: string | null = null): Parsed<Date> {
  if (raw.length > longest) return no('invalid_time');
  const text = raw
    .normalize('NFKC')
    .trim()
    .replace(/^(\d{4})[/](\d{1,2})[/](\d{1,2})/, (_all, y, m, d) => {
      return `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
    });
  const match = moment.exec(text);
  if (!match) {
    const day = parseDay(text);
    if (!day.ok) return no('invalid_time');
    return zone === null ? no('missing_time_zone') : ok(new Date(`${day.value}T12:00:00${zone}`));
  }
  const [, date, hour, minute, second = '00', fraction = '', own] = match;
  const day = parseDay(date ?? '');
  if (!day.ok) return no(day.reason === 'date_out_of_range' ? 'date_out_of_range' : 'invalid_time');
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return no('invalid_time');
  const at = own === undefined ? zone : normalOffset(own);
  if (at === null) return no('missing_time_zone');
  if (!isOffset(at)) return no('invalid_time');
  return ok(new Date(`${day.value}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${at}`));
}

function normalOffset(text: string): string {
  if (text === 'z' || text === 'Z') return 'Z';
  return text.includes(':') ? text : `${text.slice(0, 3)}:${text.slice(3)}`;
}

const scientific = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i;
const withDot = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/;
const withComma = /^[+-]?(?:\d+|\d{1,3}(?:[. '\u2019]\d{3})+)(?:,\d+)?$/;

/**
 * A number. Without a stated decimal mark: a dot parts the decimals, commas may group thousands (1,697.13). `1.234,5` and
 * `12,5` need `decimal` ','. Numbers that a spreadsheet shortened (8.61E+12) have lost digits and are refused.
 */
export function parseNumber(raw: string, decimal: DecimalMark | null = null): Parsed<number> {
  if (raw.length > longest) return no(/^[\d.,]+$/.test(raw) ? 'number_out_of_range' : 'invalid_number');
  const text = raw
    .normalize('NFKC')
    .trim()
    .replace(/^\u2212/, '-');
  if (scientific.test(text)) return no('number_as_scientific');
  if (/^[=@]/.test(text)) return no('formula_cell');
  if (decimal === ',') {
    if (!withComma.test(text)) return no('invalid_number');
    return finite(Number(text.replace(/[. '\u2019]/g, '').replace(',', '.')));
  }
  if (withDot.test(text)) return finite(Number(text.replaceAll(',', '')));
  if (decimal === null && withComma.test(text)) return no('ambiguous_number');
  return no('invalid_number');
}

function finite(value: number): Parsed<number> {
  return Number.isFinite(value) && Math.abs(value) < 1e13 ? ok(value) : no('number_out_of_range');
}

/** A whole number as it was answered, such as 99 or -1; 4.5 is refused. Fits a smallint. */
export function parseWhole(raw: string): Parsed<number> {
  const number = parseNumber(raw, null);
  if (!number.ok) return number.reason === 'ambiguous_number' ? no('not_a_whole_number') : number;
  if (!Number.isInteger(number.value)) return no('not_a_whole_number');
  return Math.abs(number.value) <= 9999 ? ok(number.value) : no('number_out_of_range');
}

/** How much of each currency one unit of the base currency is: `{ base: 'EUR', perBase: { CNY: 7.8 } }`. */
export interface Rates {
  readonly base: string;
  readonly perBase: Readonly<Record<string, number>>;
}

const symbols: Readonly<Record<string, readonly string[]>> = {
  '€': ['EUR'],
  eur: ['EUR'],
  '¥': ['CNY', 'JPY'],
  元: ['CNY'],
  rmb: ['CNY'],
  cny: ['CNY'],
  $: ['USD', 'CAD', 'AUD', 'HKD', 'SGD'],
  usd: ['USD'],
  '£': ['GBP'],
  gbp: ['GBP'],
  chf: ['CHF']
};
const amount = /^([^\d\s.,+-]{1,3})?\s*([+-]?[\d.,' \u2019]+?)\s*([^\d\s.,+-]{1,3})?$/u;

/**
 * An amount in the base currency, rounded to cents. `currency` is the one of the column; a sign in the cell must agree with
 * it. A currency without a stated rate is `rate_missing`.
 */
export function parseMoney(raw: string, currency: string, rates: Rates, decimal: DecimalMark | null): Parsed<number> {
  if (raw.length > longest) return no('invalid_number');
  const text = raw
    .normalize('NFKC')
    .trim()
    .replace(/^\u2212/, '-');
  if (scientific.test(text)) return no('number_as_scientific');
  if (/^[=@]/.test(text)) return no('formula_cell');
  const match = amount.exec(text);
  if (!match) return no('invalid_number');
  for (const sign of [match[1], match[3]]) {
    if (sign === undefined) continue;
    const meant = symbols[sign.toLowerCase()];
    if (!meant) return no('unknown_currency');
    if (!meant.includes(currency)) return no('currency_mismatch');
  }
  const number = parseNumber(match[2] ?? '', decimal);
  if (!number.ok) return number;
  const rate = currency === rates.base ? 1 : rates.perBase[currency];
  if (rate === undefined || !(rate > 0)) return no('rate_missing');
  return ok(cents(number.value / rate));
}

/** Rounded to cents, halves away from zero as written in decimals (1.005 becomes 1.01). */
function cents(value: number): number {
  return (Math.sign(value) * Math.round(Number((Math.abs(value) * 100).toPrecision(15)))) / 100 + 0;
}

/** An id of the other system, kept as written: leading zeros stay, `1.00E+05` and `="00123"` are refused. */
export function parseId(raw: string): Parsed<string> {
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(raw)) return no('control_character');
  const { text } = cleanLine(raw, limits.id + 1);
  if (text.length > limits.id) return no('too_long');
  if (text.startsWith('=')) return no('formula_cell');
  if (/^\d[.,]\d+e[+-]?\d+$/i.test(text)) return no('id_as_scientific');
  return ok(text);
}

/** Yes or no as lists write it; null where it is neither. */
export function parseFlag(raw: string): boolean | null {
  if (raw.length > longest) return null;
  const text = raw.normalize('NFKC').trim().toLowerCase();
  if (['1', 'true', 'yes', 'y', 'ja', 'oui', '是', '有', '已'].includes(text)) return true;
  if (['0', 'false', 'no', 'n', 'nein', 'non', '否', '无', '未'].includes(text)) return false;
  return null;
}
