/** Pictures that options of a questionnaire show, and signs of companies. The one writer of `picture`. */
import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { type Actor, record } from './access/audit.ts';
import type { Db } from './db/open.ts';
import { picture } from './db/schema/surveys.ts';

/** Largest picture in bytes: a phone on a bad line has to load several. */
export const pictureLimit = 200 * 1024;

type Type = typeof picture.$inferSelect.type;

/** What the bytes are, by how they begin; null for everything but PNG, JPEG and WebP. SVG may hold scripts and is not taken. */
export function typeOf(bytes: Uint8Array): Type | null {
  const starts = (at: number, ...signs: number[]): boolean => signs.every((sign, place) => bytes[at + place] === sign);
  if (starts(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (starts(0, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  return starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50) ? 'image/webp' : null;
}

/** Keeps a picture and gives its name. One that is there already is not kept twice. */
export async function put(
  db: Db,
  actor: Actor,
  bytes: Uint8Array,
  now: Date
): Promise<{ ok: true; sha256: string } | { ok: false; reason: 'empty' | 'too_large' | 'no_picture' }> {
  if (bytes.byteLength === 0) return { ok: false, reason: 'empty' };
  if (bytes.byteLength > pictureLimit) return { ok: false, reason: 'too_large' };
  const type = typeOf(bytes);
  if (type === null) return { ok: false, reason: 'no_picture' };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await db.transaction(async (tx) => {
    const base64 = Buffer.from(bytes).toString('base64');
    const kept = await tx
      .insert(picture)
      .values({ sha256, type, base64, createdAt: now })
      .onConflictDoNothing()
      .returning({ sha256: picture.sha256 });
    if (kept.length > 0) await record(tx, actor, 'picture.kept', { kind: 'picture', id: null }, now, { sha256 });
  });
  return { ok: true, sha256 };
}

/** Largest sign of a company in bytes: it stands on the first page of every survey. */
const logoLimit = 40 * 1024;

/** Keeps the sign of a company and gives its name. */
export function keepLogo(db: Db, actor: Actor, bytes: Uint8Array, now: Date): ReturnType<typeof put> {
  return bytes.byteLength > logoLimit
    ? Promise.resolve({ ok: false, reason: 'too_large' })
    : put(db, actor, bytes, now);
}

/** A picture by its name; null when there is none. */
export async function read(db: Db, sha256: string): Promise<{ type: Type; bytes: Buffer } | null> {
  const [found] = await db.select().from(picture).where(eq(picture.sha256, sha256));
  return found ? { type: found.type, bytes: Buffer.from(found.base64, 'base64') } : null;
}
