/** Sheets of paper in lists: how far each has come, and how well they are keyed. */
import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Scope } from '#lib/merger/scope.ts';
import { type Interval, wilsonInterval } from '#lib/stats/intervals.ts';
import { type Db, rows } from './db/open.ts';
import { company } from './db/schema/organisation.ts';
import { paperSheet, type SheetState } from './db/schema/paper.ts';
import { survey, surveyVersion } from './db/schema/surveys.ts';
import { scoped } from './db/scoped.ts';

export interface SheetLine {
  id: string;
  number: number;
  companyId: string;
  company: string;
  state: SheetState;
  asideReason: string | null;
  differed: number | null;
  /** The day it was filled in, as settled or as first keyed. */
  day: string | null;
  /** Whether this reader keyed it first. */
  own: boolean;
}

/** Sheets of a survey in the order of their numbers, the newest first; `before` is where the page before ended. */
export function list(
  db: Db,
  scope: Scope,
  readerId: string,
  filter: { surveyId: string; states: readonly SheetState[] | null; before: { number: number; id: string } | null },
  limit: number
): Promise<SheetLine[]> {
  const { surveyId, states, before } = filter;
  const day = sql<string | null>`coalesce(${paperSheet.settled}, ${paperSheet.first}) ->> 'day'`;
  return scoped(db, scope, (tx) =>
    tx
      .select({
        ...{ id: paperSheet.id, number: paperSheet.number, companyId: paperSheet.companyId, company: company.name },
        ...{ state: paperSheet.state, asideReason: paperSheet.asideReason, differed: paperSheet.differed, day },
        own: sql<boolean>`coalesce(${paperSheet.firstBy} = ${readerId}, false)`
      })
      .from(paperSheet)
      .innerJoin(company, eq(company.id, paperSheet.companyId))
      .where(
        and(
          eq(paperSheet.surveyId, surveyId),
          states === null ? undefined : inArray(paperSheet.state, [...states]),
          before === null
            ? undefined
            : sql`(${paperSheet.number}, ${paperSheet.id}) < (${before.number}::int, ${before.id}::uuid)`
        )
      )
      .orderBy(desc(paperSheet.number), desc(paperSheet.id))
      .limit(limit)
  );
}

/** How many sheets of a survey stand where. */
export async function counts(db: Db, scope: Scope, surveyId: string): Promise<Partial<Record<SheetState, number>>> {
  const found = await scoped(db, scope, (tx) =>
    tx
      .select({ state: paperSheet.state, n: count() })
      .from(paperSheet)
      .where(eq(paperSheet.surveyId, surveyId))
      .groupBy(paperSheet.state)
  );
  return Object.fromEntries(found.map(({ state, n }) => [state, n]));
}

export interface PaperSurvey {
  id: string;
  title: string;
  /** Sheets that wait for a second keying or for settling, and those that are stored. */
  waiting: number;
  stored: number;
}

/** Published surveys with the sheets of the reader's companies: those with work first. */
export function surveysOnPaper(db: Db, scope: Scope): Promise<PaperSurvey[]> {
  const waiting = sql<number>`(count(*) filter (where ${paperSheet.state} in ('open', 'once', 'differs')))::int`;
  const stored = sql<number>`(count(*) filter (where ${paperSheet.state} = 'stored'))::int`;
  return scoped(db, scope, (tx) =>
    tx
      .select({ id: survey.id, title: survey.title, waiting, stored })
      .from(survey)
      .leftJoin(paperSheet, eq(paperSheet.surveyId, survey.id))
      .where(sql`exists (select from ${surveyVersion} where ${surveyVersion.surveyId} = ${survey.id})`)
      .groupBy(survey.id)
      .orderBy(sql`3 desc, 4 desc`, asc(survey.title), asc(survey.id))
  );
}

/** A share of fields with its 95 % interval (Wilson); null where nothing was compared yet. */
export interface FieldShare {
  n: number;
  x: number;
  share: number;
  interval: Interval;
}

export interface KeyingQuality {
  /** Sheets that were keyed twice, and the fields of them that differed. */
  sheets: number;
  differed: FieldShare | null;
  keyers: {
    personId: string;
    name: string;
    /** Keyings of this person of which a second one exists, first and second alike. */
    sheets: number;
    differed: FieldShare | null;
    /** Fields of settled sheets that turned out to say something else than this person had typed. */
    wrong: FieldShare | null;
  }[];
}

interface QualityRow {
  person_id: string | null;
  name: string | null;
  sheets: number;
  compared: number;
  differed: number;
  settled: number;
  wrong: number;
}

/**
 * How well the paper of a survey is keyed: fields that differed between two keyings, of those in which either says something, and
 * by keyer also how many of theirs were settled otherwise. Fields of one sheet are taken as independent.
 */
export async function quality(db: Db, scope: Scope, surveyId: string): Promise<KeyingQuality> {
  const twice = sql`${paperSheet.surveyId} = ${surveyId} and ${paperSheet.compared} is not null`;
  const found = await scoped(db, scope, async (tx) =>
    rows<QualityRow>(
      await tx.execute(sql`
        with keying as (
          select first_by as by, compared, differed, first_wrong as wrong from ${paperSheet} where ${twice}
          union all
          select second_by, compared, differed, second_wrong from ${paperSheet} where ${twice}
        )
        select k.by as person_id, person.name, count(*)::int as sheets, sum(compared)::int as compared,
          sum(differed)::int as differed, coalesce(sum(compared) filter (where wrong is not null), 0)::int as settled,
          coalesce(sum(wrong), 0)::int as wrong
        from keying k left join person on person.id = k.by
        group by k.by, person.name
        order by 4 desc, person.name`)
    )
  );
  const total = (of: (row: QualityRow) => number): number => found.reduce((sum, row) => sum + of(row), 0);
  return {
    // Every sheet stands there once for each of its two keyings.
    sheets: total((row) => row.sheets) / 2,
    differed: shareOf(total((row) => row.differed) / 2, total((row) => row.compared) / 2),
    keyers: found.flatMap(({ person_id: personId, name, ...row }) =>
      personId === null
        ? []
        : [
            {
              ...{ personId, name: name ?? '', sheets: row.sheets },
              differed: shareOf(row.differed, row.compared),
              wrong: shareOf(row.wrong, row.settled)
            }
          ]
    )
  };
}

function shareOf(x: number, n: number): FieldShare | null {
  const interval = wilsonInterval(x, n);
  return interval === null ? null : { n, x, share: x / n, interval };
}
