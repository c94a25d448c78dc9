/**
 * A survey as one respondent meets it: what is known of them is read, quotas are looked at, and the version they are on is
 * specialised with it (survey/specialise.ts). Most surveys depend on nothing of the kind; then nothing is read.
 */
import { and, desc, eq, lte, sql } from 'drizzle-orm';
import type { Answers, Value } from '#lib/survey/condition.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { isPersonal } from '#lib/survey/piping.ts';
import { filling, type Quota, withQuotas } from '#lib/survey/quotas.ts';
import { armsOf, isPlain, specialise } from '#lib/survey/specialise.ts';
import type { Db } from './db/open.ts';
import { customer, stageEntry } from './db/schema/customers.ts';
import { quotaCount } from './db/schema/surveys.ts';
import type { AskedCustomer, AskingCompany, Invitation } from './invitations.ts';
import type { SurveyVersion } from './surveys.ts';

export interface Asked {
  readonly invitation: Invitation;
  readonly customer: AskedCustomer;
  readonly company: AskingCompany;
  readonly version: SurveyVersion;
}

export interface Met {
  /** What the respondent meets: conditions over answers alone, in the order of their chance. */
  readonly document: SurveyDocument;
  readonly known: Readonly<Record<string, Value>>;
  /** Ids of the quotas that had all they want when this was read. */
  readonly full: readonly string[];
}

/** A quota that a completed response fills. One with an ending takes no more than its limit. */
export interface Filled {
  readonly quota: string;
  readonly limit: number | null;
  readonly ending: string | null;
}

/** What is stored of a way through a survey besides its answers. */
export interface Course {
  readonly arms?: Readonly<Record<string, string>>;
  /** The ending it led to; absent for the thank-you page of everybody. */
  readonly ending?: string;
}

/**
 * The survey of a link as its respondent meets it in a language. For somebody who has answered, quotas are `past`: what filled up
 * since, by their own answers too, does not change the way they went.
 */
export async function meet(db: Db, asked: Asked, language: string, now: Date, past = false): Promise<Met> {
  const { document, surveyId } = asked.version;
  if (isPlain(document) && !document.quotas?.length && !isPersonal(document)) return { document, known: {}, full: [] };
  const known = { ...(await knownOf(db, asked, now)), language };
  const full = document.quotas?.length && !past ? await fullQuotas(db, surveyId, document) : [];
  const ready = withQuotas(document, full);
  const quotas = Object.fromEntries(
    (document.quotas ?? []).map(({ id }) => [`quota.${id}`, full.includes(id) ? 'full' : 'open'])
  );
  const seed = asked.invitation.id;
  return { document: specialise(ready, { seed, known: { ...known, ...quotas } }), known, full };
}

async function knownOf(
  db: Db,
  { customer: { id }, company, invitation }: Asked,
  now: Date
): Promise<Record<string, Value>> {
  if (id === null) return { company: company.name, channel: invitation.channel };
  const { stage, tier, region, segment, attributes } = customer;
  const [found] = await db
    .select({ stage, tier, region, segment, attributes })
    .from(customer)
    .where(eq(customer.id, id));
  const [entered] = await db
    .select({ stage: stageEntry.stage })
    .from(stageEntry)
    .where(and(eq(stageEntry.customerId, id), lte(stageEntry.validFrom, now.toISOString().slice(0, 10))))
    .orderBy(desc(stageEntry.validFrom))
    .limit(1);
  const said: Record<string, string | null | undefined> = {
    company: company.name,
    channel: invitation.channel,
    stage: entered?.stage ?? found?.stage,
    tier: found?.tier,
    region: found?.region,
    'segment.segment': found?.segment,
    ...Object.fromEntries(Object.entries(found?.attributes ?? {}).map(([name, value]) => [`attribute.${name}`, value]))
  };
  return Object.fromEntries(Object.entries(said).filter((pair): pair is [string, string] => Boolean(pair[1])));
}

/** Ids of the quotas that have all they want. Whoever is under way when one fills up learns it when their answers are stored. */
async function fullQuotas(db: Db, surveyId: string, document: SurveyDocument): Promise<string[]> {
  const counts = await db
    .select({ quota: quotaCount.quota, filled: quotaCount.filled })
    .from(quotaCount)
    .where(eq(quotaCount.surveyId, surveyId));
  const filled = new Map(counts.map((row) => [row.quota, row.filled]));
  return (document.quotas ?? []).filter(({ id, limit }) => (filled.get(id) ?? 0) >= limit).map(({ id }) => id);
}

