import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory } from '#lib/server/db/lock.ts';

let directory: string;
let lock: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'concord-lock-'));
  lock = join(directory, 'app.lock');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const owner = async () => JSON.parse(await readFile(lock, 'utf8')) as Record<string, unknown>;

/** A process that is certainly alive, and its end. */
async function neighbour(work: (pid: number) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")']);
  await new Promise((up) => child.stdout.once('data', up));
  const ended = new Promise((end) => child.once('close', end));
  try {
    await work(child.pid!);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

describe('the lock of a data directory', () => {
  it('F-10 is taken, names its owner and is gone after release', async () => {
    const first = await lockDirectory(directory);
    expect(first.ok).toBe(true);
    expect((await owner()).pid).toBe(process.pid);
    if (first.ok) first.release();
    await expect(owner()).rejects.toThrow();
  });

  it('F-10 of a living process is refused, however old it is', async () => {
    await neighbour(async (pid) => {
      await lockDirectory(directory);
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      await writeFile(lock, JSON.stringify({ ...(await owner()), pid, started }));
      expect(await lockDirectory(directory)).toMatchObject({ ok: false, pid, otherHost: false });
      expect(await lockDirectory(directory, true)).toMatchObject({ ok: false, pid });
    });
  });

  it('F-10 of a dead process is taken over', async () => {
    await lockDirectory(directory);
    let dead = 0;
    await neighbour(async (pid) => {
      dead = pid;
    });
    await writeFile(lock, JSON.stringify({ ...(await owner()), pid: dead }));
    expect((await lockDirectory(directory)).ok).toBe(true);
    expect((await owner()).pid).toBe(process.pid);
  });

  it('F-10 of a process id that another process has since got is taken over', async () => {
    await neighbour(async (pid) => {
      await lockDirectory(directory);
      await writeFile(lock, JSON.stringify({ ...(await owner()), pid, started: '1' }));
      expect((await lockDirectory(directory)).ok).toBe(true);
    });
  });

  it('F-10 of an earlier boot, and of our own process id before a restart, is taken over', async () => {
    await neighbour(async (pid) => {
      await lockDirectory(directory);
      await writeFile(lock, JSON.stringify({ ...(await owner()), pid, boot: 'another boot' }));
      expect((await lockDirectory(directory)).ok).toBe(true);
    });
    await writeFile(lock, JSON.stringify({ ...(await owner()), started: '1' }));
    expect((await lockDirectory(directory)).ok).toBe(true);
  });

  it('F-10 of another host is refused unless it is taken over on purpose', async () => {
    await lockDirectory(directory);
    await writeFile(lock, JSON.stringify({ ...(await owner()), host: 'elsewhere', pid: 4711 }));
    expect(await lockDirectory(directory)).toMatchObject({ ok: false, pid: 4711, host: 'elsewhere', otherHost: true });
    expect((await lockDirectory(directory, true)).ok).toBe(true);
  });

  it('F-10 that was cut short while it was written is taken over', async () => {
    await writeFile(lock, '{"pid":');
    expect((await lockDirectory(directory)).ok).toBe(true);
  });

  for (const [left, dead] of [
    ['a fresh directory', null],
    ['a dead lock', '{"pid":999999999,"started":"1","boot":"gone","host":'],
    ['a broken lock', '{']
  ] as const) {
    it(`F-10 on ${left} is won by exactly one of many that start at once`, async () => {
      if (dead !== null) await writeFile(lock, dead.endsWith(':') ? `${dead}${JSON.stringify(hostname())}}` : dead);
      const script = `import { lockDirectory } from '#lib/server/db/lock.ts';
        const got = await lockDirectory(${JSON.stringify(directory)});
        console.log(got.ok ? 'mine' : 'theirs'); setInterval(() => {}, 1000);`;
      const options = ['--input-type=module-typescript', '-e', script];
      const children = Array.from({ length: 6 }, () => spawn(process.execPath, options));
      const words = await Promise.all(
        children.map((child) => new Promise((said) => child.stdout.once('data', (text) => said(String(text).trim()))))
      );
      for (const child of children) child.kill('SIGKILL');
      expect(words.filter((word) => word === 'mine')).toHaveLength(1);
    });
  }
});
