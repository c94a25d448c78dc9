import { describe, expect, it } from 'vitest';
import { seeded } from '#lib/stats/generator.ts';
import type { Page, Question, SurveyDocument } from '#lib/survey/document.ts';
import { estimate, minutesOf } from '#lib/survey/estimate.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';
import { walk } from '#lib/survey/walker.ts';

const text = { en: 'Words' };
const ask = (id: string, kind: Question['kind'], rest: Partial<Question> = {}): Question => ({
  id,
  kind,
  text,
  required: false,
  ...rest
});
const options = (...codes: string[]) => codes.map((code) => ({ code, text }));
const survey = (pages: Page[], rest: Partial<SurveyDocument> = {}): SurveyDocument => ({
  ...postMergerRelationship,
  languages: ['en'],
  pages,
  thanks: { bands: [], otherwise: { title: text, text } },
  ...rest
});
const page = (id: string, questions: Question[], rest: Partial<Page> = {}): Page => ({
  id,
  groups: [],
  questions,
  ...rest
});
const nothing = { pages: [], questions: [], options: [], items: [], endings: [] };

describe('a walk through a survey', () => {
  it('UX-35 answers every kind so that its page lets go', () => {
    const every = survey([
      page('a', [
        ask('rate', 'rating', { scale: { min: 1, max: 5, labels: {}, direction: 'ascending' }, required: true }),
        ask('grid', 'matrix', {
          scale: { min: 1, max: 5, labels: {}, direction: 'ascending' },
          items: [{ id: 'x', text }],
          required: true
        }),
        ask('set', 'multiple', { options: options('a', 'b', 'c'), choose: { min: 2, max: 2 }, required: true }),
        ask('order', 'ranking', { options: options('a', 'b', 'c'), required: true }),
        ask('sum', 'sum', { options: options('a', 'b'), total: 100, required: true }),
        ask('count', 'number', { range: { min: 5, max: 9, step: 2 }, required: true }),
        ask('slide', 'slider', { range: { min: 0, max: 1, step: 1 }, required: true }),
        ask('day', 'date', { days: { from: '2026-02-01', to: '2026-02-03' }, required: true }),
        ask('words', 'text', { length: { min: 60, max: 70 }, required: true }),
        ask('where', 'contact', {
          parts: [
            { part: 'email', required: true },
            { part: 'phone', required: true }
          ]
        }),
        ask('agree', 'consent', { required: true }),
        ask('yes', 'yesno', { required: true })
      ])
    ]);
    const walked = walk(every, seeded(1), 300);
    expect(walked.deadEnds).toEqual([]);
    expect(walked.endings).toEqual({ '': 300 });
    expect(walked.questions).toEqual({ least: 12, tenth: 12, median: 12, ninth: 12, most: 12 });
  });

  it('UX-35 names the page that no answer satisfies, and how many ended there', () => {
    const stuck = survey([
      page('first', [ask('yes', 'yesno', { required: true })]),
      page('second', [
        ask('impossible', 'number', {
          required: true,
          range: { min: 0, max: 5 },
          checks: [{ holds: { question: 'impossible', op: 'gt', value: 5 }, message: text }]
        })
      ])
    ]);
    const walked = walk(stuck, seeded(1), 50);
    expect(walked.deadEnds).toEqual([{ page: 'second', question: 'impossible', code: 'check', walks: 50 }]);
    expect(walked.questions.most).toBe(0);
  });

  it('UX-35 names what no walk came to: page, question, option, ending', () => {
    const never = {
      all: [
        { question: 'yes', op: 'eq' as const, value: 'yes' },
        { question: 'yes', op: 'eq' as const, value: 'no' }
      ]
    };
    const walked = walk(
      survey(
        [
          page('first', [ask('yes', 'yesno'), ask('hidden', 'yesno', { showIf: never })]),
          page('second', [ask('pick', 'choice', { options: [...options('a'), { code: 'b', text, showIf: never }] })]),
          page('third', [ask('more', 'text')], { showIf: never, next: [{ to: 'out' }] })
        ],
        { endings: [{ id: 'out', kind: 'complete', title: text, text }] }
      ),
      seeded(1),
      200
    );
    expect(walked.unreached).toEqual({
      ...nothing,
      pages: ['third'],
      questions: ['hidden', 'more'],
      options: ['pick.b'],
      endings: ['out']
    });
  });

  it('UX-35 reaches what depends on the customer, on chance, on a word or a number', () => {
    const shown = (id: string, showIf: Question['showIf']) => ask(id, 'text', { showIf });
    const walked = walk(
      survey(
        [
          page('first', [
            ask('code', 'text'),
            ask('number', 'number'),
            ask('why', 'multiple', { options: options('a', 'b') })
          ]),
          page('second', [
            shown('company', { known: 'company', op: 'eq', value: 'acme' }),
            shown('others', { not: { known: 'company', op: 'eq', value: 'acme' } }),
            shown('arm', { known: 'arm.test', op: 'eq', value: 'rare' }),
            shown('word', { question: 'code', op: 'eq', value: 'MERGER' }),
            shown('exact', { question: 'number', op: 'eq', value: 731 }),
            ask('carried', 'choice', { options: [], optionsFrom: { question: 'why', which: 'chosen' } })
          ])
        ],
        {
          experiments: [
            {
              id: 'test',
              arms: [
                { id: 'usual', weight: 19 },
                { id: 'rare', weight: 1 }
              ]
            }
          ]
        }
      ),
      seeded(1),
      1000
    );
    expect(walked.unreached).toEqual(nothing);
  });

  it('UX-35 the same chance walks the same ways', () => {
    expect(walk(postMergerRelationship, seeded(5), 100)).toEqual(walk(postMergerRelationship, seeded(5), 100));
  });
});

describe('the estimate of length', () => {
  it('UX-37 is a range around the middle, grows with what is read and asked, and is the same every time', () => {
    const short = estimate(survey([page('a', [ask('yes', 'yesno')])]), 'en');
    const long = estimate(postMergerRelationship, 'en');
    expect(short.low).toBeLessThan(short.high);
    expect(long.low).toBeLessThan(long.middle);
    expect(long.middle).toBeLessThan(long.high);
    expect(long.middle).toBeGreaterThan(short.middle);
    expect(estimate(structuredClone(postMergerRelationship), 'en')).toEqual(long);
  });

  it('UX-37 takes Chinese and English for about the same time', () => {
    const [en, zh] = [estimate(postMergerRelationship, 'en').middle, estimate(postMergerRelationship, 'zh-CN').middle];
    expect(Math.abs(en - zh)).toBeLessThan(0.25 * en);
  });

  it('UX-37 is said in whole minutes, at least one', () => {
    expect(minutesOf({ low: 5, middle: 9, high: 20 })).toEqual({ from: 1, to: 1 });
    expect(minutesOf({ low: 70, middle: 100, high: 185 })).toEqual({ from: 1, to: 3 });
  });
});
