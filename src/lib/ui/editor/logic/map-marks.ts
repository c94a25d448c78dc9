/** Which findings the map shows: those about ways, and about what can come before somebody's eyes. */
import type { Finding, FindingCode } from '#lib/survey/review/findings.ts';

const codes: ReadonlySet<FindingCode> = new Set<FindingCode>([
  ...(['never-shown', 'never-seen', 'never-taken', 'ending-unreached', 'leads-back', 'way-by-chance'] as const),
  ...(['page-gone', 'question-gone', 'question-later', 'later-by-chance', 'value-gone'] as const),
  ...(['computed-gone', 'computed-ring', 'arm-gone', 'quota-gone', 'shuffle-overlap', 'nothing-asked'] as const)
]);

export const marked = (findings: readonly Finding[]): Finding[] => findings.filter(({ code }) => codes.has(code));

/** Those at a place or inside it; `alone` leaves out the questions and branches of a page, which have places of their own. */
export function marksAt(marks: readonly Finding[], pointer: string, alone: boolean): Finding[] {
  return marks.filter((one) =>
    alone
      ? one.pointer === pointer || one.pointer.startsWith(`${pointer}/showIf`)
      : `${one.pointer}/`.startsWith(`${pointer}/`)
  );
}
