/** Figures of a benchmark: rounds of the things compared take turns, so that whatever else the machine does hits all alike. */

export interface Figure {
  median: number;
  low: number;
  high: number;
  rounds: number[];
}

export function figure(rounds: readonly number[]): Figure {
  const sorted = [...rounds].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, low: at(0), high: at(1), rounds: [...rounds] };
}

/** Runs every contestant once per round, in turn, `rounds` times after one round that is thrown away. */
export async function interleave<Name extends string>(
  contestants: Readonly<Record<Name, () => Promise<number>>>,
  rounds: number
): Promise<Record<Name, Figure>> {
  const names = Object.keys(contestants) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      const value = await contestants[name]();
      if (round >= 0) measured[name].push(value);
    }
  }
  return Object.fromEntries(names.map((name) => [name, figure(measured[name])])) as Record<Name, Figure>;
}

/** One line: median and the range of all rounds. */
export function say(what: string, { median, low, high, rounds }: Figure, unit: string): string {
  const short = (value: number) => (value >= 100 ? Math.round(value).toString() : value.toPrecision(3));
  return `${what}: ${short(median)} ${unit} (${short(low)} to ${short(high)}, ${rounds.length} rounds)`;
}

export interface Verdict {
  name: string;
  value: string;
  target: string;
  ok: boolean;
}
