/**
 * Expressions of SurveyJS: read into a tree, and from there into conditions and computed values as far as a document has words for
 * them. https://surveyjs.io/form-library/documentation/design-survey/conditional-logic
 */
import type { Condition } from '../../condition.ts';
import type { Expression } from '../../expression.ts';
import { notOf, type Logic } from '../logic.ts';
import {
  answered,
  compare,
  reckoned,
  together,
  type Compute,
  type FieldOperand,
  type Operand,
  type Sign
} from '../operands.ts';
import { parse, type Grammar, type Token, type Tree } from '../syntax.ts';

const words: Readonly<Record<string, string>> = {
  ...{ and: 'and', or: 'or', empty: 'empty', notempty: 'notempty', negate: '!' },
  ...{ equal: '==', notequal: '!=', less: '<', lessorequal: '<=', greater: '>', greaterorequal: '>=' },
  ...{ contains: 'contains', contain: 'contains', notcontains: 'notcontains', notcontain: 'notcontains' },
  ...{ anyof: 'anyof', noneof: 'noneof', allof: 'allof' }
};
const spelled: Readonly<Record<string, string>> = { '=': '==', '<>': '!=', '&&': 'and', '||': 'or', '*=': 'contains' };
const grammar: Grammar = {
  between: {
    ...{ or: 1, and: 2, '==': 3, '!=': 3, '<': 3, '<=': 3, '>': 3, '>=': 3 },
    ...{ contains: 3, notcontains: 3, anyof: 3, noneof: 3, allof: 3 },
    ...{ '+': 4, '-': 4, '*': 5, '/': 5, '%': 5, '^': 6 }
  },
  before: { '!': 7, '-': 7 },
  after: { empty: 3, notempty: 3 }
};
const signs: Readonly<Record<string, Sign>> = { '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' };

const token =
  /\s*(?:\{([^{}]*)\}|(\d+(?:\.\d+)?)(?![\w.])|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([A-Za-z_][\w-]*)(\s*\()?|(&&|\|\||==|!=|<>|<=|>=|\*=|[-+*/%^<>=!(),[\]]))/y;

/** The tokens of an expression; null where a sign is none of the language. */
export function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const from = token.lastIndex;
    const found = token.exec(text);
    if (found === null || tokens.length > 5000) return null;
    const [whole, name, number, double, single, word, call, sign] = found;
    if (name !== undefined) tokens.push({ is: 'name', name: name.trim() });
    else if (number !== undefined) tokens.push({ is: 'number', value: Number(number) });
    else if (double !== undefined || single !== undefined)
      tokens.push({ is: 'text', value: (double ?? single ?? '').replace(/\\(.)/g, '$1') });
    else if (sign !== undefined)
      tokens.push({ is: 'sign', sign: Object.hasOwn(spelled, sign) ? spelled[sign]! : sign });
    else if (word !== undefined) {
      const lower = word.toLowerCase();
      const known = Object.hasOwn(words, lower) ? words[lower] : undefined;
      if (known !== undefined) tokens.push({ is: 'sign', sign: known });
      else if (call !== undefined) tokens.push({ is: 'function', name: lower });
      else tokens.push({ is: 'text', value: word });
      if (call !== undefined) token.lastIndex = from + whole.length - 1;
    }
  }
  return tokens;
}

/** The tree of an expression, or null. */
export function treeOf(text: string): Tree | null {
  const tokens = tokensOf(text);
  return tokens === null ? null : parse(tokens, grammar);
}

/** What a name of the source stands for: an answer, or several fields of one question. */
export type Named = Operand | { readonly is: 'many'; readonly fields: readonly Operand[] };
export type Resolve = (name: string) => Named | null;

type Value = Extract<Operand, { is: 'value' }>['value'];

