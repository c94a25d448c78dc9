/** A computation that stops here and there, so that whoever runs it may let others go first, and ends with its result. */
export type Steps<T> = Generator<void, T, void>;

/** Runs a computation to its end without stopping. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
