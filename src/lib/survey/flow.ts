/**
 * Which pages, questions, items and options a respondent sees: a pure function of the answers, the same in the browser and on the
 * server. Conditions and branches look and lead forward only: what does not show counts as unanswered for everything after it. So
 * one pass in order of the document decides, going back and changing an answer cannot leave a wrong path, and the walk always ends.
 */
import { holds, type Answers, type Facts, type Value } from './condition.ts';
import { computedOver } from './expression.ts';
import { faultsIn, type Fault, type Matches } from './faults.ts';
import { fieldsOf } from './fields.ts';
import type { Branch, Frame, FramePage, FrameQuestion } from './frame.ts';
import { kinds, notApplicable } from './kinds.ts';

export interface Step<P extends FramePage, Q extends FrameQuestion> {
  readonly page: P;
  /** The questions of the page that show, in order; never empty. */
  readonly questions: readonly Q[];
}

export interface Path<P extends FramePage = FramePage, Q extends FrameQuestion = FrameQuestion> {
  readonly steps: readonly Step<P, Q>[];
  /** The answers to what shows. Everything else is not part of the response. */
  readonly kept: Answers;
  /** Options and items that do not show, as `question.code`. */
  readonly off: ReadonlySet<string>;
  /** The ending the path leads to; null for the thank-you page of everybody. */
  readonly ending: string | null;
  /** Answers and computed values, for conditions and texts. */
  readonly facts: Facts;
}

/** The way through a survey for these answers. */
export function pathOf<Q extends FrameQuestion, P extends FramePage<Q>>(
  survey: Frame<P & { readonly questions: readonly Q[] }>,
  answers: Answers
): Path<P, Q> {
  const steps: Step<P, Q>[] = [];
  const kept: Record<string, Value> = {};
  const off = new Set<string>();
  const facts: Facts = { answers: kept, computed: computedOver(survey.computed, { answers: kept }) };
  let ending: string | null = null;
  for (let at = 0; at < survey.pages.length; at += 1) {
    const page = survey.pages[at] as P & { readonly questions: readonly Q[] };
    if (page.showIf !== undefined && !holds(page.showIf, facts)) continue;
    const questions = page.questions.filter(
      (question) => shows(question, facts, off) && keep(question, answers, kept, off)
    );
    if (questions.length === 0) continue;
    steps.push({ page, questions });
    const to = branchOf(page.next, facts);
    if (to === null) continue;
    if (survey.endings?.some(({ id }) => id === to)) {
      ending = to;
      break;
    }
    // A page that is not there, or lies behind us, leads nowhere: the publish check refuses it, the walk goes on.
    const target = survey.pages.map(({ id }) => id).indexOf(to);
    if (target > at) at = target - 1;
  }
  return { steps, kept, off, ending, facts };
}

/** Whether a question shows; notes the options and items of it that do not. One that has lost all of them does not show. */
export function shows(question: FrameQuestion, facts: Facts, off: Set<string>): boolean {
  if (question.showIf !== undefined && !holds(question.showIf, facts)) return false;
  return some(question.id, question.options, 'code') && some(question.id, question.items, 'id');

  function some<K extends string>(
    id: string,
    parts: readonly (Record<K, string> & { readonly showIf?: FrameQuestion['showIf'] })[] | undefined,
    key: K
  ): boolean {
    if (parts === undefined || parts.length === 0) return true;
    let left = 0;
    for (const part of parts) {
      if (part.showIf === undefined || holds(part.showIf, facts)) left += 1;
      else off.add(`${id}.${part[key]}`);
    }
    return left > 0;
  }
}

/** Takes over the answers of a question that shows, without those of options and items that do not. Always true. */
export function keep(
  question: FrameQuestion,
  answers: Answers,
  kept: Record<string, Value>,
  off: ReadonlySet<string>
): true {
  const { id } = question;
  const said = answers[id];
  const { asks, per } = kinds[question.kind];
  if (per === 'question' && asks !== 'option' && asks !== 'options') {
    if (said !== undefined && asks !== 'nothing') kept[id] = said;
    return true;
  }
  for (const { name, item, option } of fieldsOf(question)) {
    const answer = answers[name];
    if (answer === undefined) continue;
    const code = item?.id ?? option?.code;
    if (code !== undefined && off.has(`${id}.${code}`)) continue;
    if (per === 'option' && option && said === notApplicable) continue;
    if (per !== 'question') kept[name] = answer;
    else if (option) {
      // Words beside an option count while it is chosen.
      const chosen = kept[id];
      if (chosen === option.code || (typeof chosen === 'object' && chosen.indexOf(option.code) >= 0))
        kept[name] = answer;
    } else if (typeof answer === 'object') {
      const left = answer.filter((one) => !off.has(`${id}.${one}`));
      if (left.length > 0) kept[id] = left;
    } else if (!off.has(`${id}.${answer}`)) kept[id] = answer;
  }
  return true;
}

