/** Changing the wording of a document and nothing else. */
import { stepsOf, textsOf, type SurveyDocument } from './document.ts';

/**
 * A copy of the document with the texts of one language replaced. `texts` maps the pointer of a text to its words; an empty one
 * removes the translation. Returns the pointers that name no text of the document, if any, and then changes nothing.
 */
export function withTexts(
  document: SurveyDocument,
  language: string,
  texts: Readonly<Record<string, string>>
): { ok: true; document: SurveyDocument } | { ok: false; unknown: string[] } {
  const known = new Set(textsOf(document).map(({ pointer }) => pointer));
  const unknown = Object.keys(texts).filter((pointer) => !known.has(pointer));
  if (unknown.length > 0) return { ok: false, unknown };
  const copy = structuredClone(document) as SurveyDocument;
  for (const [pointer, words] of Object.entries(texts)) {
    const text = at(copy, pointer);
    if (words.trim() === '') delete text[language];
    else text[language] = words;
  }
  return { ok: true, document: copy };
}

function at(document: SurveyDocument, pointer: string): Record<string, string> {
  let node: unknown = document;
  for (const step of stepsOf(pointer)) node = (node as Record<string, unknown>)[step];
  return node as Record<string, string>;
}
