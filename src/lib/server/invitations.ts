/**
 * Invitations: one customer asked once on one channel, and what their secret link may do. The one writer of `invitation`.
 * A link's token is derived from the invitation's id under the deployment's secret and only its SHA-256 is stored, so that a
 * copy of the database holds no usable link while the list of links can be shown again.
 * size: its one writer, with every state it can be in.
 */
import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, notExists, sql } from 'drizzle-orm';
import type { Scope } from '#lib/merger/scope.ts';
import type { Secret } from './access/secret.ts';
import { hashToken } from './access/tokens.ts';
import type { Config } from './config.ts';
import type { Db } from './db/open.ts';
import { callEntry } from './db/schema/calls.ts';
import { customer } from './db/schema/customers.ts';
import type { Brand } from './db/schema/organisation.ts';
import { invitation, type InvitationState, type sitting } from './db/schema/surveys.ts';
import { scoped } from './db/scoped.ts';
import { findByHash } from './link-look-up.ts';
import { newestVersion, type SurveyVersion, version } from './surveys.ts';

export type Invitation = typeof invitation.$inferSelect;
export type Sitting = typeof sitting.$inferSelect;

/** 22 characters of base64url are 132 bits. */
const TOKEN_LENGTH = 22;
const TOKEN = /^[A-Za-z0-9_-]{22}$/;

/** States in which a link has not been opened. */
const UNOPENED: InvitationState[] = ['planned', 'sent', 'delivered', 'bounced'];

export interface Linking {
  config: Pick<Config, 'appUrl'>;
  secret: Secret;
}

export function tokenOf(secret: Secret, invitationId: string): string {
  return secret.sign('invitation', invitationId).slice(0, TOKEN_LENGTH);
}

/** The link of an invitation; it starts with APP_URL whatever the request said (S-27). */
export function linkOf({ config, secret }: Linking, invitationId: string): string {
  return `${config.appUrl}/s/${tokenOf(secret, invitationId)}`;
}

/** Whom the texts of the survey may name. A stranger, who came through an entrance, has no id and no name. */
export interface AskedCustomer {
  id: string | null;
  companyId: string;
  name: string;
  locale: string;
}

export interface AskingCompany {
  id: string;
  name: string;
  brand: Brand;
}

/** The entrance somebody came through; null for a link of their own. */
export type UsedEntrance = { id: string; channel: 'link' | 'embed' | 'kiosk'; sites: string[] } | null;

interface Known {
  invitation: Invitation;
  customer: AskedCustomer;
  company: AskingCompany;
  entrance: UsedEntrance;
  /** Whether answers that were sent may be changed. */
  mayChange: boolean;
}

export type Opened =
  | ({
      ok: true;
      version: SurveyVersion;
      sitting: Sitting | null;
    } & Known)
  | { ok: false; reason: 'unknown' }
  /** The holder of a valid token may learn how it stands (S-10); `version` is the one they were on, if any. */
  | ({
      ok: false;
      reason: 'answered' | 'opted_out' | 'closed' | 'expired';
      version: SurveyVersion | null;
      sitting: null;
    } & Known);

/**
 * What a link leads to. Unknown, malformed and erased are the same answer from the same query (S-09, S-10). The first opening
 * pins the newest survey version; the respondent stays on it whatever is published later (F-25). With `pins` false it is only looked at.
 */
export async function open(db: Db, token: string, now: Date, pins = true): Promise<Opened> {
  const found = await findByHash(db, hashToken(TOKEN.test(token) ? token : ''));
  if (!found) return { ok: false, reason: 'unknown' };
  const { invitation: row } = found;
  const customer = found.customer ?? { id: null, companyId: row.companyId, name: '', locale: row.locale };
  const { company, entrance } = found;
  const closed = (found.survey.closedAt ?? entrance?.closedAt ?? null) !== null || found.program?.state === 'closed';
  const over = closed || (row.expiresAt !== null && row.expiresAt <= now);
  const mayChange = row.responseId !== null && found.program?.editable === true && !over;
  const known = { invitation: row, customer, company, entrance, mayChange };
  // What was sent is open again while its respondent changes it.
  const reason = mayChange && found.sitting?.changes === row.responseId ? null : refusalOf(row, closed, now);
  const pinned = row.surveyVersionId;
  if (reason !== null) {
    return { ok: false, reason, ...known, version: pinned === null ? null : await version(db, pinned), sitting: null };
  }
  const current = pinned === null ? await newestVersion(db, found.survey.id) : await version(db, pinned);
  if (current === null) return { ok: false, reason: 'closed', ...known, version: null, sitting: null };
  const opened = pinned === null && pins ? await pin(db, row, current, now) : { row, current };
  return {
    ok: true,
    ...known,
    invitation: opened.row,
    version: opened.current,
    sitting: found.sitting
  };
}

