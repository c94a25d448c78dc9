import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { questionsOf, type Page, type Question, type SurveyDocument } from '#lib/survey/document.ts';
import { moveQuestions, nudgePages, nudgeQuestions, removeQuestion } from '#lib/survey/edit.ts';
import { readDocument } from '#lib/survey/format.ts';
import { addGroup, putInGroup, removeGroup } from '#lib/survey/groups.ts';
import { pagesTaken, pasted, questionsTaken, type Part } from '#lib/survey/part.ts';
import { readPart } from '#lib/survey/part-format.ts';
import { matches, patternFault } from '#lib/survey/pattern.ts';
import { review } from '#lib/survey/review/review.ts';
import { hitsFor } from '#lib/survey/search.ts';
import { blank } from '#lib/survey/templates/blank.ts';
import { library } from '#lib/survey/templates/library.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';

const text = (id: string, more: Partial<Question> = {}): Question => ({
  id,
  kind: 'text',
  text: { en: `Words of ${id}` },
  required: false,
  ...more
});
const choice = (id: string, more: Partial<Question> = {}): Question => ({
  ...text(id, more),
  kind: 'choice',
  options: [
    { code: 'a', text: { en: 'A' } },
    { code: 'b', text: { en: 'B' } }
  ]
});
const page = (id: string, questions: Question[], more: Partial<Page> = {}): Page => ({
  id,
  groups: [],
  questions,
  ...more
});
const survey = (key: string, pages: Page[], more: Partial<SurveyDocument> = {}): SurveyDocument => ({
  ...blank('en'),
  key,
  languages: ['en'],
  pages,
  ...more
});
const at = (document: SurveyDocument, id: string): Question =>
  questionsOf(document).find((question) => question.id === id)!;
const ids = (document: SurveyDocument): string =>
  document.pages.map(({ questions }) => questions.map(({ id }) => id).join(' ')).join(' | ');
const codes = (document: SurveyDocument): string[] => review(document).map(({ code, detail }) => `${code} ${detail}`);
const only = { page: 'p', after: null };

const source = survey('source', [
  page('one', [
    choice('q1'),
    text('q2', { showIf: { question: 'q1', op: 'eq', value: 'a' }, text: { en: 'Why {{q1|that}}?' } })
  ]),
  page(
    'two',
    [
      {
        ...choice('q3', { optionsFrom: { question: 'q1', which: 'not_chosen' }, options: [] }),
        checks: [{ holds: { question: 'q3', op: 'ne', than: { question: 'q1' } }, message: { en: 'Not twice' } }],
        group: 'group1'
      } as Question
    ],
    {
      groups: [{ id: 'group1', text: { en: 'Together' } }],
      next: [{ if: { question: 'q1', op: 'answered' }, to: 'three' }]
    }
  ),
  page('three', [text('q4')])
]);

