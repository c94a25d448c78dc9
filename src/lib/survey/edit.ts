/**
 * What a person does to a questionnaire, each as a function from one document to the next. Whatever is done to a document that can
 * be drawn leaves one that can be drawn; ids are never used twice.
 */
import { questionsOf, type Localised, type Page, type Question, type Scale, type SurveyDocument } from './document.ts';
import { kinds, type Kind, type Part } from './kinds.ts';

/** Words for what a new question starts with, by language: the author's interface gives them. */
export interface Starters {
  readonly option: (number: number) => Localised;
  readonly item: (number: number) => Localised;
  readonly low: Localised;
  readonly high: Localised;
  readonly na: Localised;
  readonly expected: Localised;
  readonly perceived: Localised;
}

/** An id that is not taken: `q7`, `page3`. */
export function freeId(document: SurveyDocument, stem: string): string {
  const taken = new Set([
    ...document.pages.flatMap((page) => [
      page.id,
      ...page.groups.map(({ id }) => id),
      ...page.questions.map(({ id }) => id)
    ]),
    ...(document.endings ?? []).map(({ id }) => id),
    ...[document.computed, document.quotas, document.experiments].flatMap((list) => (list ?? []).map(({ id }) => id))
  ]);
  for (let number = 1; ; number += 1) if (!taken.has(`${stem}${number}`)) return `${stem}${number}`;
}

/** A code that is not taken among these: `o4`. */
export function freeCode(taken: readonly string[], stem: string): string {
  for (let number = taken.length + 1; ; number += 1) if (!taken.includes(`${stem}${number}`)) return `${stem}${number}`;
}

/** A question of a kind with all that the kind needs, and no text yet. */
export function newQuestion(document: SurveyDocument, kind: Kind, starters: Starters): Question {
  return withNeeds({ id: freeId(document, 'q'), kind, text: {}, required: false }, starters);
}

/** The question as another kind: what the new kind takes is kept, what it needs is added, the rest goes. */
export function ofKind(question: Question, kind: Kind, starters: Starters): Question {
  const { needs, takes } = kinds[kind] as { needs: readonly Part[]; takes: readonly Part[] };
  const kept = Object.fromEntries(
    Object.entries(question).filter(([name]) => {
      if (name === 'optionsFrom') return needs.includes('options');
      if (name === 'itemsFrom') return needs.includes('items');
      return !parts.has(name) || needs.includes(name as Part) || takes.includes(name as Part);
    })
  );
  return withNeeds({ required: false, ...kept, kind } as Question, starters);
}
const parts = new Set<string>(Object.values(kinds).flatMap((rule) => [...rule.needs, ...rule.takes]));

function withNeeds(question: Question, starters: Starters): Question {
  const { needs, scales } = kinds[question.kind] as {
    needs: readonly Part[];
    scales?: readonly (readonly [number, number])[];
  };
  const made = { ...question };
  if (needs.includes('scale')) made.scale = fitting(question.scale, question.kind, scales ?? [], starters);
  if (needs.includes('options') && !made.options?.length && !made.optionsFrom) {
    made.options = [1, 2, 3].map((number) => ({ code: `o${number}`, text: { ...starters.option(number) } }));
  }
  if (needs.includes('items') && !made.items?.length && !made.itemsFrom) {
    made.items = [1, 2, 3].map((number) => ({ id: `i${number}`, text: { ...starters.item(number) } }));
  }
  if (needs.includes('sides'))
    made.sides ??= { expected: { ...starters.expected }, perceived: { ...starters.perceived } };
  if (needs.includes('total')) made.total ??= 100;
  if (needs.includes('range')) {
    const { min = 0, max = 100 } = made.range ?? {};
    made.range = { ...made.range, min, max: max > min ? max : min + 100 };
  }
  if (needs.includes('parts')) {
    made.parts ??= [
      { part: 'name', required: false },
      { part: 'email', required: false }
    ];
  }
  return made;
}

/** The scale kept where the kind has it, else the kind's first, with the words of the ends. */
function fitting(
  scale: Scale | undefined,
  kind: Kind,
  scales: readonly (readonly [number, number])[],
  starters: Starters
): Scale {
  if (scale && scales.some(([min, max]) => min === scale.min && max === scale.max)) return scale;
  // Five points unless the kind has one scale of its own.
  const [min, max] = (kind === 'ces' || kind === 'nps'
    ? scales[0]
    : scales.find(([low, high]) => low === 1 && high === 5)) ?? [1, 5];
  const ends = [
    scale?.labels[scale.min] ?? { ...starters.low },
    scale?.labels[scale.max] ?? { ...starters.high }
  ] as const;
  return {
    min,
    max,
    labels: { [min]: { ...ends[0] }, [max]: { ...ends[1] } },
    direction: scale?.direction ?? 'ascending'
  };
}

/** Replaces the question of that id by what `change` makes of it. */
export function withQuestion(
  document: SurveyDocument,
  id: string,
  change: (question: Question) => Question
): SurveyDocument {
  // Pages without it stay what they are, so that whoever draws them need not draw them again.
  return mapPages(document, (page) =>
    page.questions.some((question) => question.id === id)
      ? { ...page, questions: page.questions.map((question) => (question.id === id ? change(question) : question)) }
      : page
  );
}

