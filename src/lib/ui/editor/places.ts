/** Places and values of a document in words, for diffs and merges. */
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Change } from '#lib/survey/changes.ts';
import type { Condition } from '#lib/survey/condition.ts';
import { questionsOf, type Question, type SurveyDocument } from '#lib/survey/document.ts';
import type { Kind } from '#lib/survey/kinds.ts';
import { metricName } from '#lib/ui/charts/names.ts';
import { languageText } from '#lib/ui/codes.ts';
import { choicesBefore } from './choices.ts';
import { conditionText } from './condition-text.ts';
import { endingName } from './use-text.ts';
import { kindName, questionLabel } from './words.ts';

/** What the parts of a document are called where people change them. */
const partNames: Readonly<Record<string, () => string>> = {
  text: m.builder_part_text,
  hint: m.builder_hint,
  kind: m.builder_kind,
  metric: m.builder_metric,
  required: m.builder_required_tick,
  requiredIf: m.builder_required_if,
  showIf: m.builder_shown_if,
  scale: m.builder_part_scale,
  labels: m.builder_part_labels,
  direction: m.builder_part_direction,
  look: m.builder_look,
  options: m.builder_options,
  items: m.builder_items,
  naLabel: m.builder_na,
  shuffle: m.builder_shuffle,
  sides: m.builder_part_sides,
  expected: m.builder_side_expected,
  perceived: m.builder_side_perceived,
  total: m.builder_total,
  lines: m.builder_lines,
  length: m.builder_part_length,
  range: m.builder_part_range,
  days: m.builder_part_days,
  choose: m.builder_part_choose,
  parts: m.builder_parts,
  checks: m.builder_part_checks,
  pattern: m.builder_part_pattern,
  next: m.builder_next,
  title: m.builder_thanks_title,
  heading: m.builder_survey_heading,
  trust: m.builder_survey_trust,
  privacy: m.builder_survey_privacy,
  languages: m.builder_languages,
  thanks: m.builder_thanks,
  otherwise: m.builder_part_otherwise,
  bands: m.builder_part_bands,
  endings: m.builder_endings,
  questions: m.builder_part_questions,
  pages: m.builder_part_pages,
  computed: m.builder_part_computed,
  quotas: m.builder_part_quotas,
  experiments: m.builder_part_experiments,
  indexes: m.builder_part_indexes,
  dismissed: m.builder_part_dismissed,
  min: m.builder_range_min,
  max: m.builder_range_max
};

/** `How satisfied …: wording, English`. */
export function placeText(at: readonly string[], document: SurveyDocument, language: string): string {
  const [list, id, ...rest] = at;
  const question = list === 'questions' ? questionsOf(document).find((one) => one.id === id) : undefined;
  const page = list === 'pages' ? document.pages.findIndex((one) => one.id === id) : -1;
  const name = question
    ? questionLabel(question, document, language)
    : page >= 0
      ? m.builder_page({ number: page + 1 })
      : list === 'title'
        ? m.builder_survey_title()
        : list !== undefined && id !== undefined
          ? ruleName(list, id, document, language)
          : null;
  const steps = name === null ? at : list === 'title' ? at.slice(1) : rest;
  const words = steps.map((step, index) => stepText(step, steps[index - 1], question, document, language));
  const tail = new Intl.ListFormat(getLocale(), { type: 'unit', style: 'short' }).format(words);
  return name === null ? tail : tail ? m.builder_place_part({ place: name, part: tail }) : name;
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

function stepText(
  step: string,
  before: string | undefined,
  question: Question | undefined,
  document: SurveyDocument,
  language: string
): string {
  const say = (text: Readonly<Record<string, string>> | undefined) => text?.[language] || text?.[document.baseLanguage];
  if (before === 'options') return say(question?.options?.find(({ code }) => code === step)?.text) || step;
  if (before === 'items') return say(question?.items?.find(({ id }) => id === step)?.text) || step;
  if (before === 'labels') return step;
  const name = Object.hasOwn(partNames, step) ? partNames[step]?.() : undefined;
  if (name !== undefined) return name;
  return document.languages.includes(step) ? languageText(step, getLocale()) : step;
}

/** A value in a line, as what stands at its place is said; a part that is not there is named so. */
export function valueText(
  value: Change['before'],
  at: readonly string[],
  document: SurveyDocument,
  language: string
): string {
  if (value === undefined) return m.builder_value_none();
  if (typeof value === 'boolean') return value ? m.builder_yes() : m.builder_no();
  const part = at.at(-1);
  if (typeof value === 'string') {
    if (part === 'metric') return metricName(value);
    return part === 'kind' && at[0] === 'questions' ? kindName(value as Kind) : value;
  }
  if (part === 'showIf' || part === 'requiredIf')
    return conditionText(value as unknown as Condition, choicesBefore(document, null, language));
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return new Intl.ListFormat(getLocale(), { type: 'unit' }).format(value as string[]);
  const text = wordsIn(value).join(' / ');
  return text || JSON.stringify(value);
}

/** The texts inside a question or option that was added or taken out, and what a localised text says. */
function wordsIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  const parts = Object.entries(value);
  if (parts.length > 0 && parts.every(([key, child]) => /^[a-z]{2,3}(-|$)/.test(key) && typeof child === 'string'))
    return parts.map(([, child]) => child as string);
  return parts.flatMap(([key, child]) => (key === 'text' || key === 'title' ? wordsIn(child) : []));
}
