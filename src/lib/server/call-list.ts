/** Reads of the call list: who is to be called, how far it has come, who called how often, and one call as its interviewer sees it. */
import { asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Scope } from '#lib/merger/scope.ts';
import type { CallOutcome, CallState } from '#lib/outreach/call.ts';
import { meanInterval, type Interval } from '#lib/stats/intervals.ts';
import type { Secret } from './access/secret.ts';
import type { NextFilter } from './calls.ts';
import { type Db, rows } from './db/open.ts';
import { callAttempt, callEntry } from './db/schema/calls.ts';
import { customer } from './db/schema/customers.ts';
import { person } from './db/schema/people.ts';
import { invitation, program } from './db/schema/surveys.ts';
import { scoped } from './db/scoped.ts';
import { hashNumber, suppressedAmong } from './suppressions.ts';

export interface CallLine {
  id: string;
  companyId: string;
  customerName: string;
  phone: string | null;
  stage: string | null;
  tier: string | null;
  locale: string;
  tries: number;
  dueAt: Date | null;
  /** Name of the person who has the customer at the moment. */
  claimedBy: string | null;
}

/** Where a page of the list ended. */
export interface CallPlace {
  tries: number;
  id: string;
}

export interface CallList {
  /** Those who asked to be called at a time, the earliest first; the first page alone has them. */
  promised: CallLine[];
  /** The others: tried least first, of those the ones waiting longest. */
  turn: CallLine[];
  next: CallPlace | null;
}

export interface Asked {
  programId: string;
  filter: NextFilter;
  after: CallPlace | null;
  limit: number;
}

/** What the page of a program's calls shows, all as of one moment. */
export interface CallPage {
  list: CallList;
  counts: CallCounts;
  /** Languages of the whole list, for its filter. */
  languages: string[];
  interviewers: InterviewerLine[];
}

/**
 * A page of who is to be called in a program, how far the whole list has come, and who called. Opted-out customers are on no list;
 * whose link took their answers is on it no more.
 */
export function page(db: Db, secret: Secret, scope: Scope, asked: Asked, now: Date): Promise<CallPage> {
  return scoped(db, scope, async (tx) => ({
    list: await pageOf(tx, secret, asked, now),
    counts: await countsOf(tx, asked, now),
    languages: await localesOf(tx, asked.programId),
    interviewers: await interviewersOf(tx, asked.programId)
  }));
}

/** Of `e`, an open entry, and its invitation `i`: whether there is still somebody to be asked. */
const stillAsked = (
  now: Date
) => sql`e.state = 'open' and i.response_id is null and i.state not in ('opted_out', 'expired')
  and (i.expires_at is null or i.expires_at > ${now.toISOString()}::timestamptz)`;

async function pageOf(tx: Db, secret: Secret, asked: Asked, now: Date): Promise<CallList> {
  const { programId, filter, after, limit } = asked;
  const at = now.toISOString();
  const select = sql`
    select e.invitation_id as id, e.company_id as "companyId", c.name as "customerName", c.phone, c.email_key as "emailKey",
      c.stage, c.tier, e.locale, e.tries, e.due_at as "dueAt",
      case when e.claimed_until > ${at}::timestamptz then p.name end as "claimedBy"
    from call_entry e join invitation i on i.id = e.invitation_id join customer c on c.id = i.customer_id
      left join person p on p.id = e.claimed_by
    where e.program_id = ${programId}::uuid and ${stillAsked(now)}
      and (${filter.companyId ?? null}::uuid is null or e.company_id = ${filter.companyId ?? null}::uuid)
      and (${filter.locale ?? null}::text is null or e.locale = ${filter.locale ?? null}::text)`;
  const promised =
    after !== null
      ? []
      : rows<Found>(await tx.execute(sql`${select} and e.promised order by e.due_at, e.invitation_id limit ${limit}`));
  const from = after === null ? sql`true` : sql`(e.tries, e.invitation_id) > (${after.tries}::int, ${after.id}::uuid)`;
  const found = rows<Found>(
    await tx.execute(sql`${select} and not e.promised and ${from} order by e.tries, e.invitation_id limit ${limit + 1}`)
  );
  const turn = found.slice(0, limit);
  const all = [...promised, ...turn];
  const known = <T>(values: (T | null)[]) => values.filter((value): value is T => value !== null);
  const mail = await suppressedAmong(tx, secret, known(all.map(({ emailKey }) => emailKey)));
  const numbers = await suppressedAmong(tx, secret, known(all.map(({ phone }) => phone)), hashNumber);
  const may = ({ emailKey, phone }: Found) => !mail.has(emailKey ?? '') && !numbers.has(phone ?? '');
  const last = turn.at(-1);
  return {
    promised: promised.filter(may).map(lineOf),
    turn: turn.filter(may).map(lineOf),
    next: found.length > limit && last ? { tries: last.tries, id: last.id } : null
  };
}

