/**
 * One person's work on one questionnaire: what it looks like now, what can be undone, and what the server has of it. Every edit is
 * a list of changes (survey/changes.ts). Work survives a reload and an offline spell on the device, and goes to the server by
 * itself; when somebody else saved meanwhile, both people's changes are brought together, and only where they disagree the person
 * is asked.
 */
import {
  applied,
  changesBetween,
  inverse,
  isSame,
  merged,
  withTheirs,
  type Change,
  type Conflict
} from '#lib/survey/changes.ts';
import type { Problem, SurveyDocument } from '#lib/survey/document.ts';

/** What the server answers to a save. `stale` brings what it has instead. */
export type Saved =
  | { readonly ok: true; readonly revision: number }
  | {
      readonly ok: false;
      readonly reason: 'stale';
      readonly revision: number;
      readonly document: SurveyDocument;
      readonly by: string | null;
    }
  | { readonly ok: false; readonly reason: 'refused'; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly reason: 'gone' | 'forbidden' | 'logged_out' };

export interface Held {
  readonly document: SurveyDocument;
  readonly revision: number;
}

interface Step {
  readonly changes: readonly Change[];
  /** Edits with the same mark that follow each other closely are one step: the letters of a word. */
  readonly mark: string | null;
  readonly at: number;
}

export type Standing = 'saved' | 'dirty' | 'saving' | 'offline' | 'conflict' | 'refused' | 'logged_out' | 'gone';

export interface Disagreement {
  readonly theirs: Held;
  readonly merged: SurveyDocument;
  readonly conflicts: readonly Conflict[];
  /** Who saved meanwhile, when it is known. */
  readonly by: string | null;
}

export interface Outside {
  /** Sends a document to the server. Throws when it cannot be reached. */
  readonly save: (document: SurveyDocument, revision: number) => Promise<Saved>;
  /** Keeps text on the device under the survey's name; null forgets it. */
  readonly keep: (text: string | null) => void;
  readonly recall: () => string | null;
  readonly now: () => number;
}

/** Letters typed within this many milliseconds of each other are one step of undo. */
const together = 1500;
const stepsKept = 200;
const saveAfter = 700;
const keepAfter = 200;

