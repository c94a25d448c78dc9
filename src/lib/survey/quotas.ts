/** Quotas: how many completed responses are wanted of whom, and what becomes of those who come when there are enough. */
import { holds, type Facts } from './condition.ts';
import type { SurveyDocument } from './document.ts';

export type Quota = NonNullable<SurveyDocument['quotas']>[number];

/**
 * The document with full quotas enforced: whoever comes to belong to one that has an ending is led there from the page on which
 * that becomes certain. A quota without an ending only lets itself be known, as `quota.<id>`.
 */
export function withQuotas(document: SurveyDocument, full: readonly string[]): SurveyDocument {
  const out = (document.quotas ?? []).flatMap(({ id, when, full: ending }) =>
    ending !== undefined && full.includes(id) ? [{ if: when, to: ending }] : []
  );
  if (out.length === 0) return document;
  return { ...document, pages: document.pages.map((page) => ({ ...page, next: [...out, ...(page.next ?? [])] })) };
}

/** The quotas that a completed response with these answers fills. */
export function filling(document: SurveyDocument, facts: Facts): Quota[] {
  return (document.quotas ?? []).filter(({ when }) => when === undefined || holds(when, facts));
}
