import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isolated, recoverable } from '#lib/scores/disclosure-audit.ts';
import { closedAnswers, disclose, discloseDistribution, discloseOne } from '#lib/scores/disclosure.ts';
import type { DisclosedTable, Table, TableCell } from '#lib/scores/disclosure.ts';

/** A table of rows of closed counts, with all totals. */
function tableOf(counts: number[][], totals = { rows: true, columns: true, total: true }): Table<string> {
  const cells: TableCell<string>[] = counts.flatMap((line, r) =>
    line.map((n, c) => ({ row: `r${r}`, column: `c${c}`, n, closed: n, value: `score ${r} ${c}` }))
  );
  return {
    cells,
    ...(totals.rows && { rows: new Map(counts.map((_, r) => [`r${r}`, `row ${r}`])) }),
    ...(totals.columns && { columns: new Map((counts[0] ?? []).map((_, c) => [`c${c}`, `column ${c}`])) }),
    ...(totals.total && { total: { value: 'all' } })
  };
}

const kinds = (disclosed: DisclosedTable<unknown>, width: number) => {
  const flat = disclosed.cells.map((c) => ({ value: '#', few: '?', none: '.' })[c.shown.kind]).join('');
  return flat.match(new RegExp(`.{${width}}`, 'g'));
};

describe('what a reader may see', () => {
  it('D-01 a figure of one to four answers is few, none is none, five are shown', () => {
    expect([0, 1, 4, 5].map((n) => discloseOne(n, n, 0).kind)).toEqual(['none', 'few', 'few', 'value']);
  });

  it('D-01 the privacy minimum cannot be lowered, but raised', () => {
    expect(discloseOne(4, 4, 0, 1)).toEqual({ kind: 'few' });
    expect(discloseOne(9, 9, 0, 10)).toEqual({ kind: 'few' });
    expect(disclose(tableOf([[3, 3, 8]]), 0).cells.map((c) => c.shown.kind)).toContain('few');
  });

  it('D-01 S-17 answers the reader has access to are never hidden from them', () => {
    const scope = { companies: { a: 'records', b: 'aggregates' }, overlap: false } as const;
    expect(closedAnswers(scope, { a: 3, b: 4, c: 2 })).toBe(6);
    expect(discloseOne(3, 0, 'x')).toEqual({ kind: 'value', n: 3, value: 'x' });
    const table = tableOf([
      [1, 2, 9],
      [8, 3, 9]
    ]);
    const open = { ...table, cells: table.cells.map((c) => (c.row === 'r0' ? { ...c, closed: 0 } : c)) };
    expect(kinds(disclose(open), 3)).toEqual(['###', '??#']);
  });

  it('D-02 a hidden figure carries neither n nor score', () => {
    const hidden = disclose(tableOf([[2, 30, 40]])).cells[0]!;
    expect(hidden).toEqual({ row: 'r0', column: 'c0', shown: { kind: 'few' } });
  });

  it('D-03 a single small cell takes a second one of its row, its column and the corner with it', () => {
    const disclosed = disclose(
      tableOf([
        [3, 20, 90],
        [30, 25, 80],
        [70, 60, 50]
      ])
    );
    expect(kinds(disclosed, 3)).toEqual(['??#', '??#', '###']);
    expect([...disclosed.rows.values()].every((s) => s.kind === 'value')).toBe(true);
  });

  it('D-03 two small cells whose sum would be known and small take a third', () => {
    const disclosed = disclose(tableOf([[1, 1, 20, 30]], { rows: true, columns: false, total: true }));
    expect(kinds(disclosed, 4)).toEqual(['???#']);
  });

  it('D-03 nothing more is hidden where the small cells protect each other', () => {
    expect(
      kinds(
        disclose(
          tableOf([
            [4, 3, 90],
            [4, 4, 80],
            [70, 60, 50]
          ])
        ),
        3
      )
    ).toEqual(['??#', '??#', '###']);
  });

  it('D-03 without totals there is nothing to subtract from', () => {
    const totals = { rows: false, columns: false, total: false };
    expect(
      kinds(
        disclose(
          tableOf(
            [
              [3, 20],
              [30, 25]
            ],
            totals
          )
        ),
        2
      )
    ).toEqual(['?#', '##']);
  });

  it('D-03 a total under the minimum is hidden, and so is another one that would give it away', () => {
    const disclosed = disclose(tableOf([[2], [30], [50]]));
    expect(disclosed.rows.get('r0')).toEqual({ kind: 'few' });
    expect(disclosed.rows.get('r1')).toEqual({ kind: 'few' });
    expect(disclosed.rows.get('r2')).toMatchObject({ kind: 'value', n: 50 });
    expect(disclosed.total).toMatchObject({ kind: 'value', n: 82 });
  });

  const count = fc.oneof({ weight: 2, arbitrary: fc.integer({ min: 0, max: 4 }) }, fc.integer({ min: 5, max: 40 }));
  const table = fc
    .record({
      rows: fc.integer({ min: 1, max: 5 }),
      columns: fc.integer({ min: 1, max: 5 }),
      totals: fc.record({ rows: fc.boolean(), columns: fc.boolean(), total: fc.boolean() })
    })
    .chain(({ rows, columns, totals }) =>
      fc
        .array(fc.array(fc.tuple(count, fc.nat(3)), { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows
        })
        .map((lines) => {
          const whole = tableOf(
            lines.map((line) => line.map(([closed]) => closed)),
            totals
          );
          const open = lines.flat().map(([, n]) => n);
          return { ...whole, cells: whole.cells.map((c, i) => ({ ...c, n: c.closed + open[i]! })) };
        })
    );

  it('D-03 D-09 no hidden cell can be worked out from what is shown, by linear algebra', () => {
    fc.assert(
      fc.property(table, (given) => {
        expect(recoverable(given, disclose(given))).toEqual([]);
      }),
      { numRuns: 500 }
    );
  });

  it('D-09 no combination of shown figures isolates one to four answers, by linear algebra', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(5, 8), (given, k) => {
        expect(isolated(given, disclose(given, k), k)).toEqual([]);
      }),
      { numRuns: 500 }
    );
  });

  it('D-09 the auditor does find a table that hides the small cell alone', () => {
    const given = tableOf([
      [3, 20],
      [30, 25]
    ]);
    const honest = disclose(given);
    const careless: DisclosedTable<string> = {
      ...honest,
      cells: given.cells.map(({ row, column, n, value }) => ({ row, column, shown: discloseOne(n, n, value) }))
    };
    expect(recoverable(given, careless)).toEqual([{ row: 'r0', column: 'c0' }]);
    expect(isolated(given, careless, 5)).toEqual([[{ row: 'r0', column: 'c0' }]]);
  });

  it('D-04 suppression never hides more than needed: showing any complementary cell again would give one away', () => {
    fc.assert(
      fc.property(table, (given) => {
        const disclosed = disclose(given);
        disclosed.cells.forEach(({ shown }, i) => {
          const cell = given.cells[i]!;
          if (shown.kind !== 'few' || cell.closed < 5) return;
          const again = disclosed.cells.map((c, j) =>
            i === j ? { ...c, shown: { kind: 'value', n: cell.n, value: cell.value } as const } : c
          );
          expect(isolated(given, { ...disclosed, cells: again }, 5)).not.toEqual([]);
        });
      })
    );
  });

  it('D-04 a table of 40 by 30 is done in a moment', () => {
    const counts = Array.from({ length: 40 }, (_, r) => Array.from({ length: 30 }, (_, c) => (r * 7 + c * 11) % 61));
    const started = performance.now();
    const disclosed = disclose(tableOf(counts));
    expect(performance.now() - started).toBeLessThan(5000);
    expect(recoverable(tableOf(counts), disclosed)).toEqual([]);
  });

  it('D-06 D-07 a distribution in which all gave the same answer is hidden, with its percentages', () => {
    const same = [
      { code: 0, n: 9 },
      { code: 1, n: 0 }
    ];
    expect(discloseDistribution(same, 9)).toEqual({ kind: 'few' });
    expect(discloseDistribution(same, 0)).toMatchObject({ kind: 'value' });
    expect(
      discloseDistribution(
        [
          { code: 0, n: 4 },
          { code: 1, n: 1 }
        ],
        5
      )
    ).toMatchObject({ kind: 'value', n: 5 });
    expect(
      discloseDistribution(
        [
          { code: 0, n: 3 },
          { code: 1, n: 1 }
        ],
        4
      )
    ).toEqual({ kind: 'few' });
    expect(discloseDistribution([], 0)).toEqual({ kind: 'none' });
  });
});
