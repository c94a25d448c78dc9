import { describe, expect, it } from 'vitest';
import type { Answers } from '#lib/survey/condition.ts';
import { questionsOf, type Question } from '#lib/survey/document.ts';
import { readQualtrics } from '#lib/survey/exchange/qualtrics/read.ts';
import type { Imported } from '#lib/survey/exchange/report.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { specialise } from '#lib/survey/specialise.ts';
import { lostTexts } from '../support/conservation.ts';
import { logic, numbered, qualtrics, selected, type QualtricsItem } from '../support/qualtrics.ts';

function good(imported: Imported) {
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
  return imported;
}
type Good = ReturnType<typeof good>;
const one = (imported: Good, id: string): Question =>
  questionsOf(imported.document).find((question) => question.id === id)!;
const shown = (imported: Good, answers: Answers, known: Record<string, string> = {}): string[] =>
  pathOf(specialise(imported.document, { seed: 's', known }), answers).steps.flatMap((step) =>
    step.questions.map(({ id }) => id)
  );
const endOf = (imported: Good, answers: Answers) => pathOf(imported.document, answers).ending;

const choice = (id: string, more: Partial<QualtricsItem> = {}): QualtricsItem => ({
  QuestionID: id,
  QuestionType: 'MC',
  Selector: 'SAVR',
  QuestionText: `Question ${id}`,
  Choices: numbered(['One', 'Two', 'Three']),
  ChoiceOrder: ['1', '2', '3'],
  ...more
});
const text = (id: string, more: Partial<QualtricsItem> = {}): QualtricsItem =>
  choice(id, { QuestionType: 'TE', Selector: 'SL', Choices: undefined, ChoiceOrder: undefined, ...more });
const of = (...questions: QualtricsItem[]) => good(readQualtrics(qualtrics([{ id: 'BL_1', elements: questions }])));

