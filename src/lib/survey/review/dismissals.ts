/** Findings that somebody looked at and lets stand, with the reason. A dismissal follows its question when pages are moved. */
import type { SurveyDocument } from '../document.ts';
import type { Finding, FindingCode } from './findings.ts';

export interface Dismissal {
  readonly code: FindingCode;
  /** The place, by ids instead of positions: `keyOf` of the finding. */
  readonly key: string;
  readonly reason: string;
}

/**
 * The place of a finding by the ids of what stands there: `service/items/speed/text` for `/pages/1/questions/0/items/2/text`, with
 * the language where it is about words. It stays the same while the question is moved and while others come and go.
 */
export function keyOf(document: SurveyDocument, finding: Pick<Finding, 'pointer' | 'language'>): string {
  const steps = finding.pointer.split('/').slice(1);
  let node: unknown = document;
  let names: string[] = [];
  for (const step of steps) {
    node = (node as Record<string, unknown> | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')];
    const part = node as { id?: unknown; code?: unknown } | undefined;
    const id = typeof part?.id === 'string' ? part.id : typeof part?.code === 'string' ? part.code : null;
    names.push(id ?? step);
    // A question is found by its id wherever it stands; a page likewise.
    if (id !== null && /^(pages|questions)$/.test(names.at(-2) ?? ''))
      names = [names.at(-2) === 'pages' ? `page ${id}` : id];
  }
  return names.join('/') + (finding.language === undefined ? '' : `@${finding.language}`);
}

/** Findings that are still open, and those that were dismissed. Errors cannot be dismissed, and a reason of blanks is none. */
export function withoutDismissed(
  document: SurveyDocument,
  findings: readonly Finding[],
  dismissals: readonly Dismissal[]
): { open: Finding[]; dismissed: { finding: Finding; reason: string }[] } {
  const reasons = new Map(
    dismissals.filter(({ reason }) => reason.trim() !== '').map(({ code, key, reason }) => [`${code} ${key}`, reason])
  );
  const open: Finding[] = [];
  const dismissed: { finding: Finding; reason: string }[] = [];
  for (const finding of findings) {
    const reason =
      finding.severity === 'error' ? undefined : reasons.get(`${finding.code} ${keyOf(document, finding)}`);
    if (reason === undefined) open.push(finding);
    else dismissed.push({ finding, reason });
  }
  return { open, dismissed };
}

/** The findings of a document by its own list of those that were looked at and let stand. */
export function judged(document: SurveyDocument, findings: readonly Finding[]): ReturnType<typeof withoutDismissed> {
  const dismissals = (document.dismissed ?? []).map(({ code, at, reason }) => ({
    code: code as FindingCode,
    key: at,
    reason
  }));
  return withoutDismissed(document, findings, dismissals);
}

/** The document with a finding let stand for a reason; without a reason it is open again. */
export function withDismissed(document: SurveyDocument, finding: Finding, reason: string): SurveyDocument {
  const at = keyOf(document, finding);
  const others = (document.dismissed ?? []).filter((one) => one.code !== finding.code || one.at !== at);
  const dismissed = reason.trim() === '' ? others : [...others, { code: finding.code, at, reason: reason.trim() }];
  const { dismissed: _, ...rest } = document;
  return dismissed.length === 0 ? rest : { ...rest, dismissed };
}
