/** When a message that could not be handed over is tried again (reliability.md F-13). */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Waits after the first, second, … try. */
export const retryDelays: readonly number[] = [
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR
];

/** The moment of the next try after `attempts` tries, moved by up to a fifth either way; null when it is given up. */
export function retryAt(attempts: number, now: Date, random: () => number): Date | null {
  const delay = retryDelays[attempts - 1];
  return delay === undefined ? null : new Date(now.getTime() + delay * (0.8 + 0.4 * random()));
}
