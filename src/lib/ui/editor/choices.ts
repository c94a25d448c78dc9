/** What a condition can be about at a place of the survey, in words, with the values each subject can have. */
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Comparison, Operator, Subject } from '#lib/survey/condition.ts';
import type { Question, SurveyDocument } from '#lib/survey/document.ts';
import { fieldsOf } from '#lib/survey/fields.ts';
import { notApplicable, ruleOf, yesNo, type Asks } from '#lib/survey/kinds.ts';
import { planOf } from '#lib/survey/review/places.ts';
import { codeText, inOrder, languageText, type WordedSet } from '#lib/ui/codes.ts';
import { questionLabel } from './words.ts';

export interface ChoiceOfSubject {
  readonly subject: Subject;
  /** Names the subject among the choices. */
  readonly key: string;
  readonly label: string;
  readonly operators: readonly Operator[];
  /** The values it can have; null where anything can be typed. */
  readonly values: readonly { readonly value: number | string; readonly label: string }[] | null;
  /** Values are those in use: others can be typed. */
  readonly open?: boolean;
  readonly type: 'number' | 'text' | 'date';
}
export type Choices = readonly ChoiceOfSubject[];

/** What is known of customers, with the values that occur among those the author may see. */
export interface InUse {
  readonly stage: readonly string[];
  readonly tier: readonly string[];
  readonly region: readonly string[];
  readonly segment: readonly string[];
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}
/** The same once it has come, and the names of the companies. */
export interface Known extends Partial<InUse> {
  readonly companies: readonly string[];
}

/** Where customers are not at hand, values are the codes themselves. */
const nobody: Known = { companies: [] };

const operatorsOf: Readonly<Record<Asks, readonly Operator[]>> = {
  code: ['eq', 'ne', 'le', 'ge', 'lt', 'gt', 'in', 'answered'],
  rank: ['eq', 'le', 'ge', 'answered'],
  number: ['eq', 'le', 'ge', 'lt', 'gt', 'answered'],
  date: ['eq', 'le', 'ge', 'answered'],
  option: ['eq', 'ne', 'in', 'answered'],
  options: ['includes', 'in', 'answered'],
  text: ['answered', 'eq'],
  tick: ['answered'],
  na: ['answered'],
  nothing: []
};

export const keyOf = (subject: Subject): string =>
  'question' in subject ? `q ${subject.question}` : 'known' in subject ? `k ${subject.known}` : `c ${subject.computed}`;

/** What can be asked about before the question of that id; everything without one. */
export function choicesBefore(
  document: SurveyDocument,
  id: string | null,
  language: string,
  known: Known = nobody
): Choices {
  // With what they take over from others written out: that can be looked at too.
  const questions = planOf(document).places.map(({ question }) => question);
  const at = id === null ? questions.length : questions.findIndex((one) => one.id === id);
  return [
    ...questions.slice(0, Math.max(0, at)).flatMap((question) => fieldChoices(question, document, language)),
    ...(document.computed ?? []).map(({ id: computed, name }): ChoiceOfSubject => ({
      subject: { computed },
      key: `c ${computed}`,
      label: m.builder_subject_computed({ name: name || computed }),
      operators: ['eq', 'ne', 'le', 'ge', 'lt', 'gt', 'answered'],
      values: null,
      type: 'number'
    })),
    ...knownChoices(document, known)
  ];
}

function fieldChoices(question: Question, document: SurveyDocument, language: string): ChoiceOfSubject[] {
  const say = (text: Readonly<Record<string, string>> | undefined): string =>
    text?.[language] || text?.[document.baseLanguage] || '';
  const title = questionLabel(question, document, language);
  return fieldsOf<Question>(question).map(({ name, asks, item, option, side, part }) => {
    const inner =
      question.items?.find(({ id }) => id === item?.id)?.text ??
      question.options?.find(({ code }) => code === option?.code)?.text;
    const parts = [title, say(inner), side ? say(question.sides?.[side]) : '', part ?? ''].filter(Boolean);
    return {
      subject: { question: name },
      key: `q ${name}`,
      label: parts.join(': '),
      operators: operatorsOf[asks],
      values: valuesOf(question, asks, say),
      type: asks === 'number' || asks === 'rank' || asks === 'code' ? 'number' : asks === 'date' ? 'date' : 'text'
    };
  });
}

