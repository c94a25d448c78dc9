/**
 * Calls: who is to be asked by phone, who has whom at the moment, and what came of every call. The one writer of `call_entry` and
 * `call_attempt`. A customer is one interviewer's alone for the length of a lease: whoever claims wins by one conditional update.
 */
import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import type { Scope } from '#lib/merger/scope.ts';
import { type CallOutcome, leaseMinutes, restMinutes, type SaidOutcome, turnAfter } from '#lib/outreach/call.ts';
import { type Actor, record } from './access/audit.ts';
import type { Secret } from './access/secret.ts';
import { newId } from './db/id.ts';
import { type Database, type Db, rows } from './db/open.ts';
import { callAttempt, callEntry } from './db/schema/calls.ts';
import { customer } from './db/schema/customers.ts';
import { invitation } from './db/schema/surveys.ts';
import { scoped } from './db/scoped.ts';
import { optOut, stopTokenOf } from './opt-outs.ts';
import { mayCall } from './suppressions.ts';

export interface Calling {
  db: Database;
  secret: Secret;
}

/** Somebody who calls: a person who is logged in. */
export interface Interviewer {
  actor: Actor;
  personId: string;
  scope: Scope;
}

type Listed = Pick<typeof invitation.$inferSelect, 'id' | 'companyId' | 'programId' | 'locale'>;

/** Rows that one statement takes, well under the limit of parameters. */
const BATCH = 5_000;

/** Puts invitations on the call list of their program. Those that are there already stay as they are. */
export async function enlist(tx: Db, listed: readonly Listed[]): Promise<void> {
  for (let from = 0; from < listed.length; from += BATCH) {
    const part = listed.slice(from, from + BATCH);
    const entries = part.map(({ id, companyId, programId, locale }) => ({
      ...{ invitationId: id, companyId, programId, locale },
      state: 'open' as const
    }));
    await tx.insert(callEntry).values(entries).onConflictDoNothing();
  }
}

const leaseFrom = (now: Date): Date => new Date(now.getTime() + leaseMinutes * 60_000);

/** Nobody's, mine, or run out. */
const isFree = (personId: string, now: Date) =>
  or(isNull(callEntry.claimedUntil), lte(callEntry.claimedUntil, now), eq(callEntry.claimedBy, personId));

export type Claimed =
  | { ok: true }
  /** `taken`: somebody else has this customer now. `over`: the invitation takes no answers, or the customer said no. */
  | { ok: false; reason: 'unknown' | 'taken' | 'over' };

/**
 * Takes a customer, or goes on having them: every step of an interview claims anew. An open invitation that is on no call list is put
 * on one, so that whoever was asked by mail can be asked by phone.
 */
export function claim(
  { db, secret }: Calling,
  { personId, scope }: Interviewer,
  invitationId: string,
  now: Date
): Promise<Claimed> {
  return scoped(db.app, scope, async (tx): Promise<Claimed> => {
    const [asked] = await tx
      .select({ invitation, phone: customer.phone, emailKey: customer.emailKey })
      .from(invitation)
      .innerJoin(customer, eq(customer.id, invitation.customerId))
      .where(eq(invitation.id, invitationId));
    if (!asked?.invitation.tokenHash) return { ok: false, reason: 'unknown' };
    if (!isOpen(asked.invitation, now) || !(await mayCall(tx, secret, asked))) return { ok: false, reason: 'over' };
    await enlist(tx, [asked.invitation]);
    const [before] = await tx.select().from(callEntry).where(eq(callEntry.invitationId, invitationId)).for('update');
    const goesOn = before?.claimedBy === personId && before.claimedUntil !== null && before.claimedUntil > now;
    const mine = await tx
      .update(callEntry)
      .set({ state: 'open', claimedBy: personId, claimedUntil: leaseFrom(now) })
      .where(
        and(
          eq(callEntry.invitationId, invitationId),
          isFree(personId, now),
          sql`${callEntry.state} not in ('refused', 'opted_out')`
        )
      )
      .returning({ id: callEntry.invitationId });
    if (mine.length === 1) {
      if (!goesOn) await endLeft(tx, invitationId, now);
      return { ok: true };
    }
    return { ok: false, reason: before?.state === 'open' ? 'taken' : 'over' };
  });
}

const isOpen = ({ responseId, state, expiresAt }: typeof invitation.$inferSelect, now: Date): boolean =>
  responseId === null && state !== 'opted_out' && state !== 'expired' && (expiresAt === null || expiresAt > now);

/**
 * Ends the interview that was begun and left, whoever began it: a call is over with its lease, and who comes back the next day asks
 * anew and calls a second time.
 */
