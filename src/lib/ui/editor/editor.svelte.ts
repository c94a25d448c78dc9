/** What the parts of the builder share: the work, what is selected, and in which language texts are written. */
import { getContext, setContext } from 'svelte';
import { m } from '#lib/paraglide/messages.js';
import type { Face } from '#lib/survey/brand.ts';
import { questionsOf, textsOf, type Page, type Question, type SurveyDocument } from '#lib/survey/document.ts';
import * as edits from '#lib/survey/edit.ts';
import type { Facts } from '#lib/survey/condition.ts';
import type { Kind } from '#lib/survey/kinds.ts';
import { judged, withDismissed } from '#lib/survey/review/dismissals.ts';
import type { Finding } from '#lib/survey/review/findings.ts';
import { withTexts } from '#lib/survey/texts.ts';
import { isThere, usesOf, type Used } from '#lib/survey/uses.ts';
import type { InUse, Known } from './choices.ts';
import type { Desk } from './desk.ts';
import { destinationOf, type Destination } from './destination.ts';
import { makeTaken, type Taken } from './moving/taken.svelte.ts';
import { sameShell, type Shell } from './shell.ts';
import { startersIn } from './starters.ts';
import type { Session } from './session.svelte.ts';
import { questionAt, questionLabel, rewritesOf } from './words.ts';

/** What is worked on: a question, a page, or the survey as a whole. */
export type Selection = { readonly question: string } | { readonly page: string } | 'survey';

/** What the middle of the builder shows. */
export type View = 'questionnaire' | 'logic' | 'map';

export interface Brand extends Face {
  readonly id: string;
}

/** Text that was copied on this device, for commands: browsers give the system's to keys alone. */
export interface Clipboard {
  readonly keep: (text: string) => void;
  readonly recall: () => string | null;
}

interface Given {
  /** Of the survey. */
  readonly id: string;
  readonly session: Session;
  readonly metrics: readonly string[];
  readonly brands: readonly Brand[];
  readonly clipboard: Clipboard;
  /**
   * What other surveys and templates have to give: the list (`find=…`), or one questionnaire (`survey=…`, `template=…`). Throws when
   * it cannot be had.
   */
  readonly shelf: (query: string) => Promise<unknown>;
  /** Works out what takes its time; null on the server, where nobody types. */
  readonly desk: Desk | null;
}

/** What was found, and in which state of the document. */
interface Found {
  readonly of: SurveyDocument;
  readonly findings: readonly Finding[];
}

/** Milliseconds without a letter after which the work is looked at. */
const rest = 250;

