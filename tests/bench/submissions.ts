/**
 * Complete submissions per second on PostgreSQL against two bare servers on the same driver: R1 stores the same bytes with one
 * INSERT (reference/insert.ts), R2 writes the same rows in one statement (reference/rows.ts). Closed loop, 16 and 64 clients,
 * rounds interleaved on one machine. Rates are shares of R1 and R2 in the same round; beside them stand the milliseconds of
 * processor that one submission took, which do not depend on who else uses the machine.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import postgres from 'postgres';
import { openDatabase } from '../../src/lib/server/db/open.ts';
import { freePort, startApp } from '../support/app.ts';
import { makeSmallWorld, type SmallWorld } from '../support/world.ts';
import { cpuOf } from './cpu.ts';
import { type Load, postAll, type Post } from './load.ts';
import { figure, interleave, say, type Verdict } from './measure.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const PER_ROUND = 2_000;

const answers =
  'recommend=9&satisfaction=4&ease=6&product=4&service=5&innovation=3&brand=4&price=2&supply=4&repurchase=5&reason=' +
  encodeURIComponent(
    'The service team answers fast, but since the announcement nobody can tell us who our contact will be.'
  );
const body = `_go=finish&_page=last&_revision=1&${answers}`;

/** One server under load: where it listens, which process it is and how its connections call themselves. */
interface Contestant {
  url: string;
  pid: number;
  application: string;
}

/** Clients, and the least share of R1 and of R2. */
const LOADS = [
  { clients: 16, ofR1: 0.4, ofR2: 0.7 },
  { clients: 64, ofR1: 0.4, ofR2: 0.7 }
];

