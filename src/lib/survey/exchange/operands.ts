/** What the words of another system's expressions stand for in a document, and comparisons between them. */
import type { Condition, Operator, Subject } from '../condition.ts';
import type { Expression } from '../expression.ts';
import type { Asks } from '../kinds.ts';
import { allOf, anyOf, notOf, type Logic } from './logic.ts';

export interface FieldOperand {
  readonly is: 'field';
  readonly field: string;
  readonly asks: Asks;
  /** Our value for one of the source; null when the source cannot give it. */
  readonly code: (raw: string | number) => string | number | null;
  /** The source's own values where they are a list. */
  readonly raws?: readonly (string | number)[] | undefined;
  /** True where the document keeps the numbers of the source, so that they can be reckoned with. */
  readonly same: boolean;
}

export type Operand =
  | { readonly is: 'value'; readonly value: number | string | boolean | readonly (number | string)[] }
  | FieldOperand
  /** One box of a set: ticked or not. */
  | { readonly is: 'member'; readonly field: string; readonly code: string; readonly ticked: readonly string[] }
  | { readonly is: 'known'; readonly known: string }
  | { readonly is: 'worked'; readonly expression: Expression }
  /** Something that holds or not; `equals` where it can be compared with a value of the source. */
  | { readonly is: 'logic'; readonly logic: Logic; readonly equals?: (raw: string | number) => Logic | null };

/** Gives an expression a name among the computed values of the document; null when it cannot be one. */
export type Compute = (expression: Expression) => string | null;

