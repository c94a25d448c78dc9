/** Why a customer of an audience is not asked, and what a reader may be told about it. */

/** In the order they are looked at: the first that holds is the reason. */
export const leftOutReasons = [
  /** The relationship has ended. */
  'left',
  'no_email',
  'invalid_email',
  /** No telephone number, or one that somebody called and found to be wrong. */
  'no_phone',
  /** Unsubscribed, bounced or put on the list by hand. */
  'suppressed',
  /** Asked by any program of any company, or by an imported invitation, within the days of the fatigue rule. */
  'fatigue',
  /** Held back at random, so that a missing name proves nothing. */
  'held_back',
  /** Another customer of the audience reads the same mailbox: one real address is asked once. */
  'same_address',
  'outside_sample'
] as const;

export type LeftOutReason = (typeof leftOutReasons)[number];

/** What a reader is told: `contact_budget` stands for every cause that could show that both companies know a customer. */
export type ToldReason = LeftOutReason | 'contact_budget';

/** In the order they are listed. */
export const toldReasons: readonly ToldReason[] = [...leftOutReasons, 'contact_budget'];

const insideBudget: readonly LeftOutReason[] = ['suppressed', 'fatigue', 'held_back', 'same_address', 'outside_sample'];

/** The reason for a reader with or without sight of the overlap (security.md section 1). */
export function toldReason(reason: LeftOutReason, seesOverlap: boolean): ToldReason {
  return !seesOverlap && insideBudget.includes(reason) ? 'contact_budget' : reason;
}

/** Share of an audience that is held back where the overlap must not show. */
export const heldBackShare = 0.05;

/** The moment after which an earlier invitation still counts. */
export function fatigueStart(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 86_400_000);
}

/** Name of the quarter, so that nobody is held back for ever. */
export function quarterOf(now: Date): string {
  return `${now.getUTCFullYear()}-${Math.floor(now.getUTCMonth() / 3)}`;
}
