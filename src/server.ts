/** The start file: checks Node, tells the framework its origin, compresses, bounds slow clients, and drains on SIGTERM. */
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import compression from 'compression';
import { firstToken } from './lib/server/access/people.ts';
import { type App, LockedError } from './lib/server/app.ts';
import { type Config, ConfigError, readConfig } from './lib/server/config.ts';
import { UPLOAD_LIMIT } from './lib/server/http/body.ts';
import { finish } from './lib/server/http/finish.ts';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24)
  stop(`Concord runs on Node 24; this is ${process.versions.node}. Start it with "npm start", which brings its own.`);

if (process.argv.includes('--lan')) {
  const port = process.env.PORT ?? '3000';
  const address = Object.values(networkInterfaces())
    .flat()
    .find((one) => one && one.family === 'IPv4' && !one.internal);
  process.env.APP_URL ??= `http://${address?.address ?? 'localhost'}:${port}`;
}
if (process.argv.includes('--take-over')) process.env.TAKE_OVER = 'yes';

let config: Config;
try {
  config = readConfig(process.env);
} catch (error) {
  stop((error as ConfigError).message);
}
process.env.ORIGIN = config.appUrl;
process.env.BODY_SIZE_LIMIT = String(UPLOAD_LIMIT);

type Handler = (request: unknown, response: unknown, next: () => void) => void;
const handler = await load();
const app = (globalThis as unknown as { concord: App }).concord;

const compress = compression({ threshold: 860 });
const server = createServer(
  { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
  (request, response) => {
    // A body that was answered without being read would stand in the way of the connection's next request.
    response.once('finish', () => {
      if (!request.complete) request.removeAllListeners('data').resume();
    });
    const ask = () =>
      compress(request as never, response as never, () =>
        handler(request, response, () => response.writeHead(404).end())
      );
    void finish(app, request, response).then((done) => done || ask());
  }
);
server.maxConnections = 4_000;
server.on('error', (error: NodeJS.ErrnoException) => {
  const taken = error.code === 'EADDRINUSE';
  void app.close().finally(() => stop(taken ? `port ${config.port} is taken: set PORT to another one` : error.message));
});
server.listen(config.port, config.host, () => {
  process.stdout.write(`Concord is ready on ${config.appUrl}\n`);
  void firstToken(app.db.system, app.clock()).then((token) => {
    if (token) process.stdout.write(`Create the first administrator: ${config.appUrl}/first/${token}\n`);
  });
});

let closing = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (closing) return;
    closing = true;
    server.close();
    server.closeIdleConnections();
    const patience = setTimeout(() => server.closeAllConnections(), 10_000);
    server.once('close', () => {
      clearTimeout(patience);
      void app.close().then(() => process.exit(0));
    });
  });
}

async function load(): Promise<Handler> {
  try {
    // The build is made by `npm run build`; its path is no module of the source tree.
    const built = new URL('../build/handler.js', import.meta.url).href;
    return ((await import(built)) as { handler: Handler }).handler;
  } catch (error) {
    const { code, message, name } = error as NodeJS.ErrnoException;
    if (name === LockedError.name || name === ConfigError.name || code === 'ERR_MODULE_NOT_FOUND') stop(message);
    throw error;
  }
}

function stop(sentence: string): never {
  process.stderr.write(`Concord cannot start: ${sentence}\n`);
  process.exit(1);
}
