/**
 * Alert rules: what is watched and who is told, the level each was set at, and which weeks each has judged. The one writer of
 * `alert_rule` and `alert_evaluation`.
 *
 * A new rule begins with the last closed week behind it: what had fallen before is not news. Told to open alerts for what is still
 * down, it judges that week first.
 */
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { calm, type AlertState } from '#lib/alerts/decide.ts';
import { baselineAt } from '#lib/alerts/detector.ts';
import type { Cell } from '#lib/alerts/ledger.ts';
import type { Calibration } from '#lib/alerts/level.ts';
import { replaying, replayWeeks, type Replay, type States } from '#lib/alerts/replay.ts';
import { longestWindow, parseRule, type Rule } from '#lib/alerts/rule.ts';
import { mondayText, weekOf, weekOfText } from '#lib/alerts/week.ts';
import { scoreCompanies, type Scope } from '#lib/merger/scope.ts';
import { type Actor, record } from './access/audit.ts';
import { calibrationOf, fits, roundedPlan, readCells } from './alert-cells.ts';
import { mayTell } from './alert-sight.ts';
import { readOrganisation } from './companies.ts';
import { newId } from './db/id.ts';
import type { Db } from './db/open.ts';
import { alertEvaluation, alertRule } from './db/schema/alerts.ts';
import { person } from './db/schema/people.ts';
import { inTurns, unhurried } from './work/turns.ts';

export type AlertRule = typeof alertRule.$inferSelect;

export interface RuleInput {
  name: string;
  /** A rule document, checked by alerts/rule.ts. */
  rule: unknown;
  /** Ids of people. */
  recipients: readonly string[];
  /** Open alerts for what is still down now, instead of beginning with the next closed week. */
  openNow?: boolean;
}

export type Refused =
  | { ok: false; reason: 'invalid'; problems: { path: string; message: string }[] }
  /** A recipient is nobody. */
  | { ok: false; reason: 'unknown_recipient' };

/** Years of history the watch and the replay may look back over. */
const longest = 5 * 52;

/** The last week that has ended. */
export const lastClosed = (now: Date): number => weekOf(now) - 1;

export function list(db: Db): Promise<AlertRule[]> {
  return db.select().from(alertRule).orderBy(asc(alertRule.name), asc(alertRule.id));
}

export async function read(db: Db, id: string): Promise<AlertRule | null> {
  const [found] = await db.select().from(alertRule).where(eq(alertRule.id, id));
  return found ?? null;
}

/** The calibration a rule would be saved with now, over all companies: what the editor shows before saving. */
export async function preview(db: Db, rule: Rule, now: Date): Promise<Calibration> {
  return calibrationOf(rule, roundedPlan(await history(db, null, rule, lastClosed(now)), rule, lastClosed(now)));
}

function history(db: Db, companies: readonly string[] | null, rule: Rule, upTo: number): Promise<Cell[]> {
  return readCells(db, companies, rule, upTo - longest, upTo);
}

const firstArrival = (cells: readonly Cell[], upTo: number): number =>
  Math.max(
    upTo - longest,
    cells.reduce((low, cell) => Math.min(low, cell.arrived), upTo)
  );

export async function create(
  db: Db,
  actor: Actor,
  input: RuleInput,
  now: Date
): Promise<{ ok: true; id: string } | Refused> {
  const parsed = parseRule(input.rule);
  if (!parsed.ok) return { ok: false, reason: 'invalid', problems: parsed.problems };
  const { rule } = parsed;
  const cells = await history(db, null, rule, lastClosed(now));
  const calibration = await calibrationOf(rule, roundedPlan(cells, rule, lastClosed(now)));
  const beginning = await beginningOf(rule, calibration, cells, input.openNow ?? false, now);
  const id = newId(now);
  return db.transaction(async (tx) => {
    if (!(await arePeople(tx, input.recipients))) return { ok: false, reason: 'unknown_recipient' };
    await tx.insert(alertRule).values({
      id,
      name: input.name,
      document: rule,
      calibration,
      recipients: [...new Set(input.recipients)],
      createdBy: actor.kind === 'person' ? actor.id : null,
      createdAt: now,
      updatedAt: now
    });
    await begin(tx, id, beginning, now);
    await record(tx, actor, 'alert_rule.created', { kind: 'alert_rule', id }, now);
    return { ok: true, id };
  });
}

export type RuleChange = Partial<Omit<RuleInput, 'openNow'>>;

