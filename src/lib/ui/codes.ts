/** Words for the codes that customers and answers carry. A code a deployment brought itself is its own word. */
import { m } from '#lib/paraglide/messages.js';

export type WordedSet = 'stage' | 'segment' | 'region' | 'tier' | 'channel';

/** The word for a code of a set in the reader's language: `code_<set>_<code>` of messages/. */
export function codeText(set: WordedSet, code: string): string {
  const sentences = m as unknown as Record<string, (() => string) | undefined>;
  const key = `code_${set}_${code}`;
  return Object.hasOwn(sentences, key) ? (sentences[key] as () => string)() : code;
}

/** The name of a language in the reader's language; the tag itself where it has none. */
export function languageText(tag: string, reader: string): string {
  try {
    return new Intl.DisplayNames([reader], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