export type Sign = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
const turned: Record<Sign, Sign> = { eq: 'eq', ne: 'ne', lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' };

/** Whether the operand was answered, ticked, or has a value. */
export function answered(operand: Operand, compute: Compute): Logic | null {
  switch (operand.is) {
    case 'field':
      return { question: operand.field, op: 'answered' };
    case 'member':
      return ticked(operand);
    case 'known':
      return { known: operand.known, op: 'answered' };
    case 'worked': {
      const id = compute(operand.expression);
      return id === null ? null : { computed: id, op: 'answered' };
    }
    case 'logic':
      return operand.logic;
    default:
      return operand.value !== '' && operand.value !== false && operand.value !== 0;
  }
}

function ticked(operand: Extract<Operand, { is: 'member' }>): Condition {
  return { question: operand.field, op: 'includes', value: operand.code };
}

/**
 * A comparison as a condition; null when the document has no words for it. `unlike` is true also of what was not answered, as in
 * the systems whose expressions are read here.
 */
export function compare(left: Operand, sign: Sign, right: Operand, compute: Compute): Logic | null {
  if (left.is === 'value') {
    return right.is === 'value' ? constant(left.value, sign, right.value) : compare(right, turned[sign], left, compute);
  }
  if (sign === 'ne') {
    const same = compare(left, 'eq', right, compute);
    return same === null ? null : notOf(same);
  }
  if (right.is === 'value') return withValue(left, sign, right.value, compute);
  if (left.is === 'logic' || right.is === 'logic' || left.is === 'member' || right.is === 'member') return null;
  const [one, other] = [subjectOf(left, compute), subjectOf(right, compute)];
  return one === null || other === null ? null : { ...one, op: sign, than: other };
}

function subjectOf(operand: Operand, compute: Compute): Subject | null {
  if (operand.is === 'field') return operand.same ? { question: operand.field } : null;
  if (operand.is === 'known') return { known: operand.known };
  const id = operand.is === 'worked' ? compute(operand.expression) : null;
  return id === null ? null : { computed: id };
}

function withValue(
  left: Exclude<Operand, { is: 'value' }>,
  sign: Exclude<Sign, 'ne'>,
  value: Extract<Operand, { is: 'value' }>['value'],
  compute: Compute
): Logic | null {
  if (typeof value === 'object') return null;
  if (value === '') {
    const given = answered(left, compute);
    return given === null || sign !== 'eq' ? null : notOf(given);
  }
  switch (left.is) {
    case 'field':
      return ofField(left, sign, value);
    case 'member': {
      if (sign !== 'eq') return null;
      return left.ticked.includes(String(value)) ? ticked(left) : notOf(ticked(left));
    }
    case 'known':
      return typeof value === 'boolean' ? null : { known: left.known, op: sign, value };
    case 'worked': {
      const id = compute(left.expression);
      return id === null || typeof value === 'boolean' ? null : { computed: id, op: sign, value };
    }
    case 'logic':
      if (sign !== 'eq') return null;
      if (left.equals !== undefined && typeof value !== 'boolean') return left.equals(value);
      if (value === true || value === 1 || value === '1') return left.logic;
      return value === false || value === 0 || value === '0' ? notOf(left.logic) : null;
  }
}

function ofField(left: FieldOperand, sign: Exclude<Sign, 'ne'>, value: number | string | boolean): Logic | null {
  const question = left.field;
  const raw = typeof value === 'boolean' ? String(value) : value;
  if (sign === 'eq') {
    const code = left.code(raw);
    return code === null ? null : { question, op: left.asks === 'options' ? 'includes' : 'eq', value: code };
  }
  if (left.asks === 'date') return typeof raw === 'string' ? { question, op: sign, value: raw } : null;
  const number = Number(raw);
  if (raw === '' || !Number.isFinite(number)) return null;
  if (left.same && (left.asks === 'number' || left.asks === 'code' || left.asks === 'rank'))
    return { question, op: sign, value: number };
  if (left.raws === undefined || left.asks === 'options') return null;
  if (left.raws.some((one) => !Number.isFinite(Number(one)) || one === '')) return null;
  // Codes that are not numbers here are compared as they were numbers there.
  const codes = left.raws.filter((one) => sized(Number(one), sign, number)).map((one) => left.code(one));
  return codes.includes(null) ? null : { question, op: 'in', value: codes as (string | number)[] };
}

function sized(a: number, sign: Operator, b: number): boolean {
  return sign === 'lt' ? a < b : sign === 'le' ? a <= b : sign === 'gt' ? a > b : a >= b;
}

function constant(a: unknown, sign: Sign, b: unknown): Logic | null {
  if (sign === 'eq') return String(a) === String(b);
  if (sign === 'ne') return String(a) !== String(b);
  const [x, y] = [Number(a), Number(b)];
  return Number.isFinite(x) && Number.isFinite(y) ? sized(x, sign, y) : null;
}

/** The operand as an expression to reckon with; null when it is none. */
export function reckoned(operand: Operand): Expression | null {
  switch (operand.is) {
    case 'value':
      return typeof operand.value === 'number' || typeof operand.value === 'string' ? operand.value : null;
    case 'field':
      return operand.same || operand.asks === 'text' ? { question: operand.field } : null;
    case 'known':
      return { known: operand.known };
    case 'worked':
      return operand.expression;
    case 'member':
      return { if: ticked(operand), then: 1, else: 0 };
    case 'logic':
      return typeof operand.logic === 'boolean' ? Number(operand.logic) : { if: operand.logic, then: 1, else: 0 };
  }
}

/** How many of these operands have a value. */
export function counted(operands: readonly Operand[]): Expression | null {
  const parts = operands.map((operand): Expression | null => {
    if (operand.is === 'member') return { if: ticked(operand), then: 1, else: 0 };
    const inner = operand.is === 'field' ? { question: operand.field } : reckoned(operand);
    return inner === null ? null : { count: [inner] };
  });
  if (parts.includes(null) || parts.length === 0) return null;
  return parts.length === 1 ? parts[0]! : { sum: parts as Expression[] };
}

/** Whether any, or all, of several logics hold; null as soon as one could not be read. */
export function together(parts: readonly (Logic | null)[], by: 'all' | 'any'): Logic | null {
  if (parts.includes(null)) return null;
  return by === 'all' ? allOf(parts as Logic[]) : anyOf(parts as Logic[]);
}
