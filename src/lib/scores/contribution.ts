/**
 * What one response adds to each metric, in exact integers (domain.md; M-01, M-02, M-04, M-05).
 *
 * The arithmetic, in ten-thousandths of a point, written so that plain SQL over the raw answers gives the same integers
 * (`round` on numeric rounds half away from zero). With x the code, turned round (min + max - x) when the item is reversed:
 *   item     r(x) = round(1000000 * (x - min) / (max - min))
 *   nps      on 0-10: 1000000 when x >= 9, 0 when x in 7..8, -1000000 when x <= 6; on any other scale r(x)
 *   csat     on 1-5: 1000000 when x >= 4, else 0, and csat_mean = r(x); on any other scale r(x), without csat_mean
 *   others   r(x)
 *   index    round(sum of r(x_j) / number of j) over the items answered in their scale, when twice their number is at least
 *            the number of items of the index (7 for satisfaction, 2 for loyalty); the recommendation enters loyalty as r(x)
 *
 * Which answers become an entry:
 *   no answer (key absent, undefined, '')       no entry
 *   don't know (null, 'na', a code in `missing`) entry with value null, code null
 *   a code outside the scale                     entry with value null and the code: counted as invalid, never scored
 *   a code in the scale                          entry with its value; code is x, so that a histogram needs no direction
 * When several questions feed the same series, the first of the bindings that was answered counts: one entry per series.
 * An index takes an item from its own scale if the questionnaire asks it there. If it is asked on another scale only, the
 * index is the series `satisfaction@mixed` or `loyalty@mixed`. An index whose items are too few gives no entry.
 */
import { describe, indexItems, isAsked, metrics, mixedSeriesOf, seriesOf } from './metrics.ts';
import type { MetricKey, SeriesId } from './metrics.ts';

/** A question of a questionnaire that feeds a metric. `min` < `max` are integers; `reversed` when the lowest code is best. */
export interface MetricBinding {
  readonly questionId: string;
  /** One of `askedMetrics`; a binding to anything else, or without a scale (min < max), contributes nothing. */
  readonly metric: string;
  readonly min: number;
  readonly max: number;
  readonly reversed?: boolean;
  /** Codes that say "don't know" or "not applicable". */
  readonly missing?: readonly number[];
}

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

interface ItemBinding extends MetricBinding {
  readonly metric: MetricKey;
}

type Reading =
  | { readonly kind: 'none' }
  | { readonly kind: 'missing'; readonly code: null }
  | { readonly kind: 'invalid' | 'valid'; readonly code: number };

function read(binding: MetricBinding, answer: unknown): Reading {
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

function valueOf(binding: ItemBinding, code: number): number {
  const { metric, min, max } = binding;
  if (seriesOf(metric, min, max) === metric) {
    if (metrics[metric].kind === 'nps') return code >= 9 ? full : code >= 7 ? 0 : -full;
    if (metrics[metric].kind === 'topbox') return code >= max - 1 ? full : 0;
  }
  return rescale(code, min, max);
}

function isItem(binding: MetricBinding): binding is ItemBinding {
  return isAsked(binding.metric) && binding.min < binding.max;
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
  const bindings = given.filter(isItem);
  const result: Contributions = { metric: [], value: [], code: [] };
  const items = new Map<SeriesId, number>();
  const add = (series: SeriesId, value: number | null, code: number | null) => {
    result.metric.push(series);
    result.value.push(value);
    result.code.push(code);
  };
  for (const binding of bindings) {
    const series = seriesOf(binding.metric, binding.min, binding.max);
    if (result.metric.includes(series)) continue;
    const reading = read(binding, Object.hasOwn(answers, binding.questionId) ? answers[binding.questionId] : undefined);
    if (reading.kind === 'none') continue;
    const item = reading.kind === 'valid' ? rescale(reading.code, binding.min, binding.max) : null;
    add(series, reading.kind === 'valid' ? valueOf(binding, reading.code) : null, reading.code);
    if (series === 'csat') add('csat_mean', item, reading.code);
    if (item !== null) items.set(series, item);
  }
  for (const index of ['satisfaction', 'loyalty'] as const) {
    const asked = indexItems[index].flatMap((item) => askedSeries(bindings, item) ?? []);
    const values = asked.flatMap((series) => items.get(series) ?? []);
    if (2 * values.length < indexItems[index].length) continue;
    const native = asked.every((series) => describe(series)?.native);
    add(native ? index : mixedSeriesOf(index), roundedMean(values), null);
  }
  return result;
}

/** The series from which an index takes an item: its own scale if the questionnaire has it there, else the first other. */
function askedSeries(bindings: readonly ItemBinding[], item: MetricKey): SeriesId | null {
  const series = bindings.filter((b) => b.metric === item).map((b) => seriesOf(b.metric, b.min, b.max));
  return series.find((id) => id === item) ?? series[0] ?? null;
}
