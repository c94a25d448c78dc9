/**
 * Which encoding a file of text is in. Decided by what its bytes can and cannot be, in this order: byte order mark, strict
 * UTF-8, NUL bytes (UTF-16), strict GB18030, Windows-1252. No statistics: on the short texts of a customer list they are
 * wrong too often. Big5 and Shift_JIS pass as GB18030, so a person looks at a preview and may pick another one.
 */

/** Names a person may pick, as the Encoding Standard spells them. */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1254'
] as const;
export type Encoding = (typeof encodings)[number];

export interface Detection {
  readonly encoding: Encoding;
  /** What decided. Only `bom`, `ascii` and `utf8` cannot be something else. */
  readonly because: 'bom' | 'ascii' | 'utf8' | 'nul' | 'gb18030' | 'fallback';
  /** False = show the preview and ask; the bytes also fit other encodings. */
  readonly sure: boolean;
}

/** Bytes worth looking at; a longer head changes nothing but time. */
export const headBytes = 262_144;

/**
 * The encoding of a file by its first bytes. `complete` says that these are all of them: otherwise a character cut off at
 * the end is no error. An empty file is UTF-8.
 */
export function detectEncoding(head: Uint8Array, complete: boolean): Detection {
  const marked = byMark(head);
  if (marked) return { encoding: marked, because: 'bom', sure: true };
  const utf8 = decodes(head, 'utf-8', complete);
  const wide = byNul(head);
  if (wide) return { encoding: wide, because: 'nul', sure: false };
  if (utf8) return { encoding: 'utf-8', because: head.every((byte) => byte < 0x80) ? 'ascii' : 'utf8', sure: true };
  if (decodes(head, 'gb18030', complete)) return { encoding: 'gb18030', because: 'gb18030', sure: false };
  return { encoding: 'windows-1252', because: 'fallback', sure: false };
}

function byMark(head: Uint8Array): Encoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return null;
}

/**
 * UTF-16 without a mark: separators and line ends put NULs at one parity only. NULs are valid UTF-8, so this has to be
 * asked of texts that decode as UTF-8 too; a stray NUL in a UTF-8 file (fewer than one byte in 64, or both parities) is not it.
 */
function byNul(head: Uint8Array): Encoding | null {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    if (head[i] === 0) {
      if (i % 2 === 0) even++;
      else odd++;
    }
  }
  if ((even + odd) * 64 < head.length || even + odd === 0) return null;
  if (odd >= even * 20 && decodes(head, 'utf-16le', false)) return 'utf-16le';
  if (even >= odd * 20 && decodes(head, 'utf-16be', false)) return 'utf-16be';
  return null;
}

function decodes(bytes: Uint8Array, encoding: Encoding, complete: boolean): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !complete });
    return true;
  } catch {
    return false;
  }
}

export interface Decoder {
  /** Text of the next bytes; a character split between two pieces comes with the second. */
  push(piece: Uint8Array): string;
  /** What was left over: a character cut off by the end of the file comes as U+FFFD. */
  end(): string;
}

/**
 * Decodes a file piece by piece, without its byte order mark. Bytes that are nothing in this encoding become U+FFFD, and a
 * row that holds one is refused with the reason `undecodable` instead of being stored wrong.
 */
export function decoder(encoding: Encoding): Decoder {
  const text = new TextDecoder(encoding);
  return {
    push: (piece) => text.decode(piece, { stream: true }),
    end: () => text.decode()
  };
}

/** The whole of a short text, such as a preview. A character cut off at its end is left out unless `complete`. */
export function decodeHead(head: Uint8Array, encoding: Encoding, complete: boolean): string {
  return new TextDecoder(encoding).decode(head, { stream: !complete });
}

/**
 * What parts the cells of a text of separated values: what a `sep=;` line says (`skip` = 1: that line is no data), else
 * the one of comma, semicolon, tab and bar that stands most often in the first line outside quotes; comma where none does.
 */
export function separatorOf(head: string): { readonly separator: ',' | ';' | '\t' | '|'; readonly skip: 0 | 1 } {
  const stated = /^sep=([,;|\t])\r?\n/i.exec(head);
  if (stated) return { separator: stated[1] as ',' | ';' | '\t' | '|', skip: 1 };
  const counts = { ',': 0, ';': 0, '\t': 0, '|': 0 };
  let quoted = false;
  for (const character of head.replace(/^\s*[\r\n]+/, '')) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && character in counts) counts[character as keyof typeof counts]++;
  }
  let separator: keyof typeof counts = ',';
  for (const candidate of [';', '\t', '|'] as const) if (counts[candidate] > counts[separator]) separator = candidate;
  return { separator, skip: 0 };
}
