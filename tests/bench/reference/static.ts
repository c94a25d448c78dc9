/** A file of the same bytes: the body and headers of one answer, served again from memory by a bare server. */
import { createServer, type OutgoingHttpHeaders } from 'node:http';

/** Starts it on a free port and returns its origin and the way to stop it. */
export async function serveCopy(
  body: Uint8Array,
  headers: OutgoingHttpHeaders
): Promise<{ origin: string; stop(): void }> {
  const server = createServer((_request, response) => response.writeHead(200, headers).end(body));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  return {
    origin: `http://localhost:${port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    }
  };
}
