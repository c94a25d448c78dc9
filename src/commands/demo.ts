/**
 * npm run demo: the same app on a data directory of its own, filled once with an invented merger and marked DEMO on every page.
 * Prints a log-in for every role; the passwords are random per directory and kept beside the data, readable by its owner only.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasPeople } from '../lib/server/access/people.ts';
import { LockedError, openApp } from '../lib/server/app.ts';
import { readConfig } from '../lib/server/config.ts';
import { fillDemo, type LogIn } from './demo-fill.ts';

process.env.DATA_DIR ??= 'demo-data';
const config = readConfig(process.env);
const path = join(config.dataDir, 'log-ins.json');
const say = (line: string) => process.stdout.write(`${line}\n`);

if (!existsSync(path)) {
  try {
    const started = performance.now();
    const app = await openApp({ ...config, logLevel: 'error' }, { works: false });
    try {
      if (await hasPeople(app.db.app)) {
        stop(
          `${config.dataDir} holds something else or a demo that was interrupted: remove it, or set DATA_DIR to another directory`
        );
      }
      say('Making the demo, once:');
      const since = () => `${Math.round((performance.now() - started) / 1000)} s`.padStart(5);
      const logIns = await fillDemo(app, (line) => say(`${since()}  ${line}`));
      await writeFile(path, JSON.stringify(logIns, null, 2), { mode: 0o600 });
      say(`${since()}  done`);
    } finally {
      await app.close();
    }
  } catch (error) {
    if (error instanceof LockedError) stop(error.message);
    throw error;
  }
}

await import('../server.ts');
say('Log in as');
for (const { role, email, password, sees } of JSON.parse(await readFile(path, 'utf8')) as LogIn[]) {
  say(`  ${role.padEnd(8)} ${email.padEnd(24)} ${password.padEnd(14)} ${sees}`);
}

function stop(sentence: string): never {
  process.stderr.write(`The demo cannot start: ${sentence}\n`);
  process.exit(1);
}
