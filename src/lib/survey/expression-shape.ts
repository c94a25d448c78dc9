/**
 * What kind of expression stands somewhere and what it is made of, for those who put one together piece by piece. Whatever is done
 * here to an expression a document can hold leaves one it can hold.
 */
import type { Condition, Subject } from './condition.ts';
import type { Expression } from './expression.ts';

/** Shapes over a list of any length. */
export const listShapes = ['sum', 'mean', 'least', 'greatest', 'product', 'count', 'join'] as const;
/** Shapes over a first and a second part, whose order counts. */
export const pairShapes = ['difference', 'quotient'] as const;
export type ListShape = (typeof listShapes)[number];
export type PairShape = (typeof pairShapes)[number];
export type Shape = ListShape | PairShape | 'round' | 'if' | 'constant' | 'subject';

/** Shapes that are given numbers and leave out everything else. */
export const arithmetic: ReadonlySet<Shape> = new Set([
  ...(['sum', 'mean', 'least', 'greatest', 'product', 'difference', 'quotient', 'round'] as const)
]);

/** How deep a document lets expressions stand in each other. */
export const deepest = 6;

export function shapeOf(expression: Expression): Shape {
  if (typeof expression !== 'object') return 'constant';
  if (isSubject(expression)) return 'subject';
  return (Object.keys(expression) as Shape[]).find((key) => key === 'round' || key === 'if') ?? firstKey(expression);
}

const firstKey = (expression: object): Shape => Object.keys(expression)[0] as Shape;

export function isSubject(expression: Expression): expression is Subject {
  return (
    typeof expression === 'object' && ('question' in expression || 'known' in expression || 'computed' in expression)
  );
}

/** The parts of an expression in order: of `if`, what follows when it holds and, where there is one, what follows otherwise. */
export function partsOf(expression: Expression): readonly Expression[] {
  if (typeof expression !== 'object' || isSubject(expression)) return [];
  if ('if' in expression) {
    return expression.else === undefined ? [expression.then] : [expression.then, expression.else];
  }
  if ('round' in expression) return [expression.round];
  return Object.values(expression as Record<string, readonly Expression[]>)[0] ?? [];
}

/** The expression with other parts, in the order of `partsOf`. Never fewer than its shape needs: without enough it stays as it is. */
export function withParts(expression: Expression, parts: readonly Expression[]): Expression {
  const [first, second] = parts;
  if (typeof expression !== 'object' || isSubject(expression) || first === undefined) return expression;
  if ('if' in expression) {
    const { else: _, ...rest } = expression;
    return { ...rest, then: first, ...(second === undefined ? {} : { else: second }) };
  }
  if ('round' in expression) return { ...expression, round: first };
  const shape = shapeOf(expression);
  if (shape === 'difference' || shape === 'quotient') {
    return second === undefined ? expression : pairOf(shape, first, second);
  }
  return listOf(shape as ListShape, parts);
}

/** What an expression needs to become of another shape: something to start from, and a condition. */
export interface Beginnings {
  readonly part: Expression;
  readonly condition: Condition;
}

/**
 * The expression in another shape. Its parts are kept as far as the new shape takes them; what is no calculation becomes the first
 * part of one.
 */
export function reshaped(expression: Expression, shape: Exclude<Shape, 'subject'>, begin: Beginnings): Expression {
  const own = partsOf(expression);
  const parts = own.length > 0 ? own : [typeof expression === 'object' ? expression : expression || begin.part];
  const [first = begin.part, second] = parts;
  if (shape === 'constant') return 0;
  if (shape === 'round') return { round: first, digits: 0 };
  if (shape === 'if') return { if: begin.condition, then: first, else: second ?? 0 };
  if (shape === 'difference' || shape === 'quotient') return pairOf(shape, first, second ?? begin.part);
  return listOf(shape, parts);
}

function pairOf(shape: PairShape, first: Expression, second: Expression): Expression {
  return shape === 'difference' ? { difference: [first, second] } : { quotient: [first, second] };
}

function listOf(shape: ListShape, parts: readonly Expression[]): Expression {
  return { [shape]: parts } as unknown as Expression;
}