export type Changed =
  | { ok: true; revision: number }
  | Refused
  /** `stale`: somebody else changed it meanwhile. `fixed`: its metric and dimension stay; another one is another rule. */
  | { ok: false; reason: 'gone' | 'stale' | 'fixed' };

/** Changes a rule that still is at `revision`. A changed document is calibrated again and begins again with the last closed week. */
export async function change(
  db: Db,
  actor: Actor,
  id: string,
  revision: number,
  input: RuleChange,
  now: Date
): Promise<Changed> {
  const old = await read(db, id);
  if (old === null) return { ok: false, reason: 'gone' };
  const parsed = parseRule(input.rule ?? old.document);
  if (!parsed.ok) return { ok: false, reason: 'invalid', problems: parsed.problems };
  const { rule } = parsed;
  if (rule.metric !== old.document.metric || rule.lattice.dimension !== old.document.lattice.dimension)
    return { ok: false, reason: 'fixed' };
  const before = parseRule(old.document);
  const again = !before.ok || JSON.stringify(rule) !== JSON.stringify(before.rule);
  const cells = again ? await history(db, null, rule, lastClosed(now)) : [];
  const calibration = again ? await calibrationOf(rule, roundedPlan(cells, rule, lastClosed(now))) : old.calibration;
  const beginning = again ? await beginningOf(rule, calibration, cells, false, now) : null;
  return db.transaction(async (tx) => {
    if (input.recipients && !(await arePeople(tx, input.recipients))) return { ok: false, reason: 'unknown_recipient' };
    const recipients = [...new Set(input.recipients ?? old.recipients)];
    const [changed] = await tx
      .update(alertRule)
      .set({
        name: input.name ?? old.name,
        document: rule,
        calibration,
        recipients,
        revision: revision + 1,
        updatedAt: now
      })
      .where(and(eq(alertRule.id, id), eq(alertRule.revision, revision)))
      .returning({ revision: alertRule.revision });
    if (!changed) return { ok: false, reason: 'stale' };
    if (beginning) await begin(tx, id, beginning, now);
    await record(tx, actor, 'alert_rule.changed', { kind: 'alert_rule', id }, now);
    return { ok: true, revision: changed.revision };
  });
}

/** Switches a rule off or on. Switched on again it begins with the last closed week: what happened meanwhile is in the replay. */
export async function setEnabled(db: Db, actor: Actor, id: string, enabled: boolean, now: Date): Promise<boolean> {
  const rule = await read(db, id);
  if (rule === null) return false;
  const cells = enabled ? await history(db, null, rule.document, lastClosed(now)) : [];
  const beginning = enabled ? await beginningOf(rule.document, rule.calibration, cells, false, now) : null;
  return db.transaction(async (tx) => {
    const [changed] = await tx
      .update(alertRule)
      .set({ enabled, revision: sql`${alertRule.revision} + 1`, updatedAt: now })
      .where(and(eq(alertRule.id, id), eq(alertRule.enabled, !enabled)))
      .returning({ id: alertRule.id });
    if (!changed) return true;
    if (beginning) await begin(tx, id, beginning, now);
    await record(tx, actor, enabled ? 'alert_rule.enabled' : 'alert_rule.disabled', { kind: 'alert_rule', id }, now);
    return true;
  });
}

async function arePeople(tx: Db, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return true;
  const found = await tx
    .select({ id: person.id })
    .from(person)
    .where(inArray(person.id, [...ids]));
  return found.length === new Set(ids).size;
}

interface Beginning {
  week: number;
  states: Record<string, AlertState>;
}

/** The week that counts as judged when a rule begins, and what is remembered of it: nothing that is down already is news. */
async function beginningOf(
  rule: Rule,
  calibration: Calibration,
  cells: readonly Cell[],
  openNow: boolean,
  now: Date
): Promise<Beginning> {
  const closed = lastClosed(now);
  if (openNow) return { week: closed - 1, states: {} };
  const weeks = replayWeeks(cells, firstArrival(cells, closed), closed, rule, calibration);
  let states: States = new Map();
  for await (const result of unhurried(weeks)) states = result.states;
  const down = [...states].filter(([, state]) => state.open || state.closed !== null);
  return {
    week: closed,
    states: Object.fromEntries(
      down.map(([key, state]) => [key, state.open ? { ...calm, week: closed, closed } : state])
    )
  };
}

async function begin(tx: Db, ruleId: string, { week, states }: Beginning, now: Date): Promise<void> {
  await tx
    .insert(alertEvaluation)
    .values({ ruleId, week: mondayText(week), states, at: now })
    .onConflictDoUpdate({ target: [alertEvaluation.ruleId, alertEvaluation.week], set: { states } });
}