type Found = Omit<CallLine, 'dueAt'> & { emailKey: string | null; dueAt: Date | string | null };

const lineOf = ({ emailKey: _, dueAt, ...line }: Found): CallLine => ({
  ...line,
  dueAt: dueAt === null ? null : new Date(dueAt)
});

export type CallCounts = Record<CallState, number> & { total: number };

const none: CallCounts = {
  ...{ open: 0, interviewed: 0, refused: 0, wrong_number: 0, opted_out: 0, given_up: 0, over: 0 },
  total: 0
};

/** How far the list of a program has come, by what became of its customers. */
async function countsOf(tx: Db, { programId, filter }: Asked, now: Date): Promise<CallCounts> {
  const found = rows<{ state: CallState; n: number }>(
    await tx.execute(sql`
      select case when e.state <> 'open' or (${stillAsked(now)}) then e.state else 'over' end as state, count(*)::int as n
      from call_entry e join invitation i on i.id = e.invitation_id where e.program_id = ${programId}::uuid
        and (${filter.companyId ?? null}::uuid is null or e.company_id = ${filter.companyId ?? null}::uuid)
        and (${filter.locale ?? null}::text is null or e.locale = ${filter.locale ?? null}::text)
      group by 1`)
  );
  const told = { ...none };
  for (const { state, n } of found) {
    told[state] += n;
    told.total += n;
  }
  return told;
}

/** Languages of a program's call list, for its filter. */
async function localesOf(tx: Db, programId: string): Promise<string[]> {
  const found = await tx
    .selectDistinct({ locale: callEntry.locale })
    .from(callEntry)
    .where(eq(callEntry.programId, programId))
    .orderBy(asc(callEntry.locale));
  return found.map(({ locale }) => locale);
}

export interface InterviewerLine {
  name: string | null;
  calls: number;
  interviews: number;
  refusals: number;
  /** Mean length of a finished interview in seconds with its 95 % interval, over `interviews`. */
  seconds: number | null;
  interval: Interval | null;
}

/**
 * Calls and interviews of a program by the person who asked, in the order of their names: who asks may colour what is answered, and
 * whoever looks after the calls wants to see it. No ranking: lists differ in whom they hold.
 */
async function interviewersOf(tx: Db, programId: string): Promise<InterviewerLine[]> {
  const found = rows<{
    name: string | null;
    calls: number;
    interviews: number;
    refusals: number;
    mean: number | null;
    spread: number | null;
  }>(
    await tx.execute(sql`
      select p.name, count(*)::int as calls, (count(*) filter (where a.outcome = 'interviewed'))::int as interviews,
        (count(*) filter (where a.outcome in ('refused', 'opted_out')))::int as refusals,
        (avg(extract(epoch from a.ended_at - a.started_at)) filter (where a.outcome = 'interviewed'))::float8 as mean,
        (var_samp(extract(epoch from a.ended_at - a.started_at)) filter (where a.outcome = 'interviewed'))::float8 as spread
      from call_attempt a left join person p on p.id = a.person_id where a.program_id = ${programId}::uuid
      group by a.person_id, p.name order by p.name nulls last, a.person_id`)
  );
  return found.map(({ mean, spread, ...line }) => ({
    ...line,
    seconds: mean,
    interval: mean === null || spread === null ? null : meanInterval(mean, spread, line.interviews)
  }));
}

export interface CallProgram {
  id: string;
  name: string;
  state: string;
  open: number;
  interviewed: number;
  due: number;
}

