/** The work queue: pg-boss on whichever database stands behind, in this process or in one of its own. Jobs survive restarts. */
import { fromPglite, PgBoss } from 'pg-boss';
import type { Database } from '../db/open.ts';
import { APP_ROLE } from '../db/open.ts';
import type { Logger } from '../log.ts';

export interface Queue {
  /** Puts a job into the queue. A job of the same key (by default: of the same data) that is waiting already is enough. */
  send(task: string, data: Record<string, string>, key?: string): Promise<void>;
  /** How much of each task is waiting, runs and has failed for good. */
  counts(): Promise<{ task: string; waiting: number; active: number; failed: number }[]>;
  close(): Promise<void>;
}

export interface QueueTask {
  /** How many jobs of this task run at once in one process. */
  atOnce: number;
  /** Seconds after which a job that has not ended is given to somebody else. */
  seconds: number;
  run(data: Record<string, string>): Promise<void>;
}

/**
 * Opens the queue; `tasks` is what may be sent. With `works` false this process only sends. A job that throws is tried again
 * up to three times with growing delays.
 */
export async function openQueue(
  database: Database,
  databaseUrl: string | null,
  tasks: Record<string, QueueTask>,
  works: boolean,
  log: Logger
): Promise<Queue> {
  if (database.pglite) await database.pglite.exec('reset role');
  const boss = database.pglite
    ? new PgBoss({ db: fromPglite(database.pglite), backend: 'pglite', schema: 'pgboss' })
    : new PgBoss({ connectionString: databaseUrl!, schema: 'pgboss', max: 4, application_name: 'concord queue' });
  boss.on('error', (error) => log.error({ reason: error.message }, 'work queue'));
  await boss.start();
  for (const [name, task] of Object.entries(tasks)) {
    const options = { retryLimit: 3, retryDelay: 5, retryBackoff: true, expireInSeconds: task.seconds };
    if ((await boss.getQueue(name)) === null) await boss.createQueue(name, { ...options, policy: 'short' });
    else await boss.updateQueue(name, options);
  }
  if (database.pglite) {
    await database.pglite.exec(`
      grant usage on schema pgboss to ${APP_ROLE};
      grant all on all tables in schema pgboss to ${APP_ROLE};
      grant execute on all functions in schema pgboss to ${APP_ROLE};
      set role ${APP_ROLE}`);
  }
  if (works) {
    for (const [name, task] of Object.entries(tasks)) {
      await boss.work<Record<string, string>>(
        name,
        { pollingIntervalSeconds: 0.5, batchSize: 1, localConcurrency: task.atOnce },
        async ([job]) => {
          if (job) await task.run(job.data);
        }
      );
    }
  }
  return {
    send: async (task, data, key) => {
      await boss.send(task, data, { singletonKey: key ?? JSON.stringify(data) });
    },
    counts: async () => {
      const names = Object.keys(tasks);
      const known = names.length === 0 ? [] : await boss.getQueues(names);
      return known.map(({ name, queuedCount, activeCount, failedCount }) => ({
        task: name,
        waiting: queuedCount,
        active: activeCount,
        failed: failedCount
      }));
    },
    close: () => boss.stop({ graceful: true, timeout: 20_000, close: true })
  };
}
