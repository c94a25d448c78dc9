/**
 * Conditions over answers, as data. The same function decides in the browser, on the server and in tests which question shows.
 */
import { notApplicable } from './kinds.ts';

export type Value = number | string;
export type Answers = Readonly<Record<string, Value>>;

export const operators = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'answered'] as const;
export type Operator = (typeof operators)[number];

export interface Comparison {
  readonly question: string;
  readonly op: Operator;
  readonly value?: Value | readonly Value[] | undefined;
}

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | Comparison;

/**
 * Whether a condition holds. Every comparison with an unanswered question is false, `ne` too: what somebody did not say is
 * neither equal nor unequal. "Does not apply" is answered and equal to itself, and false in every comparison of size.
 * An empty `all` is true, an empty `any` false.
 */
export function holds(condition: Condition, answers: Answers): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, answers));
  if ('any' in condition) return condition.any.some((part) => holds(part, answers));
  if ('not' in condition) return !holds(condition.not, answers);
  // Not Object.hasOwn: this runs in the in-app browsers of old phones too.
  const answer = Object.prototype.hasOwnProperty.call(answers, condition.question)
    ? answers[condition.question]
    : undefined;
  if (answer === undefined) return false;
  const value = condition.value;
  switch (condition.op) {
    case 'answered':
      return true;
    case 'in':
      return Array.isArray(value) && value.includes(answer);
    case 'eq':
      return answer === value;
    case 'ne':
      return answer !== value;
    default:
      if (answer === notApplicable || typeof answer !== 'number' || typeof value !== 'number') return false;
      if (condition.op === 'lt') return answer < value;
      if (condition.op === 'le') return answer <= value;
      return condition.op === 'gt' ? answer > value : answer >= value;
  }
}

/** Ids of the questions a condition looks at, each as often as it is named. */
export function questionsIn(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(questionsIn);
  if ('any' in condition) return condition.any.flatMap(questionsIn);
  if ('not' in condition) return questionsIn(condition.not);
  return [condition.question];
}
