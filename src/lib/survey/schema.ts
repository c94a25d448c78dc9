/**
 * The schema of a survey document: what is stored, imported, exported and published. Strict: what it does not know it refuses. A
 * document may be incomplete (a draft); whether it can be published is decided in `review.ts`. `format.ts` reads with it.
 */
import * as z from 'zod';
import { operators, type Condition } from './condition.ts';
import type { Expression } from './expression.ts';
import { contactParts, kinds, looks, notApplicable, type Kind } from './kinds.ts';
import { cleanText } from './text.ts';

const depthLimit = 6;

const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/, 'a language tag such as en or zh-CN');
const id = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'small letters, digits and _, starting with a letter, at most 40')
  .refine((value) => value !== 'constructor', 'a reserved word');
const code = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'small letters, digits, _ and -, at most 40')
  .refine((value) => value !== notApplicable && value !== 'constructor', 'a reserved word');
/** What the team calls it; respondents never see it. Without one its id stands. */
const name = z.string().max(100).overwrite(cleanText).optional();
const fieldName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,39}(\.[a-z0-9][a-z0-9_-]{0,39}){0,2}$/,
    'a question, or question.item, or question.item.side'
  );
const knownName = z
  .string()
  .regex(
    /^(company|stage|tier|region|language|channel|(segment|attribute|arm|quota)\.[\p{L}\p{N}][\p{L}\p{N}_ -]{0,59})$/u,
    'company, stage, tier, region, language, channel, segment.…, attribute.…, arm.… or quota.…'
  );

/** A text in several languages: `{ "en": "…", "zh-CN": "…" }`. Texts are NFC and without control characters. */
function localised(limit: number) {
  return z.record(languageTag, z.string().max(limit).overwrite(cleanText));
}

const value = z.union([z.number(), z.string().max(200)]);
const subject = z.union([
  z.strictObject({ question: fieldName }),
  z.strictObject({ known: knownName }),
  z.strictObject({ computed: id })
]);
const test = {
  op: z.enum(operators),
  value: z.union([value, z.array(value).max(100)]).optional(),
  than: subject.optional()
};
const comparison = z.union([
  z.strictObject({ question: fieldName, ...test }),
  z.strictObject({ known: knownName, ...test }),
  z.strictObject({ computed: id, ...test })
]);

function condition(depth: number): z.ZodType<Condition> {
  if (depth === 0) return comparison;
  const deeper = condition(depth - 1);
  return z.union([
    comparison,
    z.strictObject({ all: z.array(deeper).min(1).max(50) }),
    z.strictObject({ any: z.array(deeper).min(1).max(50) }),
    z.strictObject({ not: deeper })
  ]);
}
const anyCondition = condition(depthLimit);
const showIf = anyCondition.optional();

function expression(depth: number): z.ZodType<Expression> {
  const simple = z.union([z.number(), z.string().max(200), subject]);
  if (depth === 0) return simple;
  const deeper = expression(depth - 1);
  const list = z.array(deeper).min(1).max(100);
  const two = z.tuple([deeper, deeper]);
  return z.union([
    simple,
    z.strictObject({ sum: list }),
    z.strictObject({ mean: list }),
    z.strictObject({ least: list }),
    z.strictObject({ greatest: list }),
    z.strictObject({ product: list }),
    z.strictObject({ difference: two }),
    z.strictObject({ quotient: two }),
    z.strictObject({ count: list }),
    z.strictObject({ round: deeper, digits: z.int().min(0).max(6).optional() }),
    z.strictObject({ join: list }),
    z.strictObject({ if: anyCondition, then: deeper, else: deeper.optional() })
  ]);
}

const scale = z.strictObject({
  min: z.int(),
  max: z.int(),
  /** Words by code. The two ends must have words; the codes between may. */
  labels: z.record(z.string().regex(/^-?\d{1,3}$/), localised(100)),
  /** How the scale is drawn, from the start of the line: low code first or high code first. Part of the version (UX-05). */
  direction: z.enum(['ascending', 'descending']).default('ascending')
});

