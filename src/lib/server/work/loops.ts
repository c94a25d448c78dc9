/**
 * What the worker looks at again and again, because its work is rows in a table rather than jobs in the queue: each loop does
 * a batch, and comes back at once while there is more. Several workers may run the same loop: the verbs lock what they take.
 */
import * as limits from '../access/limits.ts';
import * as links from '../access/links.ts';
import { pruneSessions } from '../access/session.ts';
import { watch } from '../alert-watch.ts';
import type { App } from '../app.ts';
import { sendDue } from '../deliveries.ts';
import { expire } from '../expiry.ts';
import { pruneIdempotency } from '../http/idempotency.ts';
import { recount } from '../reach.ts';
import { fold } from '../rollups.ts';
import { stalled } from '../import-runs.ts';
import { prune as pruneImports } from '../imports.ts';
import { storeWaiting } from '../paper-sheets.ts';

interface Loop {
  name: string;
  /** Milliseconds between looks while there is nothing to do. */
  every: number;
  /** Does one batch; true when there may be more. */
  run(app: App): Promise<boolean>;
}

const loops: Loop[] = [
  { name: 'deliveries', every: 1_000, run: (app) => sendDue(app, app.clock()) },
  {
    name: 'expiry',
    every: 600_000,
    run: async ({ db, clock }) => (await expire(db.system, clock())) > 0
  },
  {
    name: 'fold',
    // Answers of two seconds touch mostly the same rows, so one fold of them costs little more than one of a few; readers with
    // records see waiting answers anyhow.
    every: 2_000,
    // The embedded database does one thing at a time: a small batch keeps it free for readers in between.
    run: async ({ db, clock }) => (await fold(db.system, clock(), db.kind === 'embedded' ? 300 : 2_000)).more
  },
  {
    name: 'reach',
    every: 60_000,
    run: async ({ db, clock }) => {
      await recount(db.system, clock());
      return false;
    }
  },
  {
    // A week becomes due once in seven days; looking costs one small query.
    name: 'watch',
    every: 30_000,
    run: async (app) => {
      const judged = await watch(app, app.clock());
      if (judged > 0) app.log.info({ weeks: judged }, 'watched');
      return false;
    }
  },
  {
    name: 'housekeeping',
    every: 3_600_000,
    run: async ({ db, clock }) => {
      await limits.prune(db.system, clock());
      await pruneSessions(db.system, clock());
      await pruneIdempotency(db.system, clock());
      await links.prune(db.system, clock());
      await pruneImports(db.system, clock());
      return false;
    }
  },
  {
    // Sheets that were settled when their process died.
    name: 'paper',
    every: 60_000,
    run: async (app) => (await storeWaiting(app, app.clock())) > 0
  },
  {
    // An import whose process died goes on in another one.
    name: 'imports',
    every: 15_000,
    run: async ({ db, clock, queue }) => {
      for (const id of await stalled(db.app, clock())) await queue.send('import', { id }, `${id} ${clock().getTime()}`);
      return false;
    }
  }
];

export function loopsOf(app: App): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const ended = loops.map((loop) => turn(app, loop, stopping.signal));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(ended);
    }
  };
}

async function turn(app: App, loop: Loop, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    let more = false;
    try {
      more = await loop.run(app);
    } catch (error) {
      app.log.error({ loop: loop.name, reason: (error as Error).message }, 'loop');
    }
    if (!more) await pause(loop.every, stop);
  }
}

/** Waits, or returns at once when the worker stops. */
function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) return resolve();
    const timer = setTimeout(end, milliseconds);
    function end() {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
      resolve();
    }
    stop.addEventListener('abort', end);
  });
}
