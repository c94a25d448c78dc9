/**
 * Group commit above the driver: calls that come while an earlier batch is under way wait for it and go together in the next
 * one, so that a busy server pays for one round trip, one plan and one flush of the log per batch, and an idle one waits for
 * nothing. Every call still gets its own answer or its own error, after its batch is committed.
 */
import { isOutage } from './outage.ts';

/** Most calls that go together. */
const MOST = 64;
/** A batch that takes longer (a lock, a line that hangs) no longer holds up the next one. */
const PATIENCE_MS = 200;

interface Waiting<In, Out> {
  item: In;
  resolve: (out: Out) => void;
  reject: (error: unknown) => void;
}

/**
 * A verb for one item, made from one for many that answers in the order of its items and does all of them or none. When a
 * batch fails for another reason than an outage, each of its items is done alone, so a bad one fails no neighbour.
 */
export function batched<In, Out>(work: (items: readonly In[]) => Promise<readonly Out[]>): (item: In) => Promise<Out> {
  let waiting: Waiting<In, Out>[] = [];
  let busy = false;
  let planned = false;

  const plan = () => {
    if (planned || busy || waiting.length === 0) return;
    planned = true;
    // After the sockets that are readable now have been read: what came at the same moment goes together.
    setImmediate(() => {
      planned = false;
      begin();
    });
  };
  const begin = () => {
    const batch = waiting.slice(0, MOST);
    waiting = waiting.slice(MOST);
    busy = true;
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      busy = false;
      plan();
    };
    const patience = setTimeout(release, PATIENCE_MS);
    void together(batch).then(() => {
      clearTimeout(patience);
      release();
    });
  };
  const together = async (batch: readonly Waiting<In, Out>[]): Promise<void> => {
    try {
      const done = await work(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(done[index]!));
    } catch (error) {
      if (batch.length === 1 || isOutage(error)) for (const { reject } of batch) reject(error);
      else await Promise.all(batch.map((one) => together([one])));
    }
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      plan();
    });
}

/** The same for a verb whose first argument is a database: one line of waiting calls for each. */
export function batchedPer<Db extends object, In, Out>(
  work: (db: Db, items: readonly In[]) => Promise<readonly Out[]>
): (db: Db, item: In) => Promise<Out> {
  const lines = new WeakMap<Db, (item: In) => Promise<Out>>();
  return (db, item) => {
    const known = lines.get(db);
    if (known) return known(item);
    const made = batched<In, Out>((items) => work(db, items));
    lines.set(db, made);
    return made(item);
  };
}
