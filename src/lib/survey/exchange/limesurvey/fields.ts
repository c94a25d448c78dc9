/** Questions of LimeSurvey that ask for one thing: a number, a text, a day, yes or no; and those that ask for several of the kind. */
import type { Localised, Question } from '../../document.ts';
import { patternFrom } from '../pattern.ts';
import { numberScale, optionsFrom, questionOf } from '../sketch.ts';
import { perPart } from './arrays.ts';
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

/** Least and greatest number of a question; a limit that is worked out from answers is told. */
function rangeOf(context: Context, reading: Reading): Question['range'] {
  const bound = (wanted: string): number | undefined => {
    const text = attribute(reading, wanted);
    const number = numberAttribute(reading, wanted);
    if (text !== '' && number === undefined) context.report.say(reading.at, 'validation_gone', `${wanted}: ${text}`);
    return number;
  };
  const [min, max] = [bound('min_num_value_n'), bound('max_num_value_n')];
  const { wording, survey } = context;
  const suffix = wording.say(reading.at, attributeWords(reading, 'suffix', survey.languages), 40);
  const prefix = wording.say(reading.at, attributeWords(reading, 'prefix', survey.languages), 40);
  const unit = Object.keys(suffix).length > 0 ? suffix : prefix;
  if (Object.keys(suffix).length > 0 && Object.keys(prefix).length > 0) {
    context.report.say(reading.at, 'setting_gone', `prefix: ${Object.values(prefix).join(', ')}`);
  }
  const range: NonNullable<Question['range']> = {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(attribute(reading, 'num_value_int_only') === '1' ? { decimals: 0 } : {}),
    ...(Object.keys(unit).length > 0 ? { unit } : {})
  };
  if (min !== undefined && max !== undefined && min >= max) {
    context.report.say(reading.at, 'validation_gone', `${min}–${max}`);
    return undefined;
  }
  return Object.keys(range).length === 0 ? undefined : range;
}

