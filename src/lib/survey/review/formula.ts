/**
 * Formulas over what respondents may answer, and a search for answers that make one true: assign one answer after the other,
 * decide what three values of truth can decide, turn back where the formula has become false (after Davis, Putnam, Logemann and
 * Loveland). Over finite domains a search that ends without a find is a proof.
 */
import type { Value } from '../condition.ts';

/** What an answer can be; `exact` when together the values stand for every answer there is. */
export interface Domain {
  readonly values: readonly (Value | undefined)[];
  readonly exact: boolean;
}

/** Truth so far: null while answers that matter are open. */
export type Truth = boolean | null;

/** Looks at answers by name; null when that one is open still. */
export interface Look {
  truth(formula: Formula): Truth;
  /** The raw answer of a field; `open` is noted as the next to decide. */
  answer(name: string): { readonly value: Value | undefined } | null;
}

export type Formula =
  | boolean
  | { readonly all: readonly Formula[] }
  | { readonly any: readonly Formula[] }
  | { readonly not: Formula }
  /** Fewer than so many of these hold. */
  | { readonly fewer: number; readonly of: readonly Formula[] }
  | { readonly leaf: (look: Look) => Truth };

export function allOf(parts: readonly Formula[]): Formula {
  const left = parts.filter((part) => part !== true);
  if (left.includes(false)) return false;
  return left.length === 0 ? true : left.length === 1 ? (left[0] as Formula) : { all: left };
}

export function anyOf(parts: readonly Formula[]): Formula {
  const left = parts.filter((part) => part !== false);
  if (left.includes(true)) return true;
  return left.length === 0 ? false : left.length === 1 ? (left[0] as Formula) : { any: left };
}

export function notOf(part: Formula): Formula {
  return typeof part === 'boolean' ? !part : { not: part };
}

/**
 * `yes`: answers were found that make it true. `no`: there are none, proved. `unlikely`: none among those tried, which do not
 * stand for all. `open`: the search was given up.
 */
export type Verdict = 'yes' | 'no' | 'unlikely' | 'open';

/** Steps one search may take: evaluations of a part of the formula. */
const effort = 60_000;

export function satisfiable(formula: Formula, domainOf: (name: string) => Domain): Verdict {
  if (typeof formula === 'boolean') return formula ? 'yes' : 'no';
  const assigned = new Map<string, Value | undefined>();
  let exact = true;
  let steps = 0;

  const search = (): 'yes' | 'no' | 'open' => {
    const memo = new Map<Formula, Truth>();
    let wanted: string | null = null;
    const look: Look = {
      answer(name) {
        if (assigned.has(name)) return { value: assigned.get(name) };
        wanted ??= name;
        return null;
      },
      truth(part) {
        if (typeof part === 'boolean') return part;
        const known = memo.get(part);
        if (known !== undefined) return known;
        steps += 1;
        const found = decided(part, look);
        memo.set(part, found);
        return found;
      }
    };
    const truth = look.truth(formula);
    if (truth !== null) return truth ? 'yes' : 'no';
    const name = wanted as string | null;
    if (name === null || steps > effort) return 'open';
    const domain = domainOf(name);
    exact &&= domain.exact;
    let given = false;
    for (const value of domain.values) {
      assigned.set(name, value);
      const found = search();
      if (found === 'yes') return 'yes';
      if (found === 'open') {
        given = true;
        if (steps > effort) break;
      }
    }
    assigned.delete(name);
    return given ? 'open' : 'no';
  };

  const found = search();
  return found === 'no' && !exact ? 'unlikely' : found;
}

function decided(formula: Exclude<Formula, boolean>, look: Look): Truth {
  if ('leaf' in formula) return formula.leaf(look);
  if ('not' in formula) {
    const inner = look.truth(formula.not);
    return inner === null ? null : !inner;
  }
  if ('fewer' in formula) {
    let [sure, open] = [0, 0];
    for (const part of formula.of) {
      const truth = look.truth(part);
      if (truth === true) sure += 1;
      else if (truth === null) open += 1;
    }
    return sure >= formula.fewer ? false : sure + open < formula.fewer ? true : null;
  }
  const every = 'all' in formula;
  let open = false;
  for (const part of every ? formula.all : formula.any) {
    const truth = look.truth(part);
    if (truth === !every) return !every;
    if (truth === null) open = true;
  }
  return open ? null : every;
}
