/** Which fields feed which metric, alone or in an index: what scores need to know of a survey. */
import { questionsOf, type Item, type Question, type SurveyDocument } from './document.ts';
import { fieldsOf, type Field } from './fields.ts';
import { ruleOf } from './kinds.ts';

type Respondents = NonNullable<SurveyDocument['respondents']>;

interface Asked {
  /** Name of the field. */
  readonly questionId: string;
  /** Lowest and highest code of the scale the question was asked on. */
  readonly min: number;
  readonly max: number;
  /** True where a low code is the good end. */
  readonly reversed: boolean;
}

export interface QuestionBinding extends Asked {
  readonly metric: string;
  readonly respondents: Respondents;
}

export interface IndexBinding {
  readonly metric: string;
  readonly items: readonly (Asked & {
    /** Thousandths. */
    readonly weight: number;
    /** Of a gap: the field with what was expected. */
    readonly expectedId?: string;
    /** The metric the field feeds for itself. */
    readonly metric?: string;
  })[];
  readonly respondents: Respondents;
}

export type Binding = QuestionBinding | IndexBinding;

/**
 * The bindings of a document in the order of its fields, then its indexes. A field without a metric or a scale has none; of a
 * pair, what was perceived counts. Fields of an index that are not there, or are not answered on a scale, are left out.
 */
export function bindings(document: SurveyDocument): Binding[] {
  const respondents = document.respondents ?? 'customers';
  const fields = questionsOf(document).flatMap(scaledFields);
  const questions = fields.flatMap((field): QuestionBinding[] => {
    const { metric } = fedBy(field);
    return metric === undefined || field.side === 'expected' ? [] : [{ ...askedAs(field), metric, respondents }];
  });
  const byName = new Map(fields.map((field) => [field.name, field]));
  const indexes = (document.indexes ?? []).map(({ metric, items }): IndexBinding => ({
    metric,
    respondents,
    items: items.flatMap(({ field: name, weight = 1, gap }) => {
      const field = byName.get(gap ? `${name}.perceived` : name);
      if (field === undefined) return [];
      const own = fedBy(field).metric;
      return [
        {
          ...askedAs(field),
          weight: Math.max(1, Math.round(weight * 1000)),
          ...(gap ? { expectedId: `${name}.expected` } : {}),
          ...(own === undefined ? {} : { metric: own })
        }
      ];
    })
  }));
  return [...questions, ...indexes];
}

function scaledFields(question: Question): Field<Question>[] {
  return question.scale === undefined || ruleOf(question.kind).asks !== 'code' ? [] : fieldsOf<Question>(question);
}

/** What says which metric a field feeds and which end of its scale is the good one: its item, or the question. */
function fedBy({ question, item }: Field<Question>): Pick<Item, 'metric' | 'reversed'> {
  return item === undefined ? question : (question.items?.find(({ id }) => id === item.id) ?? {});
}

function askedAs(field: Field<Question>): Asked {
  const { min, max } = field.question.scale!;
  return { questionId: field.name, min, max, reversed: fedBy(field).reversed ?? false };
}
