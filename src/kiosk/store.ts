/** What a kiosk keeps on its device: the packs it asks with, people's answers until the server has them, and how the line stands. */
import type { Answers } from '#lib/survey/condition.ts';
import type { EntranceState } from '#lib/outreach/entrance.ts';
import type { Pack, Refusal } from '#lib/outreach/kiosk.ts';

/** One person's answers. Nothing takes it away but the server's word that it has them. */
export interface Sitting {
  readonly key: string;
  readonly token: string;
  /** Of the pack they are asked with: what comes meanwhile is for the next person. */
  readonly stamp: string;
  readonly version: string;
  readonly language: string;
  readonly answers: Answers;
  readonly page: string;
  readonly revision: number;
  readonly times: string;
  readonly trapped: boolean;
  /** By the clock of the device. */
  readonly begun: number;
  readonly touched: number;
  /** The server's time when it was last heard of before. */
  readonly since: number | null;
  /** Whether they came to the end; others walked away. */
  readonly done: boolean;
  readonly state: 'open' | 'waiting' | 'refused';
  readonly why?: Refusal;
}

/** The words of thanks to whoever has just finished; gone when they are. */
export interface Farewell {
  readonly key: string;
  readonly token: string;
  readonly stamp: string;
  readonly language: string;
  readonly title: string;
  readonly text: string;
}

export interface Kiosk {
  readonly token: string;
  readonly device: string;
  /** Of the pack the next person is asked with. */
  readonly stamp: string | null;
  readonly state: EntranceState;
  /** The server's time at the last contact, and the device's at the same moment. */
  readonly heard: { readonly at: number; readonly here: number } | null;
  /** What the last try to reach the server came to; null when it went well. */
  readonly trouble: 'line' | 'busy' | 'gone' | null;
  /** Answers the server took on a day of the device. */
  readonly sent: { readonly day: string; readonly count: number };
}

/**
 * How the way in stands by now: its last day may have come while the device had no line. Its clock counts from the last contact on,
 * however wrong it stands.
 */
export function standing({ state, heard }: Kiosk, pack: Pack | undefined): EntranceState {
  const ends = pack?.endsAt ?? null;
  const now = heard === null ? Date.now() : heard.at + Date.now() - heard.here;
  return state === 'open' && ends !== null && now >= ends ? 'expired' : state;
}

interface Stores {
  kiosks: Kiosk;
  packs: Pack & { readonly token: string };
  sittings: Sitting;
  farewells: Farewell;
}
const keys = { kiosks: 'token', packs: ['token', 'stamp'], sittings: 'key', farewells: 'key' } as const;

let opening: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  return (opening ??= new Promise<IDBDatabase>((done, failed) => {
    const request = indexedDB.open('concord-kiosk', 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(keys))
        request.result.createObjectStore(name, { keyPath: keyPath as string | string[] });
    };
    request.onsuccess = () => {
      // Another tab with a newer worker, or a browser that throws it away: the next call opens it anew.
      request.result.onversionchange = request.result.onclose = () => {
        request.result.close();
        opening = undefined;
      };
      done(request.result);
    };
    request.onerror = () => {
      opening = undefined;
      failed(request.error ?? new Error('no storage'));
    };
  }));
}

/** One transaction; done when it is written. */
async function run<T>(name: keyof Stores, mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>) {
  const db = await open();
  return new Promise<T>((done, failed) => {
    // Answers that were said to be kept are on the disk, not in a buffer.
    const transaction = db.transaction(name, mode, { durability: 'strict' });
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => done(request.result);
    transaction.onabort = transaction.onerror = () => failed(transaction.error ?? new Error('not kept'));
  });
}

export const read = <N extends keyof Stores>(name: N, key: IDBValidKey) =>
  run<Stores[N] | undefined>(name, 'readonly', (store) => store.get(key));

export const readAll = <N extends keyof Stores>(name: N) =>
  run<Stores[N][]>(name, 'readonly', (store) => store.getAll());

export const write = <N extends keyof Stores>(name: N, value: Stores[N]) =>
  run(name, 'readwrite', (store) => store.put(value));

export const remove = (name: keyof Stores, key: IDBValidKey) => run(name, 'readwrite', (store) => store.delete(key));

/** Changes what is there as it is then; false when it is not there, or `change` gives null. */
export async function change<N extends keyof Stores>(
  name: N,
  key: IDBValidKey,
  change: (old: Stores[N]) => Stores[N] | null
): Promise<boolean> {
  const db = await open();
  return new Promise((done, failed) => {
    let changed = false;
    const transaction = db.transaction(name, 'readwrite', { durability: 'strict' });
    const store = transaction.objectStore(name);
    const request = store.get(key) as IDBRequest<Stores[N] | undefined>;
    request.onsuccess = () => {
      const next = request.result && change(request.result);
      if (!next) return;
      changed = true;
      store.put(next);
    };
    transaction.oncomplete = () => done(changed);
    transaction.onabort = transaction.onerror = () => failed(transaction.error ?? new Error('not kept'));
  });
}
