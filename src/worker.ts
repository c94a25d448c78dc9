/** npm run worker: the worker as a process of its own, on PostgreSQL. Start the app with WORKER=apart beside it. */
import { type App, openApp } from './lib/server/app.ts';
import { type Config, ConfigError, readConfig } from './lib/server/config.ts';

function stop(sentence: string): never {
  process.stderr.write(`The worker cannot start: ${sentence}\n`);
  process.exit(1);
}

let config: Config;
let app: App;
try {
  config = readConfig(process.env);
  if (config.databaseUrl === null) stop('on the embedded database the worker runs inside the app; set DATABASE_URL');
  app = await openApp(config, { works: true });
} catch (error) {
  if (error instanceof ConfigError) stop(error.message);
  throw error;
}
process.stdout.write('The worker is ready\n');

let closing = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (closing) return;
    closing = true;
    void app.close().then(() => process.exit(0));
  });
}
