/** What a rule can be offered for, without the schema of a rule: the editor shows it in the browser. */
import { metricKeys, metrics, type MetricKey } from '#lib/scores/metrics.ts';

/** The metrics of customers whose fall is bad news, in the order of the list of metrics: what a rule can be made for. */
export const watchable: readonly MetricKey[] = metricKeys.filter(
  (key) => metrics[key].higherIsBetter && metrics[key].respondents === 'customers'
);
