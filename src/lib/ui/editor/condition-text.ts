/** A condition as a sentence. */
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Comparison, Condition } from '#lib/survey/condition.ts';
import { keyOf, type Choices } from './choices.ts';
import { operatorName } from './words.ts';

export function conditionText(condition: Condition, choices: Choices): string {
  if ('not' in condition) return m.builder_sentence_not({ condition: conditionText(condition.not, choices) });
  if ('all' in condition || 'any' in condition) {
    const [type, parts] =
      'all' in condition ? (['conjunction', condition.all] as const) : (['disjunction', condition.any] as const);
    const words = parts.map((part) => conditionText(part, choices));
    return new Intl.ListFormat(getLocale(), { type }).format(words);
  }
  return comparisonText(condition, choices);
}

function comparisonText(comparison: Comparison, choices: Choices): string {
  const choice = choices.find(({ key }) => key === keyOf(comparison));
  const subject = choice?.label ?? keyOf(comparison).slice(2);
  const operator = operatorName(comparison.op);
  const { value, than } = comparison;
  if (comparison.op === 'answered') return m.builder_sentence_answered({ subject, operator });
  const say = (one: number | string): string =>
    choice?.values?.find((known) => known.value === one)?.label ?? String(one);
  const values = value === undefined ? [] : typeof value === 'object' ? value.map(say) : [say(value)];
  const other = than ? (choices.find(({ key }) => key === keyOf(than))?.label ?? keyOf(than).slice(2)) : '';
  const said = than ? other : new Intl.ListFormat(getLocale(), { type: 'disjunction' }).format(values);
  return m.builder_sentence({ subject, operator, value: said });
}
