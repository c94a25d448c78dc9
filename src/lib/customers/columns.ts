/**
 * The mapping of a file: what each of its columns becomes, which values mean which codes, and how dates, numbers, money and
 * times are to be read. It is guessed from the headers, shown, edited, stored with the import, and then applied row by row
 * without another guess.
 */
import { z } from 'zod';
import { startingCodes, type CodeTable } from './codes.ts';
import {
  codeSets,
  fieldsOf,
  importKinds,
  knownQuestions,
  type CodeSet,
  type ImportKind,
  type Scale
} from './fields.ts';
import { stageOrder, type LifecycleModel } from './lifecycle.ts';
import { cleanLine, foldCode, limits } from './text.ts';
import { isOffset, type DayOrder, type DecimalMark, type Rates } from './values.ts';

export type Target =
  | { readonly use: 'field'; readonly field: string }
  | { readonly use: 'attribute'; readonly attribute: string }
  /** An answer. Its scale is named per row by the column at `scaleColumn` (place, from 0), or is the same in all rows. */
  | {
      readonly use: 'question';
      readonly question: string;
      readonly scale: Scale | null;
      readonly scaleColumn: number | null;
    }
  /** Names the scale of a question column that points to it. */
  | { readonly use: 'scale' }
  | { readonly use: 'ignore' };

export interface Column {
  readonly header: string;
  readonly target: Target;
}

export interface Formats {
  /** Order of dates that do not begin with the year; null = such dates are refused where they are ambiguous. */
  readonly dayOrder: DayOrder | null;
  readonly decimal: DecimalMark | null;
  /** Currency of the money column; null = a currency column says it. */
  readonly currency: string | null;
  readonly rates: Rates;
  /** `Z` or `+08:00`, for times that name no zone; null = such times are refused. */
  readonly zone: string | null;
  /** ISO country of telephone numbers in rows without a country. */
  readonly phoneCountry: string | null;
  /** Codes outside a question's scale that mean "don't know"; any other such code is an invalid answer. */
  readonly dontKnow: readonly number[];
}

export interface Mapping {
  readonly kind: ImportKind;
  /** Company id of every row; null = the company column says it. */
  readonly company: string | null;
  /** One per header, in order. */
  readonly columns: readonly Column[];
  readonly codes: Readonly<Partial<Record<CodeSet, CodeTable>>>;
  readonly formats: Formats;
}

/** A file with more columns than this is refused. */
export const mostColumns = 500;

const scaleSchema = z
  .strictObject({ min: z.int().min(-100).max(100), max: z.int().min(-100).max(100) })
  .refine((scale) => scale.min < scale.max);

/** Stored form of a mapping. `mappingProblems` judges whether it can be used. */
export const mappingSchema = z.strictObject({
  kind: z.enum(importKinds),
  company: z.string().min(1).nullable(),
  columns: z
    .array(
      z.strictObject({
        header: z.string().max(1000),
        target: z.discriminatedUnion('use', [
          z.strictObject({ use: z.literal('field'), field: z.string().max(40) }),
          z.strictObject({ use: z.literal('attribute'), attribute: z.string().min(1).max(100) }),
          z.strictObject({
            use: z.literal('question'),
            question: z.string().max(40),
            scale: scaleSchema.nullable(),
            scaleColumn: z.int().min(0).max(mostColumns).nullable()
          }),
          z.strictObject({ use: z.literal('scale') }),
          z.strictObject({ use: z.literal('ignore') })
        ])
      })
    )
    .max(mostColumns),
  codes: z.partialRecord(z.enum(codeSets), z.record(z.string().max(200), z.string().regex(/^[A-Za-z0-9_-]{1,64}$/))),
  formats: z.strictObject({
    dayOrder: z.enum(['ymd', 'dmy', 'mdy']).nullable(),
    decimal: z.enum(['.', ',']).nullable(),
    currency: z.string().length(3).nullable(),
    rates: z.strictObject({
      base: z.string().length(3),
      perBase: z.record(z.string().length(3), z.number().positive())
    }),
    zone: z.string().refine(isOffset).nullable(),
    phoneCountry: z.string().length(2).nullable(),
    dontKnow: z.array(z.int()).max(20).default([])
  })
});

