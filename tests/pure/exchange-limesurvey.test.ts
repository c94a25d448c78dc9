import { describe, expect, it } from 'vitest';
import { readLimeSurvey } from '#lib/survey/exchange/limesurvey/read.ts';
import type { Imported } from '#lib/survey/exchange/report.ts';
import { questionsOf, type Question } from '#lib/survey/document.ts';
import { pathOf } from '#lib/survey/flow.ts';
import type { Answers } from '#lib/survey/condition.ts';
import { lostTexts } from '../support/conservation.ts';
import { limeSurvey, type LimeFile, type LimeItem } from '../support/limesurvey.ts';

const en = (text: string) => ({ en: text });
const read = (questions: LimeItem[], more: Partial<LimeFile> = {}) =>
  good(
    readLimeSurvey(
      limeSurvey({ languages: ['en'], title: en('Test'), groups: [{ name: en('Page'), questions }], ...more })
    )
  );

function good(imported: Imported) {
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
  return imported;
}
type Good = ReturnType<typeof good>;
const asked = (imported: Good): Question[] => questionsOf(imported.document);
const one = (imported: Good, id: string): Question => asked(imported).find((question) => question.id === id)!;
const shown = (imported: Good, answers: Answers): string[] =>
  pathOf(imported.document, answers).steps.flatMap((step) => step.questions.map(({ id }) => id));
const notes = (imported: Good) => imported.report.map(({ at, code }) => `${at} ${code}`);

const list = [
  { code: 'A1', words: en('Apple') },
  { code: 'A2', words: en('Pear') },
  { code: 'A3', words: en('Plum') }
];

