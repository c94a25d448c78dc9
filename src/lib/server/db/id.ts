import { randomFillSync } from 'node:crypto';

let lastTime = 0;
let sequence = 0;
/** Random bytes are fetched for 512 ids at a time: asking the system for eight costs as much as for four thousand. */
const noise = new Uint8Array(8 * 512);
let used = noise.length;

/**
 * UUIDv7 (RFC 9562): made by the application, ordered by time, unique over nodes without coordination. Within a millisecond
 * the 12 bits behind the time count up, so ids of one process keep the order in which they were made.
 */
export function newId(now: Date): string {
  const time = now.getTime();
  if (time === lastTime) {
    sequence = (sequence + 1) & 0xfff;
  } else {
    lastTime = time;
    sequence = 0;
  }
  if (used === noise.length) {
    randomFillSync(noise);
    used = 0;
  }
  const own = noise.subarray(used, (used += 8));
  const hex = time.toString(16).padStart(12, '0');
  const low = [...own].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = ((own[0]! & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${sequence.toString(16).padStart(3, '0')}-${variant}${low.slice(2, 4)}-${low.slice(4)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** True for text that may be compared with a uuid column; anything else would be an error of the database. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text);
}

/** A parameter for `any($1::uuid[])`, which both drivers take as text. */
export function idLiteral(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}
