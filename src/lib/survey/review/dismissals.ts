/** Findings that somebody looked at and lets stand, with the reason. A dismissal follows its question when pages are moved. */
import { placeOf, type SurveyDocument } from '../document.ts';
import type { Finding } from './findings.ts';

/** The place of a finding by ids, with the language where it is about words. */
function placeOfFinding(document: SurveyDocument, { pointer, language }: Finding): string {
  return placeOf(document, pointer) + (language === undefined ? '' : `@${language}`);
}

/** Findings that are still open, and those the document lets stand. Errors cannot be dismissed, and a reason of blanks is none. */
export function judged(
  document: SurveyDocument,
  findings: readonly Finding[]
): { open: Finding[]; dismissed: { finding: Finding; reason: string }[] } {
  const reasons = new Map((document.dismissed ?? []).map(({ code, at, reason }) => [`${code} ${at}`, reason]));
  const open: Finding[] = [];
  const dismissed: { finding: Finding; reason: string }[] = [];
  for (const finding of findings) {
    const reason = reasons.get(`${finding.code} ${placeOfFinding(document, finding)}`)?.trim();
    if (finding.severity === 'error' || !reason) open.push(finding);
    else dismissed.push({ finding, reason });
  }
  return { open, dismissed };
}

/** The document with a finding let stand for a reason; without a reason it is open again. */
export function withDismissed(document: SurveyDocument, finding: Finding, reason: string): SurveyDocument {
  const at = placeOfFinding(document, finding);
  const others = (document.dismissed ?? []).filter((one) => one.code !== finding.code || one.at !== at);
  const dismissed = reason.trim() === '' ? others : [...others, { code: finding.code, at, reason: reason.trim() }];
  const { dismissed: _, ...rest } = document;
  return dismissed.length === 0 ? rest : { ...rest, dismissed };
}
