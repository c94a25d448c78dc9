/** Arrays of LimeSurvey and lists of short or numeric fields: a matrix where a scale holds the answers, else one question for each row. */
import type { Item, Localised, Question } from '../../document.ts';
import { namer } from '../names.ts';
import { numberScale, optionsFrom, questionOf, scaleFrom, type ScalePoint } from '../sketch.ts';
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
import type { LimeQuestion } from './tables.ts';
import { fixedAnswers } from './vocabulary.ts';

const itemLimit = 1000;

/** Rows and columns of an array. */
function partsOf({ question }: Reading, scale: number): LimeQuestion[] {
  return question.parts.filter((part) => part.scale === scale);
}

function partText(context: Context, reading: Reading, part: LimeQuestion): Localised {
  // A row of a semantic differential has two ends in one text.
  const said = context.wording.say(`${reading.at} ${part.code}`, part.words, itemLimit);
  return Object.keys(said).length === 0 ? context.wording.same(part.code) : said;
}

/** A heading over several questions: a group of the page, or a statement where a group cannot hold it. */
export function heading(context: Context, reading: Reading): { group?: string; before: Question[] } {
  const { page, id, text, hint } = reading;
  const long =
    Object.values(text).some((said) => said.length > itemLimit) ||
    Object.values(hint ?? {}).some((said) => said.length > 500);
  if (Object.keys(text).length === 0 && hint === undefined) return { before: [] };
  if (long || page.groups.length >= 20 || Object.keys(text).length === 0) {
    const before = context.id(`${id}_text`);
    context.owners.set(before, reading.question.id);
    return { before: [questionOf(before, 'statement', text, { hint })] };
  }
  page.groups.push({ id, text, ...(hint === undefined ? {} : { hint }) });
  return { group: id, before: [] };
}

/** One question for each part, under one heading. */
export function perPart(
  context: Context,
  reading: Reading,
  parts: readonly LimeQuestion[],
  make: (id: string, text: Localised, part: LimeQuestion) => Question
): Question[] {
  const { group, before } = heading(context, reading);
  const made = parts.map((part) => {
    const id = context.id(`${reading.id}_${part.code}`);
    context.owners.set(id, reading.question.id);
    context.rows.set(id, part.code);
    const one = make(id, partText(context, reading, part), part);
    return group === undefined ? one : { ...one, group };
  });
  context.report.say(reading.at, 'split', made.map(({ id }) => id).join(', '));
  return [...before, ...made];
}

/** A grid of rows and answers under one text. `scale` is the number of the answers' scale in names of the source; null for none. */
function grid(
  context: Context,
  reading: Reading,
  id: string,
  text: Localised,
  points: readonly ScalePoint[],
  scale: number | null
): Question[] {
  const { question, at, hint } = reading;
  const rows = partsOf(reading, 0);
  const shuffle = attribute(reading, 'random_order') === '1' ? { shuffle: true } : {};
  const suffix = scale === null ? '' : `_${scale}`;
  const made = scaleFrom(points, context.wording.same);
  if (made !== null && rows.length > 0) {
    if (!made.same) context.report.say(at, 'codes_changed', [...made.codes].map((pair) => pair.join(': ')).join(', '));
    const questions: Question[] = [];
    for (let from = 0; from < rows.length; from += 60) {
      const own = from === 0 ? id : context.id(`${id}_${from / 60 + 1}`);
      context.owners.set(own, question.id);
      const code = namer('code');
      const items = rows.slice(from, from + 60).map((row): Item => {
        const item = code(row.code);
        name(context, question, `${row.code}${suffix}`, codedField(`${own}.${item}`, 'code', made.codes, made.same));
        return { id: item, text: partText(context, reading, row) };
      });
      questions.push(questionOf(own, 'matrix', text, { hint, scale: made.scale, items, ...shuffle }));
    }
    if (questions.length > 1) context.report.say(at, 'split', questions.map((one) => one.id).join(', '));
    return questions;
  }
  if (points.length === 0 || rows.length === 0) {
    context.report.say(at, 'kind_gone', points.length === 0 ? 'no answers' : 'no rows');
    return [
      questionOf(id, 'statement', text, { hint }),
      ...rows.map((row) => questionOf(context.id(`${id}_${row.code}`), 'statement', partText(context, reading, row)))
    ];
  }
  return perPart(context, { ...reading, id, text }, rows, (own, row, part) => {
    const { options, codes } = optionsFrom(points, context.wording.same);
    name(context, question, `${part.code}${suffix}`, codedField(own, 'option', codes));
    return questionOf(own, 'choice', row, { options });
  });
}