describe('parts of a survey that go elsewhere', () => {
  test('UX-34 ids that are taken are replaced, in everything the copied parts say of each other', () => {
    const target = survey('target', [page('p', [text('q1'), text('q2'), text('q3')])]);
    const made = pasted(target, pagesTaken(source, ['one', 'two', 'three'])!, { page: 'p', after: null });
    expect(ids(made.document)).toBe('q1 q2 q3 | q4 q5 | q6 | q7');
    expect(at(made.document, 'q5')).toMatchObject({
      showIf: { question: 'q4', op: 'eq', value: 'a' },
      text: { en: 'Why {{q4|that}}?' }
    });
    expect(at(made.document, 'q6')).toMatchObject({
      optionsFrom: { question: 'q4', which: 'not_chosen' },
      checks: [{ holds: { question: 'q6', op: 'ne', than: { question: 'q4' } } }],
      group: 'group1'
    });
    expect(made.document.pages[2]!.next).toEqual([{ if: { question: 'q4', op: 'answered' }, to: 'three' }]);
    expect(made.missing).toEqual([]);
    expect(codes(made.document).filter((one) => /gone|duplicate|later/.test(one))).toEqual([]);
  });

  test('UX-34 what is named and did not come along is found by the review, and never taken for another question of that id', () => {
    const stranger = survey('target', [page('p', [text('q1', { text: { en: 'Something else' } })])]);
    const made = pasted(stranger, questionsTaken(source, ['q2'])!, { page: 'p', after: 'q1' });
    expect(at(made.document, 'q2').showIf).toEqual({ question: 'gone_q1', op: 'eq', value: 'a' });
    expect(made.missing).toEqual(['q1']);
    expect(codes(made.document)).toContain('question-gone gone_q1');
    // The very same question is there: it is meant.
    const twin = survey('twin', [page('p', [choice('q1')])]);
    const again = pasted(twin, questionsTaken(source, ['q2'])!, { page: 'p', after: 'q1' });
    expect(at(again.document, 'q2').showIf).toEqual({ question: 'q1', op: 'eq', value: 'a' });
    expect(again.missing).toEqual([]);
    // Nothing of that id is there: the name stays and is found.
    const empty = pasted(survey('empty', [page('p', [])]), questionsTaken(source, ['q2'])!, only);
    expect(at(empty.document, 'q2').showIf).toEqual({ question: 'q1', op: 'eq', value: 'a' });
    expect(codes(empty.document)).toContain('question-gone q1');
    // A branch to a page that did not come does not lead to another one of that id.
    const elsewhere = survey('elsewhere', [page('three', [text('x')])]);
    const branched = pasted(elsewhere, pagesTaken(source, ['one', 'two'])!, { page: 'three', after: null });
    expect(branched.document.pages[2]!.next![0]!.to).toBe('gone_three');
    expect(codes(branched.document)).toContain('page-gone gone_three');
  });

  test('UX-34 in the same survey a cut question keeps its id and a copy gets another; what is named stays meant', () => {
    const part = questionsTaken(source, ['q2'])!;
    const cut = pasted(removeQuestion(source, 'q2'), part, { page: 'three', after: 'q4' });
    expect(ids(cut.document)).toBe('q1 | q3 | q4 q2');
    expect(at(cut.document, 'q2')).toEqual(at(source, 'q2'));
    const copy = pasted(source, part, { page: 'one', after: 'q2' });
    expect(ids(copy.document)).toBe('q1 q2 q5 | q3 | q4');
    expect(at(copy.document, 'q5').showIf).toEqual({ question: 'q1', op: 'eq', value: 'a' });
  });

  test('UX-34 a metric is fed once, words keep to the languages of the survey, and a group comes with its questions', () => {
    const part = questionsTaken(postMergerRelationship, ['recommend', 'service'])!;
    const german = survey('german', [page('p', [])], { baseLanguage: 'de', languages: ['de'] });
    const made = pasted(german, part, only);
    expect(made.unspoken.toSorted()).toEqual(['en', 'zh-CN']);
    expect(at(made.document, 'recommend').text).toEqual({ de: at(postMergerRelationship, 'recommend').text['en'] });
    expect(at(made.document, 'recommend').metric).toBe('nps');
    expect(made.document.pages[0]!.groups).toHaveLength(1);
    expect(at(made.document, 'service').group).toBe(made.document.pages[0]!.groups[0]!.id);
    const twice = pasted(made.document, part, only);
    expect(twice.unfed.toSorted()).toEqual(['dim_service', 'nps']);
    expect(twice.questions.map((id) => at(twice.document, id).metric)).toEqual([undefined, undefined]);
    expect(twice.document.pages[0]!.groups).toHaveLength(1);
    expect(at(postMergerRelationship, 'recommend').metric).toBe('nps');
  });

  test('UX-34 whatever is put wherever, the survey can be read, no id is there twice, and nothing else of it has changed', () => {
    const documents = library.map(({ document }) => document);
    const any = fc.record({
      from: fc.nat(documents.length - 1),
      into: fc.nat(documents.length - 1),
      first: fc.nat(60),
      count: fc.integer({ min: 1, max: 8 }),
      page: fc.nat(20),
      whole: fc.boolean()
    });
    fc.assert(
      fc.property(any, ({ from, into, first, count, page: place, whole }) => {
        const [origin, target] = [documents[from]!, documents[into]!];
        const all = whole ? origin.pages.map(({ id }) => id) : questionsOf(origin).map(({ id }) => id);
        const picked = all.slice(first % all.length, (first % all.length) + count);
        const part = (whole ? pagesTaken : questionsTaken)(origin, picked)!;
        const sent = readPart(JSON.stringify(part));
        expect(sent).toEqual(JSON.parse(JSON.stringify(part)));
        const spot = { page: target.pages[place % target.pages.length]!.id, after: null };
        const made = pasted(target, sent as Part, spot);
        const read = readDocument(JSON.parse(JSON.stringify(made.document)));
        expect(read.ok ? [] : read.problems).toEqual([]);
        const found = codes(made.document).filter((one) => one.startsWith('duplicate-id'));
        expect(found).toEqual([]);
        for (const question of questionsOf(target)) expect(at(made.document, question.id)).toEqual(question);
        expect(questionsOf(made.document)).toHaveLength(questionsOf(target).length + made.questions.length);
      }),
      { numRuns: 60 }
    );
  });

  test('S-03 what stands on a clipboard is read strictly, or not at all', () => {
    const good = JSON.stringify(questionsTaken(source, ['q2']));
    expect(readPart(good)).not.toBeNull();
    const bad = [
      '',
      'concord-part-1',
      '{"format":"concord-part-1"}',
      good.replace('"kind":"text"', '"kind":"script"'),
      good.replace('"required":false', '"required":false,"onclick":"x"'),
      good.replace('"pages":[', '"pages":[],"more":[')
    ];
    expect(bad.map(readPart)).toEqual(bad.map(() => null));
  });
});

