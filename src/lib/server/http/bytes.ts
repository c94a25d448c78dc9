/** A streamed body as a whole, where it stays within a size. */

/** The bytes of a stream, or null as soon as there are more than `limit`. */
export async function bytesWithin(stream: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.byteLength;
    if (size > limit) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
