/** What the survey form draws: one respondent's sheet, where they stand and what they said. */
import type { AnswerCode } from '#lib/survey/answers.ts';
import type { FaultCode } from '#lib/survey/faults.ts';
import type { Answers } from '#lib/survey/condition.ts';
import type { Path } from '#lib/survey/flow.ts';
import { pathOf, positionOf } from '#lib/survey/flow.ts';
import type { Sheet, SheetPage, SheetQuestion } from '#lib/survey/sheet.ts';

export interface SurveyView {
  readonly sheet: Sheet;
  readonly company: { readonly name: string; readonly colour?: string | undefined };
  readonly answers: Answers;
  /** Id of the page to show; the first one when it is not on the way. */
  readonly page: string | null;
  /** Names the sitting; saves and the final post carry it. */
  readonly key: string;
  /** Number of the last save the server holds. */
  readonly revision: number;
  readonly errors: Readonly<Record<string, AnswerCode | FaultCode>>;
  /** Texts that were refused, shown again so that nothing typed is lost. */
  readonly refused?: Readonly<Record<string, string>> | undefined;
  readonly links: { readonly privacy: string; readonly stop: string };
}

/** Up to this many questions all pages are in the first document, so that paging needs no request. */
const wholeUpTo = 40;

export interface Drawn {
  readonly path: Path<SheetPage, SheetQuestion>;
  /** Index on the path of the page that shows. */
  readonly position: number;
  /** Pages in the document: all of a small survey, else the one that shows. */
  readonly pages: readonly SheetPage[];
}

export function drawn(view: Pick<SurveyView, 'sheet' | 'answers' | 'page'>): Drawn {
  const path = pathOf<SheetQuestion, SheetPage>(view.sheet, view.answers);
  const position = positionOf(path, view.page);
  const count = view.sheet.pages.reduce((sum, page) => sum + page.questions.length, 0);
  const current = path.steps[position]?.page;
  return { path, position, pages: count <= wholeUpTo || !current ? view.sheet.pages : [current] };
}

export interface Block {
  /** The heading over the questions of one group; absent for a question that stands alone. */
  readonly group?: SheetPage['groups'][number] | undefined;
  readonly questions: readonly SheetQuestion[];
}

/** The questions of a page, neighbours of one group together. */
export function blocksOf(page: SheetPage): Block[] {
  const blocks: { group?: Block['group']; questions: SheetQuestion[] }[] = [];
  for (const question of page.questions) {
    const group = page.groups.find(({ id }) => id === question.group);
    const last = blocks.at(-1);
    if (group && last?.group === group) last.questions.push(question);
    else blocks.push({ group, questions: [question] });
  }
  return blocks;
}
