/**
 * What one response adds to each metric, in exact integers (domain.md; M-01, M-02, M-04, M-05).
 *
 * The arithmetic, in ten-thousandths of a point, written so that plain SQL over the raw answers gives the same integers
 * (`round` on numeric rounds half away from zero). With x the code, turned round (min + max - x) when the item is reversed:
 *   item     r(x) = round(1000000 * (x - min) / (max - min))
 *   nps      on 0-10: 1000000 when x >= 9, 0 when x in 7..8, -1000000 when x <= 6; on any other scale r(x)
 *   csat     on 1-5: 1000000 when x >= 4, else 0, and csat_mean = r(x); on any other scale r(x), without csat_mean
 *   ces      r(x), and on 1-7 ces_top: 1000000 when x >= 6, else 0
 *   others   r(x)
 *   index    round(sum of r(x_j) / number of j) over the items answered in their scale, when twice their number is at least
 *            the number of items of the index (7 for satisfaction, 2 for loyalty); the recommendation enters loyalty as r(x)
 *   own      an index the questionnaire names, in place of the two above and of questions that feed the same metric:
 *            floor(sum of w_j v_j / sum of w_j + 1/2) over the items answered in their scale, when twice the sum of their
 *            weights is at least the sum of all; w in whole thousandths, v = r(x), of a gap r(perceived) - r(expected) where
 *            both were answered. Halves go up, for negative gaps too
 *
 * Which answers become an entry:
 *   no answer (key absent, undefined, '')       no entry
 *   don't know (null, 'na', a code in `missing`) entry with value null, code null
 *   a code outside the scale                     entry with value null and the code: counted as invalid, never scored
 *   a code in the scale                          entry with its value; code is x, so that a histogram needs no direction
 * When several questions feed the same series, the first of the bindings that was answered counts: one entry per series.
 * An index takes an item from its own scale if the questionnaire asks it there. If it is asked on another scale only, the
 * index is the series `satisfaction@mixed` or `loyalty@mixed`. An own index is the metric's series when all its items are asked
 * on the metric's scale, `@1-5` when they are on another, `@mixed` when they are on several; one of satisfaction or loyalty,
 * which have no scale, is `@mixed` when an item feeds a metric of its own on a foreign scale. An index whose items are too few
 * gives no entry. Employees feed metrics of employees, customers those of customers; anything else contributes nothing.
 */
import {
  derivedMetrics,
  describe,
  indexItems,
  isAsked,
  isIndexed,
  metrics,
  mixedSeriesOf,
  seriesOf
} from './metrics.ts';
import type { MetricKey, Respondents, SeriesId } from './metrics.ts';

interface Asked {
  readonly questionId: string;
  readonly min: number;
  readonly max: number;
  readonly reversed?: boolean;
  /** Codes that say "don't know" or "not applicable". */
  readonly missing?: readonly number[];
}

/** A question of a questionnaire that feeds a metric. `min` < `max` are integers; `reversed` when the lowest code is best. */
export interface QuestionBinding extends Asked {
  /** One of `askedMetrics`; a binding to anything else, or without a scale (min < max), contributes nothing. */
  readonly metric: string;
  readonly respondents?: Respondents;
}

export interface IndexItem extends Asked {
  /** Thousandths, whole and positive. */
  readonly weight: number;
  /** The field with what was expected; only items of a gap have one, and all of them. */
  readonly expectedId?: string;
  /** The metric the item feeds for itself. */
  readonly metric?: string;
}

/** An index a questionnaire names. One that is none of `indexedMetrics`, or has no item that fits, contributes nothing. */
export interface IndexBinding {
  readonly metric: string;
  readonly items: readonly IndexItem[];
  readonly respondents?: Respondents;
}

export type MetricBinding = QuestionBinding | IndexBinding;

/** Parallel arrays, one entry per series the response touched, as they are stored. */
export interface Contributions {
  readonly metric: SeriesId[];
  readonly value: (number | null)[];
  readonly code: (number | null)[];
}

/** One point. */
export const point = 10_000;
const full = 100 * point;

/** Stored for an answer that is no whole number or does not fit the column: outside every scale, so counted as invalid. */
export const unreadableCode = 32_767;

/** The item's place on its scale as 0..1000000, rounded half up: the r(x) above. */
export function rescale(code: number, min: number, max: number): number {
  const width = max - min;
  return Math.floor((2 * full * (code - min) + width) / (2 * width));
}

type KnownQuestion = QuestionBinding & { readonly metric: MetricKey };
type KnownIndex = IndexBinding & { readonly metric: MetricKey };

type Reading =
  | { readonly kind: 'none' }
  | { readonly kind: 'missing'; readonly code: null }
  | { readonly kind: 'invalid' | 'valid'; readonly code: number };

function read(binding: Asked, answer: unknown): Reading {
  if (answer === undefined || answer === '') return { kind: 'none' };
  if (answer === null || answer === 'na') return { kind: 'missing', code: null };
  if (typeof answer !== 'number' || !Number.isInteger(answer)) return { kind: 'invalid', code: unreadableCode };
  if (binding.missing?.includes(answer)) return { kind: 'missing', code: null };
  const { min, max } = binding;
  if (answer < min || answer > max) {
    return { kind: 'invalid', code: Math.abs(answer) < unreadableCode ? answer : unreadableCode };
  }
  return { kind: 'valid', code: binding.reversed ? min + max - answer : answer };
}

function valueOf(binding: KnownQuestion, code: number): number {
  const { metric, min, max } = binding;
  return seriesOf(metric, min, max) === metric ? nativeValue(metric, code, min, max) : rescale(code, min, max);
}