const units: Readonly<Record<string, string>> = {
  元: 'CNY',
  人民币: 'CNY',
  rmb: 'CNY',
  cny: 'CNY',
  eur: 'EUR',
  '€': 'EUR',
  欧元: 'EUR',
  usd: 'USD',
  美元: 'USD',
  gbp: 'GBP'
};

/** A header without case, spaces, punctuation and unit, and the currency its unit names. */
export function foldHeader(header: string): { readonly name: string; readonly currency: string | null } {
  const folded = foldCode(header.slice(0, 200));
  const unit =
    /[([]\s*(?:单位:?)?\s*([^)\]]+?)\s*[)\]]\s*$/u.exec(folded)?.[1] ??
    /[\s_-](eur|cny|rmb|usd|gbp)$/.exec(folded)?.[1];
  const currency = unit === undefined ? null : (units[unit] ?? null);
  const bare = currency === null ? folded : folded.replace(/(?:[([][^)\]]*[)\]]|[\s_-][a-z]{3})\s*$/u, '');
  return { name: bare.replace(/[^\p{L}\p{N}]+/gu, ''), currency };
}

/**
 * The mapping the headers suggest, for a person to check. Each field takes the first header that names it; what nobody knows
 * becomes an attribute, a column without header is ignored. Nothing that the file does not say is assumed: rates, the order
 * of dates, the scale of an old question stay open, and `mappingProblems` names them.
 */
export function guessMapping(
  kind: ImportKind,
  headers: readonly string[],
  model: LifecycleModel,
  baseCurrency = 'EUR'
): Mapping {
  const folded = headers.map(foldHeader);
  const targets: (Target | null)[] = headers.map(() => null);
  let currency: string | null = null;
  for (const field of fieldsOf[kind]) {
    const hit = firstBy(field.headers, (name) => folded.findIndex((h, i) => targets[i] === null && h.name === name));
    if (hit === null) continue;
    targets[hit] = { use: 'field', field: field.code };
    if (field.type === 'money') currency = folded[hit]?.currency ?? null;
  }
  if (kind === 'answers')
    guessQuestions(
      folded.map((h) => h.name),
      targets
    );
  const taken = new Set<string>();
  const columns = headers.map((header, i): Column => ({ header, target: targets[i] ?? remaining(header, taken) }));
  const codes: Partial<Record<CodeSet, CodeTable>> = {};
  for (const field of fieldsOf[kind]) {
    const set = codeSets.find((code) => code === field.type);
    if (set && columns.some((c) => c.target.use === 'field' && c.target.field === field.code))
      codes[set] = startingCodes(set, model);
  }
  return {
    kind,
    company: null,
    columns,
    codes,
    formats: {
      dayOrder: null,
      decimal: null,
      currency,
      rates: { base: baseCurrency, perBase: {} },
      zone: null,
      phoneCountry: null,
      dontKnow: kind === 'answers' ? [99] : []
    }
  };
}

function firstBy(names: readonly string[], find: (name: string) => number): number | null {
  for (const name of names) {
    const at = find(name);
    if (at >= 0) return at;
  }
  return null;
}

function guessQuestions(names: readonly string[], targets: (Target | null)[]): void {
  const questionAt = (name: string) => knownQuestions.find((question) => question.headers.includes(name));
  names.forEach((name, i) => {
    const question = targets[i] === null ? questionAt(name) : undefined;
    if (!question) return;
    const before = targets.some((t) => t?.use === 'question' && t.question === question.code);
    const old = before || /old|旧/.test(name);
    targets[i] = { use: 'question', question: question.code, scale: old ? null : question.scale, scaleColumn: null };
  });
  names.forEach((name, i) => {
    const base = /^(.+?)(?:scale|量表|分制)$/.exec(name)?.[1];
    if (targets[i] !== null || base === undefined) return;
    const asked = names.findIndex((other, j) => other === base && targets[j]?.use === 'question');
    const target = targets[asked];
    if (target?.use !== 'question') return;
    targets[asked] = { ...target, scale: null, scaleColumn: i };
    targets[i] = { use: 'scale' };
  });
}

