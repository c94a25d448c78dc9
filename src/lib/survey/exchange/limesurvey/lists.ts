/** Questions of LimeSurvey that choose from a list: one answer, several, with comments, in an order. */
import type { Localised, Question } from '../../document.ts';
import { optionsFrom, questionOf } from '../sketch.ts';
import { ownWords } from '../wording.ts';
import {
  attribute,
  attributeWords,
  codedField,
  name,
  numberAttribute,
  plainField,
  type Context,
  type Reading
} from './context.ts';
import { comment, female, male, other } from './vocabulary.ts';

const optionLimit = 500;

interface Entry {
  raw: string;
  text: Localised;
}

function entriesOf(context: Context, reading: Reading): Entry[] {
  return reading.question.answers.map(({ code, words }) => ({
    raw: code,
    text: context.wording.say(`${reading.at} ${code}`, words, optionLimit)
  }));
}

function otherText({ wording, survey }: Context, reading: Reading): Localised {
  const words = attributeWords(reading, 'other_replace_text', survey.languages);
  return { ...ownWords(wording, other), ...wording.say(`${reading.at} other`, words, optionLimit) };
}

function optionsOf(context: Context, reading: Reading, entries: readonly Entry[], withOther: boolean) {
  const made = optionsFrom(entries, context.wording.same);
  if (entries.length > 300)
    context.report.say(
      reading.at,
      'text_gone',
      entries
        .slice(300)
        .map(({ raw }) => raw)
        .join(', ')
    );
  if (withOther) made.options.push({ code: 'other', text: otherText(context, reading), other: true });
  if (made.changed.length > 0) context.report.say(reading.at, 'codes_changed', made.changed.join(', '));
  return made;
}

function orderOf(reading: Reading): { shuffle?: true } {
  return attribute(reading, 'random_order') === '1' || attribute(reading, 'answer_order') === 'random'
    ? { shuffle: true }
    : {};
}

function limits(context: Context, reading: Reading): { choose?: { min?: number; max?: number } } {
  const read = (wanted: string): number | undefined => {
    const text = attribute(reading, wanted);
    const number = numberAttribute(reading, wanted);
    if (text !== '' && (number === undefined || !Number.isInteger(number) || number < 0 || number > 300)) {
      context.report.say(reading.at, 'validation_gone', `${wanted}: ${text}`);
      return undefined;
    }
    return number || undefined;
  };
  const [min, max] = [read('min_answers'), read('max_answers')];
  return min === undefined && max === undefined
    ? {}
    : { choose: { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) } };
}

/** One of a list (`L`, `!`, `O`), gender (`G`). */
export function oneOfList(context: Context, reading: Reading): Question[] {
  const { question, id, text, hint, at } = reading;
  const { wording } = context;
  const gender = question.type === 'G';
  const entries = gender
    ? [
        { raw: 'F', text: ownWords(wording, female) },
        { raw: 'M', text: ownWords(wording, male) }
      ]
    : entriesOf(context, reading);
  const { options, codes } = optionsOf(context, reading, entries, question.other);
  const all = new Map<string, string>(codes);
  if (question.other) all.set('-oth-', 'other');
  if (options.length === 0) {
    context.report.say(at, 'kind_gone', 'no answers');
    return [questionOf(id, 'statement', text, { hint })];
  }
  name(context, question, '', codedField(id, 'option', all));
  if (question.other) name(context, question, 'other', plainField(`${id}.other`, 'text'));
  const kind = question.type === '!' ? 'dropdown' : 'choice';
  const chosen = questionOf(id, kind, text, { hint, options, ...orderOf(reading) });
  if (question.type !== 'O') return [chosen];
  const beside = context.id(`${id}_comment`);
  context.owners.set(beside, question.id);
  name(context, question, 'comment', plainField(beside, 'text'));
  context.report.say(at, 'split', `${id}, ${beside}`);
  return [chosen, questionOf(beside, 'text', ownWords(wording, comment), { lines: 3 })];
}

/** Several of a list (`M`), each with words beside it (`P`). */
export function several(context: Context, reading: Reading): Question[] {
  const { question, id, text, hint, at } = reading;
  const entries = question.parts.map(({ code, words }) => ({
    raw: code,
    text: context.wording.say(`${at} ${code}`, words, optionLimit)
  }));
  const { options, codes } = optionsOf(context, reading, entries, question.other);
  const alone = attribute(reading, 'exclude_all_others').split(/[;,]\s*/);
  const commented = question.type === 'P';
  for (const [raw, code] of codes) {
    name(context, question, raw, { is: 'member', field: id, code, ticked: ['Y'] });
    const option = options.find((one) => one.code === code)!;
    if (commented) {
      option.other = true;
      name(context, question, `${raw}comment`, plainField(`${id}.${code}`, 'text'));
    }
    if (alone.includes(raw)) option.exclusive = true;
  }
  if (question.other) {
    // What was typed is the answer there: any words tick the box.
    name(context, question, 'other', { is: 'member', field: id, code: 'other', ticked: ['Y', '-oth-'] });
  }
  name(context, question, '', codedField(id, 'options', codes));
  if (options.length === 0) {
    context.report.say(at, 'kind_gone', 'no answers');
    return [questionOf(id, 'statement', text, { hint })];
  }
  return [questionOf(id, 'multiple', text, { hint, options, ...orderOf(reading), ...limits(context, reading) })];
}

/** An order of preference (`R`). */
export function ranked(context: Context, reading: Reading): Question[] {
  const { question, id, text, hint, at } = reading;
  const entries = entriesOf(context, reading);
  const { options, codes } = optionsOf(context, reading, entries, false);
  if (options.length === 0) {
    context.report.say(at, 'kind_gone', 'no answers');
    return [questionOf(id, 'statement', text, { hint })];
  }
  const made = questionOf(id, 'ranking', text, { hint, options, ...orderOf(reading), ...limits(context, reading) });
  // There any number of places may be filled; here without a least number all must be.
  made.choose = { min: 1, ...made.choose };
  for (let place = 1; place <= options.length; place += 1) {
    // Their name for a place holds an answer; here an option holds its place.
    const filled = { any: options.map(({ code }) => ({ question: `${id}.${code}`, op: 'eq' as const, value: place })) };
    name(context, question, String(place), {
      is: 'logic',
      logic: options.length > 50 ? { question: `${id}.${options[0]!.code}`, op: 'answered' } : filled,
      equals: (raw) => {
        const code = codes.get(String(raw));
        return code === undefined ? null : { question: `${id}.${code}`, op: 'eq', value: place };
      }
    });
  }
  for (const [raw, code] of codes) context.names.set(`${question.code}#${raw}`, plainField(`${id}.${code}`, 'rank'));
  return [made];
}
