import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  growth,
  isLeft,
  lifecycleSchema,
  relationship,
  shippedModels,
  stageAt,
  stageOrder,
  tidyHistory
} from '#lib/customers/lifecycle.ts';
import { dimensionSchema, segmentOf, type Dimension } from '#lib/customers/segment.ts';
import { assignTiers, tierLimits } from '#lib/customers/tiers.ts';

describe('the lifecycle of a customer', () => {
  const history = [
    { day: '2023-01-02', stage: 'development' },
    { day: '2023-06-01', stage: 'stable' },
    { day: '2023-06-01', stage: 'degradation' },
    { day: '2024-01-01', stage: 'churned' }
  ];

  it('is in the stage of the last move up to a day; of two moves on one day the later row wins', () => {
    expect(stageAt(history, '2023-01-01')).toBeNull();
    expect(stageAt(history, '2023-01-02')).toBe('development');
    expect(stageAt(history, '2023-05-31')).toBe('development');
    expect(stageAt(history, '2023-06-01')).toBe('degradation');
    expect(stageAt(history, '2099-01-01')).toBe('churned');
    expect(stageAt([], '2023-01-01')).toBeNull();
  });

  it('is the same whether its moves come in order or not, and after tidying', () => {
    const mixed = [history[3], history[1], history[2], history[0]].filter((move) => move !== undefined);
    for (const day of ['2023-01-02', '2023-06-01', '2023-12-31', '2024-01-01']) {
      expect(stageAt(mixed, day)).toBe(stageAt(history, day));
      expect(stageAt(tidyHistory(mixed), day)).toBe(stageAt(history, day));
    }
    expect(tidyHistory([...history, { day: '2024-02-01', stage: 'churned' }])).toHaveLength(3);
  });

  it('ends by leaving in both shipped models, and stages have an order', () => {
    for (const model of shippedModels) {
      expect(lifecycleSchema.parse(model)).toEqual(model);
      expect(model.stages.filter((stage) => isLeft(model, stage.code)).map((s) => s.code)).toEqual(['churned']);
    }
    expect(stageOrder(relationship, 'exploration')).toBe(0);
    expect(stageOrder(growth, 'churned')).toBe(4);
    expect(stageOrder(growth, 'exploration')).toBe(-1);
    expect(isLeft(relationship, 'toString')).toBe(false);
  });

  it('can be a model of one’s own, if its stages are told apart and leaving comes last', () => {
    const stage = (code: string, left = false) => ({ code, left, label: null });
    const valid = (...stages: object[]) => lifecycleSchema.safeParse({ code: 'own', stages }).success;
    expect(valid(stage('on'), stage('lost', true), stage('dead', true))).toBe(true);
    expect(valid(stage('on'), stage('on', true))).toBe(false);
    expect(valid(stage('on'), stage('off'))).toBe(false);
    expect(valid(stage('lost', true), stage('on'))).toBe(false);
    expect(valid(stage('on'), stage('lost', true), stage('back'), stage('gone', true))).toBe(false);
    expect(valid(stage('On it'), stage('lost', true))).toBe(false);
  });
});

describe('value tiers', () => {
  it('are the top 20 %, the next 30 % and the rest, by rank', () => {
    const tiers = assignTiers(Array.from({ length: 10 }, (_, i) => ({ id: `c${i}`, value: i * 10 })));
    const of = (tier: string) => [...tiers].filter(([, t]) => t === tier).map(([id]) => id);
    expect(of('high')).toEqual(['c9', 'c8']);
    expect(of('mid')).toEqual(['c7', 'c6', 'c5']);
    expect(of('low')).toHaveLength(5);
  });

  it('leave out customers without a value, and break ties by id', () => {
    const tiers = assignTiers([
      { id: 'b', value: 5 },
      { id: 'x', value: null },
      { id: 'a', value: 5 }
    ]);
    expect([...tiers]).toEqual([
      ['a', 'high'],
      ['b', 'low']
    ]);
  });

  it('do not depend on the order of the customers, and nobody ranks above a more valuable tier', () => {
    const rank = { high: 0, mid: 1, low: 2 } as Record<string, number>;
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(50), { maxLength: 40 }),
        fc.array(fc.nat(5), { minLength: 41 }),
        (ids, values) => {
          const customers = ids.map((id, i) => ({ id: String(id), value: values[i] ?? 0 }));
          const tiers = assignTiers(customers);
          expect(assignTiers([...customers].reverse())).toEqual(tiers);
          for (const a of customers)
            for (const b of customers)
              if (a.value > b.value)
                expect(rank[tiers.get(a.id) ?? '']).toBeLessThanOrEqual(rank[tiers.get(b.id) ?? ''] ?? 9);
        }
      )
    );
  });

  it('have limits that a database can rank by', () => {
    expect(tierLimits(8691).map((limit) => limit.last)).toEqual([1739, 4346, 8691]);
    expect(tierLimits(0).map((limit) => limit.last)).toEqual([0, 0, 0]);
    expect(tierLimits(10).map((limit) => limit.last)).toEqual([2, 5, 10]);
  });
});

describe('segments are rules that do not overlap', () => {
  const size: Dimension = {
    code: 'size',
    attribute: null,
    segments: [
      {
        code: 'key',
        all: [
          { attribute: 'value', op: 'from', value: 1000 },
          { attribute: 'region', op: 'in', values: ['R1', 'R2'] }
        ]
      },
      { code: 'big', all: [{ attribute: 'value', op: 'from', value: 1000 }] },
      { code: 'nowhere', all: [{ attribute: 'region', op: 'unknown' }] }
    ],
    otherwise: 'rest'
  };

  it('take the first rule that fits', () => {
    expect(segmentOf(size, { value: 1000, region: 'R1' })).toBe('key');
    expect(segmentOf(size, { value: 1000, region: 'R3' })).toBe('big');
    expect(segmentOf(size, { value: 999.99, region: 'R1' })).toBe('rest');
    expect(segmentOf(size, { value: null })).toBe('nowhere');
    expect(segmentOf(size, { value: '2000', region: 'R1' })).toBe('rest');
  });

  it('can be the values of one attribute', () => {
    const region: Dimension = { code: 'region', attribute: 'region', segments: [], otherwise: null };
    expect(segmentOf(region, { region: 'R3' })).toBe('R3');
    expect(segmentOf(region, {})).toBeNull();
  });

  it('are refused where they cannot be read', () => {
    expect(dimensionSchema.safeParse(size).success).toBe(true);
    expect(dimensionSchema.safeParse({ ...size, segments: [{ code: 'a', all: [] }] }).success).toBe(false);
    expect(dimensionSchema.safeParse({ ...size, extra: 1 }).success).toBe(false);
  });
});
