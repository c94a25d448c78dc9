/** Conditions and expressions of a document in the words of SurveyJS. */
import { comparisonsIn, type Comparison, type Condition, type Subject } from '../../condition.ts';
import type { Localised, Question, SurveyDocument } from '../../document.ts';
import type { Expression } from '../../expression.ts';
import { ruleOf } from '../../kinds.ts';
import type { Report } from '../report.ts';

/** What writing a model shares between its parts. */
export interface Writer {
  readonly document: SurveyDocument;
  readonly report: Report;
  readonly questions: ReadonlyMap<string, Question>;
  readonly computed: ReadonlySet<string>;
}

const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
const signs: Readonly<Record<string, string>> = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' };

/** A condition as an expression; null where SurveyJS has no words for it. */
export function expressionOf(writer: Writer, condition: Condition): string | null {
  if (comparisonsIn(condition).some((one) => 'known' in one)) return null;
  if ('all' in condition || 'any' in condition) {
    const [parts, by] = 'all' in condition ? [condition.all, ' and '] : [condition.any, ' or '];
    const written = parts.map((part) => expressionOf(writer, part));
    return written.length === 0 || written.includes(null) ? null : written.map((one) => `(${one})`).join(by);
  }
  if ('not' in condition) {
    const inner = expressionOf(writer, condition.not);
    return inner === null ? null : `!(${inner})`;
  }
  return comparison(writer, condition);
}

/** A subject in braces, and how its values are spelled there. */
function named(
  writer: Writer,
  subject: Subject
): { text: string; spell: (value: number | string) => string; set: boolean } | null {
  if ('known' in subject) return null;
  if ('computed' in subject)
    return writer.computed.has(subject.computed) ? { text: `{${subject.computed}}`, spell: String, set: false } : null;
  const [id = '', part] = subject.question.split('.');
  const question = writer.questions.get(id);
  if (question === undefined) return null;
  const { asks, per } = ruleOf(question.kind);
  const yesNo = question.kind === 'yesno' || question.kind === 'consent';
  const spell = (value: number | string): string =>
    typeof value === 'number' ? String(value) : yesNo ? String(value === 'yes') : quote(value);
  if (part === undefined) return per === 'question' ? { text: `{${id}}`, spell, set: asks === 'options' } : null;
  return question.kind === 'matrix' ? { text: `{${id}.${part}}`, spell, set: false } : null;
}

function comparison(writer: Writer, one: Comparison): string | null {
  const subject = named(writer, one);
  if (subject === null) return null;
  const { text, spell, set } = subject;
  if (one.op === 'answered') return `${text} notempty`;
  if (one.than !== undefined) {
    const other = named(writer, one.than);
    // There something unsaid equals something unsaid; here nothing does.
    return other === null || set || signs[one.op] === undefined
      ? null
      : `${text} notempty and ${other.text} notempty and ${text} ${signs[one.op]} ${other.text}`;
  }
  const values = typeof one.value === 'object' ? one.value : one.value === undefined ? [] : [one.value];
  const list = `[${values.map(spell).join(', ')}]`;
  if (one.op === 'in') return values.length === 0 ? null : `${text} anyof ${list}`;
  if (one.op === 'includes')
    return !set || values.length === 0
      ? null
      : values.length === 1
        ? `${text} contains ${spell(values[0]!)}`
        : `${text} allof ${list}`;
  if (set)
    return typeof one.value !== 'object' || !['eq', 'ne'].includes(one.op)
      ? null
      : one.op === 'eq'
        ? `${text} = ${list}`
        : `${text} notempty and ${text} <> ${list}`;
  if (values.length !== 1 || typeof one.value === 'object') return null;
  // Unlike what was not said is true there and false here.
  if (one.op === 'ne') return `${text} notempty and ${text} <> ${spell(values[0]!)}`;
  return `${text} ${signs[one.op]} ${spell(values[0]!)}`;
}

/** An expression in their words; null where they have none. */
export function reckon(writer: Writer, expression: Expression): string | null {
  if (typeof expression === 'number') return String(expression);
  if (typeof expression === 'string') return quote(expression);
  if ('question' in expression || 'known' in expression || 'computed' in expression)
    return named(writer, expression)?.text ?? null;
  const all = (parts: readonly Expression[]): string[] | null => {
    const written = parts.map((part) => reckon(writer, part));
    return written.includes(null) ? null : (written as string[]);
  };
  if ('if' in expression) {
    const condition = expressionOf(writer, expression.if);
    const branches = expression.else === undefined ? null : all([expression.then, expression.else]);
    return condition === null || branches === null ? null : `iif(${condition}, ${branches.join(', ')})`;
  }
  if ('round' in expression) {
    const inner = reckon(writer, expression.round);
    return inner === null ? null : `round(${inner}, ${expression.digits ?? 0})`;
  }
  const [[name, parts]] = Object.entries(expression as Record<string, readonly Expression[]>) as [
    [string, readonly Expression[]]
  ];
  const written = all(parts);
  if (written === null) return null;
  const call = { sum: 'sum', mean: 'avg', least: 'min', greatest: 'max' }[name];
  if (call !== undefined) return `${call}(${written.join(', ')})`;
  const sign = { difference: ' - ', product: ' * ', quotient: ' / ' }[name];
  return sign === undefined ? null : written.map((one) => `(${one})`).join(sign);
}

/** SurveyJS writes languages in small letters. */
export const tongue = (tag: string): string => tag.toLowerCase();

/** A text as SurveyJS keeps it: the base language as the default. References to answers have single braces there. */
export function wordsOf({ document, questions }: Writer, text: Localised): object | string | undefined {
  const turned = Object.entries(text).flatMap(([tag, said]) =>
    said === ''
      ? []
      : [
          [
            tag,
            said.replace(/\{\{\s*([a-z][a-z0-9_]*)\s*(?:\|[^{}]*)?\}\}/g, (whole, name: string) =>
              questions.has(name) ? `{${name}}` : whole
            )
          ] as const
        ]
  );
  if (turned.length === 0) return undefined;
  if (turned.length === 1 && turned[0]![0] === document.baseLanguage) return turned[0]![1];
  return Object.fromEntries(
    turned.map(([tag, said]) => [tag === document.baseLanguage ? 'default' : tongue(tag), said])
  );
}

/** A condition as a property; told where it cannot be one. */
export function shows(
  writer: Writer,
  at: string,
  name: 'visibleIf' | 'requiredIf',
  condition: Condition | undefined
): object {
  if (condition === undefined) return {};
  const text = expressionOf(writer, condition);
  if (text === null) writer.report.say(at, 'logic_gone', JSON.stringify(condition));
  return text === null ? {} : { [name]: text };
}
