/** Reading answers from a posted form or from JSON: one rule for the page's script, the server and the API. */
import type { Answers, Value } from './condition.ts';
import { fieldsByName, type Field } from './fields.ts';
import type { Frame } from './frame.ts';
import { notApplicable, textLimit, yesNo } from './kinds.ts';
import { cleanText } from './text.ts';

export type AnswerCode = 'unknown_question' | 'wrong_type' | 'out_of_range' | 'not_an_option' | 'too_long' | 'twice';

export interface AnswerError {
  /** Name of the field. */
  readonly question: string;
  readonly code: AnswerCode;
}

export interface AnswersRead {
  readonly answers: Answers;
  /** Fields whose answer was taken back (an emptied text field, no box ticked any more, null in JSON). */
  readonly cleared: readonly string[];
  readonly errors: readonly AnswerError[];
}

/** Fields that are not answers start with this sign; ids of questions cannot. */
const control = '_';
/** More errors than this are not reported: nobody reads them, and names of unknown fields come from outside. */
const errorLimit = 50;

/**
 * Answers from the entries of a form. Fields starting with `_` are left alone. A field comes once, a set of boxes once for each
 * box that is ticked; an empty value beside others says nothing, so that a form can tell "no box ticked" from "not asked here".
 */
export function readForm(survey: Frame, entries: Iterable<readonly [string, unknown]>): AnswersRead {
  const sent: Record<string, unknown[]> = {};
  for (const [name, value] of entries) {
    if (name[0] !== control)
      (Object.prototype.hasOwnProperty.call(sent, name) ? sent[name]! : (sent[name] = [])).push(value);
  }
  return read(survey, sent, (field, values) => {
    const said = values.filter((value) => value !== '');
    if (field.asks === 'options' && said.length > 0) return readSet(field, said);
    return said.length > 1 ? 'twice' : readValue(field, said[0] ?? '', true);
  });
}

/** Answers from a JSON object `{field: value}`; a code is a number here, never a text, a set an array. Anything but an object has none. */
export function readJson(survey: Frame, input: unknown): AnswersRead {
  if (input === null || typeof input !== 'object' || Array.isArray(input)) {
    return { answers: {}, cleared: [], errors: [{ question: '', code: 'wrong_type' }] };
  }
  return read(survey, input as Record<string, unknown>, (field, value) => {
    if (field.asks !== 'options' || value === null || value === notApplicable) return readValue(field, value, false);
    return !Array.isArray(value) ? 'wrong_type' : value.length === 0 ? { value: null } : readSet(field, value);
  });
}

/** What was stored, changed by what was read: new answers win, cleared ones go. */
export function merge(stored: Answers, read: Pick<AnswersRead, 'answers' | 'cleared'>): Answers {
  const merged: Record<string, Value> = { ...stored, ...read.answers };
  for (const name of read.cleared) delete merged[name];
  return merged;
}

type Result = { value: Value | null } | AnswerCode;

function read<V>(
  survey: Frame,
  sent: Readonly<Record<string, V>>,
  parse: (field: Field, value: V) => Result
): AnswersRead {
  const fields = fieldsByName(survey);
  const answers: Record<string, Value> = {};
  const cleared: string[] = [];
  const errors: AnswerError[] = [];
  for (const name of Object.keys(sent)) {
    const field = fields.get(name);
    const result = field === undefined ? 'unknown_question' : parse(field, sent[name] as V);
    if (typeof result === 'string') {
      if (errors.length < errorLimit) errors.push({ question: name.slice(0, 100), code: result });
    } else if (result.value === null) cleared.push(name);
    else answers[name] = result.value;
  }
  return { answers, cleared, errors };
}

/** A set of codes in the order of the options; "does not apply" stands alone. */
function readSet({ question }: Field, values: readonly unknown[]): Result {
  if (values.length === 1 && values[0] === notApplicable) {
    return question.naLabel === undefined ? 'not_an_option' : { value: notApplicable };
  }
  if (question.naLabel !== undefined && values.indexOf(notApplicable) >= 0) return 'twice';
  const codes = (question.options ?? []).map(({ code }) => code);
  if (!values.every((value) => typeof value === 'string' && codes.indexOf(value) >= 0)) return 'not_an_option';
  const chosen = codes.filter((code) => values.indexOf(code) >= 0);
  return chosen.length < values.length ? 'twice' : { value: chosen };
}

/** One value of one field; null when nothing was said. */
function readValue({ asks, question }: Field, raw: unknown, form: boolean): Result {
  if (raw === null || raw === '') return { value: null };
  if (raw === notApplicable && asks !== 'text') {
    return question.naLabel === undefined ? 'not_an_option' : { value: notApplicable };
  }
  switch (asks) {
    case 'code': {
      const code = numberOf(raw, form, /^-?\d{1,4}$/);
      if (code === null) return 'wrong_type';
      const { scale } = question;
      const inside = Number.isInteger(code) && scale !== undefined && code >= scale.min && code <= scale.max;
      // `-0` is a code of nobody's.
      return inside ? { value: code || 0 } : 'out_of_range';
    }
    case 'rank': {
      const place = numberOf(raw, form, /^\d{1,4}$/);
      if (place === null) return 'wrong_type';
      const last = (question.options ?? []).length;
      return Number.isInteger(place) && place >= 1 && place <= last ? { value: place } : 'out_of_range';
    }
    case 'number': {
      const number = numberOf(
        typeof raw === 'string' ? raw.trim().replace(',', '.') : raw,
        form,
        /^-?\d{1,12}(\.\d{1,6})?$/
      );
      if (number === null) return 'wrong_type';
      return Math.abs(number) < 1e12 ? { value: number || 0 } : 'out_of_range';
    }
    case 'na':
      return 'not_an_option';
    case 'tick':
      return raw === 'yes' ? { value: raw } : 'not_an_option';
    case 'option': {
      const codes: readonly unknown[] = question.options?.map(({ code }) => code) ?? yesNo;
      return typeof raw !== 'string' ? 'wrong_type' : codes.indexOf(raw) >= 0 ? { value: raw } : 'not_an_option';
    }
    case 'date':
      return typeof raw !== 'string' ? 'wrong_type' : isDay(raw) ? { value: raw } : 'out_of_range';
    default: {
      if (typeof raw !== 'string') return 'wrong_type';
      const text = cleanText(raw).trim();
      return text.length > textLimit ? 'too_long' : { value: text === '' ? null : text };
    }
  }
}

function numberOf(raw: unknown, form: boolean, shape: RegExp): number | null {
  if (form) return typeof raw === 'string' && shape.test(raw) ? Number(raw) : null;
  return typeof raw === 'number' && Number.isFinite(raw) ? raw : null;
}

/** Whether a text is a day of the calendar, `2026-02-28`. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}
