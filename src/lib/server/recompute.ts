/**
 * Works the scores out a second time, straight from the raw answers and in plain SQL, without the stored contributions and
 * without the code that made them: the third leg of `folded == rebuilt == straight` (F-36). The arithmetic is the one
 * written down at the head of scores/contribution.ts.
 */
import { type SQL, sql } from 'drizzle-orm';
import { counting, indexSeries } from '#lib/scores/contribution.ts';
import { derivedMetrics, indexItems, isAsked, type MetricKind, metrics, seriesOf } from '#lib/scores/metrics.ts';
import { bindings } from '#lib/survey/bindings.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { type Db, rows } from './db/open.ts';
import { surveyVersion } from './db/schema/surveys.ts';
import type { Difference } from './rollups.ts';

/** One row of `bound`: which question of which version feeds which series, and on which scale. */
interface Bound {
  version: string;
  position: number;
  question: string;
  series: string;
  metric: string;
  min: number;
  max: number;
  reversed: boolean;
  /** Metrics for which the version names an index of its own. */
  own: string[];
}

/** One row of `part`: an item of an index that a version names. */
interface Part {
  version: string;
  series: string;
  perceived: string;
  /** Only of a gap. */
  expected: string | null;
  min: number;
  max: number;
  reversed: boolean;
  weight: number;
}

/**
 * Where per metric, company, stage and month the rollups differ from the raw answers of the responses that have been folded;
 * at most `limit`. Answers to a published survey are read with the bindings of its version; imported answers are stored under
 * the name of their series (`nps`, `nps@1-5`), which says the scale.
 */
export async function compareWithAnswers(db: Db, limit = 20): Promise<Difference[]> {
  const versions = await db.select({ id: surveyVersion.id, document: surveyVersion.document }).from(surveyVersion);
  const bound = versions.flatMap(({ id, document }) => boundOf(id, document as SurveyDocument));
  const parts = versions.flatMap(({ id, document }) => partsOf(id, document as SurveyDocument));
  return rows<Difference>(
    await db.execute(sql`
      with bound as (
        select * from jsonb_to_recordset(${JSON.stringify(bound)}::jsonb) as b(version uuid, position int,
          question text, series text, metric text, min int, max int, reversed boolean, own text[])
      ),
      part as (
        select * from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) as p(version uuid, series text, perceived text,
          expected text, min int, max int, reversed boolean, weight bigint)
      ),
      ${straight}
      select concat_ws(' ', month, metric, company_id, stage) as key,
        case when f.n is null then null else concat_ws(' ', f.n, f.invalid, f.missing, f.sum, f.sum2) end as folded,
        case when s.n is null then null else concat_ws(' ', s.n, s.invalid, s.missing, s.sum, s.sum2) end as rebuilt
      from (select period as month, metric, company_id, stage, n, invalid, missing, sum, sum2
            from rollup where family = '' and grain = 'month') f
        full join straight s using (month, metric, company_id, stage)
      where (f.n, f.invalid, f.missing, f.sum, f.sum2) is distinct from (s.n, s.invalid, s.missing, s.sum, s.sum2)
      limit ${limit}`)
  );
}

function boundOf(version: string, document: SurveyDocument): Bound[] {
  const { questions, indexes } = counting(bindings(document));
  const own = indexes.map(({ metric }) => metric);
  return questions.map(({ questionId: question, metric, min, max, reversed = false }, position) => {
    return { version, position, question, series: seriesOf(metric, min, max), metric, min, max, reversed, own };
  });
}

function partsOf(version: string, document: SurveyDocument): Part[] {
  return counting(bindings(document)).indexes.flatMap((index) =>
    index.items.map(({ questionId: perceived, expectedId: expected = null, min, max, reversed = false, weight }) => {
      return { version, series: indexSeries(index), perceived, expected, min, max, reversed, weight };
    })
  );
}

const scales: SQL = sql.raw(
  Object.values(metrics)
    .flatMap(({ key, scale }) => (scale && isAsked(key) ? [`('${key}', ${scale.min}, ${scale.max})`] : []))
    .join(', ')
);

const indexes: SQL = sql.raw(
  Object.entries(indexItems)
    .flatMap(([index, items]) => items.map((item) => `('${index}', '${item}', ${items.length})`))
    .join(', ')
);

const ofKind = (kind: MetricKind): SQL =>
  sql.raw(
    Object.values(metrics)
      .flatMap((one) => (one.kind === kind ? [`'${one.key}'`] : []))
      .join(', ')
  );

/** What follows from a series: top boxes of the one, means of the other. */
const further: SQL = sql.raw(
  Object.entries(derivedMetrics)
    .map(([from, to]) => `('${from}', '${to}', ${metrics[to].kind === 'topbox'})`)
    .join(', ')
);

