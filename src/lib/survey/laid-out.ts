/** A survey laid out for whoever looks it over: everything it can ask, on one page, whatever the answers. */
import type { Item, Option, Page, Question, SurveyDocument } from './document.ts';
import { withCarried } from './specialise.ts';

/** The document as a single page on which every question, option and item shows. Not to be answered. */
export function laidOut(document: SurveyDocument): SurveyDocument {
  const [first] = document.pages;
  const page: Page = {
    id: first?.id ?? 'all',
    groups: document.pages.flatMap(({ id, groups }) =>
      groups.map((group) => ({ ...group, id: groupOf(id, group.id) }))
    ),
    questions: document.pages.flatMap(({ id, questions }) =>
      questions.map((question) => open(withCarried(document, question), id))
    )
  };
  return { ...document, pages: [page], shuffledPages: undefined, endings: undefined };
}

/** Groups of two pages may have the same id. */
const groupOf = (page: string, group: string): string => `${page}_${group}`;

function open(question: Question, page: string): Question {
  const shown = <T extends Option | Item>(parts: T[] | undefined): T[] | undefined =>
    parts?.map((part) => ({ ...part, showIf: undefined }));
  return {
    ...question,
    showIf: undefined,
    requiredIf: undefined,
    shuffle: undefined,
    group: question.group === undefined ? undefined : groupOf(page, question.group),
    options: shown(question.options),
    items: shown(question.items)
  };
}
