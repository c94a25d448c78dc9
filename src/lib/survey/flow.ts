/**
 * Which pages and questions a respondent sees: a pure function of the answers, the same in the browser and on the server.
 * Conditions look back only; a question that does not show counts as unanswered for everything after it, so one pass in order
 * of the document decides, going back and changing an answer cannot leave a wrong path, and the walk always ends.
 */
import { holds, type Answers, type Value } from './condition.ts';
import type { Frame, FramePage, FrameQuestion } from './frame.ts';
import { kinds } from './kinds.ts';

export interface Step<P extends FramePage, Q extends FrameQuestion> {
  readonly page: P;
  /** The questions of the page that show, in order; never empty. */
  readonly questions: readonly Q[];
}

export interface Path<P extends FramePage, Q extends FrameQuestion> {
  readonly steps: readonly Step<P, Q>[];
  /** The answers to questions that show. Everything else is not part of the response. */
  readonly kept: Answers;
}

/** The way through a survey for these answers. */
export function pathOf<Q extends FrameQuestion, P extends FramePage<Q>>(
  survey: { readonly pages: readonly (P & { readonly questions: readonly Q[] })[] },
  answers: Answers
): Path<P, Q> {
  const steps: Step<P, Q>[] = [];
  const kept: Record<string, Value> = {};
  for (const page of survey.pages) {
    if (page.showIf !== undefined && !holds(page.showIf, kept)) continue;
    const questions: Q[] = [];
    for (const question of page.questions) {
      if (question.showIf !== undefined && !holds(question.showIf, kept)) continue;
      questions.push(question);
      const answer = answers[question.id];
      if (answer !== undefined && kinds[question.kind].asks !== 'nothing') kept[question.id] = answer;
    }
    if (questions.length > 0) steps.push({ page, questions });
  }
  return { steps, kept };
}

/** Position of a page on a path; 0 when the page is not on it or none is named. */
export function positionOf(path: Path<FramePage, FrameQuestion>, pageId: string | null | undefined): number {
  return Math.max(
    0,
    path.steps.findIndex((step) => step.page.id === pageId)
  );
}

/** Ids of the questions of a step that must be answered and are not. */
export function missingIn(step: Step<FramePage, FrameQuestion>, answers: Answers): string[] {
  return step.questions.filter((q) => q.required && answers[q.id] === undefined).map((q) => q.id);
}

export interface Progress {
  /** Number of the first question of the page, counted from 1, and of the last. */
  readonly from: number;
  readonly to: number;
  /** Questions on the whole path as it stands. */
  readonly of: number;
}

/** Where a page stands among the questions of the path; null under six questions, where progress only distracts (UX-08). */
export function progressOf(path: Path<FramePage, FrameQuestion>, position: number): Progress | null {
  const counts = path.steps.map((step) => step.questions.filter((q) => kinds[q.kind].asks !== 'nothing').length);
  const sum = (list: readonly number[]): number => list.reduce((total, count) => total + count, 0);
  const of = sum(counts);
  const before = sum(counts.slice(0, position));
  const here = counts[position] ?? 0;
  return of < 6 || here === 0 ? null : { from: before + 1, to: before + here, of };
}

export type Turn =
  | { readonly to: 'page'; readonly page: string }
  /** Stay where we are: answers are missing, or new questions of this page have come to light. */
  | { readonly to: 'stay'; readonly page: string; readonly missing: readonly string[] }
  | { readonly to: 'end' };

/**
 * Where to go from a page. `before` are the answers the page was drawn with: when the new ones bring further questions to
 * light on the same page, a browser without script must show it once more; one with script has shown them already and passes
 * the same answers twice. Going to the end checks every page.
 */
export function turn(survey: Frame, before: Answers, answers: Answers, pageId: string, go: 'next' | 'back'): Turn {
  const path = pathOf(survey, answers);
  const position = positionOf(path, pageId);
  const step = path.steps[position];
  if (step === undefined) return { to: 'end' };
  if (go === 'back') return { to: 'page', page: (path.steps[position - 1] ?? step).page.id };
  const missing = missingIn(step, answers);
  const seen = pathOf(survey, before).steps.find((s) => s.page.id === step.page.id);
  const news =
    seen !== undefined && step.questions.some((q) => !seen.questions.includes(q) && answers[q.id] === undefined);
  if (missing.length > 0 || news) {
    return { to: 'stay', page: step.page.id, missing: news ? [] : missing };
  }
  const next = path.steps[position + 1];
  if (next !== undefined) return { to: 'page', page: next.page.id };
  for (const other of path.steps) {
    const gaps = missingIn(other, answers);
    if (gaps.length > 0) return { to: 'stay', page: other.page.id, missing: gaps };
  }
  return { to: 'end' };
}