async function endLeft(tx: Db, invitationId: string, now: Date): Promise<void> {
  await tx
    .update(callAttempt)
    .set({ outcome: 'broken_off', endedAt: now })
    .where(and(eq(callAttempt.invitationId, invitationId), eq(callAttempt.outcome, 'begun')));
}

export interface NextFilter {
  companyId?: string | undefined;
  locale?: string | undefined;
}

/** So many customers found to be on the list of those who want no calls are left in one transaction. */
const MOST_LOOKS = 50;

/**
 * Claims the customer who is to be called next in a program: first those who asked for a time that has come, then those tried least,
 * then those waiting longest. Whoever has a customer in it keeps them. Null when nobody is left. Two who ask at once get two
 * customers: a row that is being claimed is skipped.
 */
export async function claimNext(
  calling: Calling,
  caller: Interviewer,
  programId: string,
  filter: NextFilter,
  now: Date
): Promise<string | null> {
  for (;;) {
    const found = await lookForNext(calling, caller, programId, filter, now);
    if (found !== 'more') return found;
  }
}

/** One go of the search: `more` where all it found want no calls, and have left the list with it. */
function lookForNext(
  { db, secret }: Calling,
  { personId, scope }: Interviewer,
  programId: string,
  filter: NextFilter,
  now: Date
): Promise<string | null | 'more'> {
  const at = now.toISOString();
  const wanted = sql`state = 'open' and program_id = ${programId}::uuid and (due_at is null or due_at <= ${at}::timestamptz)
    and (claimed_until is null or claimed_until <= ${at}::timestamptz)
    and (${filter.companyId ?? null}::uuid is null or company_id = ${filter.companyId ?? null}::uuid)
    and (${filter.locale ?? null}::text is null or locale = ${filter.locale ?? null}::text)`;
  const take = (which: ReturnType<typeof sql>, order: ReturnType<typeof sql>) => sql`
    update call_entry set claimed_by = ${personId}::uuid, claimed_until = ${leaseFrom(now).toISOString()}::timestamptz
    where invitation_id = (select invitation_id from call_entry where ${wanted} and ${which} order by ${order} limit 1
      for update skip locked) returning invitation_id as id`;
  return scoped(db.app, scope, async (tx): Promise<string | null | 'more'> => {
    // One call at a time: whoever asks twice, or comes back, gets the customer they have.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`call ${personId}`}))`);
    const [mine] = await tx
      .select({ id: callEntry.invitationId })
      .from(callEntry)
      .where(
        and(
          eq(callEntry.claimedBy, personId),
          eq(callEntry.programId, programId),
          gt(callEntry.claimedUntil, now),
          eq(callEntry.state, 'open')
        )
      )
      .limit(1);
    if (mine) return mine.id;
    await closeOver(tx, programId, now);
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const [promised] = rows<{ id: string }>(
        await tx.execute(take(sql`promised`, sql`program_id, due_at, invitation_id`))
      );
      const [found] = promised
        ? [promised]
        : rows<{ id: string }>(await tx.execute(take(sql`not promised`, sql`program_id, tries, invitation_id`)));
      if (!found) return null;
      const [whom] = await tx
        .select({ phone: customer.phone, emailKey: customer.emailKey })
        .from(invitation)
        .innerJoin(customer, eq(customer.id, invitation.customerId))
        .where(eq(invitation.id, found.id));
      if (whom && (await mayCall(tx, secret, whom))) {
        await endLeft(tx, found.id, now);
        return found.id;
      }
      await close(tx, found.id);
    }
    return 'more';
  });
}

/** Without a word why: that somebody left another company's list is not told. */
async function close(tx: Db, invitationId: string): Promise<void> {
  await tx
    .update(callEntry)
    .set({ state: 'over', claimedBy: null, claimedUntil: null })
    .where(eq(callEntry.invitationId, invitationId));
}

/** Takes off the list whose invitation took its answers elsewhere, ran out or was refused; so many at a time. */
async function closeOver(tx: Db, programId: string, now: Date): Promise<void> {
  await tx.execute(sql`
    update call_entry set state = 'over', claimed_by = null, claimed_until = null where invitation_id in (
      select e.invitation_id from call_entry e join invitation i on i.id = e.invitation_id
      where e.program_id = ${programId}::uuid and e.state = 'open' and (i.response_id is not null
        or i.state in ('opted_out', 'expired') or i.expires_at <= ${now.toISOString()}::timestamptz)
      limit 1000 for update of e skip locked)`);
}

