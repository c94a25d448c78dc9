/**
 * A test database that remembers every text it was sent to plan and counts the statements it ran, whichever driver sent them:
 * what S-23 and the budget of a page read.
 */
import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { inject } from 'vitest';
import { type Database, openDatabase, openEmbedded } from '../../src/lib/server/db/open.ts';
import { openTestDatabase } from './database.ts';

export interface StatementLog {
  texts: Set<string>;
  ran: number;
}

export async function openLoggedDatabase(): Promise<{ db: Database; texts: Set<string>; log: StatementLog }> {
  const log: StatementLog = { texts: new Set(), ran: 0 };
  const { texts } = log;
  const template = inject('template');
  if (template.kind === 'embedded') {
    const loadDataDir = new Blob([await readFile(template.dump)]);
    const pglite = await PGlite.create({ loadDataDir, extensions: { pg_trgm } });
    return { db: await openEmbedded(listening(pglite, log), true), texts, log };
  }
  const plain = await openTestDatabase();
  const target = new URL(plain.url!);
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    client.on('data', (piece: Buffer) => overhear(piece));
    client.pipe(upstream).pipe(client);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    client.on('error', end).on('close', end);
    upstream.on('error', end).on('close', end);
    const overhear = listener(log);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as { port: number }).port);
  const db = await openDatabase({ databaseUrl: url.href, replicaUrl: null, dataDir: '' });
  const close = async () => {
    await db.close();
    server.close();
    await plain.close();
  };
  return { db: { ...db, close }, texts, log };
}

/** The embedded database with an ear on it. */
function listening(pglite: PGlite, log: StatementLog): PGlite {
  const ear = <T extends PGlite | Transaction>(target: T): T =>
    new Proxy(target, {
      get(on, property) {
        if (property === 'transaction') {
          return (work: (tx: Transaction) => Promise<unknown>) => pglite.transaction((tx) => work(ear(tx)));
        }
        const value: unknown = Reflect.get(on, property, on);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          if (property === 'query' || property === 'exec') {
            log.texts.add(String(args[0]));
            log.ran += 1;
          }
          return Reflect.apply(value, on, args);
        };
      }
    });
  return ear(pglite);
}

/** Reads the frontend messages of PostgreSQL's protocol and keeps the text of Parse ('P') and Query ('Q'); Bind ('B') runs what was parsed. */
function listener(log: StatementLog): (piece: Buffer) => void {
  let waiting = Buffer.alloc(0);
  let started = false;
  return (piece) => {
    waiting = Buffer.concat([waiting, piece]);
    for (;;) {
      const head = started ? 1 : 0;
      if (waiting.length < head + 4) return;
      const length = waiting.readInt32BE(head) + head;
      if (waiting.length < length) return;
      const message = waiting.subarray(0, length);
      waiting = waiting.subarray(length);
      if (!started) {
        // A request for encryption is followed by the real first message.
        started = message.readInt32BE(4) !== 80_877_103;
        continue;
      }
      const type = String.fromCharCode(message[0]!);
      const body = message.subarray(5).toString('utf8').split('\0');
      if (type === 'P') log.texts.add(body[1] ?? '');
      if (type === 'Q') log.texts.add(body[0] ?? '');
      if (type === 'B' || type === 'Q') log.ran += 1;
    }
  };
}
