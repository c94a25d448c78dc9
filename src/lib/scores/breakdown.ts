/**
 * The breakdown: one question to the scores as a value (metric, grouping, filters, period, comparison, combined view), and
 * its strict, canonical form in a URL (architecture.md principle 5; S-22, UX-67, UX-69). Chart, table, export, API, digest
 * and alert rule all take this value.
 */
import { describe, metricKeys } from './metrics.ts';
import type { SeriesId } from './metrics.ts';

export const dimensions = [
  'company',
  'stage',
  'segment',
  'region',
  'tier',
  'channel',
  'program',
  'locale',
  'phase'
] as const;
export type Dimension = (typeof dimensions)[number];

export const timeGrains = ['day', 'week', 'month'] as const;
export type TimeGrain = (typeof timeGrains)[number];

/** How several companies become one figure; always named, never by accident (UX-67). */
export const combinedViews = ['pooled', 'equal-company', 'customer-base'] as const;
export type CombinedView = (typeof combinedViews)[number];

/** Answers with signs of little care or of a machine: counted, or left out. */
export const flaggedAnswers = ['include', 'exclude'] as const;
export type FlaggedAnswers = (typeof flaggedAnswers)[number];

/** Days as YYYY-MM-DD, both included; null is open. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

export interface Breakdown {
  readonly metric: SeriesId;
  /** Rows, then columns; together with `grain` at most two. */
  readonly by: readonly Dimension[];
  /** Points in time as a grouping; null for one figure over the whole period. */
  readonly grain: TimeGrain | null;
  /** Values of a dimension that count, sorted and without repeats; a dimension that is absent is not filtered. */
  readonly filters: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  readonly period: Period;
  /** The period every figure is compared with; null for none. */
  readonly comparison: Period | null;
  /** Set whenever a figure joins companies; may be set beside a grouping by company to add the combined figure. */
  readonly combined: CombinedView | null;
  /** Whether answers that carry a flag count (they do unless asked otherwise, UX-18). */
  readonly flagged: FlaggedAnswers;
  /** Most rows wanted, 1 to `maxLimit`; null for all. */
  readonly limit: number | null;
}

export const maxLimit = 1000;
export const maxValues = 50;
const maxLength = 64;
/** An answer to nonsense stays short however long the nonsense is. */
const maxErrors = 20;

/** What is wrong with a parameter: a code for programs; the words live in messages. `allowed` lists or describes what fits. */
export interface ParameterError {
  readonly parameter: string;
  readonly reason:
    'unknown' | 'repeated' | 'required' | 'not-allowed' | 'not-a-date' | 'too-many' | 'too-long' | 'order';
  readonly allowed: readonly string[];
}

export type ParsedBreakdown =
  | { readonly ok: true; readonly breakdown: Breakdown }
  | { readonly ok: false; readonly errors: readonly ParameterError[] };

export interface ParseOptions {
  /** Values that exist, by dimension; a dimension that is absent accepts any well-formed code. */
  readonly known?: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  /** Names of parameters that belong to the page and not to the breakdown. */
  readonly others?: readonly string[];
}

const singles = ['metric', 'grain', 'from', 'to', 'compareFrom', 'compareTo', 'combined', 'flagged', 'limit'] as const;

/** Every parameter a breakdown knows. */
export const breakdownParameters: readonly string[] = [...singles, 'by', ...dimensions];