export function openSession(held: Held, outside: Outside) {
  let server = $state.raw(held);
  let current = $state.raw(held.document);
  let undone = $state.raw<readonly Step[]>([]);
  let done = $state.raw<readonly Step[]>([]);
  let standing = $state<Standing>('saved');
  let disagreement = $state.raw<Disagreement | null>(null);
  let problems = $state.raw<readonly Problem[]>([]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let keeping: ReturnType<typeof setTimeout> | undefined;
  let wait = 0;
  let busy = false;

  recallWork();

  /** Takes up what was left on the device: work the server never got, and what can be undone. */
  function recallWork(): void {
    const left = readWork(outside.recall());
    if (left === null) return;
    done = left.done;
    undone = left.undone;
    if (!isSame(left.current, left.server.document)) bring(left.server.document, left.current, held, null);
  }

  /** Writes down what there is, soon: a device takes long enough over a large survey to be felt at every letter. */
  function keepSoon(): void {
    keeping ??= setTimeout(keepWork, keepAfter);
  }

  function keepWork(): void {
    clearTimeout(keeping);
    keeping = undefined;
    outside.keep(JSON.stringify({ server, current, done, undone }));
  }

  /** Makes an edit. The same `mark` twice within a moment is one step of undo. */
  function edit(next: SurveyDocument, mark: string | null = null): void {
    const changes = changesBetween(current, next);
    if (changes.length === 0) return;
    const at = outside.now();
    const last = done.at(-1);
    const joined = mark !== null && last?.mark === mark && at - last.at < together;
    const before = joined ? applied(current, inverse(last.changes)) : current;
    const step = { changes: joined ? changesBetween(before, next) : changes, mark, at };
    done = [...(joined ? done.slice(0, -1) : done), step].slice(-stepsKept);
    undone = [];
    become(next);
  }

  function undo(): void {
    const step = done.at(-1);
    if (step === undefined) return;
    done = done.slice(0, -1);
    undone = [...undone, step];
    become(applied(current, inverse(step.changes)));
  }

  function redo(): void {
    const step = undone.at(-1);
    if (step === undefined) return;
    undone = undone.slice(0, -1);
    done = [...done, step];
    become(applied(current, step.changes));
  }

  function become(document: SurveyDocument): void {
    current = document;
    if (standing !== 'conflict') standing = 'dirty';
    keepSoon();
    saveSoon(saveAfter);
  }

  function saveSoon(after: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), after);
  }

  /** Sends what the server does not have. One save at a time; what was edited meanwhile goes with the next. */
  async function save(): Promise<void> {
    clearTimeout(timer);
    if (busy || standing === 'conflict' || standing === 'gone') return;
    const sent = current;
    if (isSame(sent, server.document)) {
      standing = 'saved';
      keepWork();
      return;
    }
    busy = true;
    standing = 'saving';
    let answer: Saved | null = null;
    try {
      answer = await outside.save(sent, server.revision);
    } catch {
      // Kept on the device and tried again, less and less often.
    }
    busy = false;
    if (answer === null) {
      standing = 'offline';
      wait = Math.min(wait * 2 || 2000, 30_000);
      saveSoon(wait);
      return;
    }
    wait = 0;
    if (answer.ok) {
      server = { document: sent, revision: answer.revision };
      problems = [];
      standing = isSame(current, sent) ? 'saved' : 'dirty';
      keepWork();
      if (standing === 'dirty') saveSoon(saveAfter);
    } else if (answer.reason === 'stale') bring(server.document, current, answer, answer.by);
    else if (answer.reason === 'refused') {
      problems = answer.problems;
      standing = 'refused';
    } else standing = answer.reason === 'logged_out' ? 'logged_out' : 'gone';
  }

  /** Brings this person's work together with what the server has. */
  function bring(base: SurveyDocument, mine: SurveyDocument, theirs: Held, by: string | null): void {
    const { document, conflicts } = merged(base, mine, theirs.document);
    if (conflicts.length > 0) {
      disagreement = { theirs, merged: document, conflicts, by };
      current = mine;
      standing = 'conflict';
      return;
    }
    server = { document: theirs.document, revision: theirs.revision };
    become(document);
  }

  /** Ends a disagreement: `theirs` are the conflicts in which the other person's version stands. */
  function settle(theirs: readonly Conflict[]): void {
    if (disagreement === null) return;
    const { theirs: other, merged: document } = disagreement;
    disagreement = null;
    standing = 'dirty';
    server = { document: other.document, revision: other.revision };
    become(withTheirs(document, theirs));
  }

  return {
    get document() {
      return current;
    },
    get standing() {
      return standing;
    },
    get disagreement() {
      return disagreement;
    },
    get problems() {
      return problems;
    },
    get revision() {
      return server.revision;
    },
    get canUndo() {
      return done.length > 0;
    },
    get canRedo() {
      return undone.length > 0;
    },
    edit,
    undo,
    redo,
    save,
    settle,
    /** Writes down on the device at once what is not written yet. */
    hold: () => {
      if (keeping !== undefined) keepWork();
    },
    /** Stops what is pending; work that is not sent stays on the device. */
    close: () => {
      clearTimeout(timer);
      if (keeping !== undefined) keepWork();
    }
  };
}

export type Session = ReturnType<typeof openSession>;

interface Work {
  readonly server: Held;
  readonly current: SurveyDocument;
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

/** Work left on the device; null when there is none that can be read. */
function readWork(text: string | null): Work | null {
  if (text === null) return null;
  try {
    const work = JSON.parse(text) as Partial<Work>;
    if (!work.server?.document || !work.current || !Array.isArray(work.done) || !Array.isArray(work.undone))
      return null;
    return work as Work;
  } catch {
    return null;
  }
}
