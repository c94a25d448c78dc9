/**
 * Expressions of other systems as trees: one parser by binding powers for tables of operators. What words mean is the affair of
 * each reader.
 */
import { Refused } from './report.ts';

export type Token =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'text'; readonly value: string }
  /** Something that stands for an answer. */
  | { readonly is: 'name'; readonly name: string }
  /** A word followed by an opening parenthesis. */
  | { readonly is: 'function'; readonly name: string }
  | { readonly is: 'sign'; readonly sign: string };

export type Tree =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'list'; readonly of: readonly Tree[] }
  | { readonly is: 'call'; readonly name: string; readonly of: readonly Tree[] }
  /** One operand before or after its sign. */
  | { readonly is: 'one'; readonly sign: string; readonly of: Tree }
  | { readonly is: 'two'; readonly sign: string; readonly left: Tree; readonly right: Tree };

export interface Grammar {
  /** How strongly a sign between two operands binds; 1 is loosest. */
  readonly between: Readonly<Record<string, number>>;
  readonly before: Readonly<Record<string, number>>;
  readonly after?: Readonly<Record<string, number>>;
}

const tokenLimit = 3000;
const depthLimit = 60;

/** Parses the tokens as one expression. A mistake, or one too long or too deep, is `null`. */
export function parse(tokens: readonly Token[], grammar: Grammar): Tree | null {
  if (tokens.length > tokenLimit) return null;
  let at = 0;
  let depth = 0;
  const sign = (): string | undefined => {
    const token = tokens[at];
    return token?.is === 'sign' ? token.sign : undefined;
  };
  const bind = (table: Readonly<Record<string, number>> | undefined, name: string | undefined): number =>
    table !== undefined && name !== undefined && Object.hasOwn(table, name) ? table[name]! : 0;
  const expect = (wanted: string): void => {
    if (sign() !== wanted) throw new Refused('syntax', `${wanted} is missing`);
    at += 1;
  };
  const listUntil = (end: string): Tree[] => {
    const list: Tree[] = [];
    if (sign() !== end) {
      do {
        list.push(read(1));
      } while (sign() === ',' && ++at > 0);
    }
    expect(end);
    return list;
  };
  const operand = (): Tree => {
    const token = tokens[at];
    if (token === undefined) throw new Refused('syntax', 'something is missing at the end');
    at += 1;
    if (token.is === 'function') {
      expect('(');
      return { is: 'call', name: token.name, of: listUntil(')') };
    }
    if (token.is !== 'sign') return token;
    if (token.sign === '(') {
      const inner = read(1);
      expect(')');
      return inner;
    }
    if (token.sign === '[') return { is: 'list', of: listUntil(']') };
    const power = bind(grammar.before, token.sign);
    if (power === 0) throw new Refused('syntax', `${token.sign} stands alone`);
    return { is: 'one', sign: token.sign, of: read(power) };
  };
  const read = (least: number): Tree => {
    depth += 1;
    if (depth > depthLimit) throw new Refused('syntax', 'too deep');
    let left = operand();
    for (;;) {
      const name = sign();
      const after = bind(grammar.after, name);
      const between = bind(grammar.between, name);
      if (after >= least && after > 0) {
        at += 1;
        left = { is: 'one', sign: name!, of: left };
      } else if (between >= least && between > 0) {
        at += 1;
        left = { is: 'two', sign: name!, left, right: read(between + 1) };
      } else break;
    }
    depth -= 1;
    return left;
  };
  try {
    const tree = read(1);
    return at === tokens.length ? tree : null;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}
