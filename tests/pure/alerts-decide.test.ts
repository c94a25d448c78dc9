import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calm, decide, type AlertState } from '#lib/alerts/decide.ts';
import type { Verdict, WindowEvidence } from '#lib/alerts/detector.ts';
import { ruleSchema } from '#lib/alerts/rule.ts';

const rule = ruleSchema.parse({ metric: 'nps', closeAfter: 3 });
const node = { company: 'B', stage: 'development', value: null };

const evidence = (week: number, length: number, excess: number, fires: boolean): WindowEvidence => ({
  window: { from: week - length + 1, to: week },
  baseline: { from: 0, to: 51 },
  n: 40,
  score: 20,
  baselineN: 200,
  baselineScore: 40,
  raw: excess,
  change: excess,
  composition: 0,
  rest: 0,
  excess,
  se: 5,
  low: excess - 10,
  high: excess + 10,
  z: excess / 5,
  p: 0.001,
  fires
});

const judged = (week: number, seen: { drop?: number; clear?: boolean; length?: number } = {}): Verdict => {
  const w = evidence(week, seen.length ?? 4, seen.drop ?? 0, seen.drop !== undefined);
  const drop = seen.drop !== undefined;
  return { judged: true, node, week, windows: [w], best: w, level: 3, q: 0.01, drop, clear: seen.clear ?? !drop };
};
const missing = (week: number): Verdict => ({
  judged: false,
  node,
  week,
  reason: 'few-answers',
  n: 3,
  needed: 20,
  enoughBy: null
});

/** Runs verdicts in order and returns what was done and the last state. */
function run(verdicts: readonly Verdict[], start: AlertState = calm) {
  const actions: string[] = [];
  const state = verdicts.reduce((s, v) => {
    const d = decide(s, v, rule, true);
    actions.push(d.action);
    return d.state;
  }, start);
  return { actions, state };
}

describe('what a week does to an alert', () => {
  it('F-37 raises once, tells a worsening of another minimum effect, and recovers after quiet weeks in a row', () => {
    const { actions } = run([
      judged(1, { drop: -20 }),
      judged(2, { drop: -21 }),
      judged(3, { drop: -26 }),
      judged(4),
      judged(5, { drop: -20 }),
      judged(6),
      judged(7),
      judged(8)
    ]);
    expect(actions).toEqual(['raise', 'nothing', 'worsen', 'nothing', 'nothing', 'nothing', 'nothing', 'recover']);
  });

  it('F-37 leaves everything as it was in a week without a verdict', () => {
    const open = run([judged(1, { drop: -20 }), judged(2)]).state;
    expect(run([missing(3)], open).state).toEqual(open);
    expect(run([missing(1)]).state).toEqual(calm);
  });

  it('F-37 counts a week once, and not a week that is already past', () => {
    const { actions } = run([judged(5, { drop: -20 }), judged(5, { drop: -90 }), judged(4, { drop: -90 })]);
    expect(actions).toEqual(['raise', 'nothing', 'nothing']);
  });

  it('F-37 opens again only on weeks answered after it closed', () => {
    const closed = run([judged(1, { drop: -20 }), judged(2), judged(3), judged(4)]).state;
    expect(closed).toMatchObject({ open: false, closed: 4 });
    expect(run([judged(6, { drop: -30, length: 4 })], closed).actions).toEqual(['nothing']);
    expect(run([judged(8, { drop: -30, length: 4 })], closed).actions).toEqual(['raise']);
  });

  it('A-10 raises nothing on a node whose drop another node explains', () => {
    expect(decide(calm, judged(1, { drop: -20 }), rule, false).action).toBe('nothing');
  });

  it('F-37 never has two alerts open, closes only what is open, and does the same twice, whatever comes', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('missing' as const) }),
      fc.record({ kind: fc.constant('quiet' as const), clear: fc.boolean() }),
      fc.record({
        kind: fc.constant('drop' as const),
        drop: fc.integer({ min: -60, max: -5 }),
        length: fc.constantFrom(4, 8, 13)
      })
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const verdicts = steps.map((s, week) =>
          s.kind === 'missing' ? missing(week) : s.kind === 'quiet' ? judged(week, { clear: s.clear }) : judged(week, s)
        );
        const { actions } = run(verdicts);
        expect(run(verdicts).actions).toEqual(actions);
        let open = false;
        actions.forEach((action, week) => {
          if (steps[week]!.kind === 'missing') expect(action).toBe('nothing');
          if (action === 'raise') expect(open).toBe(false);
          if (action === 'worsen' || action === 'recover') expect(open).toBe(true);
          open = action === 'raise' || (open && action !== 'recover');
        });
      })
    );
  });
});