function refusalOf(
  row: Invitation,
  closed: boolean,
  now: Date
): 'answered' | 'opted_out' | 'closed' | 'expired' | null {
  if (row.responseId !== null) return 'answered';
  if (row.state === 'opted_out') return 'opted_out';
  if (closed) return 'closed';
  if (row.state === 'expired' || (row.expiresAt !== null && row.expiresAt <= now)) return 'expired';
  return null;
}

/** Pins the version at the first opening. Of two openings at once one wins and both go on with its version. */
async function pin(db: Db, row: Invitation, newest: SurveyVersion, now: Date) {
  const state = UNOPENED.includes(row.state) ? 'opened' : row.state;
  const [mine] = await db
    .update(invitation)
    .set({ surveyVersionId: newest.id, openedAt: now, state })
    .where(and(eq(invitation.id, row.id), isNull(invitation.surveyVersionId)))
    .returning();
  if (mine) return { row: mine, current: newest };
  const [theirs] = await db.select().from(invitation).where(eq(invitation.id, row.id));
  const pinned = theirs?.surveyVersionId ? await version(db, theirs.surveyVersionId) : null;
  return { row: theirs ?? row, current: pinned ?? newest };
}

/** Notes that answers have begun to come in. */
export async function start(db: Db, invitationId: string, now: Date): Promise<void> {
  await db
    .update(invitation)
    .set({ state: 'started', startedAt: now })
    .where(
      and(
        eq(invitation.id, invitationId),
        isNull(invitation.startedAt),
        inArray(invitation.state, [...UNOPENED, 'opened'])
      )
    );
}

/**
 * The statement that gives each invitation of `given` (id, invitation_id, key, at; $2 are the ids of the invitations) its one
 * response under a key: a conditional update, so that of any number of submissions one wins (F-26). Part of the one statement
 * that stores responses; it returns what it won, with the rest of `given`. The ids stand there twice because a planner expects
 * few rows of `any`, and takes the index however little it knows of the table.
 */
export const claimStatement = `update invitation i set response_id = g.id, submission_key = g.key, state = 'completed',
  started_at = coalesce(i.started_at, g.at), completed_at = g.at
  from given g
  where i.id = any($2::uuid[]) and i.id = g.invitation_id and i.response_id is null and i.state not in ('expired', 'opted_out')
    and (i.expires_at is null or i.expires_at > g.at)
  returning g.*, i.company_id, i.customer_id, i.program_id, i.entrance_id, i.channel`;

/** Notes the key under which the response of an invitation was changed, so that a repeat of it is known. */
export async function rekey(tx: Db, invitationId: string, key: string): Promise<void> {
  await tx.update(invitation).set({ submissionKey: key }).where(eq(invitation.id, invitationId));
}

/** Whose submission stands for each of these invitations; nothing for one without a response. */
export async function holdersOf(
  db: Db,
  ids: readonly string[]
): Promise<Map<string, { responseId: string; key: string | null }>> {
  if (ids.length === 0) return new Map();
  const found = await db
    .select({ id: invitation.id, responseId: invitation.responseId, key: invitation.submissionKey })
    .from(invitation)
    .where(and(inArray(invitation.id, [...ids]), isNotNull(invitation.responseId)));
  return new Map(found.map(({ id, responseId, key }) => [id, { responseId: responseId!, key }]));
}

