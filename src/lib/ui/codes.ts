/** Words for the codes that customers and answers carry. A code a deployment brought itself is its own word. */
import { m } from '#lib/paraglide/messages.js';

export type WordedSet = 'stage' | 'segment' | 'region' | 'tier' | 'channel';

/** The word for a code of a set in the reader's language: `code_<set>_<code>` of messages/. */
export function codeText(set: WordedSet, code: string): string {
  const sentences = m as unknown as Record<string, (() => string) | undefined>;
  const key = `code_${set}_${code}`;
  return Object.hasOwn(sentences, key) ? (sentences[key] as () => string)() : code;
}

/** Shipped codes in the order people think of them: a relationship from its start to its end, large before small. */
const orders: Readonly<Record<WordedSet, string>> = {
  stage: 'exploration introduction development growth stable maturity degradation decline churned',
  segment: 'enterprise mid small consumer',
  region: 'R1 R2 R3 R4 R5',
  tier: 'high mid low',
  channel: 'web phone store partner'
};

/** Codes of a set in their order; what a deployment brought itself follows. */
export function inOrder(set: WordedSet, codes: readonly string[]): string[] {
  const order = orders[set].split(' ');
  const place = (code: string) => (order.includes(code) ? order.indexOf(code) : order.length);
  return [...codes].sort((a, b) => place(a) - place(b));
}

/** The name of a language in the reader's language, without a country that goes without saying; the tag where it has none. */
export function languageText(tag: string, reader: string): string {
  try {
    const shortest = new Intl.Locale(tag).minimize().toString();
    return new Intl.DisplayNames([reader], { type: 'language' }).of(shortest) ?? tag;
  } catch {
    return tag;
  }
}
