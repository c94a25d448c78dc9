/** The PIN of a kiosk, tried on the device. Five wrong tries, then a pause that grows, and that no reload takes away. */
import type { Pin } from '#lib/outreach/kiosk.ts';

const free = 5;
const firstPause = 60_000;
const longestPause = 15 * 60_000;

interface Tries {
  readonly wrong: number;
  readonly until: number;
}

const nameOf = (token: string): string => `kiosk:${token}:tries`;

function triesOf(token: string): Tries {
  try {
    const { wrong, until } = JSON.parse(localStorage.getItem(nameOf(token)) ?? '') as Tries;
    return { wrong: Number(wrong) || 0, until: Number(until) || 0 };
  } catch {
    return { wrong: 0, until: 0 };
  }
}

/** Milliseconds until the next try. A clock that was turned back makes no pause longer than the longest. */
export function pauseOf(token: string, now: number): number {
  return Math.max(0, Math.min(triesOf(token).until - now, longestPause));
}

/** Tries that are left before the next pause. */
export const leftOf = (token: string): number => free - (triesOf(token).wrong % free);

/** Whether it is the PIN. A try counts as wrong before it is looked at, so that leaving the page in between gains nothing. */
export async function opens(token: string, pin: Pin, typed: string, now: number): Promise<boolean> {
  const { wrong } = triesOf(token);
  const pause = (wrong + 1) % free === 0 ? Math.min(firstPause * 2 ** Math.floor(wrong / free), longestPause) : 0;
  localStorage.setItem(nameOf(token), JSON.stringify({ wrong: wrong + 1, until: now + pause }));
  const right = await isRight(pin, typed);
  if (right) localStorage.removeItem(nameOf(token));
  return right;
}

async function isRight({ salt, iterations, hash }: Pin, typed: string): Promise<boolean> {
  const bytes = (base64: string) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(typed), 'PBKDF2', false, ['deriveBits']);
  const wanted = bytes(hash);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations };
  const got = new Uint8Array(await crypto.subtle.deriveBits(how, key, wanted.length * 8));
  return got.every((byte, at) => byte === wanted[at]);
}
