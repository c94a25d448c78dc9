/** The last step of every reader: what holds the parts together is checked, and the document is read as any other from outside. */
import { fieldsIn, type Condition } from '../condition.ts';
import { pointerOf, questionsOf, type Page, type SurveyDocument } from '../document.ts';
import { fieldsByName } from '../fields.ts';
import { withCarried } from '../specialise.ts';
import { readDocument } from '../format.ts';
import { questionLimit } from '../structure.ts';
import { Refused, type Imported, type Report } from './report.ts';

const pageLimit = 100;
const perPage = 100;

/** The finished document with its notes, or why it cannot be one. */
export function finish(draft: SurveyDocument, report: Report): Imported {
  const count = questionsOf(draft).length;
  if (count > questionLimit) throw new Refused('too_many_questions', `${count} questions; at most ${questionLimit}`);
  const pages = draft.pages.flatMap((page) => inPieces(page, report));
  if (pages.length > pageLimit) throw new Refused('too_many_pages', `${pages.length} pages; at most ${pageLimit}`);
  if (count === 0) throw new Refused('no_questions', 'The file holds no questions');
  const document = withoutEmpty({ ...draft, pages });
  tellOrder(document, report);
  const notes = report.notes.map(({ at, code, detail }) => ({ at, code, text: detail }));
  const read = readDocument(notes.length === 0 ? document : { ...document, notes });
  return read.ok ? { ok: true, document: read.document, report: report.notes } : { ok: false, problems: read.problems };
}

/** A page with more questions than one takes, as several that follow each other. */
function inPieces(page: Page, report: Report): Page[] {
  if (page.questions.length <= perPage) return [page];
  const pieces: Page[] = [];
  const { next, ...rest } = page;
  for (let from = 0; from < page.questions.length; from += perPage) {
    const last = from + perPage >= page.questions.length;
    const id = from === 0 ? page.id : `${page.id.slice(0, 34)}_p${from / perPage + 1}`;
    const questions = page.questions.slice(from, from + perPage);
    const groups = page.groups.filter((group) => questions.some((question) => question.group === group.id));
    pieces.push({ ...rest, id, groups, questions, ...(last && next ? { next } : {}) });
  }
  report.say(page.id, 'split', pieces.map(({ id }) => id).join(', '));
  return pieces;
}

/** The document without parts that say nothing: `undefined`, empty hints. */
function withoutEmpty(document: SurveyDocument): SurveyDocument {
  return JSON.parse(
    JSON.stringify(document, (key, value: unknown) =>
      (key === 'hint' || key === 'heading') &&
      value !== null &&
      typeof value === 'object' &&
      Object.keys(value).length === 0
        ? undefined
        : value
    )
  ) as SurveyDocument;
}

/** Conditions look at what came before; one that looks ahead never holds here, so it is told. */
function tellOrder(document: SurveyDocument, report: Report): void {
  const fields = fieldsByName({
    ...document,
    pages: document.pages.map((page) => ({
      ...page,
      questions: page.questions.map((question) => withCarried(document, question))
    }))
  });
  const before = new Set<string>();
  const check = (condition: Condition | undefined, at: string): void => {
    if (condition === undefined) return;
    for (const name of new Set(fieldsIn(condition))) {
      const owner = fields.get(name)?.question.id;
      if (owner === undefined || !before.has(owner)) report.say(at, 'looks_ahead', name);
    }
  };
  for (const page of document.pages) {
    check(page.showIf, page.id);
    for (const question of page.questions) {
      check(question.showIf, question.id);
      for (const part of [...(question.options ?? []), ...(question.items ?? [])]) check(part.showIf, question.id);
      before.add(question.id);
    }
  }
}

/** A pointer to a place in a JSON source. */
export const placeOf = (...path: readonly (string | number)[]): string => pointerOf(path);
