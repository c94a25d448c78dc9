/** Weeks as whole numbers: Monday to Sunday in UTC, counted from Monday 1970-01-05. Alerts count weeks; people read dates. */

const day = 86_400_000;
const firstMonday = 4 * day;

/** The week an instant lies in. */
export const weekOf = (at: Date): number => Math.floor((at.getTime() - firstMonday) / (7 * day));

/** 00:00 UTC on the Monday a week begins with. */
export const mondayOf = (week: number): Date => new Date(firstMonday + week * 7 * day);

/** The Monday of a week as `YYYY-MM-DD`. */
export const mondayText = (week: number): string => mondayOf(week).toISOString().slice(0, 10);

/** The week of a date written `YYYY-MM-DD`; NaN when it is not a date. */
export const weekOfText = (text: string): number => weekOf(new Date(`${text.slice(0, 10)}T00:00:00Z`));
