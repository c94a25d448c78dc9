/** The builder's words for the codes of the engine. */
import { m } from '#lib/paraglide/messages.js';
import type { Operator } from '#lib/survey/condition.ts';
import type { Question, SurveyDocument } from '#lib/survey/document.ts';
import type { Kind } from '#lib/survey/kinds.ts';
import type { Finding } from '#lib/survey/review/findings.ts';
import { metricName } from '#lib/ui/charts/names.ts';

const kindNames: Record<Kind, () => string> = {
  nps: m.builder_kind_nps,
  rating: m.builder_kind_rating,
  csat: m.builder_kind_csat,
  ces: m.builder_kind_ces,
  matrix: m.builder_kind_matrix,
  pairs: m.builder_kind_pairs,
  choice: m.builder_kind_choice,
  dropdown: m.builder_kind_dropdown,
  multiple: m.builder_kind_multiple,
  ranking: m.builder_kind_ranking,
  sum: m.builder_kind_sum,
  text: m.builder_kind_text,
  number: m.builder_kind_number,
  slider: m.builder_kind_slider,
  date: m.builder_kind_date,
  yesno: m.builder_kind_yesno,
  contact: m.builder_kind_contact,
  consent: m.builder_kind_consent,
  statement: m.builder_kind_statement
};

export const kindName = (kind: Kind): string => kindNames[kind]();

const operatorNames: Record<Operator, () => string> = {
  eq: m.builder_op_eq,
  ne: m.builder_op_ne,
  lt: m.builder_op_lt,
  le: m.builder_op_le,
  gt: m.builder_op_gt,
  ge: m.builder_op_ge,
  in: m.builder_op_in,
  includes: m.builder_op_includes,
  answered: m.builder_op_answered
};

export const operatorName = (op: Operator): string => operatorNames[op]();

/** What stands for a question in lists: its words, or its kind while it has none. */
export function questionLabel(
  question: Question,
  document: Pick<SurveyDocument, 'baseLanguage'>,
  language: string
): string {
  return (question.text[language] || question.text[document.baseLanguage] || '').trim() || kindName(question.kind);
}

/** One line on what a question is: its kind, its scale and what it feeds. */
export function questionFacts({ kind, scale, metric }: Question): string[] {
  const name = kindName(kind);
  return [
    scale ? m.builder_kind_scale({ kind: name, min: scale.min, max: scale.max }) : name,
    ...(metric ? [m.builder_feeds({ metric: metricName(metric) })] : [])
  ];
}

/** What was found, in a sentence; why it matters or how to mend it, as far as there are words. */
export function findingText({ code, detail }: Finding, part: '' | '_why' | '_mend' = ''): string {
  const sentences = m as unknown as Record<string, ((input: { detail: string }) => string) | undefined>;
  const sentence = sentences[`survey_finding_${code.replaceAll('-', '_')}${part}`];
  return sentence?.({ detail: detail ?? '' }) ?? (part === '' ? code : '');
}

/** The finding's question, by its place in the document; null for what belongs to a page or to the whole. */
export function questionAt({ pointer }: Finding, document: SurveyDocument): string | null {
  const [, page, question] = /^\/pages\/(\d+)\/questions\/(\d+)/.exec(pointer) ?? [];
  return document.pages[Number(page)]?.questions[Number(question)]?.id ?? null;
}

/** The words a finding proposes; of a question that asks two things at once, those of each. */
export function rewritesOf({ code, rewrite }: Finding): string[] {
  if (!rewrite) return [];
  return code === 'double-barrelled' ? rewrite.split(' / ').slice(0, 2) : [rewrite];
}
