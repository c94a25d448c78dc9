/**
 * The way a command reaches an embedded database that another process holds: a socket beside the lock, over which its verb
 * runs in that process (reliability.md section 2). The socket is the owner's alone (mode 0600).
 */
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { App } from './app.ts';
import { socketPath } from './db/lock.ts';

/** What a command prints, and whether it ends well. */
export interface Outcome {
  ok: boolean;
  lines: string[];
}

/** Something a command does. It runs in the process that holds the database, so it has no console of its own to write to. */
export type Verb = (app: App, args: string[]) => Promise<Outcome>;

const LONGEST_REQUEST = 64 * 1024;

/** Takes commands for a directory until it is closed. Closing waits for the command that runs. */
export async function openConsole(
  dataDir: string,
  run: (verb: string, args: string[]) => Promise<Outcome>
): Promise<{ close(): Promise<void> }> {
  const path = socketPath(dataDir);
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece: string) => {
      text += piece;
      if (text.length > LONGEST_REQUEST) socket.destroy();
    });
    socket.on('end', () => {
      void answer(text, run).then((outcome) => socket.end(JSON.stringify(outcome)));
    });
  });
  const onDisk = process.platform !== 'win32';
  if (onDisk) rmSync(path, { force: true });
  const mask = process.umask(0o177);
  try {
    const listening = new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
    process.umask(mask);
    await listening;
  } finally {
    process.umask(mask);
  }
  if (onDisk) chmodSync(path, 0o600);
  return { close: () => new Promise((closed) => server.close(() => closed())) };
}

async function answer(text: string, run: (verb: string, args: string[]) => Promise<Outcome>): Promise<Outcome> {
  try {
    const { verb, args } = JSON.parse(text) as { verb: unknown; args: unknown };
    if (typeof verb !== 'string' || !Array.isArray(args)) return { ok: false, lines: ['this is not a command'] };
    return await run(verb, args.map(String));
  } catch (error) {
    return { ok: false, lines: [(error as Error).message] };
  }
}

/** Asks the process that holds the directory; null while nobody listens. */
export function ask(dataDir: string, verb: string, args: string[]): Promise<Outcome | null> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ path: socketPath(dataDir), allowHalfOpen: true });
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.end(JSON.stringify({ verb, args })));
    socket.on('data', (piece: string) => (text += piece));
    socket.on('error', () => resolve(null));
    socket.on('end', () => {
      resolve(
        text === '' ? { ok: false, lines: ['the running app ended before it answered'] } : (JSON.parse(text) as Outcome)
      );
    });
  });
}