function valuesOf(
  question: Question,
  asks: Asks,
  say: (text: Readonly<Record<string, string>> | undefined) => string
): ChoiceOfSubject['values'] {
  const na =
    question.naLabel && ruleOf(question.kind).takes.includes('naLabel')
      ? [{ value: notApplicable, label: say(question.naLabel) }]
      : [];
  if (asks === 'code' && question.scale) {
    const { min, max, labels } = question.scale;
    const codes = Array.from({ length: max - min + 1 }, (_, at) => min + at);
    return [
      ...codes.map((value) => ({ value, label: [String(value), say(labels[value])].filter(Boolean).join(', ') })),
      ...na
    ];
  }
  if (asks === 'rank') return (question.options ?? []).map((_, at) => ({ value: at + 1, label: String(at + 1) }));
  if (asks !== 'option' && asks !== 'options') return null;
  if (question.kind === 'yesno') {
    return [...yesNo.map((value) => ({ value, label: value === 'yes' ? m.builder_yes() : m.builder_no() })), ...na];
  }
  return [...(question.options ?? []).map(({ code, text }) => ({ value: code, label: say(text) || code })), ...na];
}

const channels = ['email', 'link', 'qr', 'embed', 'kiosk', 'phone', 'paper'];

function knownChoices(document: SurveyDocument, known: Known): ChoiceOfSubject[] {
  const about = (name: string, label: string, values: ChoiceOfSubject['values'], open = false): ChoiceOfSubject => ({
    subject: { known: name },
    key: `k ${name}`,
    label,
    operators: ['eq', 'ne', 'in', 'answered'],
    values: values !== null && values.length > 0 ? values : null,
    open,
    type: 'text'
  });
  const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
  const coded = (set: WordedSet, codes: readonly string[] = []) =>
    inOrder(set, codes).map((value) => ({ value, label: codeText(set, value) }));
  return [
    about('company', m.builder_known_company(), plain(known.companies), true),
    about('stage', m.builder_known_stage(), coded('stage', known.stage), true),
    about('tier', m.builder_known_tier(), coded('tier', known.tier), true),
    about('region', m.builder_known_region(), coded('region', known.region), true),
    about('segment.segment', m.builder_known_segment(), coded('segment', known.segment), true),
    about(
      'language',
      m.builder_known_language(),
      document.languages.map((value) => ({ value, label: languageText(value, getLocale()) }))
    ),
    about('channel', m.builder_known_channel(), coded('channel', channels)),
    ...Object.entries(known.attributes ?? {}).map(([name, values]) =>
      about(`attribute.${name}`, m.builder_known_attribute({ name }), plain(values), true)
    ),
    ...(document.experiments ?? []).map(({ id, name, arms }) =>
      about(
        `arm.${id}`,
        m.builder_known_arm({ name: name || id }),
        arms.map((arm) => ({ value: arm.id, label: arm.name || arm.id }))
      )
    ),
    ...(document.quotas ?? []).map(({ id, name }) =>
      about(`quota.${id}`, m.builder_known_quota({ name: name || id }), [
        { value: 'open', label: m.builder_quota_open() },
        { value: 'full', label: m.builder_quota_full() }
      ])
    )
  ];
}

/** What a subject can be compared with instead of a value: others of its type, where the operator asks for one value. */
export function comparableWith(choices: Choices, key: string, op: Operator): Choices {
  const choice = choices.find((one) => one.key === key);
  if (!choice || op === 'answered' || op === 'in' || op === 'includes') return [];
  return choices.filter((one) => one.key !== key && one.type === choice.type && !one.operators.includes('includes'));
}

/** The comparison a new line starts with: the last question before this place. */
export function firstComparison(choices: Choices): Comparison {
  const choice = choices.findLast(({ subject }) => 'question' in subject) ?? (choices[0] as ChoiceOfSubject);
  return startingWith(choice);
}

/** A comparison of a subject that can be true. */
export function startingWith({ subject, operators, values, type }: ChoiceOfSubject): Comparison {
  const op = operators[0] as Operator;
  if (op === 'answered') return { ...subject, op };
  const value = values?.[0]?.value ?? (type === 'number' ? 0 : '');
  return { ...subject, op, value: op === 'in' || op === 'includes' ? [value] : value };
}
