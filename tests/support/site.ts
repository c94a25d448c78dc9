/** Somebody else's website on a port of its own: what embeds a survey. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Site {
  origin: string;
  close(): Promise<void>;
}

/** Serves at every path what `page` makes of the path and query. Another host name than that of the app, so another site. */
export async function openSite(page: (url: URL) => string): Promise<Site> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    // A strict policy of the site itself: the script must do without inline styles and scripts of its own.
    const policy =
      "default-src 'none'; style-src 'none'; script-src http://localhost:*; frame-src http://localhost:*; img-src data:";
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
    response.end(page(url));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((closed) => void server.close(() => closed()).closeAllConnections())
  };
}
