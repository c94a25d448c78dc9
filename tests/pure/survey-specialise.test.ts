import { describe, expect, test } from 'vitest';
import type { Condition, Value } from '#lib/survey/condition.ts';
import { questionsOf, type SurveyDocument } from '#lib/survey/document.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { readDocument } from '#lib/survey/format.ts';
import { withQuotas } from '#lib/survey/quotas.ts';
import { armsOf, isPlain, specialise } from '#lib/survey/specialise.ts';
import { blank } from '#lib/survey/templates/blank.ts';

const en = (text: string) => ({ en: text });
const part = (code: string, more: object = {}) => ({ code, text: en(code), ...more });
const item = (id: string, more: object = {}) => ({ id, text: en(id), ...more });
const five = { min: 1, max: 5, labels: { '1': en('low'), '5': en('high') } };
const page = (id: string, questions: object[], more: object = {}) => ({
  ...{ id, questions: questions.map((one) => ({ text: en('?'), ...one })) },
  ...more
});

function survey(pages: object[], more: object = {}): SurveyDocument {
  const read = readDocument({ ...blank('en'), pages, ...more });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.document;
}
const met = (document: SurveyDocument, known: Record<string, Value>, seed = 'somebody') =>
  specialise(document, { seed, known });
const ids = (document: SurveyDocument) => questionsOf(document).map(({ id }) => id);
const question = (document: SurveyDocument, id: string) => questionsOf(document).find((one) => one.id === id)!;
const codes = (document: SurveyDocument, id: string) =>
  (question(document, id).options ?? question(document, id).items ?? []).map((one) =>
    'code' in one ? one.code : one.id
  );
const seeds = Array.from({ length: 60 }, (_, n) => `seed ${n}`);

