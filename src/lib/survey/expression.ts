/**
 * Computed values, as data: arithmetic over answers, over what is known and over other computed values. What was not said is
 * left out of sums, means and counts; everything else that lacks a part has no value.
 */
import { holds, told, type Condition, type Facts, type Subject, type Value } from './condition.ts';

export type Expression =
  | number
  | string
  | Subject
  | { readonly sum: readonly Expression[] }
  | { readonly mean: readonly Expression[] }
  | { readonly least: readonly Expression[] }
  | { readonly greatest: readonly Expression[] }
  | { readonly product: readonly Expression[] }
  | { readonly difference: readonly [Expression, Expression] }
  | { readonly quotient: readonly [Expression, Expression] }
  /** How many of these have a value; a set counts as its codes. */
  | { readonly count: readonly Expression[] }
  | { readonly round: Expression; readonly digits?: number | undefined }
  /** Texts and numbers one after the other. */
  | { readonly join: readonly Expression[] }
  | { readonly if: Condition; readonly then: Expression; readonly else?: Expression | undefined };

export interface Computed {
  readonly id: string;
  readonly value: Expression;
}

/** The value of an expression; undefined when it has none. "Does not apply" is no number. Division by zero has no value. */
export function evaluate(expression: Expression, facts: Facts): Value | undefined {
  if (typeof expression !== 'object') return expression;
  if ('question' in expression || 'known' in expression || 'computed' in expression) return told(expression, facts);
  if ('if' in expression) {
    const branch = holds(expression.if, facts) ? expression.then : expression.else;
    return branch === undefined ? undefined : evaluate(branch, facts);
  }
  const number = (part: Expression): number | undefined => {
    const value = evaluate(part, facts);
    return typeof value === 'number' ? value : undefined;
  };
  const numbers = (parts: readonly Expression[]): number[] => {
    const list: number[] = [];
    for (const part of parts) {
      const value = number(part);
      if (value !== undefined) list.push(value);
    }
    return list;
  };
  if ('sum' in expression) return over(numbers(expression.sum), (list) => list.reduce((a, b) => a + b, 0));
  if ('mean' in expression)
    return over(numbers(expression.mean), (list) => list.reduce((a, b) => a + b, 0) / list.length);
  if ('least' in expression) return over(numbers(expression.least), (list) => Math.min(...list));
  if ('greatest' in expression) return over(numbers(expression.greatest), (list) => Math.max(...list));
  if ('product' in expression) {
    const list = numbers(expression.product);
    return list.length < expression.product.length ? undefined : finite(list.reduce((a, b) => a * b, 1));
  }
  if ('difference' in expression || 'quotient' in expression) {
    const [left, right] = 'difference' in expression ? expression.difference : expression.quotient;
    const [a, b] = [number(left), number(right)];
    if (a === undefined || b === undefined) return undefined;
    return 'difference' in expression ? finite(a - b) : b === 0 ? undefined : finite(a / b);
  }
  if ('round' in expression) {
    const value = number(expression.round);
    const unit = Math.pow(10, expression.digits ?? 0);
    // Halves away from zero, as people round and as SQL does.
    return value === undefined ? undefined : (Math.sign(value) * Math.round(Math.abs(value) * unit)) / unit;
  }
  if ('count' in expression) {
    return expression.count.reduce((total: number, part) => {
      const value = evaluate(part, facts);
      return total + (value === undefined ? 0 : typeof value === 'object' ? value.length : 1);
    }, 0);
  }
  const said = expression.join.map((part) => evaluate(part, facts)).filter((value) => value !== undefined);
  return said.length === 0
    ? undefined
    : said.map((value) => (typeof value === 'object' ? value.join(', ') : value)).join('');
}

function over(list: readonly number[], fold: (list: readonly number[]) => number): number | undefined {
  return list.length === 0 ? undefined : finite(fold(list));
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/**
 * Computed values by id over these facts, each worked out when it is asked for. One that leads back to itself has no value.
 */
export function computedOver(
  computed: readonly Computed[] | undefined,
  facts: Pick<Facts, 'answers' | 'known'>
): (id: string) => Value | undefined {
  if (computed === undefined || computed.length === 0) return () => undefined;
  const open: string[] = [];
  const byId = idsOf(computed);
  const look = (id: string): Value | undefined => {
    const found = byId.get(id);
    if (found === undefined || open.indexOf(id) >= 0) return undefined;
    open.push(id);
    const value = evaluate(found, { ...facts, computed: look });
    open.pop();
    return value;
  };
  return look;
}

const known = new WeakMap<readonly Computed[], Map<string, Expression>>();

function idsOf(computed: readonly Computed[]): Map<string, Expression> {
  let ids = known.get(computed);
  if (ids === undefined) {
    ids = new Map();
    // The first of two with one id counts.
    for (const { id, value } of computed) if (!ids.has(id)) ids.set(id, value);
    known.set(computed, ids);
  }
  return ids;
}

/** Every subject an expression looks at, those of its conditions included. */
export function subjectsOf(expression: Expression, inCondition: (condition: Condition) => Subject[]): Subject[] {
  if (typeof expression !== 'object') return [];
  if ('question' in expression || 'known' in expression || 'computed' in expression) return [expression];
  const inner = (part: Expression | undefined): Subject[] => (part === undefined ? [] : subjectsOf(part, inCondition));
  if ('if' in expression) return [...inCondition(expression.if), ...inner(expression.then), ...inner(expression.else)];
  if ('round' in expression) return inner(expression.round);
  return Object.values(expression as Record<string, readonly Expression[]>).flatMap((parts) => parts.flatMap(inner));
}
