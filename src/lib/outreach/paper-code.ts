/**
 * The code on a paper that was printed for one customer: it finds their invitation, and opens nothing. Fifteen letters hold the time
 * at which the invitation was made (UUIDv7: milliseconds and a counter), the end of its id, and a remainder by 59, a prime of which
 * 32 is a primitive root: one wrong letter, or two that changed places, never give another code.
 */
import { letters, lettersIn } from './entrance.ts';

/** Milliseconds are counted from here, in 41 bits: they last until 2089. */
const START = BigInt(Date.UTC(2020, 0, 1));
const PRIME = 59n;
const LENGTH = 15;

/** The code of an invitation, in three groups: `0X4RK-7M2QD-K8ZB5`. Throws for an id that the application did not make. */
export function paperCodeOf(invitationId: string): string {
  const hex = invitationId.replaceAll('-', '');
  const time = BigInt(`0x${hex.slice(0, 12)}`) - START;
  if (time < 0n || time >= 1n << 41n || hex[12] !== '7') throw new Error('an id of elsewhere has no paper code');
  const payload = (time << 28n) | BigInt(`0x${hex.slice(13, 16)}${hex.slice(28)}`);
  let left = (payload << 6n) | remainderFor(payload);
  let code = '';
  for (let at = 0; at < LENGTH; at += 1) {
    code = letters[Number(left & 31n)]! + code;
    left >>= 5n;
  }
  return [code.slice(0, 5), code.slice(5, 10), code.slice(10)].join('-');
}

/** So that the whole number is divisible by the prime. */
const remainderFor = (payload: bigint): bigint => (PRIME - ((payload << 6n) % PRIME)) % PRIME;

/** The first and the last id that a typed code may mean, and how its id ends; null when it is no code. */
export function idsOfCode(typed: string): { from: string; to: string; end: string } | null {
  const code = lettersIn(typed);
  if (code.length !== LENGTH) return null;
  let whole = 0n;
  for (const letter of code) {
    const digit = letters.indexOf(letter);
    if (digit < 0) return null;
    whole = (whole << 5n) | BigInt(digit);
  }
  const payload = whole >> 6n;
  if ((whole & 63n) !== remainderFor(payload)) return null;
  const hex = (bits: bigint, digits: number): string => bits.toString(16).padStart(digits, '0');
  const time = hex((payload >> 28n) + START, 12);
  const head = `${time.slice(0, 8)}-${time.slice(8)}-7${hex((payload >> 16n) & 4095n, 3)}`;
  return { from: `${head}-0000-000000000000`, to: `${head}-ffff-ffffffffffff`, end: hex(payload & 65535n, 4) };
}
