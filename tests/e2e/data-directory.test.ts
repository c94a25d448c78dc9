import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstPerson, freePort, type RunningApp, runCommand, startApp, startRefused } from '../support/app.ts';

let directory: string;
let app: RunningApp;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'concord-directory-'));
  app = await startApp({ dataDir: directory, databaseUrl: null });
  await app.firstAdmin();
});
afterAll(async () => {
  await app.stop();
  await rm(directory, { recursive: true, force: true });
});

const beside = () => ({ DATA_DIR: directory });

describe('one data directory', () => {
  it('F-10 a second start on it ends with 1 and names the owner', async () => {
    const second = await startRefused({ ...beside(), PORT: String(await freePort()) });
    expect(second.code).toBe(1);
    expect(second.output).toContain(`process ${app.pid}`);
    expect(second.output.trim().split('\n')).toHaveLength(1);
  });

  it('F-10 commands run in the process that holds it, over a socket that is the owner’s alone', async () => {
    const { mode } = await stat(join(directory, 'app.sock'));
    expect(mode & 0o777).toBe(0o600);
    const made = await runCommand(
      'commands/admin.ts',
      ['create-key', '--name', 'CI', '--role', 'admin', '--clean-team'],
      beside()
    );
    expect(made).toMatchObject({ code: 0, output: expect.stringMatching(/^ck_\S+\n$/) as string });
    const link = await runCommand('commands/admin.ts', ['reset-link', firstPerson.email], beside());
    expect((await app.client().get(new URL(link.output.trim()).pathname)).body).toContain('name="password"');
  });

  it('F-10 a command that makes no sense says so and changes nothing', async () => {
    for (const args of [
      ['create-key', '--name', 'x', '--role', 'root', '--clean-team'],
      ['create-key', '--name', 'x', '--role', 'admin'],
      ['create-key', '--name', 'x', '--role', 'admin', '--company', 'NOPE:records'],
      ['create-key', '--name', 'x', '--role', 'admin', '--company', 'NOPE:everything'],
      ['reset-link', 'nobody@concord.test'],
      ['reset-link'],
      ['first-link'],
      ['drop-everything']
    ]) {
      const refused = await runCommand('commands/admin.ts', args, beside());
      expect(refused.code, args.join(' ')).toBe(1);
      expect(refused.output).not.toMatch(/at .*\.ts:\d+/);
    }
  });

  it('F-10 the worker alone refuses an embedded directory with one line', async () => {
    const worker = await runCommand('worker.ts', [], beside());
    expect(worker.code).toBe(1);
    expect(worker.output.trim().split('\n')).toHaveLength(1);
  });

  it('F-10 after a kill the next start takes the lock over and finds the data', async () => {
    await app.stop({ signal: 'SIGKILL', keep: true });
    const people = await runCommand('commands/admin.ts', ['list-people'], beside());
    expect(people).toMatchObject({ code: 0, output: expect.stringContaining(firstPerson.email) as string });
    app = await startApp({ dataDir: directory, databaseUrl: null });
    expect((await app.loginAs(firstPerson.email, firstPerson.password)).cookies.size).toBe(1);
  });

  it('F-10 a lock of another host refuses the start unless it is taken over on purpose', async () => {
    await app.stop({ keep: true });
    const lock = { pid: 4711, started: '1', boot: 'another', host: `not-${hostname()}` };
    await writeFile(join(directory, 'app.lock'), JSON.stringify(lock));
    const refused = await startRefused({ ...beside(), PORT: String(await freePort()) });
    expect(refused.code).toBe(1);
    expect(refused.output).toContain(`4711 on not-${hostname()}`);
    expect(refused.output).toContain('--take-over');
    app = await startApp({ dataDir: directory, databaseUrl: null, args: ['--take-over'] });
  });
});
