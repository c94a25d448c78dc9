/**
 * The metrics that ship: how each is asked, what an answer contributes, and which of them may be compared with each other.
 * A question asked on another scale than its metric's is a series of its own and never folded into the metric
 * (domain.md, statistics.md finding 7 and M-01..M-05).
 */

/** `nps`: -100, 0, 100. `topbox`: 0 or 100. `rescaled`: 0..100 from one item. `index`: 0..100, mean of several items. */
export type MetricKind = 'nps' | 'topbox' | 'rescaled' | 'index';

export interface Metric {
  readonly key: MetricKey;
  readonly kind: MetricKind;
  /** The scale it is asked on; null for an index, which is not asked but worked out. */
  readonly scale: { readonly min: number; readonly max: number } | null;
  /** The range of the score, in points. */
  readonly range: { readonly low: number; readonly high: number };
  readonly higherIsBetter: boolean;
  /** Written with a percent sign. */
  readonly percent: boolean;
}

export const metricKeys = [
  'nps',
  'csat',
  'csat_mean',
  'ces',
  'dim_product',
  'dim_service',
  'dim_innovation',
  'dim_brand',
  'dim_price',
  'dim_supply',
  'satisfaction',
  'loyalty',
  'repurchase'
] as const;

export type MetricKey = (typeof metricKeys)[number];

const hundred = { low: 0, high: 100 };

function metric(key: MetricKey, kind: MetricKind, scale: Metric['scale'], range = hundred, percent = false): Metric {
  return { key, kind, scale, range, higherIsBetter: true, percent };
}

const fivePoints = { min: 1, max: 5 };

export const metrics: Readonly<Record<MetricKey, Metric>> = {
  nps: metric('nps', 'nps', { min: 0, max: 10 }, { low: -100, high: 100 }),
  csat: metric('csat', 'topbox', fivePoints, hundred, true),
  csat_mean: metric('csat_mean', 'rescaled', fivePoints),
  ces: metric('ces', 'rescaled', { min: 1, max: 7 }),
  dim_product: metric('dim_product', 'rescaled', fivePoints),
  dim_service: metric('dim_service', 'rescaled', fivePoints),
  dim_innovation: metric('dim_innovation', 'rescaled', fivePoints),
  dim_brand: metric('dim_brand', 'rescaled', fivePoints),
  dim_price: metric('dim_price', 'rescaled', fivePoints),
  dim_supply: metric('dim_supply', 'rescaled', fivePoints),
  satisfaction: metric('satisfaction', 'index', null),
  loyalty: metric('loyalty', 'index', null),
  repurchase: metric('repurchase', 'rescaled', fivePoints)
};

/** The metrics a question can feed: `csat_mean` follows from `csat`, and an index from its items. */
export const askedMetrics: readonly MetricKey[] = metricKeys.filter(
  (key) => key !== 'csat_mean' && metrics[key].kind !== 'index'
);

/** The six dimensions of satisfaction, in the order they are shown. */
export const dimensionMetrics = [
  'dim_product',
  'dim_service',
  'dim_innovation',
  'dim_brand',
  'dim_price',
  'dim_supply'
] as const satisfies readonly MetricKey[];

/**
 * The items of each index, of equal weight (M-04, M-05). An index needs at least half of its weight answered and is the mean
 * over what was answered. `csat` enters by its rescaled mean, `nps` by its 0-10 code rescaled to 0..100.
 */
export const indexItems: Readonly<Record<'satisfaction' | 'loyalty', readonly MetricKey[]>> = {
  satisfaction: [...dimensionMetrics, 'csat'],
  loyalty: ['repurchase', 'nps']
};

/** True for a metric that a question may feed. */
export function isAsked(key: string): key is MetricKey {
  return isMetric(key) && askedMetrics.includes(key);
}

export function isMetric(key: string): key is MetricKey {
  return Object.hasOwn(metrics, key);
}

/** What is stored in the column `metric`: the metric's key on its own scale, `nps@1-5` on another, `loyalty@mixed`. */
export type SeriesId = string;

/** The series of a question that feeds `metric` and is asked from `min` to `max`. */
export function seriesOf(key: MetricKey, min: number, max: number): SeriesId {
  const { scale } = metrics[key];
  return scale !== null && scale.min === min && scale.max === max ? key : `${key}@${min}-${max}`;
}

/** The series of an index one of whose items was asked on another scale: kept apart like every other break of scale. */
export function mixedSeriesOf(key: 'satisfaction' | 'loyalty'): SeriesId {
  return `${key}@mixed`;
}

export interface Series {
  readonly id: SeriesId;
  readonly metric: MetricKey;
  /** How its contributions read: a foreign scale is always `rescaled`, so `nps@1-5` runs from 0 to 100. */
  readonly kind: MetricKind;
  /** The scale it was asked on; null for an index. */
  readonly scale: Metric['scale'];
  readonly range: Metric['range'];
  readonly higherIsBetter: boolean;
  readonly percent: boolean;
  /** True for the metric itself, false for a series that must be shown with a break. */
  readonly native: boolean;
}

const foreign = /^([a-z_]+)@(-?\d{1,4})-(-?\d{1,4})$/;

/** What a series id means; null when no metric has it. The inverse of `seriesOf` and `mixedSeriesOf`. */
export function describe(id: SeriesId): Series | null {
  if (isMetric(id)) {
    const { key, kind, scale, range, higherIsBetter, percent } = metrics[id];
    return { id, metric: key, kind, scale, range, higherIsBetter, percent, native: true };
  }
  if (id === 'satisfaction@mixed' || id === 'loyalty@mixed') {
    const key = id === 'loyalty@mixed' ? 'loyalty' : 'satisfaction';
    return { ...metrics[key], id, metric: key, native: false };
  }
  const [, key, low, high] = foreign.exec(id) ?? [];
  if (key === undefined || !isAsked(key)) return null;
  const scale = { min: Number(low), max: Number(high) };
  if (scale.min >= scale.max || seriesOf(key, scale.min, scale.max) !== id) return null;
  const { higherIsBetter } = metrics[key];
  return { id, metric: key, kind: 'rescaled', scale, range: hundred, higherIsBetter, percent: false, native: false };
}
