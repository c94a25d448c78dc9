/**
 * One process per embedded data directory (F-10): two would destroy each other's rows without an error. The lock is a file
 * beside the database that only one can make; it holds the process id, the process' start time, the boot id and the host name. It
 * is taken over only when that process is certainly gone, never by age.
 */
import { createHash, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

interface Owner {
  pid: number;
  started: string;
  boot: string;
  host: string;
}

export type LockResult =
  { ok: true; release: () => void } | { ok: false; pid: number; host: string; otherHost: boolean };

/** Long enough for a rival that judged an older lock to have put ours back. */
const SETTLE = 50;

/**
 * `takeOver` ignores a lock of another host name; it never ignores a living process of this one. The lock appears with its
 * content in one step (a link to a finished file), and a dead one is moved aside before it is removed, so that of several
 * processes that start at once exactly one gets it.
 */
export async function lockDirectory(dataDir: string, takeOver = false): Promise<LockResult> {
  await mkdir(dataDir, { recursive: true });
  const path = lockPath(dataDir);
  const own: Owner = { pid: process.pid, started: startOf(process.pid), boot: bootId(), host: hostname() };
  const text = JSON.stringify({ ...own, id: randomUUID() });
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (place(draft, path)) {
        await pause(SETTLE);
        if (read(path) === text) return { ok: true, release: () => release(path, text) };
      }
      const found = read(path);
      if (found === null) continue;
      const owner = ownerOf(found);
      if (owner !== null) {
        const refused = { ok: false as const, pid: owner.pid, host: owner.host };
        if (owner.host !== own.host && !takeOver) return { ...refused, otherHost: true };
        if (owner.host === own.host && isAlive(owner, own)) return { ...refused, otherHost: false };
      }
      moveAside(path, found, draft);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new Error(`cannot take the lock ${path}`);
}

/** Makes the lock; false when there is one. */
function place(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Removes the lock that was judged dead. If somebody else has replaced it meanwhile, theirs is put back. */
function moveAside(path: string, judged: string, draft: string): void {
  const aside = `${draft}.aside`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (read(aside) !== judged) place(aside, path);
  rmSync(aside, { force: true });
}

/** Longest path of a Unix socket that every system takes. */
const LONGEST_SOCKET = 100;

/**
 * Where commands reach the running process: a Unix socket beside the lock (in the system's temporary directory where that path
 * would be too long for a socket), a named pipe on Windows.
 */
export function socketPath(dataDir: string): string {
  const name = `concord-${createHash('sha256').update(dataDir).digest('hex').slice(0, 32)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const beside = join(dataDir, 'app.sock');
  return Buffer.byteLength(beside) <= LONGEST_SOCKET ? beside : join(tmpdir(), `${name}.sock`);
}

function lockPath(dataDir: string): string {
  return join(dataDir, 'app.lock');
}

function release(path: string, text: string): void {
  if (read(path) === text) rmSync(path, { force: true });
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function ownerOf(text: string): Owner | null {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return null;
  }
}

function isAlive(owner: Owner, own: Owner): boolean {
  if (owner.pid === own.pid || owner.boot !== own.boot) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return owner.started === '' || startOf(owner.pid) === owner.started;
}

/** Start time of a process in clock ticks since boot (Linux); empty where the system does not tell. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