/** True for a day of the calendar written YYYY-MM-DD, from 1900 to 2199. */
export function isDay(text: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const control = /[\u0000-\u001f\u007f]/;

/**
 * Reads a breakdown from a URL. An empty value counts as absent, so that a plain form works. `by` takes names parted by
 * commas or repeated; a filter is repeated (`stage=stable&stage=development`); any other parameter stands once. What is wrong
 * is reported at once (each fault once, at most 20), nothing is guessed: without a grouping by company or a filter on one
 * company, `combined` is required.
 */
export function parseBreakdown(params: URLSearchParams, options: ParseOptions = {}): ParsedBreakdown {
  const errors: ParameterError[] = [];
  const fail = (parameter: string, reason: ParameterError['reason'], allowed: readonly string[] = []) => {
    const said = errors.some((e) => e.parameter === parameter && e.reason === reason);
    if (!said && errors.length < maxErrors) errors.push({ parameter, reason, allowed });
    return null;
  };
  const values = (name: string) => params.getAll(name).filter((v) => v !== '');
  const single = (name: string) => {
    const found = values(name);
    return found.length > 1 ? fail(name, 'repeated') : (found[0] ?? null);
  };
  const oneOf = <T extends string>(name: string, allowed: readonly T[]): T | null => {
    const value = single(name);
    return value === null ? null : (allowed.find((a) => a === value) ?? fail(name, 'not-allowed', allowed));
  };
  const date = (name: string) => {
    const value = single(name);
    return value === null || isDay(value) ? value : fail(name, 'not-a-date', ['YYYY-MM-DD']);
  };
  const period = (first: string, last: string): Period => {
    const [from, to] = [date(first), date(last)];
    if (from !== null && to !== null && from > to) fail(last, 'order', [`>= ${from}`]);
    return { from, to };
  };

  for (const name of new Set(params.keys())) {
    if (breakdownParameters.includes(name) || options.others?.includes(name)) continue;
    fail(name.slice(0, maxLength), 'unknown', breakdownParameters);
  }
  const metric = single('metric');
  const badMetric = errors.some((e) => e.parameter === 'metric');
  if (metric === null && !badMetric) fail('metric', 'required', metricKeys);
  else if (metric !== null && !describe(metric)) fail('metric', 'not-allowed', metricKeys);

  const grain = oneOf('grain', timeGrains);
  const by: Dimension[] = [];
  for (const name of values('by').flatMap((v) => v.split(',', 10))) {
    const dimension = dimensions.find((d) => d === name);
    if (!dimension) fail('by', 'not-allowed', dimensions);
    else if (by.includes(dimension)) fail('by', 'repeated');
    else by.push(dimension);
  }
  if (by.length + (grain ? 1 : 0) > 2) fail('by', 'too-many', ['2']);

  const filters: Partial<Record<Dimension, string[]>> = {};
  for (const dimension of dimensions) {
    const wanted = [...new Set(values(dimension))].sort();
    if (wanted.length === 0) continue;
    const known = options.known?.[dimension];
    if (wanted.length > maxValues) fail(dimension, 'too-many', [String(maxValues)]);
    else if (wanted.some((v) => v.length > maxLength)) fail(dimension, 'too-long', [String(maxLength)]);
    else if (wanted.some((v) => control.test(v) || (known && !known.includes(v)))) {
      fail(dimension, 'not-allowed', known ?? []);
    } else filters[dimension] = wanted;
  }

  const shown = period('from', 'to');
  const compared = period('compareFrom', 'compareTo');
  const combined = oneOf('combined', combinedViews);
  const joins = !by.includes('company') && filters.company?.length !== 1;
  if (joins && combined === null && values('combined').length === 0) fail('combined', 'required', combinedViews);
  const flagged = oneOf('flagged', flaggedAnswers) ?? 'include';
  const limitText = single('limit');
  const limit = limitText === null ? null : Number(limitText);
  if (limitText !== null && (!/^[1-9]\d{0,3}$/.test(limitText) || limit! > maxLimit)) {
    fail('limit', 'not-allowed', [`1..${maxLimit}`]);
  }
  if (errors.length > 0 || metric === null) return { ok: false, errors };
  const comparison = compared.from === null && compared.to === null ? null : compared;
  return { ok: true, breakdown: { metric, by, grain, filters, period: shown, comparison, combined, flagged, limit } };
}

/**
 * The canonical parameters of a breakdown: fixed order, defaults left out, filter values sorted and repeated. Reading them
 * gives the breakdown back; two breakdowns that ask the same thing give the same text.
 */
export function toSearchParams(breakdown: Breakdown): URLSearchParams {
  const params = new URLSearchParams();
  const set = (name: string, value: string | number | null) => value !== null && params.set(name, String(value));
  set('metric', breakdown.metric);
  if (breakdown.by.length > 0) set('by', breakdown.by.join(','));
  set('grain', breakdown.grain);
  for (const dimension of dimensions) {
    for (const value of [...new Set(breakdown.filters[dimension])].sort()) params.append(dimension, value);
  }
  set('from', breakdown.period.from);
  set('to', breakdown.period.to);
  set('compareFrom', breakdown.comparison?.from ?? null);
  set('compareTo', breakdown.comparison?.to ?? null);
  set('combined', breakdown.combined);
  set('flagged', breakdown.flagged === 'exclude' ? 'exclude' : null);
  set('limit', breakdown.limit);
  return params;
}

/** Every dimension a breakdown touches, grouped by or filtered on; what `familyFor` wants to know. */
export function dimensionsOf(breakdown: Breakdown): Dimension[] {
  return dimensions.filter((d) => breakdown.by.includes(d) || (breakdown.filters[d]?.length ?? 0) > 0);
}
