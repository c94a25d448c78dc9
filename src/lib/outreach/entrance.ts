/** Entrances: how one stands, what may be written for its codes and its sites. */

export const entranceChannels = ['link', 'embed', 'kiosk'] as const;
export type EntranceChannel = (typeof entranceChannels)[number];

export type EntranceState = 'open' | 'closed' | 'expired' | 'full';

export interface Standing {
  readonly closedAt: Date | null;
  readonly endsAt: Date | null;
  readonly most: number | null;
  readonly answered: number;
  /** The survey or the program behind it has ended. */
  readonly over: boolean;
}

/** How an entrance stands. What a person decided comes before what the clock or a number did. */
export function stateOf({ closedAt, endsAt, most, answered, over }: Standing, now: Date): EntranceState {
  if (over || closedAt !== null) return 'closed';
  if (endsAt !== null && endsAt <= now) return 'expired';
  return most !== null && answered >= most ? 'full' : 'open';
}

/** Letters and digits that nobody takes for each other (Crockford's base 32: no I, L, O, U). */
export const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** As many letters as asked for from the bytes of a signature, five bits of each byte. Throws when there are too few. */
export function lettersOf(bytes: Uint8Array, count: number): string {
  if (bytes.length < count) throw new Error('too few bytes for a code');
  return Array.from(bytes.subarray(0, count), (byte) => letters[byte & 31]).join('');
}

/** What somebody typed as the letters it was meant to be: any case, with or without hyphens, O for 0 and I or L for 1. */
export function lettersIn(typed: string): string {
  return typed
    .slice(0, 100)
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
}

/** Letters in two halves, as they are printed: K7PQ-3M9X. */
export function inHalves(letters: string): string {
  const middle = Math.ceil(letters.length / 2);
  return `${letters.slice(0, middle)}-${letters.slice(middle)}`;
}

/** Most sites of one entrance: each stands in a header of every answer. */
const MOST_SITES = 20;

/**
 * Origins of the sites named in a text, one a line or separated by commas; null when one is no origin. `https` only, but for a
 * site on this very machine; no path, no wildcard, no log-in.
 */
export function sitesIn(text: string): string[] | null {
  const named = text.split(/[\s,]+/).filter((one) => one !== '');
  const origins = named.map(originOf);
  if (origins.length > MOST_SITES || origins.includes(null)) return null;
  return [...new Set(origins as string[])];
}

function originOf(text: string): string | null {
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null || !/^(?:[a-z0-9-]+\.)*[a-z0-9-]+$|^\[[0-9a-f:]+\]$/.test(url.hostname)) return null;
  if (url.username !== '' || url.password !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return null;
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && here) ? url.origin : null;
}
