/** Conditions of Qualtrics: sets of expressions over choices, texts, numbers and embedded data. */
import { listOf, numberOf, objectOf, textOf, type Json, type JsonObject } from '../json.ts';
import { allOf, anyOf, fits, notOf, type Logic } from '../logic.ts';
import { compare, type Sign } from '../operands.ts';
import { plainOf } from '../plain.ts';
import type { Context } from './context.ts';

const signs: Readonly<Record<string, Sign>> = {
  EqualTo: 'eq',
  NotEqualTo: 'ne',
  GreaterThan: 'gt',
  GreaterThanOrEqual: 'ge',
  LessThan: 'lt',
  LessThanOrEqual: 'le'
};

/** The condition of a piece of logic; null when any part of it has no words here. `And` binds before `Or`. */
export function logicOf(context: Context, source: Json | undefined): Logic | null {
  const sets = Object.entries(objectOf(source)).filter(([name]) => /^\d+$/.test(name));
  const alternatives: (Logic | null)[][] = [];
  for (const [, set] of sets) {
    const one = setOf(context, objectOf(set));
    if (textOf(objectOf(set).Type) === 'AndIf' && alternatives.length > 0) alternatives.at(-1)!.push(one);
    else alternatives.push([one]);
  }
  if (alternatives.length === 0 || alternatives.some((parts) => parts.includes(null))) return null;
  const logic = anyOf(alternatives.map((parts) => allOf(parts as Logic[])));
  return typeof logic === 'boolean' || fits(logic) ? logic : null;
}

function setOf(context: Context, set: JsonObject): Logic | null {
  const groups: (Logic | null)[][] = [];
  for (const [name, expression] of Object.entries(set)) {
    if (!/^\d+$/.test(name)) continue;
    const part = objectOf(expression);
    const one = expressionOf(context, part);
    // Their own spelling.
    const joint = textOf(part.Conjuction) || textOf(part.Conjunction);
    if (joint === 'And' && groups.length > 0) groups.at(-1)!.push(one);
    else groups.push([one]);
  }
  if (groups.length === 0 || groups.some((parts) => parts.includes(null))) return null;
  return anyOf(groups.map((parts) => allOf(parts as Logic[])));
}

/** One expression: something chosen, something compared. */
export function expressionOf(context: Context, part: JsonObject): Logic | null {
  const operator = textOf(part.Operator) || textOf(part.Condition);
  const locator = textOf(part.LeftOperand) || textOf(part.ChoiceLocator);
  const right = textOf(part.RightOperand);
  const sign = Object.hasOwn(signs, operator) ? signs[operator] : undefined;
  const value = { is: 'value' as const, value: numberOf(right) ?? right };
  if (textOf(part.LogicType) === 'EmbeddedField') {
    const name = locator.replace(/^.*\//, '').slice(0, 60);
    if (!/^[\p{L}\p{N}][\p{L}\p{N}_ -]*$/u.test(name)) return null;
    const known = { is: 'known' as const, known: `attribute.${name}` };
    if (operator === 'Empty') return { not: { known: known.known, op: 'answered' } };
    if (operator === 'NotEmpty') return { known: known.known, op: 'answered' };
    return sign === undefined ? null : compare(known, sign, { is: 'value', value: right }, () => null);
  }
  if (textOf(part.LogicType) === 'LoopAndMerge' && operator === 'EqualTo' && right === 'lm://CurrentLoop') {
    // "In the round of this choice" is what the choice leads to.
    const [block = '', choice = ''] = locator.split(',');
    const looping = objectOf(context.survey.blocks.find(({ id }) => id === block)?.options.LoopingOptions);
    const source = /^q:\/\/(QID[\w-]+)\/ChoiceGroup\/SelectedChoices/.exec(textOf(looping.Locator))?.[1];
    return context.asked.get(source ?? '')?.chosen(choice) ?? null;
  }
  const found = /^q:\/\/(QID[\w-]+)(?:#\d+)?\/(.*)$/.exec(locator);
  const asked = found === null ? undefined : context.asked.get(found[1]!);
  if (found === null || asked === undefined) return null;
  const cell =
    /^(?:SelectableChoice|SelectableAnswer|SelectedAnswerGroup)\/([\w-]+)(?:\/SelectableAnswer\/([\w-]+))?$/.exec(
      found[2]!
    ) ?? /^([\w-]+)\/([\w-]+)$/.exec(/^\d+\/\d+$/.test(found[2]!) ? found[2]! : '');
  if (operator === 'Selected' || operator === 'NotSelected') {
    const chosen = cell === null ? null : asked.chosen(cell[1]!, cell[2]);
    return chosen === null ? null : operator === 'Selected' ? chosen : notOf(chosen);
  }
  if (operator === 'Empty' || operator === 'NotEmpty' || operator === 'Answered' || operator === 'NotAnswered') {
    const given = asked.answered();
    return given === null ? null : operator === 'Empty' || operator === 'NotAnswered' ? notOf(given) : given;
  }
  const typed = /^(?:ChoiceTextEntryValue|ChoiceNumericEntryValue|ChoiceGroup|SelectableChoice)(?:\/([\w-]+))?/.exec(
    found[2]!
  );
  const operand = asked.value(typed?.[1]);
  return operand === null || sign === undefined ? null : compare(operand, sign, value, () => null);
}

/** The words Qualtrics itself has for a piece of logic, for the report. */
export function describe(source: Json | undefined): string {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [name, child] of Object.entries(value)) {
      if (name === 'Description' && typeof child === 'string') texts.push(plainOf(child).text.replace(/\s+/g, ' '));
      else walk(child);
    }
  };
  walk(source);
  return texts.length > 0 ? texts.join('; ') : JSON.stringify(source ?? null);
}

/** Lists may be arrays or objects with numbers for names. */
export const partsOf = (value: Json | undefined): JsonObject[] => listOf(value).map(objectOf);
