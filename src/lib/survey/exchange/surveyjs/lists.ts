/** Lists of SurveyJS: choices with what each of them says, carried from earlier questions, in an order. */
import type { Option, Question } from '../../document.ts';
import { partOf, textOf } from '../json.ts';
import { optionsFrom, questionOf } from '../sketch.ts';
import {
  coded,
  entriesOf,
  field,
  name,
  orderOf,
  showBy,
  take,
  takeNumber,
  takeText,
  takeWords,
  withItem,
  type Context,
  type Entry,
  type Reading
} from './context.ts';

const special = [
  ['showNoneItem', 'noneText', 'none', 'None'],
  ['showRefuseItem', 'refuseText', 'refused', 'Refuse to answer'],
  ['showDontKnowItem', 'dontKnowText', 'dontknow', "Don't know"]
] as const;

/** One or several of a list. */
export function list(context: Context, reading: Reading, kind: 'choice' | 'dropdown' | 'multiple'): Question[] {
  const { id, text, hint, at } = reading;
  const { wording, report } = context;
  const entries = entriesOf(context, at, take(reading, 'choices'), 500);
  const made = optionsOf(context, reading, entries, kind === 'multiple');
  const { options } = made;
  const codes = new Map(made.codes);
  const add = (raw: string, words: ReturnType<typeof takeWords>, usual: string, more: Partial<Option>): void => {
    if (codes.has(raw)) return;
    codes.set(raw, raw);
    options.push({ code: raw, text: Object.keys(words).length > 0 ? words : wording.same(usual), ...more });
  };
  for (const [show, said, raw, usual] of special) {
    const words = takeWords(context, reading, said, 500);
    if (take(reading, show) === true)
      add(raw, words, usual, kind === 'multiple' ? { exclusive: true } : { fixed: true });
    else if (Object.keys(words).length > 0) report.say(at, 'text_gone', Object.values(words).join('\n'));
  }
  const otherWords = takeWords(context, reading, 'otherText', 500);
  if (take(reading, 'showOtherItem') === true || take(reading, 'hasOther') === true)
    add('other', otherWords, 'Other (describe)', { other: true });
  else if (Object.keys(otherWords).length > 0) report.say(at, 'text_gone', Object.values(otherWords).join('\n'));
  const comment = options.find(({ other }) => other);
  if (comment) context.names.set(`${at}-comment`.toLowerCase(), field(`${id}.${comment.code}`, 'text'));
  name(context, reading, coded(id, kind === 'multiple' ? 'options' : 'option', codes));
  const question = questionOf(id, kind, text, {
    hint,
    options: options.slice(0, 300),
    ...orderOf(context, reading, 'choicesOrder')
  });
  if (kind === 'multiple') chooseOf(reading, question, 'minSelectedChoices', 'maxSelectedChoices');
  carry(context, reading, question);
  if (
    question.options!.length === 0 &&
    question.optionsFrom === undefined &&
    partOf(reading.source, 'choicesFromQuestion') === undefined
  ) {
    report.say(at, 'kind_gone', 'no choices');
    return [questionOf(id, 'statement', text, { hint })];
  }
  return [question];
}

/** Options with what each of them says besides its words. */
function optionsOf(
  context: Context,
  reading: Reading,
  entries: readonly Entry[],
  many: boolean
): { options: Option[]; codes: ReadonlyMap<string, string> } {
  const { report } = context;
  const { at } = reading;
  const made = optionsFrom(
    entries.map(({ raw, text, source }) => ({
      raw,
      text,
      more: {
        ...(many && source.isExclusive === true ? { exclusive: true } : {}),
        ...(source.showCommentArea === true ? { other: true } : {}),
        ...(source.randomize === false ? { fixed: true } : {})
      }
    })),
    context.wording.same
  );
  if (made.changed.length > 0) report.say(at, 'codes_changed', made.changed.join(', '));
  const every = takeText(reading, 'choicesVisibleIf');
  for (const [index, entry] of entries.slice(0, 300).entries()) {
    const option = made.options[index]!;
    showBy(context, `${at} ${entry.raw}`, textOf(entry.source.visibleIf), () => [option], 'showIf');
    if (every !== '') showBy(context, `${at} ${entry.raw}`, withItem(every, entry.raw), () => [option], 'showIf');
    if (typeof entry.source.imageLink === 'string') report.say(`${at} ${entry.raw}`, 'image', entry.source.imageLink);
    if (entry.source.enableIf !== undefined)
      report.say(`${at} ${entry.raw}`, 'logic_gone', textOf(entry.source.enableIf));
    const elements = entry.source.elements;
    if (elements !== undefined) report.say(`${at} ${entry.raw}`, 'kind_gone', JSON.stringify(elements));
  }
  for (const { raw, text } of entries.slice(300)) report.say(at, 'text_gone', [raw, ...Object.values(text)].join(': '));
  return made;
}

function chooseOf(reading: Reading, question: Question, least: string, most: string): void {
  const [min, max] = [takeNumber(reading, least), takeNumber(reading, most)];
  const choose = {
    ...(min !== undefined && Number.isInteger(min) && min > 0 && min <= 300 ? { min } : {}),
    ...(max !== undefined && Number.isInteger(max) && max > 0 && max <= 300 ? { max } : {})
  };
  if (Object.keys(choose).length > 0) question.choose = choose;
}

/** Choices of an earlier question, chosen there or not, or all of them. */
function carry(context: Context, reading: Reading, question: Question): void {
  const source = takeText(reading, 'choicesFromQuestion');
  const mode = takeText(reading, 'choicesFromQuestionMode') || 'all';
  if (source === '') return;
  context.later.unshift(() => {
    const from = context.built
      .get(source.toLowerCase())
      ?.find(({ options, items }) => options !== undefined || items !== undefined);
    if (from === undefined) context.report.say(reading.at, 'logic_gone', source);
    else if (mode !== 'all')
      question.optionsFrom = {
        question: from.id,
        which: mode === 'unselected' ? 'not_chosen' : from.options ? 'chosen' : 'rated'
      };
    else {
      const all = from.options ?? from.items!.map(({ id: code, text }) => ({ code, text }));
      question.options = [...all.map(({ code, text }) => ({ code, text })), ...(question.options ?? [])].slice(0, 300);
    }
  });
}

/** An order of preference. */
export function ranking(context: Context, reading: Reading): Question[] {
  const { id, text, hint, at } = reading;
  const entries = entriesOf(context, at, take(reading, 'choices'), 500);
  const { options, codes } = optionsOf(context, reading, entries, false);
  const question = questionOf(id, 'ranking', text, { hint, options, ...orderOf(context, reading, 'choicesOrder') });
  if (take(reading, 'selectToRankEnabled') === true) {
    chooseOf(reading, question, 'minSelectedChoices', 'maxSelectedChoices');
    question.choose = { min: 1, ...question.choose };
  }
  carry(context, reading, question);
  context.names.set(at.toLowerCase(), {
    is: 'many',
    fields: [...codes.values()].slice(0, 50).map((code) => field(`${id}.${code}`, 'rank'))
  });
  if (options.length === 0 && partOf(reading.source, 'choicesFromQuestion') === undefined) {
    context.report.say(at, 'kind_gone', 'no choices');
    return [questionOf(id, 'statement', text, { hint })];
  }
  return [question];
}
