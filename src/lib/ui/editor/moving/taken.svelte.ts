/** What is in hand: the selected question or page, or several that were marked, and what is done to all of it at once. */
import { questionsOf, type SurveyDocument } from '#lib/survey/document.ts';
import * as edits from '#lib/survey/edit.ts';
import { pagesTaken, pasted, questionsTaken, type Part, type Pasted, type Spot } from '#lib/survey/part.ts';
import type { Session } from '../session.svelte.ts';

/** Questions or pages, by their ids, in the order of the survey. */
export interface Taken {
  readonly what: 'questions' | 'pages';
  readonly ids: readonly string[];
}

/** One thing that is selected, a question or a page. */
export type Selected = { readonly question: string } | { readonly page: string };

interface Around {
  readonly session: Session;
  /** What is selected besides marks; null for the survey as a whole. */
  readonly selected: () => Selected | null;
  readonly select: (next: Selected | 'survey') => void;
  /** Makes it so that these are gone. */
  readonly drop: (taken: Taken, next: SurveyDocument) => void;
}

export function makeTaken({ session, selected, select, drop }: Around) {
  let marks = $state.raw<Taken | null>(null);
  /** From where a stretch of marks reaches. */
  let anchor = '';
  let choosing = $state(false);
  const inOrder = (what: Taken['what']): string[] =>
    (what === 'pages' ? session.document.pages : questionsOf(session.document)).map(({ id }) => id);
  /** As text, so that what is in hand changes only when it does: a letter typed into a question is no change of it. */
  const written = $derived.by((): string => {
    const there = marks && keptOf(marks);
    if (there) return JSON.stringify(there);
    const one = selected();
    if (one === null) return 'null';
    return JSON.stringify(
      keptOf('page' in one ? { what: 'pages', ids: [one.page] } : { what: 'questions', ids: [one.question] })
    );
  });
  const current = $derived(JSON.parse(written) as Taken | null);

  function keptOf({ what, ids }: Taken): Taken | null {
    const kept = inOrder(what).filter((id) => ids.includes(id));
    return kept.length === 0 ? null : { what, ids: kept };
  }

  const oneOf = (what: Taken['what'], id: string): Selected => (what === 'pages' ? { page: id } : { question: id });

  /** Marks one more, or no longer. What is selected is the first mark. */
  function toggle(what: Taken['what'], id: string): void {
    const ids = current?.what === what && (marks !== null || !choosing) ? current.ids : [];
    const next = ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];
    anchor = id;
    marks = next.length === 0 ? null : { what, ids: next };
  }

  /** Marks everything from what was selected or marked last to this one. */
  function reach(what: Taken['what'], id: string): void {
    const all = inOrder(what);
    const ids = current?.what === what ? current.ids : [];
    const from = all.indexOf(all.includes(anchor) && ids.includes(anchor) ? anchor : (ids[0] ?? id));
    const to = all.indexOf(id);
    anchor = all[from] ?? id;
    marks = { what, ids: all.slice(Math.min(from, to), Math.max(from, to) + 1) };
  }

  function clear(): void {
    marks = null;
    anchor = '';
  }

  /** A copy of what is in hand; null when nothing is. */
  function copy(): Part | null {
    if (current === null) return null;
    return current.what === 'pages'
      ? pagesTaken(session.document, current.ids)
      : questionsTaken(session.document, current.ids);
  }

  /** Takes what is in hand out of the survey and selects its neighbour. */
  function remove(): void {
    const taken = current;
    if (taken === null) return;
    const all = inOrder(taken.what);
    const last = all.lastIndexOf(taken.ids.at(-1) as string);
    const left = all.filter((id) => !taken.ids.includes(id));
    const neighbour = all.slice(last + 1)[0] ?? left.at(-1);
    const take = taken.what === 'pages' ? edits.removePage : edits.removeQuestion;
    drop(taken, taken.ids.reduce(take, session.document));
    clear();
    select(
      neighbour === undefined || !inOrder(taken.what).includes(neighbour) ? 'survey' : oneOf(taken.what, neighbour)
    );
  }

  /** Where something new goes: behind what is in hand, at the start of the page in hand, else at the very end. */
  function spot(document: SurveyDocument = session.document): Spot {
    const id = current?.ids.at(-1);
    if (current?.what === 'pages') return { page: id as string, after: null };
    const page = document.pages.find(({ questions }) => questions.some((question) => question.id === id));
    if (page) return { page: page.id, after: id as string };
    const last = document.pages.at(-1) as SurveyDocument['pages'][number];
    return { page: last.id, after: last.questions.at(-1)?.id ?? null };
  }

  /** The survey with a part put in behind what is in hand. */
  function tried(part: Part): Pasted {
    return pasted(session.document, part, spot());
  }

  /** Makes it so, and takes in hand what came in. */
  function put(made: Pasted): void {
    session.edit(made.document);
    hold(made.pages.length > 0 ? { what: 'pages', ids: made.pages } : { what: 'questions', ids: made.questions });
  }

  function hold({ what, ids }: Taken): void {
    const [first] = ids;
    if (first === undefined) return;
    clear();
    select(oneOf(what, first));
    if (ids.length > 1) marks = { what, ids };
  }

  function duplicate(): void {
    const part = copy();
    if (part) put(tried(part));
  }

  function nudge(by: -1 | 1): void {
    if (current === null) return;
    const move = current.what === 'pages' ? edits.nudgePages : edits.nudgeQuestions;
    session.edit(move(session.document, current.ids, by));
  }

  /** Moves questions to the end of a page; to a new one behind theirs without its id. */
  function moveTo(page: string | null): void {
    if (current?.what !== 'questions') return;
    const { document } = session;
    if (page !== null) return session.edit(edits.moveQuestions(document, current.ids, page));
    const at = document.pages.findIndex(({ questions }) => questions.some(({ id }) => id === current.ids.at(-1)));
    const id = edits.freeId(document, 'page');
    const pages = [...document.pages];
    pages.splice(at + 1, 0, { id, groups: [], questions: [] });
    session.edit(edits.moveQuestions({ ...document, pages }, current.ids, id));
  }

  return {
    /** What is in hand; null for the survey as a whole. */
    get current() {
      return current;
    },
    /** Whether several were marked. */
    get several() {
      return marks !== null && current !== null && current.ids.length > 1;
    },
    /** Whether lines show a box to mark them by. */
    get choosing() {
      return choosing;
    },
    set choosing(next: boolean) {
      choosing = next;
      if (!next) clear();
    },
    has: (what: Taken['what'], id: string): boolean => current?.what === what && current.ids.includes(id),
    ...{ toggle, reach, clear, copy, remove, spot, tried, put, duplicate, nudge, moveTo }
  };
}