function literal(tree: Tree): Value | null {
  if (tree.is === 'number') return tree.value;
  if (tree.is === 'text') return tree.value === 'true' ? true : tree.value === 'false' ? false : tree.value;
  if (tree.is === 'one' && tree.sign === '-' && tree.of.is === 'number') return -tree.of.value;
  if (tree.is !== 'list') return null;
  const values = tree.of.map(literal);
  return values.every((one) => typeof one === 'number' || typeof one === 'string')
    ? (values as (number | string)[])
    : null;
}

/** The condition of an expression; null when the document has no words for a part of it. */
export function logicOf(tree: Tree, resolve: Resolve, compute: Compute): Logic | null {
  const logic = (one: Tree): Logic | null => logicOf(one, resolve, compute);
  if (tree.is === 'two' && (tree.sign === 'and' || tree.sign === 'or')) {
    return together([logic(tree.left), logic(tree.right)], tree.sign === 'and' ? 'all' : 'any');
  }
  if (tree.is === 'one' && tree.sign === '!') {
    const inner = logic(tree.of);
    return inner === null ? null : notOf(inner);
  }
  if (tree.is === 'one' && (tree.sign === 'empty' || tree.sign === 'notempty')) {
    const given = present(namedOf(tree.of, resolve, compute), compute);
    return given === null ? null : tree.sign === 'empty' ? notOf(given) : given;
  }
  if (tree.is === 'two') return pairOf(tree, resolve, compute);
  if (tree.is === 'name') {
    const operand = resolve(tree.name);
    // Alone, an answer counts when it is neither nothing nor zero.
    if (operand?.is === 'field' && operand.code('true') === 'yes')
      return { question: operand.field, op: 'eq', value: 'yes' };
    return operand?.is === 'field' && operand.asks !== 'number' ? { question: operand.field, op: 'answered' } : null;
  }
  const value = literal(tree);
  return typeof value === 'boolean' ? value : null;
}

/** Whether anything was said. */
function present(named: Named | null, compute: Compute): Logic | null {
  if (named === null) return null;
  if (named.is !== 'many') return answered(named, compute);
  return together(
    named.fields.map((field) => answered(field, compute)),
    'any'
  );
}

function pairOf(tree: Extract<Tree, { is: 'two' }>, resolve: Resolve, compute: Compute): Logic | null {
  const sign = Object.hasOwn(signs, tree.sign) ? signs[tree.sign] : undefined;
  const [left, right] = [namedOf(tree.left, resolve, compute), namedOf(tree.right, resolve, compute)];
  if (left === null || right === null || left.is === 'many' || right.is === 'many') return null;
  if (sign === undefined) return membership(tree.sign, left, right);
  const [field, value] = left.is === 'field' ? [left, right] : [right, left];
  if (field.is === 'field' && field.asks === 'options') {
    if (value.is !== 'value' || (sign !== 'eq' && sign !== 'ne') || typeof value.value !== 'object') return null;
    const codes = value.value.map((one) => field.code(one));
    if (codes.includes(null)) return null;
    const same: Condition = { question: field.field, op: 'eq', value: codes as (number | string)[] };
    return sign === 'eq' ? same : notOf(same);
  }
  if (left.is === 'value' && typeof left.value === 'object') return null;
  return compare(left, sign, right, compute);
}

/** `contains`, `anyof` and their kin, over sets and over single answers. */
function membership(sign: string, left: Operand, right: Operand): Logic | null {
  if (right.is !== 'value' || left.is !== 'field') return null;
  const list: readonly (number | string)[] =
    typeof right.value === 'object'
      ? right.value
      : [typeof right.value === 'boolean' ? String(right.value) : right.value];
  const negative = sign === 'notcontains' || sign === 'noneof';
  const positive = memberOf(sign === 'anyof' || sign === 'noneof', left, list, typeof right.value !== 'object');
  return positive === null ? null : negative ? notOf(positive) : positive;
}

