import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds, operators, type Answers, type Condition } from '#lib/survey/condition.ts';
import { faultsIn } from '#lib/survey/faults.ts';
import { pathOf, positionOf, progressOf, turn } from '#lib/survey/flow.ts';
import { frameOf, type Frame, type FrameQuestion } from '#lib/survey/frame.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const value = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant('na'));
const condition: fc.Arbitrary<Condition> = fc.letrec<{ c: Condition }>((tie) => ({
  c: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      question: fc.constantFrom(...ids, 'gone'),
      op: fc.constantFrom(...operators),
      value: fc.oneof(value, fc.array(value, { maxLength: 3 }))
    }),
    fc.record({ all: fc.array(tie('c'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('c'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('c') })
  )
})).c;
const showIf = fc.option(condition, { nil: undefined, freq: 2 });
const survey: fc.Arbitrary<Frame> = fc
  .array(fc.record({ showIf, required: fc.boolean(), newPage: fc.boolean(), pageIf: showIf }), {
    minLength: 6,
    maxLength: 6
  })
  .map((rows) => {
    const pages: { id: string; showIf: Condition | undefined; questions: FrameQuestion[] }[] = [];
    for (const [at, row] of rows.entries()) {
      if (at === 0 || row.newPage) pages.push({ id: `p${at}`, showIf: row.pageIf, questions: [] });
      pages.at(-1)!.questions.push({
        id: ids[at]!,
        kind: 'rating',
        required: row.required,
        scale: { min: 0, max: 5 },
        showIf: row.showIf
      });
    }
    return { pages };
  });
const answers: fc.Arbitrary<Answers> = fc.dictionary(fc.constantFrom(...ids, 'gone'), value);

