import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merge, readForm, readJson } from '#lib/survey/answers.ts';
import type { Frame } from '#lib/survey/frame.ts';
import { kinds, textLimit, type Kind } from '#lib/survey/kinds.ts';

const frame: Frame = {
  pages: [
    {
      id: 'one',
      questions: [
        { id: 'nps', kind: 'nps', required: true, scale: { min: 0, max: 10 } },
        { id: 'csat', kind: 'rating', required: false, scale: { min: 1, max: 5 }, naLabel: 'n/a' },
        { id: 'ces', kind: 'ces', required: false, scale: { min: 1, max: 7 } },
        {
          id: 'why',
          kind: 'choice',
          required: false,
          options: [{ code: 'price' }, { code: 'service' }],
          naLabel: 'n/a'
        },
        { id: 'note', kind: 'text', required: false },
        { id: 'hello', kind: 'statement', required: false },
        { id: 'sat', kind: 'csat', required: false, scale: { min: 1, max: 5 } },
        {
          id: 'grid',
          kind: 'matrix',
          required: false,
          scale: { min: 1, max: 5 },
          items: [{ id: 'speed' }],
          naLabel: 'n/a'
        },
        { id: 'gap', kind: 'pairs', required: false, scale: { min: 1, max: 7 }, items: [{ id: 'tools' }] },
        { id: 'shop', kind: 'dropdown', required: false, options: [{ code: 'n1' }, { code: 'other', other: true }] },
        {
          id: 'used',
          kind: 'multiple',
          required: false,
          options: [{ code: 'web' }, { code: 'phone' }, { code: 'none', exclusive: true }],
          naLabel: 'n/a'
        },
        {
          id: 'rank',
          kind: 'ranking',
          required: false,
          options: [{ code: 'price' }, { code: 'speed' }],
          naLabel: 'n/a'
        },
        { id: 'split', kind: 'sum', required: false, total: 100, options: [{ code: 'price' }, { code: 'speed' }] },
        { id: 'years', kind: 'number', required: false, range: { min: 0, max: 80 }, naLabel: 'n/a' },
        { id: 'mood', kind: 'slider', required: false, range: { min: 0, max: 100, step: 1 } },
        { id: 'since', kind: 'date', required: false },
        { id: 'again', kind: 'yesno', required: false },
        { id: 'call', kind: 'contact', required: false, parts: [{ part: 'email', required: false }] },
        { id: 'terms', kind: 'consent', required: false }
      ]
    }
  ]
};