function memberOf(
  any: boolean,
  field: FieldOperand,
  list: readonly (number | string)[],
  single: boolean
): Logic | null {
  const question = field.field;
  if (list.length === 0) return null;
  if (field.asks === 'options') {
    const codes = list.map((one) => field.code(one));
    if (codes.includes(null)) return null;
    if (!any && codes.length === 1) return { question, op: 'includes', value: codes[0]! };
    return { question, op: any ? 'in' : 'includes', value: codes as (number | string)[] };
  }
  if (field.asks !== 'option' && field.asks !== 'code') return null;
  if (any) {
    const codes = list.map((one) => field.code(one));
    return codes.includes(null) ? null : { question, op: 'in', value: codes as (number | string)[] };
  }
  // A single answer "contains" what its value contains as a text.
  if (!single || field.asks === 'code') return null;
  const part = String(list[0]).toLowerCase();
  const codes = (field.raws ?? [])
    .filter((raw) => String(raw).toLowerCase().includes(part))
    .map((raw) => field.code(raw));
  return part === '' || codes.length === 0 || codes.includes(null)
    ? null
    : { question, op: 'in', value: codes as (number | string)[] };
}

const worked = (expression: Expression): Operand => ({ is: 'worked', expression });
/** Nothing counts as zero where it is reckoned with. */
const orZero = (expression: Expression): Expression =>
  typeof expression === 'object' ? { sum: [0, expression] } : expression;

/** What a tree stands for. */
export function namedOf(tree: Tree, resolve: Resolve, compute: Compute): Named | null {
  const value = literal(tree);
  if (value !== null) return { is: 'value', value };
  if (tree.is === 'name') return resolve(tree.name);
  if (tree.is === 'call') return callOf(tree, resolve, compute);
  if (tree.is === 'two' && '+-*/'.includes(tree.sign)) {
    const [left, right] = [tree.left, tree.right].map((side) => expressionOf(side, resolve, compute));
    if (left === null || left === undefined || right === null || right === undefined) return null;
    // With texts, plus puts them together.
    if (tree.sign === '+')
      return [left, right].some((one) => typeof one === 'string')
        ? worked({ join: [left, right] })
        : worked({ sum: [0, left, right] });
    const [a, b] = [orZero(left), orZero(right)];
    return worked(
      tree.sign === '-' ? { difference: [a, b] } : tree.sign === '*' ? { product: [a, b] } : { quotient: [a, b] }
    );
  }
  const logic = logicOf(tree, resolve, compute);
  return logic === null ? null : { is: 'logic', logic };
}

/** The tree as a value to reckon with; null when it is none. */
export function expressionOf(tree: Tree, resolve: Resolve, compute: Compute): Expression | null {
  const named = namedOf(tree, resolve, compute);
  if (named === null || named.is === 'many') return null;
  // A boolean answer, an option and a set are no numbers.
  if (named.is === 'field' && named.asks !== 'number' && named.asks !== 'code' && named.asks !== 'text') return null;
  return reckoned(named);
}

function callOf(tree: Extract<Tree, { is: 'call' }>, resolve: Resolve, compute: Compute): Named | null {
  const { name, of } = tree;
  if (name === 'iif' && of.length === 3) {
    const condition = logicOf(of[0]!, resolve, compute);
    const [then, otherwise] = of.slice(1).map((one) => expressionOf(one, resolve, compute));
    if (condition === null || then === null || then === undefined || otherwise === null || otherwise === undefined)
      return null;
    if (typeof condition === 'boolean') return worked(condition ? then : otherwise);
    return worked({ if: condition, then, else: otherwise });
  }
  const parts = of.map((one) => expressionOf(one, resolve, compute));
  if (parts.includes(null) || parts.length === 0 || parts.length > 100) return null;
  const list = parts as Expression[];
  if (name === 'sum') return worked({ sum: [0, ...list] });
  if (name === 'min') return worked({ least: list });
  if (name === 'max') return worked({ greatest: list });
  if (name === 'avg') return worked({ mean: list });
  if (name === 'round' && list.length <= 2) {
    const digits = list[1];
    if (digits !== undefined && (typeof digits !== 'number' || !Number.isInteger(digits) || digits < 0 || digits > 6))
      return null;
    return worked({ round: list[0]!, ...(digits === undefined ? {} : { digits }) });
  }
  return null;
}
