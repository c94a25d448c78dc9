/**
 * Reads cells: moments per company and whatever else is asked for, from the rollups and from the answers that are not yet in
 * them, in one statement, so that what a reader of records sees is exact at once. All questions of a page go into the same
 * statement: a page costs the same number of round trips whatever the number of answers.
 */
import { type SQL, sql } from 'drizzle-orm';
import { addDays } from '#lib/merger/day.ts';
import { recordCompanies, scoreCompanies, type Scope, seesRecords } from '#lib/merger/scope.ts';
import type { Dimension, Period, TimeGrain } from '#lib/scores/breakdown.ts';
import {
  familyFor,
  type Family,
  flaggedFamily,
  nextPeriod,
  periodOf,
  type Piece,
  runsOf
} from '#lib/scores/families.ts';
import { fromStored, type Moments } from '#lib/scores/moments.ts';
import { type Db, rows } from './db/open.ts';
import { contributions, moments, waiting } from './rollup-rows.ts';

export interface Question {
  /** Series wanted; a name that ends with `@` stands for every series of its metric on another scale. */
  readonly metrics: readonly string[];
  /** Dimensions the cells are told apart by, besides the company, which always is. */
  readonly by: readonly Dimension[];
  readonly grain: TimeGrain | null;
  /** Wanted values; companies by id. */
  readonly filters: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  readonly period: Period;
  /** Leaves flagged answers out (UX-18). Only companies whose records the scope opens are told apart: see `maySetAside`. */
  readonly unflagged?: boolean;
}

export interface Cell extends Moments {
  readonly metric: string;
  readonly companyId: string;
  /** Values of the dimensions asked for. */
  readonly at: Readonly<Partial<Record<Dimension, string>>>;
  /** First day of the point in time; null without a grain. */
  readonly period: string | null;
  /** Codes outside the scale. */
  readonly invalid: number;
  /** "Does not apply". */
  readonly missing: number;
  /** Scored contributions of flagged answers, counted or left out; null where the reader may not tell them apart. */
  readonly flagged: number | null;
}

/** Where the figures of a question come from. `answers`: no rollup holds them, so the answers were read one by one. */
export type Source = 'rollups' | 'answers';

export interface CellsRead {
  /** In the order of the questions; null where the reader has no access to answers and only answers could tell. */
  readonly cells: readonly (readonly Cell[] | null)[];
  readonly sources: readonly Source[];
}

/** Columns of a contribution by dimension; nothing from outside ever becomes an identifier. */
const columnOf: Readonly<Record<Dimension, string>> = {
  company: 'company_id',
  stage: 'stage',
  segment: 'segment',
  region: 'region',
  tier: 'tier',
  channel: 'channel',
  program: 'program',
  locale: 'locale',
  phase: 'phase'
};

/**
 * Whether a reader may have figures of these companies without flagged answers. The difference to the whole would tell what a
 * handful of people answered, so it is for readers of records alone (D-06).
 */
export function maySetAside(scope: Scope, companies: readonly string[]): boolean {
  return companies.every((id) => seesRecords(scope, id));
}

interface Plan {
  question: Question;
  source: Source;
  family: Family;
  pieces: readonly Piece[];
}

function planOf(asked: Question): Plan {
  const question = { ...asked, period: wholePeriod(asked.period, asked.grain) };
  const { period, grain, filters } = question;
  const dimensions = [...question.by, ...(Object.keys(filters) as Dimension[])];
  const family = familyFor(dimensions);
  if (family !== null) {
    const pieces = grain === null ? runsOf(period.from, period.to, family.grains) : pointsOf(family, grain, period);
    if (pieces !== null) return { question, source: 'rollups', family, pieces };
  }
  return { question, source: 'answers', family: familyFor([])!, pieces: [] };
}

/** Points in time are whole: the first and the last one of a grouping by time are not cut. */
function wholePeriod({ from, to }: Period, grain: TimeGrain | null): Period {
  if (grain === null) return { from, to };
  const last = to === null ? null : addDays(nextPeriod(periodOf(to, grain), grain), -1);
  return { from: from === null ? null : periodOf(from, grain), to: last };
}

function pointsOf(family: Family, grain: TimeGrain, { from, to }: Period): Piece[] | null {
  if (!family.grains.includes(grain)) return null;
  return [{ grain, first: from ?? '0001-01-01', last: to === null ? '9999-12-31' : periodOf(to, grain) }];
}

/** Everything the questions ask, in one statement, for the companies of the scope. Call inside `scoped`. */
export async function readCells(tx: Db, scope: Scope, questions: readonly Question[]): Promise<CellsRead> {
  const plans = questions.map(planOf);
  const records = recordCompanies(scope);
  const known = (plan: Plan) => plan.source === 'rollups' || records.length > 0;
  const parts = plans.flatMap((plan, index) => (known(plan) ? [partOf(plan, index, scope)] : []));
  const cells: (Cell[] | null)[] = plans.map((plan) => (known(plan) ? [] : null));
  if (parts.length > 0 && scoreCompanies(scope).length > 0) {
    const from = records.length > 0 ? waiting(sql`fold_queue`) : sql`(select * from response where false) r`;
    const found = rows<Stored>(
      await tx.execute(sql`
        with tail as materialized (${contributions(from)})
        ${sql.join(parts, sql` union all `)}`)
    );
    for (const row of found) cells[row.question]!.push(cellOf(row, plans[row.question]!.question, scope));
  }
  return { cells, sources: plans.map((plan) => plan.source) };
}

interface Stored {
  question: number;
  metric: string;
  company_id: string;
  period: string;
  v0: string;
  v1: string;
  n: number;
  invalid: number;
  missing: number;
  sum: string;
  sum2: string;
  flagged: number;
}

