import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { readDocument } from '#lib/survey/format.ts';
import { chooseLanguage, directionOf, nativeName } from '#lib/survey/language.ts';
import { fill } from '#lib/survey/piping.ts';
import { publishable } from '#lib/survey/review/findings.ts';
import { review } from '#lib/survey/review/review.ts';
import { codesOf, farewell, privacyText, sheetOf } from '#lib/survey/sheet.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';
import { shares } from '#lib/survey/translation.ts';

const copy = (): SurveyDocument => JSON.parse(JSON.stringify(postMergerRelationship));

describe('piping', () => {
  test('S-04 a value is put in once: what it contains is never expanded again', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(fill('[{{company}}]', { company: value })).toBe(`[${value}]`);
      })
    );
    expect(fill('{{company}}', { company: '{{name}}', name: 'x' })).toBe('{{name}}');
    expect(fill('{{company}}', { company: '$& $1 <b>' })).toBe('$& $1 <b>');
  });

  test('S-01 braces that name nothing stay as they are written', () => {
    for (const text of ['{{7*7}}', '{{constructor}}', '{{__proto__}}', '{{{company}', '{{ }}', '{{company']) {
      expect(fill(text, { company: 'C' })).toBe(text === '{{{company}' ? '{{{company}' : text);
    }
  });

  test('a missing value gives the fallback', () => {
    expect(fill('Write to {{contact|us}}.', {})).toBe('Write to us.');
    expect(fill('Dear {{name}}!', { name: '' })).toBe('Dear !');
  });

  test('UX-102 Chinese names stand without the space that Latin names need', () => {
    expect(fill('您对 {{company}} 满意吗？', { company: 'Borealis' })).toBe('您对 Borealis 满意吗？');
    expect(fill('您对 {{company}} 满意吗？', { company: '北辰' })).toBe('您对北辰满意吗？');
  });
});

