/**
 * Which rows of a file speak of the same thing: where each key stands first and last, in flat tables of numbers, so that a
 * million rows take some 30 MB. Of a row noted in its turn it is known whether it is the first of its key; a pass ahead that
 * notes all of them tells which is the last.
 */
import { hash as digestOf } from 'node:crypto';

export interface KeyTable {
  /** Notes that the row at this place (0, 1, 2 …, in order) has this key and this content; whether that differs from the first. */
  add(key: string, place: number, content: string): { first: number; differs: boolean };
  /** The place where a key that was noted stands last. */
  last(key: string): number;
}

/** Keys are compared by 100 bits of their SHA-1: with ten million rows the chance of one mistake is below 1e-16. */
export function keyTable(): KeyTable {
  let size = 1 << 12;
  let used = 0;
  let [left, right] = [new Float64Array(size), new Float64Array(size)];
  let [first, last, mark] = [new Uint32Array(size), new Uint32Array(size), new Float64Array(size)];

  const slotOf = (a: number, b: number) => {
    let slot = a % size;
    while (left[slot] !== 0 && (left[slot] !== a || right[slot] !== b)) slot = (slot + 1) % size;
    return slot;
  };
  const grow = () => {
    const old = { left, right, first, last, mark };
    size *= 2;
    [left, right] = [new Float64Array(size), new Float64Array(size)];
    [first, last, mark] = [new Uint32Array(size), new Uint32Array(size), new Float64Array(size)];
    for (let at = 0; at < old.left.length; at += 1) {
      if (old.left[at] === 0) continue;
      const slot = slotOf(old.left[at]!, old.right[at]!);
      left[slot] = old.left[at]!;
      right[slot] = old.right[at]!;
      first[slot] = old.first[at]!;
      last[slot] = old.last[at]!;
      mark[slot] = old.mark[at]!;
    }
  };
  const hash = (key: string): [number, number] => {
    const digest = digestOf('sha1', key, 'buffer');
    // Zero marks an empty slot.
    return [digest.readUIntBE(0, 6) * 16 + (digest[12]! & 15) + 1, digest.readUIntBE(6, 6)];
  };

  return {
    add(key, place, content) {
      if (used * 2 > size) grow();
      const [a, b] = hash(key);
      const slot = slotOf(a, b);
      const [, marked] = hash(content);
      if (left[slot] === 0) {
        used += 1;
        left[slot] = a;
        right[slot] = b;
        first[slot] = place;
        mark[slot] = marked;
      }
      last[slot] = place;
      return { first: first[slot]!, differs: mark[slot] !== marked };
    },
    last: (key) => last[slotOf(...hash(key))]!
  };
}
