/** Questions of Qualtrics with one list, one field or one order, and which of our kinds they become. */
import type { Question } from '../../document.ts';
import { listOf, numberOf, objectOf, textOf } from '../json.ts';
import { anyOf } from '../logic.ts';
import { patternFrom } from '../pattern.ts';
import { questionOf } from '../sketch.ts';
import {
  carriedFrom,
  field,
  optionsOf,
  settingsOf,
  shuffleOf,
  wordsOf,
  type Asked,
  type Context,
  type Reading
} from './context.ts';
import { heading, matrix, sideBySide, table } from './matrix.ts';

const dropdowns = new Set(['DL', 'SB']);
const manyOf = new Set(['MAVR', 'MAHR', 'MACOL', 'MSB']);

/** The questions one of theirs becomes; none where it has no counterpart, which is told with its words. */
export function build(context: Context, reading: Reading): Question[] {
  const { question, id, text, at } = reading;
  switch (question.type) {
    case 'MC':
      return question.selector === 'NPS' ? recommend(context, reading) : list(context, reading);
    case 'Matrix':
      return matrix(context, reading);
    case 'SBS':
      return sideBySide(context, reading);
    case 'TE':
      return question.selector === 'FORM' ? table(context, reading, 'text') : words(context, reading);
    case 'Slider':
      return table(context, reading, 'slider');
    case 'CS':
      return shares(context, reading);
    case 'RO':
      return order(context, reading);
    case 'PGR':
      return groups(context, reading);
    case 'DB': {
      const graphic = textOf(question.source.Graphics);
      if (graphic !== '') context.report.say(at, 'image', graphic);
      return [questionOf(id, 'statement', text)];
    }
    default:
      context.report.say(at, 'kind_gone', `${question.type} ${question.selector}\n${wordsOf(question)}`);
      return [];
  }
}

function withOrder(context: Context, reading: Reading, made: Question, codes: ReadonlyMap<string, string>): Question {
  const { shuffle, fixed } = shuffleOf(context, reading);
  if (!shuffle) return made;
  const kept = new Set(fixed.map((raw) => codes.get(raw)));
  return {
    ...made,
    shuffle,
    options: made.options?.map((one) => (kept.has(one.code) ? { ...one, fixed: true } : one))
  };
}

/** Least and most choices. */
function chooseOf(reading: Reading): Pick<Question, 'choose'> {
  const settings = settingsOf(reading);
  const [min, max] = [numberOf(settings.MinChoices), numberOf(settings.MaxChoices)];
  const choose = {
    ...(min !== undefined && Number.isInteger(min) && min > 0 && min <= 300 ? { min } : {}),
    ...(max !== undefined && Number.isInteger(max) && max > 0 && max <= 300 ? { max } : {})
  };
  return Object.keys(choose).length === 0 ? {} : { choose };
}

function list(context: Context, reading: Reading): Question[] {
  const { question, id, text } = reading;
  const { options, codes } = optionsOf(context, reading);
  const several = manyOf.has(question.selector);
  const kind = several ? 'multiple' : dropdowns.has(question.selector) ? 'dropdown' : 'choice';
  const chosen: Asked['chosen'] = (choice) => {
    const code = codes.get(choice);
    return code === undefined ? null : { question: id, op: several ? 'includes' : 'eq', value: code };
  };
  context.asked.set(question.id, {
    chosen,
    value: (choice) => {
      const code = choice === undefined ? undefined : codes.get(choice);
      return code === undefined ? null : field(`${id}.${code}`, 'text');
    },
    answered: () => ({ question: id, op: 'answered' })
  });
  const carried = carriedFrom(context, reading);
  const made = questionOf(id, kind, text, {
    options: [...(carried.options ?? []), ...options],
    ...(several ? chooseOf(reading) : {})
  });
  if (carried.from) made.optionsFrom = carried.from;
  if (made.options!.length === 0 && !carried.from) {
    context.report.say(reading.at, 'kind_gone', 'no choices');
    return [questionOf(id, 'statement', text)];
  }
  return [withOrder(context, reading, made, codes)];
}

function recommend(context: Context, reading: Reading): Question[] {
  const { question, id, text, at } = reading;
  const ends = listOf(question.source.ColumnLabels).map((one) => textOf(objectOf(one).Display));
  const label = (end: string | undefined, code: string) =>
    end ? context.wording.say(at, { [context.survey.language]: end }, 100) : context.wording.same(code);
  context.asked.set(question.id, {
    chosen: (choice) => ({ question: id, op: 'eq', value: Number(choice) }),
    value: () => field(id, 'code'),
    answered: () => ({ question: id, op: 'answered' })
  });
  const scale = {
    min: 0,
    max: 10,
    labels: { 0: label(ends[0], '0'), 10: label(ends.at(-1), '10') },
    direction: 'ascending' as const
  };
  for (const middle of ends.slice(1, -1)) if (middle !== '') context.report.say(at, 'text_gone', middle);
  return [questionOf(id, 'nps', text, { scale })];
}

