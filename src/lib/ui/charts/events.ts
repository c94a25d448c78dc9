/** Where the names of events stand above a chart. */
import { shortDay } from '../days.ts';

export interface ChartEvent {
  readonly day: string;
  readonly name: string;
  /** A milestone: it gets its name before the others do. */
  readonly key: boolean;
}

/** Events of one name in a row are told once. */
export interface PlacedEvents {
  readonly name: string;
  readonly days: readonly string[];
  /** One line each. */
  readonly xs: readonly number[];
  /** Its name in the upper (0) or lower (1) row above the plot; without room there, the number it has in the list below. */
  readonly label: { readonly text: string; readonly x: number; readonly row: 0 | 1 } | null;
  readonly number: { readonly text: string; readonly x: number } | null;
}

const EM = { latin: 6.3, han: 12 };
export const widthOf = (text: string) => [...text].reduce((sum, one) => sum + (one > '⺀' ? EM.han : EM.latin), 0);
const BESIDE = 8;

/**
 * Gives every event of the timeline a line and a place for its name: neighbours of one name share it ("Billing moved ×4"), two
 * rows take what fits, milestones first and then with the day where there is room, and the rest is numbered for the list below.
 * No two labels touch, and none leaves the picture. `reserved` is what other words take of the lower row.
 */
export function placeEvents(
  events: readonly ChartEvent[],
  xOf: (day: string) => number | null,
  width: number,
  reserved: readonly (readonly [from: number, to: number])[] = []
): PlacedEvents[] {
  const groups: { name: string; key: boolean; days: string[]; xs: number[] }[] = [];
  for (const { name, key, day } of [...events].sort((a, b) => (`${a.day} ${a.name}` < `${b.day} ${b.name}` ? -1 : 1))) {
    const x = xOf(day);
    if (x === null) continue;
    const last = groups.at(-1);
    if (last?.name === name) {
      last.days.push(day);
      last.xs.push(x);
    } else groups.push({ name, key, days: [day], xs: [x] });
  }
  const rows: { from: number; to: number; of: number }[][] = [[], reserved.map(([from, to]) => ({ from, to, of: -1 }))];
  const labels = groups.map((): PlacedEvents['label'] => null);
  /** Sets the label of a group where it touches no other, in one of these rows; keeps what it had where there is no room. */
  const set = (i: number, text: string, among: readonly (0 | 1)[]) => {
    const { xs } = groups[i]!;
    const half = widthOf(text) / 2;
    const x = Math.max(half, Math.min(width - half, (xs[0]! + xs.at(-1)!) / 2));
    const [from, to] = [x - half - BESIDE, x + half + BESIDE];
    const row = among.find((r) => rows[r]!.every((other) => other.of === i || other.to < from || other.from > to));
    if (row === undefined || 2 * half > width) return;
    rows[row] = [...rows[row]!.filter(({ of }) => of !== i), { from: x - half, to: x + half, of: i }];
    labels[i] = { text, x, row };
  };
  const order = groups.map(({ key }, i) => ({ key, i })).sort((a, b) => Number(b.key) - Number(a.key));
  for (const { i } of order) {
    const { name, days } = groups[i]!;
    set(i, days.length > 1 ? `${name} ×${days.length}` : name, [0, 1]);
  }
  for (const { i } of order) {
    const { name, days } = groups[i]!;
    const row = labels[i]?.row;
    if (row !== undefined && days.length === 1) set(i, `${name}, ${shortDay(days[0]!)}`, [row]);
  }
  let count = 0;
  let edge = -Infinity;
  return groups.map(({ name, days, xs }, i) => {
    const label = labels[i]!;
    if (label) return { name, days, xs, label, number: null };
    count += 1;
    edge = Math.max(xs[0]!, edge + 12);
    return { name, days, xs, label, number: { text: String(count), x: edge } };
  });
}
