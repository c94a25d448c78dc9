/** The records of a fixture file and what an import makes of them. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Mapping } from '#lib/customers/columns.ts';
import { decodeHead, detectEncoding, separatorOf } from '#lib/customers/encoding.ts';
import type { CellReport, ImportRow } from '#lib/customers/row.ts';
import { isBlank, planRows, readRow } from '#lib/customers/rows.ts';

export function recordsOf(name: string): string[][] {
  const bytes = readFileSync(new URL(`../fixtures/import/${name}.csv`, import.meta.url));
  const text = decodeHead(bytes, detectEncoding(bytes, true).encoding, true);
  const { separator, skip } = separatorOf(text);
  return parse(text, {
    delimiter: separator,
    from_line: skip + 1,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true
  });
}

export function read(mapping: Mapping, records: readonly string[][]) {
  const plan = planRows(mapping);
  const rows: ImportRow[] = [];
  const notes: CellReport[][] = [];
  const refused: { id: string; reasons: string[]; errors: readonly CellReport[] }[] = [];
  for (const record of records) {
    if (isBlank(record)) continue;
    const result = readRow(plan, record);
    if (result.ok) {
      rows.push(result.row);
      notes.push([...result.notes]);
    } else
      refused.push({
        id: record[0] ?? '',
        reasons: result.errors.map((e) => `${e.column}:${e.reason}`),
        errors: result.errors
      });
  }
  return { rows, notes, refused };
}
