/** Starts the built app as a user does, as a process of its own on its own database, and talks to it over HTTP only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import postgres from 'postgres';
import { type App, openApp } from '../../src/lib/server/app.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { openDatabase } from '../../src/lib/server/db/open.ts';
import { type Client, openClient } from './client.ts';

const root = resolve(import.meta.dirname, '../..');
const node =
  Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : join(root, 'node_modules/.bin/node');

export interface RunningApp {
  url: string;
  pid: number;
  /** What it runs with: DATA_DIR, PORT, DATABASE_URL and what the test added. For commands beside it. */
  env: Record<string, string>;
  /** Everything it has written so far. */
  output(): string;
  /** The one-time link that it prints while it has no people. */
  firstLink(): Promise<string>;
  /** A browser of its own, logged in as nobody. */
  client(): Client;
  /** Makes the first administrator through the link and returns their browser. */
  firstAdmin(input?: Partial<Credentials>): Promise<Client>;
  /** A browser logged in by the log-in page. */
  loginAs(email: string, password: string): Promise<Client>;
  /** SIGTERM, waits for the end, removes what it kept unless `keep` is set. Returns the exit code. */
  stop(options?: { keep?: boolean; signal?: NodeJS.Signals }): Promise<number | null>;
}

export interface Credentials {
  name: string;
  email: string;
  password: string;
}

export const firstPerson: Credentials = {
  name: 'Ada Admin',
  email: 'admin@concord.test',
  password: 'correct horse battery'
};

export interface Starting {
  /** A directory of an earlier run (stop with `keep`); without one a new one is made. */
  dataDir?: string;
  /** A database of an earlier run. By default TEST_DATABASE_URL decides between a new one and the embedded database. */
  databaseUrl?: string | null;
  env?: Record<string, string>;
  args?: string[];
  /** Another built tree than this one. */
  root?: string;
  /** With an empty data directory, as on the first day; otherwise its database may have been made and migrated before. */
  bare?: boolean;
  /** Fills the database before the app starts. */
  seed?: (app: App) => Promise<void>;
}

/** Names the directory of an embedded database that is migrated and empty: apps that start with none of their own copy it. */
const preparedVariable = 'CONCORD_TEST_PREPARED';

/** Prepares that database for all processes that come after; returns what removes it. */
export async function prepareDatabase(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'concord-prepared-'));
  const database = await openDatabase({ databaseUrl: null, replicaUrl: null, dataDir: directory });
  await database.close();
  process.env[preparedVariable] = directory;
  return () => rm(directory, { recursive: true, force: true });
}

let databases = 0;

export async function startApp(starting: Starting = {}): Promise<RunningApp> {
  const port = await freePort();
  const dataDir = starting.dataDir ?? (await mkdtemp(join(tmpdir(), 'concord-app-')));
  const databaseUrl = starting.databaseUrl === undefined ? await newDatabase() : starting.databaseUrl;
  const ready = process.env[preparedVariable];
  if (ready && databaseUrl === null && starting.dataDir === undefined && !starting.bare)
    await cp(ready, dataDir, { recursive: true });
  const env: Record<string, string> = {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    ...starting.env
  };
  if (starting.seed) {
    const app = await openApp(readConfig({ ...env, LOG_LEVEL: 'silent' }), { works: false });
    try {
      await starting.seed(app);
    } finally {
      await app.close();
    }
  }
  const child = spawnServer(env, starting.args ?? [], starting.root);
  const url = env.APP_URL ?? `http://localhost:${port}`;
  await child.line(/^Concord is ready on .*$/m);
  const client = () => openClient(url);
  return {
    url,
    pid: child.process.pid!,
    env,
    output: child.output,
    firstLink: async () => (await child.line(/^Create the first administrator: (\S+)$/m))[1]!,
    client,
    firstAdmin: async (input) => {
      const link = (await child.line(/^Create the first administrator: (\S+)$/m))[1]!;
      const browser = client();
      const made = await browser.post(new URL(link).pathname, { ...firstPerson, ...input });
      if (made.status !== 303) throw new Error(`the first administrator was refused: ${made.status}\n${made.body}`);
      return browser;
    },
    loginAs: async (email, password) => {
      const browser = client();
      const answer = await browser.post('/login', { email, password });
      if (answer.status !== 303) throw new Error(`log-in of ${email} was refused: ${answer.status}`);
      return browser;
    },
    stop: async ({ keep = false, signal = 'SIGTERM' } = {}) => {
      if (child.process.exitCode === null && child.process.signalCode === null) child.process.kill(signal);
      const code = await child.ended;
      if (!keep) {
        await rm(dataDir, { recursive: true, force: true });
        if (databaseUrl !== null) await dropDatabase(databaseUrl);
      }
      return code;
    }
  };
}

/** Starts the server and waits for its end: for starts that must fail. */
export async function startRefused(
  env: Record<string, string>,
  args: string[] = []
): Promise<{ code: number | null; output: string }> {
  const child = spawnServer({ LOG_LEVEL: 'warn', ...env }, args);
  const code = await child.ended;
  return { code, output: child.output() };
}

/** Runs a script of src/ (commands/admin.ts, worker.ts) to its end. */
export async function runCommand(
  script: string,
  args: string[],
  env: Record<string, string>
): Promise<{ code: number | null; output: string }> {
  const child = launch([join('src', script), ...args], env);
  const code = await child.ended;
  return { code, output: child.output() };
}

/** Starts a script of src/ that goes on until it is told to stop. */
export function launchCommand(script: string, args: string[], env: Record<string, string>): Launched {
  return launch([join('src', script), ...args], env);
}

export interface Launched {
  process: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
  /** Waits until the output holds this, and fails with the output when the process ends without it. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
}

function spawnServer(env: Record<string, string>, args: string[], from = root): Launched {
  return launch(['src/server.ts', ...args], env, from);
}

function launch(args: string[], env: Record<string, string>, from = root): Launched {
  const inherited = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TMPDIR: tmpdir() };
  const child = spawn(node, args, { cwd: from, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const waiting = new Set<() => void>();
  const hear = (piece: Buffer) => {
    text += piece.toString('utf8');
    for (const look of waiting) look();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  let over = false;
  const ended = new Promise<number | null>((done) => {
    child.on('close', (code) => {
      over = true;
      done(code);
      for (const look of waiting) look();
    });
  });
  const line = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((found, failed) => {
      const look = () => {
        const match = pattern.exec(text);
        if (match) found(match);
        else if (over) failed(new Error(`the process ended without ${String(pattern)}:\n${text}`));
        else return;
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  return { process: child, output: () => text, ended, line };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

async function newDatabase(): Promise<string | null> {
  const given = process.env.TEST_DATABASE_URL;
  if (!given) return null;
  databases += 1;
  const url = new URL(given);
  url.pathname = `/concord_app_${process.pid}_${databases}`;
  await asAdministrator((admin) => admin.unsafe(`create database ${url.pathname.slice(1)}`));
  return url.href;
}

async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  if (name.startsWith('concord_app_'))
    await asAdministrator((admin) => admin.unsafe(`drop database if exists ${name} with (force)`));
}

async function asAdministrator(work: (admin: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const admin = postgres(process.env.TEST_DATABASE_URL!, { max: 1, onnotice: () => {} });
  await work(admin);
  await admin.end();
}
