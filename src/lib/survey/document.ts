/**
 * The survey document: what is stored, imported, exported and published. Strict: what it does not know it refuses, with a JSON
 * pointer to the place. A document may be incomplete (a draft); whether it can be published is decided in `review.ts`.
 */
import * as z from 'zod';
import { operators, type Condition } from './condition.ts';
import { kinds, notApplicable, ruleOf, type Kind } from './kinds.ts';
import { cleanText } from './text.ts';

/** Largest document as JSON text, in characters. */
export const documentLimit = 512 * 1024;
/** Most problems one reading reports. */
export const problemLimit = 200;
const questionLimit = 300;
const conditionDepth = 6;

const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/, 'a language tag such as en or zh-CN');
const id = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'small letters, digits and _, starting with a letter, at most 40')
  .refine((value) => value !== 'constructor', 'a reserved word');

/** A text in several languages: `{ "en": "…", "zh-CN": "…" }`. Texts are NFC and without control characters. */
function localised(limit: number) {
  return z.record(languageTag, z.string().max(limit).overwrite(cleanText));
}
export type Localised = Readonly<Record<string, string>>;

const value = z.union([z.number(), z.string().max(100)]);
const comparison = z.strictObject({
  question: id,
  op: z.enum(operators),
  value: z.union([value, z.array(value).max(50)]).optional()
});

function condition(depth: number): z.ZodType<Condition> {
  if (depth === 0) return comparison;
  const deeper = condition(depth - 1);
  return z.union([
    comparison,
    z.strictObject({ all: z.array(deeper).min(1).max(20) }),
    z.strictObject({ any: z.array(deeper).min(1).max(20) }),
    z.strictObject({ not: deeper })
  ]);
}
const showIf = condition(conditionDepth).optional();

const scale = z.strictObject({
  min: z.int(),
  max: z.int(),
  /** Words by code. The two ends must have words; the codes between may. */
  labels: z.record(z.string().regex(/^-?\d{1,3}$/), localised(100)),
  /** How the scale is drawn, from the start of the line: low code first or high code first. Part of the version (UX-05). */
  direction: z.enum(['ascending', 'descending']).default('ascending')
});

const option = z.strictObject({
  code: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'small letters, digits, _ and -, at most 40')
    .refine((code) => code !== notApplicable && code !== 'constructor', 'a reserved word'),
  text: localised(300)
});

const question = z.strictObject({
  id,
  kind: z.enum(Object.keys(kinds) as [Kind, ...Kind[]]),
  text: localised(1000),
  hint: localised(500).optional(),
  required: z.boolean().default(false),
  scale: scale.optional(),
  options: z.array(option).min(2).max(100).optional(),
  /** Lines of a text field; 1 is a short answer. */
  lines: z.int().min(1).max(20).optional(),
  /** Words of the "does not apply" answer; without them there is none. */
  naLabel: localised(100).optional(),
  /** Name of the metric the question feeds. */
  metric: id.optional(),
  /** True where a low code is the good end. */
  reversed: z.boolean().optional(),
  /** Id of a group of its page: questions of one group stand under one heading. */
  group: id.optional(),
  showIf
});

const page = z.strictObject({
  id,
  title: localised(200).optional(),
  groups: z
    .array(z.strictObject({ id, text: localised(1000), hint: localised(500).optional() }))
    .max(20)
    .default([]),
  questions: z.array(question).min(1).max(100),
  showIf
});

const farewell = z.strictObject({ title: localised(200), text: localised(2000) });

const schema = z.strictObject({
  format: z.literal('concord-survey-1'),
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'small letters, digits and -, at most 60'),
  /** Name of the survey for the people who run it. */
  title: localised(200),
  /** What the respondent reads at the top; the title when absent. */
  heading: localised(200).optional(),
  baseLanguage: languageTag,
  languages: z.array(languageTag).min(1).max(40),
  /** Where the questions come from: published instruments and their wording. */
  sources: z.array(z.string().max(500).overwrite(cleanText)).max(50).default([]),
  /** Who asks, why this person, how long; details one tap away (UX-16). */
  trust: z.strictObject({
    line: localised(500),
    details: z
      .array(z.strictObject({ term: localised(100), text: localised(1000) }))
      .max(12)
      .default([])
  }),
  privacy: z.strictObject({ version: z.string().min(1).max(40).overwrite(cleanText), text: localised(20_000) }),
  pages: z.array(page).min(1).max(50),
  /** The thank-you page, by the answer to one question where bands are given (UX-15). */
  thanks: z.strictObject({
    by: id.optional(),
    bands: z
      .array(farewell.extend({ from: z.int(), to: z.int() }))
      .max(10)
      .default([]),
    otherwise: farewell
  })
});

export type SurveyDocument = z.infer<typeof schema>;
export type Page = SurveyDocument['pages'][number];
export type Question = Page['questions'][number];
export type Scale = NonNullable<Question['scale']>;

export interface Problem {
  /** JSON pointer to the place (RFC 6901); empty for the whole document. */
  readonly pointer: string;
  readonly code: string;
  /** For developers, in English; may repeat words of the document, so it is shown as text only. */
  readonly message: string;
}