/** Where the branches of a page lead: the first that holds, null when none does. */
export function branchOf(next: readonly Branch[] | undefined, facts: Facts): string | null {
  for (const branch of next ?? []) if (branch.if === undefined || holds(branch.if, facts)) return branch.to;
  return null;
}

/** Position of a page on a path; 0 when the page is not on it or none is named. */
export function positionOf(path: Pick<Path, 'steps'>, pageId: string | null | undefined): number {
  return Math.max(
    0,
    path.steps.findIndex((step) => step.page.id === pageId)
  );
}

export interface Progress {
  /** Number of the first question of the page, counted from 1, and of the last. */
  readonly from: number;
  readonly to: number;
  /** Questions on the whole path as it stands. */
  readonly of: number;
}

/** Where a page stands among the questions of the path; null under six questions, where progress only distracts (UX-08). */
export function progressOf(path: Pick<Path, 'steps'>, position: number): Progress | null {
  const counts = path.steps.map((step) => step.questions.filter((q) => kinds[q.kind].asks !== 'nothing').length);
  const sum = (list: readonly number[]): number => list.reduce((total, count) => total + count, 0);
  const of = sum(counts);
  const before = sum(counts.slice(0, position));
  const here = counts[position] ?? 0;
  return of < 6 || here === 0 ? null : { from: before + 1, to: before + here, of };
}

export type Turn =
  | { readonly to: 'page'; readonly page: string }
  /** Stay where we are: something is missing or wrong, or something new on this page has come to light. */
  | { readonly to: 'stay'; readonly page: string; readonly faults: readonly Fault[] }
  | { readonly to: 'end' };

/**
 * Where to go from a page. `before` are the answers the page was drawn with: when the new ones bring something further to light
 * on the same page, a browser without script must show it once more; one with script has shown it already and passes the same
 * answers twice. From a page that is off the way by now it goes on behind it. Going to the end checks every page.
 */
export function turn(
  survey: Frame,
  before: Answers,
  answers: Answers,
  pageId: string,
  go: 'next' | 'back',
  matches?: Matches
): Turn {
  const path = pathOf(survey, answers);
  const order = survey.pages.map(({ id }) => id);
  const drawn = order.indexOf(pageId);
  // Another tab may have changed what led to the page, or a quota filled up: it is left for what comes behind it.
  const lost = drawn >= 0 && !path.steps.some(({ page }) => page.id === pageId);
  const position = lost
    ? path.steps.filter(({ page }) => order.indexOf(page.id) < drawn).length
    : positionOf(path, pageId);
  const step = path.steps[position];
  if (go === 'back') {
    const back = path.steps[position - 1] ?? path.steps[0];
    return back ? { to: 'page', page: back.page.id } : { to: 'end' };
  }
  if (step === undefined) return closing(path, matches);
  if (lost) return { to: 'page', page: step.page.id };
  if (news(pathOf(survey, before), path, step)) return { to: 'stay', page: step.page.id, faults: [] };
  const faults = faultsIn(step.questions, path, matches);
  if (faults.length > 0) return { to: 'stay', page: step.page.id, faults };
  const next = path.steps[position + 1];
  return next !== undefined ? { to: 'page', page: next.page.id } : closing(path, matches);
}

/** Whether the way can end here: the first page of the path on which something is missing or wrong, or the end. */
export function closing(path: Path, matches?: Matches): Turn {
  for (const { page, questions } of path.steps) {
    const faults = faultsIn(questions, path, matches);
    if (faults.length > 0) return { to: 'stay', page: page.id, faults };
  }
  return { to: 'end' };
}

/** Whether a page shows questions without an answer that it did not show before, or new options or items of one. */
function news(before: Path, now: Path, step: Step<FramePage, FrameQuestion>): boolean {
  const seen = before.steps.filter(({ page }) => page.id === step.page.id)[0];
  if (seen === undefined) return false;
  return step.questions.some((question) => {
    if (fieldsOf(question).some(({ name }) => now.kept[name] !== undefined)) return false;
    if (seen.questions.indexOf(question) < 0) return true;
    const parts = [...(question.options ?? []).map(({ code }) => code), ...(question.items ?? []).map(({ id }) => id)];
    return parts.some((part) => before.off.has(`${question.id}.${part}`) && !now.off.has(`${question.id}.${part}`));
  });
}
