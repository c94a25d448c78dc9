import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds, latticeOf, nodeKey, nodeOf, overlap, smallestExplaining, type Node } from '#lib/alerts/lattice.ts';

const leaves = ['A', 'B'].flatMap((company) =>
  ['development', 'stable'].flatMap((stage) => ['R1', 'R2', 'R3'].map((value) => ({ company, stage, value })))
);
const all = { company: true, stage: true, dimension: 'region' } as const;
const node = (company: string | null, stage: string | null, value: string | null = null): Node => ({
  company,
  stage,
  value
});
const anyNode = fc.record({
  company: fc.constantFrom(null, 'A', 'B/x', '*'),
  stage: fc.constantFrom(null, 'development', 'stable'),
  value: fc.constantFrom(null, 'R1', 'R 2')
});

describe('the lattice of roll-ups', () => {
  it('A-10 holds every partial assignment once, coarse first', () => {
    const nodes = latticeOf(leaves, all);
    expect(nodes).toHaveLength(3 * 3 * 4);
    expect(nodeKey(nodes[0]!)).toBe('*/*/*');
    expect(new Set(nodes.map(nodeKey)).size).toBe(nodes.length);
  });

  it('A-10 watches a group once when two roll-ups hold the same customers', () => {
    const one = leaves.filter((leaf) => leaf.company === 'A');
    expect(latticeOf(one, { ...all, dimension: null }).map(nodeKey)).toEqual([
      '*/*/*',
      '*/development/*',
      '*/stable/*'
    ]);
  });

  it('A-10 reads back the key of any node and refuses other texts', () => {
    fc.assert(
      fc.property(anyNode, (n) => {
        expect(nodeOf(nodeKey(n))).toEqual(n);
      })
    );
    expect(nodeOf('A/stable')).toBeNull();
    expect(nodeOf('A/%/R1')).toBeNull();
  });

  it('A-10 knows which roll-up holds which: an order, and what is held overlaps', () => {
    fc.assert(
      fc.property(anyNode, anyNode, anyNode, (a, b, c) => {
        expect(holds(a, a)).toBe(true);
        if (holds(a, b) && holds(b, c)) expect(holds(a, c)).toBe(true);
        if (holds(a, b) && holds(b, a)) expect(nodeKey(a)).toBe(nodeKey(b));
        if (holds(a, b)) expect(overlap(a, b)).toBe(true);
      })
    );
  });
});

describe('the smallest roll-up that explains a drop', () => {
  const dropped = (n: Node, z: number, size: number) => ({ node: n, z, n: size });

  /** z of what lies beyond a node, by outer and inner key; quiet unless a test says otherwise. */
  const quiet = () => 0;

  it('A-10 names the group, not the company that is pulled down by it nor its thin parts', () => {
    const drops = [
      dropped(node('B', null), -3.2, 400),
      dropped(node('B', 'development'), -5.1, 90),
      dropped(node('B', 'development', 'R3'), -3.4, 20),
      dropped(node(null, 'development'), -3.9, 200)
    ];
    const found = smallestExplaining(drops, quiet);
    expect(found.map((f) => nodeKey(f.at.node))).toEqual(['B/development/*']);
    expect(found[0]!.explains).toHaveLength(4);
  });

  it('A-10 goes down to the smaller of two when the evidence is about the same and nothing falls beside it', () => {
    const drops = [dropped(node('B', 'development'), -4.3, 90), dropped(node('B', 'development', 'R3'), -4, 40)];
    expect(smallestExplaining(drops, quiet).map((f) => nodeKey(f.at.node))).toEqual(['B/development/R3']);
    expect(smallestExplaining(drops, () => -2).map((f) => nodeKey(f.at.node))).toEqual(['B/development/*']);
  });

  it('A-10 goes up when the fall has spread to what the roll-up adds', () => {
    const drops = [dropped(node('B', 'development'), -3.8, 90), dropped(node('B', 'development', 'R5'), -4.6, 30)];
    const beyond = (outer: { node: Node }) => (nodeKey(outer.node) === 'B/development/*' ? -2.1 : 0);
    expect(smallestExplaining(drops, beyond).map((f) => nodeKey(f.at.node))).toEqual(['B/development/*']);
  });

  it('A-10 names two falls that share no customers', () => {
    const drops = [dropped(node('A', 'stable'), -4, 90), dropped(node('B', 'development'), -4, 90)];
    const found = smallestExplaining(drops, quiet);
    expect(found).toHaveLength(2);
  });

  it('A-10 explains every drop exactly once, whatever dropped', () => {
    const drops = fc.uniqueArray(
      fc.tuple(fc.constantFrom(...latticeOf(leaves, all)), fc.double({ min: -8, max: -2, noNaN: true }), fc.nat(500)),
      { selector: ([n]) => nodeKey(n) }
    );
    fc.assert(
      fc.property(drops, fc.func(fc.double({ min: -4, max: 2, noNaN: true })), (list, beyond) => {
        const found = smallestExplaining(
          list.map(([n, z, size]) => dropped(n, z, size)),
          (outer, inner) => beyond(nodeKey(outer.node), nodeKey(inner.node))
        );
        const explained = found.flatMap((f) => f.explains.map((d) => nodeKey(d.node)));
        expect(explained.sort()).toEqual(list.map(([n]) => nodeKey(n)).sort());
        for (const f of found) for (const g of found) expect(f === g || !overlap(f.at.node, g.at.node)).toBe(true);
      })
    );
  });
});
