/**
 * What each question of a version costs those who answer it: who leaves it out, how long its page takes, who answers its battery in
 * one straight line, and where people break off (UX-38). Every share has its n and Wilson's interval (M-03), a median the interval
 * of its order statistics: Conover, W. J. (1999), Practical Nonparametric Statistics, 3rd ed., section 3.2.
 */
import { wilsonInterval } from '../stats/intervals.ts';
import type { Answers } from './condition.ts';
import type { SurveyDocument } from './document.ts';
import { kinds } from './kinds.ts';
import { straightLines } from './quality.ts';

/** Answers below which nothing is said. */
export const enoughAnswers = 30;

export interface Share {
  readonly count: number;
  readonly n: number;
  /** Of 1. */
  readonly low: number;
  readonly high: number;
}

/** In seconds. */
export interface Median {
  readonly n: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface ItemFigures {
  /** Of those to whom it showed, who left it out, whole or in part. */
  readonly skipped: Share | null;
  /** Time in front of its page, and how many questions stand there: of one question among several nobody measures its own. */
  readonly seconds: Median | null;
  readonly beside: number;
  /** Of those who answered enough of its battery, who kept to one column. */
  readonly straight: Share | null;
  /** Of those who answered it, finished or not, whose last answer it was. */
  readonly left: Share | null;
}

export interface VersionFigures {
  /** Number of the version; null when nothing was published. */
  readonly version: number | null;
  /** Versions with answers enough, newest first. */
  readonly versions: readonly number[];
  /** Finished answers that were looked at; under thirty there are no figures. */
  readonly n: number;
  /** There are more answers than were looked at. */
  readonly newest: boolean;
  readonly broken: number;
  /** The whole survey. */
  readonly seconds: Median | null;
  readonly questions: Readonly<Record<string, ItemFigures>>;
}

export interface Finished {
  readonly answers: Answers;
  /** Null where nobody noted it. */
  readonly skipped: readonly string[] | null;
  readonly pageSeconds: readonly (number | null)[] | null;
}

/** Null where there are too few to say anything. */
const shareOf = (count: number, n: number): Share | null => {
  const interval = n >= enoughAnswers ? wilsonInterval(count, n) : null;
  return interval && { count, n, ...interval };
};

/** Median with the interval that covers it in 95 of 100 samples; null under thirty. */
export function medianOf(values: readonly number[]): Median | null {
  const n = values.length;
  if (n < enoughAnswers) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (place: number) => sorted[Math.min(n - 1, Math.max(0, place))]!;
  const reach = (1.959964 * Math.sqrt(n)) / 2;
  const median = n % 2 === 1 ? at((n - 1) / 2) : (at(n / 2 - 1) + at(n / 2)) / 2;
  return { n, median, low: at(Math.floor(n / 2 - reach) - 1), high: at(Math.ceil(n / 2 + reach)) };
}

/** `broken` are the answers of those who stopped, in the same time as the finished ones. */
export function itemFigures(
  document: SurveyDocument,
  finished: readonly Finished[],
  broken: readonly Answers[]
): Record<string, ItemFigures> {
  const questions = document.pages.flatMap((page) => page.questions);
  const asking = questions.filter(({ kind }) => kinds[kind].asks !== 'nothing');
  const place = new Map(asking.map(({ id }, at) => [id, at]));
  const count = () => asking.map(() => 0);
  const [answered, noted, skipped, judged, straight, last] = [count(), count(), count(), count(), count(), count()];
  const placesIn = (answers: Answers) => {
    const found = new Set<number>();
    for (const name of Object.keys(answers)) {
      const at = place.get(name.split('.')[0]!);
      if (at !== undefined) found.add(at);
    }
    return found;
  };
  for (const one of finished) {
    const given = placesIn(one.answers);
    for (const at of given) answered[at]! += 1;
    if (one.skipped) {
      const out = new Set(one.skipped.flatMap((id) => place.get(id) ?? []));
      for (const at of out) skipped[at]! += 1;
      for (const at of new Set([...given, ...out])) noted[at]! += 1;
    }
    for (const [id, line] of straightLines(questions, one.answers)) {
      const at = place.get(id)!;
      judged[at]! += 1;
      if (line) straight[at]! += 1;
    }
  }
  for (const answers of broken) {
    const given = placesIn(answers);
    for (const at of given) answered[at]! += 1;
    if (given.size > 0) last[Math.max(...given)]! += 1;
  }
  return Object.fromEntries(
    document.pages.flatMap((page, p) => {
      const asked = page.questions.filter(({ id }) => place.has(id));
      const seconds = medianOf(finished.flatMap(({ pageSeconds }) => pageSeconds?.[p] ?? []));
      return asked.map(({ id }) => {
        const at = place.get(id)!;
        const figures: ItemFigures = {
          skipped: shareOf(skipped[at]!, noted[at]!),
          seconds,
          beside: asked.length - 1,
          straight: shareOf(straight[at]!, judged[at]!),
          left: shareOf(last[at]!, answered[at]!)
        };
        return [id, figures];
      });
    })
  );
}