export async function benchSubmissions(url: string, print: (line: string) => void): Promise<Verdict[]> {
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  const name = `concord_bench_${process.pid}`;
  await admin.unsafe(`create database ${name}`);
  const target = new URL(url);
  target.pathname = `/${name}`;
  const stops: (() => Promise<unknown> | boolean)[] = [];
  const verdicts: Verdict[] = [];
  try {
    const database = await openDatabase({ databaseUrl: target.href, replicaUrl: null, dataDir: '' });
    const world = await makeSmallWorld(database, LOADS.length * (ROUNDS + 1) * PER_ROUND, new Date());
    await database.close();
    // Fresh statistics, and no vacuum of what was just written in the middle of a round.
    const sql = postgres(target.href, { max: 1 });
    await sql`vacuum analyze`;
    await sql.end();

    const app = await startApp({ databaseUrl: target.href, env: { LOG_LEVEL: 'error' } });
    stops.push(() => app.stop({ keep: true }));
    const reference = async (file: string, application: string, ...args: string[]): Promise<Contestant> => {
      const port = await freePort();
      const child = spawn(process.execPath, [`tests/bench/reference/${file}`, target.href, String(port), ...args]);
      stops.push(() => child.kill('SIGTERM'));
      await ready(child);
      return { url: `http://localhost:${port}`, pid: child.pid!, application };
    };
    const concord: Contestant = { url: app.url, pid: app.pid, application: 'concord' };
    const r1 = await reference('insert.ts', 'r1');
    const r2 = await reference('rows.ts', 'r2', world.surveyVersionId);
    const links = linksOf(world);
    const same = () => Array.from({ length: PER_ROUND }, () => ({ path: '/', body }));

    for (const { clients, ofR1, ofR2 } of LOADS) {
      const used = new Map<Contestant, { web: number; database: number }>();
      const waits = new Map<Contestant, number[]>();
      const round = (contestant: Contestant, posts: () => Post[]) => async () => {
        const backends = (await admin`select pid from pg_stat_activity where datname = ${name} and
          application_name = ${contestant.application} and backend_type = 'client backend'`) as unknown as {
          pid: number;
        }[];
        const spent = () => ({
          web: cpuOf(contestant.pid),
          database: backends.reduce((sum, { pid }) => sum + cpuOf(pid), 0)
        });
        const before = spent();
        const { rate, p99 }: Load = await postAll(contestant.url, posts(), clients, 303);
        const after = spent();
        // The first round is thrown away: the code of a server that has just started is still being compiled.
        const sum = used.get(contestant);
        used.set(contestant, {
          web: sum ? sum.web + after.web - before.web : 0,
          database: sum ? sum.database + after.database - before.database : 0
        });
        waits.set(contestant, [...(waits.get(contestant) ?? []), p99]);
        return rate;
      };
      const rates = await interleave(
        { Concord: round(concord, links), R1: round(r1, same), R2: round(r2, links) },
        ROUNDS
      );
      const p99Of = (contestant: Contestant) => figure(waits.get(contestant)!.slice(1)).median;
      for (const [label, contestant] of [
        ['Concord', concord],
        ['R1', r1],
        ['R2', r2]
      ] as const) {
        const each = (ms: number) => (ms / (ROUNDS * PER_ROUND)).toFixed(2);
        const { web, database } = used.get(contestant)!;
        print(
          `${say(`submissions, ${clients} clients, ${label}`, rates[label], 'per second')}; p99 ${p99Of(contestant).toFixed(0)} ms; ` +
            `processor ${each(web)} ms web + ${each(database)} ms database each`
        );
      }
      verdicts.push(share(`R1 at ${clients} clients`, rates.Concord.rounds, rates.R1.rounds, ofR1));
      verdicts.push(share(`R2 at ${clients} clients`, rates.Concord.rounds, rates.R2.rounds, ofR2));
      const times = p99Of(concord) / p99Of(r1);
      verdicts.push({
        name: `99th percentile of R1's at ${clients} clients`,
        value: `${times.toFixed(1)} times`,
        target: '< 4 times',
        ok: times < 4
      });
    }
    await embedded(print);
  } finally {
    for (const stop of stops) await stop();
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
  return verdicts;
}

/** The median over the rounds of the share that was reached in each. */
function share(of: string, ours: readonly number[], theirs: readonly number[], least: number): Verdict {
  const { median, low, high } = figure(ours.map((rate, round) => rate / theirs[round]!));
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  return {
    name: `submissions per second of ${of}`,
    value: `${percent(median)} (${percent(low)} to ${percent(high)} by round)`,
    target: `>= ${percent(least)}`,
    ok: median >= least
  };
}

/** The embedded database has nothing to be compared with; its figures are for the record. Database and web are one process. */
async function embedded(print: (line: string) => void): Promise<void> {
  let world!: SmallWorld;
  const app = await startApp({
    databaseUrl: null,
    env: { LOG_LEVEL: 'error' },
    seed: async ({ db }) => {
      world = await makeSmallWorld(db, (LOADS.length * (ROUNDS + 1) * PER_ROUND) / 2, new Date());
    }
  });
  try {
    const links = linksOf(world);
    for (const { clients } of LOADS) {
      const waits: number[] = [];
      let used = 0;
      const round = async (): Promise<number> => {
        const before = cpuOf(app.pid);
        const { rate, p99 } = await postAll(app.url, links(), clients, 303);
        used = waits.length === 0 ? 0 : used + cpuOf(app.pid) - before;
        waits.push(p99);
        return rate;
      };
      const { Concord } = await interleave({ Concord: round }, ROUNDS);
      print(
        `${say(`submissions, ${clients} clients, embedded database`, Concord, 'per second')}; ` +
          `p99 ${figure(waits.slice(1)).median.toFixed(0)} ms; processor ${(used / (ROUNDS * PER_ROUND)).toFixed(2)} ms each`
      );
    }
  } finally {
    await app.stop();
  }
}

/** Hands out the links of a world, a round at a time. */
function linksOf({ invitations }: SmallWorld): () => Post[] {
  let next = 0;
  return () => invitations.slice(next, (next += PER_ROUND)).map(({ token }) => ({ path: `/s/${token}`, body }));
}

function ready(child: ChildProcess): Promise<unknown> {
  return new Promise((done, failed) => {
    child.stdout!.once('data', done);
    child.stderr!.once('data', (piece: Buffer) => failed(new Error(piece.toString())));
    child.once('exit', () => failed(new Error('the reference server did not start')));
  });
}
