import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compose } from '#lib/outreach/message.ts';
import type { Value } from '#lib/survey/condition.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { readDocument } from '#lib/survey/format.ts';
import { isPersonal, namesIn, pipesAnswers } from '#lib/survey/piping.ts';
import { farewell, sheetOf, speaker } from '#lib/survey/sheet.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';

const both = (en: string, zh = en) => ({ en, 'zh-CN': zh });
const scale = { min: 1, max: 5, labels: { '1': both('bad', '差'), '5': both('good', '好') } };
const echo = both(
  '[{{which}}|{{why|no reason}}|{{grid.speed}}|{{reach}}|{{order}}|{{when}}|{{count}}|{{computed.total}}|{{attribute.plan}}]'
);
const raw = {
  format: 'concord-survey-1',
  key: 'x',
  title: both('X'),
  baseLanguage: 'en',
  languages: ['en', 'zh-CN'],
  trust: { line: both('Line {{attribute.plan|any}}') },
  privacy: { version: '1', text: both('P') },
  computed: [{ id: 'total', value: { sum: [{ question: 'count' }, { question: 'grid.speed' }] } }],
  pages: [
    {
      id: 'one',
      questions: [
        {
          id: 'which',
          kind: 'choice',
          text: both('Which?'),
          naLabel: both('None of it', '都不是'),
          options: [
            { code: 'shop', text: both('the {{company}} shop', '{{company}} 门店') },
            { code: 'web', text: both('the web', '网上') },
            { code: 'other', text: both('elsewhere', '其他'), other: true }
          ]
        },
        { id: 'why', kind: 'text', text: both('Why?') },
        { id: 'grid', kind: 'matrix', text: both('How?'), scale, items: [{ id: 'speed', text: both('Speed') }] },
        {
          id: 'reach',
          kind: 'multiple',
          text: both('How?'),
          options: [
            { code: 'mail', text: both('e-mail', '邮件') },
            { code: 'phone', text: both('phone', '电话') },
            { code: 'letter', text: both('letter', '信') }
          ]
        },
        {
          id: 'order',
          kind: 'ranking',
          text: both('Order?'),
          options: [
            { code: 'a', text: both('price', '价格') },
            { code: 'b', text: both('service', '服务') }
          ]
        },
        { id: 'when', kind: 'date', text: both('When?') },
        { id: 'count', kind: 'number', text: both('How many?'), showIf: { question: 'which', op: 'ne', value: 'web' } }
      ]
    },
    { id: 'two', questions: [{ id: 'next', kind: 'text', text: echo }] }
  ],
  thanks: { otherwise: { title: both('Thanks'), text: both('You said {{which|nothing}}.', '您说的是 {{which|无}}。') } }
};
const reading = readDocument(raw);
if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
const document: SurveyDocument = reading.document;
const answers: Record<string, Value> = {
  which: 'shop',
  why: 'fast',
  'grid.speed': 5,
  reach: ['mail', 'phone', 'letter'],
  'order.a': 2,
  'order.b': 1,
  when: '2026-03-31',
  count: 1234.5
};
const values = { company: 'Borealis', name: 'Ann' };
const echoed = (language: string, given = answers, known = { 'attribute.plan': 'gold' }): string =>
  sheetOf(document, language, values, { answers: given, known }).pages[1]!.questions[0]!.text;

