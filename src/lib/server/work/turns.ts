/**
 * Long computations in the process that also answers requests: after each step everybody who waits gets a turn, so that a second
 * of simulation delays others by milliseconds.
 */
import { setImmediate as turn } from 'node:timers/promises';

/** Runs a computation that is made of steps to its end and gives its result. */
export async function inTurns<T>(steps: Iterator<unknown, T, void>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await turn();
  }
}

/** The pieces of a long sequence, with a turn for others after each. */
export async function* unhurried<T>(pieces: Iterable<T>): AsyncGenerator<T, void, void> {
  for (const piece of pieces) {
    yield piece;
    await turn();
  }
}
