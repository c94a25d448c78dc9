/** Which question feeds which metric: what scores need to know of a survey. */
import { questionsOf, type SurveyDocument } from './document.ts';
import { ruleOf } from './kinds.ts';

export interface Binding {
  readonly questionId: string;
  readonly metric: string;
  /** Lowest and highest code of the scale the question was asked on. */
  readonly min: number;
  readonly max: number;
  /** True where a low code is the good end. */
  readonly reversed: boolean;
}

/** The bindings of a document in the order of its questions. A question without a metric or a scale has none. */
export function bindings(document: SurveyDocument): Binding[] {
  return questionsOf(document).flatMap((question) => {
    const { scale, metric } = question;
    if (metric === undefined || scale === undefined || ruleOf(question.kind).asks !== 'code') return [];
    return [{ questionId: question.id, metric, min: scale.min, max: scale.max, reversed: question.reversed ?? false }];
  });
}
