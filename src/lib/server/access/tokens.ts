import { createHash, randomBytes } from 'node:crypto';

/** A new secret token: 256 bits, safe in a URL. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token. A copy of the database opens no door, and a look-up by hash compares no secret (S-49). */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A name for a session that its owner's page may carry: nobody gets in with it, and it ends nobody else's. */
export function handleOf(sessionId: string): string {
  return hashToken(`handle ${sessionId}`).slice(0, 32);
}
