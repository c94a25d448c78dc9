/** What reading a Qualtrics survey shares between its parts. */
import type { Localised, Option, Page, Question } from '../../document.ts';
import type { Logic } from '../logic.ts';
import { listOf, objectOf, partOf, textOf, type JsonObject } from '../json.ts';
import type { FieldOperand, Operand } from '../operands.ts';
import type { Report } from '../report.ts';
import { optionsFrom } from '../sketch.ts';
import type { Wording } from '../wording.ts';
import type { Choice, QualtricsQuestion, QualtricsSurvey } from './source.ts';

/** What logic may ask of one of their questions. */
export interface Asked {
  /** A choice, or a cell of a matrix, was chosen. */
  readonly chosen: (choice: string, answer?: string) => Logic | null;
  /** What was typed or set, at the choice where there are several. */
  readonly value: (choice?: string) => Operand | null;
  readonly answered: () => Logic | null;
}

export interface Context {
  readonly survey: QualtricsSurvey;
  readonly report: Report;
  readonly wording: Wording;
  readonly id: (wish: string) => string;
  readonly ids: ReadonlyMap<string, string>;
  /** What the questions that were built can be asked, by their own id. */
  readonly asked: Map<string, Asked>;
  /** Our questions by theirs. */
  readonly built: Map<string, Question[]>;
}

/** One question being read. */
export interface Reading {
  readonly question: QualtricsQuestion;
  readonly at: string;
  readonly id: string;
  readonly text: Localised;
  readonly page: Page;
}

/** The value a choice is stored with: as recoded, else its number. */
export function rawOf({ question }: Pick<Reading, 'question'>, choice: Choice): string {
  return textOf(partOf(objectOf(question.source.RecodeValues), choice.raw)) || choice.raw;
}

/** Options of the choices, with words of their own where they may be typed; and the code of each choice. */
export function optionsOf(
  { wording, report }: Context,
  reading: Reading,
  choices: readonly Choice[] = reading.question.choices,
  typed = true
): { options: Option[]; codes: ReadonlyMap<string, string> } {
  const made = optionsFrom(
    choices.map((choice) => ({
      raw: reading.question.choices === choices ? rawOf(reading, choice) : choice.raw,
      text: wording.say(`${reading.at} ${choice.raw}`, choice.words, 500),
      more: {
        ...(choice.source.ExclusiveAnswer === true ? { exclusive: true } : {}),
        ...(typed && choice.source.TextEntry !== undefined && textOf(choice.source.TextEntry) !== 'false'
          ? { other: true }
          : {})
      }
    })),
    wording.same
  );
  if (made.changed.length > 0) report.say(reading.at, 'codes_changed', made.changed.join(', '));
  for (const choice of choices.slice(300)) report.say(reading.at, 'text_gone', Object.values(choice.words).join('\n'));
  return {
    options: made.options,
    codes: new Map(choices.slice(0, 300).map((one, at) => [one.raw, made.options[at]!.code]))
  };
}

/** Everything a question says, for the report. */
export function wordsOf(question: QualtricsQuestion): string {
  const parts = [question.words, ...[...question.choices, ...question.answers].map(({ words }) => words)];
  return parts
    .flatMap((words) => Object.values(words))
    .filter((said) => said !== '')
    .join('\n');
}

/** Validation settings of a question. */
export function settingsOf({ question }: Pick<Reading, 'question'>): JsonObject {
  return objectOf(objectOf(question.source.Validation).Settings);
}

/** The order of chance of a list, with the choices that keep their places. */
export function shuffleOf(context: Context, reading: Reading): { shuffle?: true; fixed: readonly string[] } {
  const chance = objectOf(reading.question.source.Randomization);
  const type = textOf(chance.Type);
  if (type === '' || type === 'None') return { fixed: [] };
  const advanced = objectOf(chance.Advanced);
  const lists = [advanced.RandomSubSet, advanced.Undisplayed].flatMap(listOf);
  if (type === 'All') return { shuffle: true, fixed: [] };
  if (type === 'Advanced' && lists.length === 0)
    return {
      shuffle: true,
      fixed: listOf(advanced.FixedOrder)
        .map(textOf)
        .filter((raw) => !/RANDOM/i.test(raw))
    };
  context.report.say(reading.at, 'order_gone', JSON.stringify(chance));
  return { fixed: [] };
}

/** The operand of a field that keeps what was said. */
export function field(name: string, asks: FieldOperand['asks']): FieldOperand {
  const numeric = asks === 'number' || asks === 'code' || asks === 'rank';
  return { is: 'field', field: name, asks, code: (raw) => (numeric ? Number(raw) : String(raw)), same: numeric };
}

/** What a question takes over from an earlier one: by what was chosen there, or all of it. */
export function carriedFrom(
  { report, built }: Context,
  { question, at }: Reading
): { from?: NonNullable<Question['optionsFrom']>; options?: Option[] } {
  const dynamic = objectOf(question.source.DynamicChoices);
  const locator = textOf(dynamic.Locator);
  if (locator === '') return {};
  const [, id = '', group = ''] = /^q:\/\/(QID[\w-]+)\/(?:ChoiceGroup|AnswerGroup)?\/?(\w+)/.exec(locator) ?? [];
  const source = built.get(id)?.find((one) => one.options !== undefined || one.items !== undefined);
  if (source === undefined) {
    report.say(at, 'logic_gone', locator);
    return {};
  }
  const which = source.items === undefined ? 'chosen' : 'rated';
  if (group === 'SelectedChoices' || group === 'SelectedChoicesTextEntry')
    return { from: { question: source.id, which } };
  if (group === 'UnselectedChoices') return { from: { question: source.id, which: 'not_chosen' } };
  if (!/^(Displayed|All)/.test(group)) report.say(at, 'logic_gone', locator);
  const options =
    source.options ??
    source.items!.map(({ id: code, text, showIf }) => ({ code, text, ...(showIf ? { showIf } : {}) }));
  return { options: options.map(({ code, text, showIf }) => ({ code, text, ...(showIf ? { showIf } : {}) })) };
}
