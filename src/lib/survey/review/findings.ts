/**
 * The table of everything the review can find. Codes travel; what, why and how to mend stand in `messages/<language>/survey_lint.json`.
 */

/** `error`: cannot be published. `warning`: worth a look before publishing, can be dismissed with a reason. */
export type Severity = 'error' | 'warning';

/** Points a finding takes off a survey's hundred; errors take all that a warning of weight 5 would four times. */
interface Rule {
  readonly severity: Severity;
  readonly weight: number;
}
const error: Rule = { severity: 'error', weight: 20 };
const warning = (weight: 1 | 2 | 3 | 5): Rule => ({ severity: 'warning', weight });

/** Every code with its severity and weight: first what publishing checks, then what the question lint looks at (UX-42 to UX-53). */
export const rules = {
  // Ids
  'duplicate-id': error,
  'duplicate-option': error,
  'language-twice': error,
  // Texts
  'missing-text': error,
  'unknown-name': warning(5),
  'piped-later': error,
  'piped-same-page': warning(3),
  // References
  'question-gone': error,
  'question-later': error,
  'later-by-chance': error,
  'value-gone': error,
  'computed-gone': error,
  'computed-ring': error,
  'arm-gone': error,
  'quota-gone': error,
  'group-gone': error,
  'carried-ring': error,
  'carried-nothing': error,
  'page-gone': error,
  'shuffle-overlap': error,
  'bands-overlap': error,
  'band-empty': error,
  'unknown-metric': error,
  'metric-twice': error,
  // Ways
  'nothing-asked': error,
  'leads-back': error,
  'way-by-chance': warning(5),
  'never-taken': warning(3),
  'ending-unreached': error,
  'never-shown': error,
  'never-seen': warning(3),
  // Demands
  'choose-impossible': error,
  'too-few-left': error,
  'too-few-options': error,
  'length-impossible': error,
  'days-impossible': error,
  'pattern-invalid': error,
  'check-impossible': error,
  // Wording
  'double-barrelled': warning(5),
  leading: warning(5),
  'double-negative': warning(5),
  absolute: warning(2),
  jargon: warning(2),
  acronym: warning(2),
  'too-long': warning(2),
  'no-time-frame': warning(3),
  'asked-twice': warning(3),
  // Scales and options
  'unlabelled-ends': error,
  'unbalanced-scale': warning(5),
  'mixed-directions': warning(5),
  options: warning(3),
  'metric-wording': warning(5),
  // The survey as a whole
  'required-text': warning(2),
  'sensitive-first': warning(3),
  'survey-length': warning(3)
} as const satisfies Readonly<Record<string, Rule>>;

export type FindingCode = keyof typeof rules;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** JSON pointer into the document. */
  readonly pointer: string;
  /** Language of the text it is about, where it is about words. */
  readonly language?: string;
  /** What it is about: an id, a name, the word that was found. */
  readonly detail?: string;
  /** Words that would do better. */
  readonly rewrite?: string;
}

/** Notes a finding. The severity comes from the table unless given. */
export type Say = (
  code: FindingCode,
  pointer: string,
  detail?: string,
  more?: Partial<Pick<Finding, 'language' | 'rewrite' | 'severity'>>
) => void;

/** A list of findings and the function that adds to it; the same thing is said once. */
export function notebook(): { found: Finding[]; say: Say } {
  const found: Finding[] = [];
  const said = new Set<string>();
  const say: Say = (code, pointer, detail, more) => {
    const key = `${code}\n${pointer}\n${detail ?? ''}\n${more?.language ?? ''}`;
    if (said.has(key)) return;
    said.add(key);
    const { severity } = rules[code];
    found.push({ code, severity, pointer, ...(detail === undefined ? {} : { detail }), ...more });
  };
  return { found, say };
}

/** True when nothing found stops the survey from being published. */
export function publishable(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity === 'warning');
}

/**
 * How far a survey is from having nothing to find, 0 to 100: a hundred less the weights of what is open, the same code counting
 * at most three times, so that one habit does not hide everything else. A measure of progress for one survey, not a grade to
 * compare surveys by: nobody has shown that it predicts better answers.
 */
export function score(findings: readonly Finding[]): number {
  const times = new Map<FindingCode, number>();
  let left = 100;
  for (const { code } of findings) {
    const count = (times.get(code) ?? 0) + 1;
    times.set(code, count);
    if (count <= 3) left -= rules[code].weight;
  }
  return Math.max(0, left);
}
