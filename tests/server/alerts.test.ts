import { and, asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { calibrate } from '#lib/alerts/calibrate.ts';
import { holds, nodeKey, nodeOf } from '#lib/alerts/lattice.ts';
import { isKnown } from '#lib/alerts/level.ts';
import { ruleSchema } from '#lib/alerts/rule.ts';
import { mondayOf, weekOf, weekOfText } from '#lib/alerts/week.ts';
import type { Scope } from '#lib/merger/scope.ts';
import { seeded } from '#lib/stats/generator.ts';
import { consoleActor } from '#lib/server/access/audit.ts';
import { calibrationOf, readCells, roundedPlan } from '#lib/server/alert-cells.ts';
import { tryRule } from '#lib/server/alert-trial.ts';
import * as inbox from '#lib/server/alert-inbox.ts';
import * as rules from '#lib/server/alert-rules.ts';
import { watch } from '#lib/server/alert-watch.ts';
import * as alerts from '#lib/server/alerts.ts';
import { openMailer } from '#lib/server/channels/email.ts';
import { changeOrganisation } from '#lib/server/companies.ts';
import { newId } from '#lib/server/db/id.ts';
import { type Database, openDatabase } from '#lib/server/db/open.ts';
import { alert, alertEvaluation, alertEvent, alertRule, notification } from '#lib/server/db/schema/alerts.ts';
import { delivery } from '#lib/server/db/schema/surveys.ts';
import { sendDue } from '#lib/server/deliveries.ts';
import { openLog } from '#lib/server/log.ts';
import { openTestDatabase } from '../support/database.ts';
import { draw, store } from '../support/history.ts';
import { testSecret } from '../support/outreach.ts';
import { openSink } from '../support/smtp.ts';
import { foldAll, makePerson, makeWatched, type Watched } from '../support/watched.ts';

const document = {
  metric: 'nps',
  baseline: { kind: 'trailing', weeks: 26 },
  windows: [4, 8],
  minimumN: { window: 20, baseline: 60 }
};
const rule = ruleSchema.parse(document);
const fall = { from: '2025-10-06', stage: 'stable', by: 80 };
/** The Monday on which the last week of the history is closed. */
const end = new Date('2025-12-22T09:00:00Z');
const before = new Date('2025-09-08T09:00:00Z');

let db: Database & { url: string | null };
let world: Watched;
let both: Scope;

beforeAll(async () => {
  db = await openTestDatabase();
  world = await makeWatched(db, { first: '2025-01-06', last: '2025-12-15' }, 6, fall);
  const { acme, borealis } = world.companies;
  both = { companies: { [acme]: 'records', [borealis]: 'records' }, overlap: true };
}, 120_000);
afterAll(() => db.close());
beforeEach(async () => {
  await db.system.execute(sql`delete from alert_rule`);
  await db.system.execute(sql`delete from delivery`);
});

const make = async (now: Date, more: Partial<rules.RuleInput> = {}) => {
  const made = await rules.create(db.app, consoleActor, { name: 'NPS', rule: document, recipients: [], ...more }, now);
  if (!made.ok) throw new Error(made.reason);
  return (await rules.read(db.app, made.id))!;
};
const evaluated = async (ruleId: string) =>
  (
    await db.system
      .select()
      .from(alertEvaluation)
      .where(eq(alertEvaluation.ruleId, ruleId))
      .orderBy(asc(alertEvaluation.week))
  ).map(({ week }) => weekOfText(week));
const eventsOf = (ruleId: string) =>
  db.system
    .select({ kind: alertEvent.kind, node: alert.nodeKey, at: alertEvent.at, id: alertEvent.id })
    .from(alertEvent)
    .innerJoin(alert, eq(alert.id, alertEvent.alertId))
    .where(eq(alert.ruleId, ruleId))
    .orderBy(asc(alertEvent.id));
const raisedAlert = async (more: Partial<rules.RuleInput> = {}) => {
  const made = await make(before, more);
  await watch({ db }, end);
  const found = (await inbox.list(db.app, both, { ruleId: made.id }, 10, null, end)).at(-1);
  return { rule: made, found: found! };
};

describe('an alert rule', () => {
  it('A-02 UX-83 is saved with the false alarms a year and the drops found that were shown before saving', async () => {
    const shown = await rules.preview(db.app, rule, before);
    const made = await make(before);
    const closed = weekOf(before) - 1;
    const cells = await readCells(db.app, null, rule, -Infinity, closed);
    const straight = calibrate(rule, roundedPlan(cells, rule, closed), seeded(20_240_101));
    expect(made.calibration).toEqual(shown);
    expect(made.calibration).toEqual(straight);
    expect(made.calibration.perNode.perYear).toBeLessThanOrEqual(0.1);
    expect(made.calibration.nodes).toBeGreaterThan(8);
  });

  it('A-02 calibrates and replays in steps: others get their turn while it simulates, and the figures are the same', async () => {
    const cells = await readCells(db.app, null, rule, -Infinity, weekOf(end) - 1);
    const plan = { ...roundedPlan(cells, rule, weekOf(end) - 1), sd: 71 };
    let turns = 0;
    let over = false;
    const others = (async () => {
      while (!over) {
        await new Promise((turn) => setImmediate(turn));
        turns += 1;
      }
    })();
    const inSteps = await calibrationOf(rule, plan);
    const whileCalibrating = turns;
    const replayed = await rules.replay(db.app, both, rule, inSteps, {}, end);
    over = true;
    await others;
    expect(whileCalibrating).toBeGreaterThan(50);
    expect(turns - whileCalibrating).toBeGreaterThan(replayed.to - replayed.from);
    expect(inSteps).toEqual(calibrate(rule, plan, seeded(20_240_101)));
    expect(calibrationOf(rule, plan)).toBe(calibrationOf(rule, plan));
  });

  it('A-02 UX-83 knows no rate of false alarms while there is nothing to judge, and one as soon as there is', async () => {
    const early = new Date('2000-01-03T09:00:00Z');
    const made = await make(early);
    expect(isKnown(made.calibration)).toBe(false);
    expect((await tryRule(db.app, both, rule, early)).reach).toEqual([]);
    expect(isKnown((await make(before)).calibration)).toBe(true);
  });

  it('tells every problem of a bad document with its place, and takes no recipient who is nobody', async () => {
    const input = { name: 'x', rule: { ...document, windows: [8, 4], minimumEffect: 0 }, recipients: [] };
    const refused = await rules.create(db.app, consoleActor, input, before);
    expect(refused).toMatchObject({ ok: false, reason: 'invalid' });
    if (refused.ok || refused.reason !== 'invalid') return;
    expect(refused.problems.map(({ path }) => path).sort()).toEqual(['minimumEffect', 'windows']);
    const nobody = { name: 'x', rule: document, recipients: [newId(before)] };
    expect(await rules.create(db.app, consoleActor, nobody, before)).toEqual({
      ok: false,
      reason: 'unknown_recipient'
    });
  });

  it('is changed once per revision, and keeps its metric', async () => {
    const made = await make(before);
    const changed = await rules.change(db.app, consoleActor, made.id, 1, { name: 'Renamed' }, before);
    expect(changed).toEqual({ ok: true, revision: 2 });
    expect(await rules.change(db.app, consoleActor, made.id, 1, { name: 'Late' }, before)).toEqual({
      ok: false,
      reason: 'stale'
    });
    const other = { rule: { ...document, metric: 'csat' } };
    expect(await rules.change(db.app, consoleActor, made.id, 2, other, before)).toEqual({ ok: false, reason: 'fixed' });
    const stricter = { rule: { ...document, minimumEffect: 12 } };
    expect(await rules.change(db.app, consoleActor, made.id, 2, stricter, before)).toEqual({ ok: true, revision: 3 });
    expect((await rules.read(db.app, made.id))?.document.minimumEffect).toBe(12);
  });

  it('F-37 that was saved before there were answers sets its level when they have come', async () => {
    const made = await make(mondayOf(world.first - 4));
    expect(made.calibration.levels).toEqual([]);
    await watch({ db }, end);
    expect((await rules.read(db.app, made.id))?.calibration.levels.length).toBeGreaterThan(0);
    expect((await eventsOf(made.id)).map(({ kind }) => kind)).toContain('raised');
  });
});

describe('the watch', () => {
  it('F-37 A-10 raises week by week what the replay of the same history raises, in the same weeks on the same groups', async () => {
    const made = await make(before);
    const live: { kind: string; week: number; node: string }[] = [];
    for (let week = weekOf(before); week < weekOf(end); week++) {
      const known = new Set((await eventsOf(made.id)).map(({ id }) => id));
      expect(await watch({ db }, new Date(mondayOf(week + 1).getTime() + 3_600_000))).toBe(1);
      const fresh = (await eventsOf(made.id)).filter(({ id }) => !known.has(id));
      live.push(...fresh.map(({ kind, node }) => ({ kind, week, node })));
    }
    const kinds = { raise: 'raised', worsen: 'worsened', recover: 'recovered' } as const;
    const replayed = await rules.replay(db.app, both, rule, made.calibration, {}, end);
    const expected = replayed.events
      .filter(({ week }) => week >= weekOf(before))
      .map(({ action, week, node }) => ({ kind: kinds[action], week, node: nodeKey(node) }));
    expect(live).toEqual(expected);
    expect(replayed.events.filter(({ week }) => week < weekOfText(fall.from))).toEqual([]);
    const [first] = live;
    expect(first?.node).toBe(`${world.companies.borealis}/stable/*`);
    expect(first!.week - weekOfText(fall.from)).toBeLessThanOrEqual(8);
  });

  it('F-37 catches up after the worker was down, each closed week once and in order', async () => {
    const made = await make(before);
    expect(await watch({ db }, before)).toBe(0);
    const weeks = weekOf(end) - weekOf(before);
    expect(await watch({ db }, end)).toBe(weeks);
    expect(await watch({ db }, end)).toBe(0);
    expect(await evaluated(made.id)).toEqual(Array.from({ length: weeks + 1 }, (_, i) => weekOf(before) - 1 + i));
  });

  it('F-37 several workers at the same time judge each week once and tell each event once', async () => {
    const reader = await makePerson(db, { email: `two-${newId(end)}@concord.example`, cleanTeam: true }, end);
    const made = await make(before, { recipients: [reader] });
    const other = db.url === null ? db : await openDatabase({ databaseUrl: db.url, replicaUrl: null, dataDir: '' });
    const counts = await Promise.all([watch({ db }, end), watch({ db: other }, end), watch({ db: other }, end)]);
    if (other !== db) await other.close();
    const weeks = weekOf(end) - weekOf(before);
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(weeks);
    expect((await evaluated(made.id)).length).toBe(weeks + 1);
    const events = await eventsOf(made.id);
    const told = await db.system.select().from(notification).where(eq(notification.personId, reader));
    expect(told.length).toBe(events.length);
    expect((await db.system.select().from(delivery)).length).toBe(events.length);
    const open = await alerts.unresolved(db.system, made.id);
    expect(new Set(open.map(({ nodeKey: key }) => key)).size).toBe(open.length);
  });

  it('F-37 waits until everything that arrived in a week is folded', async () => {
    await make(mondayOf(weekOf(end)));
    const answeredAt = new Date(end.getTime() + 3_600_000);
    const one = draw(world, seeded(3), { answers: { csat: 5 }, answeredAt });
    await store(db.system, [{ ...one, receivedAt: answeredAt }]);
    const next = mondayOf(weekOf(end) + 1);
    expect(await watch({ db }, next)).toBe(0);
    await foldAll(db, next);
    expect(await watch({ db }, next)).toBe(1);
  });

  it('F-37 late answers fall into the weeks they belong to and raise nothing', async () => {
    const start = mondayOf(weekOf(end) + 2);
    const made = await make(start);
    const random = seeded(5);
    const late = Array.from({ length: 300 }, (_, i) => {
      const answeredAt = new Date(mondayOf(world.first + 20 + (i % 10)).getTime() + 40_000_000);
      const companyId = world.companies.acme;
      const drawn = draw(world, random, { companyId, stage: 'development', answeredAt, answers: { nps: i % 7 } });
      return { ...drawn, receivedAt: new Date(start.getTime() + 3_600_000) };
    });
    await store(db.system, late);
    const next = mondayOf(weekOf(start) + 1);
    await foldAll(db, next);
    expect(await watch({ db }, next)).toBe(1);
    expect((await eventsOf(made.id)).filter(({ node }) => node.startsWith(world.companies.acme))).toEqual([]);
  });

  it('a new rule raises nothing that fell before it, unless it is told to open what is still down', async () => {
    const quiet = await make(end);
    await watch({ db }, end);
    expect(await eventsOf(quiet.id)).toEqual([]);
    const told = await make(end, { openNow: true });
    await watch({ db }, end);
    const raised = (await eventsOf(told.id)).filter(({ kind }) => kind === 'raised');
    const fallen = { company: world.companies.borealis, stage: 'stable', value: '' };
    expect(raised.some(({ node }) => holds(nodeOf(node)!, fallen))).toBe(true);
  });

  it('a rule that is off judges nothing, and begins with the last closed week when it is on again', async () => {
    const made = await make(before);
    await rules.setEnabled(db.app, consoleActor, made.id, false, before);
    expect(await watch({ db }, end)).toBe(0);
    await rules.setEnabled(db.app, consoleActor, made.id, true, end);
    expect(await watch({ db }, end)).toBe(0);
    expect(await watch({ db }, mondayOf(weekOf(end) + 1))).toBe(1);
  });
});

describe('working on an alert', () => {
  it('of two people who acknowledge at once one wins and the other sees it', async () => {
    const { found } = await raisedAlert();
    const people = await Promise.all(
      ['one', 'two'].map((name) => makePerson(db, { email: `${name}-${newId(end)}@concord.example` }, end))
    );
    const outcomes = await Promise.all(
      people.map((id) => alerts.act(db.app, both, { kind: 'person', id }, found.id, 'acknowledge', 'mine', end))
    );
    expect(outcomes).toContainEqual({ ok: true, state: 'acknowledged' });
    expect(outcomes).toContainEqual({ ok: false, reason: 'state', state: 'acknowledged' });
    const { history } = (await inbox.read(db.app, both, found.id, end))!;
    expect(history.filter(({ kind }) => kind === 'acknowledged').length).toBe(1);
    expect(history.at(-1)).toMatchObject({ note: 'mine', personId: expect.any(String) as string });
  });

  it('resolved by hand it opens again only for weeks after that, and only one is open per group', async () => {
    const { rule: made, found } = await raisedAlert();
    await alerts.act(db.app, both, consoleActor, found.id, 'resolve', 'called them', end);
    const random = seeded(9);
    const open = async () =>
      (await alerts.unresolved(db.system, made.id)).filter(({ nodeKey: key }) => key === found.nodeKey).length;
    for (let i = 0; i < 3; i++) {
      const week = weekOf(end) + i;
      const more = Array.from({ length: 12 }, () => {
        const answeredAt = new Date(mondayOf(week).getTime() + 40_000_000);
        const companyId = world.companies.borealis;
        const drawn = draw(world, random, { companyId, stage: 'stable', answeredAt, answers: { nps: 3 } });
        return { ...drawn, receivedAt: answeredAt };
      });
      await store(db.system, more);
      const next = mondayOf(week + 1);
      await foldAll(db, next);
      await watch({ db }, next);
      expect(await open()).toBe(0);
    }
    const { evidence, node } = found;
    const raise = { ...evidence, action: 'raise' as const, week: weekOf(end) + 4, node, evidence };
    for (let i = 0; i < 2; i++) await db.system.transaction((tx) => alerts.apply(tx, made, raise, end));
    expect(await open()).toBe(1);
    expect(await alerts.act(db.app, both, consoleActor, found.id, 'reopen', '', end)).toEqual({
      ok: false,
      reason: 'another_open'
    });
  });

  it('a muted alert is kept up to date and told to nobody', async () => {
    const reader = await makePerson(db, { email: `m-${newId(end)}@concord.example`, cleanTeam: true }, end);
    const { rule: made, found } = await raisedAlert({ recipients: [reader] });
    await alerts.act(db.app, both, consoleActor, found.id, 'mute', '', end);
    const told = () => db.system.select().from(notification).where(eq(notification.personId, reader));
    const earlier = (await told()).length;
    const recover = { action: 'recover' as const, week: weekOf(end), node: found.node, evidence: null };
    const rest = { level: 3, q: 1, compositionShare: null, onset: null, explains: [] };
    await db.system.transaction((tx) => alerts.apply(tx, made, { ...recover, ...rest }, end));
    expect((await told()).length).toBe(earlier);
    expect((await inbox.read(db.app, both, found.id, end))?.alert.state).toBe('resolved');
  });
});

describe('telling', () => {
  it('UX-81 each recipient gets one letter in their language with the figures, and one unread notice, within their scope', async () => {
    const { acme, borealis } = world.companies;
    const grant = (companyId: string) => [{ companyId, access: 'records' as const }];
    const [mei, ben, ann] = await Promise.all([
      makePerson(db, { email: 'mei@concord.example', locale: 'zh-CN', companies: grant(borealis) }, end),
      makePerson(db, { email: 'ben@concord.example', locale: 'en', companies: grant(borealis) }, end),
      makePerson(db, { email: 'ann@concord.example', locale: 'en', companies: grant(acme) }, end)
    ]);
    const { found } = await raisedAlert({ recipients: [mei!, ben!, ann!] });
    const sink = await openSink();
    const mailer = openMailer(sink.url, 'https://concord.example');
    const config = { appUrl: 'https://concord.example' } as Parameters<typeof sendDue>[0]['config'];
    const post = { config, secret: testSecret, log: openLog('silent'), db, mailer, random: () => 0.5 };
    while (await sendDue(post, end));
    mailer.close();
    await sink.close();
    const raised = sink.received.filter(({ raw }) => raw.includes(`/alerts/${found.id}`));
    expect(new Set(sink.received.flatMap(({ to }) => to))).toEqual(
      new Set(['mei@concord.example', 'ben@concord.example'])
    );
    expect(raised.filter(({ to }) => to.includes('ben@concord.example')).length).toBeGreaterThan(0);
    const letters = await db.system
      .select()
      .from(delivery)
      .where(and(eq(delivery.recipientId, mei!), eq(delivery.kind, 'alert')));
    const letter = letters.find(({ content }) => content.path === `/alerts/${found.id}`);
    expect(letter?.content).toMatchObject({ locale: 'zh-CN' });
    expect(JSON.stringify(letter?.content)).toContain('Borealis');
    const scopeOf = (id: string): Scope => ({ companies: { [id]: 'records' }, overlap: false });
    expect((await inbox.unread(db.app, scopeOf(borealis), ben!, end)).has(found.id)).toBe(true);
    expect((await inbox.unread(db.app, scopeOf(acme), ben!, end)).size).toBe(0);
    await alerts.markRead(db.app, ben!, found.id, end);
    expect((await inbox.unread(db.app, scopeOf(borealis), ben!, end)).has(found.id)).toBe(false);
    expect((await inbox.unread(db.app, scopeOf(borealis), mei!, end)).has(found.id)).toBe(true);
  });
});

describe('who sees an alert', () => {
  const acts = (scope: Scope, id: string) =>
    Promise.all(alerts.works.map((which) => alerts.act(db.app, scope, consoleActor, id, which, '', end)));

  it('S-13 S-17 staff of another company find nothing of it, as if the id were made up', async () => {
    const { found } = await raisedAlert();
    const { acme, borealis } = world.companies;
    const foreign: Scope = { companies: { [acme]: 'records' }, overlap: false };
    for (const scope of [foreign, { companies: {}, overlap: false } satisfies Scope]) {
      expect(await inbox.read(db.app, scope, found.id, end)).toBeNull();
      expect(await inbox.list(db.app, scope, {}, 10, null, end)).toEqual([]);
      expect(await inbox.list(db.app, scope, { companyId: borealis }, 10, null, end)).toEqual([]);
      expect(await inbox.counts(db.app, scope, end)).toEqual({});
      expect(await acts(scope, found.id)).toEqual(await acts(scope, newId(end)));
    }
    expect((await inbox.read(db.app, both, found.id, end))?.alert.state).toBe('open');
    const seen = await rules.replay(db.app, foreign, rule, (await raisedAlert()).rule.calibration, {}, end);
    expect(JSON.stringify([seen.events, [...seen.series.keys()]])).not.toContain(borealis);
  });

  it('S-17 a roll-up over all companies is seen only by those who see all companies', async () => {
    const { found } = await raisedAlert();
    await db.system.update(alert).set({ companyId: null }).where(eq(alert.id, found.id));
    const one: Scope = { companies: { [world.companies.borealis]: 'records' }, overlap: false };
    expect(await inbox.read(db.app, one, found.id, end)).toBeNull();
    expect(await inbox.read(db.app, both, found.id, end)).not.toBeNull();
  });

  it('S-55 a reader of aggregates sees none that rests on fewer answers than the privacy minimum', async () => {
    const { found } = await raisedAlert();
    const leader: Scope = { companies: { [world.companies.borealis]: 'aggregates' }, overlap: false };
    expect(await inbox.read(db.app, leader, found.id, end)).not.toBeNull();
    await changeOrganisation(db.app, consoleActor, { privacyMinimum: 10_000 }, end);
    expect(await inbox.read(db.app, leader, found.id, end)).toBeNull();
    const replayed = await rules.replay(db.app, leader, rule, (await raisedAlert()).rule.calibration, {}, end);
    expect(replayed.events.filter(({ evidence }) => evidence !== null)).toEqual([]);
    await changeOrganisation(db.app, consoleActor, { privacyMinimum: 5 }, end);
    expect(await db.system.select({ id: alertRule.id }).from(alertRule)).toHaveLength(2);
  });
});
