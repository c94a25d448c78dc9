/** Why a question does not show: the first thing on the way to it that says so. For authors; respondents never meet it. */
import { holds, type Condition } from './condition.ts';
import type { SurveyDocument } from './document.ts';
import { branchOf, type Path } from './flow.ts';

export type Why =
  /** A condition of the question or of its page does not hold with these answers, or for this respondent whatever they answer. */
  | { readonly because: 'condition' | 'known'; readonly of: 'question' | 'page'; readonly condition: Condition }
  /** A branch leads past its page. */
  | { readonly because: 'branch'; readonly from: string }
  /** The survey ends before it. */
  | { readonly because: 'ending'; readonly from: string }
  /** None of its options or items shows. */
  | { readonly because: 'parts' };

/**
 * Why the question of that id is not on the path; null when it is, or is no question of the document. `met` is the document as one
 * respondent meets it (specialise.ts), `path` their way through it.
 */
export function whyHidden(document: SurveyDocument, met: SurveyDocument, path: Path, id: string): Why | null {
  const page = document.pages.find(({ questions }) => questions.some((question) => question.id === id));
  const question = page?.questions.find((one) => one.id === id);
  if (page === undefined || question === undefined) return null;
  if (path.steps.some(({ questions }) => questions.some((one) => one.id === id))) return null;
  const at = met.pages.findIndex((one) => one.id === page.id);
  const there = met.pages[at];
  if (there === undefined) {
    return page.showIf ? { because: 'known', of: 'page', condition: page.showIf } : { because: 'parts' };
  }
  const places = path.steps.map((step) => met.pages.findIndex((one) => one.id === step.page.id));
  if (!places.includes(at)) {
    const from = path.steps[places.findLastIndex((place) => place < at)]?.page.id;
    if (there.showIf !== undefined && !holds(there.showIf, path.facts)) {
      return { because: 'condition', of: 'page', condition: there.showIf };
    }
    // The page it was left from leads past it, or out; a page none of whose questions shows is passed over in between.
    const to = branchOf(met.pages.find((one) => one.id === from)?.next, path.facts);
    if (from !== undefined && to !== null) {
      if (met.pages.findIndex((one) => one.id === to) > at) return { because: 'branch', from };
      if (to === path.ending) return { because: 'ending', from };
    }
  }
  const asked = there.questions.find((one) => one.id === id);
  if (asked === undefined) {
    return question.showIf ? { because: 'known', of: 'question', condition: question.showIf } : { because: 'parts' };
  }
  if (asked.showIf !== undefined && !holds(asked.showIf, path.facts)) {
    return { because: 'condition', of: 'question', condition: asked.showIf };
  }
  return { because: 'parts' };
}
