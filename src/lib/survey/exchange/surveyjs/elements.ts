/** Questions of SurveyJS that choose from a list, set a number, or take words; and which of our kinds they become. */
import type { Question } from '../../document.ts';
import { objectOf, textOf, type Json } from '../json.ts';
import { patternFrom } from '../pattern.ts';
import { optionsFrom, questionOf, scaleFrom } from '../sketch.ts';
import {
  coded,
  entriesOf,
  field,
  name,
  take,
  takeNumber,
  takeText,
  takeWords,
  wordsOf,
  type Context,
  type Reading
} from './context.ts';
import { list, ranking } from './lists.ts';
import { dropdownTable, grid, several } from './tables.ts';

/** The questions one element becomes; null where its type has no counterpart. */
export function build(context: Context, reading: Reading): Question[] | null {
  const { id, text, hint } = reading;
  switch (takeText(reading, 'type')) {
    case 'radiogroup':
    case 'buttongroup':
      return list(context, reading, 'choice');
    case 'dropdown':
      return list(context, reading, 'dropdown');
    case 'checkbox':
    case 'tagbox':
      return list(context, reading, 'multiple');
    case 'imagepicker':
      return list(context, reading, take(reading, 'multiSelect') === true ? 'multiple' : 'choice');
    case 'ranking':
      return ranking(context, reading);
    case 'rating':
      return rating(context, reading);
    case 'boolean':
      return yesOrNo(context, reading);
    case 'slider':
      return slider(context, reading);
    case 'text':
      return words(context, reading);
    case 'comment': {
      name(context, reading, field(id, 'text'));
      const rows = takeNumber(reading, 'rows') ?? 4;
      return [
        questionOf(id, 'text', text, {
          hint,
          lines: Math.min(20, Math.max(2, Math.floor(rows))),
          ...lengthOf(context, reading)
        })
      ];
    }
    case 'multipletext':
      return several(context, reading, build);
    case 'matrix':
      return grid(context, reading);
    case 'matrixdropdown':
      return dropdownTable(context, reading, build);
    case 'html': {
      const said = context.html.say(reading.at, wordsOf(take(reading, 'html'), context.base), 4000);
      return [questionOf(id, 'statement', said)];
    }
    default:
      return null;
  }
}

function rating(context: Context, reading: Reading): Question[] {
  const { id, text, hint, at } = reading;
  const { wording } = context;
  const ends = [
    takeWords(context, reading, 'minRateDescription', 100),
    takeWords(context, reading, 'maxRateDescription', 100)
  ] as const;
  const values = entriesOf(context, at, take(reading, 'rateValues'), 500);
  const [count, min = 1, step = 1] = [
    takeNumber(reading, 'rateCount'),
    takeNumber(reading, 'rateMin'),
    takeNumber(reading, 'rateStep')
  ];
  const max = takeNumber(reading, 'rateMax') ?? (count === undefined ? 5 : min + count - 1);
  take(reading, 'autoGenerate');
  const type = takeText(reading, 'rateType') || takeText(reading, 'rateDisplayMode');
  const look = { stars: 'stars' as const, smileys: 'smileys' as const }[type];
  const numbers = Array.from(
    { length: Math.max(0, Math.min(300, Math.floor((max - min) / step) + 1)) },
    (_, at) => min + at * step
  );
  const points = values.length > 0 ? values : numbers.map((number) => ({ raw: String(number), text: {} }));
  const made = scaleFrom(points, wording.same);
  if (made === null || (values.length === 0 && !made.same)) {
    const { options, codes } = optionsFrom(
      points.map(({ raw, text: said }) => ({ raw, text: said })),
      wording.same
    );
    context.report.say(at, 'kind_changed', 'rating');
    for (const end of ends)
      if (Object.keys(end).length > 0) context.report.say(at, 'text_gone', Object.values(end).join('\n'));
    name(context, reading, coded(id, 'option', codes));
    return [questionOf(id, 'choice', text, { hint, options })];
  }
  if (!made.same) context.report.say(at, 'codes_changed', [...made.codes].map((pair) => pair.join(': ')).join(', '));
  const { scale } = made;
  for (const [end, words] of [
    [scale.min, ends[0]],
    [scale.max, ends[1]]
  ] as const) {
    if (Object.keys(words).length === 0) continue;
    const said = scale.labels[end];
    const own = said !== undefined && Object.values(said).every((one) => one === String(end));
    if (said === undefined || own) scale.labels[end] = words;
    else context.report.say(at, 'text_gone', Object.values(words).join('\n'));
  }
  name(context, reading, coded(id, 'code', made.codes, made.same));
  const kind = scale.min === 0 && scale.max === 10 && look === undefined ? 'nps' : 'rating';
  return [questionOf(id, kind, text, { hint, scale, ...(look ? { look } : {}) })];
}

function yesOrNo(context: Context, reading: Reading): Question[] {
  const { id, text, hint } = reading;
  const labels = [
    takeWords(context, reading, 'labelTrue', 500),
    takeWords(context, reading, 'labelFalse', 500)
  ] as const;
  const raws = [textOf(take(reading, 'valueTrue') ?? 'true'), textOf(take(reading, 'valueFalse') ?? 'false')] as const;
  name(
    context,
    reading,
    coded(
      id,
      'option',
      new Map([
        [raws[0], 'yes'],
        [raws[1], 'no'],
        ['true', 'yes'],
        ['false', 'no']
      ])
    )
  );
  if (labels.every((label) => Object.keys(label).length === 0)) return [questionOf(id, 'yesno', text, { hint })];
  const said = (label: (typeof labels)[number], usual: string) =>
    Object.keys(label).length > 0 ? label : context.wording.same(usual);
  const options = [
    { code: 'yes', text: said(labels[0], 'Yes') },
    { code: 'no', text: said(labels[1], 'No') }
  ];
  return [questionOf(id, 'choice', text, { hint, options })];
}

