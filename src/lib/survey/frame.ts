/**
 * The bones of a survey: what flow and answers need, and nothing a respondent should not see. A document, a sheet and what the
 * page hands to its script all have this shape.
 */
import type { Condition } from './condition.ts';
import type { Kind } from './kinds.ts';

export interface FrameQuestion {
  readonly id: string;
  readonly kind: Kind;
  readonly required: boolean;
  readonly scale?: { readonly min: number; readonly max: number } | undefined;
  readonly options?: readonly { readonly code: string }[] | undefined;
  /** Present where "does not apply" may be answered. */
  readonly naLabel?: unknown;
  readonly showIf?: Condition | undefined;
}

export interface FramePage<Q extends FrameQuestion = FrameQuestion> {
  readonly id: string;
  readonly questions: readonly Q[];
  readonly showIf?: Condition | undefined;
}

export interface Frame<P extends FramePage = FramePage> {
  readonly pages: readonly P[];
}

/** The frame alone of anything that has one: no texts, no metrics (S-40). */
export function frameOf(survey: Frame): Frame {
  return {
    pages: survey.pages.map(({ id, showIf, questions }) => ({
      id,
      showIf,
      questions: questions.map(({ id, kind, required, scale, options, naLabel, showIf }) => ({
        id,
        kind,
        required,
        scale: scale && { min: scale.min, max: scale.max },
        options: options?.map(({ code }) => ({ code })),
        naLabel: naLabel === undefined ? undefined : 1,
        showIf
      }))
    }))
  };
}