describe('reading answers', () => {
  const cases: Record<Kind, [field: string, accepted: [string, unknown][], refused: [string, string][]]> = {
    nps: [
      'nps',
      [
        ['0', 0],
        ['10', 10]
      ],
      [
        ['11', 'out_of_range'],
        ['-1', 'out_of_range'],
        ['na', 'not_an_option'],
        ['1e1', 'wrong_type'],
        ['99999', 'wrong_type'],
        [' 9', 'wrong_type'],
        ['９', 'wrong_type']
      ]
    ],
    rating: [
      'csat',
      [
        ['1', 1],
        ['5', 5],
        ['na', 'na']
      ],
      [
        ['0', 'out_of_range'],
        ['6', 'out_of_range'],
        ['4.5', 'wrong_type']
      ]
    ],
    ces: [
      'ces',
      [['7', 7]],
      [
        ['8', 'out_of_range'],
        ['99', 'out_of_range']
      ]
    ],
    choice: [
      'why',
      [
        ['price', 'price'],
        ['na', 'na']
      ],
      [
        ['prices', 'not_an_option'],
        ['constructor', 'not_an_option']
      ]
    ],
    text: [
      'note',
      [
        [' na ', 'na'],
        ['a\r\nb', 'a\nb'],
        ['e\u0301\u0000', 'é'],
        ['x'.repeat(textLimit), 'x'.repeat(textLimit)]
      ],
      [['x'.repeat(textLimit + 1), 'too_long']]
    ],
    statement: ['hello', [], [['1', 'unknown_question']]],
    csat: ['sat', [['4', 4]], [['6', 'out_of_range']]],
    matrix: [
      'grid.speed',
      [
        ['3', 3],
        ['na', 'na']
      ],
      [['6', 'out_of_range']]
    ],
    pairs: ['gap.tools.expected', [['7', 7]], [['8', 'out_of_range']]],
    dropdown: [
      'shop',
      [['other', 'other']],
      [
        ['n2', 'not_an_option'],
        ['na', 'not_an_option']
      ]
    ],
    multiple: [
      'used',
      [
        ['web', ['web']],
        ['na', 'na']
      ],
      [['webs', 'not_an_option']]
    ],
    ranking: [
      'rank.price',
      [['2', 2]],
      [
        ['3', 'out_of_range'],
        ['0', 'out_of_range'],
        ['1.5', 'wrong_type']
      ]
    ],
    sum: [
      'split.speed',
      [
        ['40', 40],
        ['12.5', 12.5],
        ['12,5', 12.5]
      ],
      [['many', 'wrong_type']]
    ],
    number: [
      'years',
      [
        ['-3', -3],
        ['0.25', 0.25],
        ['na', 'na']
      ],
      [
        ['1e3', 'wrong_type'],
        ['1,000,000', 'wrong_type'],
        ['Infinity', 'wrong_type']
      ]
    ],
    slider: ['mood', [['70', 70]], [['high', 'wrong_type']]],
    date: [
      'since',
      [['2024-02-29', '2024-02-29']],
      [
        ['2023-02-29', 'out_of_range'],
        ['29.02.2024', 'out_of_range']
      ]
    ],
    yesno: ['again', [['yes', 'yes']], [['maybe', 'not_an_option']]],
    contact: ['call.email', [[' a@b.example ', 'a@b.example']], [['x'.repeat(textLimit + 1), 'too_long']]],
    consent: ['terms', [['yes', 'yes']], [['no', 'not_an_option']]]
  };
  test.each(Object.keys(kinds) as Kind[])('S-16 a posted answer of kind %s is read by its own rule', (kind) => {
    const [field, accepted, refused] = cases[kind];
    for (const [raw, value] of accepted) {
      expect(readForm(frame, [[field, raw]])).toEqual({ answers: { [field]: value }, cleared: [], errors: [] });
    }
    for (const [raw, code] of refused) {
      expect(readForm(frame, [[field, raw]])).toEqual({
        answers: {},
        cleared: [],
        errors: [{ question: field, code }]
      });
    }
  });

  test('a field nobody asked is named, control fields are left alone, and a question sent twice has no answer', () => {
    const read = readForm(frame, [
      ['_go', 'next'],
      ['colour', 'red'],
      ['__proto__', '1'],
      ['nps', '9'],
      ['nps', '2'],
      ['note', new Blob()]
    ]);
    expect(read.answers).toEqual({});
    expect(read.errors).toEqual([
      { question: 'colour', code: 'unknown_question' },
      { question: 'nps', code: 'twice' },
      { question: 'note', code: 'wrong_type' }
    ]);
  });

  test('JSON takes numbers for codes and refuses their spelling', () => {
    expect(readJson(frame, { nps: 9, csat: 'na', note: null })).toEqual({
      answers: { nps: 9, csat: 'na' },
      cleared: ['note'],
      errors: []
    });
    expect(readJson(frame, { nps: '9' }).errors).toEqual([{ question: 'nps', code: 'wrong_type' }]);
    expect(readJson(frame, { nps: 9.5 }).errors).toEqual([{ question: 'nps', code: 'out_of_range' }]);
    expect(readJson(frame, JSON.parse('{"__proto__":1,"constructor":2}')).errors.map((e) => e.code)).toEqual([
      'unknown_question',
      'unknown_question'
    ]);
    for (const input of [null, [], 'x', 3, undefined]) expect(readJson(frame, input).errors).toHaveLength(1);
  });

  test('boxes are ticked one by one, come in the order of the options, and a set without one was taken back', () => {
    const posted = (...values: string[]) =>
      readForm(
        frame,
        values.map((value) => ['used', value] as const)
      );
    expect(posted('', 'phone', 'web').answers).toEqual({ used: ['web', 'phone'] });
    expect(posted('').cleared).toEqual(['used']);
    expect(posted('web', 'web').errors).toEqual([{ question: 'used', code: 'twice' }]);
    expect(posted('web', 'na').errors).toEqual([{ question: 'used', code: 'twice' }]);
    expect(readJson(frame, { used: ['phone', 'web'] }).answers).toEqual({ used: ['web', 'phone'] });
    expect(readJson(frame, { used: 'web' }).errors).toEqual([{ question: 'used', code: 'wrong_type' }]);
    expect(readJson(frame, { used: [] }).cleared).toEqual(['used']);
  });

  test('the words beside an option are a field of their own', () => {
    const entries = [
      ['shop', 'other'],
      ['shop.other', 'the corner shop']
    ] as const;
    expect(readForm(frame, entries).answers).toEqual({ shop: 'other', 'shop.other': 'the corner shop' });
  });

  test('an emptied text takes the stored answer back, everything else stays', () => {
    const read = readForm(frame, [
      ['note', '  '],
      ['nps', '3']
    ]);
    expect(merge({ note: 'old', csat: 4 }, read)).toEqual({ csat: 4, nps: 3 });
  });

  test('whatever is posted, what is read lies on its scale and errors stay few (1,000 forms)', () => {
    const name = fc.oneof(
      fc.constantFrom('nps', 'csat', 'ces', 'why', 'note', 'hello', '_x', '__proto__'),
      fc.string()
    );
    const raw = fc.oneof(
      fc.constantFrom('0', '5', '10', '11', 'na', '', 'price'),
      fc.string(),
      fc.integer().map(String)
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, raw), { maxLength: 200 }), (entries) => {
        const { answers, errors } = readForm(frame, entries);
        expect(errors.length).toBeLessThanOrEqual(50);
        for (const { question } of errors) expect(question.length).toBeLessThanOrEqual(100);
        for (const [id, value] of Object.entries(answers)) {
          const question = frame.pages[0]!.questions.find((q) => q.id === id)!;
          if (typeof value === 'number') {
            expect(value).toBeGreaterThanOrEqual(question.scale!.min);
            expect(value).toBeLessThanOrEqual(question.scale!.max);
          } else expect(value).not.toBe('');
        }
        // Read again as JSON it is the same: form and API agree.
        expect(readJson(frame, answers)).toEqual({ answers, cleared: [], errors: [] });
      }),
      { numRuns: 1000 }
    );
  });
});
