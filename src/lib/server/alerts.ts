/**
 * Alerts: raised by the watch, worked on by people, told to the recipients of their rule. The one writer of `alert`, `alert_event`
 * and `notification`. Every change of state is a conditional update and a row that says who, when and why: of two at once, one
 * wins and the other finds the state changed.
 */
import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import type { AlertState } from '#lib/alerts/decide.ts';
import { nodeKey } from '#lib/alerts/lattice.ts';
import type { AlertEvent } from '#lib/alerts/replay.ts';
import type { Scope } from '#lib/merger/scope.ts';
import { scopeOf } from '#lib/merger/scope.ts';
import { type Actor, record } from './access/audit.ts';
import { may } from './access/roles.ts';
import type { AlertRule } from './alert-rules.ts';
import { maySee, visible } from './alert-sight.ts';
import { letterOf } from './alert-mails.ts';
import { listCompanies, readOrganisation } from './companies.ts';
import { newId } from './db/id.ts';
import { type Db, isUnique } from './db/open.ts';
import { alert, alertEvent, type AlertEvidence, notification } from './db/schema/alerts.ts';
import { person } from './db/schema/people.ts';
import { queue } from './deliveries.ts';

export type Alert = typeof alert.$inferSelect;
export type AlertEventRow = typeof alertEvent.$inferSelect;

/** Every alert of a rule that is not resolved. */
export function unresolved(db: Db, ruleId: string): Promise<Alert[]> {
  return db
    .select()
    .from(alert)
    .where(and(eq(alert.ruleId, ruleId), ne(alert.state, 'resolved')));
}

/**
 * What the watch remembers, put right by what people did since: an alert somebody resolved is closed as of that week, one that
 * somebody reopened is open.
 */
export function putRight(
  remembered: { week: number; states: Readonly<Record<string, AlertState>> },
  standing: readonly Pick<Alert, 'nodeKey' | 'evidence'>[]
): Map<string, AlertState> {
  const { week } = remembered;
  const states = new Map(Object.entries(remembered.states));
  const open = new Map(standing.map((one) => [one.nodeKey, one]));
  for (const [key, state] of states)
    if (state.open && !open.has(key)) states.set(key, { open: false, week, quiet: 0, told: null, closed: week });
  for (const [key, { evidence }] of open)
    if (!states.get(key)?.open) states.set(key, { open: true, week, quiet: 0, told: evidence.excess, closed: null });
  return states;
}

/** Does what the watch decided about one node: raises, worsens or closes its alert, and tells the recipients. */
export async function apply(tx: Db, rule: AlertRule, event: AlertEvent, now: Date): Promise<void> {
  if (event.action === 'raise') return raise(tx, rule, event, now);
  const [standing] = await tx
    .select()
    .from(alert)
    .where(and(eq(alert.ruleId, rule.id), eq(alert.nodeKey, nodeKey(event.node)), ne(alert.state, 'resolved')))
    .for('update');
  if (!standing) return;
  const evidence = evidenceOf(event);
  const change = evidence === null ? { state: 'resolved' as const } : { evidence };
  const [changed] = await tx
    .update(alert)
    .set({ ...change, updatedAt: now })
    .where(eq(alert.id, standing.id))
    .returning();
  const kind = event.action === 'worsen' ? 'worsened' : 'recovered';
  const said = await say(tx, standing.id, kind, now, { evidence });
  if (changed && standing.state !== 'muted') await tell(tx, rule, changed, said, now);
}

async function raise(tx: Db, rule: AlertRule, event: AlertEvent, now: Date): Promise<void> {
  const evidence = evidenceOf(event);
  if (evidence === null) return;
  const [raised] = await tx
    .insert(alert)
    .values({
      id: newId(now),
      ruleId: rule.id,
      nodeKey: nodeKey(event.node),
      node: { ...event.node, dimension: rule.document.lattice.dimension },
      companyId: event.node.company,
      metric: rule.document.metric,
      state: 'open',
      openedAt: now,
      updatedAt: now,
      evidence
    })
    .onConflictDoNothing()
    .returning();
  if (!raised) return;
  const said = await say(tx, raised.id, 'raised', now, { evidence });
  await tell(tx, rule, raised, said, now);
}

function evidenceOf(event: AlertEvent): AlertEvidence | null {
  const { evidence, week, level, q, onset, compositionShare, explains } = event;
  if (evidence === null) return null;
  return { ...evidence, week, level, q, onset: onset ?? evidence.window.from, compositionShare, explains };
}

