/**
 * Everything that goes out to one address, once. The one writer of `delivery`. One state machine per send (reliability.md 6):
 * queued -> claimed (lease, fence) -> sending (written before connecting) -> sent | failed | deferred | unknown; `outbox`
 * where no mail server is set. A send that may have happened is never repeated by itself, except letters to staff.
 */
import { createHash } from 'node:crypto';
import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { parseEmail } from '#lib/customers/contact.ts';
import { retryAt } from '#lib/outreach/retry.ts';
import type { App } from './app.ts';
import { type Actor, record } from './access/audit.ts';
import type { Mailer, Outcome } from './channels/email.ts';
import { newId } from './db/id.ts';
import { type Db, rows } from './db/open.ts';
import { delivery } from './db/schema/surveys.ts';
import { markBounced, markSent } from './invitations.ts';
import { type Delivery, type PlainContent, write, writePlain } from './mails.ts';
import { suppress } from './suppressions.ts';

export type { Delivery } from './mails.ts';

export interface NewDelivery {
  /** Names the effect: whatever is repeated before it, there is one row. */
  effectKey: string;
  kind: Delivery['kind'];
  address: string;
  companyId?: string | null;
  invitationId?: string | null;
  /** The person of staff it goes to. */
  recipientId?: string | null;
  content?: PlainContent;
}

/** What sending needs of the application. */
export type Post = Pick<App, 'config' | 'secret' | 'log'> & {
  db: { system: Db };
  mailer: Mailer | null;
  random: () => number;
};

/** A claim that its worker does not finish is free again, or unknown, after this. Longer than any send can take. */
const LEASE = 10 * 60_000;
/** Letters that may be sent twice rather than not at all. */
const REPEATABLE: Delivery['kind'][] = ['alert', 'notice'];
const BATCH = 2_000;

/** Queues one thing that goes out, in the transaction of what it is about. False when it was there already. */
export async function queue(tx: Db, input: NewDelivery, now: Date): Promise<boolean> {
  return (await queueMany(tx, [input], now)) === 1;
}

/** Queues many; returns how many were new. */
export async function queueMany(tx: Db, inputs: readonly NewDelivery[], now: Date): Promise<number> {
  let added = 0;
  for (let from = 0; from < inputs.length; from += BATCH) {
    const batch = inputs.slice(from, from + BATCH).map((input) => rowOf(input, 'queued', now));
    const made = await tx.insert(delivery).values(batch).onConflictDoNothing().returning({ id: delivery.id });
    added += made.length;
  }
  return added;
}

function rowOf(input: NewDelivery, state: Delivery['state'], now: Date) {
  const messageId = createHash('sha256').update(input.effectKey).digest('hex').slice(0, 32);
  const content = { ...input.content } as Record<string, unknown>;
  return { ...input, content, id: newId(now), state, nextAt: now, messageId, createdAt: now };
}

/** Sends what is due, one batch; true when there may be more. Several workers may do so at once. */
export async function sendDue(post: Post, now: Date): Promise<boolean> {
  await recover(post.db.system, now);
  if (post.mailer === null) {
    await putIntoOutbox(post.db.system);
    return false;
  }
  if (restsOf(post.mailer, now) !== null) return false;
  const claimed = await claim(post.db.system, post.mailer.width, now);
  await Promise.all(claimed.map((row) => send(post, post.mailer!, row, now)));
  return claimed.length === post.mailer.width;
}

/** Claims due rows for this worker: others skip what it holds, and its fence makes a later holder's word count. */
async function claim(db: Db, limit: number, now: Date): Promise<Delivery[]> {
  const at = now.toISOString();
  const lease = new Date(now.getTime() + LEASE).toISOString();
  const ids = rows<{ id: string }>(
    await db.execute(sql`
      update delivery set state = 'claimed', lease_until = ${lease}::timestamptz, fence = fence + 1, attempts = attempts + 1
      where id in (
        select id from delivery
        where state in ('queued', 'deferred') and next_at <= ${at}::timestamptz
        order by next_at, id limit ${limit} for update skip locked)
      returning id`)
  ).map(({ id }) => id);
  return ids.length === 0 ? [] : db.select().from(delivery).where(inArray(delivery.id, ids));
}

/** What a worker that died left behind: a claim is free again, a send that had begun is unknown. */
async function recover(db: Db, now: Date): Promise<void> {
  const over = lt(delivery.leaseUntil, now);
  const free = { state: 'queued' as const, leaseUntil: null };
  await db
    .update(delivery)
    .set(free)
    .where(and(eq(delivery.state, 'claimed'), over));
  await db
    .update(delivery)
    .set(free)
    .where(and(eq(delivery.state, 'sending'), over, inArray(delivery.kind, REPEATABLE)));
  await db
    .update(delivery)
    .set({ state: 'unknown', failure: 'interrupted', leaseUntil: null })
    .where(and(eq(delivery.state, 'sending'), over));
}

async function send(post: Post, mailer: Mailer, row: Delivery, now: Date): Promise<void> {
  const { system } = post.db;
  try {
    const written = await write(system, post, row, now);
    if (!written.ok) {
      await settle(system, row, 'claimed', { state: 'failed', failure: written.reason });
      return;
    }
    if (!(await settle(system, row, 'claimed', { state: 'sending' }))) return;
    const outcome = await mailer.send(written.mail, now);
    note(mailer, outcome, now);
    await settleOutcome(post, row, outcome, now);
  } catch (error) {
    // What went wrong here is ours; the lease decides what becomes of the row.
    post.log.error({ delivery: row.id, reason: (error as Error).message }, 'delivery');
  }
}

