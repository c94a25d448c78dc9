/**
 * What keeps a respondent on a page: questions that need an answer and have none, and answers that do not fit together. The one
 * rule for the page's script and the server; patterns are run by the server alone.
 */
import { holds, type Answers, type Facts } from './condition.ts';
import { fieldsOf } from './fields.ts';
import type { FrameQuestion } from './frame.ts';
import { kinds, notApplicable } from './kinds.ts';
import { partFault, unfit } from './unfit.ts';

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

/** What of a survey shows, and what was said to it. */
export interface Shown {
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

/** What keeps one question from being done; null when nothing does. */
export type Found = Omit<Fault, 'question'> | null;

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
    unfit(question, names, shown, matches);
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