describe('a Qualtrics survey', () => {
  it('brings its questions with order, codes, limits and what is demanded (FMT-04)', () => {
    const imported = of(
      choice('QID1', {
        ChoiceOrder: ['2', '1', '3'],
        RecodeValues: { 1: '10', 2: '20', 3: '30' },
        Validation: { Settings: { ForceResponse: 'ON' } }
      }),
      choice('QID2', { Selector: 'DL', Randomization: { Type: 'All' } }),
      choice('QID3', {
        Selector: 'MAVR',
        Choices: numbered(['One', 'None', 'Other'], [{}, { ExclusiveAnswer: true }, { TextEntry: 'true' }]),
        Validation: { Settings: { MinChoices: '1', MaxChoices: '2' } }
      }),
      choice('QID4', {
        Selector: 'NPS',
        Choices: [{ Display: '0' }],
        ColumnLabels: [{ Display: 'No' }, { Display: 'Yes' }]
      }),
      choice('QID5', {
        QuestionType: 'Matrix',
        Selector: 'Likert',
        SubSelector: 'SingleAnswer',
        Answers: numbered(['Bad', 'Fair', 'Good', 'n/a']),
        AnswerOrder: ['1', '2', '3', '4'],
        AnalyzeChoices: { 4: 'No' }
      }),
      choice('QID6', { QuestionType: 'RO', Selector: 'DND' }),
      choice('QID7', { QuestionType: 'CS', Selector: 'VRTL', Validation: { Settings: { ChoiceTotal: '100' } } }),
      choice('QID8', {
        QuestionType: 'Slider',
        Selector: 'HSLIDER',
        Configuration: { CSSliderMin: 0, CSSliderMax: 10 }
      }),
      text('QID9', {
        Validation: { Settings: { ContentType: 'ValidNumber', ValidNumber: { Min: '1', Max: '9', NumDecimals: '' } } }
      }),
      text('QID10', { Selector: 'FORM', Choices: numbered(['Street', 'Town']) }),
      text('QID11', { QuestionType: 'DB', Selector: 'TB', QuestionText: 'Just <b>read</b>' }),
      text('QID12', { QuestionType: 'Captcha', Selector: 'V2' }),
      choice('QID13', {
        QuestionType: 'SBS',
        Selector: 'SBSMatrix',
        AdditionalQuestions: {
          1: {
            QuestionText: 'Left',
            Selector: 'Likert',
            SubSelector: 'SingleAnswer',
            Answers: numbered(['a', 'b', 'c'])
          },
          2: {
            QuestionText: 'Right',
            Selector: 'Likert',
            SubSelector: 'SingleAnswer',
            Answers: numbered(['d', 'e', 'f'])
          }
        }
      })
    );
    expect(one(imported, 'q1')).toMatchObject({ kind: 'choice', required: true });
    expect(one(imported, 'q1').options!.map(({ code }) => code)).toEqual(['20', '10', '30']);
    expect(one(imported, 'q2')).toMatchObject({ kind: 'dropdown', shuffle: true });
    expect(one(imported, 'q3')).toMatchObject({
      kind: 'multiple',
      choose: { min: 1, max: 2 },
      options: [{}, { exclusive: true }, { other: true }]
    });
    expect(one(imported, 'q4')).toMatchObject({
      kind: 'nps',
      scale: { labels: { 0: { en: 'No' }, 10: { en: 'Yes' } } }
    });
    expect(one(imported, 'q5')).toMatchObject({ kind: 'matrix', scale: { min: 1, max: 3 }, naLabel: { en: 'n/a' } });
    expect(one(imported, 'q6').kind).toBe('ranking');
    expect(one(imported, 'q7')).toMatchObject({ kind: 'sum', total: 100 });
    expect(one(imported, 'q8_1')).toMatchObject({ kind: 'slider', range: { min: 0, max: 10 } });
    expect(one(imported, 'q9')).toMatchObject({ kind: 'number', range: { min: 1, max: 9 } });
    expect(one(imported, 'q10_2')).toMatchObject({ kind: 'text', text: { en: 'Town' }, group: 'q10' });
    expect(one(imported, 'q11')).toMatchObject({ kind: 'statement', text: { en: 'Just read' } });
    expect([one(imported, 'q13_1').kind, one(imported, 'q13_2').kind]).toEqual(['matrix', 'matrix']);
    expect(imported.report.map(({ at, code }) => `${at} ${code}`)).toEqual(
      expect.arrayContaining(['Q11 formatting', 'Q12 kind_gone', 'Q13 split'])
    );
  });

  it('shows by its logic, "and" before "or", and by what is known', () => {
    const imported = of(
      choice('QID1'),
      choice('QID2', { Selector: 'MAVR' }),
      choice('QID3', {
        DisplayLogic: logic(
          selected('QID1', 1),
          selected('QID2', 2, 'Selected', { Conjuction: 'And' }),
          selected('QID1', 3, 'Selected', { Conjuction: 'Or' })
        )
      }),
      text('QID4', {
        DisplayLogic: logic({
          LogicType: 'EmbeddedField',
          LeftOperand: 'Plan',
          Operator: 'EqualTo',
          RightOperand: 'gold',
          Type: 'Expression'
        })
      }),
      text('QID5', {
        DisplayLogic: logic({
          LogicType: 'DeviceType',
          Operator: 'Is',
          Type: 'Expression',
          Description: '<b>If</b> device is mobile'
        })
      }),
      choice('QID6', { Choices: numbered(['One', 'Two'], [{}, { DisplayLogic: logic(selected('QID1', 2)) }]) }),
      text('QID7', { QuestionText: 'You said ${q://QID1/ChoiceGroup/SelectedChoices} of ${e://Field/Plan}' })
    );
    expect(shown(imported, { q1: '1', q2: ['2'] })).toContain('q3');
    expect(shown(imported, { q1: '1' })).not.toContain('q3');
    expect(shown(imported, { q1: '3' })).toContain('q3');
    expect(shown(imported, {})).not.toContain('q4');
    expect(shown(imported, {}, { 'attribute.Plan': 'gold' })).toContain('q4');
    expect(imported.report).toContainEqual({ at: 'Q5', code: 'logic_gone', detail: 'If device is mobile' });
    expect(pathOf(imported.document, { q1: '1' }).off.has('q6.2')).toBe(true);
    expect(one(imported, 'q7').text.en).toBe('You said {{q1}} of ${e://Field/Plan}');
  });

  it('walks its flow: page breaks, branches, skips, ends, chance', () => {
    const blocks = [
      {
        id: 'BL_1',
        elements: [
          {
            question: choice('QID1'),
            skip: [{ ...selected('QID1', 3), Condition: 'Selected', SkipToDestination: 'QID3' }]
          },
          text('QID2'),
          text('QID3')
        ]
      },
      { id: 'BL_2', elements: [text('QID4'), 'page' as const, text('QID5')] },
      { id: 'BL_3', elements: [text('QID6')] },
      { id: 'BL_4', elements: [text('QID7')] },
      { id: 'BL_5', elements: [text('QID8')] },
      { id: 'BL_6', elements: [text('QID9')] }
    ];
    const block = (ID: string) => ({ Type: 'Standard', ID, FlowID: ID });
    const imported = good(
      readQualtrics(
        qualtrics(blocks, [
          block('BL_1'),
          { Type: 'Branch', FlowID: 'FL_2', BranchLogic: logic(selected('QID1', 1)), Flow: [block('BL_2')] },
          {
            Type: 'Branch',
            FlowID: 'FL_3',
            BranchLogic: logic(selected('QID1', 2)),
            Flow: [{ Type: 'EndSurvey', FlowID: 'FL_4', Options: { ResponseFlag: 'Screened', EOSMessage: 'Sorry' } }]
          },
          { Type: 'BlockRandomizer', FlowID: 'FL_5', SubSet: 1, Flow: [block('BL_3'), block('BL_4')] },
          { Type: 'BlockRandomizer', FlowID: 'FL_6', SubSet: 2, Flow: [block('BL_5'), block('BL_6')] },
          { Type: 'WebService', FlowID: 'FL_7', URL: 'https://x.example' }
        ])
      )
    );
    expect(shown(imported, { q1: '1' })).toEqual(expect.arrayContaining(['q2', 'q3', 'q4', 'q5', 'q8', 'q9']));
    expect(shown(imported, { q1: '3' })).not.toContain('q2');
    expect(shown(imported, { q1: '3' })).toContain('q3');
    expect(endOf(imported, { q1: '2' })).toBe('end');
    expect(imported.document.endings).toMatchObject([{ id: 'end', kind: 'screened_out', text: { en: 'Sorry' } }]);
    expect(endOf(imported, { q1: '1' })).toBeNull();
    const some = shown(imported, { q1: '1' }).filter((id) => id === 'q6' || id === 'q7');
    expect(some).toHaveLength(1);
    expect(imported.document.shuffledPages).toHaveLength(1);
    expect(imported.report.some(({ at, code }) => at === 'FL_7' && code === 'flow_gone')).toBe(true);
  });

  it('takes over choices from earlier questions and quotas', () => {
    const imported = good(
      readQualtrics(
        qualtrics(
          [
            {
              id: 'BL_1',
              elements: [
                choice('QID1', { Selector: 'MAVR' }),
                choice('QID2', {
                  Choices: [],
                  ChoiceOrder: [],
                  DynamicChoices: { Locator: 'q://QID1/ChoiceGroup/SelectedChoices' }
                }),
                choice('QID3', {
                  Choices: [],
                  ChoiceOrder: [],
                  DynamicChoices: { Locator: 'q://QID1/ChoiceGroup/UnselectedChoices' }
                })
              ]
            }
          ],
          undefined,
          {
            quotas: [
              { Name: 'ones', Occurrences: 20, Logic: logic(selected('QID1', 1)), OverQuotaAction: 'EndCurrentSurvey' }
            ]
          }
        )
      )
    );
    expect(one(imported, 'q2').optionsFrom).toEqual({ question: 'q1', which: 'chosen' });
    expect(one(imported, 'q3').optionsFrom).toEqual({ question: 'q1', which: 'not_chosen' });
    expect(imported.document.quotas).toMatchObject([
      { limit: 20, when: { question: 'q1', op: 'includes', value: '1' } }
    ]);
  });

  it('loses no text of any language in silence', () => {
    const types = [
      'MC SAVR',
      'MC MAVR',
      'MC NPS',
      'Matrix Likert',
      'Matrix MaxDiff',
      'Matrix TE',
      'Matrix CS',
      'SBS SBSMatrix',
      'TE FORM',
      'TE ML',
      'Slider HBAR',
      'RO DND',
      'CS VRTL',
      'PGR DragAndDrop',
      'DB TB',
      'Timing PageTimer',
      'HotSpot OnOff',
      'FileUpload FileUpload'
    ];
    const questions = types.map((name, at): QualtricsItem => {
      const [QuestionType = '', Selector = ''] = name.split(' ');
      const words = (tongue: string) => ({
        QuestionText: `${name} ${tongue}`,
        Choices: numbered([1, 2].map((part) => `${name} choice ${part} ${tongue}`)),
        Answers: numbered([1, 2, 3].map((part) => `${name} answer ${part} ${tongue}`))
      });
      const own = words('English');
      return {
        QuestionID: `QID${at + 1}`,
        QuestionType,
        Selector,
        ...own,
        Language: { 'ZH-S': words('中文') }
      } as QualtricsItem;
    });
    const unused = choice('QID90', { QuestionText: 'Thrown away' });
    const imported = readQualtrics(
      qualtrics(
        [
          { id: 'BL_1', elements: questions },
          { id: 'BL_T', elements: [unused] }
        ],
        [{ Type: 'Standard', ID: 'BL_1', FlowID: 'FL_1' }],
        { options: { EOSMessage: 'Bye', Header: 'Top', Footer: 'Bottom', SurveyTitle: 'Shown title' } }
      )
    );
    // Their numbers of a scale of eleven have no words; texts of types that show no choices are the format's own leftovers.
    const bare = ['MC', 'TE ML', 'DB', 'RO', 'CS', 'PGR', 'Slider', 'TE FORM', 'SBS'];
    const texts = questions.flatMap((question, at) => {
      const tongues = [question, ...Object.values(question.Language as object)] as QualtricsItem[];
      const answers = bare.some((name) => types[at]!.startsWith(name)) ? [] : ['Answers'];
      const choices = /NPS|TE ML|DB/.test(types[at]!) ? [] : ['Choices'];
      return tongues.flatMap((one) => [
        one.QuestionText,
        ...[...choices, ...answers].flatMap((part) =>
          Object.values(one[part] as Record<string, { Display: string }>).map(({ Display }) => Display)
        )
      ]);
    });
    expect(lostTexts(imported, [...texts, 'Thrown away', 'Bye', 'Top', 'Bottom', 'Shown title'], true)).toEqual([]);
    expect(good(imported).document.languages).toEqual(['en', 'zh-CN']);
  });

  it('that is none, or hostile, is refused for what it is (S-03)', () => {
    const codeOf = (source: string) => {
      const imported = readQualtrics(source);
      return imported.ok ? 'ok' : imported.problems[0]!.code;
    };
    expect(codeOf('{}')).toBe('unknown_format');
    expect(codeOf('{"SurveyEntry":{"__proto__":{}},"SurveyElements":[]}')).toBe('unsafe_name');
    expect(codeOf('{"SurveyEntry":{"a":1},"SurveyElements":[]}')).toBe('no_questions');
    const odd = choice('QID1', {
      Choices: 'x',
      ChoiceOrder: 7,
      Validation: [],
      DisplayLogic: 'x',
      Randomization: 3,
      Language: [1]
    } as never);
    expect(codeOf(qualtrics([{ id: 'BL_1', elements: [odd, text('QID2')] }]))).toBe('ok');
  });
});
