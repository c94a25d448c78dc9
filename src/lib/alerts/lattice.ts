/**
 * The lattice of roll-ups a rule watches, and the smallest roll-up that explains a drop. Leaves are too thin to raise an alarm
 * (statistics.md finding 2), so every partial assignment over company, stage and one more dimension is a node.
 */
import type { Rule } from './rule.ts';

/** null = all of them. */
export interface Node {
  readonly company: string | null;
  readonly stage: string | null;
  readonly value: string | null;
}

/** The finest group figures are kept for; `value` is '' when the rule watches no further dimension. */
export interface Leaf {
  readonly company: string;
  readonly stage: string;
  readonly value: string;
}

const part = (value: string | null) => (value === null ? '*' : encodeURIComponent(value).replaceAll('*', '%2A'));

/** A text that names the node uniquely: `company/stage/value`, `*` for all. */
export const nodeKey = (node: Node): string => `${part(node.company)}/${part(node.stage)}/${part(node.value)}`;

/** The node of a key; null when the text is none. */
export function nodeOf(key: string): Node | null {
  const parts = key.split('/');
  if (parts.length !== 3) return null;
  try {
    const [company = null, stage = null, value = null] = parts.map((p) => (p === '*' ? null : decodeURIComponent(p)));
    return { company, stage, value };
  } catch {
    return null; // A percent sign that encodes nothing.
  }
}

/** Whether the outer node is the inner one or a roll-up above it. */
export const holds = (outer: Node, inner: Node): boolean =>
  (outer.company === null || outer.company === inner.company) &&
  (outer.stage === null || outer.stage === inner.stage) &&
  (outer.value === null || outer.value === inner.value);

/** Whether a customer can belong to both. */
export const overlap = (a: Node, b: Node): boolean =>
  (a.company === null || b.company === null || a.company === b.company) &&
  (a.stage === null || b.stage === null || a.stage === b.stage) &&
  (a.value === null || b.value === null || a.value === b.value);

/** How many coordinates are fixed: 0 = everybody. */
export const depth = (node: Node): number => [node.company, node.stage, node.value].filter((v) => v !== null).length;

/**
 * Every node over the leaves that exist, coarse first, in a stable order. Two nodes that hold the same leaves (all companies
 * and the only company) are one: the coarser stays.
 */
export function latticeOf(leaves: readonly Leaf[], lattice: Rule['lattice']): Node[] {
  const choices = (on: boolean, values: string[]): (string | null)[] =>
    on ? [null, ...[...new Set(values)].filter((v) => v !== '').sort()] : [null];
  const nodes: Node[] = [];
  for (const company of choices(
    lattice.company,
    leaves.map((l) => l.company)
  ))
    for (const stage of choices(
      lattice.stage,
      leaves.map((l) => l.stage)
    ))
      for (const value of choices(
        lattice.dimension !== null,
        leaves.map((l) => l.value)
      ))
        nodes.push({ company, stage, value });
  nodes.sort((a, b) => depth(a) - depth(b) || (nodeKey(a) < nodeKey(b) ? -1 : 1));
  const seen = new Set<string>();
  return nodes.filter((node) => {
    const held = leaves
      .map((leaf, i) => (holds(node, leaf) ? i : -1))
      .filter((i) => i >= 0)
      .join();
    if (held === '' || seen.has(held)) return false;
    seen.add(held);
    return true;
  });
}

/** What the choice needs to know of a node that dropped: how surely (z below zero = drop) and how many answers it holds. */
export interface Dropped {
  readonly node: Node;
  readonly z: number;
  readonly n: number;
}

/** A node inside the strongest whose evidence is this close to it may be its place. */
const closeEnough = 1;
/** What a node holds beyond another falls too when its z is below this (one-sided 5 %). */
const fallsToo = -1.645;

/**
 * The smallest roll-ups that explain the drops, surest first. `beyond(outer, inner)` is the z of what the outer node holds
 * besides the inner one. A fall is diluted above its place and thinned out below it, so the search starts where the evidence is
 * strongest, goes down to the smallest node inside that leaves nothing falling beside it, and goes up as long as what a roll-up
 * adds falls too. Every dropped node that shares customers with the place is explained by it; what is left is explained the same
 * way. A greedy form of the likelihood-ratio scan (Kulldorff 1997); the same drops give the same places.
 */
export function smallestExplaining<D extends Dropped>(
  dropped: readonly D[],
  beyond: (outer: D, inner: D) => number
): { at: D; explains: D[] }[] {
  let left = [...dropped].sort((a, b) => a.z - b.z || (nodeKey(a.node) < nodeKey(b.node) ? -1 : 1));
  const found: { at: D; explains: D[] }[] = [];
  const bySize = (list: readonly D[]) => [...list].sort((a, b) => a.n - b.n);
  for (let best = left[0]; best !== undefined; best = left[0]) {
    const strongest = best;
    const inside = left.filter(
      (d) => d !== strongest && holds(strongest.node, d.node) && d.z <= strongest.z + closeEnough
    );
    let at = bySize(inside).find((d) => beyond(strongest, d) > fallsToo) ?? strongest;
    for (const outer of bySize(left))
      if (outer !== at && holds(outer.node, at.node) && beyond(outer, at) <= fallsToo) at = outer;
    const place = at;
    found.push({ at: place, explains: left.filter((d) => overlap(d.node, place.node)) });
    left = left.filter((d) => !overlap(d.node, place.node));
  }
  return found;
}