const option = z.strictObject({
  code,
  text: localised(500),
  /** Chosen alone or not at all: "none of these". */
  exclusive: z.boolean().optional(),
  /** Asks for words of one's own. */
  other: z.boolean().optional(),
  /** Keeps its place when the others are shuffled. */
  fixed: z.boolean().optional(),
  /** A picture kept by Concord, by the SHA-256 of its bytes, and what it shows for those who do not see it. */
  image: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), alt: localised(200) }).optional(),
  showIf
});

const item = z.strictObject({
  id: code,
  text: localised(1000),
  /** Name of the metric the item feeds; of a pair, its perceived side. */
  metric: id.optional(),
  reversed: z.boolean().optional(),
  fixed: z.boolean().optional(),
  showIf
});

/** Options or items taken over from an earlier question, by what was answered there. */
const carried = z.strictObject({
  question: id,
  which: z.enum(['chosen', 'not_chosen', 'rated']),
  /** Lowest and highest code that counts as `rated` so. */
  from: z.int().optional(),
  to: z.int().optional()
});

const question = z.strictObject({
  id,
  kind: z.enum(Object.keys(kinds) as [Kind, ...Kind[]]),
  text: localised(4000),
  hint: localised(1000).optional(),
  required: z.boolean().default(false),
  requiredIf: anyCondition.optional(),
  scale: scale.optional(),
  look: z.enum(looks).optional(),
  options: z.array(option).max(300).optional(),
  optionsFrom: carried.optional(),
  items: z.array(item).max(60).optional(),
  itemsFrom: carried.optional(),
  /** Headings of the two sides of a pair. */
  sides: z.strictObject({ expected: localised(200), perceived: localised(200) }).optional(),
  /** Least and most codes of a set, or places of a ranking. */
  choose: z
    .strictObject({ min: z.int().min(0).max(300).optional(), max: z.int().min(1).max(300).optional() })
    .optional(),
  /** What the numbers of a constant sum add up to. */
  total: z.number().positive().max(1e9).optional(),
  range: z
    .strictObject({
      min: z.number().optional(),
      max: z.number().optional(),
      step: z.number().positive().optional(),
      decimals: z.int().min(0).max(6).optional(),
      unit: localised(40).optional(),
      /** Words at the two ends of a slider. */
      ends: z.strictObject({ low: localised(100), high: localised(100) }).optional()
    })
    .optional(),
  days: z.strictObject({ from: z.iso.date().optional(), to: z.iso.date().optional() }).optional(),
  /** Lines of a text field; 1 is a short answer. */
  lines: z.int().min(1).max(20).optional(),
  length: z
    .strictObject({ min: z.int().min(1).max(4000).optional(), max: z.int().min(1).max(4000).optional() })
    .optional(),
  /** A pattern of RE2 the whole text must match, and what to say if it does not. */
  pattern: z.strictObject({ source: z.string().min(1).max(300), message: localised(300) }).optional(),
  parts: z
    .array(z.strictObject({ part: z.enum(contactParts), required: z.boolean().default(false) }))
    .min(1)
    .max(contactParts.length)
    .optional(),
  /** Further demands on the answers so far, and what to say when they are not met. */
  checks: z
    .array(z.strictObject({ holds: anyCondition, message: localised(300) }))
    .max(20)
    .optional(),
  /** Words of the "does not apply" answer; without them there is none. */
  naLabel: localised(100).optional(),
  /** Name of the metric the question feeds. */
  metric: id.optional(),
  /** True where a low code is the good end. */
  reversed: z.boolean().optional(),
  /** Options or items in an order of chance, the same for one respondent whenever they come back. */
  shuffle: z.boolean().optional(),
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
  questions: z.array(question).max(100),
  /** Questions in an order of chance. */
  shuffle: z.boolean().optional(),
  showIf,
  /** Where to go from here, when not to the next page: the first that holds. */
  next: z
    .array(z.strictObject({ if: anyCondition.optional(), to: id }))
    .max(50)
    .optional()
});

