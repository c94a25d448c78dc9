/** An expression as a phrase: “the mean of “Speed” and “Price””. */
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Expression } from '#lib/survey/expression.ts';
import { isSubject, partsOf, shapeOf, type ListShape, type Shape } from '#lib/survey/expression-shape.ts';
import { keyOf, type Choices } from '../choices.ts';
import { conditionText } from '../condition-text.ts';

const shapeNames: Record<Exclude<Shape, 'subject'>, () => string> = {
  sum: m.logic_shape_sum,
  mean: m.logic_shape_mean,
  least: m.logic_shape_least,
  greatest: m.logic_shape_greatest,
  product: m.logic_shape_product,
  difference: m.logic_shape_difference,
  quotient: m.logic_shape_quotient,
  count: m.logic_shape_count,
  round: m.logic_shape_round,
  join: m.logic_shape_join,
  if: m.logic_shape_if,
  constant: m.logic_shape_constant
};

export const shapeName = (shape: Exclude<Shape, 'subject'>): string => shapeNames[shape]();

const listSentences: Record<ListShape, (input: { parts: string }) => string> = {
  sum: m.logic_say_sum,
  mean: m.logic_say_mean,
  least: m.logic_say_least,
  greatest: m.logic_say_greatest,
  product: m.logic_say_product,
  count: m.logic_say_count,
  join: m.logic_say_join
};

export function expressionText(expression: Expression, choices: Choices): string {
  if (typeof expression === 'number')
    return new Intl.NumberFormat(getLocale(), { maximumFractionDigits: 6 }).format(expression);
  if (typeof expression === 'string') return m.logic_say_text({ text: expression });
  if (isSubject(expression)) {
    const key = keyOf(expression);
    return m.logic_say_text({
      text: choices.find((one) => one.key === key)?.label ?? m.builder_condition_gone({ name: key.slice(2) })
    });
  }
  const [first = '', second] = partsOf(expression).map((part) => inner(part, choices));
  if ('if' in expression) {
    const condition = conditionText(expression.if, choices);
    return second === undefined
      ? m.logic_say_if({ condition, value: first })
      : m.logic_say_if_else({ condition, value: first, other: second });
  }
  if ('round' in expression) return m.logic_say_round({ value: first, digits: expression.digits ?? 0 });
  if ('difference' in expression) return m.logic_say_difference({ first, second: second ?? '' });
  if ('quotient' in expression) return m.logic_say_quotient({ first, second: second ?? '' });
  const words = partsOf(expression).map((part) => inner(part, choices));
  const parts = new Intl.ListFormat(getLocale(), { type: 'conjunction' }).format(words);
  return listSentences[shapeOf(expression) as ListShape]({ parts });
}

/** A calculation inside another stands in brackets, so that nobody has to know what is reckoned first. */
function inner(part: Expression, choices: Choices): string {
  const text = expressionText(part, choices);
  return typeof part === 'object' && !isSubject(part) ? m.logic_say_inner({ text }) : text;
}
