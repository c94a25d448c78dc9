import { m } from '#lib/paraglide/messages.js';

/** The sentence for a problem's code: `problem_<code>` of messages/, or the general one when a code has none of its own. */
export function problemText(code: string): string {
  const sentences = m as unknown as Record<string, (() => string) | undefined>;
  return (sentences[`problem_${code}`] ?? m.problem_invalid_value)();
}
