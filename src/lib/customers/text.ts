/**
 * Text of people as we keep it: NFC, without characters that cannot be seen but change what is. Right-to-left and emoji
 * joiners stay; overrides, isolates and zero-width spaces go, since they make two names look the same or one look like another.
 */

/** Longest values, in UTF-16 units. */
export const limits = {
  id: 100,
  name: 200,
  account: 200,
  email: 254,
  phone: 40,
  attribute: 500,
  comment: 20_000
} as const;

/** A grapheme of a living language has at most a handful of marks; ten thousand on one letter paint over the page. */
const mostMarks = 8;

const marks = new RegExp(`(\\p{M}{${mostMarks}})\\p{M}+`, 'gu');
// C0 and C1 controls but tab and line ends; soft hyphen; zero-width space, marks, embeddings, overrides, isolates, word joiner, BOM.

const unseen =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
const han = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\u3000-\u303f\uff00-\uffef';
const breakInHan = new RegExp(
  `(?<=[${han}])[\\t ]*[\\r\\n\\u000b\\u000c\\u0085\\u2028\\u2029]+[\\t ]*(?=[${han}])`,
  'gu'
);
const spaces = /\s+/gu;

export interface Cleaned {
  readonly text: string;
  /** The text was longer than the limit and was cut at a whole character. */
  readonly cut: boolean;
}

/** One line: names, accounts, attributes. Line ends become a space (nothing between Han characters), spaces one space. */
export function cleanLine(raw: string, limit: number): Cleaned {
  const bounded = raw.length > limit * 64 ? raw.slice(0, limit * 64) : raw;
  const line = strip(bounded)
    .replace(breakInHan, '')
    .replace(/\u0085/gu, ' ')
    .replace(spaces, ' ')
    .trim();
  return cutTo(line, limit);
}

/** Lines as written: comments. Line ends become LF. */
export function cleanLines(raw: string, limit: number): Cleaned {
  const bounded = raw.length > limit * 64 ? raw.slice(0, limit * 64) : raw;
  return cutTo(
    strip(bounded)
      .replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')
      .trim(),
    limit
  );
}

const plain = /^[ -~]*$/;

function strip(raw: string): string {
  // Most cells of most files, and nothing below would change them.
  if (plain.test(raw)) return raw;
  return raw.toWellFormed().replace(unseen, '').replace(marks, '$1').normalize('NFC');
}

function cutTo(text: string, limit: number): Cleaned {
  if (text.length <= limit) return { text, cut: false };
  let end = 0;
  for (const { segment, index } of new Intl.Segmenter('und').segment(text.slice(0, limit + 64))) {
    if (index + segment.length > limit) break;
    end = index + segment.length;
  }
  return { text: text.slice(0, end).trim(), cut: true };
}

/** A header or a coded value for comparing: NFKC, lower case, one space between words, no outer spaces. */
export function foldCode(raw: string): string {
  return strip(raw).normalize('NFKC').toLowerCase().replace(spaces, ' ').trim();
}
