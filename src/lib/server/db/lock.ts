/**
 * One process per embedded data directory (F-10): two would destroy each other's rows without an error. The lock is a file
 * beside the database made with O_EXCL; it holds the process id, the process' start time, the boot id and the host name. It
 * is taken over only when that process is certainly gone, never by age.
 */
import { existsSync, readFileSync, unlinkSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

interface Owner {
  pid: number;
  started: string;
  boot: string;
  host: string;
}

export type LockResult =
  { ok: true; release: () => void } | { ok: false; pid: number; host: string; otherHost: boolean };

/** `takeOver` ignores a lock of another host name; it never ignores a living process of this one. */
export async function lockDirectory(dataDir: string, takeOver = false): Promise<LockResult> {
  await mkdir(dataDir, { recursive: true });
  const path = lockPath(dataDir);
  const own: Owner = { pid: process.pid, started: startOf(process.pid), boot: bootId(), host: hostname() };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(JSON.stringify(own));
      await file.close();
      return { ok: true, release: () => release(path, own) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readOwner(path);
    if (owner !== null) {
      if (owner.host !== own.host && !takeOver) return { ok: false, pid: owner.pid, host: owner.host, otherHost: true };
      if (owner.host === own.host && isAlive(owner, own)) {
        return { ok: false, pid: owner.pid, host: owner.host, otherHost: false };
      }
    }
    try {
      unlinkSync(path);
    } catch {
      // Somebody else was faster; the next attempt sees their lock.
    }
  }
  throw new Error(`cannot take the lock ${path}`);
}

/** Where commands reach the running process: a Unix socket beside the lock, a named pipe on Windows. */
export function socketPath(dataDir: string): string {
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\concord-${Buffer.from(dataDir).toString('hex').slice(-40)}`
    : join(dataDir, 'app.sock');
}

function lockPath(dataDir: string): string {
  return join(dataDir, 'app.lock');
}

function release(path: string, own: Owner): void {
  if (readOwner(path)?.pid === own.pid && existsSync(path)) unlinkSync(path);
}

function readOwner(path: string): Owner | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
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