/** Notes that the message has left; what came after that already stays. */
export async function markSent(db: Db, invitationId: string, now: Date): Promise<void> {
  await db
    .update(invitation)
    .set({ sentAt: now })
    .where(and(eq(invitation.id, invitationId), isNull(invitation.sentAt)));
  await db
    .update(invitation)
    .set({ state: 'sent' })
    .where(and(eq(invitation.id, invitationId), eq(invitation.state, 'planned')));
}

export async function markBounced(tx: Db, invitationId: string): Promise<void> {
  await tx
    .update(invitation)
    .set({ state: 'bounced' })
    .where(and(eq(invitation.id, invitationId), inArray(invitation.state, ['planned', 'sent', 'delivered'])));
}

/** Marks an invitation as refused by its customer; a completed one stays completed. */
export async function markOptedOut(tx: Db, invitationId: string): Promise<void> {
  await tx
    .update(invitation)
    .set({ state: 'opted_out' })
    .where(and(eq(invitation.id, invitationId), isNull(invitation.responseId)));
}

/**
 * Ends a batch of invitations whose time is over, in the caller's transaction; returns their ids. Strangers who came in and went
 * without a word leave nothing behind: there is nobody whom their invitation could be about.
 */
export async function expire(tx: Db, now: Date): Promise<string[]> {
  const open: InvitationState[] = ['planned', 'sent', 'delivered', 'opened', 'started'];
  const due = tx
    .select({ id: invitation.id })
    .from(invitation)
    .where(and(lte(invitation.expiresAt, now), inArray(invitation.state, open)))
    .limit(2_000);
  const ended = await tx
    .update(invitation)
    .set({ state: 'expired' })
    // Said again, because somebody may finish between the two looks.
    .where(and(inArray(invitation.id, due), inArray(invitation.state, open)))
    .returning({ id: invitation.id });
  const ids = ended.map(({ id }) => id);
  const silent = and(isNotNull(invitation.entranceId), isNull(invitation.startedAt), isNull(invitation.responseId));
  if (ids.length > 0) await tx.delete(invitation).where(and(inArray(invitation.id, ids), silent));
  return ids;
}

export type NewInvitation = Pick<
  Invitation,
  'id' | 'companyId' | 'customerId' | 'programId' | 'waveId' | 'channel' | 'kind' | 'locale' | 'invitedAt' | 'expiresAt'
> &
  Partial<Pick<Invitation, 'entranceId' | 'externalId'>>;

/** Rows that one statement takes, well under the limit of parameters. */
const BATCH = 2_000;

/** Writes the invitations of a wave. Those that are there already stay as they are. */
export async function plan(tx: Db, secret: Secret, planned: readonly NewInvitation[]): Promise<void> {
  for (let from = 0; from < planned.length; from += BATCH) {
    const rows = planned.slice(from, from + BATCH).map((one) => ({
      ...one,
      state: 'planned' as const,
      tokenHash: hashToken(tokenOf(secret, one.id))
    }));
    await tx.insert(invitation).values(rows).onConflictDoNothing();
  }
}

export type SatAlready = NewInvitation &
  Required<Pick<Invitation, 'entranceId' | 'surveyVersionId' | 'openedAt' | 'startedAt'>>;

/**
 * Writes invitations of people who answered where the server could not see it. They are there once, whatever is repeated; returns
 * the ids of those that are new.
 */
export async function addSat(tx: Db, secret: Secret, sat: readonly SatAlready[]): Promise<string[]> {
  if (sat.length === 0) return [];
  const rows = sat.map((one) => ({ ...one, state: 'started' as const, tokenHash: hashToken(tokenOf(secret, one.id)) }));
  const added = await tx.insert(invitation).values(rows).onConflictDoNothing().returning({ id: invitation.id });
  return added.map(({ id }) => id);
}

/** Those of these invitations that are there, by id. */
export async function byIds(db: Db, ids: readonly string[]): Promise<Map<string, Invitation>> {
  if (ids.length === 0) return new Map();
  const found = await db
    .select()
    .from(invitation)
    .where(inArray(invitation.id, [...ids]));
  return new Map(found.map((row) => [row.id, row]));
}

