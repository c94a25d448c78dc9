import { desc, lt } from 'drizzle-orm';
import { newId } from '../db/id.ts';
import type { Db } from '../db/open.ts';
import { auditEvent } from '../db/schema/people.ts';

export interface Actor {
  kind: 'person' | 'key' | 'console' | 'system';
  id: string | null;
}

export const consoleActor: Actor = { kind: 'console', id: null };
export const systemActor: Actor = { kind: 'system', id: null };

/** Writes who did what to whom. Called with the transaction that did it, so that neither stands without the other. Details hold ids and codes, no personal data. */
export async function record(
  tx: Db,
  actor: Actor,
  action: string,
  subject: { kind: string; id: string | null },
  now: Date,
  detail: Record<string, unknown> = {}
): Promise<void> {
  await tx.insert(auditEvent).values({
    id: newId(now),
    at: now,
    actorKind: actor.kind,
    actorId: actor.id,
    action,
    subjectKind: subject.kind,
    subjectId: subject.id,
    detail
  });
}

/** The newest events, or those before one of them: ids are ordered by time. */
export function list(db: Db, before: string | null, most: number) {
  return db
    .select()
    .from(auditEvent)
    .where(before === null ? undefined : lt(auditEvent.id, before))
    .orderBy(desc(auditEvent.id))
    .limit(most);
}