function slider(context: Context, reading: Reading): Question[] {
  const { id, text, hint, at } = reading;
  const [min = 0, max = 100, step = 1] = [
    takeNumber(reading, 'min'),
    takeNumber(reading, 'max'),
    takeNumber(reading, 'step')
  ];
  name(context, reading, field(id, 'number'));
  if (takeText(reading, 'sliderType') === 'range') context.report.say(at, 'kind_changed', 'slider range');
  if (min >= max) return [questionOf(id, 'number', text, { hint })];
  return [questionOf(id, 'slider', text, { hint, range: { min, max, ...(step > 0 && step !== 1 ? { step } : {}) } })];
}

/** Least and most characters, and what validators say of a text. */
export function lengthOf(context: Context, reading: Reading): Partial<Question> {
  const most = takeNumber(reading, 'maxLength');
  const rules: Partial<Question> = {};
  const length: { min?: number; max?: number } = {};
  if (most !== undefined && most >= 1) length.max = Math.min(4000, Math.floor(most));
  const left: Json[] = [];
  for (const one of validatorsOf(reading)) {
    const type = textOf(one.type).replace(/validator$/, '');
    const message = context.wording.say(reading.at, wordsOf(one.text, context.base), 300);
    if (type === 'text') {
      const [least, greatest] = [Number(one.minLength), Number(one.maxLength)];
      if (least >= 1) length.min = Math.min(4000, Math.floor(least));
      if (greatest >= 1) length.max = Math.min(4000, Math.floor(greatest));
      if (one.allowDigits === false || Object.keys(message).length > 0) left.push(one);
    } else if (type === 'regex' || type === 'email') {
      const source = type === 'email' ? '[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)+' : patternFrom(textOf(one.regex));
      if (source === null || rules.pattern !== undefined) left.push(one);
      else {
        rules.pattern = { source, message };
        if (Object.keys(message).length === 0) context.report.say(reading.at, 'words_missing', source);
      }
    } else if (type !== 'expression') left.push(one);
  }
  if (Object.keys(length).length > 0) rules.length = length;
  for (const one of left) context.report.say(reading.at, 'validation_gone', JSON.stringify(one));
  return rules;
}

export function validatorsOf(reading: Reading) {
  const list = take(reading, 'validators');
  return (Array.isArray(list) ? (list as readonly Json[]) : []).map(objectOf);
}

function words(context: Context, reading: Reading): Question[] {
  const { id, text, hint, at } = reading;
  const type = takeText(reading, 'inputType') || 'text';
  if (type === 'number' || type === 'range') {
    name(context, reading, field(id, 'number'));
    const [min, max, step] = ['min', 'max', 'step'].map((one) => takeNumber(reading, one));
    for (const one of ['min', 'max'])
      if (take(reading, one) !== undefined && takeNumber(reading, one) === undefined)
        context.report.say(at, 'validation_gone', textOf(take(reading, one)));
    let range: NonNullable<Question['range']> = {
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      ...(step !== undefined && step > 0 ? { step } : {})
    };
    for (const one of validatorsOf(reading)) {
      if (textOf(one.type).startsWith('numeric') && one.text === undefined) {
        range = {
          ...range,
          ...(typeof one.minValue === 'number' ? { min: one.minValue } : {}),
          ...(typeof one.maxValue === 'number' ? { max: one.maxValue } : {})
        };
      } else if (!textOf(one.type).startsWith('expression'))
        context.report.say(at, 'validation_gone', JSON.stringify(one));
    }
    if (range.min !== undefined && range.max !== undefined && range.min >= range.max) {
      context.report.say(at, 'validation_gone', JSON.stringify(range));
      range = {};
    }
    if (type === 'range' && range.min !== undefined && range.max !== undefined)
      return [questionOf(id, 'slider', text, { hint, range })];
    return [questionOf(id, 'number', text, { hint, ...(Object.keys(range).length > 0 ? { range } : {}) })];
  }
  if (type === 'date') {
    name(context, reading, field(id, 'date'));
    const days: { from?: string; to?: string } = {};
    for (const [property, end] of [
      ['min', 'from'],
      ['max', 'to']
    ] as const) {
      const day = takeText(reading, property);
      if (/^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day))) days[end] = day;
      else if (day !== '') context.report.say(at, 'validation_gone', `${property}: ${day}`);
    }
    return [questionOf(id, 'date', text, { hint, ...(Object.keys(days).length > 0 ? { days } : {}) })];
  }
  name(context, reading, field(id, 'text'));
  const rules = lengthOf(context, reading);
  if (type === 'email' && rules.pattern === undefined)
    rules.pattern = { source: '[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)+', message: {} };
  else if (type !== 'text') context.report.say(at, 'kind_changed', `text ${type}`);
  return [questionOf(id, 'text', text, { hint, lines: 1, ...rules })];
}
