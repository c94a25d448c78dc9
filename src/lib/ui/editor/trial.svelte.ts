/** Somebody who answers a questionnaire while it is written: test answers, and the way they lead to, followed answer by answer. */
import { untrack } from 'svelte';
import { merge, readForm } from '#lib/survey/answers.ts';
import type { Answers, Value } from '#lib/survey/condition.ts';
import type { Page, Question, SurveyDocument } from '#lib/survey/document.ts';
import { turn } from '#lib/survey/flow.ts';
import { tracker } from '#lib/survey/tracker.ts';
import type { SurveyView } from '#lib/ui/questions/view.ts';

/** `survey` gives the document as this somebody meets it; when it changes, the answers stay. */
export function openTrial(survey: () => SurveyDocument) {
  let answers = $state.raw<Answers>({});
  let page = $state.raw<string | null>(null);
  let errors = $state.raw<SurveyView['errors']>({});
  let ended = $state(false);
  const follows = $derived(
    tracker<Question, Page>(
      survey(),
      untrack(() => answers)
    )
  );
  let path = $derived(follows.path());

  /** Takes what the form says now; of the way only what depends on the difference is worked out anew. */
  function take(entries: Iterable<[string, FormDataEntryValue]>): void {
    const before = answers;
    const after = merge(before, readForm(survey(), entries));
    const changes: Record<string, Value | undefined> = {};
    for (const name of Object.keys({ ...before, ...after }))
      if (String(before[name]) !== String(after[name])) changes[name] = after[name];
    path = follows.change(changes);
    answers = after;
  }

  return {
    get answers() {
      return answers;
    },
    get path() {
      return path;
    },
    get page() {
      return page;
    },
    get errors() {
      return errors;
    },
    /** Whether the last page was sent. */
    get ended() {
      return ended;
    },
    take,
    /** Turns the page as the server would, with what the form says. */
    go(entries: Iterable<[string, FormDataEntryValue]>, where: 'next' | 'back'): void {
      const before = answers;
      const from = page ?? path.steps[0]?.page.id ?? '';
      take(entries);
      const turned = turn(survey(), before, answers, from, where);
      errors = {};
      if (turned.to === 'end') ended = true;
      else {
        page = turned.page;
        if (turned.to === 'stay') {
          errors = Object.fromEntries(
            turned.faults.map(({ question, field, code, limit }) => [field ?? question, { code, limit }])
          );
        }
      }
    },
    /** Shows the page of a question, if it is on the way. */
    jump(question: string | undefined): void {
      const at = path.steps.find(({ questions }) => questions.some(({ id }) => id === question));
      if (!at) return;
      page = at.page.id;
      ended = false;
    },
    restart(): void {
      path = follows.change(Object.fromEntries(Object.keys(answers).map((name) => [name, undefined])));
      answers = {};
      errors = {};
      page = null;
      ended = false;
    }
  };
}