/** An attribute under the name of its header; a second column of the same name is told apart by a number. */
function remaining(header: string, taken: Set<string>): Target {
  const name = cleanLine(header, 90).text;
  if (name === '') return { use: 'ignore' };
  let attribute = name;
  for (let n = 2; taken.has(attribute); n++) attribute = `${name} (${n})`;
  taken.add(attribute);
  return { use: 'attribute', attribute };
}

export type MappingReason =
  | 'no_columns'
  | 'too_many_columns'
  | 'header_too_long'
  | 'unknown_field'
  | 'missing_field'
  | 'two_columns_for_field'
  | 'two_columns_for_attribute'
  | 'two_columns_for_question'
  | 'unknown_question'
  | 'no_question'
  | 'scale_open'
  | 'scale_column_missing'
  | 'company_open'
  | 'company_twice'
  | 'stage_not_in_model'
  | 'currency_open'
  | 'rate_open';

export interface MappingProblem {
  readonly reason: MappingReason;
  /** Place of the column, from 0; null = the mapping as a whole. */
  readonly column: number | null;
  /** The field, attribute, question or currency it is about. */
  readonly about: string | null;
}

/** What keeps a mapping from being used; empty = it can be. Whether the company ids exist is for whoever knows the companies. */
export function mappingProblems(mapping: Mapping, model: LifecycleModel): MappingProblem[] {
  const problems: MappingProblem[] = [];
  const say = (reason: MappingReason, column: number | null = null, about: string | null = null) =>
    problems.push({ reason, column, about });
  const { columns, kind, formats } = mapping;
  if (columns.length === 0) say('no_columns');
  if (columns.length > mostColumns) say('too_many_columns', null, String(mostColumns));
  const seen = new Map<string, number>();
  columns.forEach(({ header, target }, i) => {
    if (header.length > limits.attribute) say('header_too_long', i);
    const key = keyOf(target);
    if (key === null) return;
    if (target.use === 'field' && !fieldsOf[kind].some((f) => f.code === target.field))
      say('unknown_field', i, target.field);
    if (target.use === 'question') {
      if (kind !== 'answers' || !knownQuestions.some((q) => q.code === target.question))
        say('unknown_question', i, target.question);
      if (target.scaleColumn === null && target.scale === null) say('scale_open', i, target.question);
      if (target.scaleColumn !== null && columns[target.scaleColumn]?.target.use !== 'scale')
        say('scale_column_missing', i, target.question);
    }
    if (seen.has(key.id)) say(`two_columns_for_${key.of}`, i, key.about);
    seen.set(key.id, i);
  });
  const has = (code: string) => seen.has(`field ${code}`);
  for (const field of fieldsOf[kind]) if (field.required && !has(field.code)) say('missing_field', null, field.code);
  if (kind === 'answers' && !columns.some((c) => c.target.use === 'question')) say('no_question');
  if (mapping.company === null && !has('company')) say('company_open');
  if (mapping.company !== null && has('company')) say('company_twice', seen.get('field company') ?? null);
  const stages = new Set(Object.values(mapping.codes.stage ?? {}));
  for (const code of stages) if (stageOrder(model, code) < 0) say('stage_not_in_model', null, code);
  if (has('value')) {
    if (formats.currency === null && !has('currency')) say('currency_open', seen.get('field value') ?? null);
    const { currency, rates } = formats;
    if (currency !== null && currency !== rates.base && !(Number(rates.perBase[currency]) > 0))
      say('rate_open', seen.get('field value') ?? null, currency);
  }
  return problems;
}

/** What a target fills. Two columns may ask one question on different scales. */
function keyOf(target: Target): { id: string; of: 'field' | 'attribute' | 'question'; about: string } | null {
  if (target.use === 'field') return { id: `field ${target.field}`, of: 'field', about: target.field };
  if (target.use === 'attribute')
    return { id: `attribute ${target.attribute}`, of: 'attribute', about: target.attribute };
  if (target.use !== 'question') return null;
  const scale = target.scale === null ? `column ${target.scaleColumn}` : `${target.scale.min} ${target.scale.max}`;
  return { id: `question ${target.question} ${scale}`, of: 'question', about: target.question };
}
