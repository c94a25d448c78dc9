/**
 * Questions or whole pages taken out of a questionnaire, to be put into the same or another one: what the clipboard and the library
 * of questions carry. `part-format.ts` reads one from outside.
 */
import { mapTexts, questionsOf, type Localised, type Page, type Question, type SurveyDocument } from './document.ts';
import { freeId, insert, withPage } from './edit.ts';
import { questionsNamed, withNames } from './names.ts';

/** As much of a question as it takes to know it again. */
export interface Comparable {
  readonly kind: string;
  readonly text: Localised;
}

/** A part of a questionnaire on its way. */
export interface Part {
  readonly format: 'concord-part-1';
  /** Whether the pages come as pages, or only hold together questions that were taken out of them. */
  readonly what: 'questions' | 'pages';
  /** Key of the survey it comes from. */
  readonly from: string;
  readonly baseLanguage: string;
  readonly pages: readonly Page[];
  /** Questions that stayed behind and are named by those that come along: what they are, to know them again. */
  readonly outside: Readonly<Record<string, Comparable>>;
}

/** Those questions, in the order of the document, with the groups they stand in; null when none of them is there. */
export function questionsTaken(document: SurveyDocument, ids: readonly string[]): Part | null {
  const pages = document.pages.flatMap(({ id, groups, questions }): Page[] => {
    const taken = questions.filter((question) => ids.includes(question.id));
    const grouped = groups.filter((group) => taken.some((question) => question.group === group.id));
    return taken.length === 0 ? [] : [{ id, groups: grouped, questions: taken }];
  });
  return pages.length === 0 ? null : partOf(document, 'questions', pages);
}

/** Those pages with all they hold; null when none of them is there. */
export function pagesTaken(document: SurveyDocument, ids: readonly string[]): Part | null {
  const pages = document.pages.filter(({ id }) => ids.includes(id));
  return pages.length === 0 ? null : partOf(document, 'pages', pages);
}

function partOf(document: SurveyDocument, what: Part['what'], pages: readonly Page[]): Part {
  const inside = new Set(pages.flatMap(({ questions }) => questions.map(({ id }) => id)));
  const named =
    what === 'pages' ? pages.map(questionsNamed) : pages.flatMap((page) => page.questions.map(questionsNamed));
  const known = new Map(questionsOf(document).map((question) => [question.id, question]));
  const outside = [...new Set(named.flatMap((names) => [...names]))].flatMap((id) => {
    const question = inside.has(id) ? undefined : known.get(id);
    return question === undefined ? [] : [[id, { kind: question.kind, text: question.text }] as const];
  });
  const { key, baseLanguage } = document;
  return { format: 'concord-part-1', what, from: key, baseLanguage, pages, outside: Object.fromEntries(outside) };
}

/** Where a part is put: behind a question, or at the start of the page without one. Pages go behind that page. */
export interface Spot {
  readonly page: string;
  readonly after: string | null;
}

export interface Pasted {
  readonly document: SurveyDocument;
  /** What came in, by the ids it has now. */
  readonly questions: readonly string[];
  readonly pages: readonly string[];
  /** Metrics that are fed already: what was copied feeds them no more. */
  readonly unfed: readonly string[];
  /** Questions that are named and not here: the review says where. */
  readonly missing: readonly string[];
  /** Languages of the part that this survey does not have. */
  readonly unspoken: readonly string[];
}

/**
 * The document with a part put in. Ids that are taken are replaced, in what the parts say of each other too. What is named and did
 * not come along stays named: where this survey has that very question, it is meant; where it has another one of that id, the name
 * is changed to one that nothing has, so that the review finds it. Words in languages the survey does not have cannot come; where
 * it has none of a text's languages, the words stand in its base language until they are translated.
 */
export function pasted(document: SurveyDocument, part: Part, spot: Spot): Pasted {
  const own = new Map(questionsOf(document).map((question) => [question.id, question]));
  const inside = part.pages.flatMap(({ questions }) => questions.map(({ id }) => id));
  const ids = freed(document, inside, 'q');
  const pageIds =
    part.what === 'pages'
      ? freed(
          ids.taken,
          part.pages.map(({ id }) => id),
          'page'
        )
      : ids;
  const missing = new Set<string>();
  const isMeant = (id: string): boolean => {
    const [here, there] = [own.get(id), part.outside[id]];
    if (here === undefined || there === undefined) return false;
    return part.from === document.key || (here.kind === there.kind && sharesWords(here.text, there.text));
  };
  const targets = new Set([...document.pages, ...(document.endings ?? [])].map(({ id }) => id));
  const renaming = {
    question(id: string): string {
      const fresh = ids.renamed.get(id);
      if (fresh !== undefined || isMeant(id)) return fresh ?? id;
      missing.add(id);
      return own.has(id) ? gone(document, id) : id;
    },
    target(id: string): string {
      const fresh = part.what === 'pages' ? pageIds.renamed.get(id) : undefined;
      if (fresh !== undefined || part.from === document.key) return fresh ?? id;
      return targets.has(id) ? gone(document, id) : id;
    }
  };
  const metrics = feeding(document);
  const unfed = new Set<string>();
  const unspoken = new Set<string>();
  const pages = part.pages.map((page): Page => {
    const named = withNames(
      { ...page, questions: page.questions.map((question) => unfeeding(question, metrics, unfed)) },
      renaming
    );
    const spoken = mapTexts(named, (text) => inLanguages(text, document, part.baseLanguage, unspoken));
    return {
      ...spoken,
      id: pageIds.renamed.get(page.id) ?? page.id,
      questions: spoken.questions.map((question) => ({ ...question, id: ids.renamed.get(question.id) ?? question.id }))
    };
  });
  const put = part.what === 'pages' ? pagesIn(document, pages, spot) : questionsIn(document, pages, spot);
  return {
    document: put,
    questions: pages.flatMap(({ questions }) => questions.map(({ id }) => id)),
    pages: part.what === 'pages' ? pages.map(({ id }) => id) : [],
    ...{ unfed: [...unfed], missing: [...missing], unspoken: [...unspoken] }
  };
}

