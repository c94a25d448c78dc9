/**
 * A survey on paper: its questions numbered, with boxes, lines and tables to fill in by hand, and what is asked of whom. Data for
 * `ui/exchange/Paper.svelte`; the words around it are messages.
 */
import { subjectsIn, type Comparison, type Condition } from '../condition.ts';
import type { Localised, Question, SurveyDocument } from '../document.ts';
import { ruleOf, yesNo } from '../kinds.ts';
import { fill, type PipedValues } from '../piping.ts';
import { codesOf } from '../sheet.ts';
import { withCarried } from '../specialise.ts';

export type PaperBody =
  /** Boxes to tick: one of them, or several. */
  | { readonly is: 'boxes'; readonly many: boolean; readonly options: readonly PaperOption[] }
  | { readonly is: 'scale'; readonly points: readonly PaperPoint[] }
  | { readonly is: 'grid'; readonly points: readonly PaperPoint[]; readonly rows: readonly string[] }
  /** A blank beside each line: a place, a number, a part of an address. */
  | { readonly is: 'blanks'; readonly rows: readonly string[]; readonly total: number | null; readonly ranks: boolean }
  | { readonly is: 'lines'; readonly lines: number }
  | {
      readonly is: 'blank';
      readonly unit: string;
      readonly ends: readonly [string, string] | null;
      readonly day: boolean;
    }
  | { readonly is: 'nothing' };

export interface PaperOption {
  readonly code: string;
  /** Absent for yes and no, which are messages. */
  readonly text: string | null;
  readonly words: boolean;
}
export interface PaperPoint {
  readonly code: number;
  readonly text: string;
}

/** Who answers: comparisons with numbers of questions and words of answers, joined. */
export type PaperRule =
  | { readonly by: 'all' | 'any'; readonly parts: readonly PaperRule[] }
  | { readonly not: PaperRule }
  | { readonly number: number; readonly op: Comparison['op']; readonly answers: readonly string[] }
  /** Looks at what paper does not know. */
  | { readonly unknown: true };

export interface PaperQuestion {
  readonly id: string;
  /** Null for something to read. */
  readonly number: number | null;
  readonly text: string;
  readonly hint: string;
  readonly required: boolean;
  readonly na: string;
  readonly only: PaperRule | null;
  readonly body: PaperBody;
}

export interface Paper {
  readonly language: string;
  readonly title: string;
  readonly intro: string;
  readonly privacy: readonly string[];
  readonly pages: readonly {
    readonly id: string;
    readonly title: string;
    readonly only: PaperRule | null;
    readonly questions: readonly PaperQuestion[];
  }[];
}

/**
 * The survey as one language reads it. `values` name the company whose customers read it; where a text repeats an answer, paper
 * can only point at its question: `answerTo` says so. What is known of a customer or worked out gives its fallback.
 */
export function paperOf(
  document: SurveyDocument,
  language: string,
  values: PipedValues,
  answerTo: (number: number) => string
): Paper {
  const numbers = new Map<string, number>();
  const told = (name: string): string => {
    const number = numbers.get(name.split('.')[0] as string);
    return number === undefined ? '' : answerTo(number);
  };
  const say = (text: Localised | undefined): string =>
    fill(text?.[language] || text?.[document.baseLanguage] || '', values, told);
  const questions = new Map<string, Question>();
  for (const page of document.pages) {
    for (const question of page.questions) {
      questions.set(question.id, withCarried(document, question));
      if (ruleOf(question.kind).asks !== 'nothing') numbers.set(question.id, numbers.size + 1);
    }
  }
  const rule = (condition: Condition | undefined): PaperRule | null =>
    condition === undefined ? null : ruleFrom(condition, numbers, questions, say);
  return {
    language,
    title: say(document.heading ?? document.title),
    intro: say(document.trust.line),
    privacy: say(document.privacy.text)
      .split(/\n{2,}/)
      .filter((paragraph) => paragraph.trim() !== ''),
    pages: document.pages.map((page) => ({
      id: page.id,
      title: say(page.title),
      only: rule(page.showIf),
      questions: page.questions.map(({ id }): PaperQuestion => {
        const question = questions.get(id)!;
        return {
          ...{ id, number: numbers.get(id) ?? null, text: say(question.text), hint: say(question.hint) },
          ...{
            required: question.required,
            na: say(question.naLabel),
            only: rule(question.showIf),
            body: bodyOf(question, say)
          }
        };
      })
    }))
  };
}

function bodyOf(question: Question, say: (text: Localised | undefined) => string): PaperBody {
  const { asks, per } = ruleOf(question.kind);
  const points = (): PaperPoint[] =>
    codesOf(question.scale!).map((code) => ({ code, text: say(question.scale!.labels[code]) }));
  const options = (question.options ?? []).map(({ code, text, other }): PaperOption => ({
    code,
    text: say(text),
    words: other === true
  }));
  if (asks === 'nothing') return { is: 'nothing' };
  if (per === 'item')
    return { is: 'grid', points: points(), rows: (question.items ?? []).map(({ text }) => say(text)) };
  if (per === 'side') {
    const rows = (question.items ?? []).flatMap(({ text }) => [
      `${say(text)} – ${say(question.sides?.expected)}`,
      `${say(text)} – ${say(question.sides?.perceived)}`
    ]);
    return { is: 'grid', points: points(), rows };
  }
  if (per === 'option')
    return {
      is: 'blanks',
      rows: options.map(({ text }) => text ?? ''),
      total: question.total ?? null,
      ranks: asks === 'rank'
    };
  if (per === 'part')
    return { is: 'blanks', rows: (question.parts ?? []).map(({ part }) => part), total: null, ranks: false };
  if (asks === 'code') return { is: 'scale', points: points() };
  if (asks === 'tick') return { is: 'boxes', many: true, options: [{ code: 'yes', text: null, words: false }] };
  if (asks === 'option' || asks === 'options') {
    const boxes =
      question.options === undefined ? yesNo.map((code): PaperOption => ({ code, text: null, words: false })) : options;
    return { is: 'boxes', many: asks === 'options', options: boxes };
  }
  if (asks === 'text') return { is: 'lines', lines: question.lines ?? 3 };
  const { range } = question;
  return {
    is: 'blank',
    unit: say(range?.unit),
    ends: range?.ends ? [say(range.ends.low), say(range.ends.high)] : null,
    day: asks === 'date'
  };
}

function ruleFrom(
  condition: Condition,
  numbers: ReadonlyMap<string, number>,
  questions: ReadonlyMap<string, Question>,
  say: (text: Localised | undefined) => string
): PaperRule {
  const inner = (part: Condition): PaperRule => ruleFrom(part, numbers, questions, say);
  if ('all' in condition) return { by: 'all', parts: condition.all.map(inner) };
  if ('any' in condition) return { by: 'any', parts: condition.any.map(inner) };
  if ('not' in condition) return { not: inner(condition.not) };
  const [id = ''] = 'question' in condition ? condition.question.split('.') : [''];
  const [question, number] = [questions.get(id), numbers.get(id)];
  if (
    question === undefined ||
    number === undefined ||
    condition.than !== undefined ||
    subjectsIn(condition).length !== 1
  )
    return { unknown: true };
  const values =
    typeof condition.value === 'object' ? condition.value : condition.value === undefined ? [] : [condition.value];
  const answers = values.map(
    (value) =>
      say(question.options?.find(({ code }) => code === value)?.text) ||
      say(question.scale?.labels[value]) ||
      String(value)
  );
  return { number, op: condition.op, answers };
}
