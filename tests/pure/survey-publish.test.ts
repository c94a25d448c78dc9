import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answers, Condition } from '#lib/survey/condition.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { readDocument } from '#lib/survey/format.ts';
import { judged, withDismissed } from '#lib/survey/review/dismissals.ts';
import { publishable, rules, score, type Finding, type FindingCode } from '#lib/survey/review/findings.ts';
import { checkPublishing } from '#lib/survey/review/review.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';

type Raw = Record<string, unknown>;
const t = (text: string) => ({ en: text });
const ends = { '1': t('low'), '5': t('high') };
const rating = (id: string, more: Raw = {}): Raw => ({
  id,
  kind: 'rating',
  text: t(`How is ${id}?`),
  scale: { min: 1, max: 5, labels: ends },
  ...more
});
const option = (code: string, more: Raw = {}): Raw => ({ code, text: t(code), ...more });
const choice = (id: string, codes: string[], more: Raw = {}): Raw => ({
  id,
  kind: 'choice',
  text: t(`Which ${id}?`),
  options: codes.map((code) => option(code)),
  ...more
});
const multiple = (id: string, codes: string[], more: Raw = {}): Raw => choice(id, codes, { kind: 'multiple', ...more });
const page = (id: string, questions: Raw[], more: Raw = {}): Raw => ({ id, questions, ...more });
const farewell = { title: t('Thanks'), text: t('Bye') };

