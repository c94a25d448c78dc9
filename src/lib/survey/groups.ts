/** Questions of a page under one heading. Functions from one document to the next, like those of `edit.ts`. */
import type { Localised, Question, SurveyDocument } from './document.ts';
import { freeId, withPage } from './edit.ts';

/** A new group of a page, with its heading and nothing in it yet. */
export function addGroup(
  document: SurveyDocument,
  pageId: string,
  text: Localised
): { document: SurveyDocument; id: string } {
  const id = freeId(document, 'group');
  return {
    id,
    document: withPage(document, pageId, (page) => ({ ...page, groups: [...page.groups, { id, text: { ...text } }] }))
  };
}

/** Takes a group away; its questions stay where they are. */
export function removeGroup(document: SurveyDocument, pageId: string, id: string): SurveyDocument {
  return withPage(document, pageId, (page) => ({
    ...page,
    groups: page.groups.filter((group) => group.id !== id),
    questions: page.questions.map((question) => (question.group === id ? ungrouped(question) : question))
  }));
}

/**
 * Puts a question of a page into a group, or out of any with null. Only neighbours share a heading, so it goes behind the last one
 * of the group, and one that leaves from the middle goes behind those that stay.
 */
export function putInGroup(
  document: SurveyDocument,
  pageId: string,
  questionId: string,
  group: string | null
): SurveyDocument {
  return withPage(document, pageId, (page) => {
    const question = page.questions.find(({ id }) => id === questionId);
    if (question === undefined || (question.group ?? null) === group) return page;
    const changed = group === null ? ungrouped(question) : { ...question, group };
    const place = page.questions.indexOf(question);
    const rest = page.questions.filter((one) => one !== question);
    const beside = group ?? question.group;
    const members = rest.flatMap((one, at) => (one.group === beside ? [at] : []));
    const [first, last] = [members[0], members.at(-1)];
    // Beside its group already, or at its edge: it stays where it is.
    const stays = first === undefined || last === undefined || place === last + 1 || place === first;
    const at = stays ? place : last + 1;
    return { ...page, questions: [...rest.slice(0, at), changed, ...rest.slice(at)] };
  });
}

function ungrouped({ group: _, ...question }: Question): Question {
  return question;
}
