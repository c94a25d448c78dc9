/**
 * Looks at every closed week once per rule and in order (F-37): the same pure step as the replay, with the states that were kept
 * and what people did since. A week is judged when it is over and everything that arrived in it is folded; late answers fall into
 * the weeks they belong to.
 */
import { sql } from 'drizzle-orm';
import { baselineAt } from '#lib/alerts/detector.ts';
import type { Cell } from '#lib/alerts/ledger.ts';
import { watchWeek } from '#lib/alerts/replay.ts';
import { weekOf } from '#lib/alerts/week.ts';
import { readCells } from './alert-cells.ts';
import { type AlertRule, calibrated, keepWeek, lastClosed, standing, takeWeek } from './alert-rules.ts';
import { apply, putRight, unresolved } from './alerts.ts';
import type { App } from './app.ts';
import { type Db, rows } from './db/open.ts';

/** Judges every week that is due for every rule that is on. Returns how many weeks this call judged. */
export async function watch(app: { db: Pick<App['db'], 'system'> }, now: Date): Promise<number> {
  const db = app.db.system;
  const due = (await standing(db)).filter(({ week }) => week < lastClosed(now));
  if (due.length === 0) return 0;
  const upTo = Math.min(lastClosed(now), await foldedUpTo(db));
  let judged = 0;
  for (const { rule, week } of due) judged += await watchRule(db, rule, week + 1, upTo, now);
  return judged;
}

/** The last week of whose arrivals none waits to be folded. */
async function foldedUpTo(db: Db): Promise<number> {
  const [oldest] = rows<{ at: string | null }>(
    await db.execute(sql`
      select to_char(min(response.received_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
      from fold_queue join response on response.id = fold_queue.response_id`)
  );
  return oldest?.at == null ? Infinity : weekOf(new Date(oldest.at)) - 1;
}

async function watchRule(db: Db, rule: AlertRule, from: number, upTo: number, now: Date): Promise<number> {
  if (from > upTo) return 0;
  const cells = await readCells(db, null, rule.document, baselineAt(rule.document, from).from, upTo);
  let judged = 0;
  for (let week = from; week <= upTo; week++) {
    if (!(await judge(db, rule, cells, week, now))) break;
    judged += 1;
  }
  return judged;
}

/** Judges one week in one transaction; false when it is not this worker's to judge any more. */
async function judge(db: Db, rule: AlertRule, cells: readonly Cell[], week: number, now: Date): Promise<boolean> {
  const known = cells.filter((cell) => cell.arrived <= week && cell.answered <= week);
  // Before the transaction: a simulation takes its time, and nobody should wait for a lock meanwhile.
  const calibration = await calibrated(db, rule, known, week);
  return db.transaction(async (tx) => {
    const before = await takeWeek(tx, rule, week);
    if (before === null) return false;
    const states = putRight(before, await unresolved(tx, rule.id));
    const result = watchWeek(known, week, rule.document, calibration, states);
    if (!(await keepWeek(tx, rule.id, week, result.states, now))) return false;
    for (const event of result.events) await apply(tx, rule, event, now);
    return true;
  });
}
