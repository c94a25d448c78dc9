import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brandColours, contrastOf } from '#lib/survey/brand.ts';
import { pathOf } from '#lib/survey/flow.ts';
import type { Frame, FrameQuestion } from '#lib/survey/frame.ts';
import { textLimit } from '#lib/survey/kinds.ts';
import { sheetOf } from '#lib/survey/sheet.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';
import { visit } from '#lib/survey/visit.ts';
import { blocksOf, drawn } from '#lib/ui/questions/view.ts';

const sheet = sheetOf(postMergerRelationship, 'en', { company: 'Borealis' });
const rating = (id: string, required = false): FrameQuestion => ({
  id,
  kind: 'rating',
  required,
  scale: { min: 1, max: 5 }
});
const twoPages: Frame = {
  pages: [
    { id: 'one', questions: [rating('a', true), { id: 'note', kind: 'text', required: false }] },
    { id: 'two', questions: [rating('b', true)] }
  ]
};

describe('a post of the survey page', () => {
  test('F-32 the buttons turn the page and the last one ends it', () => {
    const post = (page: string, go: string): unknown =>
      visit(sheet, {}, [
        ['_page', page],
        ['_go', go]
      ]).turn;
    expect(post('overall', 'next')).toEqual({ to: 'page', page: 'dimensions' });
    expect(post('dimensions', 'back')).toEqual({ to: 'page', page: 'overall' });
    expect(post('overall', 'back')).toEqual({ to: 'page', page: 'overall' });
    expect(post('outlook', 'next')).toEqual({ to: 'end' });
    expect(post('gone', '')).toEqual({ to: 'page', page: 'dimensions' });
    expect(post('overall', 'save')).toEqual({ to: 'saved' });
  });

  test('UX-12 switching the language saves what was answered and stays', () => {
    const result = visit(sheet, { ease: 3 }, [
      ['recommend', '9'],
      ['_page', 'overall'],
      ['_language', 'zh-CN']
    ]);
    expect(result).toMatchObject({
      language: 'zh-CN',
      page: 'overall',
      turn: { to: 'saved' },
      answers: { ease: 3, recommend: 9 }
    });
  });

  test('a wrong answer holds the respondent on its page, the right ones of the same post count', () => {
    const long = 'x'.repeat(textLimit + 1);
    const result = visit(twoPages, {}, [
      ['_page', 'one'],
      ['a', '4'],
      ['note', long]
    ]);
    expect(result.answers).toEqual({ a: 4 });
    expect(result.turn).toEqual({ to: 'stay', page: 'one', faults: [] });
    expect(result.refused).toEqual({ note: [long] });
    expect(
      visit(twoPages, {}, [
        ['_page', 'one'],
        ['a', '4'],
        ['utm', 'x']
      ]).turn
    ).toEqual({ to: 'page', page: 'two' });
  });

  test('the end is reached only when every page has what it needs', () => {
    expect(
      visit(twoPages, {}, [
        ['_page', 'two'],
        ['_go', 'finish'],
        ['b', '1']
      ]).turn
    ).toEqual({ to: 'stay', page: 'one', faults: [{ question: 'a', code: 'required' }] });
    expect(
      visit(twoPages, { a: 1 }, [
        ['_page', 'two'],
        ['_go', 'finish'],
        ['b', '1']
      ]).turn
    ).toEqual({ to: 'end' });
    expect(
      visit(twoPages, {}, [
        ['_page', 'two'],
        ['_go', 'next'],
        ['b', '1']
      ]).turn
    ).toEqual({ to: 'stay', page: 'one', faults: [{ question: 'a', code: 'required' }] });
  });

  test('whatever is posted gets an answer, and a revision that is a number (1,000 posts)', () => {
    const name = fc.oneof(
      fc.constantFrom('_page', '_go', '_revision', '_key', '_language', 'a', 'b', 'note'),
      fc.string()
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, fc.oneof(fc.string(), fc.constantFrom('next', 'finish', '1', 'one')))),
        (entries) => {
          const result = visit(twoPages, {}, entries);
          expect(Number.isSafeInteger(result.revision)).toBe(true);
          if (result.turn.to === 'end')
            expect(Object.keys(pathOf(twoPages, result.answers).kept)).toEqual(expect.arrayContaining(['a', 'b']));
        }
      ),
      { numRuns: 1000 }
    );
  });
});

describe('what the page draws', () => {
  test('neighbours of one group stand together, everything else alone', () => {
    expect(sheet.pages.map((page) => blocksOf(page).map((block) => block.questions.length))).toEqual([
      [1, 1, 1],
      [6],
      [1, 1]
    ]);
  });

  test('a small survey is one document, a long one comes page by page', () => {
    const answers = {};
    expect(drawn({ sheet, answers, page: 'outlook' })).toMatchObject({ position: 2, pages: sheet.pages });
    const long = { ...sheet, pages: Array.from({ length: 8 }, (_, at) => ({ ...sheet.pages[1]!, id: `p${at}` })) };
    expect(drawn({ sheet: long, answers, page: 'p3' }).pages.map((page) => page.id)).toEqual(['p3']);
    expect(drawn({ sheet: long, answers, page: 'gone' }).pages.map((page) => page.id)).toEqual(['p0']);
  });

  test('UX-03 whatever colour a company gives, the words in it can be read (1,000 colours)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
        const colours = brandColours('#' + number.toString(16).padStart(6, '0'))!;
        for (const [theme, paper] of [
          ['light', '#fbfaf7'],
          ['dark', '#0f1218']
        ] as const) {
          expect(contrastOf(colours[theme].brand, paper)!).toBeGreaterThanOrEqual(4.5);
          expect(contrastOf(colours[theme].brand, colours[theme].on)!).toBeGreaterThanOrEqual(4.5);
        }
      }),
      { numRuns: 1000 }
    );
    expect(brandColours('#0c5c50')!.light.brand).toBe('#0c5c50');
    for (const wrong of [undefined, '', 'red', '#fff', '#12345g', '</style>']) expect(brandColours(wrong)).toBeNull();
  });
});
