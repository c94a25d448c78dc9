/** Bearer keys of the API (S-37, API-10): shown once, stored as a hash, with role and scope like a person. */
import { and, desc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { Grant } from '#lib/merger/scope.ts';
import { newId } from '../db/id.ts';
import type { Db } from '../db/open.ts';
import { apiKey, person } from '../db/schema/people.ts';
import { type Actor, record } from './audit.ts';
import { rolesWith } from './roles.ts';
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

/** Whoever made the key may still make keys, or it was made on the console: a key outlives neither account nor right (S-33). */
const isBacked = or(
  isNull(apiKey.createdBy),
  and(eq(person.state, 'active'), inArray(person.role, [...rolesWith('keys.manage')]))
)!;

/** The key behind a bearer token; null when it is malformed, unknown, revoked or backed by nobody. Notes the use at most once a minute. */
export async function keyOfToken(db: Db, token: string, now: Date): Promise<typeof apiKey.$inferSelect | null> {
  if (!SHAPE.test(token)) return null;
  const [row] = await db
    .select({ key: apiKey })
    .from(apiKey)
    .leftJoin(person, eq(person.id, apiKey.createdBy))
    .where(and(eq(apiKey.hash, hashToken(token)), isNull(apiKey.revokedAt), isBacked));
  if (!row) return null;
  const found = row.key;
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
      revokedAt: apiKey.revokedAt,
      /** False: it is refused because whoever made it may make none any more. */
      backed: sql<boolean>`coalesce(${isBacked}, false)`
    })
    .from(apiKey)
    .leftJoin(person, eq(person.id, apiKey.createdBy))
    .orderBy(desc(apiKey.createdAt));
}
