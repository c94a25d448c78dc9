/**
 * The fields of a question: the names under which its answers are sent, stored, scored and looked at by conditions. `speed` for a
 * question that has one answer, `service.speed` for an item or option of it, `service.speed.expected` for one side of a pair,
 * `reason.other` for the words beside a chosen option.
 */
import type { Frame, FrameItem, FrameOption, FrameQuestion } from './frame.ts';
import { kinds, pairSides, type Asks, type ContactPart, type PairSide } from './kinds.ts';

export interface Field<Q extends FrameQuestion = FrameQuestion> {
  readonly name: string;
  readonly asks: Asks;
  readonly question: Q;
  readonly item?: FrameItem;
  readonly option?: FrameOption;
  readonly side?: PairSide;
  readonly part?: ContactPart;
}

/** The fields of a question in the order they are asked. A statement has none. */
export function fieldsOf<Q extends FrameQuestion>(question: Q): Field<Q>[] {
  const { asks, per } = kinds[question.kind];
  const { id } = question;
  const fields: Field<Q>[] = [];
  if (asks === 'nothing') return fields;
  if (per === 'question') {
    fields.push({ name: id, asks, question });
    if (asks === 'option' || asks === 'options') {
      for (const option of question.options ?? []) {
        if (option.other) fields.push({ name: `${id}.${option.code}`, asks: 'text', question, option });
      }
    }
  } else if (per === 'part') {
    for (const { part } of question.parts ?? []) fields.push({ name: `${id}.${part}`, asks, question, part });
  } else if (per === 'option') {
    for (const option of question.options ?? []) fields.push({ name: `${id}.${option.code}`, asks, question, option });
    if (question.naLabel !== undefined) fields.push({ name: id, asks: 'na', question });
  } else {
    for (const item of question.items ?? []) {
      if (per === 'item') fields.push({ name: `${id}.${item.id}`, asks, question, item });
      else for (const side of pairSides) fields.push({ name: `${id}.${item.id}.${side}`, asks, question, item, side });
    }
  }
  return fields;
}

const known = new WeakMap<Frame, Map<string, Field>>();

/** Every field of a survey by its name, worked out once for each survey. */
export function fieldsByName(survey: Frame): ReadonlyMap<string, Field> {
  let fields = known.get(survey);
  if (fields === undefined) {
    fields = new Map();
    for (const page of survey.pages) {
      for (const question of page.questions) for (const field of fieldsOf(question)) fields.set(field.name, field);
    }
    known.set(survey, fields);
  }
  return fields;
}
