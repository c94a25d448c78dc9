/** What an index can be made of: answers on a scale, or, for a gap, items asked twice. */
import { m } from '#lib/paraglide/messages.js';
import { questionsOf, type Question, type SurveyDocument } from '#lib/survey/document.ts';
import { fieldsOf } from '#lib/survey/fields.ts';
import { ruleOf } from '#lib/survey/kinds.ts';
import { questionLabel } from '../words.ts';

export interface IndexField {
  readonly field: string;
  readonly label: string;
}

/** The same fields that bindings.ts counts: on a scale, and of a gap the item without its side. What is expected alone is no item. */
export function indexFields(document: SurveyDocument, language: string, gap: boolean): IndexField[] {
  return questionsOf(document)
    .filter((question) => question.scale !== undefined && ruleOf(question.kind).asks === 'code')
    .flatMap((question) =>
      fieldsOf<Question>(question).flatMap((field): IndexField[] => {
        if (gap ? field.side !== 'perceived' : field.side === 'expected') return [];
        const text = question.items?.find(({ id }) => id === field.item?.id)?.text;
        const title = questionLabel(question, document, language);
        const part = text?.[language] || text?.[document.baseLanguage];
        const label = part ? m.builder_place_part({ place: title, part }) : title;
        return [{ field: gap ? `${question.id}.${field.item!.id}` : field.name, label }];
      })
    );
}
