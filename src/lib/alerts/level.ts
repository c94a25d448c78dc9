/** What the simulation of a rule found out: the level it alarms at, what that costs in false alarms and what it can find. */

/** The limit for a node with this many answers a week: z below -z fires. */
export interface Level {
  readonly perWeek: number;
  readonly z: number;
  /** How many separate looks the windows of one week are worth: p of the strongest window, times this, is p of the week. */
  readonly looks: number;
}

/** Drops (points) found with four chances in five; null = not even the largest possible one. */
export interface Reach {
  readonly perWeek: number;
  readonly within4: number | null;
  readonly within26: number | null;
}

/** False alarms a year with the 95 % interval of the simulation. */
export interface Rate {
  readonly perYear: number;
  readonly low: number;
  readonly high: number;
}

/** Stored with the rule; a plain document. */
export interface Calibration {
  readonly levels: readonly Level[];
  readonly reach: readonly Reach[];
  /** The worst of the simulated node sizes. */
  readonly perNode: Rate;
  /** All watched nodes: an upper bound, because adjusting for the family and naming one node a fall only take alarms away. */
  readonly together: Rate;
  readonly nodes: number;
  readonly simulatedYears: number;
}

function interpolate<T extends { readonly perWeek: number }>(
  rows: readonly T[],
  perWeek: number,
  value: (row: T) => number | null
) {
  const below = rows.filter((r) => r.perWeek <= perWeek).at(-1) ?? rows[0];
  const above = rows.find((r) => r.perWeek >= perWeek) ?? rows.at(-1);
  if (below === undefined || above === undefined) return null;
  const a = value(below);
  const b = value(above);
  if (a === null || b === null) return null;
  if (above.perWeek === below.perWeek) return a;
  const share = Math.log(perWeek / below.perWeek) / Math.log(above.perWeek / below.perWeek);
  return a + (b - a) * Math.min(1, Math.max(0, share));
}

/** The limit for a node with so many answers a week, between the simulated sizes on a logarithmic scale; Infinity when nothing was simulated. */
export const levelAt = (calibration: Calibration, perWeek: number): number =>
  interpolate(calibration.levels, perWeek, (row) => row.z) ?? Infinity;

/** How many separate looks the windows of one week are worth for a node of this size; 1 when nothing was simulated. */
export const looksAt = (calibration: Calibration, perWeek: number): number =>
  interpolate(calibration.levels, perWeek, (row) => row.looks) ?? 1;

/** The smallest drop (points) a node of this size shows within 4 and within 26 weeks, four times in five; null = none. */
export const reachAt = (
  calibration: Calibration,
  perWeek: number
): { within4: number | null; within26: number | null } => ({
  within4: interpolate(calibration.reach, perWeek, (row) => row.within4),
  within26: interpolate(calibration.reach, perWeek, (row) => row.within26)
});

/** Whether it says anything: without a group of enough answers nothing was simulated, and no rate of false alarms is known. */
export const isKnown = (calibration: Calibration): boolean => calibration.levels.length > 0;
