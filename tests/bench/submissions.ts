/**
 * Complete submissions per second on PostgreSQL against R1, a bare server that stores the same bytes with one INSERT through
 * the same driver (reference/insert.ts). Closed loop, 16 and 64 clients, rounds interleaved on one machine.
 */
import { spawn } from 'node:child_process';
import postgres from 'postgres';
import { openDatabase } from '../../src/lib/server/db/open.ts';
import { freePort, startApp } from '../support/app.ts';
import { makeSmallWorld } from '../support/world.ts';
import { postAll, type Post } from './load.ts';
import { interleave, say, type Verdict } from './measure.ts';

const ROUNDS = 7;
const PER_ROUND = 1_000;

const answers =
  'recommend=9&satisfaction=4&ease=6&product=4&service=5&innovation=3&brand=4&price=2&supply=4&repurchase=5&reason=' +
  encodeURIComponent(
    'The service team answers fast, but since the announcement nobody can tell us who our contact will be.'
  );
const body = `_go=finish&_page=last&_revision=1&${answers}`;

export async function benchSubmissions(url: string, print: (line: string) => void): Promise<Verdict[]> {
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  const name = `concord_bench_${process.pid}`;
  await admin.unsafe(`create database ${name}`);
  const target = new URL(url);
  target.pathname = `/${name}`;
  const verdicts: Verdict[] = [];
  try {
    const loads = [16, 64];
    const database = await openDatabase({ databaseUrl: target.href, replicaUrl: null, dataDir: '' });
    const count = loads.length * (ROUNDS + 1) * PER_ROUND;
    const world = await makeSmallWorld(database, count / 2, new Date());
    await database.close();
    const port = await freePort();
    const reference = spawn(process.execPath, ['tests/bench/reference/insert.ts', target.href, String(port)]);
    await new Promise((ready, failed) => {
      reference.stdout.once('data', ready);
      reference.once('exit', failed);
    });
    const app = await startApp({ databaseUrl: target.href, env: { LOG_LEVEL: 'error' } });
    let next = 0;
    const links = (): Post[] =>
      world.invitations.slice(next, (next += PER_ROUND)).map(({ token }) => ({ path: `/s/${token}`, body }));
    const same = (): Post[] => Array.from({ length: PER_ROUND }, () => ({ path: '/', body }));
    for (const clients of loads) {
      const { concord, r1 } = await interleave(
        {
          concord: () => postAll(app.url, links(), clients, 303),
          r1: () => postAll(`http://localhost:${port}`, same(), clients, 303)
        },
        ROUNDS
      );
      print(say(`submissions, ${clients} clients, Concord`, concord, 'per second'));
      print(say(`submissions, ${clients} clients, R1`, r1, 'per second'));
      const share = concord.median / r1.median;
      const shares = concord.rounds.map((rate, round) => rate / r1.rounds[round]!);
      const range = `${(100 * Math.min(...shares)).toFixed(0)} to ${(100 * Math.max(...shares)).toFixed(0)} %`;
      verdicts.push({
        name: `submissions per second of R1 at ${clients} clients`,
        value: `${(100 * share).toFixed(1)} % (${range} by round)`,
        target: clients === 16 ? '>= 20 %' : 'for the record',
        ok: clients !== 16 || share >= 0.2
      });
    }
    await app.stop({ keep: true });
    reference.kill('SIGTERM');
  } finally {
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
  return verdicts;
}
