/** Which field feeds which metric: what scores need to know of a survey. */
import { questionsOf, type Question, type SurveyDocument } from './document.ts';
import { fieldsOf } from './fields.ts';
import { ruleOf } from './kinds.ts';

export interface Binding {
  /** Name of the field. */
  readonly questionId: string;
  readonly metric: string;
  /** Lowest and highest code of the scale the question was asked on. */
  readonly min: number;
  readonly max: number;
  /** True where a low code is the good end. */
  readonly reversed: boolean;
}

/** The bindings of a document in the order of its fields. A field without a metric or a scale has none; of a pair, what was perceived counts. */
export function bindings(document: SurveyDocument): Binding[] {
  return questionsOf(document).flatMap((question) => {
    const { scale } = question;
    if (scale === undefined || ruleOf(question.kind).asks !== 'code') return [];
    return fieldsOf<Question>(question).flatMap(({ name, item, side }) => {
      const fed = item === undefined ? question : question.items?.find(({ id }) => id === item.id);
      if (fed?.metric === undefined || side === 'expected') return [];
      return [
        { questionId: name, metric: fed.metric, min: scale.min, max: scale.max, reversed: fed.reversed ?? false }
      ];
    });
  });
}