function cellOf(row: Stored, { by, grain }: Question, scope: Scope): Cell {
  const at: Partial<Record<Dimension, string>> = {};
  for (const [i, dimension] of by.filter((d) => d !== 'company').entries()) at[dimension] = i === 0 ? row.v0 : row.v1;
  const { metric, company_id: companyId, n, invalid, missing, sum, sum2 } = row;
  return {
    metric,
    companyId,
    at,
    period: grain === null ? null : row.period,
    invalid,
    missing,
    flagged: seesRecords(scope, companyId) ? row.flagged : null,
    ...fromStored({ n, sum, sum2 })
  };
}

/** A list as one parameter. */
const texts = (values: readonly string[]): SQL =>
  sql`(${`{${values.map((v) => `"${v.replace(/["\\]/g, '\\$&')}"`).join(',')}}`}::text)::text[]`;

function metricsOf(metrics: readonly string[]): SQL {
  const whole = metrics.filter((m) => !m.endsWith('@'));
  const starts = metrics.filter((m) => m.endsWith('@')).map((m) => sql`starts_with(metric, ${m})`);
  const exact = sql`metric = any(${texts(whole)})`;
  return starts.length === 0 ? exact : sql`(${sql.join([exact, ...starts], sql` or `)})`;
}

/** The cells of one question: stored rows and waiting ones together, added up per group. */
function partOf(plan: Plan, index: number, scope: Scope): SQL {
  const { question, family, pieces, source } = plan;
  const { grain, period, filters } = question;
  const open = source === 'answers' ? recordCompanies(scope) : scoreCompanies(scope);
  const wanted = filters.company ? open.filter((id) => filters.company!.includes(id)) : open;
  const by = question.by.filter((d) => d !== 'company');
  const storedAs = (dimension: Dimension) =>
    dimension === 'stage' ? 'stage' : dimension === family.d1 ? 'd1' : dimension === family.d2 ? 'd2' : '';
  const conditions = (name: (dimension: Dimension) => string) => [
    metricsOf(question.metrics),
    sql`company_id = any((${texts(wanted)})::uuid[])`,
    ...(Object.entries(filters) as [Dimension, readonly string[]][])
      .filter(([dimension]) => dimension !== 'company')
      .map(([dimension, values]) => sql`${sql.raw(name(dimension))} = any(${texts(values)})`)
  ];
  const picked = (name: (dimension: Dimension) => string) =>
    sql.raw([0, 1].map((i) => `${by[i] ? name(by[i]) : `''::text`} as v${i}`).join(', '));
  const where = (list: SQL[]) => sql.join(list, sql` and `);
  const days = [
    ...(period.from === null ? [] : [sql`day >= ${period.from}::date`]),
    ...(period.to === null ? [] : [sql`day <= ${period.to}::date`])
  ];
  const apart = recordCompanies(scope);
  const aside = question.unflagged ? sql`not (flagged and company_id = any((${texts(apart)})::uuid[]))` : sql`true`;
  const loose = (from: SQL) => sql`
    select metric, company_id, ${sql.raw(grain ?? `date '1970-01-01'`)} as period, ${picked((d) => columnOf[d])},
      case when ${aside} then value end as value, case when ${aside} then code end as code, ${aside} as counts, flagged,
      value is not null as scored
    from ${from} where ${where([...conditions((d) => columnOf[d]), ...days])}`;
  const summed = (from: SQL) => sql`
    select metric, company_id, period, v0, v1, ${moments('counts')},
      (count(*) filter (where flagged and scored))::int as flagged
    from (${from}) as single group by 1, 2, 3, 4, 5`;
  const stored = (of: string, figures: SQL, { grain: kept, first, last }: Piece) => sql`
    select metric, company_id, ${grain === null ? sql`date '1970-01-01'` : sql`period`} as period, ${picked(storedAs)}, ${figures}
    from rollup where family = ${of} and grain = ${kept} and period between ${first}::date and ${last}::date
      and ${where(conditions(storedAs))}`;
  // What is flagged stands in the rows of everybody too: leaving it out is a subtraction.
  const taken = question.unflagged ? sql`-n, -invalid, -missing, -sum, -sum2, n` : sql`0, 0, 0, 0, 0, n`;
  const parts =
    source === 'answers'
      ? [summed(loose(sql`(${contributions(answered(period))}) as contribution`))]
      : [
          ...pieces.flatMap((piece) => [
            stored(family.key, sql`n, invalid, missing, sum, sum2, 0 as flagged`, piece),
            ...(apart.length === 0
              ? []
              : [
                  sql`${stored(flaggedFamily(family.key), taken, piece)} and company_id = any((${texts(apart)})::uuid[])`
                ])
          ]),
          summed(loose(sql`tail`))
        ];
  return sql`
    select ${index}::int as question, metric, company_id::text, period::text, v0, v1, sum(n)::int as n,
      sum(invalid)::int as invalid, sum(missing)::int as missing, sum(sum)::text as sum, sum(sum2)::text as sum2,
      sum(flagged)::int as flagged
    from (${sql.join(parts, sql` union all `)}) as part group by 2, 3, 4, 5, 6`;
}

/** The responses answered in the period, through the index on the time of the answer. */
function answered({ from, to }: Period): SQL {
  const limits = [
    ...(from === null ? [] : [sql`answered_at >= ${from}::timestamp at time zone 'UTC'`]),
    ...(to === null ? [] : [sql`answered_at < (${to}::date + 1)::timestamp at time zone 'UTC'`]),
    sql`true`
  ];
  return sql`(select * from response where ${sql.join(limits, sql` and `)}) r`;
}
