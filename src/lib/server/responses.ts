/**
 * Answers: partial ones while somebody is answering, and responses once they are sent. The one writer of `response` and
 * `sitting`. Submissions of a moment are one statement: each invitation is claimed by a conditional update, and only a claimed one
 * stores a response and queues it for folding. So an acknowledged answer is durable and counted once, whatever is repeated
 * (P1, F-26).
 * size: the one writer of `response`, `response_revision` and `sitting`.
 */
import { createHash } from 'node:crypto';
import { and, desc, eq, inArray, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import { phaseAt } from '#lib/merger/timeline.ts';
import type { Scope } from '#lib/merger/scope.ts';
import type { Answers } from '#lib/survey/condition.ts';
import type { Flag } from '#lib/survey/quality.ts';
import { contributionsOf, type MetricBinding } from '#lib/scores/contribution.ts';
import { listTimeline } from './companies.ts';
import { batchedPer } from './db/batch.ts';
import { idLiteral, newId } from './db/id.ts';
import { type Db, rows, statement } from './db/open.ts';
import { arrayLiteral } from './db/schema/numbers.ts';
import { response, responseRevision } from './db/schema/responses.ts';
import { sitting } from './db/schema/surveys.ts';
import { scoped } from './db/scoped.ts';
import { answeredStatement } from './entrances.ts';
import { claimStatement, holdersOf } from './invitations.ts';
import { type Course, type Filled, openQuotas, quotaStatement, quotaTurns } from './respondents.ts';

export type Response = typeof response.$inferSelect;
export type AnswerValues = Readonly<Record<string, string | number | readonly string[] | null>>;

export interface Submission {
  invitation: { id: string; companyId: string; entranceId?: string | null };
  surveyVersionId: string;
  bindings: readonly MetricBinding[];
  /** Typed and checked by survey/answers against the version the respondent is on, hidden ones dropped by survey/flow. */
  answers: AnswerValues;
  /** Names the sitting: a repeat of the same submission carries the same. */
  key: string;
  /** Language it was answered in. */
  locale: string;
  /** The way through the survey, where it says more than the answers. */
  course?: Course;
  /** Complete unless said otherwise. Somebody who was screened out or came too late is kept, and contributes to no score. */
  state?: 'complete' | 'partial' | 'screened_out' | 'quota_full';
  /** How and when it was given, where that is not by the channel of its invitation and just now. */
  channel?: string;
  at?: Date;
  /** Quotas of the survey that this response fills; where one has no room left, it is stored as `quota_full` instead. */
  quotas?: readonly Filled[];
  /** What is known of how it was answered. */
  care?: Care;
  /** The person who asked, of an interview. */
  askedBy?: string;
}

/** How a survey was answered: signs that an answer may not be meant, time, and what was left out. */
export interface Care {
  flags: readonly string[];
  seconds: number | null;
  pageSeconds: readonly (number | null)[] | null;
  skipped: readonly string[];
}

export type Completed =
  | { ok: true; responseId: string; repeated: boolean }
  /** Somebody finished this invitation before, from another sitting; or it expired meanwhile. */
  | { ok: false; reason: 'answered' | 'expired' };

/** SHA-256 of the answers in a fixed order: what the checker compares with a client's journal. */
export function payloadHash(answers: AnswerValues): string {
  const sorted = Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

/**
 * Claims each given invitation and, only where that was won, stores the response, queues it for folding and ends the sitting.
 * $1 are the submissions as JSON, $2 the ids of their invitations.
 */
function storing(quotas: boolean, entrances: boolean): string {
  const late = quotas ? 'turn.ending is not null' : 'false';
  return `with ${quotas ? 'recursive ' : ''}given as (
    select * from json_to_recordset($1::json) as g(id uuid, invitation_id uuid, key uuid, at timestamptz, version_id uuid,
      payload_hash text, answers jsonb, metric text[], value int[], code smallint[], locale text, phase text, state text,
      course jsonb, quotas json, by_channel text, received timestamptz, flags text[], seconds int,
      page_seconds smallint[], skipped text[], asked_by uuid)
  ),
  claimed as (${claimStatement}),
  ${quotas ? `${quotaTurns},` : ''}
  stored as (
    insert into response (id, company_id, customer_id, invitation_id, program_id, survey_version_id, submission_key, payload_hash,
      state, source, answers, metric, value, code, stage, segment, region, tier, channel, locale, phase, flags, course, seconds,
      page_seconds, skipped, asked_by, answered_at, received_at)
    select c.id, c.company_id, c.customer_id, c.invitation_id, c.program_id, c.version_id, c.key, c.payload_hash,
      case when ${late} then 'quota_full' else c.state end, 'page', c.answers, case when ${late} then '{}' else c.metric end,
      case when ${late} then '{}' else c.value end, case when ${late} then '{}' else c.code end,
      coalesce((select stage from stage_entry where customer_id = c.customer_id and valid_from <= (c.at at time zone 'UTC')::date
        order by valid_from desc limit 1), customer.stage, ''),
      coalesce(customer.segment, ''), coalesce(customer.region, ''), coalesce(customer.tier, ''),
      coalesce(c.by_channel, c.channel), c.locale, c.phase, c.flags,
      ${quotas ? "case when turn.ending is null then c.course else c.course || jsonb_build_object('ending', turn.ending) end" : 'c.course'},
      c.seconds, c.page_seconds, c.skipped, c.asked_by, c.at, c.received
    from claimed c left join customer on customer.id = c.customer_id ${quotas ? 'left join turn on turn.id = c.id' : ''}
    returning id, invitation_id
  ),
  queued as (insert into fold_queue (response_id) select id from stored),
  ${quotas ? `counted as (${quotaStatement}),` : ''}
  ${entrances ? `entered as (${answeredStatement}),` : ''}
  ended as (delete from sitting where invitation_id in (select invitation_id from stored))
  select id from stored`;
}

/** A text of its own for batches that count quotas, entrances, both or neither: who has none pays for none. */
const storeStatements = {
  plain: storing(false, false),
  quotas: storing(true, false),
  entrances: storing(false, true),
  both: storing(true, true)
};

/**
 * Stores a finished sitting, once. A repeat under the same key gets the same response; another key finds it answered.
 * Submissions that come at once are stored by one statement, each for itself.
 */
export function complete(db: Db, submission: Submission, now: Date): Promise<Completed> {
  const received = now.toISOString();
  return store(db, { ...submission, id: newId(now), at: submission.at?.toISOString() ?? received, received });
}

type Stamped = Omit<Submission, 'at'> & { id: string; at: string; received: string };

const store = batchedPer(async (db: Db, batch: readonly Stamped[]): Promise<Completed[]> => {
  const timeline = await timelineOf(db);
  // Of several for one invitation the first stands. In order of their ids, so that no two statements wait for each other.
  const first = new Map<string, Stamped>();
  for (const one of batch) if (!first.has(one.invitation.id)) first.set(one.invitation.id, one);
  const given = [...first.values()].sort((a, b) => (a.invitation.id < b.invitation.id ? -1 : 1));
  const filled = given.flatMap(({ surveyVersionId: versionId, quotas = [] }) =>
    quotas.map(({ quota }) => ({ versionId, quota }))
  );
  if (filled.length > 0) await openQuotas(db, filled);
  const written = given.map(({ id, at, received, invitation, surveyVersionId, bindings, answers, care, ...one }) => ({
    id,
    invitation_id: invitation.id,
    key: one.key,
    ...{ at, received, by_channel: one.channel ?? null },
    version_id: surveyVersionId,
    payload_hash: payloadHash(answers),
    answers,
    ...contributionsOf((one.state ?? 'complete') === 'complete' ? bindings : [], answers),
    locale: one.locale,
    ...{ state: one.state ?? 'complete', course: one.course ?? {}, quotas: one.quotas ?? [] },
    ...{ flags: care?.flags ?? [], seconds: care?.seconds ?? null, page_seconds: care?.pageSeconds ?? null },
    ...{ skipped: care?.skipped ?? null, asked_by: one.askedBy ?? null },
    phase: phaseAt(timeline, invitation.companyId, at.slice(0, 10))
  }));
  const entered = given.some(({ invitation }) => (invitation.entranceId ?? null) !== null);
  const counts = filled.length > 0 ? (entered ? 'both' : 'quotas') : entered ? 'entrances' : 'plain';
  const stored = await statement<{ id: string }>(db, storeStatements[counts], [
    JSON.stringify(written),
    idLiteral([...first.keys()])
  ]);
  const won = new Set(stored.map(({ id }) => id));
  const lost = batch.filter(({ id }) => !won.has(id));
  const holders = await holdersOf(
    db,
    lost.map(({ invitation }) => invitation.id)
  );
  return batch.map(({ id, invitation, key }) => {
    if (won.has(id)) return { ok: true, responseId: id, repeated: false };
    const holder = holders.get(invitation.id);
    if (!holder) return { ok: false, reason: 'expired' };
    return holder.key === key
      ? { ok: true, responseId: holder.responseId, repeated: true }
      : { ok: false, reason: 'answered' };
  });
});

type Timeline = Awaited<ReturnType<typeof listTimeline>>;
const TIMELINE_MS = 5_000;
const timelines = new WeakMap<Db, { at: number; timeline: Promise<Timeline> }>();

/** The timeline, read at most once in five seconds: it changes a few times a year, and every submission needs it. */
function timelineOf(db: Db): Promise<Timeline> {
  const known = timelines.get(db);
  const at = performance.now();
  if (known && at - known.at < TIMELINE_MS) return known.timeline;
  // A query of Drizzle is sent anew by everyone who waits for it; a promise of its answer is not.
  const timeline = listTimeline(db).then((events) => events);
  timelines.set(db, { at, timeline });
  timeline.catch(() => timelines.delete(db));
  return timeline;
}

export interface Partial {
  invitationId: string;
  companyId: string;
  key: string;
  revision: number;
  page: number;
  answers: AnswerValues;
  surveyVersionId?: string;
  /** Seconds in front of each page of the version so far. */
  pageSeconds?: (number | null)[] | null;
}

/**
 * Keeps the answers of a sitting that goes on, on top of the revision they were put together with (0 for none). False when they
 * are not newer than what is stored, when another save came in between, or when the invitation ended meanwhile: then nothing is
 * changed. The invitation is held until the save is committed, so that whatever ends it finds these answers (`keepPartial`).
 */
export async function savePartial(db: Db, partial: Partial, now: Date, base = 0): Promise<boolean> {
  const { invitationId, companyId, key, revision, page, answers, surveyVersionId = null, pageSeconds } = partial;
  const seconds = pageSeconds ? arrayLiteral(pageSeconds) : null;
  const kept = await db.execute(sql`
    with held as (
      select id from invitation where id = ${invitationId}::uuid and state not in ('expired', 'opted_out') and (response_id is null
        or exists (select from sitting s where s.invitation_id = invitation.id and s.changes is not null)) for share
    )
    insert into sitting (invitation_id, company_id, key, revision, page, answers, survey_version_id, page_seconds, updated_at)
    select id, ${companyId}::uuid, ${key}::uuid, ${revision}::int, ${page}::int, ${JSON.stringify(answers)}::text::jsonb,
      ${surveyVersionId}::uuid, (${seconds}::text)::smallint[], ${now.toISOString()}::timestamptz from held
    on conflict (invitation_id) do update set key = excluded.key, revision = excluded.revision, page = excluded.page,
      answers = excluded.answers, survey_version_id = excluded.survey_version_id, page_seconds = excluded.page_seconds,
      updated_at = excluded.updated_at
      where sitting.revision < excluded.revision and sitting.revision = ${base}::int
    returning revision`);
  return rows(kept).length > 0;
}

/**
 * Keeps what was answered under invitations that ended unanswered, as responses marked partial: readable, and in no score, because
 * those who stop are not like those who finish. Their sittings end. In the transaction that ended the invitations. What comes from
 * a kiosk was received when its invitation, made on arrival, ended; what was said by phone was asked by whoever called last.
 */
export async function keepPartial(tx: Db, invitationIds: readonly string[], now: Date): Promise<void> {
  if (invitationIds.length === 0) return;
  const left = await tx
    .delete(sitting)
    .where(and(inArray(sitting.invitationId, [...invitationIds]), isNull(sitting.changes)))
    .returning();
  const timeline = await timelineOf(tx);
  const kept = left
    .filter(({ answers }) => Object.keys(answers).length > 0)
    .map(({ invitationId, companyId, key, answers, updatedAt: at, surveyVersionId, pageSeconds }) => ({
      ...{ id: newId(now), invitation_id: invitationId, key, at, answers, page_seconds: pageSeconds },
      ...{ version_id: surveyVersionId, payload_hash: payloadHash(answers as AnswerValues) },
      phase: phaseAt(timeline, companyId, at.toISOString().slice(0, 10))
    }));
  if (kept.length === 0) return;
  await tx.execute(sql`
    insert into response (id, company_id, customer_id, invitation_id, program_id, survey_version_id, submission_key, payload_hash,
      state, source, answers, metric, value, code, stage, segment, region, tier, channel, locale, phase, page_seconds,
      asked_by, answered_at, received_at)
    select g.id, i.company_id, i.customer_id, i.id, i.program_id, coalesce(i.survey_version_id, g.version_id), g.key, g.payload_hash,
      'partial', 'page', g.answers, '{}', '{}', '{}',
      coalesce((select stage from stage_entry where customer_id = i.customer_id
        and valid_from <= (g.at at time zone 'UTC')::date order by valid_from desc limit 1), customer.stage, ''),
      coalesce(customer.segment, ''), coalesce(customer.region, ''), coalesce(customer.tier, ''),
      i.channel, i.locale, g.phase, g.page_seconds,
      (select person_id from call_attempt where invitation_id = i.id and i.channel = 'phone'
        and outcome in ('begun', 'broken_off') order by started_at desc limit 1), g.at,
      case when i.channel = 'kiosk' then i.expires_at else g.at end
    from jsonb_to_recordset(${JSON.stringify(kept)}::text::jsonb) as g(id uuid, invitation_id uuid, key uuid, at timestamptz,
      answers jsonb, page_seconds smallint[], version_id uuid, payload_hash text, phase text)
      join invitation i on i.id = g.invitation_id and i.response_id is null
      left join customer on customer.id = i.customer_id`);
}

/** Forgets what somebody answered and never sent, because they want to hear no more. What they sent before stays, as it was. */
export async function forgetSitting(tx: Db, invitationId: string): Promise<void> {
  await tx.delete(sitting).where(eq(sitting.invitationId, invitationId));
}

/**
 * Flags who answered a version in less than so many seconds, of these responses or, with null, of all that have been folded. Returns
 * the ids of those that had no flag before. Somebody who was screened out had less to answer and is not looked at.
 */
export async function flagHurried(
  tx: Db,
  versionId: string,
  seconds: number,
  ids: readonly string[] | null
): Promise<string[]> {
  const hurried: Flag = 'hurried';
  const found = await tx
    .update(response)
    .set({ flags: sql`array_append(${response.flags}, ${hurried})` })
    .where(
      and(
        eq(response.surveyVersionId, versionId),
        eq(response.state, 'complete'),
        lt(response.seconds, sql`${seconds}::float8`),
        sql`not ${hurried} = any(${response.flags})`,
        ids === null
          ? sql`not exists (select from fold_queue where fold_queue.response_id = ${response.id})`
          : sql`${response.id} = any(((${`{${ids.join(',')}}`}::text)::text[])::uuid[])`
      )
    )
    .returning({ id: response.id, flags: response.flags });
  return found.flatMap(({ id, flags }) => (flags.length === 1 ? [id] : []));
}

export type ImportedResponse = typeof response.$inferInsert;

/**
 * Stores responses that were given elsewhere and queues them for folding, in the caller's transaction. Rows whose external id
 * is known already are left alone.
 */
export async function addImported(tx: Db, imported: readonly ImportedResponse[]): Promise<void> {
  await tx.execute(sql`
    with stored as (
      insert into response (id, company_id, customer_id, invitation_id, program_id, survey_version_id, import_id, external_id,
        submission_key, payload_hash, state, source, answers, metric, value, code, stage, segment, region, tier, channel,
        locale, phase, flags, answered_at, received_at)
      select id, "companyId", "customerId", "invitationId", "programId", "surveyVersionId", "importId", "externalId",
        "submissionKey", "payloadHash", state, source, answers, metric, value, code, stage, segment, region, tier, channel,
        locale, phase, coalesce(flags, '{}'), "answeredAt", "receivedAt"
      from jsonb_to_recordset(${JSON.stringify(imported)}::text::jsonb) as g(id uuid, "companyId" uuid, "customerId" uuid,
        "invitationId" uuid, "programId" uuid, "surveyVersionId" uuid, "importId" uuid, "externalId" text,
        "submissionKey" uuid, "payloadHash" text, state text, source text, answers jsonb, metric text[], value int[],
        code smallint[], stage text, segment text, region text, tier text, channel text, locale text, phase text,
        flags text[], "answeredAt" timestamptz, "receivedAt" timestamptz)
      on conflict (company_id, external_id) where external_id is not null do nothing
      returning id
    )
    insert into fold_queue (response_id) select id from stored`);
}

export interface ResponseFilter {
  companyId?: string;
  customerId?: string;
  programId?: string;
}

/** A page of responses, newest first, after `before` (an answering time and id). Never more than the scope's records. */
export function list(
  db: Db,
  scope: Scope,
  filter: ResponseFilter,
  limit: number,
  before: { answeredAt: Date; id: string } | null
): Promise<Response[]> {
  const conditions: (SQL | undefined)[] = [
    filter.companyId === undefined ? undefined : eq(response.companyId, filter.companyId),
    filter.customerId === undefined ? undefined : eq(response.customerId, filter.customerId),
    filter.programId === undefined ? undefined : eq(response.programId, filter.programId),
    // The index on the time finds the place; an `or` alone would walk there from the newest.
    before === null ? undefined : lte(response.answeredAt, before.answeredAt),
    before === null ? undefined : or(lt(response.answeredAt, before.answeredAt), lt(response.id, before.id))
  ];
  return scoped(db, scope, (tx) =>
    tx
      .select()
      .from(response)
      .where(and(...conditions))
      .orderBy(desc(response.answeredAt), desc(response.id))
      .limit(limit)
  );
}

/** One response; null when it does not exist or is outside the scope, which is the same to the reader. */
export async function read(db: Db, scope: Scope, id: string): Promise<Response | null> {
  const [found] = await scoped(db, scope, (tx) => tx.select().from(response).where(eq(response.id, id)));
  return found ?? null;
}

/** What a respondent sent, for themselves: whoever holds the link of a response may be thanked for it. */
export async function readOwn(
  system: Db,
  id: string
): Promise<{ answers: Answers; payloadHash: string; locale: string; course: Course; contactAt: Date | null } | null> {
  const { answers, payloadHash, locale, course, contactAt } = response;
  const [found] = await system
    .select({ answers, payloadHash, locale, course, contactAt })
    .from(response)
    .where(eq(response.id, id));
  return found ? { ...found, answers: found.answers as Answers } : null;
}

/** Opens a response for its respondent to change: its answers are those of a sitting again, under a key of its own. */
export async function reopen(db: Db, responseId: string, now: Date): Promise<void> {
  await db.execute(sql`
    insert into sitting (invitation_id, company_id, key, revision, page, answers, changes, updated_at)
    select invitation_id, company_id, ${newId(now)}::uuid, 1, 0, answers, id, ${now.toISOString()}::timestamptz
    from response where id = ${responseId} and invitation_id is not null
    on conflict (invitation_id) do nothing`);
}

/** Ends a change before it is sent: the response stays as it was. */
export async function leave(db: Db, responseId: string): Promise<void> {
  await db.delete(sitting).where(eq(sitting.changes, responseId));
}

/** Ends the sitting in which a response was changed; false when no such sitting is open under this key. */
export async function endChange(tx: Db, responseId: string, key: string): Promise<boolean> {
  const open = and(eq(sitting.changes, responseId), eq(sitting.key, key));
  return (await tx.delete(sitting).where(open).returning({ key: sitting.key })).length > 0;
}

/** Queues a response that the rollups have given back; one that waits already stays where it is. */
export async function queueAgain(tx: Db, responseId: string): Promise<void> {
  await tx.execute(sql`insert into fold_queue (response_id) values (${responseId}) on conflict do nothing`);
}

/** Writes answers over those of a response, and keeps what it said as a revision. */
export async function replaceAnswers(tx: Db, old: Response, submission: Submission, now: Date): Promise<void> {
  const { answers, key, bindings, course = {}, locale } = submission;
  const { id: responseId, companyId } = old;
  const revisions = await tx.$count(responseRevision, eq(responseRevision.responseId, responseId));
  await tx.insert(responseRevision).values({
    ...{ responseId, number: revisions + 1, companyId, payloadHash: old.payloadHash, answers: old.answers },
    ...{ locale: old.locale, replacedAt: now }
  });
  // Somebody who came too late for a quota stays too late.
  const state = old.state === 'quota_full' ? old.state : (submission.state ?? 'complete');
  await tx
    .update(response)
    .set({
      ...{ answers, payloadHash: payloadHash(answers), submissionKey: key, locale, course, state, changedAt: now },
      ...contributionsOf(state === 'complete' ? bindings : [], answers)
    })
    .where(eq(response.id, responseId));
}

/** Notes that a respondent wants to be contacted about their answers, or no longer does. */
export async function wantContact(db: Db, responseId: string, wanted: boolean, now: Date): Promise<void> {
  const contactAt = wanted ? now : null;
  await db.update(response).set({ contactAt }).where(eq(response.id, responseId));
}
