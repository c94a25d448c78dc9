/** Reading answers from a posted form or from JSON: one rule for the page's script, the server and the API. */
import type { Answers, Value } from './condition.ts';
import type { Frame, FrameQuestion } from './frame.ts';
import { kinds, notApplicable, textLimit } from './kinds.ts';
import { cleanText } from './text.ts';

export type AnswerCode =
  'unknown_question' | 'wrong_type' | 'out_of_range' | 'not_an_option' | 'too_long' | 'twice' | 'required';

export interface AnswerError {
  readonly question: string;
  readonly code: AnswerCode;
}

export interface AnswersRead {
  readonly answers: Answers;
  /** Questions whose answer was taken back (an emptied text field, null in JSON). */
  readonly cleared: readonly string[];
  readonly errors: readonly AnswerError[];
}

/** Fields that are not answers start with this sign; ids of questions cannot. */
const control = '_';
/** More errors than this are not reported: nobody reads them, and names of unknown fields come from outside. */
const errorLimit = 50;

/** Answers from the entries of a form. Fields starting with `_` are left alone; each question may come once. */
export function readForm(survey: Frame, entries: Iterable<readonly [string, unknown]>): AnswersRead {
  return read(survey, entries, true);
}

/** Answers from a JSON object `{questionId: value}`; a code is a number here, never a text. Anything but an object has none. */
export function readJson(survey: Frame, input: unknown): AnswersRead {
  if (input === null || typeof input !== 'object' || Array.isArray(input)) {
    return { answers: {}, cleared: [], errors: [{ question: '', code: 'wrong_type' }] };
  }
  return read(survey, Object.entries(input), false);
}

/** What was stored, changed by what was read: new answers win, cleared ones go. */
export function merge(stored: Answers, read: Pick<AnswersRead, 'answers' | 'cleared'>): Answers {
  const merged: Record<string, Value> = { ...stored, ...read.answers };
  for (const id of read.cleared) delete merged[id];
  return merged;
}

function read(survey: Frame, entries: Iterable<readonly [string, unknown]>, form: boolean): AnswersRead {
  const questions = new Map<string, FrameQuestion>();
  for (const page of survey.pages) for (const question of page.questions) questions.set(question.id, question);
  const answers: Record<string, Value> = {};
  const cleared: string[] = [];
  const errors: AnswerError[] = [];
  const seen = new Set<string>();
  for (const [name, raw] of entries) {
    if (form && name.startsWith(control)) continue;
    const question = questions.get(name);
    const result =
      question === undefined ? 'unknown_question' : seen.has(name) ? 'twice' : readValue(question, raw, form);
    if (typeof result === 'string') {
      if (errors.length < errorLimit) errors.push({ question: name.slice(0, 60), code: result });
    } else if (result.value === null) cleared.push(name);
    else answers[name] = result.value;
    seen.add(name);
  }
  // A question sent twice has no answer: which of the two was meant is not ours to guess.
  for (const error of errors) if (error.code === 'twice') delete answers[error.question];
  return { answers, cleared, errors };
}

/** One value of one question; null when nothing was said. */
function readValue(question: FrameQuestion, raw: unknown, form: boolean): { value: Value | null } | AnswerCode {
  const { asks } = kinds[question.kind];
  if (asks === 'nothing') return 'unknown_question';
  if (raw === null || raw === '') return { value: null };
  if (raw === notApplicable && asks !== 'text') {
    return question.naLabel === undefined ? 'not_an_option' : { value: notApplicable };
  }
  if (asks === 'code') {
    if (typeof raw !== (form ? 'string' : 'number')) return 'wrong_type';
    if (form && !/^-?\d{1,4}$/.test(raw as string)) return 'wrong_type';
    const code = Number(raw);
    const scale = question.scale;
    if (!Number.isInteger(code) || scale === undefined || code < scale.min || code > scale.max) return 'out_of_range';
    // `-0` is a code of nobody's.
    return { value: code || 0 };
  }
  if (typeof raw !== 'string') return 'wrong_type';
  if (asks === 'option') return question.options?.some(({ code }) => code === raw) ? { value: raw } : 'not_an_option';
  const text = cleanText(raw).trim();
  if (text.length > textLimit) return 'too_long';
  return { value: text === '' ? null : text };
}