describe('answers in texts', () => {
  test('UX-101 answers are said in the words, numbers and dates of the language', () => {
    expect(echoed('en')).toBe(
      '[the Borealis shop|fast|good|e-mail, phone, and letter|service and price|March 31, 2026|1,234.5|1,239.5|gold]'
    );
    expect(echoed('zh-CN')).toBe(
      '[Borealis 门店|fast|好|邮件、电话和信|服务和价格|2026年3月31日|1,234.5|1,239.5|gold]'
    );
  });

  test('what was not said gives the fallback or nothing, and what does not show was not said', () => {
    expect(sheetOf(document, 'en', values).pages[1]!.questions[0]!.text).toBe('[|no reason|||||||]');
    // The number is asked of everybody but those of the web.
    expect(echoed('en', { ...answers, which: 'web' })).toContain('|2026'.slice(0, 1) + 'March 31, 2026||5|');
    expect(echoed('en', { which: 'na' })).toBe('[None of it|no reason|||||||gold]');
    expect(echoed('en', { which: 'other', 'which.other': 'a fair' })).toContain('[a fair|');
    expect(farewell(document, { which: 'web' }, 'en', values).text).toBe('You said the web.');
    expect(farewell(document, {}, 'zh-CN', values).text).toBe('您说的是无。');
  });

  test('S-04 what was said is put in once, as it is: nothing in it is expanded, whatever it contains', () => {
    fc.assert(
      fc.property(fc.string(), (words) => {
        expect(echoed('en', { ...answers, why: words || 'x' })).toBe(
          `[the Borealis shop|${words || 'x'}|good|e-mail, phone, and letter|service and price|March 31, 2026|1,234.5|1,239.5|gold]`
        );
      })
    );
    for (const hostile of ['{{name}}', '{{which}}', '{{company|x}}', '$&', '<img src=x onerror=1>', '{{', '}}']) {
      expect(echoed('en', { which: 'other', 'which.other': hostile })).toContain(`[${hostile}|no reason|`);
      expect(echoed('en', {}, { 'attribute.plan': hostile })).toContain(`|${hostile}]`);
      expect(farewell(document, { which: 'other', 'which.other': hostile }, 'en', values).text).toBe(
        `You said ${hostile}.`
      );
    }
  });

  test('S-04 in a letter a hostile value stays text: one line in the subject, encoded in the HTML', () => {
    const plan = '<b>gold</b>\r\nBcc: all@x.test "{{name}}"';
    const say = speaker(document, 'en', values, { answers: {}, known: { 'attribute.plan': plan } });
    const line = say(document.trust.line);
    const letter = {
      language: 'en',
      sender: 'B',
      subject: line,
      preheader: line,
      title: line,
      paragraphs: [line],
      footer: []
    };
    const { subject, html, text } = compose(letter);
    expect(subject).toBe('Line <b>gold</b> Bcc: all@x.test "{{name}}"');
    expect(html).toContain('Line &lt;b&gt;gold&lt;/b&gt;');
    expect(html).not.toContain('<b>gold');
    expect(text).toContain(plan);
    // A letter goes out before anything was answered: its texts say the fallback, never the braces.
    expect(speaker(document, 'en', values)(document.trust.line)).toBe('Line any');
    expect(speaker(document, 'en', values)({ en: 'You said {{why|nothing yet}}' })).toBe('You said nothing yet');
  });

  test('S-01 names that are none stay as they are written', () => {
    const say = speaker(document, 'en', values, { answers });
    for (const text of ['{{constructor}}', '{{mood}}', '{{which.gone}}', '{{computed.gone}}', '{{a.b.c.d}}'])
      expect(say({ en: text })).toBe(text);
    expect(say({ en: '{{computed.constructor}}{{attribute.constructor|-}}' })).toBe('{{computed.constructor}}-');
  });

  test('a page tells whether its texts wait for answers, and a survey whether it differs by customer', () => {
    expect(document.pages.map(pipesAnswers)).toEqual([false, true]);
    expect(sheetOf(document, 'en', values).pages.map(({ pipes }) => pipes)).toEqual([undefined, true]);
    expect([isPersonal(document), isPersonal(postMergerRelationship)]).toEqual([true, false]);
    expect(namesIn('{{ company }} {{a.b}} {{attribute.Größe in m|x}} {{A}} {{computed.t}}')).toEqual([
      'company',
      'a.b',
      'attribute.Größe in m',
      'computed.t'
    ]);
  });
});