function pagesIn(document: SurveyDocument, pages: readonly Page[], { page }: Spot): SurveyDocument {
  const at = document.pages.findIndex(({ id }) => id === page) + 1;
  return { ...document, pages: [...document.pages.slice(0, at), ...pages, ...document.pages.slice(at)] };
}

/** Questions into a page, with their groups: into one of the same words if the page has it, else into one that comes along. */
function questionsIn(document: SurveyDocument, pages: readonly Page[], { page, after }: Spot): SurveyDocument {
  let made = document;
  const questions = pages.flatMap((from) => {
    const groups = new Map<string, string>();
    for (const group of from.groups) {
      const here = made.pages.find(({ id }) => id === page)?.groups ?? [];
      const same = here.find(({ text }) => JSON.stringify(text) === JSON.stringify(group.text));
      const id = same?.id ?? (isTaken(made, group.id) ? freeId(made, 'group') : group.id);
      groups.set(group.id, id);
      if (!same) made = withPage(made, page, (one) => ({ ...one, groups: [...one.groups, { ...group, id }] }));
    }
    return from.questions.map(({ group, ...question }): Question => {
      const id = group === undefined ? undefined : groups.get(group);
      return id === undefined ? question : { ...question, group: id };
    });
  });
  return insert(made, questions, page, after);
}

/** Ids for what comes in, each its own where that is free, and the document with all of them taken. */
function freed(
  document: SurveyDocument,
  ids: readonly string[],
  stem: string
): { renamed: ReadonlyMap<string, string>; taken: SurveyDocument } {
  const renamed = new Map<string, string>();
  let taken = document;
  for (const id of ids) {
    const fresh = isTaken(taken, id) ? freeId(taken, stem) : id;
    renamed.set(id, fresh);
    taken = { ...taken, computed: [...(taken.computed ?? []), { id: fresh, value: 0 }] };
  }
  return { renamed, taken };
}

function isTaken({ pages, endings = [], computed = [] }: SurveyDocument, id: string): boolean {
  const has = (list: readonly { readonly id: string }[]): boolean => list.some((one) => one.id === id);
  return has(pages) || has(endings) || has(computed) || pages.some((page) => has(page.questions) || has(page.groups));
}

/** An id that says what was meant and that nothing has. */
function gone(document: SurveyDocument, id: string): string {
  const name = `gone_${id}`.slice(0, 38);
  return isTaken(document, name) ? freeId(document, `${name}_`) : name;
}

const sharesWords = (a: Localised, b: Localised): boolean =>
  Object.entries(a).some(([language, words]) => words !== '' && b[language] === words);

/** The metrics that are fed in a survey, by questions and by items. */
function feeding(document: SurveyDocument): ReadonlySet<string> {
  return new Set(
    questionsOf(document)
      .flatMap(({ metric, items = [] }) => [metric, ...items.map((one) => one.metric)])
      .filter((one) => one !== undefined)
  );
}

/** The question without what is fed already, which is noted. */
function unfeeding(question: Question, fed: ReadonlySet<string>, unfed: Set<string>): Question {
  const without = <T extends { metric?: string | undefined }>(part: T): T => {
    if (part.metric === undefined || !fed.has(part.metric)) return part;
    unfed.add(part.metric);
    const { metric: _, ...rest } = part;
    return rest as T;
  };
  const { items, ...rest } = without(question);
  return items === undefined ? rest : { ...rest, items: items.map(without) };
}

/** A text in the languages of a survey. */
function inLanguages(
  text: Localised,
  { languages, baseLanguage }: SurveyDocument,
  from: string,
  unspoken: Set<string>
): Localised {
  for (const language of Object.keys(text)) if (!languages.includes(language)) unspoken.add(language);
  const kept = Object.entries(text).filter(([language]) => languages.includes(language));
  const words = text[from] ?? Object.values(text)[0];
  return kept.length > 0 || words === undefined ? Object.fromEntries(kept) : { [baseLanguage]: words };
}