export type Reading =
  | { readonly ok: true; readonly document: SurveyDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Steps of a path as an RFC 6901 pointer. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => '/' + String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('');
}

/** Every text of a document with its pointer, in reading order. */
export function textsOf(document: SurveyDocument): { pointer: string; text: Localised }[] {
  const found: { pointer: string; text: Localised }[] = [];
  const walk = (node: unknown, path: readonly PropertyKey[], key: string): void => {
    if (node === null || typeof node !== 'object') return;
    if (textKeys.has(key)) found.push({ pointer: pointerOf(path), text: node as Localised });
    else if (key === 'labels') {
      for (const [code, text] of Object.entries(node)) found.push({ pointer: pointerOf([...path, code]), text });
    } else {
      for (const [name, child] of Object.entries(node)) {
        walk(child, [...path, Array.isArray(node) ? Number(name) : name], name);
      }
    }
  };
  walk(document, [], '');
  return found;
}
const textKeys = new Set(['title', 'heading', 'line', 'term', 'text', 'hint', 'naLabel']);

/** All questions of a document in order. */
export function questionsOf(document: SurveyDocument): Question[] {
  return document.pages.flatMap((page) => page.questions);
}

/** The JSON Schema of the document, for the API description. */
export function documentJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12', reused: 'ref' });
}

/**
 * Reads a document from a value. A kind's own demands (scale, options, metric) are checked here too, so that a document that
 * was read can always be drawn. At most 200 problems come back.
 */
export function readDocument(input: unknown): Reading {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    return failed(
      parsed.error.issues.map((issue) => ({
        pointer: pointerOf(issue.path),
        code: issue.code,
        message: issue.message.slice(0, 300)
      }))
    );
  }
  const problems = [...languageProblems(parsed.data), ...structureProblems(parsed.data)];
  return problems.length > 0 ? failed(problems) : { ok: true, document: parsed.data };
}

/** Reads a document from JSON text; text over 512 K characters or that is no JSON is one problem. */
export function readDocumentText(text: string): Reading {
  if (text.length > documentLimit) {
    return failed([{ pointer: '', code: 'too_big', message: `At most ${documentLimit} characters` }]);
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    return failed([{ pointer: '', code: 'not_json', message: 'The text is not JSON' }]);
  }
  return readDocument(input);
}

function failed(problems: readonly Problem[]): Reading {
  return { ok: false, problems: problems.slice(0, problemLimit) };
}

function* languageProblems(document: SurveyDocument): Generator<Problem> {
  const languages = new Set(document.languages);
  if (!languages.has(document.baseLanguage)) {
    yield {
      pointer: '/baseLanguage',
      code: 'language_unknown',
      message: 'The base language is not among the languages'
    };
  }
  for (const { pointer, text } of textsOf(document)) {
    for (const language of Object.keys(text)) {
      if (!languages.has(language)) {
        yield { pointer: `${pointer}/${language}`, code: 'language_unknown', message: 'Not among the languages' };
      }
    }
  }
}

function* structureProblems(document: SurveyDocument): Generator<Problem> {
  if (questionsOf(document).length > questionLimit) {
    yield { pointer: '/pages', code: 'too_big', message: `At most ${questionLimit} questions` };
  }
  for (const [p, page] of document.pages.entries()) {
    for (const [q, question] of page.questions.entries()) {
      const at = `/pages/${p}/questions/${q}`;
      for (const [field, message] of kindProblems(question)) {
        yield { pointer: `${at}/${field}`, code: 'kind', message };
      }
    }
  }
}

/** What a question has that its kind does not take, or lacks that its kind needs: [field, message]. */
function* kindProblems(question: Question): Generator<[string, string]> {
  const rule = ruleOf(question.kind);
  const { scale } = question;
  if (rule.asks === 'code') {
    if (scale === undefined) yield ['scale', `A question of kind ${question.kind} needs a scale`];
    else if (!rule.scales?.some(([min, max]) => min === scale.min && max === scale.max)) {
      yield ['scale', `${scale.min} to ${scale.max} is no scale of kind ${question.kind}`];
    } else {
      for (const code of Object.keys(scale.labels)) {
        if (Number(code) < scale.min || Number(code) > scale.max) yield [`scale/labels/${code}`, 'Outside the scale'];
      }
    }
  } else {
    if (scale !== undefined) yield ['scale', `A question of kind ${question.kind} has no scale`];
    if (question.metric !== undefined) yield ['metric', `A question of kind ${question.kind} feeds no metric`];
  }
  if (rule.asks === 'option' && question.options === undefined)
    yield ['options', 'A choice needs at least two options'];
  if (rule.asks !== 'option' && question.options !== undefined) {
    yield ['options', `A question of kind ${question.kind} has no options`];
  }
  if ((rule.asks === 'text' || rule.asks === 'nothing') && question.naLabel !== undefined) {
    yield ['naLabel', `A question of kind ${question.kind} has no "does not apply"`];
  }
  if (rule.asks === 'nothing' && question.required) yield ['required', 'A statement asks for nothing'];
}