describe('flow', () => {
  test('nothing hidden is ever kept, and what is kept leads the same way again (2,000 surveys)', () => {
    fc.assert(
      fc.property(survey, answers, (frame, given) => {
        const path = pathOf(frame, given);
        const shown = new Set(path.steps.flatMap((step) => step.questions.map((q) => q.id)));
        expect(Object.keys(path.kept).every((id) => shown.has(id))).toBe(true);
        const { facts: _, ...way } = path;
        expect(pathOf(frame, path.kept)).toMatchObject(way);
      }),
      { numRuns: 2000 }
    );
  });

  test('what the page hands to its script finds the same way as the full document (2,000 surveys)', () => {
    fc.assert(
      fc.property(survey, answers, (frame, given) => {
        const residue = JSON.parse(JSON.stringify(frameOf(frame))) as Frame;
        const way = (f: Frame): unknown => pathOf(f, given).steps.map((s) => [s.page.id, s.questions.map((q) => q.id)]);
        expect(way(residue)).toEqual(way(frame));
        expect(pathOf(residue, given).kept).toEqual(pathOf(frame, given).kept);
      }),
      { numRuns: 2000 }
    );
  });

  test('answering whatever is asked always ends, within as many turns as there are questions and pages (2,000 walks)', () => {
    fc.assert(
      fc.property(survey, fc.infiniteStream(value), fc.infiniteStream(fc.nat(9)), (frame, values, dice) => {
        let given: Answers = {};
        let page = pathOf(frame, given).steps[0]?.page.id ?? '';
        for (let turns = 0; turns < 40; turns++) {
          const before = given;
          const step = pathOf(frame, given).steps.find((s) => s.page.id === page);
          for (const question of step?.questions ?? []) {
            if (turns > 20 || (dice.next().value ?? 0) > 2)
              given = { ...given, [question.id]: values.next().value ?? 0 };
          }
          const back = turns < 20 && (dice.next().value ?? 0) === 0;
          const next = turn(frame, before, given, page, back ? 'back' : 'next');
          if (next.to === 'end') {
            for (const one of pathOf(frame, given).steps)
              expect(faultsIn(one.questions, pathOf(frame, given))).toEqual([]);
            return;
          }
          page = next.page;
        }
        expect.unreachable('the walk did not end');
      }),
      { numRuns: 2000 }
    );
  });

  test('a question that hides takes the questions that hang on it along', () => {
    const q = (id: string, when?: Condition): FrameQuestion => ({
      id,
      kind: 'rating',
      required: false,
      scale: { min: 1, max: 5 },
      showIf: when
    });
    const low = (id: string): Condition => ({ question: id, op: 'le', value: 2 });
    const chain: Frame = { pages: [{ id: 'p', questions: [q('a'), q('b', low('a')), q('c', low('b'))] }] };
    expect(pathOf(chain, { a: 1, b: 1, c: 3 }).kept).toEqual({ a: 1, b: 1, c: 3 });
    expect(pathOf(chain, { a: 4, b: 1, c: 3 }).kept).toEqual({ a: 4 });
  });

  test('F-32 without script a page is shown once more when an answer brings a further question to light', () => {
    const frame: Frame = {
      pages: [
        {
          id: 'one',
          questions: [
            { id: 'a', kind: 'rating', required: false, scale: { min: 1, max: 5 } },
            { id: 'b', kind: 'text', required: false, showIf: { question: 'a', op: 'le', value: 2 } }
          ]
        },
        { id: 'two', questions: [{ id: 'c', kind: 'text', required: true }] }
      ]
    };
    expect(turn(frame, {}, { a: 1 }, 'one', 'next')).toEqual({ to: 'stay', page: 'one', faults: [] });
    expect(turn(frame, { a: 1 }, { a: 1 }, 'one', 'next')).toEqual({ to: 'page', page: 'two' });
    expect(turn(frame, {}, { a: 5 }, 'one', 'next')).toEqual({ to: 'page', page: 'two' });
    expect(turn(frame, { a: 5 }, { a: 5 }, 'two', 'next')).toEqual({
      to: 'stay',
      page: 'two',
      faults: [{ question: 'c', code: 'required' }]
    });
    expect(turn(frame, { a: 5 }, { a: 5 }, 'two', 'back')).toEqual({ to: 'page', page: 'one' });
    expect(turn(frame, { a: 5 }, { a: 5, c: 'x' }, 'two', 'next')).toEqual({ to: 'end' });
  });

  test('a page that is off the way by the time it is sent is left for what comes behind it, forward and back', () => {
    const asks = (id: string): FrameQuestion => ({ id, kind: 'yesno', required: false });
    const frame: Frame = {
      pages: [
        { id: 'one', questions: [asks('a')] },
        { id: 'two', questions: [asks('b')], showIf: { question: 'a', op: 'eq', value: 'yes' } },
        { id: 'three', questions: [asks('c')], next: [{ if: { question: 'a', op: 'eq', value: 'no' }, to: 'over' }] },
        { id: 'four', questions: [{ ...asks('d'), required: true }] }
      ],
      endings: [{ id: 'over' }]
    };
    expect(turn(frame, {}, { a: 'no' }, 'two', 'next')).toEqual({ to: 'page', page: 'three' });
    expect(turn(frame, {}, { a: 'no' }, 'two', 'back')).toEqual({ to: 'page', page: 'one' });
    expect(turn(frame, {}, { a: 'no' }, 'four', 'next')).toEqual({ to: 'end' });
    expect(turn(frame, {}, { a: 'no' }, 'four', 'back')).toEqual({ to: 'page', page: 'three' });
    expect(turn(frame, {}, { a: 'yes' }, 'nowhere', 'next')).toEqual({ to: 'page', page: 'two' });
  });

  test('comparisons with what was not said are false, and "does not apply" has no size', () => {
    const ask = (op: (typeof operators)[number], given: Answers): boolean =>
      holds({ question: 'a', op, value: 3 }, { answers: given });
    expect(operators.filter((op) => ask(op, {}))).toEqual([]);
    expect(operators.filter((op) => ask(op, { a: 'na' }))).toEqual(['ne', 'answered']);
    expect(operators.filter((op) => ask(op, { a: 3 }))).toEqual(['eq', 'le', 'ge', 'in', 'includes', 'answered']);
    expect(holds({ question: 'constructor', op: 'answered' }, { answers: {} })).toBe(false);
  });

  test('UX-08 progress counts questions, not pages, and is silent under six', () => {
    const path = pathOf(postMergerRelationship, {});
    expect(path.steps.map((_, at) => progressOf(path, at))).toEqual([
      { from: 1, to: 3, of: 11 },
      { from: 4, to: 9, of: 11 },
      { from: 10, to: 11, of: 11 }
    ]);
    expect(progressOf(pathOf({ pages: postMergerRelationship.pages.slice(0, 1) }, {}), 0)).toBeNull();
    expect(positionOf(path, 'outlook')).toBe(2);
    expect(positionOf(path, 'gone')).toBe(0);
  });
});
