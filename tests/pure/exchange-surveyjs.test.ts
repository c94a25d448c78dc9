import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answers } from '#lib/survey/condition.ts';
import { questionsOf, type Question } from '#lib/survey/document.ts';
import type { Imported } from '#lib/survey/exchange/report.ts';
import { readSurveyJs } from '#lib/survey/exchange/surveyjs/read.ts';
import { writeSurveyJs } from '#lib/survey/exchange/surveyjs/write.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { readDocument } from '#lib/survey/format.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';
import { lostTexts } from '../support/conservation.ts';
import { documents } from '../support/documents.ts';
import { errorsOf, models, shownHere, shownThere } from '../support/surveyjs.ts';

function good(imported: Imported) {
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
  return imported;
}
type Good = ReturnType<typeof good>;
const of = (...elements: object[]) => good(readSurveyJs({ elements }));
const one = (imported: Good, id: string): Question =>
  questionsOf(imported.document).find((question) => question.id === id)!;
const codesOf = (imported: Good) => imported.report.map(({ at, code }) => `${at} ${code}`);
const endOf = (imported: Good, answers: Answers) => pathOf(imported.document, answers).ending;

describe('a SurveyJS model', () => {
  it('brings its questions (FMT-06)', () => {
    const imported = of(
      {
        type: 'radiogroup',
        name: 'Fruit',
        title: 'Which?',
        description: 'One',
        isRequired: true,
        choices: ['a', { value: 2, text: 'Two' }],
        showOtherItem: true,
        otherText: 'Else',
        choicesOrder: 'random'
      },
      { type: 'checkbox', name: 'all', choices: ['a', 'b'], showNoneItem: true, maxSelectedChoices: 2 },
      {
        type: 'tagbox',
        name: 'tags',
        choices: ['a', { value: 'z', isExclusive: true }, { value: 'w', showCommentArea: true }]
      },
      { type: 'rating', name: 'nps', rateMin: 0, rateMax: 10, minRateDescription: 'No', maxRateDescription: 'Yes' },
      { type: 'rating', name: 'stars', rateType: 'stars' },
      { type: 'boolean', name: 'sure' },
      { type: 'boolean', name: 'own', labelTrue: 'Aye', labelFalse: 'Nay' },
      { type: 'text', name: 'age', inputType: 'number', min: 1, max: 99 },
      { type: 'text', name: 'when', inputType: 'date', min: '2026-01-01' },
      { type: 'text', name: 'zip', validators: [{ type: 'regex', regex: '^\\d{5}$', text: 'Five digits' }] },
      { type: 'comment', name: 'why', rows: 6, maxLength: 200 },
      { type: 'ranking', name: 'rank', choices: ['a', 'b'] },
      { type: 'slider', name: 'level', max: 10 },
      {
        type: 'matrix',
        name: 'table',
        columns: [1, 2, 3],
        rows: ['r1', { value: 'r2', text: 'Row two' }],
        eachRowRequired: true
      },
      { type: 'matrix', name: 'pick', columns: ['no', 'yes'], rows: ['r1'] },
      {
        type: 'matrixdropdown',
        name: 'md',
        columns: [
          { name: 'c1', cellType: 'text' },
          { name: 'c2', choices: ['x'] }
        ],
        rows: ['r1']
      },
      { type: 'multipletext', name: 'address', items: [{ name: 'street' }, { name: 'no', inputType: 'number' }] },
      { type: 'html', name: 'info', html: '<p>Read <b>this</b></p>' },
      {
        type: 'paneldynamic',
        name: 'again',
        templateTitle: 'Child {panelIndex}',
        templateElements: [{ type: 'text', name: 'child' }]
      },
      { type: 'file', name: 'file', title: 'Upload' },
      { type: 'expression', name: 'shown', expression: '{age} + 1', title: 'Next year' }
    );
    expect(one(imported, 'fruit')).toMatchObject({
      kind: 'choice',
      required: true,
      shuffle: true,
      hint: { en: 'One' },
      options: [{ code: 'a' }, { code: '2', text: { en: 'Two' } }, { code: 'other', other: true }]
    });
    expect(one(imported, 'all')).toMatchObject({
      kind: 'multiple',
      choose: { max: 2 },
      options: [{}, {}, { code: 'none', exclusive: true }]
    });
    expect(one(imported, 'tags').options).toMatchObject([{}, { exclusive: true }, { other: true }]);
    expect(one(imported, 'nps')).toMatchObject({
      kind: 'nps',
      scale: { labels: { 0: { en: 'No' }, 10: { en: 'Yes' } } }
    });
    expect(one(imported, 'stars')).toMatchObject({ kind: 'rating', look: 'stars', scale: { min: 1, max: 5 } });
    expect([one(imported, 'sure').kind, one(imported, 'own').kind]).toEqual(['yesno', 'choice']);
    expect(one(imported, 'age').range).toEqual({ min: 1, max: 99 });
    expect(one(imported, 'when').days).toEqual({ from: '2026-01-01' });
    expect(one(imported, 'zip').pattern).toEqual({ source: '\\d{5}', message: { en: 'Five digits' } });
    expect(one(imported, 'why')).toMatchObject({ lines: 6, length: { max: 200 } });
    expect(one(imported, 'table')).toMatchObject({
      kind: 'matrix',
      required: true,
      items: [{ id: 'r1' }, { text: { en: 'Row two' } }]
    });
    expect(one(imported, 'pick_r1')).toMatchObject({ kind: 'choice', group: 'pick' });
    expect([one(imported, 'md_r1_c1').kind, one(imported, 'md_r1_c2').kind]).toEqual(['text', 'dropdown']);
    expect(one(imported, 'address_no').kind).toBe('number');
    expect(one(imported, 'info')).toMatchObject({ kind: 'statement', text: { en: 'Read this' } });
    expect(codesOf(imported)).toEqual(
      expect.arrayContaining(['again kind_gone', 'file kind_gone', 'shown kind_gone', 'info formatting', 'pick split'])
    );
  });

  it('brings panels, calculated values, carried choices, jumps and ends', () => {
    const imported = good(
      readSurveyJs({
        title: { default: 'Title', de: 'Titel' },
        completedHtml: '<h3>Thanks</h3><p>Bye</p>',
        completedHtmlOnCondition: [{ expression: '{score} > 5', html: '<h3>Great</h3>' }],
        calculatedValues: [{ name: 'score', expression: '{n} * 2' }],
        triggers: [
          { type: 'complete', expression: "{q1} = 'stop'" },
          { type: 'skip', expression: "{q1} = 'jump'", gotoName: 'last' },
          { type: 'setvalue', expression: '{n} > 1', setToName: 'n', setValue: 1 }
        ],
        pages: [
          {
            name: 'one',
            title: 'One',
            elements: [
              { type: 'radiogroup', name: 'q1', choices: ['go', 'stop', 'jump'] },
              { type: 'text', inputType: 'number', name: 'n' }
            ]
          },
          {
            name: 'two',
            elements: [
              {
                type: 'panel',
                name: 'box',
                title: 'Box',
                visibleIf: "{q1} = 'go'",
                elements: [
                  { type: 'checkbox', name: 'many', choices: ['a', 'b', 'c'], choicesVisibleIf: "{item} <> 'b'" },
                  {
                    type: 'text',
                    name: 'inner',
                    visibleIf: "{many} contains 'a'",
                    title: 'You said {q1} and {panel.x}'
                  }
                ]
              },
              { type: 'radiogroup', name: 'best', choicesFromQuestion: 'many', choicesFromQuestionMode: 'selected' }
            ]
          },
          { name: 'three', questionOrder: 'random', elements: [{ type: 'comment', name: 'last' }] }
        ]
      })
    );
    const { document } = imported;
    expect(document.languages).toEqual(['en', 'de']);
    expect(one(imported, 'many')).toMatchObject({ group: 'box', showIf: { question: 'q1', op: 'eq', value: 'go' } });
    expect(one(imported, 'inner').showIf).toMatchObject({ all: [{ value: 'go' }, { op: 'includes', value: 'a' }] });
    expect(one(imported, 'inner').text.en).toBe('You said {{q1}} and {panel.x}');
    expect(one(imported, 'best').optionsFrom).toEqual({ question: 'many', which: 'chosen' });
    expect(pathOf(document, { q1: 'go' }).off.has('many.b')).toBe(true);
    expect(endOf(imported, { q1: 'stop' })).toBe('completed');
    expect(pathOf(document, { q1: 'jump' }).steps.map(({ page }) => page.id)).toEqual(['one', 'three']);
    expect(endOf(imported, { q1: 'go', n: 3 })).toBe('end');
    expect(endOf(imported, { q1: 'go', n: 2 })).toBeNull();
    expect(document.thanks.otherwise).toEqual({ title: { en: 'Thanks' }, text: { en: 'Bye' } });
    expect(document.pages[2]!.shuffle).toBe(true);
    expect(codesOf(imported)).toEqual(expect.arrayContaining(['triggers flow_gone', 'inner piping_gone']));
  });

  it('shows the questions the public engine shows, for any model and answers', () => {
    let read = 0;
    let gone = 0;
    fc.assert(
      fc.property(models, ({ model, said }) => {
        const imported = good(readSurveyJs(model));
        const lost = new Set(imported.report.filter(({ code }) => code === 'logic_gone').map(({ at }) => at));
        read += model.pages.flatMap(({ elements }) => elements).length;
        gone += lost.size;
        // What could not be read is told, and leaves a question shown; the judge is asked about the others.
        if (lost.size > 0) return;
        expect(shownHere(imported, said)).toEqual(shownThere(model, said));
      }),
      { numRuns: process.env.CONCORD_FULL ? 5000 : 150 }
    );
    expect(gone).toBeLessThan(read / 20);
  }, 300_000);

  it('written and read again says the same, for any document both can say, and loads in the public engine', () => {
    const without = (question: Question): object =>
      JSON.parse(JSON.stringify({ ...question, showIf: undefined })) as object;
    fc.assert(
      fc.property(documents, ({ document, answers }) => {
        expect(readDocument(document)).toMatchObject({ ok: true });
        const { model } = writeSurveyJs(document);
        expect(errorsOf(model)).toEqual([]);
        const back = good(readSurveyJs(JSON.stringify(model))).document;
        expect(back.pages.map(({ id, title }) => ({ id, title }))).toEqual(
          document.pages.map(({ id, title }) => ({ id, title }))
        );
        expect(questionsOf(back).map(without)).toEqual(questionsOf(document).map(without));
        expect(back).toMatchObject({ title: document.title, trust: document.trust, thanks: document.thanks });
        expect(pathOf(back, answers).steps.flatMap(({ questions }) => questions.map(({ id }) => id))).toEqual(
          pathOf(document, answers).steps.flatMap(({ questions }) => questions.map(({ id }) => id))
        );
      }),
      { numRuns: process.env.CONCORD_FULL ? 3000 : 100 }
    );
  }, 300_000);

  it('is written of the survey that ships, with what it cannot say', () => {
    const { model, report } = writeSurveyJs(postMergerRelationship);
    expect(errorsOf(model)).toEqual([]);
    expect(report.map(({ code }) => code)).toEqual(expect.arrayContaining(['setting_gone', 'text_gone']));
    expect(questionsOf(good(readSurveyJs(model)).document).map(({ id }) => id)).toEqual(
      questionsOf(postMergerRelationship).map(({ id }) => id)
    );
  });

  it('loses no text and no property in silence', () => {
    const both = (text: string) => ({ default: text, 'zh-cn': `${text} 中文` });
    const types = [
      'radiogroup',
      'dropdown',
      'checkbox',
      'ranking',
      'rating',
      'boolean',
      'text',
      'comment',
      'matrix',
      'matrixdropdown',
      'matrixdynamic',
      'multipletext',
      'imagepicker',
      'slider',
      'file',
      'signaturepad',
      'paneldynamic',
      'expression',
      'image',
      'nobody'
    ];
    const elements = types.map((type) => ({
      type,
      name: `name_${type}`,
      title: both(`title ${type}`),
      description: both(`about ${type}`),
      requiredErrorText: both(`error ${type}`),
      choices: [1, 2].map((value) => ({ value, text: both(`choice ${type} ${value}`) })),
      columns: [1, 2, 3].map((value) => ({ value, text: both(`column ${type} ${value}`) })),
      rows: [1, 2].map((value) => ({ value, text: both(`row ${type} ${value}`) })),
      items: [1, 2].map((value) => ({ name: `i${value}`, title: both(`item ${type} ${value}`) })),
      otherText: both(`other ${type}`),
      odd: { deep: [`odd ${type}`] }
    }));
    const imported = readSurveyJs({
      title: both('title'),
      description: both('about'),
      completedHtml: both('bye'),
      strange: 'strange property',
      elements: [{ type: 'panel', name: 'box', title: both('box'), footer: 'panel footer', elements }]
    });
    const texts: string[] = [];
    JSON.stringify(elements, (key, value: unknown) => {
      if (typeof value === 'string' && key !== 'type' && key !== 'name') texts.push(value);
      return value;
    });
    expect(
      lostTexts(
        imported,
        [...texts, 'title 中文', 'about 中文', 'bye 中文', 'strange property', 'box 中文', 'panel footer'],
        false
      )
    ).toEqual([]);
  });

  it('that is none, or hostile, is refused for what it is (S-03)', () => {
    const codeOf = (source: unknown) => {
      const imported = readSurveyJs(source);
      return imported.ok ? 'ok' : imported.problems[0]!.code;
    };
    expect(codeOf({})).toBe('unknown_format');
    expect(codeOf('{"pages":[{"__proto__":{}}]}')).toBe('unsafe_name');
    expect(codeOf({ pages: [] })).toBe('no_questions');
    expect(codeOf({ elements: Array.from({ length: 2100 }, (_, at) => ({ type: 'text', name: `q${at}` })) })).toBe(
      'too_many_questions'
    );
    let deep: object = { type: 'text', name: 'q' };
    for (let at = 0; at < 20; at += 1) deep = { type: 'panel', name: `p${at}`, elements: [deep] };
    expect(codeOf({ elements: [deep] })).toBe('too_deep');
    for (const odd of [
      {
        elements: [
          null,
          1,
          'x',
          [],
          { type: 'radiogroup', choices: 'x', visibleIf: 7, validators: 'x' },
          { type: 'matrix', rows: {}, columns: 3 },
          { type: 'text', name: 'constructor' }
        ]
      }
    ])
      expect(codeOf(odd)).toBe('ok');
    expect(codeOf({ elements: [{ type: 'text', name: 'q', visibleIf: '('.repeat(50_000) }] })).toBe('ok');
    expect(codeOf({ elements: [{ type: 'text', name: 'q', visibleIf: '{a} and '.repeat(50_000) }] })).toBe('ok');
  });
});
