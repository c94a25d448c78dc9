/** Why an answer is flagged, in words (UX-18). A flag this version does not know is shown by its name. */
import { m } from '#lib/paraglide/messages.js';
import type { Flag } from '#lib/survey/quality.ts';

const words: Readonly<Record<Flag, () => string>> = {
  hidden_field: m.customer_flag_hidden_field,
  impossible_time: m.customer_flag_impossible_time,
  straight_line: m.customer_flag_straight_line,
  hurried: m.customer_flag_hurried,
  invitation_used_before: m.customer_flag_invitation_used_before
};

export function flagText(flag: string): string {
  return Object.hasOwn(words, flag) ? words[flag as Flag]() : flag;
}
