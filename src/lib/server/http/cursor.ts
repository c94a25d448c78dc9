/**
 * Opaque signed cursors (API-05): where a list goes on, as the sort key and id of its last row. A cursor belongs to one list
 * with one set of filters; used elsewhere, or edited, it is refused (S-22).
 */
import { timingSafeEqual } from 'node:crypto';
import type { Secret } from '../access/secret.ts';

/** The place after a row: its sort key and id. */
export interface Place {
  readonly key: string;
  readonly id: string;
}

/** The list a cursor belongs to: the operation and its query without `cursor` and `limit`, in canonical order. */
export function listOf(operation: string, query: Readonly<Record<string, unknown>>): string {
  const filters = Object.entries(query)
    .filter(([name, value]) => name !== 'cursor' && name !== 'limit' && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([operation, filters]);
}

export function writeCursor(secret: Secret, list: string, place: Place): string {
  const text = Buffer.from(JSON.stringify([place.key, place.id])).toString('base64url');
  return `${text}.${signature(secret, list, text)}`;
}

/** The place a cursor holds; null when it is not one that was given out for this list. */
export function readCursor(secret: Secret, list: string, cursor: string): Place | null {
  const [text, given, ...more] = cursor.split('.');
  if (text === undefined || given === undefined || more.length > 0) return null;
  const right = Buffer.from(signature(secret, list, text));
  const seen = Buffer.from(given);
  if (right.length !== seen.length || !timingSafeEqual(right, seen)) return null;
  const [key, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, string];
  return { key, id };
}

function signature(secret: Secret, list: string, text: string): string {
  return secret.sign('cursor', `${list}\n${text}`);
}
