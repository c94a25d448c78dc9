/**
 * The records of an uploaded file, streamed: bytes to text to cells with the line each record begins on. A quote that is
 * never closed and a record beyond the cap stop the file with their line, because whatever stood behind them would be read
 * as one cell.
 */
import { pipeline, Readable } from 'node:stream';
import { parse, type Options } from 'csv-parse';
import { mostColumns } from '#lib/customers/columns.ts';
import { decoder, type Encoding } from '#lib/customers/encoding.ts';

export interface FileRecord {
  /** Line the record begins on, from 1. */
  readonly line: number;
  /** How many lines it takes: more than one where a quoted cell holds line ends. */
  readonly lines: number;
  readonly cells: readonly string[];
}

export interface FileFormat {
  readonly encoding: Encoding;
  readonly delimiter: string;
  /** Lines before the header: 1 where the file begins with `sep=;`. */
  readonly skip: number;
}

export type FileReason = 'quote_not_closed' | 'record_too_long' | 'too_many_cells';

/** The file cannot be read on from this line. */
export class FileProblem extends Error {
  override name = 'FileProblem';
  readonly reason: FileReason;
  readonly line: number;
  constructor(reason: FileReason, line: number) {
    super(`${reason} in line ${line}`);
    this.reason = reason;
    this.line = line;
  }
}

/** Bytes of one record: several times the longest comment with its neighbours. */
const MOST_BYTES = 256 * 1024;

/** Every record with the header first; blank lines are records too. Throws FileProblem behind the last record it could read. */
export async function* recordsOf(bytes: AsyncIterable<Uint8Array>, format: FileFormat): AsyncGenerator<FileRecord> {
  // Set while the parser runs ahead of the loop below: where its last record ended, and what stopped it.
  let parsed = 0;
  const problem: { found: FileProblem | null } = { found: null };
  const options: Options = {
    delimiter: format.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    // A quote inside a cell that does not begin with one (a 5" screen) is that character.
    relax_quotes: true,
    info: true,
    max_record_size: MOST_BYTES,
    on_record: (cells: string[], { lines }) => {
      parsed = lines;
      return cells;
    },
    // An error would throw away the records before it; the source stops instead.
    skip_records_with_error: true,
    on_skip: (error) => {
      const reason = error?.code === 'CSV_MAX_RECORD_SIZE' ? 'record_too_long' : 'quote_not_closed';
      problem.found ??= new FileProblem(reason, parsed + 1);
      return undefined;
    }
  };
  const parser = parse(options);
  // What goes wrong destroys the parser, and the loop below throws it.
  pipeline(Readable.from(textOf(bytes, format.encoding, () => problem.found !== null)), parser, () => {});
  let end = 0;
  try {
    for await (const entry of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const { record: cells } = entry;
      const line = end + 1;
      end = entry.info.lines;
      if (problem.found !== null && line >= problem.found.line) break;
      if (end <= format.skip) continue;
      if (cells.length > mostColumns * 2) throw new FileProblem('too_many_cells', line);
      yield { line, lines: end - line + 1, cells };
    }
  } finally {
    parser.destroy();
  }
  if (problem.found !== null) throw problem.found;
}

async function* textOf(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  stopped: () => boolean
): AsyncGenerator<string> {
  const text = decoder(encoding);
  for await (const piece of bytes) {
    const part = text.push(piece);
    if (part !== '') yield part;
    if (stopped()) return;
  }
  const rest = text.end();
  if (rest !== '') yield rest;
}
