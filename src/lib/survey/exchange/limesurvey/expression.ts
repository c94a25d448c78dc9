/**
 * Expressions of LimeSurvey's Expression Manager: read into a tree, and from there into conditions and computed values as far as a
 * document has words for them. https://www.limesurvey.org/manual/ExpressionScript_-_Presentation
 */
import type { Expression } from '../../expression.ts';
import { answered, compare, counted, reckoned, together, type Compute, type Operand, type Sign } from '../operands.ts';
import { notOf, type Logic } from '../logic.ts';
import { parse, type Grammar, type Token, type Tree } from '../syntax.ts';

const words: Readonly<Record<string, string>> = {
  and: '&&',
  or: '||',
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>='
};
const grammar: Grammar = {
  between: {
    ...{ '||': 1, '&&': 2, '==': 3, '!=': 3, '<': 4, '<=': 4, '>': 4, '>=': 4 },
    ...{ '+': 5, '-': 5, '*': 6, '/': 6 }
  },
  before: { '!': 7, '-': 7, '+': 7 }
};
const signs: Readonly<Record<string, Sign>> = { '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' };

const token =
  /\s*(?:(\d+X\d+X\d+[A-Za-z0-9_#]*(?:\.[A-Za-z_]+)?)|(\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|((?:INSERTANS:|TOKEN:)?[A-Za-z_][\w#]*(?:[.:][\w]+)*)(\s*\()?|(&&|\|\||==|!=|<=|>=|[-+*/<>!(),]))/y;

/** The tokens of an expression; null where a sign is none of the language. */
export function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const from = token.lastIndex;
    const found = token.exec(text);
    if (found === null || tokens.length > 5000) return null;
    const [, address, number, double, single, name, call, sign] = found;
    if (address !== undefined) tokens.push({ is: 'name', name: address });
    else if (number !== undefined) tokens.push({ is: 'number', value: Number(number) });
    else if (double !== undefined || single !== undefined)
      tokens.push({ is: 'text', value: (double ?? single ?? '').replace(/\\(.)/g, '$1') });
    else if (sign !== undefined) tokens.push({ is: 'sign', sign });
    else if (name !== undefined) {
      const word = Object.hasOwn(words, name.toLowerCase()) ? words[name.toLowerCase()] : undefined;
      if (word !== undefined) {
        tokens.push({ is: 'sign', sign: word });
        if (call !== undefined) token.lastIndex = from + found[0].length - 1;
      } else if (call !== undefined) {
        tokens.push({ is: 'function', name: name.toLowerCase() });
        token.lastIndex = from + found[0].length - 1;
      } else tokens.push({ is: 'name', name });
    }
  }
  return tokens;
}

/** The tree of an expression, or null. */
export function treeOf(text: string): Tree | null {
  const tokens = tokensOf(text);
  return tokens === null ? null : parse(tokens, grammar);
}

/** What a name of the source stands for; null when it is none of its questions. */
export type Resolve = (name: string) => Operand | null;

/** The condition a tree comes to; null when the document has no words for a part of it. */
export function logicOf(tree: Tree, resolve: Resolve, compute: Compute): Logic | null {
  const logic = (one: Tree): Logic | null => logicOf(one, resolve, compute);
  const operand = (one: Tree): Operand | null => operandOf(one, resolve, compute);
  if (tree.is === 'two') {
    if (tree.sign === '&&' || tree.sign === '||') {
      return together([logic(tree.left), logic(tree.right)], tree.sign === '&&' ? 'all' : 'any');
    }
    const sign = Object.hasOwn(signs, tree.sign) ? signs[tree.sign] : undefined;
    if (sign === undefined) return null;
    const [left, right] = [operand(tree.left), operand(tree.right)];
    return left === null || right === null ? null : compare(left, sign, right, compute);
  }
  if (tree.is === 'one' && tree.sign === '!') {
    const inner = logic(tree.of);
    return inner === null ? null : notOf(inner);
  }
  if (tree.is === 'call' && (tree.name === 'is_empty' || tree.name === 'empty') && tree.of.length === 1) {
    const inner = operand(tree.of[0]!);
    const given = inner === null ? null : answered(inner, compute);
    return given === null ? null : notOf(given);
  }
  const value = operand(tree);
  return value === null ? null : answered(value, compute);
}

const folds: Readonly<Record<string, 'sum' | 'least' | 'greatest'>> = { sum: 'sum', min: 'least', max: 'greatest' };

/** What a tree stands for when it is reckoned with. */
export function operandOf(tree: Tree, resolve: Resolve, compute: Compute): Operand | null {
  switch (tree.is) {
    case 'number':
    case 'text':
      return { is: 'value', value: tree.value };
    case 'name':
      return resolve(tree.name);
    case 'call':
      return callOf(tree, resolve, compute);
    case 'one': {
      if (tree.sign === '!') return asLogic(logicOf(tree, resolve, compute));
      const inner = operandOf(tree.of, resolve, compute);
      if (inner?.is === 'value' && typeof inner.value === 'number')
        return { is: 'value', value: tree.sign === '-' ? -inner.value : inner.value };
      const of = inner === null ? null : reckoned(inner);
      return of === null ? null : worked(tree.sign === '-' ? { product: [-1, of] } : of);
    }
    case 'two': {
      if (!'+-*/'.includes(tree.sign)) return asLogic(logicOf(tree, resolve, compute));
      const sides = [tree.left, tree.right].map((side) => operandOf(side, resolve, compute));
      const [left, right] = sides.map((side) => (side === null ? null : reckoned(side)));
      if (left === null || left === undefined || right === null || right === undefined) return null;
      if (tree.sign === '+') return worked({ sum: [left, right] });
      if (tree.sign === '-') return worked({ difference: [left, right] });
      return worked(tree.sign === '*' ? { product: [left, right] } : { quotient: [left, right] });
    }
    default:
      return null;
  }
}

function callOf(tree: Extract<Tree, { is: 'call' }>, resolve: Resolve, compute: Compute): Operand | null {
  const { name, of } = tree;
  if (name === 'is_empty' || name === 'empty') return asLogic(logicOf(tree, resolve, compute));
  if (name === 'if' && (of.length === 2 || of.length === 3)) {
    const condition = logicOf(of[0]!, resolve, compute);
    const branches = of.slice(1).map((one) => {
      const operand = operandOf(one, resolve, compute);
      return operand === null ? null : reckoned(operand);
    });
    if (condition === null || branches.includes(null)) return null;
    const [then, otherwise] = branches as Expression[];
    if (typeof condition === 'boolean') return worked((condition ? then : otherwise) ?? '');
    return worked({ if: condition, then: then!, ...(otherwise === undefined ? {} : { else: otherwise }) });
  }
  const operands = of.map((one) => operandOf(one, resolve, compute));
  if (operands.includes(null) || operands.length === 0 || operands.length > 100) return null;
  if (name === 'count') return optional(counted(operands as Operand[]));
  const parts = operands.map((one) => reckoned(one!));
  if (parts.includes(null)) return null;
  const list = parts as Expression[];
  const fold = Object.hasOwn(folds, name) ? folds[name] : undefined;
  if (fold === 'sum') return worked({ sum: list.length === 1 ? [0, list[0]!] : list });
  if (fold === 'least') return worked({ least: list });
  if (fold === 'greatest') return worked({ greatest: list });
  if (name === 'join') return worked({ join: list });
  if (name === 'round' && list.length <= 2) {
    const digits = list[1];
    if (digits !== undefined && (typeof digits !== 'number' || digits < 0 || digits > 6)) return null;
    return worked({ round: list[0]!, ...(digits === undefined ? {} : { digits }) });
  }
  return null;
}

const worked = (expression: Expression): Operand => ({ is: 'worked', expression });
const optional = (expression: Expression | null): Operand | null => (expression === null ? null : worked(expression));
const asLogic = (logic: Logic | null): Operand | null => (logic === null ? null : { is: 'logic', logic });
