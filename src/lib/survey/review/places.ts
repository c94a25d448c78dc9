/** Where everything of a document stands: its questions in order with what they take over written out, and every condition with what it may look at. */
import type { Condition } from '../condition.ts';
import type { Page, Question, SurveyDocument } from '../document.ts';
import { fieldsOf, type Field } from '../fields.ts';
import { withCarried } from '../specialise.ts';

export interface Place {
  /** With what it takes over written out. */
  readonly question: Question;
  /** As it stands in the document. */
  readonly own: Question;
  readonly pointer: string;
  readonly page: number;
  /** Number of the question in the document, from 0. */
  readonly order: number;
}

export interface Plan {
  readonly document: SurveyDocument;
  readonly places: readonly Place[];
  /** By id; the first where two questions have one id. */
  readonly byId: ReadonlyMap<string, Place>;
  readonly fields: ReadonlyMap<string, Field<Question>>;
  /** Set of pages in places of chance a page belongs to, by id. */
  readonly sets: ReadonlyMap<string, number>;
}

/** The plan of a document. Options and items taken over are written out, but for those that lead around in a ring. */
export function planOf(document: SurveyDocument): Plan {
  const safe = isRinged(document) ? withoutCarried(document) : document;
  const places: Place[] = [];
  for (const [p, page] of safe.pages.entries()) {
    for (const [q, question] of page.questions.entries())
      places.push({
        question: withCarried(safe, question),
        own: (document.pages[p] as Page).questions[q] as Question,
        pointer: `/pages/${p}/questions/${q}`,
        page: p,
        order: places.length
      });
  }
  const byId = new Map<string, Place>();
  const fields = new Map<string, Field<Question>>();
  for (const place of places) {
    if (!byId.has(place.question.id)) byId.set(place.question.id, place);
    for (const field of fieldsOf(place.question)) if (!fields.has(field.name)) fields.set(field.name, field);
  }
  const sets = new Map((document.shuffledPages ?? []).flatMap((set, at) => set.map((id) => [id, at] as const)));
  return { document, places, byId, fields, sets };
}

/** Ids of the questions a question takes options and items over from. */
export function sourcesOf({ optionsFrom, itemsFrom }: Question): string[] {
  return [optionsFrom, itemsFrom].flatMap((from) => (from ? [from.question] : []));
}

/** Whether a question leads back to itself by what it takes over. */
export function leadsToItself(document: SurveyDocument, id: string): boolean {
  const questions = new Map(document.pages.flatMap((page) => page.questions.map((one) => [one.id, one] as const)));
  const seen = new Set<string>();
  const open = [...sourcesOf(questions.get(id) as Question)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === id) return true;
    const source = questions.get(next);
    if (source === undefined || seen.has(next)) continue;
    seen.add(next);
    open.push(...sourcesOf(source));
  }
  return false;
}

function isRinged(document: SurveyDocument): boolean {
  return document.pages.some(({ questions }) =>
    questions.some((question) => sourcesOf(question).length > 0 && leadsToItself(document, question.id))
  );
}

function withoutCarried(document: SurveyDocument): SurveyDocument {
  const bare = ({ optionsFrom: _, itemsFrom: __, ...question }: Question): Question => question;
  return { ...document, pages: document.pages.map((page) => ({ ...page, questions: page.questions.map(bare) })) };
}

export interface Site {
  readonly condition: Condition;
  readonly pointer: string;
  /** Questions below this number have been asked when the condition is looked at. */
  readonly before: number;
  /** Page it stands on; null for what stands outside of pages. */
  readonly page: number | null;
}

/** Every condition of a document, those inside computed values left out. */
export function sitesOf({ document, places }: Plan): Site[] {
  const sites: Site[] = [];
  const add = (condition: Condition | undefined, pointer: string, before: number, page: number | null): void => {
    if (condition !== undefined) sites.push({ condition, pointer, before, page });
  };
  let order = 0;
  for (const [p, page] of document.pages.entries()) {
    const end = order + page.questions.length;
    add(page.showIf, `/pages/${p}/showIf`, order, p);
    for (const question of page.questions) {
      const at = (places[order] as Place).pointer;
      add(question.showIf, `${at}/showIf`, order, p);
      add(question.requiredIf, `${at}/requiredIf`, end, p);
      for (const [o, option] of (question.options ?? []).entries())
        add(option.showIf, `${at}/options/${o}/showIf`, order, p);
      for (const [i, item] of (question.items ?? []).entries()) add(item.showIf, `${at}/items/${i}/showIf`, order, p);
      for (const [c, check] of (question.checks ?? []).entries()) add(check.holds, `${at}/checks/${c}/holds`, end, p);
      order += 1;
    }
    for (const [n, branch] of (page.next ?? []).entries()) add(branch.if, `/pages/${p}/next/${n}/if`, end, p);
  }
  for (const [q, quota] of (document.quotas ?? []).entries()) add(quota.when, `/quotas/${q}/when`, order, null);
  return sites;
}
