/** What reading a LimeSurvey survey shares between its parts. */
import type { Localised, Page, Question } from '../../document.ts';
import type { FieldOperand, Operand } from '../operands.ts';
import type { Report } from '../report.ts';
import type { Wording } from '../wording.ts';
import type { LimeQuestion, LimeSurvey, Words } from './tables.ts';

export interface Context {
  readonly survey: LimeSurvey;
  readonly report: Report;
  readonly wording: Wording;
  readonly id: (wish: string) => string;
  /** Our ids of the questions, by theirs. */
  readonly ids: ReadonlyMap<string, string>;
  /** What their names stand for, by every way to spell them. */
  readonly names: Map<string, Operand>;
  /** Our questions that stand for one of theirs: id of theirs, ids of ours. */
  readonly owners: Map<string, string>;
  /** Which row of theirs one of our questions asks about. */
  readonly rows: Map<string, string>;
  /** Demands on the sum of several numbers, made when every value has its name. */
  readonly sums: { on: Question; fields: { question: string }[]; bounds: { op: 'ge' | 'le'; number: number }[] }[];
}

/** One question being read, and which of its attributes were understood. */
export interface Reading {
  readonly question: LimeQuestion;
  readonly at: string;
  readonly id: string;
  readonly text: Localised;
  readonly hint: Localised | undefined;
  readonly used: Set<string>;
  readonly page: Page;
}

/** Lets the source name `CODE_part` stand for something; also under its address `SIDxGIDxQIDpart`. */
export function name(context: Context, question: LimeQuestion, part: string, operand: Operand, join = '_'): void {
  const { names, survey } = context;
  const address = `${survey.id}X${question.group}X${question.id}${part.replace(/_(\d)$/, '#$1')}`;
  for (const key of [part === '' ? question.code : `${question.code}${join}${part}`, address]) {
    if (!names.has(key)) names.set(key, operand);
  }
}

/** An attribute's value, of the base language or of all; empty when it is not set. Marks it as understood. */
export function attribute(reading: Reading, wanted: string, base = ''): string {
  reading.used.add(wanted);
  const words = reading.question.attributes.get(wanted);
  if (words === undefined) return '';
  return (words[base] || words[''] || Object.values(words)[0] || '').trim();
}

/** An attribute's words in all languages. */
export function attributeWords(reading: Reading, wanted: string, languages: readonly string[]): Words {
  reading.used.add(wanted);
  const words = reading.question.attributes.get(wanted) ?? {};
  const everywhere = words[''];
  if (everywhere === undefined || everywhere === '') return words;
  return Object.fromEntries(languages.map((language) => [language, words[language] || everywhere]));
}

/** A numeric attribute; undefined when it is not set or no number. */
export function numberAttribute(reading: Reading, wanted: string): number | undefined {
  const text = attribute(reading, wanted).replace(',', '.');
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? undefined : number;
}

/** The operand of a field that keeps what was said. */
export function plainField(field: string, asks: FieldOperand['asks']): FieldOperand {
  return { is: 'field', field, asks, code: (raw) => (asks === 'number' ? Number(raw) : raw), same: asks === 'number' };
}

/** The operand of a field whose values have other codes here. */
export function codedField(
  field: string,
  asks: FieldOperand['asks'],
  codes: ReadonlyMap<string, string | number>,
  same = false
): FieldOperand {
  return { is: 'field', field, asks, code: (raw) => codes.get(String(raw)) ?? null, raws: [...codes.keys()], same };
}
