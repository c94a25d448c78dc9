/**
 * The bones of a survey: what flow and answers need, and nothing a respondent should not see. A document, a sheet and what the
 * page hands to its script all have this shape.
 */
import type { Condition } from './condition.ts';
import type { Computed } from './expression.ts';
import type { ContactPart, Kind } from './kinds.ts';

export interface FrameOption {
  readonly code: string;
  /** Chosen alone or not at all. */
  readonly exclusive?: boolean | undefined;
  /** Asks for words of one's own when it is chosen. */
  readonly other?: boolean | undefined;
  readonly showIf?: Condition | undefined;
}

export interface FrameItem {
  readonly id: string;
  readonly showIf?: Condition | undefined;
}

/** A further demand on the answers of a question: what must hold once it was answered. */
export interface FrameCheck {
  readonly holds: Condition;
}

export interface FrameQuestion {
  readonly id: string;
  readonly kind: Kind;
  readonly required: boolean;
  readonly requiredIf?: Condition | undefined;
  readonly scale?: { readonly min: number; readonly max: number } | undefined;
  readonly options?: readonly FrameOption[] | undefined;
  readonly items?: readonly FrameItem[] | undefined;
  /** Least and most codes of a set, or places of a ranking. */
  readonly choose?: { readonly min?: number | undefined; readonly max?: number | undefined } | undefined;
  /** What the numbers of a constant sum add up to. */
  readonly total?: number | undefined;
  readonly range?:
    | {
        readonly min?: number | undefined;
        readonly max?: number | undefined;
        readonly step?: number | undefined;
        readonly decimals?: number | undefined;
      }
    | undefined;
  /** First and last day a date may be. */
  readonly days?: { readonly from?: string | undefined; readonly to?: string | undefined } | undefined;
  /** Least and most characters of a text. */
  readonly length?: { readonly min?: number | undefined; readonly max?: number | undefined } | undefined;
  /** A pattern a text must match, run by the server alone. */
  readonly pattern?: { readonly source: string } | undefined;
  readonly parts?: readonly { readonly part: ContactPart; readonly required: boolean }[] | undefined;
  readonly checks?: readonly FrameCheck[] | undefined;
  /** Present where "does not apply" may be answered. */
  readonly naLabel?: unknown;
  readonly showIf?: Condition | undefined;
}

/** Where a page leads when a condition holds: to a later page or to an ending. The first that holds counts. */
export interface Branch {
  readonly if?: Condition | undefined;
  readonly to: string;
}

export interface FramePage<Q extends FrameQuestion = FrameQuestion> {
  readonly id: string;
  readonly questions: readonly Q[];
  readonly showIf?: Condition | undefined;
  readonly next?: readonly Branch[] | undefined;
}

export interface Frame<P extends FramePage = FramePage> {
  readonly pages: readonly P[];
  readonly computed?: readonly Computed[] | undefined;
  /** Endings a page may lead to. */
  readonly endings?: readonly { readonly id: string }[] | undefined;
}

/** The frame alone of anything that has one: no texts, no metrics (S-40). */
export function frameOf(survey: Frame): Frame {
  return {
    pages: survey.pages.map(({ id, showIf, next, questions }) => ({
      id,
      showIf,
      next: next?.length ? next : undefined,
      questions: questions.map(bareQuestion)
    })),
    computed: survey.computed?.length ? survey.computed.map(({ id, value }) => ({ id, value })) : undefined,
    endings: survey.endings?.length ? survey.endings.map(({ id }) => ({ id })) : undefined
  };
}

function bareQuestion(question: FrameQuestion): FrameQuestion {
  const { id, kind, required, requiredIf, scale, choose, total, range, days, length, showIf } = question;
  return {
    id,
    kind,
    required,
    requiredIf,
    scale: scale && { min: scale.min, max: scale.max },
    options: question.options?.map(({ code, exclusive, other, showIf }) => ({ code, exclusive, other, showIf })),
    items: question.items?.map(({ id, showIf }) => ({ id, showIf })),
    choose,
    total,
    range: range && { min: range.min, max: range.max, step: range.step, decimals: range.decimals },
    days,
    length,
    parts: question.parts?.map(({ part, required }) => ({ part, required })),
    checks: question.checks?.map(({ holds }) => ({ holds })),
    naLabel: question.naLabel === undefined ? undefined : 1,
    showIf
  };
}
