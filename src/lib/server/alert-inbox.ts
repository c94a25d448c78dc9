/** Alerts as people read them: lists, one with its history, and how many are unread. Reads only; every one takes the scope. */
import { and, asc, count, desc, eq, inArray, isNull, lt, or, type SQL } from 'drizzle-orm';
import type { Scope } from '#lib/merger/scope.ts';
import { mayTell, visible } from './alert-sight.ts';
import { readOrganisation } from './companies.ts';
import type { Db } from './db/open.ts';
import { alert, alertEvent, alertRule, notification } from './db/schema/alerts.ts';
import { person } from './db/schema/people.ts';

export type AlertRow = typeof alert.$inferSelect & { ruleName: string };
export type AlertHistory = typeof alertEvent.$inferSelect & { personName: string | null };

export interface AlertFilter {
  states?: readonly AlertRow['state'][] | undefined;
  ruleId?: string | undefined;
  companyId?: string | undefined;
  metric?: string | undefined;
}

async function own(db: Db, scope: Scope, now: Date): Promise<SQL> {
  return visible(db, scope, (await readOrganisation(db, now)).privacyMinimum);
}

/** A page of alerts the reader may see, newest first, after `before` (an opening time and id). */
export async function list(
  db: Db,
  scope: Scope,
  filter: AlertFilter,
  limit: number,
  before: { openedAt: Date; id: string } | null,
  now: Date
): Promise<AlertRow[]> {
  const found = await db
    .select({ alert, ruleName: alertRule.name })
    .from(alert)
    .innerJoin(alertRule, eq(alertRule.id, alert.ruleId))
    .where(
      and(
        await own(db, scope, now),
        filter.states === undefined ? undefined : inArray(alert.state, [...filter.states]),
        filter.ruleId === undefined ? undefined : eq(alert.ruleId, filter.ruleId),
        filter.companyId === undefined ? undefined : eq(alert.companyId, filter.companyId),
        filter.metric === undefined ? undefined : eq(alert.metric, filter.metric),
        before === null
          ? undefined
          : or(lt(alert.openedAt, before.openedAt), and(eq(alert.openedAt, before.openedAt), lt(alert.id, before.id)))
      )
    )
    .orderBy(desc(alert.openedAt), desc(alert.id))
    .limit(limit);
  return found.map(({ alert: one, ruleName }) => ({ ...one, ruleName }));
}

/** How many alerts the reader may see are in each state. */
export async function counts(db: Db, scope: Scope, now: Date): Promise<Partial<Record<AlertRow['state'], number>>> {
  const found = await db
    .select({ state: alert.state, n: count() })
    .from(alert)
    .where(await own(db, scope, now))
    .groupBy(alert.state);
  return Object.fromEntries(found.map(({ state, n }) => [state, n]));
}

/** One alert with its history, oldest first; null when it does not exist or is not the reader's to see, which is the same. */
export async function read(
  db: Db,
  scope: Scope,
  id: string,
  now: Date
): Promise<{ alert: AlertRow; history: AlertHistory[] } | null> {
  const { privacyMinimum } = await readOrganisation(db, now);
  const [found] = await db
    .select({ alert, ruleName: alertRule.name })
    .from(alert)
    .innerJoin(alertRule, eq(alertRule.id, alert.ruleId))
    .where(and(eq(alert.id, id), visible(db, scope, privacyMinimum)));
  if (!found) return null;
  const events = await db
    .select({ event: alertEvent, personName: person.name })
    .from(alertEvent)
    .leftJoin(person, eq(person.id, alertEvent.personId))
    .where(eq(alertEvent.alertId, id))
    .orderBy(asc(alertEvent.at), asc(alertEvent.id));
  return {
    alert: { ...found.alert, ruleName: found.ruleName },
    history: events.map(({ event, personName }) => {
      const told = event.evidence !== null && mayTell(scope, found.alert.companyId, event.evidence, privacyMinimum);
      return { ...event, evidence: told ? event.evidence : null, personName };
    })
  };
}

/** The alerts a person was told of and has not opened since, as far as they may still be seen. */
export async function unread(db: Db, scope: Scope, personId: string, now: Date): Promise<Set<string>> {
  const found = await db
    .selectDistinct({ id: alert.id })
    .from(notification)
    .innerJoin(alertEvent, eq(alertEvent.id, notification.alertEventId))
    .innerJoin(alert, eq(alert.id, alertEvent.alertId))
    .where(and(eq(notification.personId, personId), isNull(notification.readAt), await own(db, scope, now)));
  return new Set(found.map(({ id }) => id));
}