/** Replaces the page of that id by what `change` makes of it. */
export function withPage(document: SurveyDocument, id: string, change: (page: Page) => Page): SurveyDocument {
  return mapPages(document, (page) => (page.id === id ? change(page) : page));
}

function mapPages(document: SurveyDocument, change: (page: Page) => Page): SurveyDocument {
  return { ...document, pages: document.pages.map(change) };
}

/** Puts questions into a page, behind the question of that id; at the start of the page without one. */
export function insert(
  document: SurveyDocument,
  questions: readonly Question[],
  pageId: string,
  after: string | null
): SurveyDocument {
  return withPage(document, pageId, (page) => {
    const at = after === null ? 0 : page.questions.findIndex(({ id }) => id === after) + 1;
    return { ...page, questions: [...page.questions.slice(0, at), ...questions, ...page.questions.slice(at)] };
  });
}

/** Takes a question out. What looks at it stays and is found by the review. */
export function removeQuestion(document: SurveyDocument, id: string): SurveyDocument {
  return mapPages(document, (page) => ({
    ...page,
    questions: page.questions.filter((question) => question.id !== id)
  }));
}

/** Moves a question to a place of a page, counted without it. A group it leaves behind on its page it leaves. */
export function moveQuestion(document: SurveyDocument, id: string, pageId: string, place: number): SurveyDocument {
  const question = questionsOf(document).find((one) => one.id === id);
  if (question === undefined) return document;
  return withPage(removeQuestion(document, id), pageId, (page) => {
    const { group, ...rest } = question;
    const kept = group !== undefined && page.groups.some((one) => one.id === group) ? question : rest;
    return { ...page, questions: [...page.questions.slice(0, place), kept, ...page.questions.slice(place)] };
  });
}

/** Moves a question by one: over its neighbour, or over the edge of its page into the next one. */
export function nudgeQuestion(document: SurveyDocument, id: string, by: -1 | 1): SurveyDocument {
  const p = document.pages.findIndex((page) => page.questions.some((question) => question.id === id));
  const page = document.pages[p];
  if (page === undefined) return document;
  const place = page.questions.findIndex((question) => question.id === id) + by;
  if (place >= 0 && place < page.questions.length) return moveQuestion(document, id, page.id, place);
  const next = document.pages[p + by];
  return next === undefined ? document : moveQuestion(document, id, next.id, by > 0 ? 0 : next.questions.length);
}

/** Moves questions by one, in their order and together: where the first cannot go, none goes. */
export function nudgeQuestions(document: SurveyDocument, ids: readonly string[], by: -1 | 1): SurveyDocument {
  const ordered = questionsOf(document).flatMap(({ id }) => (ids.includes(id) ? [id] : []));
  const [first, ...rest] = by > 0 ? ordered.reverse() : ordered;
  const moved = first === undefined ? document : nudgeQuestion(document, first, by);
  return moved === document ? document : rest.reduce((made, id) => nudgeQuestion(made, id, by), moved);
}

/** Moves questions, in their order, to the end of a page. */
export function moveQuestions(document: SurveyDocument, ids: readonly string[], pageId: string): SurveyDocument {
  return questionsOf(document)
    .filter(({ id }) => ids.includes(id))
    .reduce((made, { id }) => moveQuestion(made, id, pageId, Infinity), document);
}

/** Moves a page to a place, counted without it. */
export function movePage(document: SurveyDocument, id: string, place: number): SurveyDocument {
  const page = document.pages.find((one) => one.id === id);
  if (page === undefined) return document;
  const others = document.pages.filter((one) => one !== page);
  return { ...document, pages: [...others.slice(0, place), page, ...others.slice(place)] };
}

/** Moves pages by one, in their order and together: where the first cannot go, none goes. */
export function nudgePages(document: SurveyDocument, ids: readonly string[], by: -1 | 1): SurveyDocument {
  const ordered = document.pages.flatMap(({ id }) => (ids.includes(id) ? [id] : []));
  const [first, ...rest] = by > 0 ? ordered.reverse() : ordered;
  const moved = first === undefined ? document : nudgePage(document, first, by);
  return moved === document ? document : rest.reduce((made, id) => nudgePage(made, id, by), moved);
}

/** Moves a page by one. */
export function nudgePage(document: SurveyDocument, id: string, by: -1 | 1): SurveyDocument {
  const at = document.pages.findIndex((page) => page.id === id);
  const pages = [...document.pages];
  const [page] = at < 0 ? [] : pages.splice(at, 1);
  if (page === undefined || at + by < 0 || at + by > pages.length) return document;
  pages.splice(at + by, 0, page);
  return { ...document, pages };
}

/** A new page behind that one, with one question: a page without questions cannot be shown. */
export function addPage(document: SurveyDocument, after: string, question: Question): SurveyDocument {
  const at = document.pages.findIndex((page) => page.id === after) + 1;
  const page: Page = { id: freeId(document, 'page'), groups: [], questions: [question] };
  return { ...document, pages: [...document.pages.slice(0, at), page, ...document.pages.slice(at)] };
}

/** Takes a page out with its questions; the last page stays. */
export function removePage(document: SurveyDocument, id: string): SurveyDocument {
  const pages = document.pages.filter((page) => page.id !== id);
  return pages.length === 0 ? document : { ...document, pages };
}
