/** Lists that leave as CSV: quoted by RFC 4180, with a mark for spreadsheets, and no cell that one would run as a formula (S-07, S-08). */
import { stringify } from 'csv-stringify/sync';

/** A text a spreadsheet would take for a formula gets an apostrophe before it; spaces and unseen characters do not hide one. */
export function safeCell(text: string): string {
  const clean = text.replaceAll('\u0000', '');
  return /^[\s\u200b-\u200f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/u.test(clean) ? `'${clean}` : clean;
}

type Rows = readonly (readonly (string | number)[])[];

/** The rows as the text of a file. Text cells only: numbers are written by the caller. */
export function csvText(rows: Rows): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? safeCell(cell) : cell)));
  return stringify(cells, { bom: true, record_delimiter: '\r\n' });
}

/** The rows, the first being the header, as a file to save under this name. */
export function csvResponse(name: string, rows: Rows): Response {
  const plain = name.replace(/[^\w.-]/g, '_');
  return new Response(csvText(rows), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store'
    }
  });
}
