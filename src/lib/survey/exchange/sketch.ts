/** Putting a document together from another system's parts: ids, computed values, headings over several questions. */
import type { Localised, Option, Page, Question, SurveyDocument } from '../document.ts';
import type { Expression } from '../expression.ts';
import type { Kind } from '../kinds.ts';
import { fits } from './logic.ts';
import { namer } from './names.ts';
import type { Compute } from './operands.ts';

/** A question of a kind, with nothing more than it must have. */
export function questionOf(id: string, kind: Kind, text: Localised, more: Partial<Question> = {}): Question {
  return { id, kind, text, required: false, ...more };
}

/** A page without questions. */
export function pageOf(id: string, title: Localised): Page {
  return { id, ...(Object.keys(title).length === 0 ? {} : { title }), groups: [], questions: [] };
}

/** Computed values of a document, each expression once. */
export function openComputed(id: (wish: string) => string): {
  readonly computed: NonNullable<SurveyDocument['computed']>;
  readonly compute: Compute;
  /** Takes a value under a name of the source. */
  readonly named: (wish: string, expression: Expression) => string | null;
} {
  const computed: NonNullable<SurveyDocument['computed']> = [];
  const known = new Map<string, string>();
  const named = (wish: string, raw: Expression): string | null => {
    const expression = flat(raw);
    if (computed.length >= 100 || !bounded(expression, 6)) return null;
    const name = id(wish);
    computed.push({ id: name, value: expression });
    return name;
  };
  const compute: Compute = (expression) => {
    if (typeof expression === 'object' && 'computed' in expression) return expression.computed;
    const key = JSON.stringify(expression);
    const found = known.get(key) ?? named('value_1', expression);
    if (found !== null) known.set(key, found);
    return found;
  };
  return { computed, compute, named };
}

/** Sums of sums as one sum, products of products as one product. */
function flat(expression: Expression): Expression {
  if (typeof expression !== 'object') return expression;
  for (const fold of ['sum', 'product', 'join'] as const) {
    if (!(fold in expression)) continue;
    const parts = (expression as Record<string, readonly Expression[]>)[fold]!.map(flat).flatMap((part) =>
      // A product lacks a value as soon as one factor does, so a product inside says the same.
      typeof part === 'object' && fold in part && fold !== 'join'
        ? ((part as unknown as Record<string, readonly Expression[]>)[fold] as readonly Expression[])
        : [part]
    );
    return { [fold]: parts } as unknown as Expression;
  }
  return expression;
}

/** Whether a document takes the expression: six levels, a hundred parts on each. */
function bounded(expression: Expression, depth: number): boolean {
  if (typeof expression === 'number') return Number.isFinite(expression);
  if (typeof expression === 'string') return expression.length <= 200;
  if ('question' in expression || 'known' in expression || 'computed' in expression) return true;
  if (depth === 0) return false;
  if ('if' in expression) {
    const branches = [expression.then, ...(expression.else === undefined ? [] : [expression.else])];
    return fits(expression.if) && branches.every((branch) => bounded(branch, depth - 1));
  }
  if ('round' in expression) return bounded(expression.round, depth - 1);
  const [parts = []] = Object.values(expression as Record<string, readonly Expression[]>);
  return parts.length > 0 && parts.length <= 100 && parts.every((part) => bounded(part, depth - 1));
}

/** Options of a question with codes of their own, and the code of each by its name in the source. */
export function optionsFrom(
  entries: readonly { readonly raw: string; readonly text: Localised; readonly more?: Partial<Option> }[],
  words: (raw: string) => Localised
): { options: Option[]; codes: ReadonlyMap<string, string>; changed: string[] } {
  const code = namer('code');
  const codes = new Map<string, string>();
  const changed: string[] = [];
  const options = entries.slice(0, 300).map(({ raw, text, more }): Option => {
    const ours = code(raw);
    if (!codes.has(raw)) codes.set(raw, ours);
    if (ours !== raw.toLowerCase()) changed.push(`${raw}: ${ours}`);
    return { code: ours, text: Object.keys(text).length === 0 ? words(raw) : text, ...more };
  });
  return { options, codes, changed };
}

export interface ScalePoint {
  readonly raw: string;
  readonly text: Localised;
}

/**
 * The scale a list of answers makes, with the code of each; null where a scale cannot hold them. Whole numbers that follow each
 * other from 0 or 1 stay, falling ones as a scale drawn from the high end; anything else is numbered from 1.
 */
export function scaleFrom(
  points: readonly ScalePoint[],
  words: (raw: string) => Localised
): { scale: NonNullable<Question['scale']>; codes: ReadonlyMap<string, number>; same: boolean } | null {
  if (points.length < 3 || points.length > 11) return null;
  if (points.some(({ text }) => Object.values(text).some((said) => said.length > 100))) return null;
  const numbers = points.map(({ raw }) => (/^-?\d{1,4}$/.test(raw.trim()) ? Number(raw) : NaN));
  const runs = (step: number): boolean => numbers.every((one, at) => one === numbers[0]! + step * at);
  const least = Math.min(...numbers);
  const kept = (least === 0 || least === 1) && (runs(1) || runs(-1)) && Math.max(...numbers) <= 10;
  const direction = kept && runs(-1) ? 'descending' : 'ascending';
  const codes = new Map(points.map(({ raw }, at) => [raw, kept ? numbers[at]! : at + 1]));
  const own = points.map((point, at) => (kept ? numbers[at]! : at + 1));
  const [min, max] = [Math.min(...own), Math.max(...own)];
  const labels = Object.fromEntries(
    points.flatMap(({ raw, text }, at) => {
      const end = own[at] === min || own[at] === max;
      const said = Object.keys(text).length === 0 ? (end ? words(raw) : null) : text;
      return said === null ? [] : [[String(own[at]), said]];
    })
  );
  return { scale: { min, max, labels, direction }, codes, same: kept };
}

/** A scale of numbers whose ends are called by their numbers. */
export function numberScale(
  min: number,
  max: number,
  words: (raw: string) => Localised
): NonNullable<Question['scale']> {
  return { min, max, labels: { [min]: words(String(min)), [max]: words(String(max)) }, direction: 'ascending' };
}
