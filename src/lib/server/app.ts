/** One running Concord: its database, secret, queue, log and clock, opened once per process and handed to every verb. */
import { randomInt } from 'node:crypto';
import { type Mailer, openMailer } from './channels/email.ts';
import type { Config } from './config.ts';
import { claimSecret, readSecret, type Secret } from './access/secret.ts';
import { openConsole } from './console.ts';
import { lockDirectory } from './db/lock.ts';
import { type Database, openDatabase } from './db/open.ts';
import { type Logger, openLog } from './log.ts';
import { runVerb } from './verbs.ts';
import { loopsOf } from './work/loops.ts';
import { openQueue, type Queue } from './work/queue.ts';
import { tasksOf } from './work/tasks.ts';

export interface App {
  config: Config;
  db: Database;
  secret: Secret;
  queue: Queue;
  log: Logger;
  /** Null without SMTP_URL: letters then stay in the outbox. */
  mailer: Mailer | null;
  clock: () => Date;
  /** From 0 to 1, for spreading what would otherwise happen at once. */
  random: () => number;
  close(): Promise<void>;
}

export interface AppOptions {
  /** Whether this process runs the worker's tasks and loops. */
  works: boolean;
  takeOver?: boolean;
  clock?: () => Date;
}

/** Another process holds the embedded database. `message` is one line that names it. */
export class LockedError extends Error {
  override name = 'LockedError';
}

export async function openApp(config: Config, options: AppOptions): Promise<App> {
  const log = openLog(config.logLevel);
  const clock = options.clock ?? (() => new Date());
  let release = () => {};
  if (config.databaseUrl === null) {
    const lock = await lockDirectory(config.dataDir, options.takeOver);
    if (!lock.ok) {
      const where = lock.otherHost ? ` on ${lock.host}; start with --take-over if that machine is gone` : '';
      throw new LockedError(`the data directory ${config.dataDir} is in use by process ${lock.pid}${where}`);
    }
    release = lock.release;
  }
  try {
    const db = await openDatabase(config);
    const secret = await readSecret(config);
    await claimSecret(db.system, secret);
    const mailer = config.smtpUrl === null ? null : openMailer(config.smtpUrl, config.appUrl);
    const random = () => randomInt(2 ** 32) / 2 ** 32;
    const app: App = { config, db, secret, log, mailer, clock, random, queue: idleQueue, close: async () => {} };
    app.queue = await openQueue(db, config.databaseUrl, tasksOf(app), options.works, log);
    const loops = options.works ? loopsOf(app) : null;
    const embedded = config.databaseUrl === null;
    const console = embedded ? await openConsole(config.dataDir, (verb, args) => runVerb(app, verb, args)) : null;
    app.close = async () => {
      await console?.close();
      await loops?.stop();
      await app.queue.close();
      mailer?.close();
      await db.close();
      release();
    };
    return app;
  } catch (error) {
    release();
    throw error;
  }
}

/** Stands in until the queue is open: a task that sends while the queue opens would be a mistake of ours. */
const idleQueue: Queue = {
  send: () => Promise.reject(new Error('the work queue is not open yet')),
  counts: () => Promise.resolve([]),
  close: () => Promise.resolve()
};