/** Programs with a call list within reach, those with most left first, and how many call-backs are due. */
export function programsToCall(db: Db, scope: Scope, now: Date): Promise<CallProgram[]> {
  return scoped(db, scope, async (tx) =>
    rows<CallProgram>(
      await tx.execute(sql`
        select p.id, p.name, p.state, (count(*) filter (where ${stillAsked(now)}))::int as open,
          (count(*) filter (where e.state = 'interviewed'))::int as interviewed,
          (count(*) filter (where ${stillAsked(now)} and e.promised and e.due_at <= ${now.toISOString()}::timestamptz))::int as due
        from call_entry e join invitation i on i.id = e.invitation_id join program p on p.id = e.program_id
        where p.state = 'running' group by p.id order by 4 desc, p.id limit 100`)
    )
  );
}

export interface CallCard {
  id: string;
  program: { id: string; name: string } | null;
  companyId: string;
  customer: {
    id: string;
    name: string;
    phone: string | null;
    stage: string | null;
    segment: string | null;
    tier: string | null;
    locale: string;
  };
  tries: number;
  dueAt: Date | null;
  promised: boolean;
  state: CallState | null;
  /** Who has the customer now, with the end of their lease. */
  claim: { personId: string; name: string; until: Date } | null;
  /** Calls so far, the newest first. */
  attempts: {
    id: string;
    name: string | null;
    personId: string | null;
    outcome: CallOutcome;
    at: Date;
    callBackAt: Date | null;
  }[];
}

const MOST_ATTEMPTS = 20;

/** One customer as whoever calls them sees them; null outside the scope, and for strangers. Nothing of other answers is in it. */
export function card(db: Db, scope: Scope, invitationId: string, now: Date): Promise<CallCard | null> {
  return scoped(db, scope, async (tx) => {
    const holder = alias(person, 'holder');
    const [found] = await tx
      .select({
        companyId: invitation.companyId,
        program: { id: program.id, name: program.name },
        customer: {
          id: customer.id,
          name: customer.name,
          phone: customer.phone,
          stage: customer.stage,
          segment: customer.segment,
          tier: customer.tier,
          locale: customer.locale
        },
        entry: callEntry,
        holder: holder.name
      })
      .from(invitation)
      .innerJoin(customer, eq(customer.id, invitation.customerId))
      .leftJoin(program, eq(program.id, invitation.programId))
      .leftJoin(callEntry, eq(callEntry.invitationId, invitation.id))
      .leftJoin(holder, eq(holder.id, callEntry.claimedBy))
      .where(eq(invitation.id, invitationId));
    if (!found) return null;
    const attempts = await tx
      .select({
        id: callAttempt.id,
        name: person.name,
        personId: callAttempt.personId,
        outcome: callAttempt.outcome,
        at: callAttempt.startedAt,
        callBackAt: callAttempt.callBackAt
      })
      .from(callAttempt)
      .leftJoin(person, eq(person.id, callAttempt.personId))
      .where(eq(callAttempt.invitationId, invitationId))
      .orderBy(desc(callAttempt.startedAt), desc(callAttempt.id))
      .limit(MOST_ATTEMPTS);
    const { entry, holder: name } = found;
    const { claimedBy, claimedUntil } = entry ?? { claimedBy: null, claimedUntil: null };
    const held = claimedBy !== null && claimedUntil !== null && claimedUntil > now;
    return {
      id: invitationId,
      program: found.program,
      companyId: found.companyId,
      customer: found.customer,
      ...{ tries: entry?.tries ?? 0, dueAt: entry?.dueAt ?? null, promised: entry?.promised ?? false },
      state: entry?.state ?? null,
      claim: held ? { personId: claimedBy, name: name ?? '', until: claimedUntil } : null,
      // Nobody is speaking to somebody whom nobody has: it was left, though nobody said so.
      attempts: held
        ? attempts
        : attempts.map((one) => (one.outcome === 'begun' ? { ...one, outcome: 'broken_off' } : one))
    };
  });
}

/** Names of the people who asked, by id: for lists that show answers. */
export async function namesOf(db: Db, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id): id is string => id !== null))];
  if (wanted.length === 0) return new Map();
  const found = await db.select({ id: person.id, name: person.name }).from(person).where(inArray(person.id, wanted));
  return new Map(found.map(({ id, name }) => [id, name]));
}
