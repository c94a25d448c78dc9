/**
 * Chance that can be repeated: orders and arms follow from a seed and from what they are for, so that one respondent meets the
 * same survey on every device and on every visit, and what was shown can be told again years later.
 */
import { seeded } from '#lib/stats/generator.ts';

/** A list in an order of chance; entries that are `fixed` keep their places. The same seed and purpose give the same order. */
export function shuffled<T>(
  list: readonly T[],
  seed: string,
  purpose: string,
  fixed: (entry: T) => boolean = () => false
): T[] {
  const random = generator(seed, purpose);
  const loose = list.filter((entry) => !fixed(entry));
  // Fisher and Yates, from the end.
  for (let at = loose.length - 1; at > 0; at -= 1) {
    const other = random(at);
    [loose[at], loose[other]] = [loose[other] as T, loose[at] as T];
  }
  let next = 0;
  return list.map((entry) => (fixed(entry) ? entry : (loose[next++] as T)));
}

/** The arm of an experiment, each with the chance of its weight. */
export function armOf(
  arms: readonly { readonly id: string; readonly weight: number }[],
  seed: string,
  purpose: string
): string {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  let left = generator(seed, purpose)(total - 1);
  for (const { id, weight } of arms) {
    left -= weight;
    if (left < 0) return id;
  }
  throw new Error('an experiment without arms');
}

/** Whole numbers from 0 to a greatest one, evenly. */
function generator(seed: string, purpose: string): (greatest: number) => number {
  const random = seeded(hash(`${seed}\n${purpose}`));
  return (greatest) => Math.floor(random() * (greatest + 1));
}

/** FNV-1a, 32 bits, with a final mix so that near seeds lead far apart (murmur3's finaliser). */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
