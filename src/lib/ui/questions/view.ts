/** What the survey form draws: one respondent's sheet, where they stand and what they said. */
import type { Face } from '#lib/survey/brand.ts';
import { fieldsOf } from '#lib/survey/fields.ts';
import type { Answers } from '#lib/survey/condition.ts';
import { type Path, pathOf, positionOf } from '#lib/survey/flow.ts';
import { frameOf } from '#lib/survey/frame.ts';
import type { Kind } from '#lib/survey/kinds.ts';
import type { Sheet, SheetPage, SheetQuestion } from '#lib/survey/sheet.ts';
import type { Wrong } from './props.ts';
import { isPlainKind, weightOfJson, weightOfPage } from './weight.ts';

export interface SurveyView {
  readonly sheet: Sheet;
  readonly company: Face;
  readonly answers: Answers;
  /** Id of the page to show; the first one when it is not on the way. */
  readonly page: string | null;
  /** Names the sitting; saves and the final post carry it. */
  readonly key: string;
  /** Number of the last save the server holds. */
  readonly revision: number;
  /** Seconds in front of each page so far, as `start:12 end:3`. */
  readonly times?: string | undefined;
  /** What was wrong with what was sent, by name of the field, or of the question. */
  readonly errors: Readonly<Record<string, Wrong>>;
  /** Values that were refused, shown again so that nothing typed is lost. */
  readonly refused?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The page is shown once more because the answers have brought up something further on it. */
  readonly grown?: boolean | undefined;
  /** These answers were sent already and are being changed. */
  readonly changing?: boolean | undefined;
  /** Without `stop` for somebody who is on no list. */
  readonly links: { readonly privacy: string; readonly stop: string | null };
  /** All pages in one document and everything for the script, whatever they weigh: they do not travel (a kiosk). */
  readonly whole?: boolean | undefined;
  /** The way through the sheet, where somebody follows it already. */
  readonly path?: Path | undefined;
}

/**
 * Bytes, compressed, that the pages of one document may come to. With the styles and the script of a plain survey the first
 * page stays under 12 KB (UX-17); where other kinds need more of both, turning pages without a request is worth as much.
 */
const pagesLimit = { plain: 3000, full: 6000 };
/** Bytes, compressed, that what the script needs to know may come to. */
const residueLimit = 8 * 1024;

export interface Drawn {
  readonly path: Path<SheetPage, SheetQuestion>;
  /** Index on the path of the page that shows. */
  readonly position: number;
  /** Pages in the document: all of a small survey, so that paging needs no request, else the one that shows. */
  readonly pages: readonly SheetPage[];
  /** What the script needs of the survey, as JSON; null for a survey so large that its pages turn by form post alone. */
  readonly residue: string | null;
  /** What the document asks of `respond-script.ts`. */
  readonly script: string;
}

export function drawn(view: Pick<SurveyView, 'sheet' | 'answers' | 'page' | 'path' | 'whole'>): Drawn {
  const { sheet } = view;
  const path = view.path ? alongSheet(view.path, sheet) : pathOf<SheetQuestion, SheetPage>(sheet, view.answers);
  const position = positionOf(path, view.page);
  const current = path.steps[position]?.page;
  const { residue, engine, whole } = view.whole ? weightless(sheet) : measured(sheet);
  const pages = whole || !current ? sheet.pages : [current];
  return { path, position, pages, residue, script: [engine, ...helpFor(pages)].join(' ') };
}

/** The steps of a way through a document, with the pages and questions of its sheet. */
function alongSheet(path: Path, sheet: Sheet): Drawn['path'] {
  const pages = new Map(sheet.pages.map((page) => [page.id, page] as const));
  const steps = path.steps.flatMap(({ page: { id }, questions }) => {
    const page = pages.get(id);
    const shown = new Set(questions.map((question) => question.id));
    return page ? [{ page, questions: page.questions.filter((question) => shown.has(question.id)) }] : [];
  });
  return { ...path, steps };
}

interface Measured {
  readonly residue: string | null;
  readonly engine: 'plain' | 'full';
  /** Whether all pages go into one document. */
  readonly whole: boolean;
}
const measures = new WeakMap<Sheet, Measured>();

/** What follows from the sheet alone, whatever was answered: worked out once for each. */
function measured(sheet: Sheet): Measured {
  const known = measures.get(sheet);
  if (known) return known;
  const json = JSON.stringify(frameOf(sheet));
  const residue = weightOfJson(json) <= residueLimit ? json : null;
  const engine = engineFor(sheet);
  const whole = residue !== null && !sheet.pages.slice(1).some(repeatsAnswers) && isLight(sheet, pagesLimit[engine]);
  const found = { residue, engine, whole };
  measures.set(sheet, found);
  return found;
}

/** The same where nothing is sent anywhere. Texts that repeat answers still wait for those. */
function weightless(sheet: Sheet): Measured {
  const whole = !sheet.pages.slice(1).some(repeatsAnswers);
  return { residue: JSON.stringify(frameOf(sheet)), engine: engineFor(sheet), whole };
}

function isLight({ pages }: Sheet, limit: number): boolean {
  return pages.reduce((sum, page) => sum + weightOfPage(page), 0) <= limit;
}

/** Whether texts of a page repeat answers of earlier pages: only the server can write them, once those answers are there. */
export function repeatsAnswers(page: Pick<SheetPage, 'pipes'>): boolean {
  return page.pipes === true;
}

/** Kinds to which the script adds more than keeping and checking. */
const helped: Partial<Record<Kind, true>> = { ranking: true, sum: true, slider: true };
/** Whether a list is searched rather than read. */
export const isLong = (options: SheetQuestion['options']): boolean => (options?.length ?? 0) > 12;

/** Which script knows everything the survey may ask. */
function engineFor({ pages, computed }: Sheet): 'plain' | 'full' {
  return !computed?.length && pages.every(({ questions }) => questions.every(fits)) ? 'plain' : 'full';
}

/** What the pages of a document need beside it: `more` script, and the styles of all kinds. */
function helpFor(pages: readonly SheetPage[]): string[] {
  const here = pages.flatMap(({ questions }) => questions);
  const more = here.some(({ kind, options }) => helped[kind] || (kind === 'dropdown' && isLong(options)));
  return [...(more ? ['more'] : []), ...(here.every(isPlain) ? [] : ['styled'])];
}

/** Whether what is answered, once it is there, fits. */
function fits({ kind, length, pattern, checks }: SheetQuestion): boolean {
  return isPlainKind(kind) && !length && !pattern && !checks?.length;
}

/** Whether the styles every page has are enough. */
function isPlain({ kind, look, options }: SheetQuestion): boolean {
  return isPlainKind(kind) && (look ?? 'numbers') === 'numbers' && !options?.some(({ image, other }) => image || other);
}

/** What was wrong with a question, in the order of its fields: [name, what]. */
export function wrongsOf(question: SheetQuestion, errors: SurveyView['errors']): [string, Wrong][] {
  const names = [question.id, ...fieldsOf(question).map(({ name }) => name)];
  return [...new Set(names)].flatMap((name) => (errors[name] ? [[name, errors[name]] as [string, Wrong]] : []));
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
