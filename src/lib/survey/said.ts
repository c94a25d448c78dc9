/** What was said, in the words of a language: the option's text for its code, numbers and dates as the language writes them. */
import { isNotApplicable, told, type Answers, type Facts, type Value } from './condition.ts';
import type { Localised, Question, SurveyDocument } from './document.ts';
import { computedOver } from './expression.ts';
import { fieldsByName, type Field } from './fields.ts';
import { pathOf } from './flow.ts';
import { kinds } from './kinds.ts';
import { fill, pipesAnswers, type PipedValues, type Told } from './piping.ts';

/** Whom the words are for: what they said so far, what is known of them, and how their language says yes and no. */
export interface Said {
  readonly answers: Answers;
  readonly known?: Readonly<Record<string, Value>> | undefined;
  readonly yesNo?: Readonly<Record<'yes' | 'no', string>> | undefined;
}

/**
 * Names of a document and what they say in a language. Answers that do not show count as not given. An option's text may name the
 * company and the customer; what it names of answers stays empty, so nothing leads back to itself.
 */
export function toldOf(document: SurveyDocument, language: string, values: PipedValues, said: Said): Told {
  const asked = pipesAnswers(document);
  const kept = asked ? pathOf(document, said.answers).kept : {};
  const scope: Facts = { answers: kept, known: said.known };
  const computed = computedOver(document.computed, scope);
  const fields = asked ? fieldsByName(document) : new Map<string, Field>();
  const say = (text: Localised | undefined): string =>
    text === undefined ? '' : fill(text[language] || text[document.baseLanguage] || '', values, () => '');

  /** The words of one answer of a field. */
  function words({ asks, question: asking, part }: Field, value: Value): string {
    const question = asking as Question;
    if (isNotApplicable(value) && asks !== 'text') return say(question.naLabel);
    switch (asks) {
      case 'code':
        return say(question.scale?.labels[String(value)]) || bare(value, language);
      case 'option':
      case 'options':
        return listed(
          (typeof value === 'object' ? value : [value]).map((code) => optionWords(question, String(code))),
          language
        );
      case 'tick':
        return said.yesNo?.yes ?? String(value);
      case 'date':
        return dated(String(value), language);
      default:
        return part !== undefined || asks === 'text' ? String(value) : bare(value, language);
    }
  }

  function optionWords({ id, kind, options }: Question, code: string): string {
    if (kind === 'yesno') return said.yesNo?.[code as 'yes' | 'no'] ?? code;
    const own = kept[`${id}.${code}`];
    return typeof own === 'string' ? own : say(options?.find((option) => option.code === code)?.text) || code;
  }

  /** The options of a ranking from the first place on. */
  function inOrder(question: Question): string {
    const placed = (question.options ?? []).flatMap(({ code, text }) => {
      const place = kept[`${question.id}.${code}`];
      return typeof place === 'number' ? [{ place, text }] : [];
    });
    return listed(
      placed.sort((a, b) => a.place - b.place).map(({ text }) => say(text)),
      language
    );
  }

  return (name) => {
    if (name.startsWith('attribute.')) return spoken(told({ known: name }, scope), language);
    if (name.startsWith('computed.')) {
      const id = name.slice('computed.'.length);
      return document.computed?.some((one) => one.id === id) ? spoken(computed(id), language) : null;
    }
    const field = fields.get(name);
    const value = kept[name];
    if (field !== undefined && value !== undefined) return words(field, value);
    const ranking = field?.question ?? rankings(document).find(({ id }) => id === name);
    if (ranking !== undefined && kinds[ranking.kind].asks === 'rank' && ranking.id === name)
      return inOrder(ranking as Question);
    return field === undefined ? null : '';
  };
}

/** Questions whose name says all its options in order. */
export function rankings(document: SurveyDocument): Question[] {
  return document.pages.flatMap(({ questions }) => questions.filter(({ kind }) => kinds[kind].asks === 'rank'));
}

/** A value that has no words of its own. */
function spoken(value: Value | undefined, language: string): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? listed(value, language) : bare(value, language);
}

function bare(value: Value, language: string): string {
  return typeof value === 'number'
    ? new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(value)
    : String(value);
}

function listed(parts: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(parts);
}

function dated(day: string, language: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}