function survey(pages: Raw[], more: Raw = {}): SurveyDocument {
  const reading = readDocument({
    format: 'concord-survey-1',
    key: 'x',
    title: t('X'),
    baseLanguage: 'en',
    languages: ['en'],
    trust: { line: t('Line') },
    privacy: { version: '1', text: t('Privacy') },
    thanks: { otherwise: farewell },
    pages,
    ...more
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.document;
}
const found = (document: SurveyDocument) =>
  checkPublishing(document).map(({ code, pointer, detail }) => ({ code, pointer, detail }));
const is = (question: string, op: string, value: unknown): Condition => ({ question, op, value }) as Condition;

const two = (first: Raw, second: Raw, more: Raw = {}) => survey([page('one', [first]), page('two', [second])], more);
const showing = (first: Raw, showIf: unknown) => two(first, rating('b', { showIf }));

const cases: [FindingCode, string, SurveyDocument, string?][] = [
  [
    'duplicate-id',
    '/endings/0/id',
    two(rating('a'), rating('b'), { endings: [{ id: 'one', kind: 'complete', ...farewell }] })
  ],
  [
    'duplicate-id',
    '/pages/0/questions/0/items',
    two(
      {
        ...rating('a'),
        kind: 'matrix',
        items: [
          { id: 'i', text: t('I') },
          { id: 'i', text: t('J') }
        ]
      },
      rating('b')
    )
  ],
  ['duplicate-option', '/pages/0/questions/0/options', two(choice('a', ['x', 'x']), rating('b')), 'x'],
  [
    'question-gone',
    '/pages/1/questions/0/requiredIf',
    two(rating('a'), rating('b', { requiredIf: is('z', 'answered', undefined) })),
    'z'
  ],
  [
    'question-gone',
    '/pages/1/questions/0/checks/0/holds',
    two(rating('a'), rating('b', { checks: [{ holds: is('z', 'eq', 1), message: t('no') }] })),
    'z'
  ],
  [
    'question-gone',
    '/pages/0/next/0/if',
    survey([page('one', [rating('a')], { next: [{ if: is('z', 'eq', 1), to: 'two' }] }), page('two', [rating('b')])]),
    'z'
  ],
  [
    'question-gone',
    '/quotas/0/when',
    two(rating('a'), rating('b'), { quotas: [{ id: 'k', limit: 1, when: is('z', 'eq', 1) }] }),
    'z'
  ],
  [
    'question-gone',
    '/computed/0/value',
    two(rating('a'), rating('b'), { computed: [{ id: 'k', value: { sum: [{ question: 'z' }] } }] }),
    'z'
  ],
  [
    'question-gone',
    '/pages/1/questions/0/showIf',
    showing(rating('a'), { question: 'a', op: 'lt', than: { question: 'z' } }),
    'z'
  ],
  [
    'question-gone',
    '/pages/1/questions/0/options/0/showIf',
    two(rating('a'), choice('b', [], { options: [option('x', { showIf: is('z', 'eq', 1) }), option('y')] })),
    'z'
  ],
  [
    'question-gone',
    '/indexes/0/items/0/field',
    two(rating('a'), rating('b'), { indexes: [{ metric: 'k', items: [{ field: 'z' }] }] }),
    'z'
  ],
  [
    'question-gone',
    '/pages/1/questions/0/optionsFrom',
    two(rating('a'), choice('b', [], { options: undefined, optionsFrom: { question: 'z', which: 'chosen' } })),
    'z'
  ],
  ['question-later', '/pages/0/questions/0/showIf', two(rating('a', { showIf: is('b', 'eq', 1) }), rating('b')), 'b'],
  [
    'question-later',
    '/pages/0/questions/0/showIf',
    two(rating('a', { showIf: { computed: 'k', op: 'ge', value: 1 } }), rating('b'), {
      computed: [{ id: 'k', value: { question: 'b' } }]
    }),
    'computed.k'
  ],
  [
    'question-later',
    '/pages/0/questions/0/optionsFrom',
    two(
      choice('a', [], { options: undefined, optionsFrom: { question: 'b', which: 'chosen' } }),
      choice('b', ['x', 'y'])
    ),
    'b'
  ],
  [
    'carried-ring',
    '/pages/0/questions/0/optionsFrom',
    two(
      choice('a', [], { options: undefined, optionsFrom: { question: 'b', which: 'chosen' } }),
      choice('b', [], { options: undefined, optionsFrom: { question: 'a', which: 'chosen' } })
    ),
    'a'
  ],
  [
    'carried-nothing',
    '/pages/1/questions/0/optionsFrom',
    two(rating('a'), choice('b', [], { options: undefined, optionsFrom: { question: 'a', which: 'chosen' } })),
    'a'
  ],
  ['value-gone', '/pages/1/questions/0/showIf', showing(choice('a', ['x', 'y']), is('a', 'eq', 'z')), 'a'],
  ['value-gone', '/pages/1/questions/0/showIf', showing(rating('a'), is('a', 'ge', 6)), 'a'],
  ['computed-gone', '/pages/1/questions/0/showIf', showing(rating('a'), { computed: 'k', op: 'eq', value: 1 }), 'k'],
  [
    'computed-ring',
    '/computed/0/value',
    two(rating('a'), rating('b'), {
      computed: [
        { id: 'k', value: { sum: [{ computed: 'l' }] } },
        { id: 'l', value: { computed: 'k' } }
      ]
    }),
    'k'
  ],
  ['arm-gone', '/pages/1/questions/0/showIf', showing(rating('a'), { known: 'arm.e', op: 'eq', value: 'x' }), 'e'],
  [
    'arm-gone',
    '/pages/1/questions/0/showIf',
    two(rating('a'), rating('b', { showIf: { known: 'arm.e', op: 'eq', value: 'z' } }), {
      experiments: [{ id: 'e', arms: [{ id: 'x' }, { id: 'y' }] }]
    }),
    'arm.e: z'
  ],
  ['quota-gone', '/pages/1/questions/0/showIf', showing(rating('a'), { known: 'quota.k', op: 'answered' }), 'k'],
  ['page-gone', '/pages/0/next/0/to', survey([page('one', [rating('a')], { next: [{ to: 'nowhere' }] })]), 'nowhere'],
  [
    'page-gone',
    '/quotas/0/full',
    two(rating('a'), rating('b'), { quotas: [{ id: 'k', limit: 1, when: is('a', 'eq', 1), full: 'nowhere' }] }),
    'nowhere'
  ],
  [
    'page-gone',
    '/shuffledPages/0/1',
    two(rating('a'), rating('b'), { shuffledPages: [['one', 'nowhere']] }),
    'nowhere'
  ],
  [
    'shuffle-overlap',
    '/shuffledPages/1/0',
    survey([page('one', [rating('a')]), page('two', [rating('b')]), page('three', [rating('c')])], {
      shuffledPages: [
        ['one', 'two'],
        ['two', 'three']
      ]
    }),
    'two'
  ],
  [
    'later-by-chance',
    '/pages/1/questions/0/showIf',
    two(rating('a'), rating('b', { showIf: is('a', 'eq', 1) }), { shuffledPages: [['one', 'two']] }),
    'a'
  ],
  [
    'later-by-chance',
    '/pages/0/questions/1/showIf',
    survey([page('one', [rating('a'), rating('b', { showIf: is('a', 'eq', 1) })], { shuffle: true })]),
    'a'
  ],
  [
    'leads-back',
    '/pages/1/next/0/to',
    survey([page('one', [rating('a')]), page('two', [rating('b')], { next: [{ to: 'one' }] })]),
    'one'
  ],
  [
    'way-by-chance',
    '/pages/0/next/0/to',
    survey(
      [
        page('one', [rating('a')], { next: [{ if: is('a', 'eq', 1), to: 'three' }] }),
        page('two', [rating('b')]),
        page('three', [rating('c')])
      ],
      { shuffledPages: [['two', 'three']] }
    ),
    'three'
  ],
  [
    'never-taken',
    '/pages/0/next/1',
    survey([
      page('one', [rating('a')], { next: [{ to: 'two' }, { to: 'three' }] }),
      page('two', [rating('b')]),
      page('three', [rating('c')])
    ]),
    'three'
  ],
  [
    'ending-unreached',
    '/endings/0',
    two(rating('a'), rating('b'), { endings: [{ id: 'out', kind: 'screened_out', ...farewell }] }),
    'out'
  ],
  ['never-shown', '/pages/1/questions/0', showing(rating('a'), { all: [is('a', 'lt', 3), is('a', 'gt', 4)] }), 'b'],
  [
    'never-shown',
    '/pages/1/questions/0',
    showing(
      { id: 'a', kind: 'number', text: t('How many?'), range: { decimals: 0 } },
      { all: [is('a', 'gt', 3), is('a', 'lt', 4)] }
    ),
    'b'
  ],
  [
    'never-shown',
    '/pages/1/questions/0',
    showing(
      { id: 'a', kind: 'date', text: t('When?') },
      { all: [is('a', 'gt', '2026-03-01'), is('a', 'lt', '2026-03-02')] }
    ),
    'b'
  ],
  ['never-shown', '/pages/1', survey([page('one', [rating('a')]), page('two', [])]), 'two'],
  [
    'never-shown',
    '/pages/1',
    survey([
      page('one', [rating('a', { required: true })], { next: [{ if: is('a', 'answered', undefined), to: 'three' }] }),
      page('two', [rating('b')]),
      page('three', [rating('c')])
    ]),
    'two'
  ],
  [
    'never-shown',
    '/pages/1',
    survey([
      page('one', [rating('a')], { next: [{ to: 'three' }] }),
      page('two', [rating('b')]),
      page('three', [rating('c')])
    ]),
    'two'
  ],
  // Hidden counts as unanswered: b shows for low marks only, so a high one of a and an answer of b exclude each other.
  [
    'never-shown',
    '/pages/0/questions/2',
    survey([
      page('one', [
        rating('a'),
        rating('b', { showIf: is('a', 'le', 2) }),
        rating('c', { showIf: { all: [is('a', 'ge', 4), is('b', 'answered', undefined)] } })
      ])
    ]),
    'c'
  ],
  [
    'never-shown',
    '/pages/1/questions/0/options/1',
    two(
      choice('a', ['x', 'y']),
      choice('b', [], {
        options: [option('x'), option('y', { showIf: { all: [is('a', 'eq', 'x'), is('a', 'eq', 'y')] } }), option('z')]
      })
    ),
    'b.y'
  ],
  [
    'never-shown',
    '/pages/1/questions/0',
    two(
      multiple('a', ['x', 'none'], { options: [option('x'), option('none', { exclusive: true })] }),
      rating('b', { showIf: is('a', 'includes', ['x', 'none']) })
    ),
    'b'
  ],
  [
    'never-seen',
    '/pages/1/questions/0',
    two(
      { id: 'a', kind: 'number', text: t('How many?') },
      rating('b', { showIf: { computed: 'k', op: 'lt', value: 0 } }),
      { computed: [{ id: 'k', value: { product: [{ question: 'a' }, { question: 'a' }] } }] }
    ),
    'b'
  ],
  [
    'choose-impossible',
    '/pages/0/questions/0/choose',
    two(multiple('a', ['x', 'y'], { choose: { min: 3 } }), rating('b'))
  ],
  [
    'too-few-options',
    '/pages/0/questions/0/options',
    two({ ...choice('a', ['x']), kind: 'sum', total: 100 }, rating('b')),
    '1'
  ],
  [
    'too-few-left',
    '/pages/1/questions/0/choose',
    two(
      multiple('a', ['x', 'y', 'z']),
      multiple('b', [], {
        options: undefined,
        optionsFrom: { question: 'a', which: 'chosen' },
        required: true,
        choose: { min: 2 }
      })
    ),
    '2'
  ],
  [
    'length-impossible',
    '/pages/0/questions/0/length',
    two({ id: 'a', kind: 'text', text: t('What?'), length: { min: 9, max: 3 } }, rating('b'))
  ],
  [
    'days-impossible',
    '/pages/0/questions/0/days',
    two({ id: 'a', kind: 'date', text: t('When?'), days: { from: '2026-02-01', to: '2026-01-01' } }, rating('b'))
  ],
  [
    'pattern-invalid',
    '/pages/0/questions/0/pattern/source',
    two({ id: 'a', kind: 'text', text: t('What?'), pattern: { source: '(?=x)', message: t('no') } }, rating('b'))
  ],
  [
    'check-impossible',
    '/pages/1/questions/0/checks/0',
    two(
      rating('a'),
      rating('b', { checks: [{ holds: { all: [is('b', 'lt', 2), is('b', 'gt', 3)] }, message: t('no') }] })
    ),
    'b'
  ],
  ['piped-later', '/pages/0/questions/0/text', two(rating('a', { text: t('You said {{b}}?') }), rating('b')), 'b'],
  [
    'piped-same-page',
    '/pages/0/questions/1/text',
    survey([page('one', [rating('a'), rating('b', { text: t('You said {{a}}?') })])]),
    'a'
  ],
  [
    'unknown-name',
    '/pages/1/questions/0/text',
    two(rating('a'), rating('b', { text: t('You said {{z}} {{computed.z}}?') })),
    'computed.z'
  ],
  ['metric-twice', '/pages/1/questions/0/metric', two(rating('a', { metric: 'm' }), rating('b', { metric: 'm' })), 'm'],
  [
    'band-empty',
    '/thanks/bands/0',
    two(rating('a'), rating('b'), {
      thanks: { by: 'a', bands: [{ from: 6, to: 9, ...farewell }], otherwise: farewell }
    })
  ]
];

describe('publish check', () => {
  test.each(cases)('UX-35 %s is found at %s', (code, pointer, document, detail) => {
    const findings = checkPublishing(document);
    expect(findings).toContainEqual(
      expect.objectContaining(detail === undefined ? { code, pointer } : { code, pointer, detail })
    );
    // Nothing else is said: one mistake, one finding.
    expect(findings.filter((one) => one.code !== code && one.severity === 'error')).toEqual([]);
  });

  const fine: [string, SurveyDocument][] = [
    ['the shipped survey', postMergerRelationship],
    ['a condition on a question before it', showing(rating('a'), is('a', 'le', 2))],
    [
      'a number between two bounds',
      showing({ id: 'a', kind: 'number', text: t('How many?') }, { all: [is('a', 'gt', 3), is('a', 'lt', 4)] })
    ],
    [
      'an ending that is led to',
      survey(
        [page('one', [rating('a')], { next: [{ if: is('a', 'eq', 1), to: 'out' }] }), page('two', [rating('b')])],
        { endings: [{ id: 'out', kind: 'screened_out', ...farewell }] }
      )
    ],
    [
      'an arm of an experiment',
      two(rating('a'), rating('b', { showIf: { known: 'arm.e', op: 'eq', value: 'x' } }), {
        experiments: [{ id: 'e', arms: [{ id: 'x' }, { id: 'y' }] }]
      })
    ],
    [
      'options taken over',
      two(
        multiple('a', ['x', 'y', 'z']),
        choice('b', [], { options: undefined, optionsFrom: { question: 'a', which: 'chosen' } })
      )
    ],
    [
      'options taken over from a long list',
      two(
        multiple('a', 'abcdefghijkl'.split('')),
        choice('b', [], { options: undefined, optionsFrom: { question: 'a', which: 'chosen' } })
      )
    ],
    [
      'a computed value over several questions',
      two(rating('a'), rating('b', { showIf: { computed: 'k', op: 'ge', value: 4 } }), {
        computed: [{ id: 'k', value: { mean: [{ question: 'a' }, { question: 'b' }] } }]
      })
    ],
    [
      'a metric of several items that an index puts together',
      two(rating('a', { metric: 'm' }), rating('b', { metric: 'm' }), {
        indexes: [{ metric: 'm', items: [{ field: 'a' }, { field: 'b' }] }]
      })
    ],
    [
      'an answer put into the text of a later page',
      two(rating('a'), rating('b', { text: t('You said {{a|nothing}}?') }))
    ]
  ];
  test.each(fine)('UX-35 nothing is found in %s', (_, document) => expect(found(document)).toEqual([]));

  const ids = ['a', 'b', 'c', 'd'];
  const leaf = fc.record({
    question: fc.constantFrom('a', 'b', 'c.i', 'd'),
    op: fc.constantFrom('eq', 'ne', 'lt', 'ge', 'in', 'answered'),
    value: fc.oneof(
      fc.integer({ min: 1, max: 3 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 })
    )
  });
  const condition = fc.letrec<{ c: unknown }>((tie) => ({
    c: fc.oneof(
      { maxDepth: 2 },
      { weight: 3, arbitrary: leaf },
      fc.record({ all: fc.array(tie('c'), { minLength: 2, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('c'), { minLength: 1, maxLength: 2 }) }),
      fc.record({ not: tie('c') })
    )
  })).c;
  const maybe = fc.option(condition, { nil: undefined, freq: 2 });
  const before = (showIf: unknown, at: number): unknown =>
    // What looks ahead is refused elsewhere; here everything looks back.
    JSON.stringify(showIf ?? null)
      .match(/"question":"\w/g)
      ?.every((one) => ids.indexOf(one.at(-1)!) < at)
      ? showIf
      : undefined;
  const random = fc
    .array(
      fc.record({ showIf: maybe, page: maybe, branch: maybe, to: fc.nat(3), required: fc.boolean(), part: maybe }),
      { minLength: 4, maxLength: 4 }
    )
    .map((rows) =>
      survey(
        rows.map((row, at) =>
          page(
            `p${at}`,
            [
              {
                ...(at === 2
                  ? {
                      id: ids[at]!,
                      kind: 'matrix',
                      text: t('How?'),
                      items: [
                        { id: 'i', text: t('I'), showIf: before(row.part, at) },
                        { id: 'j', text: t('J') }
                      ]
                    }
                  : { id: ids[at]!, kind: 'rating', text: t('How?') }),
                scale: { min: 1, max: 3, labels: { '1': t('low'), '3': t('high') } },
                required: row.required && at !== 2,
                showIf: before(row.showIf, at)
              }
            ],
            {
              showIf: before(row.page, at),
              next: row.to > at ? [{ if: before(row.branch, at + 1), to: `p${row.to}` }] : []
            }
          )
        )
      )
    );

  /** All a respondent can see, by trying every answer there is. */
  function seen(document: SurveyDocument): Set<string> {
    const found = new Set<string>();
    const names = ['a', 'b', 'c.i', 'd'];
    for (let code = 0; code < 4 ** 4; code += 1) {
      const answers: Record<string, number> = {};
      names.forEach((name, at) => {
        const value = Math.floor(code / 4 ** at) % 4;
        if (value > 0) answers[name] = value;
      });
      const path = pathOf(document, answers as Answers);
      const gaps = path.steps.some(({ questions }) => questions.some((q) => q.required && answers[q.id] === undefined));
      if (gaps) continue;
      for (const { page, questions } of path.steps) {
        found.add(page.id);
        for (const { id, items } of questions)
          for (const part of ['', ...(items ?? []).map((item) => item.id)])
            if (!path.off.has(`${id}.${part}`)) found.add(`${id}${part && `.${part}`}`);
      }
    }
    return found;
  }

  test('UX-35 what is said never to show is what no answers bring to light, and nothing else (500 surveys, all answers)', () => {
    fc.assert(
      fc.property(random, (document) => {
        const hidden = checkPublishing(document)
          .filter(({ code }) => code === 'never-shown')
          .map(({ detail }) => detail!);
        const visible = seen(document);
        const all = document.pages.flatMap(({ id, questions: [question] }) => {
          // A page with one question that cannot show is told by that question.
          const told = hidden.includes(id) ? id : question!.id;
          if (!visible.has(id)) return [told];
          if (!visible.has(question!.id)) return [question!.id];
          return (question!.items ?? [])
            .map((item) => `${question!.id}.${item.id}`)
            .filter((name) => !visible.has(name));
        });
        expect(hidden.sort()).toEqual(all.sort());
      }),
      { numRuns: 500 }
    );
  });

  test('UX-39 errors stop publishing, warnings do not', () => {
    expect(publishable(checkPublishing(cases.find(([code]) => code === 'way-by-chance')![2]))).toBe(true);
    expect(publishable(checkPublishing(cases.find(([code]) => code === 'never-shown')![2]))).toBe(false);
  });

  test('UX-40 a warning can be dismissed with a reason and stays so while its question moves; an error cannot', () => {
    const text = t('You said {{nobody}}?');
    const document = survey([page('one', [rating('a')]), page('two', [rating('b', { text })])]);
    const moved = survey([page('zero', [rating('z'), rating('b', { text })]), page('one', [rating('a')])]);
    const [finding] = checkPublishing(document);
    const { dismissed } = withDismissed(document, finding!, 'filled in later');
    expect(dismissed).toMatchObject([{ code: 'unknown-name', at: 'questions/b/text' }]);
    for (const one of [document, moved]) {
      const stands = judged({ ...one, dismissed }, checkPublishing(one));
      expect([stands.open, stands.dismissed.map(({ reason }) => reason)]).toEqual([[], ['filled in later']]);
    }
    const blank = { ...document, dismissed: dismissed!.map((one) => ({ ...one, reason: ' ' })) };
    expect(judged(blank, [finding!]).open).toEqual([finding]);
    expect(withDismissed({ ...document, dismissed }, finding!, '')).toEqual(document);
    const broken = showing(rating('a'), is('z', 'eq', 1));
    const [error] = checkPublishing(broken);
    expect(judged(withDismissed(broken, error!, 'never mind'), [error!]).open).toEqual([error]);
  });

  test('UX-40 the score falls with what is open, by weight, and one habit counts three times at most', () => {
    const finding = (code: FindingCode): Finding => ({ code, severity: rules[code].severity, pointer: '' });
    expect(score([])).toBe(100);
    expect(score([finding('leading'), finding('absolute')])).toBe(93);
    expect(score(Array.from({ length: 9 }, () => finding('leading')))).toBe(85);
    expect(score((Object.keys(rules) as FindingCode[]).map(finding))).toBe(0);
  });

  test('UX-100 every code says in both languages what was found and how to mend it, and the lint why, with a source', () => {
    for (const language of ['en', 'zh-CN']) {
      const words = JSON.parse(readFileSync(`messages/${language}/survey_lint.json`, 'utf8')) as Record<
        string,
        unknown
      >;
      const keys = Object.keys(words).filter((key) => key.startsWith('survey_finding_'));
      const wanted = (Object.keys(rules) as FindingCode[]).flatMap((code) => {
        const key = `survey_finding_${code.replaceAll('-', '_')}`;
        return [key, `${key}_mend`, ...(reasoned.includes(code) ? [`${key}_why`] : [])];
      });
      expect(keys.sort()).toEqual(wanted.sort());
      for (const code of reasoned)
        expect(words[`survey_finding_${code.replaceAll('-', '_')}_why`]).toMatch(/(19|20)\d\d/);
    }
  });
});

const codes = Object.keys(rules) as FindingCode[];
/** The codes of the question lint: from its first rule on. */
const reasoned = codes.slice(codes.indexOf('double-barrelled'));
