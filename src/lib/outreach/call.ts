/**
 * Calls: what can come of one, what each outcome means for the call list, and how often somebody is tried. Further calls are spaced,
 * because another time of day reaches more people than calls in a row, and end where their yield has fallen: Weeks, M. F., Kulka,
 * R. A. & Pierson, S. A. (1987), Optimal call scheduling for a telephone survey, Public Opinion Quarterly 51, 540-549.
 */

/**
 * `begun`: the customer agreed and the interview goes on. `interviewed`: it was finished. `broken_off`: it began and was not. The
 * rest are calls that came to no interview; `refused` means this survey, `opted_out` all of them.
 */
export const callOutcomes = [
  'begun',
  'interviewed',
  'broken_off',
  'later',
  'no_answer',
  'refused',
  'wrong_number',
  'opted_out'
] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** What an interviewer says of a call that ended without a finished interview. */
export const saidOutcomes = ['no_answer', 'later', 'refused', 'wrong_number', 'opted_out'] as const;
export type SaidOutcome = (typeof saidOutcomes)[number];

/** `over`: the invitation took its answers elsewhere, ran out or was closed. */
export type CallState = 'open' | 'interviewed' | 'refused' | 'wrong_number' | 'opted_out' | 'given_up' | 'over';

/** Calls without an answer after which nobody is tried any more. */
export const mostTries = 6;

/** Minutes until somebody who did not answer comes up again. */
const pauseMinutes = 120;

/** Minutes until somebody who was let go without a call comes up again, so that *Next call* is another one. */
export const restMinutes = 10;

/** Minutes for which a customer is one interviewer's alone; every step of an interview begins them anew. */
export const leaseMinutes = 15;

/** Choices of *call back*, in minutes from now. */
export const callBackMinutes = [30, 60, 180, 1440] as const;

/** Furthest day a customer can ask to be called on. */
const furthestDays = 60;

export interface Turn {
  readonly state: CallState;
  readonly tries: number;
  readonly dueAt: Date | null;
  /** The customer asked for that time. */
  readonly promised: boolean;
}

const later = (now: Date, minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

/** Where an entry of the call list stands after a call. `callBackAt` counts where somebody was reached and asked for a time. */
export function turnAfter(
  { tries }: Pick<Turn, 'tries'>,
  outcome: Exclude<CallOutcome, 'begun'>,
  callBackAt: Date | null,
  now: Date
): Turn {
  const next = { tries: tries + 1, dueAt: null, promised: false };
  switch (outcome) {
    case 'no_answer': {
      const last = next.tries >= mostTries;
      return { ...next, state: last ? 'given_up' : 'open', dueAt: last ? null : later(now, pauseMinutes) };
    }
    case 'later':
    case 'broken_off': {
      const dueAt = callBackAt ?? later(now, pauseMinutes);
      return { ...next, state: 'open', dueAt, promised: callBackAt !== null };
    }
    default:
      return { ...next, state: outcome };
  }
}

/** A time to call back that may be kept: in the future and not too far; null otherwise. */
export function callBackAt(minutes: number | null, at: Date | null, now: Date): Date | null {
  const wanted = minutes === null ? at : later(now, minutes);
  if (wanted === null || Number.isNaN(wanted.getTime())) return null;
  return wanted > now && wanted.getTime() <= now.getTime() + furthestDays * 86_400_000 ? wanted : null;
}
