/**
 * Paper, keyed: what somebody types at a sheet, what two people's typing has in common, and what of it becomes a response. Whoever
 * keys types what stands there: codes of a scale, positions of options as they are printed, and three signs of the numeric keypad for
 * what no code says. Nothing is skipped while keying: paper has crossings-out, and people answer what they should have passed over.
 * Double entry and settling after Barchard, K. A. & Pace, L. A. (2011), Preventing human error: the impact of data entry methods on
 * data accuracy and statistical results, Computers in Human Behavior 27, 1834-1839.
 */
import { readForm, type AnswerCode } from './answers.ts';
import type { Answers, Value } from './condition.ts';
import { faultsIn } from './faults.ts';
import { fieldsOf, type Field } from './fields.ts';
import { pathOf, type Path } from './flow.ts';
import type { Frame, FrameQuestion } from './frame.ts';
import { kinds, notApplicable, yesNo } from './kinds.ts';

/** What stands on the paper where no answer can be read off it. */
export type Mark = 'unreadable' | 'two';

/** One keying of a sheet. `day` is the day it was filled in, `2026-03-31`. */
export interface Keyed {
  readonly day: string;
  readonly answers: Answers;
  readonly marks: Readonly<Record<string, Mark>>;
}

/** What is typed for a mark, and for "does not apply": all three are on a numeric keypad. */
export const signs = { unreadable: '/', two: '*', notApplicable: '-' } as const;

/** The name under which the day of a keying is compared; no field of a survey can have it. */
export const dayField = '_day';

export type Typed =
  | { readonly is: 'blank' }
  | { readonly is: 'mark'; readonly mark: Mark }
  /** What a form of the survey page would send. */
  | { readonly is: 'sent'; readonly values: readonly string[] }
  | { readonly is: 'wrong'; readonly code: AnswerCode };

/** What was typed into one field, before it is held against the field's range. Never throws; anything may be typed. */
export function readTyped({ asks, question }: Pick<Field, 'asks' | 'question'>, typed: string): Typed {
  const words = typed.trim();
  // Digits and signs of a Chinese keyboard are as good as others.
  const text = asks === 'text' ? words : words.normalize('NFKC').trim();
  const sign = text.normalize('NFKC');
  if (text === '') return { is: 'blank' };
  if (sign === signs.unreadable) return { is: 'mark', mark: 'unreadable' };
  if (sign === signs.two) return { is: 'mark', mark: 'two' };
  if (sign === signs.notApplicable && asks !== 'text')
    return question.naLabel === undefined
      ? { is: 'wrong', code: 'not_an_option' }
      : { is: 'sent', values: [notApplicable] };
  switch (asks) {
    case 'option':
    case 'options': {
      const places = asks === 'options' ? text.split(/[\s,;+.、，]+/).filter((one) => one !== '') : [text];
      const codes: readonly string[] = question.options?.map(({ code }) => code) ?? yesNo;
      const chosen = places.map((place) => (/^\d{1,3}$/.test(place) ? codes[Number(place) - 1] : undefined));
      if (chosen.includes(undefined)) return { is: 'wrong', code: 'not_an_option' };
      return new Set(chosen).size < chosen.length
        ? { is: 'wrong', code: 'twice' }
        : { is: 'sent', values: chosen as string[] };
    }
    case 'tick':
      return text === '1' ? { is: 'sent', values: ['yes'] } : { is: 'wrong', code: 'not_an_option' };
    case 'na':
      return text === '1' ? { is: 'sent', values: [notApplicable] } : { is: 'wrong', code: 'not_an_option' };
    case 'date': {
      const day = readDay(text);
      return day === null ? { is: 'wrong', code: 'out_of_range' } : { is: 'sent', values: [day] };
    }
    default:
      return { is: 'sent', values: [text] };
  }
}

/** A day as it is written by hand, year first or day first: `2026-03-31`, `31.3.2026`. Null for no day of the calendar. */
export function readDay(typed: string): string | null {
  const [a = '', b = '', c = '', rest] = typed
    .normalize('NFKC')
    .trim()
    .replace(/日$/, '')
    .split(/[-./\s年月]+/);
  if (rest !== undefined || ![a, b, c].every((part) => /^\d{1,4}$/.test(part))) return null;
  const [year, month, day] = a.length === 4 ? [a, b, c] : [c, b, a];
  if (year.length !== 4) return null;
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text ? text : null;
}

/** How a stored value is typed: the way back from `readTyped`. */
export function typedOf({ asks, question }: Pick<Field, 'asks' | 'question'>, value: Value | Mark | undefined): string {
  if (value === undefined) return '';
  if (value === notApplicable && asks !== 'text') return asks === 'na' ? '1' : signs.notApplicable;
  if (asks === 'tick') return '1';
  if (asks !== 'option' && asks !== 'options') return String(value);
  const codes: readonly string[] = question.options?.map(({ code }) => code) ?? yesNo;
  return (typeof value === 'object' ? value : [String(value)]).map((code) => codes.indexOf(code) + 1).join(' ');
}

export interface KeyedRead {
  readonly answers: Answers;
  readonly marks: Readonly<Record<string, Mark>>;
  /** What cannot stand in its field, by name. */
  readonly wrong: Readonly<Record<string, AnswerCode>>;
}