/** Adds invitations of elsewhere, as rows of a jsonb array; they have no link of ours. */
export async function addImported(tx: Db, given: readonly object[]): Promise<void> {
  await tx.execute(sql`insert into invitation (id, company_id, customer_id, external_id, import_id, channel, kind, locale,
      state, invited_at, sent_at)
    select id, company, customer, external, import, channel, kind, locale, 'sent', at, at
    from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as g(id uuid, company uuid, customer uuid, external text,
      import uuid, channel text, kind text, locale text, at timestamptz)
    on conflict do nothing`);
}

/** Gives imported invitations the first response that came to them. Found by id: a planner without statistics takes nulls for rare. */
export async function completeImported(tx: Db, given: readonly object[]): Promise<void> {
  await tx.execute(sql`update invitation i set response_id = g.response, state = 'completed', completed_at = g.at
    from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as g(id uuid, response uuid, at timestamptz)
    where i.id = g.id and coalesce(i.response_id::text, i.token_hash) is null`);
}

export interface InvitationLine {
  id: string;
  companyId: string;
  customerId: string;
  customerName: string;
  legacyId: string;
  email: string | null;
  programId: string | null;
  waveId: string | null;
  channel: string;
  locale: string;
  state: InvitationState;
  invitedAt: Date;
  sentAt: Date | null;
  openedAt: Date | null;
  completedAt: Date | null;
  expiresAt: Date | null;
  responseId: string | null;
  /** Null for an invitation that was imported: it has no link of ours. */
  link: string | null;
}

export interface InvitationFilter {
  id?: string | undefined;
  programId?: string | undefined;
  waveId?: string | undefined;
  customerId?: string | undefined;
  states?: readonly InvitationState[] | undefined;
  /** Without those who told somebody on the telephone that they do not want to take part. */
  unlessRefused?: boolean | undefined;
  /** Id of the last invitation of the page before. */
  after?: string | undefined;
  limit: number;
}

const refusedCall = (tx: Db) =>
  tx
    .select({ id: callEntry.invitationId })
    .from(callEntry)
    .where(and(eq(callEntry.invitationId, invitation.id), eq(callEntry.state, 'refused')));

/** Invitations with their links, oldest first, for a reader with records; others get none. */
export function list(
  { config, secret, db }: Linking & { db: { app: Db } },
  scope: Scope,
  filter: InvitationFilter
): Promise<InvitationLine[]> {
  return scoped(db.app, scope, async (tx) => {
    const found = await tx
      .select({
        id: invitation.id,
        companyId: invitation.companyId,
        customerId: customer.id,
        customerName: customer.name,
        legacyId: customer.legacyId,
        email: customer.email,
        programId: invitation.programId,
        waveId: invitation.waveId,
        channel: invitation.channel,
        locale: invitation.locale,
        state: invitation.state,
        invitedAt: invitation.invitedAt,
        sentAt: invitation.sentAt,
        openedAt: invitation.openedAt,
        completedAt: invitation.completedAt,
        expiresAt: invitation.expiresAt,
        responseId: invitation.responseId,
        tokenHash: invitation.tokenHash
      })
      .from(invitation)
      .innerJoin(customer, eq(customer.id, invitation.customerId))
      .where(
        and(
          filter.id ? eq(invitation.id, filter.id) : undefined,
          filter.programId ? eq(invitation.programId, filter.programId) : undefined,
          filter.waveId ? eq(invitation.waveId, filter.waveId) : undefined,
          filter.customerId ? eq(invitation.customerId, filter.customerId) : undefined,
          filter.states ? inArray(invitation.state, [...filter.states]) : undefined,
          filter.unlessRefused ? notExists(refusedCall(tx)) : undefined,
          filter.after ? gt(invitation.id, filter.after) : undefined
        )
      )
      .orderBy(asc(invitation.id))
      .limit(filter.limit);
    return found.map(({ tokenHash, ...line }) => ({
      ...line,
      link: tokenHash === null ? null : linkOf({ config, secret }, line.id)
    }));
  });
}
