/**
 * How many bytes something comes to when it is sent compressed, told without compressing it: never less than gzip makes of it
 * (a test holds it against gzip), and quick enough to ask for every page.
 */
import type { Kind } from '#lib/survey/kinds.ts';
import type { SheetPage, SheetQuestion } from '#lib/survey/sheet.ts';

/** Bytes, compressed at most, of JSON. Names and values that were there before cost a reference, new ones nearly themselves. */
export function weightOfJson(json: string): number {
  const seen = new Set<string>();
  let weight = 60;
  for (const [word] of json.matchAll(/[\p{L}\p{N}_.-]+|[^\p{L}\p{N}_.-]+/gu)) {
    if (seen.has(word)) weight += word.length < 3 ? 1 : 2.2;
    else {
      seen.add(word);
      weight += 1 + bytesOf(word) * 0.9;
    }
  }
  return Math.ceil(weight);
}

/** Bytes, compressed and roughly, of a page as it is drawn: its words, its controls and what stands around them. */
export function weightOfPage(page: SheetPage): number {
  const groups = page.groups.reduce((sum, { text, hint }) => sum + bytesOf(text + (hint ?? '')), 0);
  return page.questions.reduce((sum, question) => sum + weightOfQuestion(question), 80 + groups * 0.6);
}

function weightOfQuestion(question: SheetQuestion): number {
  const { kind, text, hint = '', scale, options = [], items = [], parts = [] } = question;
  const words = [text, hint, ...Object.values(scale?.labels ?? {}), ...[...options, ...items].map((part) => part.text)];
  const rows = items.length * (kind === 'pairs' ? 2 : 1);
  const points = scale ? (scale.max - scale.min + 1) * Math.max(1, rows) : 0;
  const places = kind === 'ranking' ? options.length * options.length : 0;
  const pictures = options.filter(({ image }) => image).length;
  return (
    (isPlainKind(kind) ? 60 : 160) +
    bytesOf(words.join('')) * 0.6 +
    rows * 40 +
    points * (question.look === 'smileys' ? 16 : 6) +
    options.length * 20 +
    places * 4 +
    parts.length * 50 +
    pictures * 80
  );
}
/** Kinds whose answers, once there, fit: they carry no sentences for the script. */
export function isPlainKind(kind: Kind): boolean {
  return plain.includes(kind);
}
const plain: readonly Kind[] = ['nps', 'rating', 'csat', 'ces', 'choice', 'yesno', 'text', 'statement'];

function bytesOf(text: string): number {
  let bytes = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