describe('a survey made ready for one respondent', () => {
  for (const name of [
    'company',
    'stage',
    'tier',
    'region',
    'language',
    'channel',
    'segment.segment',
    'attribute.contract',
    'arm.price',
    'quota.north'
  ]) {
    test(`knows ${name}: pages, questions, options, items, branches, demands and quotas depend on it`, () => {
      const is: Condition = { known: name, op: 'eq', value: 'here' };
      const other = { known: name, op: 'in', value: ['there', 'elsewhere'] };
      const document = survey(
        [
          page('first', [{ id: 'a', kind: 'rating', scale: five, requiredIf: is }], { next: [{ if: is, to: 'out' }] }),
          page('second', [
            { id: 'b', kind: 'yesno', showIf: is },
            { id: 'c', kind: 'yesno', showIf: { not: is } },
            { id: 'd', kind: 'choice', options: [part('x'), part('y', { showIf: is }), part('z', { showIf: other })] },
            { id: 'e', kind: 'matrix', scale: five, items: [item('x'), item('y', { showIf: is })] },
            { id: 'f', kind: 'number', checks: [{ holds: is, message: en('no') }] }
          ]),
          page('third', [{ id: 'g', kind: 'yesno' }], { showIf: other })
        ],
        {
          ...{ endings: [{ id: 'out', kind: 'complete', title: en('Bye'), text: en('') }] },
          ...(name.startsWith('arm.')
            ? { experiments: [{ id: 'price', arms: [{ id: 'here' }, { id: 'there' }] }] }
            : {})
        }
      );
      const seedOf = (arm: string) =>
        seeds.find((seed) => !name.startsWith('arm.') || armsOf(document, seed)['price'] === arm)!;
      const here = met(document, { [name]: 'here' }, seedOf('here'));
      expect(ids(here)).toEqual(['a', 'b', 'd', 'e', 'f']);
      expect([codes(here, 'd'), codes(here, 'e')]).toEqual([
        ['x', 'y'],
        ['x', 'y']
      ]);
      expect([question(here, 'a').required, question(here, 'f').checks]).toEqual([true, []]);
      expect(pathOf(here, {}).ending).toBe('out');

      const there = met(document, { [name]: 'there' }, seedOf('there'));
      expect(ids(there)).toEqual(['a', 'c', 'd', 'e', 'f', 'g']);
      expect([codes(there, 'd'), codes(there, 'e')]).toEqual([['x', 'z'], ['x']]);
      expect([question(there, 'a').required, question(there, 'f').checks?.length]).toEqual([false, 1]);
      expect(pathOf(there, {}).ending).toBeNull();

      if (name.startsWith('arm.')) return;
      // Of whom nothing is known, nothing holds, and what is denied does.
      expect(ids(met(document, {}))).toEqual(['a', 'c', 'd', 'e', 'f']);
      expect(codes(met(document, {}), 'd')).toEqual(['x']);
      for (const one of [here, there]) expect(JSON.stringify(one.pages)).not.toContain('"known"');
    });
  }

  test('what is known and what is answered go together: what is left of a condition looks at answers alone', () => {
    const document = survey([
      page('one', [
        { id: 'a', kind: 'rating', scale: five },
        {
          id: 'b',
          kind: 'yesno',
          showIf: {
            all: [
              { known: 'stage', op: 'eq', value: 'stable' },
              {
                any: [
                  { question: 'a', op: 'le', value: 2 },
                  { known: 'tier', op: 'eq', value: 'high' }
                ]
              }
            ]
          }
        }
      ])
    ]);
    const shown = (known: Record<string, Value>, a: number) =>
      pathOf(met(document, known), { a }).steps.flatMap(({ questions }) => questions.map(({ id }) => id));
    expect(shown({ stage: 'stable' }, 2)).toEqual(['a', 'b']);
    expect(shown({ stage: 'stable' }, 3)).toEqual(['a']);
    expect(shown({ stage: 'stable', tier: 'high' }, 3)).toEqual(['a', 'b']);
    expect(shown({ stage: 'decline', tier: 'high' }, 1)).toEqual(['a']);
    expect(isPlain(document)).toBe(false);
  });

  test('pages of a set, questions, options and items come in an order of chance that one respondent keeps', () => {
    const parts = ['p', 'q', 'r', 's'].map((code) => part(code));
    const document = survey(
      [
        page('first', [{ id: 'hello', kind: 'statement' }]),
        page(
          'mixed',
          [
            { id: 'intro', kind: 'statement' },
            {
              id: 'a',
              kind: 'choice',
              shuffle: true,
              options: [
                part('top', { fixed: true }),
                ...parts,
                part('other', { other: true }),
                part('none', { exclusive: true })
              ]
            },
            {
              id: 'b',
              kind: 'matrix',
              scale: five,
              shuffle: true,
              items: [item('p'), item('q'), item('r', { fixed: true }), item('s')]
            },
            { id: 'c', kind: 'yesno' }
          ],
          { shuffle: true }
        ),
        ...['x', 'y', 'z'].map((id) => page(id, [{ id: `in_${id}`, kind: 'yesno' }])),
        page('last', [{ id: 'end', kind: 'yesno' }])
      ],
      { shuffledPages: [['x', 'y', 'z']] }
    );
    const orders = (what: (one: SurveyDocument) => readonly string[]) =>
      new Set(seeds.map((seed) => what(met(document, {}, seed)).join(' ')));
    const pages = orders((one) => one.pages.map(({ id }) => id));
    expect(pages.size).toBe(6);
    for (const order of pages) expect(order).toMatch(/^first mixed (x|y|z) (x|y|z) (x|y|z) last$/);
    const questions = orders((one) => one.pages[1]!.questions.map(({ id }) => id));
    expect(questions.size).toBe(6);
    // What is read keeps its place, and so do the fixed, "other" and "none of these".
    for (const order of questions) expect(order).toMatch(/^intro /);
    const options = orders((one) => codes(one, 'a'));
    expect(options.size).toBeGreaterThan(15);
    for (const order of options) expect(order).toMatch(/^top ([p-s] ){4}other none$/);
    const items = orders((one) => codes(one, 'b'));
    expect(items.size).toBe(6);
    for (const order of items) expect(order).toMatch(/^[pqs] [pqs] r [pqs]$/);
    for (const seed of seeds.slice(0, 5)) expect(met(document, {}, seed)).toEqual(met(document, {}, seed));
  });

  test('options and items are carried forward by what was chosen, not chosen, or rated so, before those of its own', () => {
    const list = [part('x'), part('y'), part('z'), part('none', { exclusive: true })];
    const document = survey([
      page('one', [
        { id: 'used', kind: 'multiple', options: list },
        { id: 'rated', kind: 'matrix', scale: five, items: [item('x'), item('y'), item('z')] }
      ]),
      page('two', [
        { id: 'best', kind: 'choice', optionsFrom: { question: 'used', which: 'chosen' }, options: [part('all')] },
        { id: 'missed', kind: 'ranking', optionsFrom: { question: 'used', which: 'not_chosen' } },
        { id: 'low', kind: 'matrix', scale: five, itemsFrom: { question: 'rated', which: 'rated', from: 1, to: 2 } },
        { id: 'high', kind: 'multiple', optionsFrom: { question: 'rated', which: 'rated', from: 4 } }
      ])
    ]);
    const shown = (answers: Record<string, Value>) => {
      const ready = met(document, {});
      const { steps, off } = pathOf(ready, answers);
      return Object.fromEntries(
        (steps.find((step) => step.page.id === 'two')?.questions ?? []).map(({ id }) => [
          id,
          codes(ready, id).filter((code) => !off.has(`${id}.${code}`))
        ])
      );
    };
    const answers = { used: ['x', 'z'], 'rated.x': 1, 'rated.y': 3, 'rated.z': 5 };
    expect(shown(answers)).toEqual({ best: ['x', 'z', 'all'], missed: ['y'], low: ['x'], high: ['z'] });
    // Going back and changing it changes what is asked; a list that has lost everything is not asked.
    expect(shown({ used: ['none'], 'rated.x': 3, 'rated.y': 3 })).toEqual({ best: ['all'], missed: ['x', 'y', 'z'] });
    expect(pathOf(met(document, {}), { used: ['x'], best: 'z' }).kept).toEqual({ used: ['x'] });
  });

  test('a quota that is full leads those who belong to it to its ending, and nobody else', () => {
    const document = survey([page('one', [{ id: 'a', kind: 'yesno' }]), page('two', [{ id: 'b', kind: 'yesno' }])], {
      endings: [{ id: 'full', kind: 'screened_out', title: en('Enough'), text: en('') }],
      quotas: [{ id: 'yes', limit: 1, when: { question: 'a', op: 'eq', value: 'yes' }, full: 'full' }]
    });
    const ending = (full: string[], a: string) => pathOf(met(withQuotas(document, full), {}), { a }).ending;
    expect([ending(['yes'], 'yes'), ending(['yes'], 'no'), ending([], 'yes')]).toEqual(['full', null, null]);
  });

  test('arms are drawn by their weights', () => {
    const document = survey([page('one', [{ id: 'a', kind: 'yesno' }])], {
      experiments: [
        {
          id: 'e',
          arms: [
            { id: 'rare', weight: 1 },
            { id: 'often', weight: 3 }
          ]
        }
      ]
    });
    const drawn = Array.from({ length: 4000 }, (_, n) => armsOf(document, `${n}`)['e']);
    const rare = drawn.filter((arm) => arm === 'rare').length;
    // Four standard errors of a share of one in four.
    expect(Math.abs(rare - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25 * 0.75));
  });
});
