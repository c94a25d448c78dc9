/** What each of our kinds says as properties of a SurveyJS question. */
import type { Option, Question } from '../../document.ts';
import { shows, wordsOf, type Writer } from './phrase.ts';

/** Validators of a text. */
export function ownValidators(writer: Writer, { kind, pattern, length }: Question): object[] | undefined {
  if (kind !== 'text') return undefined;
  const list = [
    ...(pattern ? [{ type: 'regex', regex: `^(?:${pattern.source})$`, text: wordsOf(writer, pattern.message) }] : []),
    ...(length?.min !== undefined ? [{ type: 'text', minLength: length.min }] : [])
  ];
  return list.length > 0 ? list : undefined;
}

/** What a kind says besides what all say. */
export function ownOf(writer: Writer, question: Question): object {
  const { report } = writer;
  const { kind, id, scale, range } = question;
  const order = question.shuffle ? { choicesOrder: 'random' } : {};
  const choices = (question.options ?? []).map((option) => choiceOf(writer, id, option, kind === 'multiple'));
  if (question.optionsFrom?.which === 'rated') report.say(id, 'logic_gone', JSON.stringify(question.optionsFrom));
  const carried =
    question.optionsFrom && question.optionsFrom.which !== 'rated'
      ? {
          choicesFromQuestion: question.optionsFrom.question,
          choicesFromQuestionMode: question.optionsFrom.which === 'chosen' ? 'selected' : 'unselected'
        }
      : {};
  const na =
    question.naLabel === undefined
      ? {}
      : {
          choices: [
            ...choices,
            {
              value: 'na',
              text: wordsOf(writer, question.naLabel),
              ...(kind === 'multiple' ? { isExclusive: true } : {})
            }
          ]
        };
  switch (kind) {
    case 'nps':
    case 'rating':
    case 'csat':
    case 'ces': {
      const [min, max] = [scale!.min, scale!.max];
      if (scale!.direction === 'descending') report.say(id, 'order_gone', 'descending');
      const middle = Object.keys(scale!.labels).filter((code) => Number(code) > min && Number(code) < max);
      const look = { stars: { rateType: 'stars' }, smileys: { rateType: 'smileys' }, numbers: {} }[
        question.look ?? 'numbers'
      ];
      return {
        type: 'rating',
        ...(middle.length > 0
          ? { rateValues: scalePoints(writer, question) }
          : { rateMin: min, rateMax: max, rateCount: max - min + 1 }),
        ...(middle.length > 0
          ? {}
          : {
              minRateDescription: wordsOf(writer, scale!.labels[min] ?? {}),
              maxRateDescription: wordsOf(writer, scale!.labels[max] ?? {})
            }),
        ...look
      };
    }
    case 'choice':
    case 'dropdown':
      return { type: kind === 'choice' ? 'radiogroup' : 'dropdown', choices, ...na, ...carried, ...order };
    case 'multiple':
      return { type: 'checkbox', choices, ...na, ...carried, ...order, ...counts(question) };
    case 'ranking':
      return {
        type: 'ranking',
        choices,
        ...carried,
        ...order,
        ...(question.choose ? { selectToRankEnabled: true, ...counts(question) } : {})
      };
    case 'text': {
      const most = question.length?.max === undefined ? {} : { maxLength: question.length.max };
      return (question.lines ?? 1) > 1 ? { type: 'comment', rows: question.lines, ...most } : { type: 'text', ...most };
    }
    case 'number':
      if (range?.unit || range?.decimals !== undefined)
        report.say(id, 'setting_gone', JSON.stringify({ unit: range.unit, decimals: range.decimals }));
      return { type: 'text', inputType: 'number', min: range?.min, max: range?.max, step: range?.step };
    case 'slider':
      if (range?.ends || range?.unit)
        report.say(id, 'setting_gone', JSON.stringify({ unit: range.unit, ends: range.ends }));
      return { type: 'slider', min: range?.min, max: range?.max, step: range?.step };
    case 'date':
      return { type: 'text', inputType: 'date', min: question.days?.from, max: question.days?.to };
    case 'yesno':
      return { type: 'boolean' };
    case 'consent':
      report.say(id, 'kind_changed', 'consent');
      return { type: 'boolean', renderAs: 'checkbox' };
    default:
      report.say(id, 'kind_gone', kind);
      return { type: 'text' };
  }
}

function counts({ choose }: Question): object {
  return { minSelectedChoices: choose?.min, maxSelectedChoices: choose?.max };
}

function choiceOf(writer: Writer, id: string, option: Option, many: boolean): object {
  if (option.image) writer.report.say(`${id}.${option.code}`, 'image', option.image.sha256);
  return {
    value: option.code,
    text: wordsOf(writer, option.text),
    ...(option.exclusive && many ? { isExclusive: true } : {}),
    ...(option.other ? { showCommentArea: true } : {}),
    ...(option.fixed ? { randomize: false } : {}),
    ...shows(writer, `${id}.${option.code}`, 'visibleIf', option.showIf)
  };
}

/** The points of a scale in the order they are drawn. */
export function scalePoints(writer: Writer, { scale }: Question): object[] {
  const codes = Array.from({ length: scale!.max - scale!.min + 1 }, (_, step) => scale!.min + step);
  return (scale!.direction === 'descending' ? codes.reverse() : codes).map((value) => ({
    value,
    text: wordsOf(writer, scale!.labels[value] ?? {})
  }));
}
