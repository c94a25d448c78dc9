/** Bearer keys of the API (S-37, API-10): shown once, stored as a hash, with role and scope like a person. */
import { and, desc, eq, isNull, lt, or } from 'drizzle-orm';
import type { Grant } from '#lib/merger/scope.ts';
import { newId } from '../db/id.ts';
import type { Db } from '../db/open.ts';
import { apiKey } from '../db/schema/people.ts';
import { type Actor, record } from './audit.ts';
import { hashToken, newToken } from './tokens.ts';

const SHAPE = /^ck_[A-Za-z0-9_-]{8}_[A-Za-z0-9_-]{43}$/;

export async function createKey(
  db: Db,
  actor: Actor,
  input: Grant & { name: string },
  now: Date
): Promise<{ id: string; secret: string }> {
  const id = newId(now);
  const prefix = `ck_${newToken().replaceAll(/[_-]/g, 'x').slice(0, 8)}`;
  const secret = `${prefix}_${newToken()}`;
  await db.transaction(async (tx) => {
    await tx.insert(apiKey).values({
      id,
      name: input.name,
      prefix,
      hash: hashToken(secret),
      role: input.role,
      cleanTeam: input.cleanTeam,
      companies: [...input.companies],
      createdBy: actor.kind === 'person' ? actor.id : null,
      createdAt: now
    });
    await record(tx, actor, 'key.created', { kind: 'key', id }, now, { role: input.role });
  });
  return { id, secret };
}

/** The key behind a bearer token; null when it is malformed, unknown or revoked. Notes the use at most once a minute. */
export async function keyOfToken(db: Db, token: string, now: Date): Promise<typeof apiKey.$inferSelect | null> {
  if (!SHAPE.test(token)) return null;
  const [found] = await db
    .select()
    .from(apiKey)
    .where(and(eq(apiKey.hash, hashToken(token)), isNull(apiKey.revokedAt)));
  if (!found) return null;
  const minuteAgo = new Date(now.getTime() - 60_000);
  if (found.lastUsedAt === null || found.lastUsedAt < minuteAgo) {
    await db
      .update(apiKey)
      .set({ lastUsedAt: now })
      .where(and(eq(apiKey.id, found.id), or(isNull(apiKey.lastUsedAt), lt(apiKey.lastUsedAt, minuteAgo))));
  }
  return found;
}

export async function revokeKey(db: Db, actor: Actor, id: string, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const revoked = await tx
      .update(apiKey)
      .set({ revokedAt: now })
      .where(and(eq(apiKey.id, id), isNull(apiKey.revokedAt)))
      .returning({ id: apiKey.id });
    if (revoked.length === 0) return false;
    await record(tx, actor, 'key.revoked', { kind: 'key', id }, now);
    return true;
  });
}

export function listKeys(db: Db) {
  return db
    .select({
      id: apiKey.id,
      name: apiKey.name,
      prefix: apiKey.prefix,
      role: apiKey.role,
      cleanTeam: apiKey.cleanTeam,
      companies: apiKey.companies,
      createdAt: apiKey.createdAt,
      lastUsedAt: apiKey.lastUsedAt,
      revokedAt: apiKey.revokedAt
    })
    .from(apiKey)
    .orderBy(desc(apiKey.createdAt));
}
