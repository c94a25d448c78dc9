/** A posted form with one file, read as it comes: the file is a stream and never in memory as a whole (S-45). */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Busboy } from '@fastify/busboy';

export interface PostedFile {
  /** The fields that stood before the file. */
  fields: Record<string, string>;
  name: string;
  bytes: AsyncIterable<Uint8Array>;
}

/** The file of a multipart form, or null where there is none. The body that follows it is read to its end by the caller's loop. */
export function readFile(request: Request): Promise<PostedFile | null> {
  const type = request.headers.get('content-type') ?? '';
  if (request.body === null || !type.startsWith('multipart/form-data')) return Promise.resolve(null);
  const limits = { fields: 10, fieldSize: 1_000, fieldNameSize: 100, files: 1, parts: 12, headerPairs: 20 };
  return new Promise((resolve) => {
    try {
      const parser = new Busboy({ headers: { 'content-type': type }, limits, preservePath: false });
      const fields: Record<string, string> = {};
      const body = Readable.fromWeb(request.body as ReadableStream);
      parser.on('field', (name, value) => (fields[name] = String(value)));
      parser.on('file', (_field, stream, name) => {
        body.once('error', (error) => stream.destroy(error));
        body.once('close', () => body.readableEnded || stream.destroy(new Error('broken off')));
        resolve({ fields, name: name || 'file', bytes: stream as AsyncIterable<Uint8Array> });
      });
      parser.on('finish', () => resolve(null));
      parser.on('error', () => resolve(null));
      body.once('error', () => resolve(null));
      body.pipe(parser);
    } catch {
      resolve(null);
    }
  });
}
