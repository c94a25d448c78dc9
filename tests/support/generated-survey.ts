/** Surveys of every kind with conditions everywhere, for properties of the engine: fast-check makes them, and what people do with them. */
import fc from 'fast-check';
import { operators, type Condition, type Subject } from '../../src/lib/survey/condition.ts';
import type { Computed, Expression } from '../../src/lib/survey/expression.ts';
import type { Frame, FramePage, FrameQuestion } from '../../src/lib/survey/frame.ts';
import { kinds, type Kind } from '../../src/lib/survey/kinds.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const parts = ['x', 'y', 'z'];
const names = ids.flatMap((id) => [id, ...parts.map((part) => `${id}.${part}`), `${id}.x.expected`, `${id}.email`]);

/** What may be said, right or wrong. */
export const spoken = [
  '',
  '0',
  '1',
  '2',
  '3',
  '5',
  '-1',
  '2,5',
  'na',
  'x',
  'y',
  'z',
  'yes',
  'no',
  '2026-03-01',
  'a@b.cd',
  'words'
];

const subject: fc.Arbitrary<Subject> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ question: fc.constantFrom(...names, 'gone') }) },
  { weight: 1, arbitrary: fc.record({ computed: fc.constantFrom('one', 'two', 'gone') }) }
);
const value = fc.constantFrom<number | string>(0, 1, 2, 3, 5, 'na', 'x', 'y', 'yes', 'no', '2026-03-01');
const condition: fc.Arbitrary<Condition> = fc.letrec<{ c: Condition }>((tie) => ({
  c: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc
      .tuple(
        subject,
        fc.constantFrom(...operators),
        fc.oneof(value, fc.array(value, { maxLength: 2 })),
        fc.option(subject, { nil: undefined, freq: 6 })
      )
      .map(([what, op, value, than]) => ({ ...what, op, value, than })),
    fc.record({ all: fc.array(tie('c'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ any: fc.array(tie('c'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('c') })
  )
})).c;
const maybe = fc.option(condition, { nil: undefined, freq: 3 });
const expression: fc.Arbitrary<Expression> = fc.oneof(
  fc.record({ sum: fc.array(subject, { minLength: 1, maxLength: 3 }) }),
  fc.record({ count: fc.array(subject, { minLength: 1, maxLength: 3 }) }),
  fc.record({ join: fc.array(subject, { minLength: 1, maxLength: 2 }) }),
  fc.record({ if: condition, then: subject, else: fc.constant(1) })
);

const bare = fc.record({
  kind: fc.constantFrom(...(Object.keys(kinds) as Kind[])),
  required: fc.boolean(),
  requiredIf: maybe,
  na: fc.boolean(),
  showIf: maybe,
  shows: fc.array(maybe, { minLength: 3, maxLength: 3 }),
  check: maybe,
  choose: fc.option(fc.record({ min: fc.integer({ min: 1, max: 2 }), max: fc.integer({ min: 2, max: 3 }) }), {
    nil: undefined
  }),
  newPage: fc.boolean(),
  pageIf: maybe,
  branch: fc.option(fc.tuple(maybe, fc.constantFrom('p2', 'p4', 'p6', 'out')), { nil: undefined, freq: 4 })
});
type Bare = typeof bare extends fc.Arbitrary<infer T> ? T : never;

function questionOf(row: Bare, id: string): FrameQuestion {
  const { kind, required, requiredIf, showIf, choose, na } = row;
  const { per, needs } = { ...kinds[kind], needs: kinds[kind].needs as readonly string[] };
  const takes = kinds[kind].takes as readonly string[];
  return {
    ...{ id, kind, required, requiredIf, showIf },
    scale: needs.includes('scale') ? { min: 0, max: 5 } : undefined,
    options: needs.includes('options')
      ? parts.map((code, at) => ({ code, exclusive: code === 'z', other: code === 'y', showIf: row.shows[at] }))
      : undefined,
    items: per === 'item' || per === 'side' ? parts.map((id, at) => ({ id, showIf: row.shows[at] })) : undefined,
    choose: takes.includes('choose') ? choose : undefined,
    total: kind === 'sum' ? 5 : undefined,
    range: kind === 'number' || kind === 'slider' ? { min: 0, max: 3, step: 1 } : undefined,
    days: kind === 'date' ? { from: '2026-01-01' } : undefined,
    length: kind === 'text' ? { min: 2 } : undefined,
    parts: kind === 'contact' ? [{ part: 'email', required }] : undefined,
    checks: row.check ? [{ holds: row.check }] : undefined,
    naLabel: na && takes.includes('naLabel') ? 'does not apply' : undefined
  };
}

/** A survey of seven questions on up to seven pages. */
export const generatedSurvey: fc.Arbitrary<Frame> = fc
  .tuple(fc.array(bare, { minLength: 7, maxLength: 7 }), expression, expression)
  .map(([rows, one, two]) => {
    const pages: (FramePage & { questions: FrameQuestion[] })[] = [];
    for (const [at, row] of rows.entries()) {
      if (at === 0 || row.newPage) {
        const next = row.branch && [{ if: row.branch[0], to: row.branch[1] }];
        pages.push({ id: `p${at}`, showIf: row.pageIf, next, questions: [] });
      }
      pages.at(-1)!.questions.push(questionOf(row, ids[at]!));
    }
    const computed: Computed[] = [
      { id: 'one', value: one },
      { id: 'two', value: two }
    ];
    return { pages, computed, endings: [{ id: 'out' }] };
  });
