/** Cleaning of text that people type: the one rule for answers and for the texts of a document. */

// Control characters but tab and line feed; bidi overrides and isolates, which could turn the rest of a page around (S-01).
const unwanted = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g;
// In Unicode mode only a surrogate without its partner matches.
const loneSurrogate = /[\ud800-\udfff]/gu;

/** The text in NFC, with line ends as line feeds, lone surrogates replaced, and control characters and bidi overrides removed. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(unwanted, '').replace(loneSurrogate, '\ufffd').normalize('NFC');
}