/** How a respondent went through: what is stored, and which quotas it fills. */
export function courseOf(
  asked: Asked,
  met: Met,
  answers: Answers
): { course: Course; state: 'complete' | 'screened_out' | 'quota_full'; quotas: Filled[] } {
  const { document } = asked.version;
  const path = pathOf(met.document, answers);
  const ending = document.endings?.find(({ id }) => id === path.ending);
  const arms = armsOf(document, asked.invitation.id);
  // A quota may ask for the people of one arm.
  const known = { ...met.known, ...Object.fromEntries(Object.entries(arms).map(([id, arm]) => [`arm.${id}`, arm])) };
  const belongs = filling(document, { ...path.facts, known });
  const over = belongs.some(({ id, full }) => full !== undefined && full === ending?.id && met.full.includes(id));
  const state = over ? 'quota_full' : ending?.kind === 'screened_out' ? 'screened_out' : 'complete';
  return {
    course: { ...(Object.keys(arms).length > 0 ? { arms } : {}), ...(ending ? { ending: ending.id } : {}) },
    state,
    quotas: state === 'complete' ? belongs.map(filledOf) : []
  };
}

const filledOf = ({ id, limit, full }: Quota): Filled =>
  full === undefined ? { quota: id, limit: null, ending: null } : { quota: id, limit, ending: full };

/**
 * Parts of the statement that stores responses where some fill quotas: of those that were claimed (`claimed` has `quotas`, a JSON
 * list of `Filled`) each finds in `turn` the quota that was full when its turn came, or none. The counts are locked until the
 * statement is committed and read as they are then, so that a limit holds whatever comes at the same moment (F-27).
 */
export const quotaTurns = `wanted as (
    select c.id, v.survey_id, q.quota, q."limit", q.ending, concat(v.survey_id, ' ', q.quota) as key
    from claimed c join survey_version v on v.id = c.version_id
      cross join lateral json_to_recordset(c.quotas) as q(quota text, "limit" int, ending text)
  ),
  room as materialized (
    select survey_id, quota, filled from quota_count
    where (survey_id, quota) in (select survey_id, quota from wanted) order by survey_id, quota for update
  ),
  queue as (select id, row_number() over (order by id) as place from (select distinct id from wanted) as one),
  turn(place, id, counts, ending) as (
    select 0::bigint, null::uuid,
      (select coalesce(jsonb_object_agg(concat(survey_id, ' ', quota), filled), '{}'::jsonb) from room), null::text
    union all
    select queue.place, queue.id, case when over.ending is null then counts ||
        (select jsonb_object_agg(key, (counts ->> key)::int + 1) from wanted where wanted.id = queue.id) else counts end,
      over.ending
    from turn join queue on queue.place = turn.place + 1
      left join lateral (select ending from wanted where wanted.id = queue.id and (counts ->> key)::int >= "limit"
        limit 1) as over on true
  )`;

/** Counts those whom no full quota turned away. */
export const quotaStatement = `update quota_count q set filled = q.filled + g.n
  from (select survey_id, quota, count(*)::int as n from wanted join turn using (id) where turn.ending is null group by 1, 2) g
  where q.survey_id = g.survey_id and q.quota = g.quota`;

const open = new WeakMap<Db, Set<string>>();

/** Sees to it that the counts of these quotas are there to be locked; asks the database once for each version and quota. */
export async function openQuotas(db: Db, wanted: readonly { versionId: string; quota: string }[]): Promise<void> {
  const known = open.get(db) ?? new Set();
  open.set(db, known);
  const fresh = wanted.filter(({ versionId, quota }) => !known.has(`${versionId} ${quota}`));
  if (fresh.length === 0) return;
  await db.execute(sql`
    insert into quota_count (survey_id, quota, filled)
    select distinct v.survey_id, g.quota, 0 from jsonb_to_recordset(${JSON.stringify(fresh)}::text::jsonb)
      as g("versionId" uuid, quota text) join survey_version v on v.id = g."versionId" order by 1, 2
    on conflict do nothing`);
  for (const { versionId, quota } of fresh) known.add(`${versionId} ${quota}`);
}
