/**
 * The metrics that ship: how each is asked, what an answer contributes, and which of them may be compared with each other.
 * A question asked on another scale than its metric's is a series of its own and never folded into the metric
 * (domain.md, statistics.md finding 7 and M-01..M-05).
 */

/**
 * `nps`: -100, 0, 100. `topbox`: 0 or 100. `rescaled`: 0..100 from one item. `index`: 0..100, mean of several items. `gap`:
 * -100..100, what was perceived minus what was expected (M-06).
 */
export type MetricKind = 'nps' | 'topbox' | 'rescaled' | 'index' | 'gap';

export interface Metric {
  readonly key: MetricKey;
  readonly kind: MetricKind;
  /** The scale it is asked on, or that the items of its index are asked on; null for an index over items of several scales. */
  readonly scale: { readonly min: number; readonly max: number } | null;
  /** The range of the score, in points. */
  readonly range: { readonly low: number; readonly high: number };
  readonly higherIsBetter: boolean;
  /** Written with a percent sign. */
  readonly percent: boolean;
  /** Whose answers it is made of; those of employees never enter a score of customers, and the other way round. */
  readonly respondents: Respondents;
}

export type Respondents = 'customers' | 'employees';

export const metricKeys = [
  'nps',
  'csat',
  'csat_mean',
  'ces',
  'ces_top',
  'dim_product',
  'dim_service',
  'dim_innovation',
  'dim_brand',
  'dim_price',
  'dim_supply',
  'dim_communication',
  'satisfaction',
  'acsi',
  'loyalty',
  'repurchase',
  'brand_preference',
  'price_tolerance',
  'churn_intent',
  'service_gap',
  'gap_tangibles',
  'gap_reliability',
  'gap_responsiveness',
  'gap_assurance',
  'gap_empathy',
  'employee_nps',
  'employee_engagement',
  'employee_confidence',
  'employee_stay'
] as const;

export type MetricKey = (typeof metricKeys)[number];

const hundred = { low: 0, high: 100 };
const bothSides = { low: -100, high: 100 };
const fivePoints = { min: 1, max: 5 };
/** SERVQUAL is asked on seven points (Parasuraman, Zeithaml & Berry 1988). */
const sevenPoints = { min: 1, max: 7 };

type Rest = Partial<Pick<Metric, 'range' | 'higherIsBetter' | 'percent' | 'respondents'>>;

function metric(key: MetricKey, kind: MetricKind, scale: Metric['scale'], rest: Rest = {}): Metric {
  const range = kind === 'nps' || kind === 'gap' ? bothSides : hundred;
  return {
    key,
    kind,
    scale,
    range,
    higherIsBetter: true,
    percent: kind === 'topbox',
    respondents: 'customers',
    ...rest
  };
}

const ofEmployees: Rest = { respondents: 'employees' };

export const metrics: Readonly<Record<MetricKey, Metric>> = {
  nps: metric('nps', 'nps', { min: 0, max: 10 }),
  csat: metric('csat', 'topbox', fivePoints),
  csat_mean: metric('csat_mean', 'rescaled', fivePoints),
  ces: metric('ces', 'rescaled', { min: 1, max: 7 }),
  ces_top: metric('ces_top', 'topbox', { min: 1, max: 7 }),
  dim_product: metric('dim_product', 'rescaled', fivePoints),
  dim_service: metric('dim_service', 'rescaled', fivePoints),
  dim_innovation: metric('dim_innovation', 'rescaled', fivePoints),
  dim_brand: metric('dim_brand', 'rescaled', fivePoints),
  dim_price: metric('dim_price', 'rescaled', fivePoints),
  dim_supply: metric('dim_supply', 'rescaled', fivePoints),
  dim_communication: metric('dim_communication', 'rescaled', fivePoints),
  satisfaction: metric('satisfaction', 'index', null),
  // Satisfaction, confirmation of expectations and distance from the ideal, on ten points (Fornell et al. 1996).
  acsi: metric('acsi', 'index', { min: 1, max: 10 }),
  loyalty: metric('loyalty', 'index', null),
  repurchase: metric('repurchase', 'rescaled', fivePoints),
  brand_preference: metric('brand_preference', 'rescaled', fivePoints),
  price_tolerance: metric('price_tolerance', 'rescaled', fivePoints),
  churn_intent: metric('churn_intent', 'rescaled', fivePoints, { higherIsBetter: false }),
  service_gap: metric('service_gap', 'gap', sevenPoints),
  gap_tangibles: metric('gap_tangibles', 'gap', sevenPoints),
  gap_reliability: metric('gap_reliability', 'gap', sevenPoints),
  gap_responsiveness: metric('gap_responsiveness', 'gap', sevenPoints),
  gap_assurance: metric('gap_assurance', 'gap', sevenPoints),
  gap_empathy: metric('gap_empathy', 'gap', sevenPoints),
  employee_nps: metric('employee_nps', 'nps', { min: 0, max: 10 }, ofEmployees),
  employee_engagement: metric('employee_engagement', 'index', fivePoints, ofEmployees),
  employee_confidence: metric('employee_confidence', 'rescaled', fivePoints, ofEmployees),
  employee_stay: metric('employee_stay', 'rescaled', fivePoints, ofEmployees)
};

