import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { driftOf, parseRule, ruleSchema } from '#lib/alerts/rule.ts';
import { watchable } from '#lib/alerts/watchable.ts';

const problemsOf = (value: unknown) => {
  const parsed = parseRule(value);
  return parsed.ok ? [] : parsed.problems;
};

describe('an alert rule as a document', () => {
  it('A-02 needs only a metric: five points, four windows and a year and a half of baseline are the defaults', () => {
    const parsed = parseRule({ metric: 'nps' });
    expect(parsed.ok && parsed.rule).toMatchObject({
      detector: 'drop',
      minimumEffect: 5,
      windows: [4, 8, 13, 26],
      baseline: { kind: 'trailing', weeks: 78, gap: 0 },
      falseAlarms: { perNode: 0.1, together: 4 }
    });
  });

  it('A-02 takes a series on another scale and a fixed baseline', () => {
    const baseline = { kind: 'fixed', from: '2024-01-01', to: '2024-12-29' };
    expect(problemsOf({ metric: 'nps@1-5', baseline })).toEqual([]);
  });

  it('A-02 watches what is better the higher it is, and refuses what is better the lower it is', () => {
    for (const metric of watchable) expect(problemsOf({ metric })).toEqual([]);
    expect(watchable).toContain('dim_communication');
    expect(problemsOf({ metric: 'churn_intent' })).toMatchObject([{ path: 'metric' }]);
    expect(problemsOf({ metric: 'churn_intent@1-10' })).toMatchObject([{ path: 'metric' }]);
  });

  it('A-02 reckons with the drift of the metric unless the rule names its own', () => {
    expect(driftOf(ruleSchema.parse({ metric: 'nps' })).company).toBe(8);
    expect(driftOf(ruleSchema.parse({ metric: 'csat' })).company).toBe(4);
    expect(driftOf(ruleSchema.parse({ metric: 'csat', drift: { group: 0, company: 1 } }))).toEqual({
      group: 0,
      company: 1
    });
  });

  it('API-01 can be described as JSON Schema', () => {
    expect(z.toJSONSchema(ruleSchema, { io: 'input' })).toMatchObject({ type: 'object', required: ['metric'] });
  });

  it.each([
    [{}, 'metric'],
    [{ metric: 'NPS; drop' }, 'metric'],
    [{ metric: 'nps', minimumEffect: 0 }, 'minimumEffect'],
    [{ metric: 'nps', windows: [8, 4] }, 'windows'],
    [{ metric: 'nps', windows: [] }, 'windows'],
    [{ metric: 'nps', baseline: { kind: 'fixed', from: '2024-12-01', to: '2024-01-01' } }, 'baseline.to'],
    [{ metric: 'nps', baseline: { kind: 'fixed', from: 'spring', to: '2024-01-01' } }, 'baseline.from'],
    [{ metric: 'nps', minimumN: { baseline: 29 } }, 'minimumN.baseline'],
    [{ metric: 'nps', lattice: { dimension: 'mood' } }, 'lattice.dimension'],
    [{ metric: 'nps', thershold: 3 }, '']
  ])('A-02 refuses %j and says where', (value, path) => {
    const problems = problemsOf(value);
    expect(problems.map((p) => p.path)).toContain(path);
    for (const p of problems) expect(p.message).not.toBe('');
  });
});