function words(context: Context, reading: Reading): Question[] {
  const { question, id, text, at } = reading;
  const settings = settingsOf(reading);
  const content = textOf(settings.ContentType);
  const details = objectOf(settings.ValidNumber ?? settings.ValidDateType);
  const kind = content === 'ValidNumber' ? 'number' : content.startsWith('ValidDate') ? 'date' : 'text';
  context.asked.set(question.id, {
    chosen: () => null,
    value: () => field(id, kind),
    answered: () => ({ question: id, op: 'answered' })
  });
  if (kind === 'date') return [questionOf(id, 'date', text)];
  if (kind === 'number') {
    const [min, max, decimals] = [numberOf(details.Min), numberOf(details.Max), numberOf(details.NumDecimals)];
    const range = {
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      ...(decimals !== undefined && decimals >= 0 && decimals <= 6 ? { decimals: Math.floor(decimals) } : {})
    };
    if (min !== undefined && max !== undefined && min >= max) {
      context.report.say(at, 'validation_gone', JSON.stringify(details));
      return [questionOf(id, 'number', text)];
    }
    return [questionOf(id, 'number', text, Object.keys(range).length === 0 ? {} : { range })];
  }
  const lines = { SL: 1, ML: 4, ESTB: 10, PW: 1 }[question.selector] ?? 1;
  const made = questionOf(id, 'text', text, { lines });
  const [least, most] = [numberOf(settings.MinChars), numberOf(settings.MaxChars) ?? numberOf(settings.TotalChars)];
  if (least !== undefined || most !== undefined) {
    made.length = {
      ...(least !== undefined && least >= 1 ? { min: Math.min(4000, Math.floor(least)) } : {}),
      ...(most !== undefined && most >= 1 ? { max: Math.min(4000, Math.floor(most)) } : {})
    };
  }
  const source =
    content === 'ValidEmail'
      ? '[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)+'
      : content === 'ValidRegex'
        ? patternFrom(textOf(settings.Regex))
        : null;
  if (source !== null) {
    made.pattern = { source, message: {} };
    context.report.say(at, 'words_missing', source);
  } else if (content !== '' && content !== 'ValidNumber') context.report.say(at, 'validation_gone', content);
  return [made];
}

/** Shares of a total; without one, as many numbers. */
function shares(context: Context, reading: Reading): Question[] {
  const { question, id, text } = reading;
  const settings = settingsOf(reading);
  const total = numberOf(settings.ChoiceTotal);
  if (total === undefined || total <= 0) return table(context, reading, 'number');
  const { options, codes } = optionsOf(context, reading, question.choices, false);
  context.asked.set(question.id, {
    chosen: () => null,
    value: (choice) => {
      const code = codes.get(choice ?? '');
      return code === undefined ? null : field(`${id}.${code}`, 'number');
    },
    answered: () =>
      anyOf([...codes.values()].slice(0, 50).map((code) => ({ question: `${id}.${code}`, op: 'answered' })))
  });
  return [withOrder(context, reading, questionOf(id, 'sum', text, { options, total }), codes)];
}

function order(context: Context, reading: Reading): Question[] {
  const { question, id, text } = reading;
  const { options, codes } = optionsOf(context, reading, question.choices, false);
  for (const choice of question.choices) {
    if (choice.source.TextEntry !== undefined)
      context.report.say(reading.at, 'setting_gone', `TextEntry: ${choice.raw}`);
  }
  context.asked.set(question.id, {
    chosen: () => null,
    value: (choice) => {
      const code = codes.get(choice ?? '');
      return code === undefined ? null : field(`${id}.${code}`, 'rank');
    },
    answered: () =>
      anyOf([...codes.values()].slice(0, 50).map((code) => ({ question: `${id}.${code}`, op: 'answered' })))
  });
  return [withOrder(context, reading, questionOf(id, 'ranking', text, { options }), codes)];
}

/** Pick, group and rank: into which group each one goes; the order inside a group is told. */
function groups(context: Context, reading: Reading): Question[] {
  const { question, at } = reading;
  const names = listOf(question.source.Groups).map(textOf);
  context.report.say(at, 'kind_changed', `PGR: ${names.join(', ')}`);
  const { group, before } = heading(context, reading);
  const made = question.choices.map((choice): Question => {
    const own = context.id(`${reading.id}_${choice.raw}`);
    const options = names.map((name, index) => ({
      code: String(index),
      text: context.wording.say(at, { [context.survey.language]: name }, 500)
    }));
    const text = context.wording.say(`${at} ${choice.raw}`, choice.words, 4000);
    return questionOf(own, options.length === 0 ? 'text' : 'choice', text, {
      ...(options.length === 0 ? {} : { options }),
      ...group
    });
  });
  return [...before, ...made];
}
