/** The publish check: what stands between a draft and a version that can be sent out. Findings are codes; words live in messages. */
import { comparisonsIn, fieldsIn, type Condition, type OfAnswer } from './condition.ts';
import { questionsOf, textsOf, type Localised, type Question, type SurveyDocument } from './document.ts';
import { fieldsByName } from './fields.ts';
import { kinds, notApplicable, textLimit, yesNo } from './kinds.ts';
import { unknownNames } from './piping.ts';

export type FindingCode =
  // Errors: the survey cannot be published.
  | 'duplicate-id'
  | 'duplicate-option'
  | 'language-twice'
  | 'missing-text'
  | 'unlabelled-ends'
  | 'group-gone'
  | 'question-gone'
  | 'question-later'
  | 'value-gone'
  | 'bands-overlap'
  | 'unknown-metric'
  | 'metric-twice'
  | 'nothing-asked'
  // Warnings: worth a look.
  | 'mixed-directions'
  | 'unknown-name'
  | 'required-text';

export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning';
  /** JSON pointer into the document. */
  readonly pointer: string;
  /** What it is about: an id, a language, a name. */
  readonly detail?: string;
}

const warnings: readonly FindingCode[] = ['mixed-directions', 'unknown-name', 'required-text'];

/** Everything found in a document, in its order. `metrics` are the metrics that exist; without it names are not checked. */
export function review(document: SurveyDocument, metrics?: readonly string[]): Finding[] {
  const found: Finding[] = [];
  const say = (code: FindingCode, pointer: string, detail?: string): void => {
    const severity = warnings.includes(code) ? 'warning' : 'error';
    found.push(detail === undefined ? { code, severity, pointer } : { code, severity, pointer, detail });
  };
  reviewTexts(document, say);
  reviewQuestions(document, say, metrics);
  reviewConditions(document, say);
  reviewThanks(document, say);
  return found;
}

/** True when nothing found stops the survey from being published. */
export function publishable(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity === 'warning');
}

type Say = (code: FindingCode, pointer: string, detail?: string) => void;

function reviewTexts(document: SurveyDocument, say: Say): void {
  for (const language of repeated(document.languages)) say('language-twice', '/languages', language);
  for (const { pointer, text } of textsOf(document)) {
    for (const language of document.languages) {
      if (!text[language]?.trim()) say('missing-text', pointer, language);
    }
    for (const name of new Set(Object.values(text).flatMap(unknownNames))) say('unknown-name', pointer, name);
  }
}

function reviewQuestions(document: SurveyDocument, say: Say, metrics: readonly string[] | undefined): void {
  const ids = new Set<string>();
  const pageIds = new Set<string>();
  const fed = new Set<string>();
  const directions = new Set<string>();
  for (const [p, page] of document.pages.entries()) {
    if (pageIds.has(page.id)) say('duplicate-id', `/pages/${p}/id`, page.id);
    pageIds.add(page.id);
    for (const group of repeated(page.groups.map(({ id }) => id))) say('duplicate-id', `/pages/${p}/groups`, group);
    for (const [q, question] of page.questions.entries()) {
      const at = `/pages/${p}/questions/${q}`;
      if (ids.has(question.id)) say('duplicate-id', `${at}/id`, question.id);
      ids.add(question.id);
      if (question.group !== undefined && !page.groups.some(({ id }) => id === question.group)) {
        say('group-gone', `${at}/group`, question.group);
      }
      for (const code of repeated(question.options?.map((option) => option.code) ?? [])) {
        say('duplicate-option', `${at}/options`, code);
      }
      if (question.kind === 'text' && question.required) say('required-text', `${at}/required`);
      if (question.metric !== undefined) {
        if (metrics !== undefined && !metrics.includes(question.metric))
          say('unknown-metric', `${at}/metric`, question.metric);
        if (fed.has(question.metric)) say('metric-twice', `${at}/metric`, question.metric);
        fed.add(question.metric);
      }
      reviewScale(question, at, directions, say);
    }
  }
  if (questionsOf(document).every(({ kind }) => kinds[kind].asks === 'nothing')) say('nothing-asked', '/pages');
}

function reviewScale({ scale }: Question, at: string, directions: Set<string>, say: Say): void {
  if (scale === undefined) return;
  for (const code of [scale.min, scale.max]) {
    if (scale.labels[code] === undefined) say('unlabelled-ends', `${at}/scale/labels`, String(code));
  }
  if (directions.size > 0 && !directions.has(scale.direction)) {
    say('mixed-directions', `${at}/scale/direction`, scale.direction);
  }
  directions.add(scale.direction);
}

function reviewConditions(document: SurveyDocument, say: Say): void {
  const fields = fieldsByName(document);
  const before = new Set<string>();
  const check = (condition: Condition | undefined, pointer: string): void => {
    if (condition === undefined) return;
    for (const name of new Set(fieldsIn(condition))) {
      const field = fields.get(name);
      if (field === undefined) say('question-gone', pointer, name);
      else if (!before.has(field.question.id)) say('question-later', pointer, name);
    }
    for (const comparison of comparisonsIn(condition)) {
      if (!('question' in comparison) || comparison.than) continue;
      const question = fields.get(comparison.question)?.question as Question | undefined;
      if (question !== undefined && !canBe(question, comparison)) say('value-gone', pointer, comparison.question);
    }
  };
  for (const [p, page] of document.pages.entries()) {
    check(page.showIf, `/pages/${p}/showIf`);
    for (const [q, question] of page.questions.entries()) {
      check(question.showIf, `/pages/${p}/questions/${q}/showIf`);
      before.add(question.id);
    }
  }
}

/** Whether the question can ever give the values a comparison names. */
function canBe(question: Question, { op, value }: OfAnswer & { op: string; value?: unknown }): boolean {
  if (op === 'answered') return true;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const sized = op === 'lt' || op === 'le' || op === 'gt' || op === 'ge';
  return (
    values.length > 0 &&
    values.every((one) => {
      if (one === notApplicable && !sized) return question.naLabel !== undefined;
      const { asks } = kinds[question.kind];
      if (question.scale !== undefined)
        return typeof one === 'number' && one >= question.scale.min && one <= question.scale.max;
      if (asks === 'number' || asks === 'rank') return typeof one === 'number';
      if (typeof one !== 'string' || (sized && asks !== 'date')) return false;
      if (question.kind === 'yesno') return (yesNo as readonly string[]).includes(one);
      return question.options?.some(({ code }) => code === one) ?? one.length <= textLimit;
    })
  );
}

function reviewThanks(document: SurveyDocument, say: Say): void {
  const { by, bands } = document.thanks;
  if (by === undefined ? bands.length > 0 : fieldsByName(document).get(by)?.question.scale === undefined) {
    say('question-gone', '/thanks/by', by ?? '');
  }
  for (const [b, band] of bands.entries()) {
    const others = bands.slice(0, b);
    if (band.from > band.to || others.some((other) => band.from <= other.to && other.from <= band.to)) {
      say('bands-overlap', `/thanks/bands/${b}`);
    }
  }
}

function repeated(list: readonly string[]): string[] {
  return [...new Set(list.filter((item, at) => list.indexOf(item) !== at))];
}

/** Languages a document is complete in, with the share of its texts that each has, 0 to 1. */
export function completeness(document: SurveyDocument): { language: string; share: number }[] {
  const texts = textsOf(document);
  const has = (text: Localised, language: string): boolean => Boolean(text[language]?.trim());
  return document.languages.map((language) => ({
    language,
    share: texts.length === 0 ? 1 : texts.filter(({ text }) => has(text, language)).length / texts.length
  }));
}
