/** What is said of what was typed into a field: the words it stands for, or why it cannot stand there. */
import { m } from '#lib/paraglide/messages.js';
import { readForm } from '#lib/survey/answers.ts';
import { fieldsByName } from '#lib/survey/fields.ts';
import { readDay, readTyped } from '#lib/survey/keying.ts';
import type { KeyField, KeyQuestion, KeySheet } from '#lib/survey/keying-sheet.ts';
import { notApplicable } from '#lib/survey/kinds.ts';
import { dayText } from '../days.ts';

export interface Echo {
  readonly text: string;
  readonly wrong: boolean;
}

const silent: Echo = { text: '', wrong: false };

/** The sentence for a code: `keying_wrong_<code>` of messages/. */
export function wrongText(code: string): string {
  const sentences = m as unknown as Record<string, (() => string) | undefined>;
  return (sentences[`keying_wrong_${code}`] ?? m.keying_wrong_not_an_option)();
}

const wrong = (code: string): Echo => ({ text: wrongText(code), wrong: true });

/** The echo of one field, by the rules the server reads it with. */
export function echoOf(
  { frame }: Pick<KeySheet, 'frame'>,
  question: KeyQuestion,
  field: KeyField,
  typed: string
): Echo {
  const known = fieldsByName(frame).get(field.name);
  if (known === undefined) return silent;
  const read = readTyped(known, typed);
  if (read.is === 'blank') return silent;
  if (read.is === 'wrong') return wrong(read.code);
  if (read.is === 'mark')
    return { text: read.mark === 'two' ? m.keying_key_two() : m.keying_key_unreadable(), wrong: false };
  const { errors } = readForm(
    frame,
    read.values.map((value): [string, string] => [field.name, value])
  );
  if (errors[0]) return wrong(errors[0].code);
  if (field.asks === 'text' || field.asks === 'number' || field.asks === 'rank') return silent;
  if (field.asks === 'tick') return { text: m.keying_echo_ticked(), wrong: false };
  if (field.asks === 'date') return { text: dayText(read.values[0]!), wrong: false };
  return { text: read.values.map((value) => wordsOf(question, value)).join(' · '), wrong: false };
}

/** The echo of a day as it is written by hand. */
export function dayEcho(typed: string): Echo {
  if (typed.trim() === '') return silent;
  const day = readDay(typed);
  return day === null ? wrong('day') : { text: dayText(day), wrong: false };
}

function wordsOf({ choices, na }: KeyQuestion, value: string): string {
  if (value === notApplicable) return na;
  const choice = choices.find(({ code }) => code === value);
  return choice?.text ?? (value === 'no' ? m.keying_echo_no() : m.keying_echo_yes());
}