describe('sheet', () => {
  test('S-40 a sheet holds one language and nothing that only the makers of the survey should see', () => {
    const text = JSON.stringify(sheetOf(postMergerRelationship, 'en', { company: 'Borealis' }));
    expect(text).toContain('How likely are you to recommend Borealis');
    expect(text.replace('中文', '')).not.toMatch(/\p{Script=Han}/u);
    expect(text).not.toMatch(/metric|dim_|Reichheld|Low marks|{{/);
  });

  test('UX-12 the language comes from the address, the customer, the browser, then the base', () => {
    const survey = { languages: ['en', 'zh-CN'], baseLanguage: 'en' };
    expect(chooseLanguage(survey, { asked: 'zh-CN', customer: 'en' })).toEqual({ language: 'zh-CN', source: 'asked' });
    expect(chooseLanguage(survey, { asked: 'xx', customer: 'zh', accept: 'en' })).toEqual({
      language: 'zh-CN',
      source: 'customer'
    });
    expect(chooseLanguage(survey, { customer: 'fr', accept: 'fr, en;q=0.5, zh-TW;q=0.8' })).toEqual({
      language: 'zh-CN',
      source: 'browser'
    });
    expect(chooseLanguage(survey, { accept: '*, de;q=x' })).toEqual({ language: 'en', source: 'base' });
    expect(['ar', 'he-IL', 'zh-CN', 'art'].map(directionOf)).toEqual(['rtl', 'rtl', 'ltr', 'ltr']);
    expect(survey.languages.map((tag) => nativeName(tag, survey.languages))).toEqual(['English', '中文']);
  });

  test('UX-15 the thank-you words follow the score', () => {
    const words = (recommend: number | string): string =>
      farewell(postMergerRelationship, { recommend }, 'en', { company: 'B' }).text;
    expect(new Set([words(0), words(6)]).size).toBe(1);
    expect(new Set([words(6), words(7), words(10)]).size).toBe(3);
    expect(words('na')).toBe(words(8));
    expect(privacyText(postMergerRelationship, 'zh-CN', { company: 'B' })).toHaveLength(4);
  });

  test('UX-04 the recommendation scale runs from 0 to 10 unless the survey says otherwise', () => {
    expect(codesOf(postMergerRelationship.pages[0]!.questions[0]!.scale!)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(codesOf({ min: 1, max: 3, direction: 'descending' })).toEqual([3, 2, 1]);
  });
});

describe('publish check', () => {
  test('UX-100 the shipped survey has nothing to find and is complete in both languages', () => {
    const metrics = [
      'nps',
      'csat',
      'ces',
      'dim_product',
      'dim_service',
      'dim_innovation',
      'dim_brand',
      'dim_price',
      'dim_supply',
      'repurchase'
    ];
    expect(review(postMergerRelationship, { metrics })).toEqual([]);
    const complete = shares(postMergerRelationship).map(({ language, done, of }) => [language, done === of && of > 0]);
    expect(complete).toEqual([
      ['en', true],
      ['zh-CN', true]
    ]);
  });

  const spoiled: [string, (d: SurveyDocument) => unknown, string, string?][] = [
    [
      'missing-text',
      (d) => delete (d.pages[0]!.questions[0]!.text as Record<string, string>)['zh-CN'],
      '/pages/0/questions/0/text',
      'zh-CN'
    ],
    ['duplicate-id', (d) => (d.pages[0]!.questions[1]!.id = 'recommend'), '/pages/0/questions/1/id', 'recommend'],
    ['group-gone', (d) => (d.pages[1]!.questions[0]!.group = 'other'), '/pages/1/questions/0/group', 'other'],
    [
      'unlabelled-ends',
      (d) => delete d.pages[0]!.questions[0]!.scale!.labels['10'],
      '/pages/0/questions/0/scale/labels',
      '10'
    ],
    [
      'mixed-directions',
      (d) => (d.pages[0]!.questions[1]!.scale!.direction = 'descending'),
      '/pages/0/questions/1/scale/direction',
      'descending'
    ],
    ['metric-twice', (d) => (d.pages[0]!.questions[1]!.metric = 'nps'), '/pages/0/questions/1/metric', 'nps'],
    ['unknown-metric', (d) => (d.pages[0]!.questions[1]!.metric = 'mood'), '/pages/0/questions/1/metric', 'mood'],
    ['question-gone', (d) => (d.pages[1]!.showIf = { question: 'gone', op: 'answered' }), '/pages/1/showIf', 'gone'],
    [
      'question-later',
      (d) => (d.pages[0]!.showIf = { not: { question: 'price', op: 'answered' } }),
      '/pages/0/showIf',
      'price'
    ],
    [
      'value-gone',
      (d) => (d.pages[1]!.showIf = { any: [{ question: 'recommend', op: 'le', value: 11 }] }),
      '/pages/1/showIf',
      'recommend'
    ],
    ['question-gone', (d) => (d.thanks.by = 'reason'), '/thanks/by', 'reason'],
    ['bands-overlap', (d) => (d.thanks.bands[1]!.from = 6), '/thanks/bands/1', undefined],
    [
      'unknown-name',
      (d) => (d.trust.line = { en: '{{company}} {{mood}}', 'zh-CN': '{{company}}' }),
      '/trust/line',
      'mood'
    ],
    ['required-text', (d) => (d.pages[2]!.questions[1]!.required = true), '/pages/2/questions/1/required', undefined]
  ];
  test.each(spoiled)('UX-39 %s is found at its place', (code, spoil, pointer, detail) => {
    const document = copy();
    spoil(document);
    expect(readDocument(document).ok).toBe(true);
    const findings = review(document, {
      metrics: [
        'nps',
        'csat',
        'ces',
        'dim_product',
        'dim_service',
        'dim_innovation',
        'dim_brand',
        'dim_price',
        'dim_supply',
        'repurchase'
      ]
    });
    expect(findings).toContainEqual(
      expect.objectContaining(detail === undefined ? { code, pointer } : { code, pointer, detail })
    );
    expect(publishable(findings)).toBe(['mixed-directions', 'unknown-name', 'required-text'].includes(code));
  });
});
