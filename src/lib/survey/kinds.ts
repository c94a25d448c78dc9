/**
 * The kinds of question: what each asks for, which parts it needs and which it may have. Adding a kind is one row here, one
 * component in `ui/questions` and one test. The respondent's page carries this file, so it imports no library.
 */

/**
 * What a field asks for. `code`: a whole number on a scale. `option`: one code of a list. `options`: a set of them. `rank`: a
 * place, 1 is first. `number`, `date` (`2026-03-31`), `text`: what they say. `tick`: `yes` or nothing. `na`: "does not apply" or
 * nothing, for kinds whose other fields cannot say it. `nothing`: only something to read.
 */
export type Asks = 'code' | 'option' | 'options' | 'rank' | 'number' | 'date' | 'text' | 'tick' | 'na' | 'nothing';

/** What a question has a field for: itself, each item, both sides of each item, each option, each part of a contact. */
export type Per = 'question' | 'item' | 'side' | 'option' | 'part';

/** Parts of a question that only some kinds have. */
export type Part =
  | 'scale'
  | 'look'
  | 'items'
  | 'sides'
  | 'options'
  | 'choose'
  | 'total'
  | 'range'
  | 'days'
  | 'lines'
  | 'length'
  | 'pattern'
  | 'parts'
  | 'naLabel'
  | 'metric'
  | 'shuffle'
  | 'required';

export interface KindRule {
  readonly asks: Asks;
  readonly per: Per;
  /** Without these the kind cannot be drawn. */
  readonly needs: readonly Part[];
  readonly takes: readonly Part[];
  /** Scales the kind allows, as [min, max]; only for kinds that ask for a code. */
  readonly scales?: readonly (readonly [number, number])[];
  /** Seconds a usual respondent needs for each field besides reading, for the estimate of length. */
  readonly seconds: number;
}

/** Scales of 3 to 11 points that start at 0 or 1. */
const anyScale = [0, 1].flatMap((min) => [2, 3, 4, 5, 6, 7, 8, 9, 10].map((span) => [min, min + span] as const));
const always = ['naLabel', 'required'] as const;

export const kinds = {
  nps: { asks: 'code', per: 'question', needs: ['scale'], takes: ['metric', ...always], scales: [[0, 10]], seconds: 5 },
  rating: {
    asks: 'code',
    per: 'question',
    needs: ['scale'],
    takes: ['look', 'metric', ...always],
    scales: anyScale,
    seconds: 4
  },
  csat: {
    asks: 'code',
    per: 'question',
    needs: ['scale'],
    takes: ['look', 'metric', ...always],
    scales: anyScale,
    seconds: 4
  },
  ces: {
    asks: 'code',
    per: 'question',
    needs: ['scale'],
    takes: ['metric', ...always],
    scales: [
      [1, 7],
      [1, 5]
    ],
    seconds: 5
  },
  matrix: {
    asks: 'code',
    per: 'item',
    needs: ['scale', 'items'],
    takes: ['shuffle', ...always],
    scales: anyScale,
    seconds: 4
  },
  pairs: {
    asks: 'code',
    per: 'side',
    needs: ['scale', 'items', 'sides'],
    takes: ['shuffle', ...always],
    scales: anyScale,
    seconds: 4
  },
  choice: { asks: 'option', per: 'question', needs: ['options'], takes: ['shuffle', ...always], seconds: 5 },
  dropdown: { asks: 'option', per: 'question', needs: ['options'], takes: ['shuffle', ...always], seconds: 6 },
  multiple: {
    asks: 'options',
    per: 'question',
    needs: ['options'],
    takes: ['choose', 'shuffle', ...always],
    seconds: 8
  },
  ranking: { asks: 'rank', per: 'option', needs: ['options'], takes: ['choose', 'shuffle', ...always], seconds: 5 },
  sum: { asks: 'number', per: 'option', needs: ['options', 'total'], takes: ['shuffle', ...always], seconds: 6 },
  text: { asks: 'text', per: 'question', needs: [], takes: ['lines', 'length', 'pattern', 'required'], seconds: 25 },
  number: { asks: 'number', per: 'question', needs: [], takes: ['range', ...always], seconds: 6 },
  slider: { asks: 'number', per: 'question', needs: ['range'], takes: [...always], seconds: 5 },
  date: { asks: 'date', per: 'question', needs: [], takes: ['days', ...always], seconds: 8 },
  yesno: { asks: 'option', per: 'question', needs: [], takes: [...always], seconds: 4 },
  contact: { asks: 'text', per: 'part', needs: ['parts'], takes: [], seconds: 8 },
  consent: { asks: 'tick', per: 'question', needs: [], takes: ['required'], seconds: 3 },
  statement: { asks: 'nothing', per: 'question', needs: [], takes: [], seconds: 0 }
} as const satisfies Record<string, KindRule>;

export type Kind = keyof typeof kinds;

/** The answer that says "does not apply to me". Never scored; no option may use it as its code. */
export const notApplicable = 'na';

/** Codes of a yes/no question, in the order they are drawn. */
export const yesNo = ['yes', 'no'] as const;

/** How a rating is drawn; numbers unless said otherwise. */
export const looks = ['numbers', 'stars', 'smileys'] as const;

/** What a contact question may ask for. */
export const contactParts = ['name', 'company', 'email', 'phone'] as const;
export type ContactPart = (typeof contactParts)[number];

/** The two sides of an expectation-and-perception pair. */
export const pairSides = ['expected', 'perceived'] as const;
export type PairSide = (typeof pairSides)[number];

/** Longest text answer in characters (UTF-16 units, as browsers count `maxlength`). */
export const textLimit = 4000;

/** The rule of a kind. */
export function ruleOf(kind: Kind): KindRule {
  return kinds[kind];
}
