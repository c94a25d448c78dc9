/**
 * Values put into an author's text: `{{company}}`, or `{{contact|what to say without it}}`. One pass: what a value contains is
 * never looked at again. The result is plain text; whoever writes it into a page, an e-mail or a file encodes it for there (S-04).
 */

export type PipedValues = Readonly<Record<string, string>>;

/** Names a text may use. */
export const pipedNames = ['company', 'contact', 'name'] as const;

const placeholder = /\{\{\s*([a-z][a-z0-9_]{0,39})\s*(?:\|([^{}]*))?\}\}/g;
const han = /\p{Script=Han}/u;

/**
 * The text with its placeholders filled. A missing or empty value gives the fallback, or nothing. A name that may not be used,
 * and anything else in braces, stays as it is written. The space a Chinese text keeps around Latin letters goes where the
 * value begins or ends with a Chinese character.
 */
export function fill(text: string, values: PipedValues): string {
  let filled = '';
  let from = 0;
  for (const match of text.matchAll(placeholder)) {
    const name = match[1] as string;
    if (!(pipedNames as readonly string[]).includes(name)) continue;
    const value = values[name] || (match[2] ?? '');
    let before = text.slice(from, match.index);
    from = match.index + match[0].length;
    if (han.test(value.slice(0, 1)) && han.test(before.slice(-2, -1)) && before.endsWith(' '))
      before = before.slice(0, -1);
    if (han.test(value.slice(-1)) && text[from] === ' ' && han.test(text.slice(from + 1, from + 2))) from += 1;
    filled += before + value;
  }
  return filled + text.slice(from);
}

/** Names in braces that `fill` does not know. */
export function unknownNames(text: string): string[] {
  return [...text.matchAll(placeholder)]
    .map((match) => match[1] as string)
    .filter((name) => !(pipedNames as readonly string[]).includes(name));
}
