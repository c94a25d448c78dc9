/** Words for the codes of scores. A code without words, such as a region, stands for itself. */
import { m } from '#lib/paraglide/messages.js';
import type { Dimension } from '#lib/scores/breakdown.ts';
import { describe, type MetricKey, type MetricKind } from '#lib/scores/metrics.ts';

const metricNames: Record<MetricKey, () => string> = {
  nps: m.score_metric_nps,
  csat: m.score_metric_csat,
  csat_mean: m.score_metric_csat_mean,
  ces: m.score_metric_ces,
  ces_top: m.score_metric_ces_top,
  dim_product: m.score_metric_dim_product,
  dim_service: m.score_metric_dim_service,
  dim_innovation: m.score_metric_dim_innovation,
  dim_brand: m.score_metric_dim_brand,
  dim_price: m.score_metric_dim_price,
  dim_supply: m.score_metric_dim_supply,
  dim_communication: m.score_metric_dim_communication,
  satisfaction: m.score_metric_satisfaction,
  acsi: m.score_metric_acsi,
  loyalty: m.score_metric_loyalty,
  repurchase: m.score_metric_repurchase,
  brand_preference: m.score_metric_brand_preference,
  price_tolerance: m.score_metric_price_tolerance,
  churn_intent: m.score_metric_churn_intent,
  service_gap: m.score_metric_service_gap,
  gap_tangibles: m.score_metric_gap_tangibles,
  gap_reliability: m.score_metric_gap_reliability,
  gap_responsiveness: m.score_metric_gap_responsiveness,
  gap_assurance: m.score_metric_gap_assurance,
  gap_empathy: m.score_metric_gap_empathy,
  employee_nps: m.score_metric_employee_nps,
  employee_engagement: m.score_metric_employee_engagement,
  employee_confidence: m.score_metric_employee_confidence,
  employee_stay: m.score_metric_employee_stay
};

const definitions: Record<MetricKind | 'lower', () => string> = {
  nps: m.score_about_nps,
  topbox: m.score_about_topbox,
  rescaled: m.score_about_rescaled,
  index: m.score_about_index,
  gap: m.score_about_gap,
  lower: m.score_about_lower
};

/** Name of a series; one on another scale says so. */
export function metricName(id: string): string {
  const series = describe(id);
  if (series === null) return id;
  const name = metricNames[series.metric]();
  if (series.native) return name;
  if (series.scale === null) return m.score_other_mixed({ metric: name });
  return m.score_other_scale({ metric: name, min: series.scale.min, max: series.scale.max });
}

/** What a metric means, in a sentence. */
export function metricAbout(id: string): string {
  const series = describe(id);
  return series === null ? '' : definitions[series.higherIsBetter ? series.kind : 'lower']();
}

const values: Partial<Record<Dimension, Record<string, () => string>>> = {
  stage: {
    exploration: m.score_stage_exploration,
    development: m.score_stage_development,
    stable: m.score_stage_stable,
    degradation: m.score_stage_degradation,
    introduction: m.score_stage_introduction,
    growth: m.score_stage_growth,
    maturity: m.score_stage_maturity,
    decline: m.score_stage_decline,
    churned: m.score_stage_churned
  },
  segment: {
    enterprise: m.score_segment_enterprise,
    mid: m.score_segment_mid,
    small: m.score_segment_small,
    consumer: m.score_segment_consumer
  },
  tier: { high: m.score_tier_high, mid: m.score_tier_mid, low: m.score_tier_low },
  channel: {
    email: m.score_channel_email,
    web: m.score_channel_web,
    phone: m.score_channel_phone,
    mail: m.score_channel_mail,
    sms: m.score_channel_sms,
    link: m.score_channel_link
  },
  phase: {
    baseline: m.score_phase_baseline,
    interim: m.score_phase_interim,
    day100: m.score_phase_day100,
    integration: m.score_phase_integration,
    steady: m.score_phase_steady
  },
  locale: { en: m.score_locale_en, 'zh-CN': m.score_locale_zh, fr: m.score_locale_fr, de: m.score_locale_de }
};

export function valueName(dimension: Dimension, code: string): string {
  if (code === '') return m.score_unknown();
  return values[dimension]?.[code]?.() ?? code;
}

const dimensionNames: Record<Dimension, () => string> = {
  company: m.score_by_company,
  stage: m.score_by_stage,
  segment: m.score_by_segment,
  region: m.score_by_region,
  tier: m.score_by_tier,
  channel: m.score_by_channel,
  program: m.score_by_program,
  locale: m.score_by_locale,
  phase: m.score_by_phase
};

export function dimensionName(dimension: Dimension): string {
  return dimensionNames[dimension]();
}

const events: Record<string, () => string> = {
  announced: m.score_event_announced,
  signed: m.score_event_signed,
  closed: m.score_event_closed,
  brand_switch: m.score_event_brand_switch,
  system_migration: m.score_event_system_migration,
  price_change: m.score_event_price_change
};

export function eventName(event: { kind: string; label: string | null }): string {
  return event.label || events[event.kind]?.() || '';
}

const stageOrder = Object.keys(values.stage!);
const orders: Partial<Record<Dimension, readonly string[]>> = {
  stage: stageOrder,
  segment: Object.keys(values.segment!),
  tier: Object.keys(values.tier!),
  phase: Object.keys(values.phase!)
};

/** The codes in the order people expect; codes without a place in it stand at the end by name, the unknown one last. */
export function inOrder(dimension: Dimension, codes: readonly string[]): string[] {
  const order = orders[dimension] ?? [];
  const rank = (code: string) => (code === '' ? 1e9 : order.includes(code) ? order.indexOf(code) : 1e6);
  return [...codes].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** The mark of a company: its place in the order of companies, not its brand; `ab` is the combined company. */
export function markOf(position: number | null): 'a' | 'b' | 'ab' {
  return position === 0 ? 'a' : position === 1 ? 'b' : 'ab';
}
