import { describe, expect, test } from 'vitest';
import { bindings } from '#lib/survey/bindings.ts';
import { questionsOf } from '#lib/survey/document.ts';
import { readQuestionnaire } from '#lib/survey/exchange/questionnaire.ts';
import { documentJsonSchema, readDocument } from '#lib/survey/format.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';

const copy = (): Record<string, never> & typeof postMergerRelationship =>
  JSON.parse(JSON.stringify(postMergerRelationship));

describe('survey document', () => {
  test('the shipped relationship survey is read and comes back unchanged', () => {
    const reading = readQuestionnaire(JSON.stringify(postMergerRelationship));
    expect(reading).toMatchObject({ ok: true, format: 'concord', report: [], document: postMergerRelationship });
    expect(questionsOf(postMergerRelationship)).toHaveLength(11);
  });

  test('every metric of the relationship survey is bound once, with its scale', () => {
    expect(
      bindings(postMergerRelationship).map((b) => ('items' in b ? b.metric : `${b.metric} ${b.min}-${b.max}`))
    ).toEqual([
      'nps 0-10',
      'csat 1-5',
      'ces 1-7',
      'dim_product 1-5',
      'dim_service 1-5',
      'dim_innovation 1-5',
      'dim_brand 1-5',
      'dim_price 1-5',
      'dim_supply 1-5',
      'repurchase 1-5'
    ]);
  });

  const wrong: [string, (document: ReturnType<typeof copy>) => unknown, string, string][] = [
    ['an unknown field', (d) => Object.assign(d.pages[0]!, { colour: 'red' }), '/pages/0', 'unrecognized_keys'],
    [
      'a scale that NPS does not have',
      (d) => (d.pages[0]!.questions[0]!.scale!.max = 5),
      '/pages/0/questions/0/scale',
      'kind'
    ],
    [
      'a label outside the scale',
      (d) => (d.pages[0]!.questions[1]!.scale!.labels['9'] = { en: 'x' }),
      '/pages/0/questions/1/scale/labels/9',
      'kind'
    ],
    [
      'a choice without options',
      (d) => Object.assign(d.pages[2]!.questions[1]!, { kind: 'choice', lines: undefined }),
      '/pages/2/questions/1/options',
      'kind'
    ],
    ['a language that is not declared', (d) => (d.title['fr'] = 'Titre'), '/title/fr', 'language_unknown'],
    [
      'an id that is a word of the language',
      (d) => (d.pages[0]!.questions[0]!.id = 'constructor'),
      '/pages/0/questions/0/id',
      'custom'
    ],
    [
      'a text that is too long',
      (d) => (d.pages[0]!.questions[0]!.text['en'] = 'x'.repeat(4001)),
      '/pages/0/questions/0/text/en',
      'too_big'
    ]
  ];
  test.each(wrong)('S-03 %s is refused with a pointer to its place', (_name, spoil, pointer, code) => {
    const document = copy();
    spoil(document);
    const reading = readDocument(document);
    expect(reading).toMatchObject({ ok: false, problems: [{ pointer, code }] });
  });

  test.each(['', 'null', '[]', '"x"', '{', '{"__proto__":{"pages":[]}}', '1e999', 'x'.repeat(600_000)])(
    'S-03 hostile text number %# is one clear refusal',
    (text) => {
      const reading = readQuestionnaire(text);
      expect(reading.ok).toBe(false);
      if (!reading.ok) expect(reading.problems.length).toBeGreaterThan(0);
    }
  );

  test('S-03 ten thousand bad questions give at most 200 problems', () => {
    const document = copy();
    document.pages = Array.from({ length: 50 }, () => ({
      ...document.pages[0]!,
      questions: Array.from({ length: 100 }, () => ({ id: '1', kind: '<img src=x onerror=1>' }) as never)
    }));
    const reading = readDocument(document);
    expect(reading.ok ? 0 : reading.problems.length).toBe(200);
  });

  test('S-03 conditions nested without end are refused without exhausting the stack', () => {
    const document = copy();
    let condition: unknown = { question: 'recommend', op: 'answered' };
    for (let depth = 0; depth < 5000; depth++) condition = { not: condition };
    Object.assign(document.pages[1]!, { showIf: condition });
    expect(readDocument(document).ok).toBe(false);
  });

  test('F-31 texts are kept in NFC, without control characters and bidi overrides', () => {
    const document = copy();
    document.title = { en: 'Cafe\u0301\u0000\u202e <b>' };
    const reading = readDocument(document);
    expect(reading.ok && reading.document.title).toEqual({ en: 'Café <b>' });
  });

  test('API-02 the document describes itself as JSON Schema', () => {
    expect(documentJsonSchema()).toMatchObject({ type: 'object', additionalProperties: false });
  });
});
