/** Words for the states of letters and for what stopped them. */
import { m } from '#lib/paraglide/messages.js';

const sentences = m as unknown as Record<string, (() => string) | undefined>;

export function stateText(state: string): string {
  return sentences[`outbox_state_${state}`]?.() ?? state;
}

export function kindText(kind: string): string {
  return sentences[`outbox_kind_${kind}`]?.() ?? kind;
}

/** A reason of ours in words; anything else is what the mail server said. */
export function failureText(code: string): string {
  return sentences[`outbox_failure_${code}`]?.() ?? m.outbox_failure_code({ code });
}
