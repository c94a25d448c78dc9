/** Words for what an import says in codes. */
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';

type Sentence = (values: Record<string, string>) => string;

function sentence(key: string, values: Record<string, string>, otherwise: string): string {
  const sentences = m as unknown as Record<string, Sentence>;
  return Object.hasOwn(sentences, key) ? sentences[key]!(values) : otherwise;
}

/** Why a row or a cell was left out. */
export function reasonText(report: { reason: string; value: string; expected: readonly string[] }): string {
  const { reason, value, expected } = report;
  return sentence(`import_reason_${reason}`, { value, expected: expected.join(', ') }, reason);
}

/** What keeps a mapping or a file from being used. */
export function problemText(reason: string, about: string | null = null): string {
  const named = about === null ? '' : fieldText(about);
  return sentence(`import_problem_${reason}`, { about: named }, reason);
}

export function failureText(reason: string): string {
  return sentence(`import_failure_${reason}`, {}, reason);
}

export function fieldText(code: string): string {
  return sentence(`import_field_${code.toLowerCase()}`, {}, questionText(code));
}

export function questionText(code: string): string {
  return sentence(`import_question_${code}`, {}, code);
}

export function kindText(kind: string): string {
  return sentence(`import_kind_${kind}`, {}, kind);
}

export function stateText(state: string): string {
  return sentence(`import_state_${state}`, {}, state);
}

export function setText(set: string): string {
  return sentence(`import_set_${set}`, {}, set);
}

export function numberText(value: number): string {
  return new Intl.NumberFormat(getLocale()).format(value);
}

/** A span of time in its largest fitting unit: seconds, minutes or hours. */
export function spanText(seconds: number): string {
  const [value, unit] =
    seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  return new Intl.NumberFormat(getLocale(), { style: 'unit', unit: unit as string }).format(Math.ceil(value as number));
}
