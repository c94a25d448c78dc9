/** Findings that somebody looked at and lets stand, with the reason. A dismissal follows its question when pages are moved. */
import { placeOf, type SurveyDocument } from '../document.ts';
import type { Finding } from './findings.ts';

/** The place of a finding by ids, with the language where it is about words. */
function placeOfFinding(document: SurveyDocument, { pointer, language }: Finding): string {
  return placeOf(document, pointer) + (language === undefined ? '' : `@${language}`);
}

/**
 * Findings that are still open, and those the document lets stand. Errors cannot be dismissed, and a reason of blanks is none.
 * `stands` are the reasons that count, where they are newer than the document of the findings.
 */
export function judged(
  document: SurveyDocument,
  findings: readonly Finding[],
  stands: SurveyDocument['dismissed'] = document.dismissed
): { open: Finding[]; dismissed: { finding: Finding; reason: string }[] } {
  const reasons = new Map((stands ?? []).map(({ code, at, reason }) => [`${code} ${at}`, reason]));
  const open: Finding[] = [];
  const dismissed: { finding: Finding; reason: string }[] = [];
  for (const finding of findings) {
    const reason = reasons.get(`${finding.code} ${placeOfFinding(document, finding)}`)?.trim();
    if (finding.severity === 'error' || !reason) open.push(finding);
    else dismissed.push({ finding, reason });
  }
  return { open, dismissed };
}

/** The document with a finding let stand for a reason; without one it is open again. `of` is the document it was found in. */
export function withDismissed(
  document: SurveyDocument,
  finding: Finding,
  reason: string,
  of = document
): SurveyDocument {
  const at = placeOfFinding(of, finding);
  const others = (document.dismissed ?? []).filter((one) => one.code !== finding.code || one.at !== at);
  const dismissed = reason.trim() === '' ? others : [...others, { code: finding.code, at, reason: reason.trim() }];
  const { dismissed: _, ...rest } = document;
  return dismissed.length === 0 ? rest : { ...rest, dismissed };
}
