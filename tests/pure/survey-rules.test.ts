/** The rules of a whole survey as the builder puts them together: what uses what, bands, shapes of expressions, the map. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf, coverageOf, usualBands } from '#lib/survey/bands.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { evaluate, type Expression } from '#lib/survey/expression.ts';
import {
  arithmetic,
  listShapes,
  pairShapes,
  partsOf,
  reshaped,
  shapeOf,
  withParts
} from '#lib/survey/expression-shape.ts';
import { lanesOf, mapOf } from '#lib/survey/flow-map.ts';
import { readDocument } from '#lib/survey/format.ts';
import { filling, withQuotas } from '#lib/survey/quotas.ts';
import { checkPublishing } from '#lib/survey/review/review.ts';
import { sheetOf } from '#lib/survey/sheet.ts';
import { isThere, usesOf, type Used } from '#lib/survey/uses.ts';

const t = (text: string) => ({ en: text });
const scale = { min: 0, max: 10, labels: { 0: t('low'), 10: t('high') } };
const rating = (id: string, more: object = {}) => ({ id, kind: 'rating', text: t(`How is ${id}?`), scale, ...more });

function read(raw: object): SurveyDocument {
  const reading = readDocument(raw);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.document;
}

const survey = (more: object = {}): SurveyDocument =>
  read({
    format: 'concord-survey-1',
    key: 'rules',
    title: t('Rules'),
    baseLanguage: 'en',
    languages: ['en'],
    trust: { line: t('We ask.') },
    privacy: { version: '1', text: t('Nothing is kept.') },
    pages: [
      {
        id: 'one',
        questions: [rating('speed'), rating('price')],
        next: [{ if: { question: 'speed', op: 'eq', value: 0 }, to: 'out' }]
      },
      { id: 'two', questions: [rating('care', { showIf: { known: 'arm.words', op: 'eq', value: 'a' } })] },
      { id: 'three', questions: [rating('late', { showIf: { computed: 'mood', op: 'ge', value: 5 } })] },
      {
        id: 'four',
        showIf: { known: 'quota.fans', op: 'eq', value: 'open' },
        questions: [rating('last', { text: t('You said {{speed}}, we say {{computed.mood|nothing}}.') })]
      }
    ],
    shuffledPages: [['two', 'three']],
    experiments: [{ id: 'words', name: 'Wording', arms: [{ id: 'a', name: 'Short' }, { id: 'b' }] }],
    quotas: [{ id: 'fans', name: 'Fans', limit: 2, when: { question: 'speed', op: 'ge', value: 9 }, full: 'out' }],
    computed: [{ id: 'mood', name: 'Mood', value: { mean: [{ question: 'speed' }, { question: 'price' }] } }],
    indexes: [{ metric: 'satisfaction', items: [{ field: 'price', weight: 2 }] }],
    endings: [{ id: 'out', kind: 'screened_out', title: t('Out'), text: t('Out') }],
    thanks: {
      by: 'speed',
      bands: [{ from: 0, to: 6, title: t('Sorry'), text: t('Sorry') }],
      otherwise: { title: t('Thanks'), text: t('Thanks') }
    },
    ...more
  });

describe('what is used where', () => {
  const cases: [Used, string[]][] = [
    [
      { question: 'speed' },
      ['/pages/0/next/0/if', '/quotas/0/when', '/computed/0/value', '/thanks/by', '/pages/3/questions/0/text']
    ],
    [{ question: 'price' }, ['/computed/0/value', '/indexes/0/items/0/field']],
    [{ computed: 'mood' }, ['/pages/2/questions/0/showIf', '/pages/3/questions/0/text']],
    [{ experiment: 'words' }, ['/pages/1/questions/0/showIf']],
    [{ experiment: 'words', arm: 'a' }, ['/pages/1/questions/0/showIf']],
    [{ experiment: 'words', arm: 'b' }, []],
    [{ quota: 'fans' }, ['/pages/3/showIf']],
    [{ target: 'out' }, ['/pages/0/next/0/to', '/quotas/0/full']],
    [{ target: 'two' }, ['/shuffledPages/0/0']],
    [{ question: 'last' }, []]
  ];
  it.each(cases)('every place that names %j is told', (used, places) => {
    expect([...usesOf(survey(), used)].sort()).toEqual([...places].sort());
    expect(isThere(survey(), used)).toBe(true);
  });

  it('what is gone is named by the same places, and each of them is refused at publishing', () => {
    const whole = survey();
    const without = { ...whole, quotas: undefined, computed: undefined, experiments: undefined, endings: undefined };
    expect(checkPublishing(whole).filter(({ severity }) => severity === 'error')).toEqual([]);
    const errors = checkPublishing(without).map(({ pointer }) => pointer);
    for (const used of [
      { computed: 'mood' },
      { experiment: 'words' },
      { quota: 'fans' },
      { target: 'out' }
    ] as Used[]) {
      expect(isThere(without, used)).toBe(false);
      for (const pointer of usesOf(without, used).filter((one) => !one.endsWith('/text')))
        expect(errors).toContain(pointer);
    }
  });
});

describe('quotas', () => {
  it('one without a condition counts everybody, and full it ends the survey for everybody', () => {
    const all = survey({ quotas: [{ id: 'all', limit: 3, full: 'out' }] });
    expect(filling(all, { answers: {} }).map(({ id }) => id)).toEqual(['all']);
    for (const page of withQuotas(all, ['all']).pages) expect(page.next?.[0]).toEqual({ if: undefined, to: 'out' });
  });

  it('what the team calls things is not on the page', () => {
    const page = JSON.stringify(sheetOf(survey(), 'en', { company: 'A', contact: '', name: '' }));
    for (const name of ['Wording', 'Short', 'Fans', 'Mood']) expect(page).not.toContain(name);
  });
});

describe('bands of a scale', () => {
  const bands = fc.array(fc.record({ from: fc.integer({ min: -2, max: 12 }), to: fc.integer({ min: -2, max: 12 }) }), {
    maxLength: 5
  });

  it('what is left over, held twice or held by nobody is what every code says by itself', () => {
    fc.assert(
      fc.property(bands, (list) => {
        const { left, overlaps, empty } = coverageOf(list, { min: 0, max: 10 });
        const codes = Array.from({ length: 11 }, (_, code) => code);
        const holding = (code: number) => list.flatMap(({ from, to }, at) => (code >= from && code <= to ? [at] : []));
        const inside = (range: { from: number; to: number }) => (code: number) =>
          code >= range.from && code <= range.to;
        for (const code of codes) {
          expect(left.some((range) => inside(range)(code))).toBe(holding(code).length === 0);
          expect(bandOf(list, code)).toBe(holding(code)[0] ?? null);
          const [a, b] = holding(code);
          if (b !== undefined)
            expect(overlaps.some((one) => one.first === a && one.second === b && inside(one.at)(code))).toBe(true);
        }
        for (const [at] of list.entries())
          expect(empty.includes(at)).toBe(!codes.some((code) => holding(code).includes(at)));
      })
    );
  });

  it('those to start with hold every code once', () => {
    for (const [min, max] of [
      [0, 10],
      [1, 5],
      [1, 7],
      [1, 3],
      [0, 1],
      [1, 11]
    ] as const)
      expect(coverageOf(usualBands({ min, max }), { min, max })).toEqual({ left: [], overlaps: [], empty: [] });
    expect(usualBands({ min: 0, max: 10 }).map(({ from, to }) => [from, to])).toEqual([
      [0, 6],
      [7, 8],
      [9, 10]
    ]);
  });
});

describe('shapes of an expression', () => {
  const begin = { part: { question: 'speed' }, condition: { question: 'speed', op: 'ge' as const, value: 5 } };
  const shapes = [...listShapes, ...pairShapes, 'round', 'if', 'constant'] as const;
  const steps = fc.array(
    fc.record({ shape: fc.constantFrom(...shapes), at: fc.nat(2), act: fc.constantFrom('shape', 'add', 'remove') }),
    { maxLength: 12 }
  );
  const fits = (value: Expression) => readDocument({ ...survey(), computed: [{ id: 'mood', value }] }).ok;

  it('whatever is done to one piece by piece, a document can hold it and it can be worked out', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let value: Expression = { question: 'speed' };
        for (const { shape, at, act } of list) {
          const parts = partsOf(value);
          if (act === 'shape') value = reshaped(value, shape, begin);
          else if (act === 'add') value = withParts(value, [...parts, 3]);
          else
            value = withParts(
              value,
              parts.filter((_, place) => place !== at % Math.max(1, parts.length))
            );
          expect(fits(value), JSON.stringify(value)).toBe(true);
          expect(() => evaluate(value, { answers: { speed: 7 } })).not.toThrow();
        }
      })
    );
  });

  it('a calculation keeps its parts in the next one, as far as that takes them', () => {
    const sum: Expression = { sum: [{ question: 'speed' }, { question: 'price' }, 1] };
    expect(reshaped(sum, 'mean', begin)).toEqual({ mean: sum.sum });
    expect(reshaped(sum, 'difference', begin)).toEqual({ difference: [sum.sum[0], sum.sum[1]] });
    expect(reshaped({ question: 'price' }, 'round', begin)).toEqual({ round: { question: 'price' }, digits: 0 });
    expect(shapeOf({ digits: 1, round: 2.25 })).toBe('round');
    expect(arithmetic.has('count')).toBe(false);
  });
});

describe('the map', () => {
  it('UX-35 says where every branch and quota leads, what follows, what goes round and what is gone', () => {
    const document = survey();
    const [first, second, third, last] = document.pages;
    const map = mapOf({
      ...document,
      pages: [
        { ...first!, next: [...first!.next!, { to: 'four' }] },
        { ...second!, next: [{ if: { question: 'care', op: 'answered' }, to: 'one' }] },
        { ...third!, next: [{ to: 'nowhere' }] },
        last!
      ]
    });
    expect(map.pages.map(({ branches }) => branches.map(({ to, back }) => [to, back]))).toEqual([
      [
        [{ kind: 'ending', at: 0 }, false],
        [{ kind: 'page', at: 3 }, false]
      ],
      [[{ kind: 'page', at: 0 }, true]],
      [[{ kind: 'gone', id: 'nowhere' }, false]],
      []
    ]);
    expect(map.pages.map(({ falls }) => falls)).toEqual([false, true, true, true]);
    expect(map.pages.map(({ exchanges }) => exchanges)).toEqual([[], [2], [1], []]);
    expect(map.quotas.map(({ to }) => to)).toEqual([{ kind: 'ending', at: 0 }]);
  });

  it('lines that run side by side have lanes of their own, unless they lead to the same place', () => {
    const span = fc.record({ from: fc.integer({ min: 0, max: 15 }), to: fc.integer({ min: 0, max: 15 }) });
    fc.assert(
      fc.property(fc.array(span, { maxLength: 20 }), (spans) => {
        const lanes = lanesOf(spans);
        for (const [a, one] of spans.entries())
          for (const [b, two] of spans.entries()) {
            if (a === b || one.to === two.to || lanes[a] !== lanes[b]) continue;
            const [low, high] = [
              Math.max(Math.min(one.from, one.to), Math.min(two.from, two.to)),
              Math.min(Math.max(one.from, one.to), Math.max(two.from, two.to))
            ];
            expect(low < high).toBe(false);
          }
      })
    );
  });
});
