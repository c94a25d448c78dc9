/** The review of a questionnaire: what stands between a draft and a version that can be sent out, and what its questions could do better. */
import type { SurveyDocument } from '../document.ts';
import { checkDemands } from './demands.ts';
import { notebook, type Finding } from './findings.ts';
import { lint, type LintOptions } from './lint.ts';
import { checkIds } from './ids.ts';
import { planOf } from './places.ts';
import { checkReach } from './reach.ts';
import { checkReferences } from './references.ts';
import { checkTexts } from './texts.ts';
import { checkMetrics, checkThanks, checkWays } from './ways.ts';

/**
 * The publish check: no dead end, no way back, nothing unreachable, nothing that names what is gone. `metrics` are those that
 * exist; without them their names are not checked. A document without errors can be answered to its end.
 */
export function checkPublishing(document: SurveyDocument, metrics?: readonly string[]): Finding[] {
  const { found, say } = notebook();
  const plan = planOf(document);
  checkIds(document, say);
  checkTexts(plan, say);
  checkReferences(plan, say);
  checkWays(plan, say);
  checkThanks(plan, say);
  checkMetrics(plan, say, metrics);
  checkDemands(plan, say);
  // Conditions that name what is gone are said already; what follows from them would only repeat it.
  if (!found.some(({ code }) => unsettled.has(code))) checkReach(plan, say);
  return found;
}
const unsettled: ReadonlySet<string> = new Set([
  'duplicate-id',
  'duplicate-option',
  'question-gone',
  'question-later',
  'value-gone',
  'computed-gone',
  'computed-ring',
  'arm-gone',
  'quota-gone',
  'carried-ring',
  'carried-nothing',
  'page-gone',
  'leads-back'
]);

/** Everything found in a document: what publishing checks, then what the lint of its questions says. */
export function review(document: SurveyDocument, options: ReviewOptions = {}): Finding[] {
  return [...checkPublishing(document, options.metrics), ...lint(document, options)];
}

export interface ReviewOptions extends LintOptions {
  /** Metrics that exist; without it their names are not checked. */
  readonly metrics?: readonly string[] | undefined;
}
