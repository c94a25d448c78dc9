/**
 * What keeps a respondent on a page: questions that need an answer and have none, and answers that do not fit together. The one
 * rule for the page's script and the server; patterns are run by the server alone.
 */
import { holds, type Answers, type Facts, type Value } from './condition.ts';
import { fieldsOf } from './fields.ts';
import type { FrameQuestion } from './frame.ts';
import { kinds, notApplicable } from './kinds.ts';

export type FaultCode =
  | 'required'
  | 'too_few'
  | 'too_many'
  | 'exclusive'
  | 'rank'
  | 'total'
  | 'below'
  | 'above'
  | 'step'
  | 'too_short'
  | 'too_long'
  | 'pattern'
  | 'email'
  | 'phone'
  | 'check';

export interface Fault {
  /** Id of the question. */
  readonly question: string;
  readonly code: FaultCode;
  /** The field to go to, where it is not the question itself. */
  readonly field?: string;
  /** The number the answer came up against: the least or greatest, the sum wanted; for `check` its place in the list. */
  readonly limit?: number | string;
}

/** Whether a text matches a pattern as a whole. */
export type Matches = (pattern: string, text: string) => boolean;

interface Shown {
  readonly kept: Answers;
  readonly off: ReadonlySet<string>;
  readonly facts: Facts;
}

/** The faults of questions that show, in their order, at most one for each question. */
export function faultsIn(questions: readonly FrameQuestion[], shown: Shown, matches?: Matches): Fault[] {
  const faults: Fault[] = [];
  for (const question of questions) {
    const fault = faultOf(question, shown, matches);
    if (fault !== null) faults.push({ question: question.id, ...fault });
  }
  return faults;
}

type Found = Omit<Fault, 'question'> | null;

function faultOf(question: FrameQuestion, shown: Shown, matches: Matches | undefined): Found {
  const { kept, off, facts } = shown;
  const names = fieldsOf(question)
    .filter(({ item, option }) => !off.has(`${question.id}.${item?.id ?? option?.code}`))
    .map(({ name }) => name);
  const given = names.filter((name) => kept[name] !== undefined);
  const required = question.required || (question.requiredIf !== undefined && holds(question.requiredIf, facts));
  const fault =
    partFault(question, kept) ??
    (required ? gap(question, names, kept) : null) ??
    unfit(question, names, kept, matches);
  if (fault !== null || given.length === 0) return fault;
  for (let at = 0; at < (question.checks ?? []).length; at += 1) {
    if (!holds((question.checks ?? [])[at]!.holds, facts)) return { code: 'check', limit: at };
  }
  return null;
}

/** What a required question lacks. */
function gap(question: FrameQuestion, names: readonly string[], kept: Answers): Found {
  const { per, asks } = kinds[question.kind];
  const { id } = question;
  if (asks === 'nothing') return null;
  if (per === 'question') return kept[id] === undefined ? { code: 'required' } : null;
  if (kept[id] === notApplicable) return null;
  if (per === 'option')
    return names.some((name) => name !== id && kept[name] !== undefined) ? null : { code: 'required' };
  const missing = names.filter((name) => kept[name] === undefined)[0];
  return missing === undefined ? null : { code: 'required', field: missing };
}

/** Parts of a contact are needed one by one. */
function partFault(question: FrameQuestion, kept: Answers): Found {
  for (const { part, required } of question.parts ?? []) {
    const field = `${question.id}.${part}`;
    const said = kept[field];
    if (said === undefined) {
      if (required) return { code: 'required', field };
    } else if (part === 'email' && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(String(said)))
      return { code: 'email', field };
    else if (part === 'phone' && !/^\+?[\d\s()./-]{5,30}$/.test(String(said))) return { code: 'phone', field };
  }
  return null;
}

/** What is wrong with what was said. */
function unfit(question: FrameQuestion, names: readonly string[], kept: Answers, matches: Matches | undefined): Found {
  const { id, kind } = question;
  const said = kept[id];
  if (said === notApplicable) return null;
  switch (kinds[kind].asks) {
    case 'options':
      return typeof said === 'object' ? setFault(question, said) : null;
    case 'rank':
      return rankFault(question, names, kept);
    case 'number':
      return kind === 'sum' ? sumFault(question, names, kept) : rangeFault(question, said);
    case 'date':
      return dateFault(question, said);
    case 'text':
      return typeof said === 'string' ? textFault(question, said, matches) : null;
    default:
      return null;
  }
}

function setFault({ choose, options }: FrameQuestion, said: readonly string[]): Found {
  const alone = (options ?? []).some((option) => option.exclusive && said.indexOf(option.code) >= 0);
  if (alone) return said.length > 1 ? { code: 'exclusive' } : null;
  return countFault(choose, said.length);
}

function countFault(choose: FrameQuestion['choose'], count: number): Found {
  if (choose?.min !== undefined && count < choose.min) return { code: 'too_few', limit: choose.min };
  if (choose?.max !== undefined && count > choose.max) return { code: 'too_many', limit: choose.max };
  return null;
}

/** Places must run from 1 without a gap and without two at one place; without a least number every option wants one. */
function rankFault({ choose }: FrameQuestion, names: readonly string[], kept: Answers): Found {
  const places = names.map((name) => kept[name]).filter((place) => typeof place === 'number');
  if (places.length === 0) return null;
  const options = names.filter((name) => name.indexOf('.') > 0).length;
  const least = Math.min(choose?.min ?? choose?.max ?? options, options);
  for (let place = 1; place <= places.length; place += 1) if (places.indexOf(place) < 0) return { code: 'rank' };
  return countFault({ min: least, max: choose?.max }, places.length);
}

function sumFault({ total = 0 }: FrameQuestion, names: readonly string[], kept: Answers): Found {
  const numbers = names.map((name) => kept[name]).filter((number) => typeof number === 'number');
  if (numbers.length === 0) return null;
  if (numbers.some((number) => number < 0)) return { code: 'below', limit: 0 };
  const sum = numbers.reduce((all, number) => all + number, 0);
  return Math.abs(sum - total) < 1e-6 ? null : { code: 'total', limit: total };
}

function rangeFault({ range }: FrameQuestion, said: Value | undefined): Found {
  if (typeof said !== 'number' || range === undefined) return null;
  const { min, max, step, decimals } = range;
  if (min !== undefined && said < min) return { code: 'below', limit: min };
  if (max !== undefined && said > max) return { code: 'above', limit: max };
  const steps = step === undefined ? 0 : (said - (min ?? 0)) / step;
  const places = decimals === undefined ? 0 : said * Math.pow(10, decimals);
  return Math.abs(steps - Math.round(steps)) > 1e-6 || Math.abs(places - Math.round(places)) > 1e-6
    ? { code: 'step' }
    : null;
}

function dateFault({ days }: FrameQuestion, said: Value | undefined): Found {
  if (typeof said !== 'string') return null;
  if (days?.from !== undefined && said < days.from) return { code: 'below', limit: days.from };
  return days?.to !== undefined && said > days.to ? { code: 'above', limit: days.to } : null;
}

function textFault({ length, pattern }: FrameQuestion, said: string, matches: Matches | undefined): Found {
  if (length?.min !== undefined && said.length < length.min) return { code: 'too_short', limit: length.min };
  if (length?.max !== undefined && said.length > length.max) return { code: 'too_long', limit: length.max };
  return pattern !== undefined && matches && !matches(pattern.source, said) ? { code: 'pattern' } : null;
}
