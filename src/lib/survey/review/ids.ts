/** Ids that must be one of a kind, and languages named once. */
import type { SurveyDocument } from '../document.ts';
import type { Say } from './findings.ts';

export function checkIds(document: SurveyDocument, say: Say): void {
  for (const language of repeated(document.languages)) say('language-twice', '/languages', language);
  // Pages and endings share one space: a branch names either.
  const ways = new Set<string>();
  const questions = new Set<string>();
  const once = (seen: Set<string>, id: string, pointer: string): void => {
    if (seen.has(id)) say('duplicate-id', pointer, id);
    seen.add(id);
  };
  for (const [p, page] of document.pages.entries()) {
    once(ways, page.id, `/pages/${p}/id`);
    for (const group of repeated(page.groups.map(({ id }) => id))) say('duplicate-id', `/pages/${p}/groups`, group);
    for (const [q, question] of page.questions.entries()) {
      const at = `/pages/${p}/questions/${q}`;
      once(questions, question.id, `${at}/id`);
      for (const code of repeated(question.options?.map((option) => option.code) ?? []))
        say('duplicate-option', `${at}/options`, code);
      for (const item of repeated(question.items?.map(({ id }) => id) ?? [])) say('duplicate-id', `${at}/items`, item);
      for (const part of repeated(question.parts?.map((one) => one.part) ?? []))
        say('duplicate-id', `${at}/parts`, part);
    }
  }
  for (const [e, { id }] of (document.endings ?? []).entries()) once(ways, id, `/endings/${e}/id`);
  for (const part of ['computed', 'quotas', 'experiments'] as const) {
    const seen = new Set<string>();
    for (const [at, { id }] of (document[part] ?? []).entries()) once(seen, id, `/${part}/${at}/id`);
  }
  for (const [e, { arms }] of (document.experiments ?? []).entries())
    for (const arm of repeated(arms.map(({ id }) => id))) say('duplicate-id', `/experiments/${e}/arms`, arm);
}

function repeated(list: readonly string[]): string[] {
  return [...new Set(list.filter((item, at) => list.indexOf(item) !== at))];
}