describe('a LimeSurvey survey', () => {
  it('brings its lists, with codes, order and "other" (FMT-05)', () => {
    const imported = read([
      { type: 'L', code: 'Q1', words: en('Fruit?'), help: en('One'), answers: list, other: true, mandatory: 'Y' },
      { type: '!', code: 'Q2', words: en('Again?'), answers: list, attributes: { random_order: '1' } },
      { type: 'O', code: 'Q3', words: en('And why?'), answers: list },
      {
        type: 'M',
        code: 'Q4',
        words: en('All?'),
        parts: list,
        attributes: { exclude_all_others: 'A3', max_answers: '2' }
      },
      { type: 'P', code: 'Q5', words: en('With words?'), parts: list },
      { type: 'R', code: 'Q6', words: en('Best?'), answers: list, attributes: { max_answers: '2' } }
    ]);
    expect(one(imported, 'q1')).toMatchObject({ kind: 'choice', required: true, hint: en('One') });
    expect(one(imported, 'q1').options).toMatchObject([
      { code: 'a1', text: en('Apple') },
      {},
      {},
      { code: 'other', other: true }
    ]);
    expect(one(imported, 'q2')).toMatchObject({ kind: 'dropdown', shuffle: true });
    expect(asked(imported).map(({ id }) => id)).toContain('q3_comment');
    expect(one(imported, 'q4')).toMatchObject({ kind: 'multiple', choose: { max: 2 } });
    expect(one(imported, 'q4').options![2]).toMatchObject({ exclusive: true });
    expect(one(imported, 'q5').options!.every(({ other }) => other)).toBe(true);
    expect(one(imported, 'q6')).toMatchObject({ kind: 'ranking', choose: { min: 1, max: 2 } });
  });

  it('brings its arrays as matrices where a scale can hold them, else row by row', () => {
    const rows = [
      { code: 'R1', words: en('Service') },
      { code: 'R2', words: en('Price') }
    ];
    const columns = [
      { code: 'X', words: en('Then'), scale: 1 },
      { code: 'Y', words: en('Now'), scale: 1 }
    ];
    const points = [1, 2, 3, 4].map((code) => ({ code: String(code), words: en(`Point ${code}`) }));
    const imported = read([
      { type: 'F', code: 'F', words: en('Rate'), parts: rows, answers: points },
      { type: 'A', code: 'A', words: en('Five'), parts: rows },
      { type: 'C', code: 'C', words: en('Sure?'), parts: rows },
      { type: 'H', code: 'H', words: en('Two'), parts: rows, answers: list.slice(0, 2) },
      {
        type: '1',
        code: 'D',
        words: en('Dual'),
        parts: rows,
        answers: [...points, ...points.map((one) => ({ ...one, scale: 1 }))]
      },
      { type: ';', code: 'T', words: en('Texts'), parts: [...rows, ...columns] },
      {
        type: ':',
        code: 'N',
        words: en('Numbers'),
        parts: [...rows, ...columns],
        attributes: { multiflexible_max: '5' }
      },
      {
        type: ':',
        code: 'B',
        words: en('Boxes'),
        parts: [...rows, ...columns],
        attributes: { multiflexible_checkbox: '1' }
      }
    ]);
    expect(one(imported, 'f')).toMatchObject({
      kind: 'matrix',
      scale: { min: 1, max: 4 },
      items: [{ id: 'r1' }, { id: 'r2' }]
    });
    expect(one(imported, 'a').scale).toMatchObject({ min: 1, max: 5 });
    expect(one(imported, 'c').scale!.labels).toMatchObject({ 1: en('Yes'), 2: en('Uncertain'), 3: en('No') });
    expect(one(imported, 'h_r1')).toMatchObject({ kind: 'choice', group: 'h' });
    expect(one(imported, 'd_2')).toMatchObject({ kind: 'matrix' });
    expect(
      asked(imported)
        .filter(({ id }) => id.startsWith('t_'))
        .map(({ kind }) => kind)
    ).toEqual(Array(4).fill('text'));
    expect(one(imported, 'n_r1')).toMatchObject({ kind: 'matrix', scale: { min: 1, max: 5 } });
    expect(one(imported, 'b_r2')).toMatchObject({ kind: 'multiple' });
    expect(notes(imported)).toEqual(
      expect.arrayContaining(['C codes_changed', 'H split', 'D split', 'T split', 'N split', 'B split'])
    );
  });

  it('brings fields with their limits, and says which limits it could not take', () => {
    const imported = read([
      {
        type: 'N',
        code: 'age',
        words: en('Age'),
        attributes: { min_num_value_n: '18', max_num_value_n: 'limit', num_value_int_only: '1', suffix: 'years' }
      },
      { type: 'K', code: 'share', words: en('Share'), parts: list, attributes: { equals_num_value: '100' } },
      {
        type: 'K',
        code: 'slide',
        words: en('Slide'),
        parts: list,
        attributes: { slider_layout: '1', slider_min: '0', slider_max: '10' }
      },
      { type: 'K', code: 'some', words: en('Some'), parts: list, attributes: { min_num_value: '10' } },
      { type: 'S', code: 'zip', words: en('Code'), preg: '/^\\d{5}$/', attributes: { maximum_chars: '5' } },
      { type: 'S', code: 'bad', words: en('Worse'), preg: '/^(?=a)b$/' },
      { type: 'S', code: 'num', words: en('Number'), attributes: { numbers_only: '1' } },
      { type: 'D', code: 'day', words: en('Day'), attributes: { date_min: '1910-01-01' } },
      { type: 'Y', code: 'yes', words: en('Really?') },
      { type: 'G', code: 'sex', words: en('Gender') },
      { type: '5', code: 'five', words: en('Rate') },
      { type: 'X', code: 'text', words: en('Just words') },
      { type: '|', code: 'file', words: en('A file please') },
      { type: 'Z', code: 'odd', words: en('Nobody knows'), parts: list }
    ]);
    expect(one(imported, 'age').range).toEqual({ min: 18, decimals: 0, unit: en('years') });
    expect(one(imported, 'share')).toMatchObject({ kind: 'sum', total: 100 });
    expect(one(imported, 'slide_a1')).toMatchObject({ kind: 'slider', range: { min: 0, max: 10 } });
    expect(one(imported, 'some_a3').checks).toMatchObject([{ holds: { op: 'ge', value: 10 } }]);
    expect(one(imported, 'zip')).toMatchObject({ pattern: { source: '\\d{5}' }, length: { max: 5 } });
    expect(one(imported, 'bad').pattern).toBeUndefined();
    expect(one(imported, 'num').kind).toBe('number');
    expect(one(imported, 'day').days).toEqual({ from: '1910-01-01' });
    expect(notes(imported)).toEqual(
      expect.arrayContaining([
        'age validation_gone',
        'bad validation_gone',
        'file kind_gone',
        'odd kind_gone',
        'odd text_gone'
      ])
    );
  });

  it('shows what its expressions show, and tells those it cannot read', () => {
    const imported = read([
      { type: 'L', code: 'Q1', words: en('Fruit?'), answers: list },
      { type: 'M', code: 'Q2', words: en('All?'), parts: list },
      { type: 'N', code: 'Q3', words: en('How many?') },
      { type: 'S', code: 'a', words: en('a'), relevance: 'Q1.NAOK == "A1" and !(Q2_A2 == "Y")' },
      { type: 'S', code: 'b', words: en('b'), relevance: 'count(Q2_A1, Q2_A2, Q2_A3) >= 2 or Q3 > 10' },
      { type: 'S', code: 'c', words: en('c'), relevance: '((7X1X100.NAOK == "A2" or 7X1X100.NAOK == "A3"))' },
      { type: 'S', code: 'd', words: en('d'), relevance: '!is_empty(Q3) && Q3 * 2 == 8' },
      { type: 'S', code: 'e', words: en('e'), relevance: 'if(Q3 > 5, 1, 0) == 1' },
      { type: 'S', code: 'f', words: en('f'), relevance: 'strtotime(Q1) > 3' },
      { type: 'S', code: 'g', words: en('g'), relevance: 'a != "x"' },
      {
        type: 'S',
        code: 'h',
        words: en('h'),
        conditions: [
          { of: 'Q2', method: '==', value: 'A1' },
          { of: 'Q2', method: '==', value: 'A3' },
          { of: 'Q1', method: '==', value: 'A1' }
        ]
      }
    ]);
    const rest = ['q1', 'q2', 'q3', 'f'];
    const also = (answers: Answers) => shown(imported, answers).filter((id) => !rest.includes(id));
    expect(also({})).toEqual([]);
    expect(also({ q1: 'a1' })).toEqual(['a', 'g']);
    expect(also({ q1: 'a1', a: 'x' })).toEqual(['a']);
    expect(also({ q1: 'a1', q2: ['a2', 'a3'] })).toEqual(['b', 'h']);
    expect(also({ q1: 'a3', q3: 4 })).toEqual(['c', 'd']);
    expect(also({ q3: 11 })).toEqual(['b', 'e']);
    expect(imported.report).toContainEqual({ at: 'f', code: 'logic_gone', detail: 'strtotime(Q1) > 3' });
  });

  it('filters lists by earlier answers, turns pages by group and by chance', () => {
    const imported = good(
      readLimeSurvey(
        limeSurvey({
          languages: ['en'],
          title: en('Test'),
          groups: [
            {
              name: en('One'),
              about: en('About one'),
              questions: [{ type: 'M', code: 'Q1', words: en('Which?'), parts: list }]
            },
            {
              name: en('Two'),
              relevance: 'Q1_A1 == "Y"',
              shuffle: 'mix',
              questions: [
                { type: 'A', code: 'Q2', words: en('Rate'), parts: list, attributes: { array_filter: 'Q1' } },
                { type: 'R', code: 'Q3', words: en('Rank'), answers: list, attributes: { array_filter_exclude: 'Q1' } }
              ]
            },
            {
              name: en('Three'),
              shuffle: 'mix',
              questions: [
                { type: 'S', code: 'Q4', words: en('x'), attributes: { random_group: 'r' } },
                { type: 'S', code: 'Q5', words: en('y'), attributes: { random_group: 'r' } }
              ]
            }
          ]
        })
      )
    );
    const { document } = imported;
    expect(document.pages[0]!.questions[0]).toMatchObject({ kind: 'statement', text: en('About one') });
    expect(document.pages[2]!.shuffle).toBe(true);
    expect(document.shuffledPages).toEqual([[document.pages[1]!.id, document.pages[2]!.id]]);
    expect(shown(imported, { q1: ['a2'] })).not.toContain('q2');
    const off = [...pathOf(document, { q1: ['a1'] }).off].sort();
    expect(off).toEqual(['q2.a2', 'q2.a3', 'q3.a1']);
  });

  it('brings quotas with what they say, and equations as computed values', () => {
    const imported = read(
      [
        { type: 'L', code: 'Q1', words: en('Fruit?'), answers: list },
        { type: 'N', code: 'Q2', words: en('How many?') },
        { type: '*', code: 'twice', words: en('{Q2 * 2}') },
        { type: 'S', code: 'Q3', words: en('You said {Q1}, {substr(Q1, 0, 1)}'), relevance: 'twice > 5' }
      ],
      {
        quotas: [
          {
            name: 'apples',
            limit: 50,
            members: [
              { question: 'Q1', code: 'A1' },
              { question: 'Q1', code: 'A2' }
            ],
            message: en('Enough apples')
          }
        ]
      }
    );
    const [quota] = imported.document.quotas!;
    expect(quota).toMatchObject({ limit: 50, when: { any: [{ value: 'a1' }, { value: 'a2' }] } });
    expect(imported.document.endings).toMatchObject([
      { id: quota!.full, kind: 'screened_out', text: en('Enough apples') }
    ]);
    expect(shown(imported, { q2: 3 })).toContain('q3');
    expect(shown(imported, { q2: 2 })).not.toContain('q3');
    expect(one(imported, 'q3').text.en).toBe('You said {{q1}}, {substr(Q1, 0, 1)}');
    expect(imported.report).toContainEqual({ at: 'Q3', code: 'piping_gone', detail: '{substr(Q1, 0, 1)}' });
  });

  it.each([true, false])('loses no text of any language in silence, words in their own tables: %s', (separate) => {
    const words = (text: string) => ({
      en: `${text} & more <b>bold</b>`,
      'de-informal': `${text} auf Deutsch`,
      'zh-Hans': `${text} 中文`
    });
    const part = (code: string) => ({ code, words: words(`part ${code}`) });
    const file: LimeFile = {
      languages: ['en', 'de-informal', 'zh-Hans'],
      title: words('title'),
      words: {
        surveyls_description: words('description'),
        surveyls_welcometext: words('welcome'),
        surveyls_endtext: words('the end'),
        surveyls_email_invite: words('a letter'),
        surveyls_policy_notice: words('policy')
      },
      groups: [
        {
          name: words('group'),
          about: words('about the group'),
          questions: [...'5L!OMPRFABCEH1;:NKSTUQDYGXI*|Z'].map((type, at) => ({
            type,
            code: `Q${at}`,
            words: words(`question ${type}`),
            help: words(`help ${type}`),
            parts: [part('S1'), part('S2'), { ...part('C1'), scale: 1 }],
            answers: [part('A1'), part('A2'), part('A3'), { ...part('B1'), scale: 1 }],
            defaults: 'A1'
          }))
        }
      ],
      assessments: [{ id: '1', name: 'score', message: 'well done' }]
    };
    const imported = readLimeSurvey(limeSurvey(file, separate));
    const texts = [
      ...Object.values(file.title),
      ...Object.values(file.words!).flatMap(Object.values),
      ...file.groups.flatMap((group) => [...Object.values(group.name), ...Object.values(group.about!)]),
      ...file.groups[0]!.questions.flatMap((question) => [
        ...Object.values(question.words!),
        ...Object.values(question.help!),
        ...[...question.parts!, ...question.answers!].flatMap((one) => Object.values(one.words!))
      ]),
      'well done'
    ] as string[];
    expect(lostTexts(imported, texts, true)).toEqual([]);
    expect(good(imported).document.languages).toEqual(['en', 'de', 'zh-CN']);
  });
});