/** Moves a row on, if this worker still holds it. */
async function settle(
  db: Db,
  row: Pick<Delivery, 'id' | 'fence'>,
  from: Delivery['state'],
  set: Partial<Delivery>
): Promise<boolean> {
  const moved = await db
    .update(delivery)
    .set(set)
    .where(and(eq(delivery.id, row.id), eq(delivery.fence, row.fence), eq(delivery.state, from)))
    .returning({ id: delivery.id });
  return moved.length === 1;
}

async function settleOutcome(post: Post, row: Delivery, outcome: Outcome, now: Date): Promise<void> {
  await post.db.system.transaction(async (tx) => {
    const done = { leaseUntil: null };
    if (outcome.kind === 'sent') {
      const mine = await settle(tx, row, 'sending', { ...done, state: 'sent', sentAt: now, failure: null });
      if (mine && row.invitationId) await markSent(tx, row.invitationId, now);
      return;
    }
    const failure = outcome.code;
    if (outcome.kind === 'deferred') {
      const nextAt = retryAt(row.attempts, now, post.random);
      const set: Partial<Delivery> = nextAt === null ? { state: 'failed' } : { state: 'deferred', nextAt };
      await settle(tx, row, 'sending', { ...done, ...set, failure });
      return;
    }
    if (outcome.kind === 'unknown') {
      const again = REPEATABLE.includes(row.kind) ? retryAt(row.attempts, now, post.random) : null;
      const set: Partial<Delivery> = again === null ? { state: 'unknown' } : { state: 'deferred', nextAt: again };
      await settle(tx, row, 'sending', { ...done, ...set, failure });
      return;
    }
    if (!(await settle(tx, row, 'sending', { ...done, state: 'failed', failure }))) return;
    if (row.invitationId === null) return;
    await markBounced(tx, row.invitationId);
    const address = parseEmail(row.address);
    if (!outcome.mailbox || !address.ok) return;
    const about = { reason: 'bounced', customerId: null, companyId: row.companyId } as const;
    await suppress(tx, post.secret, { ...about, emailKey: address.value.key }, now);
  });
}

/** Connection errors in a row after which sending rests, and for how long. Kept beside the mailer: each process has its own. */
const CIRCUIT = { errors: 20, rest: 60_000 };
const circuits = new WeakMap<Mailer, { errors: number; until: Date | null }>();

function note(mailer: Mailer, outcome: Outcome, now: Date): void {
  const bad = outcome.kind === 'deferred' && outcome.connection;
  const errors = bad ? (circuits.get(mailer)?.errors ?? 0) + 1 : 0;
  const until = errors >= CIRCUIT.errors ? new Date(now.getTime() + CIRCUIT.rest) : null;
  circuits.set(mailer, { errors, until });
}

/** Until when sending rests because the mail server cannot be reached; null while it does not. */
export function restsOf(mailer: Mailer, now: Date): Date | null {
  const until = circuits.get(mailer)?.until ?? null;
  return until !== null && until > now ? until : null;
}

/** Without a mail server nothing waits for one: what was meant to go out stands in the outbox until a person releases it. */
async function putIntoOutbox(db: Db): Promise<void> {
  await db
    .update(delivery)
    .set({ state: 'outbox', leaseUntil: null })
    .where(inArray(delivery.state, ['queued', 'deferred']));
}

/**
 * Sends a letter with a one-time link at once. The link is in no row: a joining or reset token is stored as its hash only, and
 * a queue would have to keep it. So there is no retry either; the person may ask again, and an administrator who invites sees
 * the link. `outbox`: no mail server is set.
 */
export async function sendOneTimeLink(
  post: Post,
  input: { kind: 'join' | 'reset'; recipientId: string; address: string; content: PlainContent; url: string },
  now: Date
): Promise<'sent' | 'failed' | 'unknown' | 'outbox'> {
  const { url, ...rest } = input;
  const { system } = post.db;
  const effectKey = `${input.kind}:${newId(now)}`;
  const state = post.mailer === null ? 'outbox' : 'sending';
  const lease = new Date(now.getTime() + LEASE);
  const [row] = await system
    .insert(delivery)
    .values({ ...rowOf({ ...rest, effectKey }, state, now), leaseUntil: lease, attempts: 1 })
    .returning();
  if (post.mailer === null || !row) return 'outbox';
  const { mail } = await writePlain(system, row, input.content, url, now);
  const outcome = await post.mailer.send(mail, now);
  note(post.mailer, outcome, now);
  const end = outcome.kind === 'sent' || outcome.kind === 'unknown' ? outcome.kind : 'failed';
  const failure = outcome.kind === 'sent' ? null : outcome.code;
  const sentAt = end === 'sent' ? now : null;
  await settle(system, row, 'sending', { state: end, failure, leaseUntil: null, sentAt });
  return end;
}

/** A person decides to send what is unknown, failed or in the outbox. Letters with one-time links cannot be sent again. */
export async function sendAgain(
  db: Db,
  actor: Actor,
  companies: readonly string[],
  which: { id: string } | { all: 'outbox' },
  now: Date
): Promise<number> {
  return db.transaction(async (tx) => {
    const chosen = 'id' in which ? eq(delivery.id, which.id) : eq(delivery.state, which.all);
    const queued = await tx
      .update(delivery)
      .set({ state: 'queued', attempts: 0, nextAt: now, failure: null })
      .where(
        and(
          chosen,
          inArray(delivery.state, ['unknown', 'failed', 'outbox']),
          inArray(delivery.kind, ['invitation', 'notice', 'alert']),
          companies.length === 0 ? sql`false` : sql`(company_id is null or company_id in ${companies})`
        )
      )
      .returning({ id: delivery.id });
    if (queued.length > 0) {
      const subject = { kind: 'delivery', id: 'id' in which ? which.id : null };
      await record(tx, actor, 'delivery.released', subject, now, { n: queued.length });
    }
    return queued.length;
  });
}