describe('order', () => {
  const document = survey('order', [
    page('one', [text('a'), text('b'), text('c')]),
    page('two', [text('d')]),
    page('three', [])
  ]);

  test('UX-33 several questions move together, over the edges of pages, and stop together', () => {
    expect(ids(nudgeQuestions(document, ['b', 'c'], 1))).toBe('a | b c d | ');
    expect(ids(nudgeQuestions(document, ['a', 'b'], -1))).toBe(ids(document));
    expect(ids(nudgeQuestions(document, ['c', 'd'], -1))).toBe('a c b d |  | ');
    expect(ids(moveQuestions(document, ['d', 'a'], 'three'))).toBe('b c |  | a d');
    expect(nudgePages(document, ['one', 'two'], 1).pages.map(({ id }) => id)).toEqual(['three', 'one', 'two']);
    expect(nudgePages(document, ['one', 'two'], -1)).toBe(document);
  });

  test('UX-33 questions of a group come to stand together, and what leaves it leaves no gap', () => {
    const made = addGroup(document, 'one', { en: 'Together' });
    const both = putInGroup(putInGroup(made.document, 'one', 'a', made.id), 'one', 'c', made.id);
    expect(ids(both)).toBe('a c b | d | ');
    const three = putInGroup(both, 'one', 'b', made.id);
    expect(ids(three)).toBe('a c b | d | ');
    const without = putInGroup(three, 'one', 'c', null);
    expect(ids(without)).toBe('a b c | d | ');
    expect(without.pages[0]!.questions.map(({ group }) => group)).toEqual([made.id, made.id, undefined]);
    const gone = removeGroup(without, 'one', made.id);
    expect(JSON.stringify(gone)).not.toContain(made.id);
  });
});

describe('search', () => {
  test('words of every language, ids, codes and metrics are found, each with the place to go to', () => {
    const find = (wanted: string) => hitsFor(postMergerRelationship, wanted, (name) => `Score of ${name}`);
    expect(find('  ')).toEqual([]);
    expect(find('RECOMMEND').map(({ at }) => at)).toContainEqual({ question: 'recommend' });
    const chinese = find('推荐');
    expect(chinese[0]).toMatchObject({ at: { question: 'recommend' }, language: 'zh-CN' });
    expect(find('dim_service').map(({ at }) => at)).toEqual([{ question: 'service' }]);
    expect(find('score of nps').map(({ at }) => at)).toEqual([{ question: 'recommend' }]);
    expect(find('ｓｅｒｖｉｃｅ').length).toBe(find('service').length);
    for (const hit of find('the')) expect(hit.words.slice(hit.from, hit.from + hit.length).toLowerCase()).toBe('the');
    const order = find('e').map(({ at }) =>
      at === 'survey'
        ? 1e9
        : 'page' in at
          ? -1
          : questionsOf(postMergerRelationship).findIndex(({ id }) => id === at.question)
    );
    expect(order.filter((one) => one >= 0)).toEqual(order.filter((one) => one >= 0).toSorted((a, b) => a - b));
    const coded = survey('coded', [page('p', [choice('where')])]);
    expect(hitsFor(coded, 'where.b', String).map(({ at }) => at)).toEqual([{ question: 'where' }]);
  });
});

describe('patterns', () => {
  test('why a pattern cannot be read is said by its fault', () => {
    const faults = {
      '(ab': 'parenthesis',
      'ab)': 'parenthesis',
      '[0-9': 'bracket',
      '[9-0]': 'bracket',
      '*a': 'repeat',
      'a{9999}': 'repeat',
      'a\\': 'backslash',
      '\\j': 'backslash',
      '(?=a)b': 'unsupported'
    };
    for (const [source, code] of Object.entries(faults))
      expect([source, patternFault(source)?.code]).toEqual([source, code]);
    for (const source of ['[0-9]{6}', '.+', 'a|b']) expect(patternFault(source)).toBeNull();
    expect(matches('[0-9]{6}', '2000311')).toBe(false);
  });
});
