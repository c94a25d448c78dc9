import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { operators, type Condition, type Value } from '#lib/survey/condition.ts';
import type { Expression } from '#lib/survey/expression.ts';
import { fieldsByName } from '#lib/survey/fields.ts';
import { pathOf, type Path } from '#lib/survey/flow.ts';
import type { Branch, Frame, FrameQuestion } from '#lib/survey/frame.ts';
import { tracker } from '#lib/survey/tracker.ts';

const names = ['a', 'b', 'c.x', 'c.y', 'd', 'e', 'e.z', 'f.x', 'f', 'g', 'gone'];
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom('x', 'y', 'z', 'na'),
  fc.subarray(['x', 'y', 'z'], { minLength: 1 })
);
const subject = fc.oneof(
  { weight: 4, arbitrary: fc.record({ question: fc.constantFrom(...names) }) },
  { weight: 1, arbitrary: fc.record({ computed: fc.constantFrom('k', 'l', 'm', 'gone') }) }
);
const condition: fc.Arbitrary<Condition> = fc.letrec<{ c: Condition }>((tie) => ({
  c: fc.oneof(
    { maxDepth: 2 },
    {
      weight: 3,
      arbitrary: fc
        .tuple(subject, fc.constantFrom(...operators), value)
        .map(([of, op, value]) => ({ ...of, op, value }) as Condition)
    },
    fc.tuple(subject, subject).map(([of, than]) => ({ ...of, op: 'lt', than }) as Condition),
    fc.record({ all: fc.array(tie('c'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('c'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('c') })
  )
})).c;
const maybe = fc.option(condition, { nil: undefined, freq: 2 });
const expression: fc.Arbitrary<Expression> = fc.oneof(
  subject,
  fc.record({ sum: fc.array(subject, { minLength: 1, maxLength: 4 }) }),
  fc.record({ count: fc.array(subject, { minLength: 1, maxLength: 4 }) }),
  fc.record({ if: condition, then: subject, else: subject })
);
const part = (code: string, showIf: Condition | undefined, more: object = {}) => ({ code, showIf, ...more });

/** Pages of every sort of question, with conditions everywhere, branches onward, backward and out, and computed values in rings. */
const survey: fc.Arbitrary<Frame> = fc
  .record({
    ifs: fc.array(maybe, { minLength: 7, maxLength: 7 }),
    parts: fc.array(maybe, { minLength: 12, maxLength: 12 }),
    pageIfs: fc.array(maybe, { minLength: 7, maxLength: 7 }),
    breaks: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
    branches: fc.array(
      fc.array(fc.record({ if: maybe, to: fc.constantFrom('p0', 'p2', 'p4', 'p5', 'out', 'gone') }), { maxLength: 2 }),
      {
        minLength: 7,
        maxLength: 7
      }
    ),
    values: fc.tuple(expression, expression, expression)
  })
  .map(({ ifs, parts, pageIfs, breaks, branches, values }) => {
    const scale = { min: 0, max: 4 };
    const options = (from: number) => [
      part('x', parts[from]),
      part('y', parts[from + 1]),
      part('z', parts[from + 2], { other: true })
    ];
    const kinds: Omit<FrameQuestion, 'required'>[] = [
      { id: 'a', kind: 'rating', scale },
      { id: 'b', kind: 'choice', options: options(0), naLabel: 1 },
      {
        id: 'c',
        kind: 'matrix',
        scale,
        items: [
          { id: 'x', showIf: parts[3] },
          { id: 'y', showIf: parts[4] }
        ]
      },
      { id: 'd', kind: 'multiple', options: options(5) },
      { id: 'e', kind: 'choice', options: options(8) },
      { id: 'f', kind: 'ranking', options: [part('x', parts[11]), part('y', undefined)], naLabel: 1 },
      { id: 'g', kind: 'number' }
    ];
    const pages: { id: string; showIf: Condition | undefined; next: Branch[]; questions: FrameQuestion[] }[] = [];
    for (const [at, kind] of kinds.entries()) {
      if (at === 0 || breaks[at]) pages.push({ id: `p${at}`, showIf: pageIfs[at], next: branches[at]!, questions: [] });
      pages.at(-1)!.questions.push({ ...kind, required: false, showIf: ifs[at] });
    }
    return { pages, computed: ['k', 'l', 'm'].map((id, at) => ({ id, value: values[at]! })), endings: [{ id: 'out' }] };
  });

const told = ({ steps, kept, off, ending, facts }: Path): unknown => ({
  steps: steps.map(({ page, questions }) => [page.id, questions.map(({ id }) => id)]),
  kept,
  off: [...off].sort(),
  ending,
  computed: ['k', 'l', 'm'].map((id) => facts.computed?.(id))
});

describe('tracker', () => {
  test('after any changes it says what the whole pass says of the same answers (800 surveys, up to 20 changes each)', () => {
    const changes = fc.array(
      fc.tuple(fc.constantFrom(...names, 'b.z', 'f.y'), fc.option(value, { nil: undefined, freq: 4 })),
      {
        minLength: 1,
        maxLength: 20
      }
    );
    fc.assert(
      fc.property(survey, changes, (frame, list) => {
        const follows = tracker(frame);
        expect(told(follows.path())).toEqual(told(pathOf(frame, {})));
        const answers: Record<string, Value> = {};
        for (const [field, value] of list) {
          if (value === undefined) delete answers[field];
          else answers[field] = value;
          expect(told(follows.change({ [field]: value }))).toEqual(told(pathOf(frame, answers)));
        }
      }),
      { numRuns: 800 }
    );
  });

  test('a way that was given stays as it was when answers change on', () => {
    const frame: Frame = {
      pages: [{ id: 'p', questions: [{ id: 'a', kind: 'number', required: false }] }],
      computed: [{ id: 'k', value: { question: 'a' } }]
    };
    const follows = tracker(frame, { a: 1 });
    const before = follows.path();
    follows.change({ a: 2 });
    expect([before.kept, before.facts.computed?.('k'), follows.path().kept]).toEqual([{ a: 1 }, 1, { a: 2 }]);
    expect([...fieldsByName(frame).keys()]).toEqual(['a']);
  });

  test('only what depends on a change is decided again', () => {
    let looks = 0;
    const counted = (question: string): Condition => ({
      get question() {
        looks += 1;
        return question;
      },
      op: 'ge',
      value: 3
    });
    const rating = (id: string, showIf?: Condition): FrameQuestion => ({
      id,
      kind: 'rating',
      required: false,
      scale: { min: 1, max: 5 },
      showIf
    });
    const count = 100;
    const questions = [
      rating('a'),
      rating('b'),
      ...Array.from({ length: count }, (_, at) => rating(`q${at}`, counted(at === 0 ? 'b' : 'a')))
    ];
    const follows = tracker({ pages: [{ id: 'p', questions }] });
    looks = 0;
    follows.change({ b: 4 });
    expect(looks).toBeGreaterThan(0);
    expect(looks).toBeLessThan(5);
    looks = 0;
    follows.change({ a: 4 });
    expect(looks).toBeGreaterThanOrEqual(count - 1);
  });
});