/** The enabled rules, each with the last week it has judged. One query. */
export async function standing(db: Db): Promise<{ rule: AlertRule; week: number }[]> {
  const last = db
    .select({ ruleId: alertEvaluation.ruleId, week: sql<string>`max(${alertEvaluation.week})::text`.as('last_week') })
    .from(alertEvaluation)
    .groupBy(alertEvaluation.ruleId)
    .as('last');
  const found = await db
    .select({ rule: alertRule, week: last.week })
    .from(alertRule)
    .innerJoin(last, eq(last.ruleId, alertRule.id))
    .where(eq(alertRule.enabled, true))
    .orderBy(asc(alertRule.id));
  return found.map(({ rule, week }) => ({ rule, week: weekOfText(week) }));
}

/**
 * The states a week begins with, if `week` is the rule's next and nobody changed the rule since it was read; holds the rule until
 * the transaction ends, so that one worker judges a week.
 */
export async function takeWeek(
  tx: Db,
  rule: Pick<AlertRule, 'id' | 'revision'>,
  week: number
): Promise<{ week: number; states: Record<string, AlertState> } | null> {
  const held = await tx
    .select({ id: alertRule.id })
    .from(alertRule)
    .where(and(eq(alertRule.id, rule.id), eq(alertRule.revision, rule.revision), eq(alertRule.enabled, true)))
    .for('update');
  if (held.length === 0) return null;
  const [last] = await tx
    .select()
    .from(alertEvaluation)
    .where(eq(alertEvaluation.ruleId, rule.id))
    .orderBy(desc(alertEvaluation.week))
    .limit(1);
  if (last === undefined || weekOfText(last.week) !== week - 1) return null;
  return { week: week - 1, states: last.states };
}

/** Notes that a week was judged, once. False when it was already. Calm states are not kept. */
export async function keepWeek(tx: Db, ruleId: string, week: number, states: States, now: Date): Promise<boolean> {
  const kept = Object.fromEntries([...states].filter(([, state]) => state.open || state.closed !== null));
  const made = await tx
    .insert(alertEvaluation)
    .values({ ruleId, week: mondayText(week), states: kept, at: now })
    .onConflictDoNothing()
    .returning({ week: alertEvaluation.week });
  return made.length === 1;
}

/** The calibration to judge a week with: a new one, kept, where the groups have outgrown the old or there were none before. */
export async function calibrated(db: Db, rule: AlertRule, cells: readonly Cell[], week: number): Promise<Calibration> {
  // The sizes of the first weeks say little, and nothing is judged yet.
  if (week - firstArrival(cells, week) < longestWindow(rule.document)) return rule.calibration;
  const plan = roundedPlan(cells, rule.document, week);
  if (fits(rule.calibration, rule.document, plan)) return rule.calibration;
  const calibration = await calibrationOf(rule.document, plan);
  await db
    .update(alertRule)
    .set({ calibration })
    .where(and(eq(alertRule.id, rule.id), eq(alertRule.revision, rule.revision)));
  return calibration;
}

/**
 * What a rule would have raised in the weeks from..to (days, YYYY-MM-DD; all of history when absent) over the companies of the
 * scope, by time of arrival. Two queries, however long the history. Weeks that have not ended are left out.
 */
export async function replay(
  db: Db,
  scope: Scope,
  rule: Rule,
  calibration: Calibration,
  period: { from?: string | undefined; to?: string | undefined },
  now: Date
): Promise<Replay & { from: number; to: number }> {
  const to = Math.min(lastClosed(now), period.to === undefined ? Infinity : weekOfText(period.to));
  const asked = period.from === undefined ? -Infinity : weekOfText(period.from);
  const since = Math.max(baselineAt(rule, Math.max(asked, to - longest)).from, to - 2 * longest);
  const cells = await readCells(db, scoreCompanies(scope), rule, since, to);
  const from = Math.max(asked, firstArrival(cells, to));
  // A level set for the groups of today says little about a time when they were of another size.
  const plan = roundedPlan(cells, rule, to);
  const level = fits(calibration, rule, plan) ? calibration : await calibrationOf(rule, plan);
  const found = await inTurns(replaying(cells, from, to, rule, level));
  const { privacyMinimum } = await readOrganisation(db, now);
  const events = found.events.filter(
    ({ node, evidence }) => evidence === null || mayTell(scope, node.company, evidence, privacyMinimum)
  );
  return { ...found, events, from, to };
}
