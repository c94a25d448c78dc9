/**
 * A survey as one respondent meets it: what is known of them is read, quotas are looked at, and the version they are on is
 * specialised with it (survey/specialise.ts). Most surveys depend on nothing of the kind; then nothing is read.
 */
import { and, desc, eq, lte } from 'drizzle-orm';
import type { Answers, Value } from '#lib/survey/condition.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { isPersonal } from '#lib/survey/piping.ts';
import { filling, withQuotas } from '#lib/survey/quotas.ts';
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
  if (isPlain(document) && !document.quotas?.length && !isPersonal(document)) return { document, known: {} };
  const known = { ...(await knownOf(db, asked, now)), language };
  const full = document.quotas?.length && !past ? await fullQuotas(db, surveyId, document) : [];
  const ready = withQuotas(document, full);
  const quotas = Object.fromEntries(
    (document.quotas ?? []).map(({ id }) => [`quota.${id}`, full.includes(id) ? 'full' : 'open'])
  );
  return { document: specialise(ready, { seed: asked.invitation.id, known: { ...known, ...quotas } }), known };
}

async function knownOf(
  db: Db,
  { customer: { id }, company, invitation }: Asked,
  now: Date
): Promise<Record<string, Value>> {
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

/** Ids of the quotas that have all they want. Respondents who are under way at the same moment may exceed one by their number. */
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
): { course: Course; state: 'complete' | 'screened_out'; quotas: string[] } {
  const { document } = asked.version;
  const path = pathOf(met.document, answers);
  const ending = document.endings?.find(({ id }) => id === path.ending);
  const arms = armsOf(document, asked.invitation.id);
  const state = ending?.kind === 'screened_out' ? 'screened_out' : 'complete';
  return {
    course: { ...(Object.keys(arms).length > 0 ? { arms } : {}), ...(ending ? { ending: ending.id } : {}) },
    state,
    quotas: state === 'complete' ? filling(document, { ...path.facts, known: met.known }) : []
  };
}

/** Part of the statement that stores responses: counts the quotas of those that were stored. `given` has `quotas text[]`. */
export const quotaStatement = `insert into quota_count (survey_id, quota, filled)
  select v.survey_id, q.quota, count(*)::int from stored join given g on g.id = stored.id
    join survey_version v on v.id = g.version_id cross join lateral unnest(g.quotas) as q(quota)
  group by 1, 2 order by 1, 2
  on conflict (survey_id, quota) do update set filled = quota_count.filled + excluded.filled`;
