/** What every question component takes. */
import type { AnswerCode } from '#lib/survey/answers.ts';
import type { FaultCode } from '#lib/survey/faults.ts';
import type { Value } from '#lib/survey/condition.ts';
import type { SheetQuestion } from '#lib/survey/sheet.ts';
import type { Words } from './words.ts';

export interface QuestionProps {
  question: SheetQuestion;
  answer: Value | undefined;
  /** What was wrong with what was sent, if anything. */
  error: AnswerCode | FaultCode | undefined;
  /** Text that was refused and is shown again. */
  refused: string | undefined;
  /** In the document but not on the way. */
  hidden: boolean;
  /** Stands under the heading of a group. */
  item: boolean;
  words: Words;
}