/** Arrays with one answer a row (`F`, `H`, `A`, `B`, `C`, `E`) and with two scales (`1`). */
export function array(context: Context, reading: Reading): Question[] {
  const { question, id, text, at } = reading;
  const { wording, survey } = context;
  const { type } = question;
  if (type === 'A' || type === 'B') {
    const points = Array.from({ length: type === 'A' ? 5 : 10 }, (_, step) => ({ raw: String(step + 1), text: {} }));
    return grid(context, reading, id, text, points, null);
  }
  if (Object.hasOwn(fixedAnswers, type)) {
    const points = fixedAnswers[type]!.map(({ raw, words }) => ({ raw, text: ownWords(wording, words) }));
    return grid(context, reading, id, text, points, null);
  }
  const points = (scale: number): ScalePoint[] =>
    question.answers
      .filter((answer) => answer.scale === scale)
      .map(({ code, words }) => ({ raw: code, text: wording.say(`${at} ${code}`, words, 500) }));
  if (type !== '1') return grid(context, reading, id, text, points(0), null);
  const titles = ['dualscale_headerA', 'dualscale_headerB'].map((wanted) =>
    wording.say(at, attributeWords(reading, wanted, survey.languages), 500)
  );
  const second = context.id(`${id}_2`);
  context.owners.set(second, question.id);
  context.report.say(at, 'split', `${id}, ${second}`);
  return [
    ...grid(context, reading, id, titled(text, titles[0]!), points(0), 0),
    ...grid(context, { ...reading, hint: undefined }, second, titled(text, titles[1]!), points(1), 1)
  ];
}

function titled(text: Localised, title: Localised): Localised {
  return Object.fromEntries(
    Object.entries(text).map(([tag, said]) => [tag, title[tag] ? `${said}\n\n${title[tag]}`.slice(0, 4000) : said])
  );
}

/** Arrays of numbers or boxes (`:`) and of texts (`;`): a question for each row, or for each cell. */
export function cells(context: Context, reading: Reading): Question[] {
  const { question, at } = reading;
  const [rows, columns] = [partsOf(reading, 0), partsOf(reading, 1)];
  const numeric = question.type === ':';
  const boxes = attribute(reading, 'multiflexible_checkbox') === '1';
  const min = numberAttribute(reading, 'multiflexible_min') ?? (numeric ? 1 : undefined);
  const max = numberAttribute(reading, 'multiflexible_max') ?? (numeric ? 10 : undefined);
  const step = numberAttribute(reading, 'multiflexible_step');
  for (const wanted of ['multiflexible_min', 'multiflexible_max', 'multiflexible_step']) {
    const text = attribute(reading, wanted);
    if (text !== '' && !Number.isFinite(Number(text))) context.report.say(at, 'validation_gone', `${wanted}: ${text}`);
  }
  const titles = columns.map((column) => ({ raw: column.code, text: partText(context, reading, column) }));
  const typed = attribute(reading, 'input_boxes') === '1';
  const scaled =
    numeric && !typed && min !== undefined && (min === 0 || min === 1) && max! - min >= 2 && max! <= min + 10;
  if (numeric && boxes) {
    return perPart(context, reading, rows, (id, text, row) => {
      const { options, codes } = optionsFrom(titles, context.wording.same);
      for (const [raw, code] of codes) {
        name(context, question, `${row.code}_${raw}`, { is: 'member', field: id, code, ticked: ['1', 'Y'] });
      }
      return questionOf(id, 'multiple', text, { options });
    });
  }
  if (
    scaled &&
    (step === undefined || step === 1) &&
    Number.isInteger(max) &&
    columns.length > 0 &&
    columns.length <= 60
  ) {
    return perPart(context, reading, rows, (id, text, row) => {
      const code = namer('code');
      const items = titles.map(({ raw, text: title }): Item => {
        const item = code(raw);
        name(context, question, `${row.code}_${raw}`, plainField(`${id}.${item}`, 'number'));
        return { id: item, text: title };
      });
      return questionOf(id, 'matrix', text, { scale: numberScale(min, max!, context.wording.same), items });
    });
  }
  const { group, before } = heading(context, reading);
  const made = rows.flatMap((row) =>
    titles.map(({ raw, text: title }): Question => {
      const id = context.id(`${reading.id}_${row.code}_${raw}`);
      context.owners.set(id, question.id);
      context.rows.set(id, row.code);
      name(context, question, `${row.code}_${raw}`, plainField(id, numeric ? 'number' : 'text'));
      const text = joined(partText(context, reading, row), title);
      const range = {
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        ...(step === undefined || step <= 0 ? {} : { step })
      };
      const more = numeric
        ? { range: min !== undefined && max !== undefined && min >= max ? {} : range }
        : { lines: 1 };
      return questionOf(id, numeric ? 'number' : 'text', text, { ...more, ...(group === undefined ? {} : { group }) });
    })
  );
  context.report.say(at, 'split', made.map(({ id }) => id).join(', '));
  return [...before, ...made];
}

function joined(row: Localised, column: Localised): Localised {
  return Object.fromEntries(
    [...new Set([...Object.keys(row), ...Object.keys(column)])].map((tag) => [
      tag,
      [row[tag], column[tag]].filter(Boolean).join(' – ')
    ])
  );
}
