/** Places and values of a document in words, for diffs and merges. */
import { m } from '#lib/paraglide/messages.js';
import type { Change } from '#lib/survey/changes.ts';
import { questionsOf, type SurveyDocument } from '#lib/survey/document.ts';
import { metricName } from '#lib/ui/charts/names.ts';
import { endingName } from './use-text.ts';
import { questionLabel } from './words.ts';

/** `Question 3 (How satisfied …): text, en`. */
export function placeText(at: readonly string[], document: SurveyDocument, language: string): string {
  const [list, id, ...rest] = at;
  const tail = rest.join(', ');
  if (list === 'questions' && id !== undefined) {
    const question = questionsOf(document).find((one) => one.id === id);
    const name = question ? questionLabel(question, document, language) : id;
    return tail ? m.builder_place_part({ place: name, part: tail }) : name;
  }
  if (list === 'pages' && id !== undefined) {
    const number = document.pages.findIndex((page) => page.id === id) + 1;
    const name = number > 0 ? m.builder_page({ number }) : id;
    return tail ? m.builder_place_part({ place: name, part: tail }) : name;
  }
  const rule = id === undefined ? null : ruleName(list as string, id, document, language);
  if (rule !== null) return tail ? m.builder_place_part({ place: rule, part: tail }) : rule;
  return at.join(', ');
}

/** What a rule of the whole survey is called; null for what is none. One that is gone is called by its id. */
function ruleName(list: string, id: string, document: SurveyDocument, language: string): string | null {
  const named = (rules: readonly { readonly id: string; readonly name?: string | undefined }[] | undefined): string =>
    rules?.find((one) => one.id === id)?.name || id;
  if (list === 'quotas') return m.builder_known_quota({ name: named(document.quotas) });
  if (list === 'experiments') return m.logic_experiment_called({ name: named(document.experiments) });
  if (list === 'computed') return m.builder_subject_computed({ name: named(document.computed) });
  if (list === 'indexes') return m.logic_index_called({ name: metricName(id) });
  return list === 'endings' ? endingName(document, id, language) : null;
}

/** A value in a line; a part that is not there is named so. */
export function valueText(value: Change['before']): string {
  if (value === undefined) return m.builder_value_none();
  if (typeof value === 'string') return value;
  const text = wordsIn(value).join(' / ');
  return text || JSON.stringify(value);
}

/** The texts inside a question or option that was added or taken out. */
function wordsIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (key !== 'text' && key !== 'title') return [];
    return typeof child === 'object' && child !== null
      ? Object.values(child).filter((one) => typeof one === 'string')
      : [];
  });
}