/** Length and pattern of a text. */
function textRules(context: Context, reading: Reading): Partial<Question> {
  const { question, at } = reading;
  const { report, wording, survey } = context;
  const most = numberAttribute(reading, 'maximum_chars');
  const rules: Partial<Question> = {};
  if (most !== undefined && most >= 1) rules.length = { max: Math.min(4000, Math.floor(most)) };
  for (const wanted of ['prefix', 'suffix']) {
    const words = wording.say(at, attributeWords(reading, wanted, survey.languages), 200);
    if (Object.keys(words).length > 0) report.say(at, 'setting_gone', `${wanted}: ${Object.values(words).join(', ')}`);
  }
  const source =
    question.pattern ||
    /^\s*regexMatch\(\s*(["'])(.+)\1\s*,\s*(?:self|this)[\w.]*\s*\)\s*$/.exec(
      attribute(reading, 'em_validation_q')
    )?.[2];
  if (source) {
    const pattern = patternFrom(source);
    if (pattern === null) report.say(at, 'validation_gone', source);
    else {
      reading.used.add('regex');
      const message = wording.say(at, attributeWords(reading, 'em_validation_q_tip', survey.languages), 300);
      rules.pattern = { source: pattern, message };
      if (Object.keys(message).length === 0) report.say(at, 'words_missing', pattern);
    }
  }
  return rules;
}

/** The questions of a type that is no list and no array; null when it is none of these. */
export function field(context: Context, reading: Reading): Question[] | null {
  const { question, id, text, hint, at } = reading;
  const { wording, report } = context;
  const numeric = attribute(reading, 'numbers_only') === '1';
  switch (question.type) {
    case '5':
      name(context, question, '', plainField(id, 'number'));
      return [questionOf(id, 'rating', text, { hint, scale: numberScale(1, 5, wording.same) })];
    case 'N':
      name(context, question, '', plainField(id, 'number'));
      return [questionOf(id, 'number', text, { hint, range: rangeOf(context, reading) })];
    case 'S':
    case 'T':
    case 'U': {
      const asNumber = numeric && question.type === 'S';
      name(context, question, '', plainField(id, asNumber ? 'number' : 'text'));
      if (asNumber) return [questionOf(id, 'number', text, { hint, range: rangeOf(context, reading) })];
      const lines = { S: 1, T: 5, U: 10 }[question.type];
      return [questionOf(id, 'text', text, { hint, lines, ...textRules(context, reading) })];
    }
    case 'D':
      name(context, question, '', plainField(id, 'date'));
      return [questionOf(id, 'date', text, { hint, ...daysOf(context, reading) })];
    case 'Y':
      name(
        context,
        question,
        '',
        codedField(
          id,
          'option',
          new Map([
            ['Y', 'yes'],
            ['N', 'no']
          ])
        )
      );
      return [questionOf(id, 'yesno', text, { hint })];
    case 'X':
      return [questionOf(id, 'statement', text, { hint })];
    case 'I':
      name(context, question, '', { is: 'known', known: 'language' });
      report.say(at, 'kind_gone', [text, hint ?? {}].map(saidOf).join('\n'));
      return [];
    case '|':
      report.say(at, 'kind_gone', [text, hint ?? {}].map(saidOf).join('\n'));
      return [];
    case 'K':
      return numbers(context, reading);
    case 'Q': {
      const rules = textRules(context, reading);
      return perPart(context, reading, question.parts, (own, row, part) => {
        name(context, question, part.code, plainField(own, numeric ? 'number' : 'text'));
        return numeric ? questionOf(own, 'number', row) : questionOf(own, 'text', row, { lines: 1, ...rules });
      });
    }
    default:
      return null;
  }
}

function daysOf(context: Context, reading: Reading): Partial<Question> {
  const days: { from?: string; to?: string } = {};
  for (const [wanted, end] of [
    ['date_min', 'from'],
    ['date_max', 'to']
  ] as const) {
    const text = attribute(reading, wanted);
    if (text === '') continue;
    const day = /^\d{4}(-\d\d-\d\d)?/.exec(text)?.[0];
    const whole = day?.length === 4 ? `${day}-${end === 'from' ? '01-01' : '12-31'}` : day;
    if (whole === undefined || !/^\d{4}(-\d\d-\d\d.*)?$/.test(text) || Number.isNaN(Date.parse(whole))) {
      context.report.say(reading.at, 'validation_gone', `${wanted}: ${text}`);
    } else days[end] = whole;
  }
  return Object.keys(days).length === 0 ? {} : { days };
}

/** Several numbers (`K`): shares of a total where one is given, sliders, or plain numbers with a demand on their sum. */
function numbers(context: Context, reading: Reading): Question[] {
  const { question, id, text, hint, at } = reading;
  const { wording, report } = context;
  const total = numberAttribute(reading, 'equals_num_value');
  if (total !== undefined && total > 0 && question.parts.length > 0) {
    const entries = question.parts.map(({ code, words }) => ({
      raw: code,
      text: wording.say(`${at} ${code}`, words, 500)
    }));
    const { options, codes, changed } = optionsFrom(entries, wording.same);
    if (changed.length > 0) report.say(at, 'codes_changed', changed.join(', '));
    for (const [raw, code] of codes) name(context, question, raw, plainField(`${id}.${code}`, 'number'));
    return [questionOf(id, 'sum', text, { hint, options, total })];
  }
  const dynamic = attribute(reading, 'equals_num_value');
  if (dynamic !== '') report.say(at, 'validation_gone', `equals_num_value: ${dynamic}`);
  const slider = attribute(reading, 'slider_layout') === '1';
  const [low, high] = [numberAttribute(reading, 'slider_min') ?? 0, numberAttribute(reading, 'slider_max') ?? 100];
  const step = numberAttribute(reading, 'slider_accuracy');
  const range = rangeOf(context, reading);
  const made = perPart(context, reading, question.parts, (own, row, part) => {
    name(context, question, part.code, plainField(own, 'number'));
    return slider && low < high
      ? questionOf(own, 'slider', row, {
          range: { ...range, min: low, max: high, ...(step !== undefined && step > 0 ? { step } : {}) }
        })
      : questionOf(own, 'number', row, range === undefined ? {} : { range });
  });
  const sums = (['min_num_value', 'max_num_value'] as const).flatMap((wanted) => {
    const text = attribute(reading, wanted);
    const number = numberAttribute(reading, wanted);
    if (text !== '' && number === undefined) report.say(at, 'validation_gone', `${wanted}: ${text}`);
    return number === undefined ? [] : [{ op: wanted === 'min_num_value' ? ('ge' as const) : ('le' as const), number }];
  });
  const last = made.at(-1);
  const fields = made.filter(({ kind }) => kind === 'number' || kind === 'slider').map((one) => ({ question: one.id }));
  if (last !== undefined && sums.length > 0 && fields.length > 0) {
    context.sums.push({ on: last, fields, bounds: sums });
  }
  return made;
}

/** A question of a type that nobody knows: its words stay as something to read. */
export function unknownType(context: Context, reading: Reading): Question[] {
  const { question, at, id, text, hint } = reading;
  context.report.say(at, 'kind_gone', question.type);
  return [questionOf(id, 'statement', text, { hint })];
}

/** A text in all its languages, for the report. */
export function saidOf(words: Localised): string {
  return Object.entries(words)
    .map(([tag, said]) => `${tag}: ${said}`)
    .join('\n');
}
