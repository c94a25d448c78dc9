/** Tables of Qualtrics: matrices, forms, sliders, side by side. A matrix where one scale holds the answers, else a question for each row. */
import type { Item, Localised, Question } from '../../document.ts';
import { listOf, numberOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { anyOf, type Logic } from '../logic.ts';
import { namer } from '../names.ts';
import { optionsFrom, questionOf, scaleFrom } from '../sketch.ts';
import {
  carriedFrom,
  field,
  optionsOf,
  rawOf,
  settingsOf,
  shuffleOf,
  wordsOf,
  type Context,
  type Reading
} from './context.ts';
import { choicesFrom, type Choice } from './source.ts';

/** A heading over several questions: a group of the page, or a statement where a group cannot hold it. */
export function heading(
  context: Context,
  { page, id, text }: Reading
): { group: { group?: string }; before: Question[] } {
  if (Object.keys(text).length === 0) return { group: {}, before: [] };
  if (page.groups.length >= 20 || Object.values(text).some((said) => said.length > 1000)) {
    return { group: {}, before: [questionOf(context.id(`${id}_text`), 'statement', text)] };
  }
  page.groups.push({ id, text });
  return { group: { group: id }, before: [] };
}

function rowText({ wording }: Context, { at }: Reading, row: Choice): Localised {
  const said = wording.say(`${at} ${row.raw}`, row.words, 1000);
  return Object.keys(said).length === 0 ? wording.same(row.raw) : said;
}

/** One question for each row, under one heading; `make` gets its id and text. */
function perRow(
  context: Context,
  reading: Reading,
  make: (id: string, text: Localised, row: Choice) => Question
): Question[] {
  const { group, before } = heading(context, reading);
  const made = reading.question.choices.map((row) => ({
    ...make(context.id(`${reading.id}_${row.raw}`), rowText(context, reading, row), row),
    ...group
  }));
  context.report.say(reading.at, 'split', made.map(({ id }) => id).join(', '));
  return [...before, ...made];
}

function tellTyped({ report }: Context, { at, question }: Reading): void {
  const typed = question.choices.filter(({ source }) => source.TextEntry !== undefined).map(({ raw }) => raw);
  if (typed.length > 0) report.say(at, 'setting_gone', `TextEntry: ${typed.join(', ')}`);
}

/** Several fields of a kind under one text: the lines of a form, numbers, sliders. */
export function table(context: Context, reading: Reading, kind: 'text' | 'number' | 'slider'): Question[] {
  const { question } = reading;
  const configuration = objectOf(question.source.Configuration);
  const stars = question.selector === 'STAR' ? (numberOf(configuration.StarCount) ?? 5) : undefined;
  const [min, max] = [numberOf(configuration.CSSliderMin) ?? 0, stars ?? numberOf(configuration.CSSliderMax) ?? 100];
  const decimals = numberOf(configuration.NumDecimals);
  const names = new Map<string, string>();
  const made = perRow(context, reading, (id, text, row) => {
    names.set(row.raw, id);
    if (kind === 'text') return questionOf(id, 'text', text, { lines: 1 });
    if (kind === 'number' || min >= max) return questionOf(id, 'number', text);
    const range = {
      min,
      max,
      ...(decimals !== undefined && decimals >= 0 && decimals <= 6 ? { decimals: Math.floor(decimals) } : {})
    };
    return questionOf(id, 'slider', text, { range });
  });
  for (const label of listOf(question.source.Labels)) {
    const said = textOf(objectOf(label).Display) || textOf(label);
    if (said !== '') context.report.say(reading.at, 'text_gone', said);
  }
  context.asked.set(question.id, {
    chosen: () => null,
    value: (choice) => {
      const name = choice === undefined ? [...names.values()][0] : names.get(choice);
      return name === undefined ? null : field(name, kind === 'text' ? 'text' : 'number');
    },
    answered: () => anyOf([...names.values()].slice(0, 50).map((name) => ({ question: name, op: 'answered' })))
  });
  return made;
}

/** A matrix: one answer a row, several, words, shares, or best and worst. */
export function matrix(context: Context, reading: Reading): Question[] {
  const { question, at, text } = reading;
  const { selector, sub } = question;
  tellTyped(context, reading);
  if (selector === 'MaxDiff') return bestAndWorst(context, reading);
  if (selector === 'TE') return cells(context, reading);
  const perRowAnswers = selector === 'Profile' ? objectOf(question.source.AnswersPerRow) : {};
  if (sub === 'MultipleAnswer') return rowLists(context, reading, 'multiple');
  if (['CS', 'RO', 'Profile'].includes(selector)) {
    context.report.say(at, 'kind_changed', [selector, JSON.stringify(perRowAnswers)].join(' '));
    return rowLists(context, reading, 'choice');
  }
  if (selector !== 'Likert') context.report.say(at, 'kind_changed', selector);
  // An answer that is left out of figures says "does not apply".
  const left = objectOf(question.source.AnalyzeChoices);
  const apart = question.answers.filter(({ raw }) => textOf(left[raw]) === 'No');
  const points = question.answers.filter((answer) => apart.length !== 1 || answer !== apart[0]);
  const scale = scaleFrom(
    points.map((answer) => ({
      raw: rawOf(reading, answer),
      text: context.wording.say(`${at} ${answer.raw}`, answer.words, 500)
    })),
    context.wording.same
  );
  const na = apart.length === 1 ? context.wording.say(at, apart[0]!.words, 100) : {};
  const empty = question.choices.length === 0 && question.source.DynamicChoices === undefined;
  if (
    scale === null ||
    empty ||
    question.choices.length > 60 ||
    new Set(points.map((one) => rawOf(reading, one))).size < points.length
  ) {
    return rowLists(context, reading, 'choice');
  }
  if (!scale.same) context.report.say(at, 'codes_changed', [...scale.codes].map((pair) => pair.join(': ')).join(', '));
  const code = namer('code');
  const names = new Map<string, string>();
  const { shuffle, fixed } = shuffleOf(context, reading);
  const carried = carriedFrom(context, reading);
  const inherited = (carried.options ?? []).map(({ code: item, text: said, showIf }): Item => ({
    id: code(item),
    text: said,
    ...(showIf ? { showIf } : {})
  }));
  const own = question.choices.map((row): Item => {
    const item = code(row.raw);
    names.set(row.raw, `${reading.id}.${item}`);
    return {
      id: item,
      text: rowText(context, reading, row),
      ...(shuffle && fixed.includes(row.raw) ? { fixed: true } : {})
    };
  });
  const codes = new Map(points.map((answer) => [answer.raw, scale.codes.get(rawOf(reading, answer))!]));
  context.asked.set(question.id, {
    chosen: (choice, answer) => {
      const [name, value] = [names.get(choice), codes.get(answer ?? '')];
      return name === undefined || value === undefined ? null : { question: name, op: 'eq', value };
    },
    value: (choice) => (names.has(choice ?? '') ? field(names.get(choice!)!, 'code') : null),
    answered: () => anyOf([...names.values()].slice(0, 50).map((name) => ({ question: name, op: 'answered' })))
  });
  return [
    questionOf(reading.id, 'matrix', text, {
      scale: scale.scale,
      items: [...inherited, ...own],
      ...(carried.from ? { itemsFrom: carried.from } : {}),
      ...(shuffle ? { shuffle } : {}),
      ...(Object.keys(na).length > 0 ? { naLabel: na } : {})
    })
  ];
}

/** A list for each row. */
function rowLists(context: Context, reading: Reading, kind: 'choice' | 'multiple'): Question[] {
  const { question } = reading;
  if (question.answers.length === 0 || question.choices.length === 0) return table(context, reading, 'text');
  const rows = new Map<string, string>();
  let codes: ReadonlyMap<string, string> = new Map();
  const made = perRow(context, reading, (id, text, row) => {
    const made = optionsOf(context, reading, question.answers);
    codes = made.codes;
    rows.set(row.raw, id);
    return questionOf(id, kind, text, { options: made.options });
  });
  context.asked.set(question.id, {
    chosen: (choice, answer) => {
      const [name, value] = [rows.get(choice), codes.get(answer ?? '')];
      return name === undefined || value === undefined
        ? null
        : { question: name, op: kind === 'choice' ? 'eq' : 'includes', value };
    },
    value: () => null,
    answered: (): Logic => anyOf([...rows.values()].slice(0, 50).map((name) => ({ question: name, op: 'answered' })))
  });
  return made;
}

/** A text for each cell. */
function cells(context: Context, reading: Reading): Question[] {
  const { question } = reading;
  const { group, before } = heading(context, reading);
  const made = question.choices.flatMap((row) =>
    question.answers.map((answer): Question => {
      const [one, other] = [rowText(context, reading, row), rowText(context, reading, answer)];
      const text = Object.fromEntries(
        Object.keys({ ...one, ...other }).map((tag) => [tag, [one[tag], other[tag]].filter(Boolean).join(' – ')])
      );
      return {
        ...questionOf(context.id(`${reading.id}_${row.raw}_${answer.raw}`), 'text', text, { lines: 1 }),
        ...group
      };
    })
  );
  context.report.say(reading.at, 'split', made.map(({ id }) => id).join(', '));
  return [...before, ...made];
}

/** Best and worst of a list: a choice for each. */
function bestAndWorst(context: Context, reading: Reading): Question[] {
  const { question, at } = reading;
  context.report.say(at, 'kind_changed', 'MaxDiff');
  const { group, before } = heading(context, reading);
  const made = question.answers.map((end): Question => {
    const { options } = optionsFrom(
      question.choices.map((row) => ({ raw: row.raw, text: context.wording.say(`${at} ${row.raw}`, row.words, 500) })),
      context.wording.same
    );
    return {
      ...questionOf(context.id(`${reading.id}_${end.raw}`), 'choice', rowText(context, reading, end), { options }),
      ...group
    };
  });
  return [...before, ...made];
}

/** Several tables over the same rows: each becomes one of its own. */
export function sideBySide(context: Context, reading: Reading): Question[] {
  const { question, at, text } = reading;
  const { language } = context.survey;
  const columns = Object.entries(objectOf(question.source.AdditionalQuestions)).map(
    ([raw, one]) => [raw, objectOf(one)] as const
  );
  if (columns.length === 0) {
    context.report.say(at, 'kind_gone', wordsOf(question));
    return [];
  }
  const title = (column: JsonObject): Localised =>
    context.wording.say(at, { [language]: textOf(column.QuestionText) }, 1000);
  const made = columns.flatMap(([raw, column]) => {
    const own: typeof question = {
      ...question,
      id: `${question.id}#${raw}`,
      type: 'Matrix',
      selector: textOf(column.Selector),
      sub: textOf(column.SubSelector),
      answers: choicesFrom(column, 'Answers', 'AnswerOrder', [], language),
      source: { ...column, Validation: question.source.Validation ?? null }
    };
    const words = title(column);
    const both = Object.fromEntries(
      Object.keys({ ...text, ...words }).map((tag) => [
        tag,
        [text[tag], words[tag]].filter(Boolean).join('\n\n').slice(0, 4000)
      ])
    );
    return matrix(context, { ...reading, question: own, id: context.id(`${reading.id}_${raw}`), text: both });
  });
  context.report.say(at, 'split', made.map(({ id }) => id).join(', '));
  return made;
}

/** Whether an answer is demanded. */
export function isForced(reading: Reading): boolean {
  const settings = settingsOf(reading);
  return textOf(settings.ForceResponse) === 'ON' && textOf(settings.ForceResponseType) !== 'RequestResponse';
}
