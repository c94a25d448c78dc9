/**
 * A survey as one respondent gets it: one language, values filled in, and nothing else of the document: no other languages,
 * metrics, sources or thank-you texts (S-40). This is what the question components draw.
 */
import type { Answers } from './condition.ts';
import type { Localised, Question, SurveyDocument } from './document.ts';
import type { Computed } from './expression.ts';
import type { FrameCheck, FrameItem, FrameOption, FramePage, FrameQuestion } from './frame.ts';
import type { looks, PairSide } from './kinds.ts';
import { directionOf, nativeName } from './language.ts';
import { fill, pipesAnswers, type PipedValues } from './piping.ts';
import { toldOf, type Said } from './said.ts';

export interface SheetOption extends FrameOption {
  readonly text: string;
  readonly image?: { readonly sha256: string; readonly alt: string } | undefined;
}

export interface SheetItem extends FrameItem {
  readonly text: string;
}

export interface SheetQuestion extends FrameQuestion {
  readonly text: string;
  readonly hint?: string | undefined;
  readonly scale?:
    | {
        readonly min: number;
        readonly max: number;
        readonly labels: Readonly<Record<string, string>>;
        readonly direction: 'ascending' | 'descending';
      }
    | undefined;
  readonly look?: (typeof looks)[number] | undefined;
  readonly options?: readonly SheetOption[] | undefined;
  readonly items?: readonly SheetItem[] | undefined;
  readonly sides?: Readonly<Record<PairSide, string>> | undefined;
  readonly range?:
    | (NonNullable<FrameQuestion['range']> & {
        readonly unit?: string | undefined;
        readonly ends?: { readonly low: string; readonly high: string } | undefined;
      })
    | undefined;
  readonly lines?: number | undefined;
  readonly pattern?: { readonly source: string; readonly message: string } | undefined;
  readonly checks?: readonly (FrameCheck & { readonly message: string })[] | undefined;
  readonly naLabel?: string | undefined;
  readonly group?: string | undefined;
}

export interface SheetPage extends FramePage<SheetQuestion> {
  readonly title?: string | undefined;
  /** Present where texts of the page depend on answers: it can be drawn only once those before it are known. */
  readonly pipes?: true | undefined;
  readonly groups: readonly { readonly id: string; readonly text: string; readonly hint?: string | undefined }[];
}

export interface Sheet {
  readonly language: string;
  readonly dir: 'ltr' | 'rtl';
  readonly languages: readonly { readonly tag: string; readonly name: string }[];
  readonly heading: string;
  readonly trust: {
    readonly line: string;
    readonly details: readonly { readonly term: string; readonly text: string }[];
  };
  readonly privacyVersion: string;
  readonly pages: readonly SheetPage[];
  readonly computed?: readonly Computed[] | undefined;
  readonly endings?: readonly { readonly id: string }[] | undefined;
}

type Say = <T extends Localised | undefined>(text: T) => T extends undefined ? undefined : string;

/** Speaks the document's texts in one language, falling back to the base language where a text is missing. */
export function speaker(document: SurveyDocument, language: string, values: PipedValues, said: Said = nothing): Say {
  const told = toldOf(document, language, values, said);
  return ((text: Localised | undefined) =>
    text === undefined ? undefined : fill(text[language] || text[document.baseLanguage] || '', values, told)) as Say;
}
const nothing: Said = { answers: {} };

/**
 * The sheet of a document. `values` are what its texts may name, the company as the customer knows it first (UX-13); `said` what
 * was answered and is known, for texts that name it.
 */
export function sheetOf(document: SurveyDocument, language: string, values: PipedValues, said?: Said): Sheet {
  const say = speaker(document, language, values, said);
  return {
    language,
    dir: directionOf(language),
    languages: document.languages.map((tag) => ({ tag, name: nativeName(tag, document.languages) })),
    heading: say(document.heading ?? document.title),
    trust: {
      line: say(document.trust.line),
      details: document.trust.details.map(({ term, text }) => ({ term: say(term), text: say(text) }))
    },
    privacyVersion: document.privacy.version,
    pages: document.pages.map((page) => ({
      id: page.id,
      title: say(page.title),
      pipes: pipesAnswers(page) || undefined,
      showIf: page.showIf,
      next: page.next,
      groups: page.groups.map(({ id, text, hint }) => ({ id, text: say(text), hint: say(hint) })),
      questions: page.questions.map((question) => questionOf(question, say))
    })),
    // What the team calls them stays with the team.
    computed: document.computed?.map(({ id, value }) => ({ id, value })),
    endings: document.endings?.map(({ id }) => ({ id }))
  };
}

function questionOf(question: Question, say: Say): SheetQuestion {
  const { id, kind, required, requiredIf, look, choose, total, days, lines, length, parts, group, showIf } = question;
  const { scale, sides, range, pattern } = question;
  return {
    ...{ id, kind, required, requiredIf, look, choose, total, days, lines, length, parts, group, showIf },
    text: say(question.text),
    hint: say(question.hint),
    naLabel: say(question.naLabel),
    scale: scale && {
      min: scale.min,
      max: scale.max,
      direction: scale.direction,
      labels: Object.fromEntries(Object.entries(scale.labels).map(([code, text]) => [code, say(text)]))
    },
    options: question.options?.map(({ code, text, exclusive, other, image, showIf }) => ({
      ...{ code, exclusive, other, showIf },
      text: say(text),
      image: image && { sha256: image.sha256, alt: say(image.alt) }
    })),
    items: question.items?.map(({ id, text, showIf }) => ({ id, showIf, text: say(text) })),
    sides: sides && { expected: say(sides.expected), perceived: say(sides.perceived) },
    range: range && {
      ...{ min: range.min, max: range.max, step: range.step, decimals: range.decimals },
      unit: say(range.unit),
      ends: range.ends && { low: say(range.ends.low), high: say(range.ends.high) }
    },
    pattern: pattern && { source: pattern.source, message: say(pattern.message) },
    checks: question.checks?.map(({ holds, message }) => ({ holds, message: say(message) }))
  };
}

/**
 * The words of the thank-you page for these answers (UX-15): those of the ending they led to, else of the band the deciding answer
 * falls into, else the rest.
 */
export function farewell(
  document: SurveyDocument,
  answers: Answers,
  language: string,
  values: PipedValues,
  said?: Omit<Said, 'answers'> & { readonly ending?: string | undefined }
): { title: string; text: string } {
  const say = speaker(document, language, values, { ...said, answers });
  const { by, bands, otherwise } = document.thanks;
  const answer = by === undefined ? undefined : answers[by];
  const band =
    document.endings?.find(({ id }) => id === said?.ending) ??
    bands.find(({ from, to }) => typeof answer === 'number' && answer >= from && answer <= to) ??
    otherwise;
  return { title: say(band.title), text: say(band.text) };
}

/** The privacy text as paragraphs. */
export function privacyText(document: SurveyDocument, language: string, values: PipedValues): string[] {
  return speaker(
    document,
    language,
    values
  )(document.privacy.text)
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '');
}

/** Codes of a scale in the order they are drawn from the start of the line. */
export function codesOf(scale: { readonly min: number; readonly max: number; readonly direction: string }): number[] {
  const codes = Array.from({ length: scale.max - scale.min + 1 }, (_, step) => scale.min + step);
  return scale.direction === 'descending' ? codes.reverse() : codes;
}