/** A whole number in the scale, turned round where a low code is good; null for anything else that was answered. */
const codeIn = (answer: SQL): SQL => sql`
  case when jsonb_typeof(${answer}) = 'number' and (${answer} #>> '{}')::numeric % 1 = 0
    and (${answer} #>> '{}')::numeric between min and max
    then (case when reversed then min + max - (${answer} #>> '{}')::numeric else (${answer} #>> '{}')::numeric end)::int end`;

/** r(x): the place on the scale as 0 to 1,000,000, halves up. */
const placeOf = (code: string): SQL => sql.raw(`round(1000000 * (${code} - min)::numeric / (max - min))::bigint`);
const place = placeOf('x');

const straight: SQL = sql`
  folded as (select * from response where state = 'complete' and not exists
    (select from fold_queue where fold_queue.response_id = response.id)),
  native(metric, min, max) as (values ${scales}),
  item(index, metric, items) as (values ${indexes}),
  derived(series, other, top) as (values ${further}),
  bindings as (
    select r.id, r.company_id, r.stage, date_trunc('month', r.answered_at at time zone 'UTC')::date as month,
      b.position, b.series, b.metric, b.min, b.max, b.reversed, r.answers -> b.question as answer,
      b.own
    from folded r join bound b on b.version = r.survey_version_id
    union all
    select r.id, r.company_id, r.stage, date_trunc('month', r.answered_at at time zone 'UTC')::date,
      e.position::int, e.key, native.metric, coalesce((regexp_match(e.key, '@(-?\\d+)-'))[1]::int, native.min),
      coalesce((regexp_match(e.key, '@-?\\d+-(-?\\d+)$'))[1]::int, native.max), false, e.value,
      '{}'::text[]
    from folded r, jsonb_each(r.answers) with ordinality as e(key, value, position)
      join native on native.metric = split_part(e.key, '@', 1)
    where r.survey_version_id is null and e.key ~ '^[a-z_]+(@-?\\d+-(-?\\d+))?$'
  ),
  ranked as (
    select *, answer is null or answer = '""'::jsonb as unanswered,
      first_value(series) over (partition by id, metric order by series <> metric, position) as chosen,
      row_number() over
        (partition by id, series order by answer is null or answer = '""'::jsonb, position) as place
    from bindings
  ),
  given as (
    select *, coalesce(answer in ('null'::jsonb, '"na"'::jsonb), false) as missing
    from ranked where place = 1
  ),
  scored as (select *, ${codeIn(sql.raw('answer'))} as x from given),
  weighed as (
    select r.id, r.company_id, r.stage, date_trunc('month', r.answered_at at time zone 'UTC')::date as month, p.series,
      p.weight, p.perceived_place - p.expected_place as v
    from folded r join lateral (
      select series, weight, ${placeOf('perceived_code')} as perceived_place,
        case when expected is null then 0 else ${placeOf('expected_code')} end as expected_place
      from (
        select *, ${codeIn(sql.raw('(r.answers -> perceived)'))} as perceived_code,
          ${codeIn(sql.raw('(r.answers -> expected)'))} as expected_code
        from part where version = r.survey_version_id
      ) as coded
    ) as p on true
  ),
  entry as (
    select company_id, stage, month, series, missing, x is null and not missing as invalid,
      case
        when x is null then null
        when series in (${ofKind('nps')}) then case when x >= 9 then 1000000 when x >= 7 then 0 else -1000000 end
        when series in (${ofKind('topbox')}) then case when x >= max - 1 then 1000000 else 0 end
        else ${place}
      end as value
    from scored where not unanswered
    union all
    select company_id, stage, month, derived.other, missing, x is null and not missing,
      case when x is null then null when derived.top then case when x >= max - 1 then 1000000 else 0 end else ${place} end
    from scored join derived using (series) where not unanswered
    union all
    select company_id, stage, month,
      case when bool_and(series = metric) then item.index else item.index || '@mixed' end, false, false,
      round(sum(case when x is not null then ${place} end)::numeric / count(x))::bigint
    from scored join item using (metric) where series = chosen and item.index <> all(own)
    group by id, company_id, stage, month, item.index, item.items
    having 2 * count(x) >= item.items
    union all
    select company_id, stage, month, series, false, false,
      -- Floor of the mean and a half: the division is of whole numbers, moved above zero.
      ((2 * sum(weight * (v + 1000000)) filter (where v is not null) + sum(weight) filter (where v is not null))::bigint
        / (2 * sum(weight) filter (where v is not null))::bigint) - 1000000
    from weighed group by id, company_id, stage, month, series
    having 2 * sum(weight) filter (where v is not null) >= sum(weight)
  ),
  straight as (
    select month, series as metric, company_id, stage, count(value)::int as n,
      (count(*) filter (where invalid))::int as invalid, (count(*) filter (where missing))::int as missing,
      coalesce(sum(value), 0)::bigint as sum, coalesce(sum(value::numeric * value), 0)::numeric(40, 0) as sum2
    from entry group by 1, 2, 3, 4
  )`;
