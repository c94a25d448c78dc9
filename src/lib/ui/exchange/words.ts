/** Words for what an import of a questionnaire says in codes. */
import { m } from '#lib/paraglide/messages.js';

/** Which kind of loss a note tells. */
export function lossText(code: string): string {
  const sentences = m as unknown as Record<string, () => string>;
  const key = `import_note_${code}`;
  return Object.hasOwn(sentences, key) ? sentences[key]!() : code;
}
