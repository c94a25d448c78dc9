/**
 * What pages read at 10,000 and at 1,000,000 answers on PostgreSQL, rounds interleaved: the overview, which must not notice the
 * difference, and others for the record. The reads alone are timed, without drawing the page: drawing costs the same at both
 * sizes and would only flatter the ratio. At both sizes as many answers wait to be folded.
 */
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { type Database, openDatabase } from '../../src/lib/server/db/open.ts';
import { fill } from './fill.ts';
import { interleave, say, type Verdict } from './measure.ts';
import { type Page, pages, type Reader } from './pages.ts';

const ROUNDS = 25;
const SIZES = { small: 10_000, large: 1_000_000 };
const WAITING = 200;
const now = new Date('2025-12-29T09:00:00Z');

export async function benchOverview(url: string, print: (line: string) => void): Promise<Verdict[]> {
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  const names = Object.keys(SIZES).map((size) => `concord_bench_${size}_${process.pid}`);
  const opened: Database[] = [];
  const readers: Reader[] = [];
  try {
    for (const [i, count] of Object.values(SIZES).entries()) {
      await admin.unsafe(`create database ${names[i]}`);
      const target = new URL(url);
      target.pathname = `/${names[i]}`;
      const db = await openDatabase({ databaseUrl: target.href, replicaUrl: null, dataDir: '' });
      opened.push(db);
      const started = performance.now();
      const filled = await fill(db, target.href, count, now);
      await db.system.execute(sql`
        insert into fold_queue select id from response order by answered_at desc limit ${WAITING}`);
      readers.push({ db, now, ...filled });
      print(`${count} answers stored and rolled up in ${Math.round((performance.now() - started) / 1000)} s`);
    }
    const verdicts: Verdict[] = [];
    for (const page of pages) verdicts.push(await compare(page, readers[0]!, readers[1]!, print));
    return verdicts;
  } finally {
    for (const db of opened) await db.close();
    for (const name of names) await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
}

async function compare(page: Page, small: Reader, large: Reader, print: (line: string) => void): Promise<Verdict> {
  const { name, read, atMost } = page;
  const timed = (reader: Reader) => async () => {
    const started = performance.now();
    await read(reader);
    return performance.now() - started;
  };
  const measured = await interleave({ small: timed(small), large: timed(large) }, ROUNDS);
  print(say(`${name} at 10,000 answers`, measured.small, 'ms'));
  print(say(`${name} at 1,000,000 answers`, measured.large, 'ms'));
  const ratio = measured.large.median / measured.small.median;
  const ratios = measured.large.rounds.map((time, round) => time / measured.small.rounds[round]!);
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} by round`;
  return {
    name: `${name} at 1,000,000 answers against 10,000`,
    value: `${ratio.toFixed(2)} times (${range})`,
    target: atMost === null ? 'for the record' : `<= ${atMost} times`,
    ok: atMost === null || ratio <= atMost
  };
}
