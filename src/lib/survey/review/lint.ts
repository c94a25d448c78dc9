/**
 * The question lint (UX-40 to UX-53): what the wording, the scales and the order of questions could do better, by rules that give
 * the same answer every time. It looks at words, not at meaning: what it says is worth a look, and can be dismissed with a reason.
 * Readability formulas are left out on purpose (UX-41).
 */
import type { SurveyDocument } from '../document.ts';
import { notebook, type Finding } from './findings.ts';
import { lintOptions } from './options.ts';
import { lintScales } from './scales.ts';
import { lintMetrics } from './standards.ts';
import { lintWhole } from './whole.ts';
import { linesOf, lintWording, type WordOptions } from './wording.ts';

export interface LintOptions extends WordOptions {
  /** The version respondents see now: what differs from it in questions that feed metrics breaks their trend. */
  readonly previous?: SurveyDocument | undefined;
}

/** What the lint finds in a document, in English and Chinese texts; other languages are looked at where words do not matter. */
export function lint(document: SurveyDocument, options: LintOptions = {}): Finding[] {
  const { found, say } = notebook();
  const lines = linesOf(document);
  lintWording(lines, options, say);
  lintScales(document, say);
  lintOptions(document, say);
  lintMetrics(document, lines, options.previous, say);
  lintWhole(document, lines, say);
  return found;
}
