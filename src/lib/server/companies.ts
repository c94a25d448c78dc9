/** The organisation, its companies, the merger timeline and the clean-team switch. The one writer of those tables. */
import { asc, eq, sql } from 'drizzle-orm';
import type { Grant, Scope } from '#lib/merger/scope.ts';
import { scopeOf } from '#lib/merger/scope.ts';
import { problemsOfAdding, type TimelineEvent, type TimelineReason } from '#lib/merger/timeline.ts';
import { type Actor, record } from './access/audit.ts';
import { newId } from './db/id.ts';
import { type Db, isUnique } from './db/open.ts';
import { type Brand, company, organisation, timelineEvent } from './db/schema/organisation.ts';

export type Company = typeof company.$inferSelect;
export type Organisation = typeof organisation.$inferSelect;

/** The organisation; made on first sight, so that there is always one. */
export async function readOrganisation(db: Db, now: Date): Promise<Organisation> {
  const [found] = await db.select().from(organisation);
  if (found) return found;
  await db.insert(organisation).values({ id: 1, name: '', createdAt: now }).onConflictDoNothing();
  const [made] = await db.select().from(organisation);
  return made!;
}

export async function changeOrganisation(
  db: Db,
  actor: Actor,
  input: Partial<Pick<Organisation, 'name' | 'demo' | 'separationEndsAt' | 'privacyMinimum' | 'onwardSites'>>,
  now: Date
): Promise<void> {
  if (Object.values(input).every((value) => value === undefined)) return;
  await db.transaction(async (tx) => {
    await readOrganisation(tx, now);
    await tx.update(organisation).set(input).where(eq(organisation.id, 1));
    const detail = { ...input, separationEndsAt: input.separationEndsAt?.toISOString() ?? input.separationEndsAt };
    await record(tx, actor, 'organisation.changed', { kind: 'organisation', id: '1' }, now, detail);
  });
}

export function listCompanies(db: Db): Promise<Company[]> {
  return db.select().from(company).orderBy(asc(company.position), asc(company.id));
}

export async function addCompany(
  db: Db,
  actor: Actor,
  input: { key: string; name: string; brand?: Brand },
  now: Date
): Promise<{ ok: true; id: string } | { ok: false; reason: 'key_taken' }> {
  const id = newId(now);
  try {
    await db.transaction(async (tx) => {
      const position = sql<number>`(select coalesce(max(position) + 1, 0) from ${company})`;
      await tx
        .insert(company)
        .values({ id, key: input.key, name: input.name, brand: input.brand ?? {}, position, createdAt: now });
      await record(tx, actor, 'company.added', { kind: 'company', id }, now, { key: input.key });
    });
    return { ok: true, id };
  } catch (error) {
    if (isUnique(error)) return { ok: false, reason: 'key_taken' };
    throw error;
  }
}

export async function changeCompany(
  db: Db,
  actor: Actor,
  id: string,
  input: { name: string; brand: Brand },
  now: Date
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const changed = await tx.update(company).set(input).where(eq(company.id, id)).returning({ id: company.id });
    if (changed.length === 0) return false;
    await record(tx, actor, 'company.changed', { kind: 'company', id }, now);
    return true;
  });
}

export function listTimeline(db: Db): Promise<TimelineEvent[]> {
  const { id, kind, day, companyIds, label, wave } = timelineEvent;
  return db.select({ id, kind, day, companyIds, label, wave }).from(timelineEvent).orderBy(asc(day), asc(id));
}

export async function addTimelineEvent(
  db: Db,
  actor: Actor,
  input: Omit<TimelineEvent, 'id'>,
  now: Date
): Promise<string> {
  const id = newId(now);
  await db.transaction(async (tx) => {
    const companyIds = input.companyIds === null ? null : [...input.companyIds];
    await tx.insert(timelineEvent).values({ ...input, id, companyIds, createdAt: now });
    await record(tx, actor, 'timeline.added', { kind: 'timeline_event', id }, now, {
      kind: input.kind
    });
  });
  return id;
}

/** Adds an event after judging whether the timeline still makes sense with it. */
export async function planTimelineEvent(
  db: Db,
  actor: Actor,
  input: Omit<TimelineEvent, 'id'>,
  now: Date
): Promise<{ ok: true; id: string } | { ok: false; reason: TimelineReason }> {
  const [timeline, known] = [await listTimeline(db), await listCompanies(db)];
  const ids = known.map((one) => one.id);
  const [problem] = problemsOfAdding(timeline, { ...input, id: 'new' }, ids);
  if (problem) return { ok: false, reason: problem.reason };
  return { ok: true, id: await addTimelineEvent(db, actor, input, now) };
}

export async function findCompany(db: Db, id: string): Promise<Company | null> {
  const [found] = await db.select().from(company).where(eq(company.id, id));
  return found ?? null;
}

export async function removeTimelineEvent(db: Db, actor: Actor, id: string, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const removed = await tx.delete(timelineEvent).where(eq(timelineEvent.id, id)).returning({ id: timelineEvent.id });
    if (removed.length === 0) return false;
    await record(tx, actor, 'timeline.removed', { kind: 'timeline_event', id }, now);
    return true;
  });
}

/** The scope a grant gives now, read against the companies and the switch as they stand in the database. */
export async function scopeOfGrant(db: Db, grant: Grant, now: Date): Promise<Scope> {
  const [companies, [settings]] = [await listCompanies(db), await db.select().from(organisation)];
  const ids = companies.map((one) => one.id);
  return scopeOf(grant, ids, settings?.separationEndsAt ?? null, now);
}