/** Notes that the customer agreed to be asked now. False when the customer is not the interviewer's any more. */
export function begin({ db }: Calling, caller: Interviewer, invitationId: string, now: Date): Promise<boolean> {
  return scoped(db.app, caller.scope, async (tx) => {
    const mine = and(eq(callEntry.invitationId, invitationId), eq(callEntry.claimedBy, caller.personId));
    const held = await tx
      .update(callEntry)
      .set({ claimedUntil: leaseFrom(now) })
      .where(mine)
      .returning();
    if (held.length === 0) return false;
    const open = await tx.select({ id: callAttempt.id }).from(callAttempt).where(begunBy(caller, invitationId));
    if (open.length === 0) await note(tx, caller, invitationId, { outcome: 'begun', endedAt: null }, now);
    return true;
  });
}

const begunBy = ({ personId }: Interviewer, invitationId: string) =>
  and(eq(callAttempt.invitationId, invitationId), eq(callAttempt.personId, personId), eq(callAttempt.outcome, 'begun'));

type Came = Pick<typeof callAttempt.$inferInsert, 'outcome' | 'endedAt' | 'callBackAt'>;

async function note(tx: Db, { personId }: Interviewer, invitationId: string, came: Came, now: Date): Promise<void> {
  const [asked] = await tx
    .select({
      companyId: invitation.companyId,
      programId: invitation.programId,
      customerId: invitation.customerId,
      phone: customer.phone
    })
    .from(invitation)
    .innerJoin(customer, eq(customer.id, invitation.customerId))
    .where(eq(invitation.id, invitationId));
  if (asked)
    await tx.insert(callAttempt).values({ id: newId(now), invitationId, ...asked, personId, startedAt: now, ...came });
}

/**
 * Ends a call: notes what came of it, moves the customer on in the list and lets them go. An interview that had begun and was not
 * finished is `broken_off`, unless the customer wants no more of it. False when the customer is not the interviewer's any more.
 */
export async function end(
  { db, secret }: Calling,
  caller: Interviewer,
  invitationId: string,
  said: { outcome: SaidOutcome | 'interviewed' | 'broken_off'; callBackAt: Date | null },
  now: Date
): Promise<boolean> {
  const ended = await scoped(db.app, caller.scope, async (tx) => {
    const [known] = await tx.select({ id: invitation.id }).from(invitation).where(eq(invitation.id, invitationId));
    if (!known) return null;
    const mine = and(eq(callEntry.invitationId, invitationId), eq(callEntry.claimedBy, caller.personId));
    const [entry] = await tx.select().from(callEntry).where(mine).for('update');
    if (!entry) return false;
    const open = await tx.select({ id: callAttempt.id }).from(callAttempt).where(begunBy(caller, invitationId));
    const outcome = open.length > 0 ? whenBegun(said.outcome) : said.outcome;
    const turn = turnAfter(entry, outcome, said.callBackAt, now);
    await tx
      .update(callEntry)
      .set({ ...turn, claimedBy: null, claimedUntil: null })
      .where(mine);
    const came = { outcome, endedAt: now, callBackAt: turn.promised ? turn.dueAt : null };
    if (open.length > 0) await tx.update(callAttempt).set(came).where(begunBy(caller, invitationId));
    else await note(tx, caller, invitationId, came, now);
    if (outcome === 'refused' || outcome === 'wrong_number' || outcome === 'opted_out')
      await record(tx, caller.actor, `call.${outcome}`, { kind: 'invitation', id: invitationId }, now);
    return true;
  });
  // A customer's word counts even when the line on the list has gone to somebody else meanwhile.
  if (said.outcome === 'opted_out' && ended !== null)
    await optOut(db.system, secret, stopTokenOf(secret, invitationId), now, { actor: caller.actor, byPhone: true });
  return ended === true;
}

const whenBegun = (said: Exclude<CallOutcome, 'begun'>): Exclude<CallOutcome, 'begun'> =>
  said === 'later' || said === 'no_answer' || said === 'wrong_number' ? 'broken_off' : said;

/** Lets a customer go without a call, for somebody else or for later; an interview that had begun is broken off. */
export async function release(calling: Calling, caller: Interviewer, invitationId: string, now: Date): Promise<void> {
  const begun = await scoped(calling.db.app, caller.scope, (tx) =>
    tx.select({ id: callAttempt.id }).from(callAttempt).where(begunBy(caller, invitationId))
  );
  if (begun.length > 0) {
    await end(calling, caller, invitationId, { outcome: 'broken_off', callBackAt: null }, now);
    return;
  }
  const rests = new Date(now.getTime() + restMinutes * 60_000).toISOString();
  await scoped(calling.db.app, caller.scope, (tx) =>
    tx
      .update(callEntry)
      .set({
        claimedBy: null,
        claimedUntil: null,
        dueAt: sql`case when ${callEntry.promised} then ${callEntry.dueAt} else greatest(${callEntry.dueAt}, ${rests}::timestamptz) end`
      })
      .where(and(eq(callEntry.invitationId, invitationId), eq(callEntry.claimedBy, caller.personId)))
  );
}
