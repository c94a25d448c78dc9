/**
 * Conditions as data: over answers, over what is known of the respondent, and over computed values. The same function decides in
 * the browser, on the server and in tests what shows. Before a survey is drawn for somebody, everything that is known is decided
 * (`specialise.ts`); what a page's script gets looks at answers and computed values alone.
 */
import { notApplicable } from './kinds.ts';

/** A set of codes is an array in the order of the options; everything else is one value. */
export type Value = number | string | readonly string[];
/** Answers by name of the field: `speed` for a question, `service.speed` for an item, `service.speed.expected` for a side. */
export type Answers = Readonly<Record<string, Value>>;

export const operators = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'in', 'includes', 'answered'] as const;
export type Operator = (typeof operators)[number];

/** An answer, by name of its field. */
export interface OfAnswer {
  readonly question: string;
}
/** Something known before the first answer: `company`, `stage`, `tier`, `language`, `channel`, `segment.size`, `attribute.x`, `arm.x`, `quota.x`. */
export interface OfKnown {
  readonly known: string;
}
/** A computed value of the survey. */
export interface OfComputed {
  readonly computed: string;
}
export type Subject = OfAnswer | OfKnown | OfComputed;

interface Test {
  readonly op: Operator;
  readonly value?: number | string | readonly (number | string)[] | undefined;
  /** Instead of a value: the answer or computed value to compare with. */
  readonly than?: Subject | undefined;
}
export type Comparison = Subject & Test;

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | Comparison;

/** What conditions and expressions look at. */
export interface Facts {
  readonly answers: Answers;
  readonly known?: Readonly<Record<string, Value>> | undefined;
  /** A computed value; undefined while it has none. */
  readonly computed?: ((id: string) => Value | undefined) | undefined;
}

/** What a subject says; undefined when there is nothing. */
export function told(subject: Subject, facts: Facts): Value | undefined {
  if ('question' in subject) return own(facts.answers, subject.question);
  if ('known' in subject) return facts.known && own(facts.known, subject.known);
  return facts.computed?.(subject.computed);
}

function own(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  // Not Object.hasOwn: this runs in the in-app browsers of old phones too.
  return Object.prototype.hasOwnProperty.call(record, name) ? record[name] : undefined;
}

/**
 * Whether a condition holds. Every comparison with something unsaid is false, `ne` too: what somebody did not say is neither
 * equal nor unequal. "Does not apply" is answered and equal to itself, and false in every comparison of size. `in` holds when the
 * answer, or one code of a set, is on the list; `includes` when a set has all the codes named. Dates compare as days.
 * An empty `all` is true, an empty `any` false.
 */
export function holds(condition: Condition, facts: Facts): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, facts));
  if ('any' in condition) return condition.any.some((part) => holds(part, facts));
  if ('not' in condition) return !holds(condition.not, facts);
  const answer = told(condition, facts);
  if (answer === undefined) return false;
  if (condition.op === 'answered') return true;
  return compare(answer, condition.op, condition.than ? told(condition.than, facts) : condition.value);
}

function compare(answer: Value, op: Operator, value: Value | readonly (number | string)[] | undefined): boolean {
  if (value === undefined) return false;
  const many = (list: typeof value): readonly (number | string)[] =>
    typeof list === 'string' || typeof list === 'number' ? [list] : list;
  switch (op) {
    case 'in':
      return many(answer).some((one) => many(value).indexOf(one) >= 0);
    case 'includes':
      return many(value).every((one) => many(answer).indexOf(one) >= 0);
    case 'eq':
      return same(answer, value);
    case 'ne':
      return !same(answer, value);
    default:
      return sized(answer, op, value);
  }
}

function same(a: Value, b: Value | readonly (number | string)[]): boolean {
  if (typeof a !== 'object') return a === b;
  return typeof b === 'object' && a.length === b.length && a.every((one) => b.indexOf(one) >= 0);
}

function sized(a: unknown, op: Operator, b: unknown): boolean {
  if (typeof a !== typeof b || (typeof a === 'string' ? !day.test(a) || !day.test(b as string) : typeof a !== 'number'))
    return false;
  const [x, y] = [a as number, b as number];
  if (op === 'lt') return x < y;
  if (op === 'le') return x <= y;
  return op === 'gt' ? x > y : x >= y;
}
const day = /^\d{4}-\d\d-\d\d$/;

/** Every comparison of a condition, in order. */
export function comparisonsIn(condition: Condition): Comparison[] {
  if ('all' in condition) return condition.all.flatMap(comparisonsIn);
  if ('any' in condition) return condition.any.flatMap(comparisonsIn);
  return 'not' in condition ? comparisonsIn(condition.not) : [condition];
}

/** Every subject a condition looks at, each as often as it is named. */
export function subjectsIn(condition: Condition): Subject[] {
  return comparisonsIn(condition).flatMap((one) => (one.than ? [one, one.than] : [one]));
}

/** Names of the fields a condition looks at, each as often as it is named. */
export function fieldsIn(condition: Condition): string[] {
  return subjectsIn(condition).flatMap((subject) => ('question' in subject ? [subject.question] : []));
}

/**
 * What is left of a condition when everything known is decided: true, false, or a condition over answers and computed values
 * with the same outcome for every answer.
 */
export function decide(condition: Condition, known: Readonly<Record<string, Value>>): Condition | boolean {
  if ('not' in condition) {
    const inner = decide(condition.not, known);
    return typeof inner === 'boolean' ? !inner : { not: inner };
  }
  if ('all' in condition || 'any' in condition) {
    const every = 'all' in condition;
    const parts = (every ? condition.all : condition.any).map((part) => decide(part, known));
    // One false ends an `all`, one true an `any`; the other kind of certainty changes nothing.
    if (parts.some((part) => part === !every)) return !every;
    const open = parts.filter((part) => typeof part !== 'boolean');
    if (open.length === 0) return every;
    if (open.length === 1) return open[0] as Condition;
    return every ? { all: open } : { any: open };
  }
  if ('known' in condition) {
    const value = own(known, condition.known);
    if (value === undefined) return false;
    if (condition.op === 'answered') return true;
    const { than } = condition;
    if (than === undefined) return compare(value, condition.op, condition.value);
    return 'known' in than ? compare(value, condition.op, own(known, than.known)) : turned(value, condition.op, than);
  }
  const { than } = condition;
  if (than === undefined || !('known' in than)) return condition;
  const value = own(known, than.known);
  const { than: _, ...rest } = condition;
  return value === undefined ? false : { ...rest, value };
}

/** `value op answer` the other way round, so that the answer is what is looked at. */
function turned(value: Value, op: Operator, than: Subject): Condition {
  const other: Partial<Record<Operator, Operator>> = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le', eq: 'eq', ne: 'ne' };
  const back = other[op];
  if (back !== undefined) return { ...than, op: back, value };
  const codes = typeof value === 'object' ? value : [value];
  // A known value on a list that is an answer: some code in common, or all codes of the answer among them.
  if (op === 'in') return { ...than, op: 'in', value: codes };
  return {
    all: [
      { ...than, op: 'answered' },
      { ...than, op: 'in', value: codes }
    ]
  };
}

/** Whether "does not apply" was said. */
export const isNotApplicable = (value: Value | undefined): boolean => value === notApplicable;