/** The fields of a survey in the order of the paper. */
export function fieldsOn(survey: Frame): Field[] {
  return survey.pages.flatMap(({ questions }) => questions.flatMap((question) => fieldsOf(question)));
}

/** A whole sheet as it was typed, by name of the field. What no field of the survey has a name for is left alone. */
export function readSheet(survey: Frame, typed: Readonly<Record<string, string>>): KeyedRead {
  const marks: Record<string, Mark> = {};
  const wrong: Record<string, AnswerCode> = {};
  const sent: [string, string][] = [];
  for (const field of fieldsOn(survey)) {
    const { name } = field;
    const read = readTyped(field, Object.hasOwn(typed, name) ? (typed[name] ?? '') : '');
    if (read.is === 'mark') marks[name] = read.mark;
    else if (read.is === 'wrong') wrong[name] = read.code;
    else if (read.is === 'sent') sent.push(...read.values.map((value): [string, string] => [name, value]));
  }
  const { answers, errors } = readForm(survey, sent);
  for (const { question: name, code } of errors) wrong[name] = code;
  return { answers, marks, wrong };
}

/** Blank space as one, and one way of writing what looks alike. */
const folded = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ');
/** Words alone: how a hand sets capitals, commas and spaces is nobody's answer. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, '');

/** What one keying says in a field, as one comparable text; empty for nothing. */
function said({ answers, marks }: Keyed, { name, asks, question }: Field): string {
  const mark = marks[name];
  if (mark !== undefined) return `mark ${mark}`;
  const value = answers[name];
  if (value === undefined) return '';
  if (asks !== 'text' || typeof value !== 'string') return JSON.stringify(value);
  // Where a form is asked for, such as an order number, every sign counts; likewise in an address.
  const exact = question.kind === 'contact' || question.pattern !== undefined;
  return `text ${exact ? folded(value) : bare(value) || folded(value)}`;
}

/** Whether two keyings say the same in a field; free text may differ in capitals, punctuation and spaces. */
export const agrees = (a: Keyed, b: Keyed, field: Field): boolean => said(a, field) === said(b, field);

export interface Compared {
  /** Fields in which either says something, the day among them: what the share of differences is of. */
  readonly n: number;
  /** Names of those that differ, in the order of the paper. */
  readonly differ: readonly string[];
}

/** Two keyings of one sheet, field by field. */
export function compareKeyings(survey: Frame, a: Keyed, b: Keyed): Compared {
  const fields = fieldsOn(survey).filter((field) => said(a, field) !== '' || said(b, field) !== '');
  const differ = fields.filter((field) => !agrees(a, b, field)).map(({ name }) => name);
  return { n: fields.length + 1, differ: a.day === b.day ? differ : [dayField, ...differ] };
}

/** The first keying with other words for some fields: what a sheet is settled as. */
export function settledAs(first: Keyed, chosen: ReadonlyMap<string, Keyed>): Keyed {
  const answers: Record<string, Value> = { ...first.answers };
  const marks: Record<string, Mark> = { ...first.marks };
  for (const [name, from] of chosen) {
    delete answers[name];
    delete marks[name];
    const [value, mark] = [from.answers[name], from.marks[name]];
    if (value !== undefined) answers[name] = value;
    if (mark !== undefined) marks[name] = mark;
  }
  return { day: chosen.get(dayField)?.day ?? first.day, answers, marks };
}

export interface Taken<F extends Frame> {
  readonly path: Path<F['pages'][number], F['pages'][number]['questions'][number]>;
  /** What the response holds. */
  readonly answers: Answers;
  /** Names of fields that were keyed and are not part of it. */
  readonly leftOut: readonly string[];
  /** Ids of questions on the way that want an answer and have none. */
  readonly missing: readonly string[];
}

/**
 * What a survey takes of a sheet: the answers on the path they lead along, as on the survey's page, and of those none that the page
 * would not have taken (four crosses where three are allowed, numbers that do not add up). Words stay as they stand.
 */
export function takenFrom<F extends Frame>(survey: F, keyed: Answers): Taken<F> {
  const said: Record<string, Value> = { ...keyed };
  for (;;) {
    const path = pathOf(survey, said) as Taken<F>['path'];
    const asked: readonly FrameQuestion[] = path.steps.flatMap(({ questions }) => questions);
    const faults = faultsIn(asked, path).map((fault) => ({
      ...fault,
      of: asked.find(({ id }) => id === fault.question)!
    }));
    const unfit = faults.find(
      ({ code, of }) => code !== 'required' && code !== 'check' && kinds[of.kind].asks !== 'text'
    );
    if (unfit === undefined) {
      const answers = path.kept;
      return {
        path,
        answers,
        leftOut: Object.keys(keyed).filter((name) => JSON.stringify(keyed[name]) !== JSON.stringify(answers[name])),
        missing: faults.filter(({ code }) => code === 'required').map(({ question }) => question)
      };
    }
    // Fewer answers with every turn: it ends.
    for (const { name } of fieldsOf(unfit.of)) delete said[name];
  }
}
