/** Where the marks of a trend stand: lines that break at gaps, bands of the interval, events, labels that don't collide. */
import { nextPeriod } from '#lib/scores/families.ts';

export interface TrendPoint {
  /** First day of the month. */
  readonly period: string;
  readonly score: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

export interface TrendLine {
  readonly mark: 'a' | 'b' | 'ab';
  readonly name: string;
  readonly points: readonly TrendPoint[];
  /** The combined line is drawn without its band. */
  readonly banded: boolean;
}

export interface Size {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const desk: Size = { width: 908, height: 250, left: 32, right: 96, top: 40, bottom: 26 };
export const phone: Size = { width: 358, height: 270, left: 30, right: 12, top: 44, bottom: 26 };

/** Every month from the first to the last one that any line has. */
export function monthsOf(lines: readonly TrendLine[]): string[] {
  const all = lines.flatMap((line) => line.points.map((p) => p.period)).sort();
  const [first, last] = [all[0], all.at(-1)];
  const months: string[] = [];
  for (let month = first; month !== undefined && month <= last!; month = nextPeriod(month, 'month')) months.push(month);
  return months;
}

/** Ticks at round numbers that hold the values; bounds never leave the range of the metric. */
export function axisOf(values: readonly number[], range: { low: number; high: number }, most = 5) {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const step = [5, 10, 20, 25, 50].find((s) => (max - min) / s <= most) ?? 100;
  const low = Math.max(range.low, Math.floor(min / step) * step);
  const high = Math.min(range.high, Math.max(low + step, Math.ceil(max / step) * step));
  const ticks: number[] = [];
  for (let tick = low; tick <= high + 1e-9; tick += step) ticks.push(tick);
  return { low, high, ticks };
}

/** Position of a day on the axis of months: the middle of a month is the point of that month. */
export function xOfDay(day: string, months: readonly string[], size: Size): number | null {
  const month = `${day.slice(0, 7)}-01`;
  const index = months.indexOf(month);
  if (index < 0) return null;
  const within = (Number(day.slice(8, 10)) - 15) / 31;
  return clamp(xOf(index + within, months.length, size), size);
}

const clamp = (x: number, size: Size) => Math.max(size.left, Math.min(size.width - size.right, x));

export function xOf(index: number, count: number, { width, left, right }: Size): number {
  return count < 2 ? (left + width - right) / 2 : left + (index * (width - left - right)) / (count - 1);
}

const at = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** Line, band and points of one series; a month without a figure breaks both. */
export function drawLine(line: TrendLine, months: readonly string[], y: (value: number) => number, size: Size) {
  const byMonth = new Map(line.points.map((p) => [p.period, p]));
  const runs: { x: number; point: TrendPoint }[][] = [];
  let run: { x: number; point: TrendPoint }[] = [];
  months.forEach((month, i) => {
    const point = byMonth.get(month);
    if (point) run.push({ x: xOf(i, months.length, size), point });
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  });
  if (run.length > 0) runs.push(run);
  const dots = runs.flat().map(({ x, point }) => ({ x, y: y(point.score), point }));
  return {
    path: runs.map((r) => `M${r.map(({ x, point }) => at(x, y(point.score))).join('L')}`).join(''),
    band: runs
      .filter((r) => r.length > 1)
      .map((r) => {
        const back = [...r].reverse().map(({ x, point }) => at(x, y(point.low)));
        return `M${r.map(({ x, point }) => at(x, y(point.high))).join('L')}L${back.join('L')}z`;
      })
      .join(''),
    /** A point that stands alone shows its interval as a bar. */
    bars: runs
      .filter((r) => r.length === 1)
      .map(([one]) => ({ x: one!.x, high: y(one!.point.high), low: y(one!.point.low) })),
    dots,
    end: dots.at(-1) ?? null
  };
}

/** Moves labels down until each has its own line; keeps their order. */
export function spread(wanted: readonly number[], gap: number): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  const placed = [...wanted];
  let last = -Infinity;
  for (const { y, i } of order) {
    last = Math.max(y, last + gap);
    placed[i] = last;
  }
  return placed;
}
