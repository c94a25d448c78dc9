/**
 * Whether the web process keeps anything of what it has served: its memory while BENCH_SUBMISSIONS (200,000) surveys are finished on
 * PostgreSQL, read after each twentieth. Flat means that the last quarter stands no higher above the second than the readings of the
 * second quarter differ among themselves, plus a tenth.
 */
import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import { openDatabase } from '../../src/lib/server/db/open.ts';
import { startApp } from '../support/app.ts';
import { makeSmallWorld } from '../support/world.ts';
import { postAll } from './load.ts';
import { figure, say, type Verdict } from './measure.ts';

const SUBMISSIONS = Number(process.env.BENCH_SUBMISSIONS ?? 200_000);
const READINGS = 20;
const body = '_go=finish&_page=last&_revision=1&recommend=9&satisfaction=4&ease=6&product=4&reason=fine';

/** Resident memory of a process in MB. */
const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

export async function benchMemory(url: string, print: (line: string) => void): Promise<Verdict[]> {
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  const name = `concord_memory_${process.pid}`;
  await admin.unsafe(`create database ${name}`);
  const target = new URL(url);
  target.pathname = `/${name}`;
  let stop: (() => Promise<unknown>) | undefined;
  try {
    const database = await openDatabase({ databaseUrl: target.href, replicaUrl: null, dataDir: '' });
    const { invitations } = await makeSmallWorld(database, SUBMISSIONS / 2, new Date());
    await database.close();
    const app = await startApp({ databaseUrl: target.href, env: { LOG_LEVEL: 'error' } });
    stop = () => app.stop({ keep: true });
    const readings: number[] = [];
    const each = SUBMISSIONS / READINGS;
    for (let from = 0; from < invitations.length; from += each) {
      const part = invitations.slice(from, from + each);
      await postAll(
        app.url,
        part.map(({ token }) => ({ path: `/s/${token}`, body })),
        64,
        303
      );
      readings.push(memoryOf(app.pid));
    }
    const quarter = (which: number) => figure(readings.slice((which * READINGS) / 4, ((which + 1) * READINGS) / 4));
    const [second, last] = [quarter(1), quarter(3)];
    print(say('memory of the web process, second quarter of the submissions', second, 'MB'));
    print(say('memory of the web process, last quarter', last, 'MB'));
    const room = second.high - second.low + 0.1 * second.median;
    return [
      {
        name: `memory over ${SUBMISSIONS.toLocaleString('en')} submissions`,
        value: `${last.median.toFixed(0)} MB after ${second.median.toFixed(0)} MB`,
        target: `<= ${(second.median + room).toFixed(0)} MB`,
        ok: last.median <= second.median + room
      }
    ];
  } finally {
    await stop?.();
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
}
