/** What keeps a document from being drawn, whatever its schema says: languages it does not name, parts its kinds lack or do not take. */
import { questionsOf, textsOf, type Problem, type Question, type SurveyDocument } from './document.ts';
import { ruleOf, type Part } from './kinds.ts';

/** Most questions of one survey. */
export const questionLimit = 500;

/** Texts in languages the document does not name. */
export function* languageProblems(document: SurveyDocument): Generator<Problem> {
  const languages = new Set(document.languages);
  if (!languages.has(document.baseLanguage)) {
    yield {
      pointer: '/baseLanguage',
      code: 'language_unknown',
      message: 'The base language is not among the languages'
    };
  }
  for (const { pointer, text } of textsOf(document)) {
    for (const language of Object.keys(text)) {
      if (!languages.has(language)) {
        yield { pointer: `${pointer}/${language}`, code: 'language_unknown', message: 'Not among the languages' };
      }
    }
  }
}

/** What keeps a document from being drawn: too many questions, and what kinds lack or do not take. */
export function* structureProblems(document: SurveyDocument): Generator<Problem> {
  if (questionsOf(document).length > questionLimit) {
    yield { pointer: '/pages', code: 'too_big', message: `At most ${questionLimit} questions` };
  }
  for (const [p, page] of document.pages.entries()) {
    for (const [q, question] of page.questions.entries()) {
      const at = `/pages/${p}/questions/${q}`;
      for (const [field, message] of kindProblems(question)) {
        yield { pointer: `${at}/${field}`, code: 'kind', message };
      }
    }
  }
}

const parts: readonly Part[] = [
  'scale',
  'look',
  'items',
  'sides',
  'options',
  'choose',
  'total',
  'range',
  'days',
  'lines',
  'length',
  'pattern',
  'parts',
  'naLabel',
  'metric',
  'shuffle',
  'required'
];

/** What a question has that its kind does not take, or lacks that its kind needs: [field, message]. */
function* kindProblems(question: Question): Generator<[string, string]> {
  const rule = ruleOf(question.kind);
  const { scale, kind } = question;
  for (const part of parts) {
    const has = question[part] !== undefined && question[part] !== false;
    const carried = (part === 'options' && question.optionsFrom) || (part === 'items' && question.itemsFrom);
    const needed = rule.needs.includes(part);
    if (needed && !has && !carried) yield [part, `A question of kind ${kind} needs ${part}`];
    if (has && !needed && !rule.takes.includes(part)) yield [part, `A question of kind ${kind} takes no ${part}`];
  }
  if (question.optionsFrom && !rule.needs.includes('options'))
    yield ['optionsFrom', `A question of kind ${kind} takes no options`];
  if (question.itemsFrom && !rule.needs.includes('items'))
    yield ['itemsFrom', `A question of kind ${kind} takes no items`];
  if (scale && rule.scales) {
    if (!rule.scales.some(([min, max]) => min === scale.min && max === scale.max)) {
      yield ['scale', `${scale.min} to ${scale.max} is no scale of kind ${kind}`];
    } else {
      for (const code of Object.keys(scale.labels)) {
        if (Number(code) < scale.min || Number(code) > scale.max) yield [`scale/labels/${code}`, 'Outside the scale'];
      }
    }
  }
  if (kind === 'slider' && (question.range?.min === undefined || question.range.max === undefined)) {
    yield ['range', 'A slider needs its least and its greatest number'];
  }
  if (
    question.range?.min !== undefined &&
    question.range.max !== undefined &&
    question.range.min >= question.range.max
  ) {
    yield ['range', 'The least number is not below the greatest'];
  }
}
