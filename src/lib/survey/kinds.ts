/**
 * The kinds of question: what each asks for and which scale it may use. Adding a kind is one row here, one component in
 * `ui/questions` and one test. The respondent's page carries this file, so it imports no library.
 */

/** `code`: a whole number on a scale. `option`: one code of a list. `text`: words. `nothing`: only something to read. */
export type Asks = 'code' | 'option' | 'text' | 'nothing';

export interface KindRule {
  readonly asks: Asks;
  /** Scales the kind allows, as [min, max]; only for kinds that ask for a code. */
  readonly scales?: readonly (readonly [number, number])[];
  /** Seconds a usual respondent needs besides reading, for the estimate of length. */
  readonly seconds: number;
}

export const kinds = {
  nps: { asks: 'code', scales: [[0, 10]], seconds: 5 },
  rating: {
    asks: 'code',
    scales: [0, 1].flatMap((min) => [2, 3, 4, 5, 6, 7, 8, 9, 10].map((span) => [min, min + span] as const)),
    seconds: 4
  },
  ces: {
    asks: 'code',
    scales: [
      [1, 7],
      [1, 5]
    ],
    seconds: 5
  },
  choice: { asks: 'option', seconds: 5 },
  text: { asks: 'text', seconds: 25 },
  statement: { asks: 'nothing', seconds: 0 }
} as const satisfies Record<string, KindRule>;

export type Kind = keyof typeof kinds;

/** The answer that says "does not apply to me". Never scored; no option may use it as its code. */
export const notApplicable = 'na';

/** Longest text answer in characters (UTF-16 units, as browsers count `maxlength`). */
export const textLimit = 4000;

/** The rule of a kind. */
export function ruleOf(kind: Kind): KindRule {
  return kinds[kind];
}
