/**
 * Values put into an author's text: `{{company}}`, `{{service|what to say without an answer}}`. One pass: what a value contains is
 * never looked at again. The result is plain text; whoever writes it into a page, an e-mail or a file encodes it for there (S-04).
 */

export type PipedValues = Readonly<Record<string, string>>;

/**
 * What a name of this survey says: `service`, `service.speed`, `computed.total`, `attribute.plan`. Empty while there is nothing to
 * say, null when the survey has no such name.
 */
export type Told = (name: string) => string | null;

/** Names every text may use. */
export const pipedNames = ['company', 'contact', 'name'] as const;

const placeholder = /\{\{\s*([a-z][a-z0-9_]{0,39}(?:\.[\p{L}\p{N}][\p{L}\p{N}_ -]{0,59}){0,2})\s*(?:\|([^{}]*))?\}\}/gu;
const han = /\p{Script=Han}/u;
const isCommon = (name: string): boolean => (pipedNames as readonly string[]).includes(name);

/**
 * The text with its placeholders filled. A missing or empty value gives the fallback, or nothing. A name that neither every text
 * may use nor `told` knows, and anything else in braces, stays as it is written. The space a Chinese text keeps around Latin
 * letters goes where the value begins or ends with a Chinese character.
 */
export function fill(text: string, values: PipedValues, told?: Told): string {
  if (text.indexOf('{{') < 0) return text;
  let filled = '';
  let from = 0;
  for (const match of text.matchAll(placeholder)) {
    const name = (match[1] as string).trim();
    const said = isCommon(name) ? (values[name] ?? '') : told === undefined ? null : told(name);
    if (said === null) continue;
    const value = said || (match[2] ?? '');
    let before = text.slice(from, match.index);
    from = match.index + match[0].length;
    if (han.test(value.slice(0, 1)) && han.test(before.slice(-2, -1)) && before.endsWith(' '))
      before = before.slice(0, -1);
    if (han.test(value.slice(-1)) && text[from] === ' ' && han.test(text.slice(from + 1, from + 2))) from += 1;
    filled += before + value;
  }
  return filled + text.slice(from);
}

/** Every name a text has in braces, each once, in order. */
export function namesIn(text: string): string[] {
  if (text.indexOf('{{') < 0) return [];
  return [...new Set([...text.matchAll(placeholder)].map((match) => (match[1] as string).trim()))];
}

/** The text with the names in braces changed, and nothing else of it. */
export function renamed(text: string, change: (name: string) => string): string {
  if (text.indexOf('{{') < 0) return text;
  return text.replace(placeholder, (whole: string, name: string) => whole.replace(name, () => change(name.trim())));
}

/** The text with every placeholder replaced by its fallback, or by a word of one's own: what a reader of the draft counts. */
export function withoutNames(text: string, word: string): string {
  return text.replace(placeholder, (_, __, fallback: string | undefined) => fallback || word);
}

const namesOf = new WeakMap<object, readonly string[]>();

/** Names in braces anywhere in a part of a document; worked out once for each part. */
function namesWithin(part: object): readonly string[] {
  let names = namesOf.get(part);
  if (names === undefined) namesOf.set(part, (names = namesIn(JSON.stringify(part))));
  return names;
}

/** Whether a page, or any part of a document, puts answers or what is worked out from them into its texts. */
export function pipesAnswers(part: object): boolean {
  return namesWithin(part).some((name) => !isCommon(name) && !name.startsWith('attribute.'));
}

/** Whether texts differ from one customer to the next: they name the customer, what is known of them, or their answers. */
export function isPersonal(part: object): boolean {
  return namesWithin(part).some((name) => name !== 'company' && name !== 'contact');
}
