/** One post of the survey page: what was said, what it makes of the stored answers, and where to go. */
import { merge, readForm, type AnswerError } from './answers.ts';
import type { Answers } from './condition.ts';
import type { Matches } from './faults.ts';
import { fieldsByName } from './fields.ts';
import { closing, pathOf, turn, type Turn } from './flow.ts';
import type { Frame } from './frame.ts';

export interface Visit {
  /** Stored and new answers together, those of questions that no longer show included: going back may bring them back. */
  readonly answers: Answers;
  /** What was refused, by field; the rest of the post counts. */
  readonly errors: readonly AnswerError[];
  /** Refused values by field, to be shown again. */
  readonly refused: Readonly<Record<string, readonly string[]>>;
  readonly turn: Turn | { readonly to: 'saved' };
  /** Id of the page the post came from; empty when it did not say. */
  readonly page: string;
  readonly key: string;
  readonly revision: number;
  /** Language chosen with this post. */
  readonly language: string | null;
  /** What the page's script says of the time it was looked at (quality.ts). */
  readonly times: string;
  /** Whether the field that nobody sees was filled. */
  readonly trapped: boolean;
}

/** Name of the field that nobody sees: its sign keeps it apart from answers, and no browser fills one of this name. */
export const trap = '_homepage';

/**
 * Reads a post. `_go` is `next` (also when absent) and `back` from the buttons, `save` and `finish` from the script; `_language`
 * saves and stays. `refusedLimit` characters of a refused text are kept, and `refusedMost` values of a field.
 */
export function visit(
  survey: Frame,
  stored: Answers,
  entries: readonly (readonly [string, unknown])[],
  matches?: Matches
): Visit {
  const field = (name: string, most = 100): string => {
    const value = entries.find(([key]) => key === name)?.[1];
    return typeof value === 'string' ? value.slice(0, most) : '';
  };
  const read = readForm(survey, entries);
  const answers = merge(stored, read);
  const page = field('_page');
  const go = field('_go');
  const language = field('_language') || null;
  const refused: Record<string, readonly string[]> = {};
  for (const { question: name, code } of read.errors) {
    const raw = entries.flatMap(([key, value]) => (key === name && typeof value === 'string' ? [value] : []));
    if (code !== 'unknown_question') refused[name] = raw.slice(0, refusedMost).map((one) => one.slice(0, refusedLimit));
  }
  return {
    answers,
    errors: read.errors,
    refused,
    turn:
      language !== null || go === 'save'
        ? { to: 'saved' }
        : nextTurn(survey, stored, answers, read.errors, page, go, matches),
    page,
    key: field('_key'),
    revision: Math.min(Math.max(0, Number.parseInt(field('_revision'), 10) || 0), 1_000_000),
    language,
    times: field('_times', timesLimit),
    trapped: field(trap) !== ''
  };
}
const refusedLimit = 20_000;
const timesLimit = 20_000;
const refusedMost = 300;

function nextTurn(
  survey: Frame,
  stored: Answers,
  answers: Answers,
  errors: readonly AnswerError[],
  page: string,
  go: string,
  matches: Matches | undefined
): Turn {
  // What was refused on a question that shows holds the respondent on its page; a field nobody asked holds nobody.
  const fields = fieldsByName(survey);
  const wrong = new Set(errors.map(({ question: name }) => fields.get(name)?.question.id));
  const path = pathOf(survey, answers);
  const held = path.steps.find((step) => step.questions.some(({ id }) => wrong.has(id)));
  if (held && go !== 'back') return { to: 'stay', page: held.page.id, faults: [] };
  if (go === 'finish') return closing(path, matches);
  return turn(survey, stored, answers, page, go === 'back' ? 'back' : 'next', matches);
}