async function say(
  tx: Db,
  alertId: string,
  kind: AlertEventRow['kind'],
  at: Date,
  by: Partial<Pick<AlertEventRow, 'personId' | 'note' | 'evidence'>>
): Promise<AlertEventRow> {
  const [said] = await tx
    .insert(alertEvent)
    .values({ ...by, id: newId(at), alertId, at, kind })
    .returning();
  return said!;
}

/** One notification and one letter for each recipient who may see the alert, however often this is repeated. */
async function tell(tx: Db, rule: AlertRule, about: Alert, said: AlertEventRow, now: Date): Promise<void> {
  if (rule.recipients.length === 0) return;
  const companies = await listCompanies(tx);
  const all = companies.map(({ id }) => id);
  const { privacyMinimum, separationEndsAt } = await readOrganisation(tx, now);
  const people = await tx
    .select()
    .from(person)
    .where(and(inArray(person.id, rule.recipients), eq(person.state, 'active')));
  for (const reader of people) {
    const scope = scopeOf(reader, all, separationEndsAt, now);
    if (!may(reader.role, 'alerts.read') || !maySee(scope, about, all, privacyMinimum)) continue;
    const told = await tx
      .insert(notification)
      .values({ id: newId(now), alertEventId: said.id, personId: reader.id, createdAt: now })
      .onConflictDoNothing()
      .returning({ id: notification.id });
    if (told.length === 0) continue;
    const letter = letterOf(about, said.kind, rule.name, companies, reader.locale);
    const effectKey = `alert:${said.id}:${reader.id}`;
    const to = { address: reader.email, recipientId: reader.id, companyId: about.companyId };
    await queue(tx, { effectKey, kind: 'alert', ...to, content: letter }, now);
  }
}

/** What people do to alerts: from which states, to which, and how it is written down. */
const work = {
  acknowledge: { from: ['open', 'muted'], to: 'acknowledged', kind: 'acknowledged' },
  resolve: { from: ['open', 'acknowledged', 'muted'], to: 'resolved', kind: 'resolved' },
  mute: { from: ['open', 'acknowledged'], to: 'muted', kind: 'muted' },
  reopen: { from: ['acknowledged', 'muted', 'resolved'], to: 'open', kind: 'reopened' }
} as const satisfies Record<string, { from: Alert['state'][]; to: Alert['state']; kind: AlertEventRow['kind'] }>;

export type Work = keyof typeof work;
export const works = Object.keys(work) as Work[];

/** What may be done to an alert in this state. */
export const worksOn = (state: Alert['state']): Work[] =>
  works.filter((one) => (work[one].from as readonly string[]).includes(state));

export type Worked =
  | { ok: true; state: Alert['state'] }
  /** `gone`: not there, or not the reader's to see. `state`: somebody was quicker; `state` is what it is now. */
  | { ok: false; reason: 'gone' }
  | { ok: false; reason: 'state'; state: Alert['state'] }
  /** Another alert of the same rule is open on the same group, so this one cannot be opened again. */
  | { ok: false; reason: 'another_open' };

/** Acknowledges, resolves, mutes or reopens an alert the reader may see, with a note. */
export async function act(
  db: Db,
  scope: Scope,
  actor: Actor,
  id: string,
  which: Work,
  note: string,
  now: Date
): Promise<Worked> {
  const { from, to, kind } = work[which];
  try {
    return await db.transaction(async (tx) => {
      const { privacyMinimum } = await readOrganisation(tx, now);
      const own = and(eq(alert.id, id), visible(tx, scope, privacyMinimum));
      const changed = await tx
        .update(alert)
        .set({ state: to, updatedAt: now })
        .where(and(own, inArray(alert.state, [...from])))
        .returning({ id: alert.id });
      if (changed.length === 0) {
        const [found] = await tx.select({ state: alert.state }).from(alert).where(own);
        return found ? { ok: false, reason: 'state', state: found.state } : { ok: false, reason: 'gone' };
      }
      await say(tx, id, kind, now, { personId: actor.kind === 'person' ? actor.id : null, note });
      await record(tx, actor, `alert.${kind}`, { kind: 'alert', id }, now);
      return { ok: true, state: to };
    });
  } catch (error) {
    if (isUnique(error)) return { ok: false, reason: 'another_open' };
    throw error;
  }
}

/** Notes that a person has seen what they were told of an alert. */
export async function markRead(db: Db, personId: string, alertId: string, now: Date): Promise<void> {
  const events = db.select({ id: alertEvent.id }).from(alertEvent).where(eq(alertEvent.alertId, alertId));
  await db
    .update(notification)
    .set({ readAt: now })
    .where(
      and(eq(notification.personId, personId), isNull(notification.readAt), inArray(notification.alertEventId, events))
    );
}
