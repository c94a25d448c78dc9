/** Days on which a newly published version of a questionnaire broke the trend of a metric (UX-05, UX-52): marks for a chart. */
import { and, eq, gte, lte, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { derivedMetrics, describe, indexItems, type SeriesId } from '#lib/scores/metrics.ts';
import { trendBreaks } from '#lib/survey/breaks.ts';
import type { Db } from './db/open.ts';
import { surveyVersion } from './db/schema/surveys.ts';
import { version } from './surveys.ts';

export interface BreakDay {
  day: string;
  surveyId: string;
  /** Number of the version that broke it. */
  number: number;
}

/** The breaks of a metric between two days (both included), in the order they came. A first version breaks nothing. */
export async function breakDays(db: Db, series: SeriesId, from: string, to: string): Promise<BreakDay[]> {
  const metrics = madeOf(series);
  const before = alias(surveyVersion, 'before');
  const published = await db
    .select({ id: surveyVersion.id, previous: before.id, publishedAt: surveyVersion.publishedAt })
    .from(surveyVersion)
    .innerJoin(before, eq(before.surveyId, surveyVersion.surveyId))
    .where(
      and(
        gte(surveyVersion.publishedAt, new Date(`${from}T00:00:00Z`)),
        lte(surveyVersion.publishedAt, new Date(`${to}T23:59:59.999Z`)),
        eq(surveyVersion.number, sql`${before.number} + 1`)
      )
    )
    .orderBy(surveyVersion.publishedAt, surveyVersion.id);
  const days: BreakDay[] = [];
  for (const { id, previous, publishedAt } of published) {
    const [next, old] = [await version(db, id), await version(db, previous)];
    if (next === null || old === null) continue;
    if (!trendBreaks(old.document, next.document).some(({ metric }) => metrics.has(metric))) continue;
    days.push({ day: publishedAt.toISOString().slice(0, 10), surveyId: next.surveyId, number: next.number });
  }
  return days;
}

/** The metrics whose questions a series is made of: itself, what it follows from, and the items of the two built-in indexes. */
function madeOf(series: SeriesId): ReadonlySet<string> {
  const metric = describe(series)?.metric ?? series;
  const from = Object.entries(derivedMetrics).flatMap(([key, derived]) => (derived === metric ? [key] : []));
  const items = metric === 'satisfaction' || metric === 'loyalty' ? indexItems[metric] : [];
  return new Set([metric, ...from, ...items]);
}
