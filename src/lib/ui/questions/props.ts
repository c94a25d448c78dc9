/** What every question component takes. */
import type { AnswerCode } from '#lib/survey/answers.ts';
import type { Answers } from '#lib/survey/condition.ts';
import type { FaultCode } from '#lib/survey/faults.ts';
import type { SheetQuestion } from '#lib/survey/sheet.ts';
import type { Words } from './words.ts';

/** What was wrong with an answer, and the number it came up against. */
export interface Wrong {
  readonly code: AnswerCode | FaultCode;
  readonly limit?: number | string | undefined;
}

export interface QuestionProps {
  question: SheetQuestion;
  /** Answers by name of the field, and what was wrong with some of them. */
  answers: Answers;
  errors: Readonly<Record<string, Wrong>>;
  /** Values that were refused and are shown again, by name of the field. */
  refused: Readonly<Record<string, readonly string[]>>;
  /** In the document but not on the way. */
  hidden: boolean;
  /** Options and items that do not show, as `question.code`. */
  off: ReadonlySet<string>;
  /** Stands under the heading of a group. */
  item: boolean;
  words: Words;
}
