/** Words for how far a sheet of paper has come, and why one is not stored. */
import { m } from '#lib/paraglide/messages.js';
import { listText } from '../lists.ts';

const states: Record<string, () => string> = {
  open: m.keying_state_open,
  once: m.keying_state_once,
  differs: m.keying_state_differs,
  settled: m.keying_state_settled,
  stored: m.keying_state_stored,
  aside: m.keying_state_aside
};

const reasons: Record<string, () => string> = {
  blank: m.keying_aside_blank,
  unreadable: m.keying_aside_unreadable,
  duplicate: m.keying_aside_duplicate,
  other: m.keying_aside_other,
  opted_out: m.keying_aside_opted_out,
  late: m.keying_aside_late
};

export const chosenReasons = ['blank', 'unreadable', 'duplicate', 'other'] as const;

export const stateText = (state: string): string => states[state]?.() ?? state;
export const reasonText = (reason: string | null): string => reasons[reason ?? 'other']?.() ?? '';

export interface Done {
  readonly id: string;
  readonly number: number;
  readonly state: string;
  readonly asideReason: string | null;
  /** Numbers of the questions of which something was not stored. */
  readonly without: readonly number[];
}

/** What became of a sheet, as a sentence; empty where there is nothing to say. */
export function doneText({ number, state, asideReason, without }: Done): string {
  if (state === 'once') return m.keying_kept({ number });
  if (state === 'differs') return m.keying_now_differs({ number });
  if (state === 'aside') return m.keying_taken_aside({ number, reason: reasonText(asideReason) });
  if (state !== 'stored') return '';
  const questions = without.map((one) => m.keying_question_number({ number: one }));
  return questions.length === 0
    ? m.keying_is_stored({ number })
    : m.keying_is_stored_without({ number, questions: listText(questions) });
}