function nativeValue(metric: MetricKey, code: number, min: number, max: number): number {
  if (metrics[metric].kind === 'nps') return code >= 9 ? full : code >= 7 ? 0 : -full;
  if (metrics[metric].kind === 'topbox') return code >= max - 1 ? full : 0;
  return rescale(code, min, max);
}

interface Counting {
  readonly indexes: readonly KnownIndex[];
  readonly questions: readonly KnownQuestion[];
}

const remembered = new WeakMap<readonly MetricBinding[], Counting>();

/** What counts of a questionnaire: the first index of a metric, and questions of metrics without one. Bindings never change. */
export function counting(given: readonly MetricBinding[]): Counting {
  const known = remembered.get(given) ?? chosen(given);
  remembered.set(given, known);
  return known;
}

function chosen(given: readonly MetricBinding[]): Counting {
  const own = new Map<string, KnownIndex>();
  const fits = (metric: MetricKey, of: Respondents = 'customers'): boolean => metrics[metric].respondents === of;
  for (const binding of given) {
    const { metric, respondents } = binding;
    if (!('items' in binding) || !isIndexed(metric) || own.has(metric) || !fits(metric, respondents)) continue;
    const gap = metrics[metric].kind === 'gap';
    const items = binding.items.filter((item) => item.min < item.max && (item.expectedId !== undefined) === gap);
    if (items.length > 0) own.set(metric, { ...binding, metric, items });
  }
  const questions = given.flatMap((binding): KnownQuestion[] => {
    const { metric, respondents } = binding;
    if ('items' in binding || !isAsked(metric) || own.has(metric) || !fits(metric, respondents)) return [];
    return binding.min < binding.max ? [{ ...binding, metric }] : [];
  });
  return { indexes: [...own.values()], questions };
}

/** The series of an index that a questionnaire names. */
export function indexSeries({ metric, items }: KnownIndex): SeriesId {
  const [first] = items;
  const same = items.every(({ min, max }) => min === first?.min && max === first.max);
  if (metrics[metric].scale !== null) {
    return first && same ? seriesOf(metric, first.min, first.max) : mixedSeriesOf(metric);
  }
  const foreign = items.some(
    (item) => item.metric && isAsked(item.metric) && seriesOf(item.metric, item.min, item.max) !== item.metric
  );
  return foreign ? mixedSeriesOf(metric) : metric;
}

/** The value of an index that a questionnaire names; null when too little of it was answered. */
function indexValue({ items }: KnownIndex, answers: Readonly<Record<string, unknown>>): number | null {
  let [sum, weight, total] = [0, 0, 0];
  for (const item of items) {
    total += item.weight;
    const place = (field: string): number | null => {
      const reading = read(item, Object.hasOwn(answers, field) ? answers[field] : undefined);
      return reading.kind === 'valid' ? rescale(reading.code, item.min, item.max) : null;
    };
    const [perceived, expected] = [place(item.questionId), item.expectedId === undefined ? 0 : place(item.expectedId)];
    if (perceived === null || expected === null) continue;
    sum += item.weight * (perceived - expected);
    weight += item.weight;
  }
  if (weight === 0 || 2 * weight < total) return null;
  // Moved above zero, so that halves go up on both sides of it.
  return Math.floor((2 * (sum + full * weight) + weight) / (2 * weight)) - full;
}

/** Mean of non-negative integers, rounded half up. */
function roundedMean(values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  return Math.floor((2 * sum + values.length) / (2 * values.length));
}

/** The contributions of one response, in the order of the bindings, the indexes last. */
export function contributionsOf(
  given: readonly MetricBinding[],
  answers: Readonly<Record<string, unknown>>
): Contributions {
  const { indexes, questions } = counting(given);
  const result: Contributions = { metric: [], value: [], code: [] };
  const items = new Map<SeriesId, number>();
  const add = (series: SeriesId, value: number | null, code: number | null) => {
    result.metric.push(series);
    result.value.push(value);
    result.code.push(code);
  };
  for (const binding of questions) {
    const series = seriesOf(binding.metric, binding.min, binding.max);
    if (result.metric.includes(series)) continue;
    const reading = read(binding, Object.hasOwn(answers, binding.questionId) ? answers[binding.questionId] : undefined);
    if (reading.kind === 'none') continue;
    const item = reading.kind === 'valid' ? rescale(reading.code, binding.min, binding.max) : null;
    add(series, reading.kind === 'valid' ? valueOf(binding, reading.code) : null, reading.code);
    const further = series === binding.metric ? derivedMetrics[binding.metric] : undefined;
    if (further !== undefined) {
      const { min, max } = binding;
      add(further, reading.kind === 'valid' ? nativeValue(further, reading.code, min, max) : null, reading.code);
    }
    if (item !== null) items.set(series, item);
  }
  for (const index of ['satisfaction', 'loyalty'] as const) {
    if (indexes.some(({ metric }) => metric === index)) continue;
    const asked = indexItems[index].flatMap((item) => askedSeries(questions, item) ?? []);
    const values = asked.flatMap((series) => items.get(series) ?? []);
    if (2 * values.length < indexItems[index].length) continue;
    const native = asked.every((series) => describe(series)?.native);
    add(native ? index : mixedSeriesOf(index), roundedMean(values), null);
  }
  for (const index of indexes) {
    const value = indexValue(index, answers);
    if (value !== null) add(indexSeries(index), value, null);
  }
  return result;
}

/** The series from which an index takes an item: its own scale if the questionnaire has it there, else the first other. */
function askedSeries(bindings: readonly KnownQuestion[], item: MetricKey): SeriesId | null {
  const series = bindings.filter((b) => b.metric === item).map((b) => seriesOf(b.metric, b.min, b.max));
  return series.find((id) => id === item) ?? series[0] ?? null;
}