const farewell = z.strictObject({ title: localised(200), text: localised(2000) });

export const schema = z.strictObject({
  format: z.literal('concord-survey-1'),
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'small letters, digits and -, at most 60'),
  /** Name of the survey for the people who run it. */
  title: localised(200),
  /** What the respondent reads at the top; the title when absent. */
  heading: localised(200).optional(),
  baseLanguage: languageTag,
  languages: z.array(languageTag).min(1).max(40),
  /** Whom it asks; employees never enter customer scores. */
  respondents: z.enum(['customers', 'employees']).optional(),
  /** Where the questions come from: published instruments and their wording. */
  sources: z.array(z.string().max(500).overwrite(cleanText)).max(50).default([]),
  /** For the people who run it: what an import could not take over, by place. Respondents never see it. */
  notes: z
    .array(
      z.strictObject({
        at: z.string().max(200),
        /** Which kind of loss it is, for a sentence in the reader's language. */
        code: z
          .string()
          .regex(/^[a-z][a-z_]{0,39}$/)
          .optional(),
        text: z.string().max(2000).overwrite(cleanText)
      })
    )
    .max(1000)
    .optional(),
  /** Findings of the review that were looked at and left as they are, with the reason. */
  dismissed: z
    .array(
      z.strictObject({
        code: z.string().max(40),
        at: z.string().max(200),
        reason: z.string().min(1).max(500).overwrite(cleanText)
      })
    )
    .max(500)
    .optional(),
  /** Who asks, why this person, how long; details one tap away (UX-16). */
  trust: z.strictObject({
    line: localised(500),
    details: z
      .array(z.strictObject({ term: localised(100), text: localised(1000) }))
      .max(12)
      .default([])
  }),
  privacy: z.strictObject({ version: z.string().min(1).max(40).overwrite(cleanText), text: localised(20_000) }),
  pages: z.array(page).min(1).max(100),
  /** Sets of pages that exchange their places by chance. */
  shuffledPages: z.array(z.array(id).min(2).max(50)).max(20).optional(),
  /** Experiments: each respondent gets one arm by chance, `arm.<id>` to conditions. */
  experiments: z
    .array(
      z.strictObject({
        id,
        name,
        arms: z
          .array(z.strictObject({ id: code, name, weight: z.int().min(1).max(1000).default(1) }))
          .min(2)
          .max(10)
      })
    )
    .max(20)
    .optional(),
  /**
   * How many completed responses are wanted of whom, of everybody without a condition. Full, it ends the survey for the next one, or
   * is only known as `quota.<id>`.
   */
  quotas: z
    .array(z.strictObject({ id, name, limit: z.int().min(0).max(10_000_000), when: showIf, full: id.optional() }))
    .max(50)
    .optional(),
  computed: z
    .array(z.strictObject({ id, name, value: expression(depthLimit) }))
    .max(100)
    .optional(),
  /** Means over several items, with weights: what this survey makes of a metric that is not asked but worked out. */
  indexes: z
    .array(
      z.strictObject({
        metric: id,
        items: z
          .array(
            z.strictObject({
              field: fieldName,
              weight: z.number().positive().max(1000).default(1),
              gap: z.boolean().optional()
            })
          )
          .min(1)
          .max(100)
      })
    )
    .max(30)
    .optional(),
  /** Ways out before the last page: screened out, over quota, or simply done. */
  endings: z
    .array(farewell.extend({ id, kind: z.enum(['complete', 'screened_out']) }))
    .max(20)
    .optional(),
  /** The thank-you page, by the answer to one question where bands are given (UX-15). */
  thanks: z.strictObject({
    by: fieldName.optional(),
    bands: z
      .array(farewell.extend({ from: z.int(), to: z.int() }))
      .max(10)
      .default([]),
    otherwise: farewell
  })
});

export type SurveyDocument = z.infer<typeof schema>;
