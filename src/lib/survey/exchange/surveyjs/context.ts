/** What reading a SurveyJS model shares between its parts. */
import type { Localised, Page, Question } from '../../document.ts';
import { numberOf, objectOf, partOf, textOf, type Json, type JsonObject } from '../json.ts';
import { fits, shown } from '../logic.ts';
import type { Compute, FieldOperand } from '../operands.ts';
import type { Report } from '../report.ts';
import type { SourceWords, Wording } from '../wording.ts';
import { logicOf, treeOf, type Named } from './expression.ts';

export interface Context {
  readonly report: Report;
  readonly wording: Wording;
  /** The same for texts that are HTML. */
  readonly html: Wording;
  readonly base: string;
  readonly id: (wish: string) => string;
  /** Our ids of their questions, by name in small letters. */
  readonly ids: ReadonlyMap<string, string>;
  /** What names stand for, in small letters: `q`, `matrix.row`. */
  readonly names: Map<string, Named>;
  readonly compute: Compute;
  /** Things to do when every question has its name. */
  readonly later: (() => void)[];
  readonly built: Map<string, Question[]>;
}

/** One element being read, and which of its properties were understood. */
export interface Reading {
  readonly source: JsonObject;
  readonly at: string;
  readonly id: string;
  readonly text: Localised;
  readonly hint: Localised | undefined;
  readonly used: Set<string>;
  readonly page: Page;
}

/** Words of a property: one text, or one for each language. */
export function wordsOf(value: Json | undefined, base: string): SourceWords {
  if (typeof value === 'string' || typeof value === 'number') return { [base]: String(value) };
  return Object.fromEntries(
    Object.entries(objectOf(value)).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name === 'default' ? base : name, text]] : []
    )
  );
}

/** A property as it stands; marks it as understood. */
export function take(reading: Pick<Reading, 'source' | 'used'>, name: string): Json | undefined {
  reading.used.add(name);
  return partOf(reading.source, name);
}

/** A property as text; one that is none stays to be told. */
export function takeText(reading: Pick<Reading, 'source' | 'used'>, name: string): string {
  const value = partOf(reading.source, name);
  if (value === undefined || typeof value !== 'object') reading.used.add(name);
  return textOf(value);
}

/** A property as a number; one that is none stays to be told. */
export function takeNumber(reading: Pick<Reading, 'source' | 'used'>, name: string): number | undefined {
  const number = numberOf(partOf(reading.source, name));
  if (number !== undefined) reading.used.add(name);
  return number;
}

/** Words of a property in the languages of the document. */
export function takeWords(
  context: Context,
  reading: Pick<Reading, 'source' | 'used' | 'at'>,
  name: string,
  limit: number
): Localised {
  return context.wording.say(reading.at, wordsOf(take(reading, name), context.base), limit);
}

/** An entry of a list of choices, columns or rows. */
export interface Entry {
  readonly raw: string;
  readonly text: Localised;
  readonly source: JsonObject;
}

/** A list of choices: values alone, or with words and conditions. */
export function entriesOf(context: Context, at: string, value: Json | undefined, limit: number): Entry[] {
  const list = Array.isArray(value) ? (value as readonly Json[]) : [];
  return list.map((one): Entry => {
    const source = objectOf(one);
    const raw = textOf(partOf(source, 'value')) || textOf(partOf(source, 'name')) || textOf(one);
    const words = wordsOf(partOf(source, 'text') ?? partOf(source, 'title'), context.base);
    const said = context.wording.say(`${at} ${raw}`, words, limit);
    // Without words the value is what is read.
    return { raw, text: Object.keys(said).length === 0 ? context.wording.same(raw.slice(0, limit)) : said, source };
  });
}

/** Gives a part a condition of the source, once every name is known; tells it where it cannot be read. */
export function showBy<K extends 'showIf' | 'requiredIf'>(
  context: Context,
  at: string,
  text: string,
  parts: () => readonly { [P in K]?: Question[K] }[],
  key: K
): void {
  if (text.trim() === '') return;
  context.later.push(() => {
    const condition = conditionOf(context, text);
    if (condition === null) context.report.say(at, 'logic_gone', text);
    else for (const part of parts()) narrow(context, at, text, part, key, condition);
  });
}

function narrow<K extends 'showIf' | 'requiredIf'>(
  context: Context,
  at: string,
  text: string,
  part: { [P in K]?: Question[K] },
  key: K,
  condition: ReturnType<typeof conditionOf>
): void {
  const own = condition === true ? undefined : shown(condition!);
  if (own === undefined) return;
  const before = part[key];
  const both =
    before === undefined ? own : ({ all: [...('all' in before ? before.all : [before]), own] } as typeof own);
  if (fits(both)) part[key] = both as Question[K];
  else context.report.say(at, 'logic_gone', text);
}

/** The condition of an expression; null when it cannot be said here. */
export function conditionOf(context: Context, text: string) {
  const tree = treeOf(text);
  const logic = tree === null ? null : logicOf(tree, (name) => resolve(context, name), context.compute);
  return logic === null || typeof logic === 'boolean' || fits(logic) ? logic : null;
}

/** What a name in braces stands for. */
export function resolve(context: Context, name: string): Named | null {
  return context.names.get(name.replace(/^[#$]/, '').toLowerCase()) ?? null;
}

/** The operand of a field that keeps what was said. */
export function field(name: string, asks: FieldOperand['asks']): FieldOperand {
  const numeric = asks === 'number' || asks === 'code' || asks === 'rank';
  return {
    is: 'field',
    field: name,
    asks,
    code: (raw) => (numeric ? (Number.isFinite(Number(raw)) ? Number(raw) : null) : String(raw)),
    same: numeric
  };
}

/** The operand of a field whose values have other codes here; values are compared whatever their case. */
export function coded(
  name: string,
  asks: FieldOperand['asks'],
  codes: ReadonlyMap<string, string | number>,
  same = false
): FieldOperand {
  const lower = new Map([...codes].map(([raw, code]) => [raw.toLowerCase(), code]));
  return {
    is: 'field',
    field: name,
    asks,
    code: (raw) => codes.get(String(raw)) ?? lower.get(String(raw).toLowerCase()) ?? null,
    raws: [...codes.keys()],
    same
  };
}

/** Lets the element's name stand for something. */
export function name(context: Context, reading: Reading, operand: FieldOperand): void {
  context.names.set(reading.at.toLowerCase(), operand);
}

/** `{item}` in a condition over every choice is the choice. */
export function withItem(text: string, raw: string): string {
  return text.replace(/\{item\}/gi, `'${raw.replace(/[\\']/g, '\\$&')}'`);
}

/** Chance in the order of a list; any other order is told. */
export function orderOf(context: Context, reading: Reading, property: string): { shuffle?: true } {
  const order = takeText(reading, property);
  if (order === 'random') return { shuffle: true };
  if (order !== '' && order !== 'none' && order !== 'initial') context.report.say(reading.at, 'order_gone', order);
  return {};
}