/** What follows from a question that feeds the metric on its own scale: the mean beside the top box, and the other way round. */
export const derivedMetrics: Readonly<Partial<Record<MetricKey, MetricKey>>> = { csat: 'csat_mean', ces: 'ces_top' };

const derived: readonly MetricKey[] = Object.values(derivedMetrics);

/** The metrics a question can feed: not those that follow from another, and not an index, which follows from its items. */
export const askedMetrics: readonly MetricKey[] = metricKeys.filter(
  (key) => !derived.includes(key) && metrics[key].kind !== 'index' && metrics[key].kind !== 'gap'
);

/** The metrics an index of a questionnaire can be: means of several items. */
export const indexedMetrics: readonly MetricKey[] = metricKeys.filter(
  (key) => !derived.includes(key) && ['rescaled', 'index', 'gap'].includes(metrics[key].kind)
);

/** What a questionnaire for these respondents can feed: by a question, by an index, or by either. */
export function metricsFor(respondents: Respondents): { asked: readonly MetricKey[]; indexed: readonly MetricKey[] } {
  const fits = (key: MetricKey): boolean => metrics[key].respondents === respondents;
  return { asked: askedMetrics.filter(fits), indexed: indexedMetrics.filter(fits) };
}

/** The six dimensions of the satisfaction index, in the order they are shown; communication about the merger is none of them. */
export const dimensionMetrics = [
  'dim_product',
  'dim_service',
  'dim_innovation',
  'dim_brand',
  'dim_price',
  'dim_supply'
] as const satisfies readonly MetricKey[];

/**
 * The items of the indexes every questionnaire has that names none of its own, of equal weight (M-04, M-05). An index needs at least half of its weight answered and is the mean
 * over what was answered. `csat` enters by its rescaled mean, `nps` by its 0-10 code rescaled to 0..100.
 */
export const indexItems: Readonly<Record<'satisfaction' | 'loyalty', readonly MetricKey[]>> = {
  satisfaction: [...dimensionMetrics, 'csat'],
  loyalty: ['repurchase', 'nps']
};

/** Metrics that are on offer before anybody was asked. */
const usual: readonly MetricKey[] = [
  ...(['nps', 'csat', 'csat_mean', 'ces'] as const),
  ...dimensionMetrics,
  ...(['satisfaction', 'loyalty', 'repurchase'] as const)
];

/** The series to offer where one is chosen: the usual metrics, and of the others those that have answers. */
export function offered(answered: readonly SeriesId[]): SeriesId[] {
  return metricKeys.flatMap((key): SeriesId[] =>
    usual.includes(key) ? [key] : answered.filter((id) => describe(id)?.metric === key).sort()
  );
}

/** True for a metric that a question may feed. */
export function isAsked(key: string): key is MetricKey {
  return isMetric(key) && askedMetrics.includes(key);
}

/** True for a metric that an index of a questionnaire may be. */
export function isIndexed(key: string): key is MetricKey {
  return isMetric(key) && indexedMetrics.includes(key);
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

/** The series of an index whose items were asked on several scales or a foreign one: kept apart like every break of scale. */
export function mixedSeriesOf(key: MetricKey): SeriesId {
  return `${key}@mixed`;
}

export interface Series {
  readonly id: SeriesId;
  readonly metric: MetricKey;
  /** How its contributions read: on a foreign scale a question is always `rescaled`, so `nps@1-5` runs from 0 to 100. */
  readonly kind: MetricKind;
  /** The scale it was asked on; null for an index. */
  readonly scale: Metric['scale'];
  readonly range: Metric['range'];
  readonly higherIsBetter: boolean;
  readonly percent: boolean;
  readonly respondents: Respondents;
  /** True for the metric itself, false for a series that must be shown with a break. */
  readonly native: boolean;
}

const foreign = /^([a-z_]+)@(-?\d{1,4})-(-?\d{1,4})$/;

/** What a series id means; null when no metric has it. The inverse of `seriesOf` and `mixedSeriesOf`. */
export function describe(id: SeriesId): Series | null {
  if (isMetric(id)) {
    const { key, ...rest } = metrics[id];
    return { ...rest, id, metric: key, native: true };
  }
  const [key = '', among] = id.split('@', 2);
  if (!isAsked(key) && !isIndexed(key)) return null;
  const { key: metric, kind, range, ...rest } = metrics[key];
  if (among === 'mixed' && id === mixedSeriesOf(key)) {
    return isIndexed(key) ? { ...rest, id, metric, kind, range, scale: null, native: false } : null;
  }
  const [, , low, high] = foreign.exec(id) ?? [];
  const scale = { min: Number(low), max: Number(high) };
  if (rest.scale === null || !(scale.min < scale.max) || seriesOf(key, scale.min, scale.max) !== id) return null;
  const plain = kind === 'index' || kind === 'gap' ? { kind, range } : { kind: 'rescaled' as const, range: hundred };
  return { ...rest, ...plain, id, metric, scale, percent: false, native: false };
}
