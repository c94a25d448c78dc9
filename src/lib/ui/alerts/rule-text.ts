/** A rule as a sentence. */
import type { Rule } from '#lib/alerts/rule.ts';
import { m } from '#lib/paraglide/messages.js';
import { metricName } from '../charts/names.ts';
import { dayText } from '../days.ts';
import { whole } from '../charts/numbers.ts';

export function ruleText(rule: Rule): string {
  const metric = metricName(rule.metric);
  const points = whole(rule.minimumEffect);
  const baseline =
    rule.baseline.kind === 'trailing'
      ? m.alerts_sentence_trailing({ weeks: rule.baseline.weeks })
      : m.alerts_sentence_fixed({ from: dayText(rule.baseline.from), to: dayText(rule.baseline.to) });
  const groups =
    rule.lattice.dimension === null
      ? m.alerts_sentence_groups()
      : rule.lattice.dimension === 'region'
        ? m.alerts_sentence_regions()
        : m.alerts_sentence_segments();
  return rule.comparison === 'rest'
    ? m.alerts_sentence_rest({ metric, points, baseline, groups })
    : m.alerts_sentence_own({ metric, points, baseline, groups });
}