export function makeEditor({ id, session, metrics, brands, clipboard, shelf, desk }: Given) {
  let selection = $state.raw<Selection>('survey');
  let language = $state(session.document.baseLanguage);
  let view = $state<View>('questionnaire');
  let destination = $state.raw<Destination | null>(null);
  let tried = $state.raw<Facts | null>(null);
  let gone = $state.raw<{ name: string; used: readonly Used[]; after: SurveyDocument } | null>(null);
  const questions = $derived(questionsOf(session.document));
  let settled = $state.raw(session.document);
  let reviewed = $state.raw<Found>({ of: session.document, findings: [] });
  const found = $derived(judged(reviewed.of, reviewed.findings, session.document.dismissed));
  const notes = $derived(byQuestion(found.open, (finding) => questionAt(finding, reviewed.of)));
  const kept = $derived(byQuestion(found.dismissed, ({ finding }) => questionAt(finding, reviewed.of)));
  const selectedId = $derived(selection !== 'survey' && 'question' in selection ? selection.question : null);
  const question = $derived(questions.find(({ id }) => id === selectedId) ?? null);
  const shell = $derived.by(sameShell(() => session.document));
  const tag = $derived(session.document.languages.includes(language) ? language : session.document.baseLanguage);
  // By way of a line of ids, which stays the same while words change.
  const counted = $derived(
    questions
      .filter(({ kind }) => kind !== 'statement')
      .map(({ id }) => id)
      .join(' ')
  );
  const numbers = $derived(
    Object.fromEntries(
      counted
        .split(' ')
        .filter(Boolean)
        .map((id, at) => [id, at + 1])
    )
  );

  // Typing waits for nothing: what follows from the document as a whole follows when the keys rest.
  $effect(() => {
    const { document } = session;
    if (document === settled) return;
    const timer = setTimeout(() => (settled = document), rest);
    return () => clearTimeout(timer);
  });
  $effect(() => {
    const of = settled;
    void desk?.ask('review', { document: of, metrics }).then((findings) => (reviewed = { of, findings }));
  });

  let inUse = $state.raw<InUse | null>(null);
  const known: Known = $derived({ companies: brands.map(({ name }) => name), ...inUse });

  const starters = () => startersIn(session.document.languages);

  const taken = makeTaken({
    session,
    selected: () => (selection === 'survey' ? null : selection),
    select,
    drop: dropTaken
  });

  function select(next: Selection): void {
    selection = next;
    taken.clear();
    // The rules of the whole make room for a question or page; the map shows it where it stands.
    if (view === 'logic' && next !== 'survey') view = 'questionnaire';
  }

  /** Changes the question of that id; edits of one `part` that follow each other closely are one step of undo. */
  function change(id: string, part: string, how: (question: Question) => Question): void {
    session.edit(edits.withQuestion(session.document, id, how), `${id} ${part}`);
  }

  function changePage(id: string, part: string, how: (page: Page) => Page): void {
    session.edit(edits.withPage(session.document, id, how), `${id} ${part}`);
  }

  function changeSurvey(part: string, how: (document: SurveyDocument) => SurveyDocument): void {
    session.edit(how(session.document), `survey ${part}`);
  }

  /** Adds a question of a kind behind what is selected, and selects it. */
  function add(kind: Kind): string {
    const document = session.document;
    const question = edits.newQuestion(document, kind, starters());
    const { page, after } = taken.spot();
    session.edit(edits.insert(document, [question], page, after));
    select({ question: question.id });
    return question.id;
  }

  function addPage(): void {
    const document = session.document;
    const question = edits.newQuestion(document, 'rating', starters());
    session.edit(edits.addPage(document, taken.spot().page, question));
    select({ question: question.id });
  }

  /** Takes something out; where it is still named, the builder says so and offers the way back. */
  function drop(name: string, used: readonly Used[], next: SurveyDocument): void {
    session.edit(next);
    gone = { name, used, after: session.document };
  }

  /** The same for questions or pages, which go with all they hold. */
  function dropTaken({ what, ids }: Taken, next: SurveyDocument): void {
    const { pages } = session.document;
    const isPages = what === 'pages';
    const asked = isPages
      ? pages.flatMap((page) => (ids.includes(page.id) ? page.questions : []))
      : questions.filter((one) => ids.includes(one.id));
    const names = isPages
      ? pages.flatMap((page, at) => (ids.includes(page.id) ? [m.builder_page({ number: at + 1 })] : []))
      : asked.map((one) => questionLabel(one, session.document, tag));
    const used = [
      ...(isPages ? ids.map((one): Used => ({ target: one })) : []),
      ...asked.map((one): Used => ({ question: one.id }))
    ];
    drop(names.join(', '), used, next);
  }

  /** Takes a question out and selects its neighbour. */
  function remove(id: string): void {
    select({ question: id });
    taken.remove();
  }

  /** Goes to what stands at a JSON pointer: selects it, shows the part of the builder it is worked on in, and puts the keys there. */
  function goTo(pointer: string): void {
    const next = destinationOf(session.document, pointer);
    if (next.selection) select(next.selection);
    if (next.view) view = next.view;
    destination = next;
  }

  return {
    id,
    session,
    metrics,
    brands,
    /** What conditions can ask of customers. */
    get known() {
      return known;
    },
    learn(values: InUse | null) {
      inUse = values;
    },
    clipboard,
    shelf,
    get document() {
      return session.document;
    },
    get selection() {
      return selection;
    },
    desk,
    /** The document as it stood when the typing last rested: for what need not follow every letter. */
    get settled() {
      return settled;
    },
    /** What the document says of all its questions; the same object as long as none of that changes. */
    get shell(): Shell {
      return shell;
    },
    /** The selected question; null when something else is selected, or it is gone. */
    get question(): Question | null {
      return question;
    },
    /** Whether a question is selected; unlike the question itself this does not change with its words. */
    isSelected: (id: string): boolean => selectedId === id,
    get page(): Page | null {
      const id = selection !== 'survey' && 'page' in selection ? selection.page : null;
      return session.document.pages.find((one) => one.id === id) ?? null;
    },
    get language() {
      return tag;
    },
    set language(next: string) {
      language = next;
    },
    /** What is open of what was last found, and what was let stand for a reason. */
    get findings() {
      return found.open;
    },
    get dismissed() {
      return found.dismissed;
    },
    /** The same by the id of the question it is about. */
    notesOf: (id: string): readonly Finding[] => notes[id] ?? [],
    keptOf: (id: string): readonly { finding: Finding; reason: string }[] => kept[id] ?? [],
    isFlagged: (id: string): boolean => notes[id] !== undefined,
    get isReviewed(): boolean {
      return reviewed.of === session.document;
    },
    /** Numbers of the questions as people count them, by id; statements have none. */
    get numbers(): Readonly<Record<string, number>> {
      return numbers;
    },
    starters,
    /** Lets a finding stand for a reason; without one it is open again. */
    dismiss: (finding: Finding, reason: string) =>
      session.edit(withDismissed(session.document, finding, reason, reviewed.of)),
    /**
     * Puts the words a finding proposes in the place of those it was found in, if they still stand there. Where it proposes to ask
     * one thing at a time, what comes second becomes a question of its own.
     */
    rewrite(finding: Finding) {
      const { pointer, language: tag } = finding;
      const wordsAt = (document: SurveyDocument) =>
        textsOf(document).find((one) => one.pointer === pointer)?.text[tag ?? ''];
      const [words, second] = rewritesOf(finding);
      if (!tag || !words || wordsAt(session.document) !== wordsAt(reviewed.of)) return;
      const changed = withTexts(session.document, tag, { [pointer]: words });
      if (!changed.ok) return;
      const found = questionsOf(changed.document).find(({ id }) => id === questionAt(finding, reviewed.of));
      if (second === undefined || !found) return session.edit(changed.document);
      // Two questions cannot feed one metric.
      const { metric: _, ...rest } = found;
      const made = { ...rest, id: edits.freeId(changed.document, 'q'), text: { ...rest.text, [tag]: second } };
      const page = changed.document.pages.find(({ questions }) => questions.includes(found))!.id;
      session.edit(edits.insert(changed.document, [made], page, found.id));
    },
    select,
    change,
    changePage,
    changeSurvey,
    add,
    addPage,
    remove,
    /** What is in hand, and what is done to it. */
    taken,
    move: (id: string, page: string, place: number) =>
      session.edit(edits.moveQuestion(session.document, id, page, place)),
    movePage: (id: string, place: number) => session.edit(edits.movePage(session.document, id, place)),
    drop,
    /** What was taken out last and is still named somewhere, with the places that name it. */
    get gone(): { readonly name: string; readonly uses: readonly string[]; readonly isLast: boolean } | null {
      const missing = gone?.used.filter((used) => !isThere(session.document, used)) ?? [];
      const uses = missing
        .flatMap((used) => usesOf(session.document, used))
        .filter((pointer, at, all) => all.indexOf(pointer) === at);
      return gone === null || uses.length === 0
        ? null
        : { name: gone.name, uses, isLast: gone.after === session.document };
    },
    forgetGone() {
      gone = null;
    },
    goTo,
    get destination() {
      return destination;
    },
    get view() {
      return view;
    },
    set view(next: View) {
      view = next;
    },
    /** What the test answers of the preview say; null while it is closed. */
    get tried() {
      return tried;
    },
    set tried(facts: Facts | null) {
      tried = facts;
    },
    setKind: (id: string, kind: Kind) => change(id, 'kind', (question) => edits.ofKind(question, kind, starters()))
  };
}

/** What is about a question, by its id; ids come from outside, so there is no prototype. */
function byQuestion<T>(list: readonly T[], idOf: (one: T) => string | null): Readonly<Record<string, readonly T[]>> {
  const found = Object.create(null) as Record<string, T[]>;
  for (const one of list) {
    const id = idOf(one);
    if (id !== null) (found[id] ??= []).push(one);
  }
  return found;
}

export type Editor = ReturnType<typeof makeEditor>;

const key = Symbol('editor');
export const provideEditor = (editor: Editor): Editor => setContext(key, editor);
export const useEditor = (): Editor => getContext<Editor>(key);
