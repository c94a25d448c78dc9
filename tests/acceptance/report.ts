/** Says what is being done, with times, and remembers what did not hold. */

export interface Report {
  /** Runs a step and prints its line: the sentence it returns and how long it took. */
  step<T>(name: string, work: () => Promise<T>, says: (result: T) => string): Promise<T>;
  /** Notes whether something holds; what does not is printed at once and makes the run fail in the end. */
  check(holds: boolean, sentence: string): void;
  note(sentence: string): void;
  readonly checks: number;
  readonly failures: readonly string[];
  readonly seconds: number;
}

export function openReport(write: (line: string) => void): Report {
  const began = performance.now();
  const failures: string[] = [];
  let checks = 0;
  return {
    step: async (name, work, says) => {
      const start = performance.now();
      const result = await work();
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      write(`${seconds.padStart(7)} s  ${name.padEnd(22)} ${says(result)}`);
      return result;
    },
    check: (holds, sentence) => {
      checks += 1;
      if (holds) return;
      failures.push(sentence);
      write(`           FAILED: ${sentence}`);
    },
    note: (sentence) => write(`           ${sentence}`),
    get checks() {
      return checks;
    },
    failures,
    get seconds() {
      return (performance.now() - began) / 1000;
    }
  };
}
