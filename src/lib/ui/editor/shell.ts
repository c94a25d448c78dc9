/** What a document says of all its questions, apart from them: what a card needs to know beside its own. */
import type { SurveyDocument } from '#lib/survey/document.ts';

/** The document without its questions: what it says of all of them. */
export type Shell = Omit<SurveyDocument, 'pages' | 'dismissed'>;

/** Gives the shell of a document, and the same one again while it says the same: an edit of one question leaves it alone. */
export function sameShell(document: () => SurveyDocument): () => Shell {
  let last: Shell | null = null;
  return () => {
    const { pages: _, dismissed: __, ...next } = document();
    const names = Object.keys(next) as (keyof Shell)[];
    const before = last;
    const same =
      before !== null &&
      names.length === Object.keys(before).length &&
      names.every((name) => next[name] === before[name]);
    return (last = same ? before : next);
  };
}
