import { describe, expect, it, vi } from 'vitest';
import { calibrate } from '#lib/alerts/calibrate.ts';
import { nodeKey } from '#lib/alerts/lattice.ts';
import { replay } from '#lib/alerts/replay.ts';
import { ruleSchema } from '#lib/alerts/rule.ts';
import { seeded } from '#lib/stats/generator.ts';
import { drawCourse, season, shock } from '#lib/world/course.ts';
import { headers, writeFiles } from '#lib/world/files.ts';
import { lightCells } from '#lib/world/light.ts';
import { found, live } from '#lib/world/merger.ts';
import { demoSettings, fullSettings } from '#lib/world/settings.ts';
import { timelineOf } from '#lib/world/timeline.ts';

/** Simulations share the processor with other suites. */
vi.setConfig({ testTimeout: 30_000 });

const start = new Date('2023-01-02T00:00:00Z');
const small = { ...demoSettings(start), scale: 0.02 };
/** Fields of a CSV line; the world writes no line breaks inside fields. */
const fieldsOf = (text: string) =>
  [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => m[1] ?? m[2] ?? '');
const files = writeFiles(found(small, seeded(1)));
const column = (rows: readonly string[], name: string) => {
  const at = fieldsOf(rows[0]!).indexOf(name);
  return rows.slice(1).map((row) => fieldsOf(row)[at]!);
};

describe('the simulated merger', () => {
  it('W-01 is the same for the same seed and another for another', () => {
    expect(writeFiles(found(small, seeded(1)))).toEqual(files);
    expect(writeFiles(found(small, seeded(2))).responses).not.toEqual(files.responses);
  });

  it('UX-92 fills every column of the five files, with different ids and addresses', () => {
    for (const [name, rows] of Object.entries<readonly string[]>({ ...files })) {
      expect(rows[0]).toBe(headers[name as keyof typeof headers]);
      const width = fieldsOf(rows[0]!).length;
      expect(
        rows.every((row) => fieldsOf(row).length === width),
        name
      ).toBe(true);
    }
    const ids = [...column(files.acmeCustomers, 'customer_id'), ...column(files.borealisCustomers, '客户编号')];
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(ids);
    for (const rows of [files.stageHistory, files.invitations, files.responses])
      expect(column(rows, 'customer_id').every((id) => known.has(id))).toBe(true);
    expect(column(files.acmeCustomers, 'email').every((e) => /^[a-z.]+\d+@[a-z0-9]+\.(example|test)$/.test(e))).toBe(
      true
    );
  });

  it('W-02 gives one in eight customers of B a twin among those of A', () => {
    const ofA = new Set(column(files.acmeCustomers, 'email'));
    const twins = column(files.borealisCustomers, '邮箱').filter((e) => ofA.has(e.toLowerCase())).length;
    expect(twins / 500).toBeGreaterThan(0.06);
    expect(twins / 500).toBeLessThan(0.2);
  });

  it('W-04 answers come in the order they were received, none before it was asked, stage changes in order of time', () => {
    const received = column(files.responses, 'received_at');
    expect([...received].sort()).toEqual(received);
    const invited = column(files.responses, 'invited_at');
    column(files.responses, 'answered_at').forEach((at, i) => {
      expect(at >= invited[i]! && received[i]! >= at).toBe(true);
    });
    const dates = column(files.stageHistory, 'valid_from');
    expect([...dates].sort()).toEqual(dates);
  });

  it('W-06 holds its nuisances: a change of scale, mail uploaded at once, forty answers of one link, codes outside the scale', () => {
    const scales = column(files.responses, 'nps_scale');
    const owners = column(files.responses, 'company');
    expect(scales.some((s, i) => s === '1-5' && owners[i] === 'A')).toBe(true);
    expect(scales.some((s, i) => s === '1-5' && owners[i] === 'B')).toBe(false);
    const links = new Map<string, number>();
    for (const link of column(files.responses, 'invitation_id')) links.set(link, (links.get(link) ?? 0) + 1);
    expect([...links.values()].filter((n) => n > 1)).toEqual([40]);
    const nps = column(files.responses, 'nps');
    expect(nps).toEqual(expect.arrayContaining(['', '99', '11']));
    const upload = '2024-12-03T00:00:00Z';
    expect(column(files.responses, 'received_at').filter((at) => at === upload).length).toBeGreaterThan(3);
  });

  it('W-05 lets only migrated customers of B in development fall, and R4 never', () => {
    const course = drawCourse({ ...small, delta: 0.8 }, seeded(3));
    expect(shock(course, 'B', 'development', 'R3', 107)).toBe(0);
    expect(shock(course, 'B', 'development', 'R3', 115)).toBe(0.8);
    expect(shock(course, 'B', 'development', 'R5', 115)).toBe(0);
    expect(shock(course, 'B', 'development', 'R4', 155)).toBe(0);
    expect(shock(course, 'A', 'development', 'R3', 155)).toBe(0);
    expect(season(21)).toBeGreaterThan(season(47));
  });

  it('W-08 lives week by week, asks nobody twice within thirty days, and its milestones are in order', () => {
    const asked = new Map<string, number>();
    let weeks = 0;
    for (const week of live(found({ ...small, to: 70 }, seeded(4)))) {
      weeks++;
      for (const { person, at } of week.asked) {
        expect(at - (asked.get(person.id) ?? 0)).toBeGreaterThanOrEqual(30 * 86_400_000);
        asked.set(person.id, at);
      }
    }
    expect(weeks).toBe(18);
    expect(
      timelineOf(small)
        .map((m) => m.occasion)
        .slice(0, 4)
    ).toEqual(['survey_redesign', 'scale_switch', 'announced', 'closed']);
  });

  it('W-10 W-12 a large fall is found at its place, and a world without one raises next to nothing there', () => {
    const rule = ruleSchema.parse({ metric: 'nps' });
    const calibration = calibrate(rule, { perWeek: [4, 8, 16, 32, 64, 128, 150], years: 400 }, seeded(5));
    const raisedIn = (seed: number, delta: number) => {
      const settings = { ...fullSettings(start, delta), perWeek: 150, leaves: 'none' as const };
      const random = seeded(seed);
      const cells = [...lightCells(settings, drawCourse(settings, random), 0, random)];
      const raised = replay(cells, 53, 134, rule, calibration).events.filter((e) => e.action === 'raise');
      return raised.filter((e) => nodeKey(e.node) === 'B/development/*').map((e) => e.week);
    };
    const seeds = [21, 22, 23, 24, 25, 26];
    const found = seeds.map((seed) => raisedIn(seed, 0.8));
    expect(found.filter((weeks) => weeks.some((week) => week >= 108)).length).toBeGreaterThanOrEqual(5);
    expect(seeds.flatMap((seed) => raisedIn(seed, 0)).length).toBeLessThanOrEqual(1);
  });
});
