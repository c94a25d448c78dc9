import { describe, expect, it } from 'vitest';
import { trendBreaks } from '#lib/survey/breaks.ts';
import type { Question, SurveyDocument } from '#lib/survey/document.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';

/** The shipped survey with one question changed. */
function changed(id: string, change: (question: Question) => void): SurveyDocument {
  const copy = structuredClone(postMergerRelationship);
  change(copy.pages.flatMap(({ questions }) => questions).find((question) => question.id === id)!);
  return copy;
}
const breaksOf = (next: SurveyDocument) => trendBreaks(postMergerRelationship, next);

describe('breaks of a trend', () => {
  it('UX-52 a version that says the same breaks nothing, whatever else changed', () => {
    const copy = changed('reason', (question) => (question.text.en = 'Why?'));
    copy.trust.line.en = 'Short.';
    copy.thanks.bands = [];
    copy.pages[0]!.questions[0]!.text.en += ' ';
    expect(breaksOf(copy)).toEqual([]);
  });

  it('UX-52 other words of a question, of its group or of the ends of its scale are a break in their language', () => {
    const worded = changed('recommend', (question) => (question.text.en = 'Would you recommend {{company}}?'));
    expect(breaksOf(worded)).toEqual([{ metric: 'nps', field: 'recommend', what: 'wording', language: 'en' }]);
    const labelled = changed('ease', (question) => (question.scale!.labels['7']!['zh-CN'] = '很容易'));
    expect(breaksOf(labelled)).toEqual([{ metric: 'ces', field: 'ease', what: 'labels', language: 'zh-CN' }]);
    const grouped = structuredClone(postMergerRelationship);
    grouped.pages[1]!.groups[0]!.text.en = 'Rate these.';
    expect(breaksOf(grouped).map(({ metric, what }) => `${metric} ${what}`)).toEqual(
      ['product', 'service', 'innovation', 'brand', 'price', 'supply'].map((one) => `dim_${one} wording`)
    );
  });

  it('UX-05 another layout of the scale is a break: points, direction, look, the way out', () => {
    const what = (change: (question: Question) => void) =>
      breaksOf(changed('satisfaction', change)).map((one) => one.what);
    expect(what((question) => (question.scale = { ...question.scale!, max: 7 }))).toEqual(['scale']);
    expect(what((question) => (question.scale = { ...question.scale!, direction: 'descending' }))).toEqual([
      'direction'
    ]);
    expect(what((question) => (question.reversed = true))).toEqual(['direction']);
    expect(what((question) => (question.look = 'stars'))).toEqual(['kind']);
    expect(what((question) => (question.kind = 'csat'))).toEqual(['kind']);
    expect(what((question) => (question.naLabel = undefined))).toEqual(['labels']);
  });

  it('UX-52 the question that was moved is a break of order, those it passed are not', () => {
    const copy = structuredClone(postMergerRelationship);
    copy.pages[0]!.questions.push(copy.pages[0]!.questions.shift()!);
    expect(breaksOf(copy)).toEqual([{ metric: 'nps', field: 'recommend', what: 'order' }]);
  });

  it('UX-52 a question under another id is compared with the one that fed the metric before', () => {
    expect(breaksOf(changed('recommend', (question) => (question.id = 'nps')))).toEqual([]);
    const both = changed('recommend', (question) => Object.assign(question, { id: 'nps', kind: 'rating' }));
    expect(breaksOf(both)).toEqual([{ metric: 'nps', field: 'nps', what: 'kind' }]);
  });

  it('UX-52 a metric or a language that comes or goes breaks no trend', () => {
    expect(breaksOf(changed('recommend', (question) => (question.metric = undefined)))).toEqual([]);
    expect(
      trendBreaks(
        changed('recommend', (question) => (question.metric = undefined)),
        postMergerRelationship
      )
    ).toEqual([]);
    const one = structuredClone(postMergerRelationship);
    one.languages = ['en', 'de'];
    expect(breaksOf(one)).toEqual([]);
  });

  it('UX-52 an index breaks with its items and their weights', () => {
    const index = (...items: [field: string, weight: number][]): SurveyDocument => ({
      ...postMergerRelationship,
      indexes: [{ metric: 'loyalty', items: items.map(([field, weight]) => ({ field, weight })) }]
    });
    const old = index(['recommend', 1], ['repurchase', 1]);
    const breaks = (next: SurveyDocument) =>
      trendBreaks(old, next).map(({ metric, field, what }) => `${metric} ${field} ${what}`);
    expect(breaks(index(['repurchase', 1], ['recommend', 1]))).toEqual([]);
    expect(breaks(index(['recommend', 2], ['repurchase', 1]))).toEqual(['loyalty recommend items']);
    expect(breaks(index(['recommend', 1], ['ease', 1]))).toEqual(['loyalty ease items', 'loyalty repurchase items']);
    expect(breaks(postMergerRelationship)).toEqual([]);
  });
});
