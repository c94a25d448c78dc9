import { setTimeout as pause } from 'node:timers/promises';
import { LockedError, openApp } from '../lib/server/app.ts';
import { type Config, ConfigError, readConfig } from '../lib/server/config.ts';
import { ask, type Outcome } from '../lib/server/console.ts';
import { runVerb } from '../lib/server/verbs.ts';

/** How long a command waits for an app that is just starting. */
const PATIENCE = 15_000;

/** Runs a verb, prints what it says and ends with 0 or 1. */
export async function run(verb: string, args: string[]): Promise<void> {
  try {
    const config = readConfig({ ...process.env, LOG_LEVEL: process.env.LOG_LEVEL ?? 'error' });
    const outcome = await reach(config, verb, args);
    (outcome.ok ? process.stdout : process.stderr).write(`${outcome.lines.join('\n')}\n`);
    process.exitCode = outcome.ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * Opens the database and runs the verb on it; where another process holds the embedded one, the verb runs there. A directory
 * that is held and does not answer ends with a line that names its owner.
 */
async function reach(config: Config, verb: string, args: string[]): Promise<Outcome> {
  const patience = AbortSignal.timeout(PATIENCE);
  for (;;) {
    try {
      const app = await openApp(config, { works: false });
      try {
        return await runVerb(app, verb, args);
      } finally {
        await app.close();
      }
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      const outcome = await ask(config.dataDir, verb, args);
      if (outcome !== null) return outcome;
      if (patience.aborted) return { ok: false, lines: [`${error.message}, and it does not answer`] };
      await pause(200);
    }
  }
}
