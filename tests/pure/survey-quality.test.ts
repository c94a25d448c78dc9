import { describe, expect, it } from 'vitest';
import type { Answers } from '#lib/survey/condition.ts';
import { readDocument } from '#lib/survey/format.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { flagsOf, isOneCode, readTimes, secondsOn, skippedIn, straightLines, writeTimes } from '#lib/survey/quality.ts';
import { questionsOf } from '#lib/survey/document.ts';

const say = (text: string) => ({ en: text });
const scale = { min: 1, max: 5, labels: { 1: say('low'), 5: say('high') } };
const items = (...ids: string[]) => ids.map((id) => ({ id, text: say(id) }));

function documentOf() {
  const reading = readDocument({
    format: 'concord-survey-1',
    key: 'care',
    title: say('Care'),
    baseLanguage: 'en',
    languages: ['en'],
    trust: { line: say('We ask.') },
    privacy: { version: '1', text: say('Nothing is kept.') },
    thanks: { otherwise: { title: say('Thank you'), text: say('') } },
    pages: [
      {
        id: 'grid',
        questions: [
          { id: 'service', kind: 'matrix', text: say('Service'), scale, items: items('a', 'b', 'c', 'd', 'e') },
          {
            id: 'both',
            kind: 'matrix',
            text: say('Both ways'),
            scale,
            items: [...items('a', 'b'), { id: 'c', text: say('c'), reversed: true }]
          }
        ]
      },
      {
        id: 'single',
        questions: [
          ...['q1', 'q2', 'q3', 'q4'].map((id) => ({ id, kind: 'rating', text: say(id), scale })),
          { id: 'q5', kind: 'rating', text: say('q5'), scale: { ...scale, direction: 'descending' } },
          { id: 'why', kind: 'text', text: say('Why?') },
          { id: 'more', kind: 'text', text: say('More?'), showIf: { question: 'q1', op: 'le', value: 2 } }
        ]
      }
    ]
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.document;
}
const document = documentOf();
const grid = (codes: string, id = 'service'): Answers =>
  Object.fromEntries([...codes].flatMap((code, at) => (code === '-' ? [] : [[`${id}.${'abcde'[at]}`, Number(code)]])));
const single = (codes: string): Answers =>
  Object.fromEntries([...codes].map((code, at) => [`q${at + 1}`, Number(code)]));
const flagged = (answers: Answers, sinceOpened: number | null = null, trapped = false) =>
  flagsOf(pathOf(document, answers), { trapped, sinceOpened });

describe('signs of little care', () => {
  it('UX-18 one column all the way down a matrix is a straight line, and one other answer ends it', () => {
    expect(flagged(grid('44444'))).toEqual(['straight_line']);
    expect(flagged(grid('44443'))).toEqual([]);
    expect(flagged(grid('4444-'))).toEqual([]);
  });

  it('UX-18 the same column over items of opposite direction says more, so three of them do', () => {
    expect(flagged(grid('555', 'both'))).toEqual(['straight_line']);
    // Consistent: content with two, and content with the reversed one.
    expect(flagged(grid('551', 'both'))).toEqual([]);
  });

  it('UX-18 five single questions on one scale are a battery by their place on the screen, whatever the codes mean', () => {
    expect(flagged(single('44442'))).toEqual(['straight_line']);
    expect(flagged(single('44444'))).toEqual([]);
    expect(flagged(single('4444'))).toEqual([]);
  });

  it('UX-38 each question is told whether its battery was one line; one too short is told nothing', () => {
    const told = straightLines(questionsOf(document), { ...grid('22222'), ...grid('55', 'both'), ...single('11235') });
    expect(Object.fromEntries(told)).toEqual({ service: true, q1: false, q2: false, q3: false, q4: false, q5: false });
  });

  it('UX-18 a field that people do not see, and a time in which no hand can answer, are signs of a machine', () => {
    expect(flagged({ q1: 3 }, 60, true)).toEqual(['hidden_field']);
    expect(flagged(grid('12345'), 1)).toEqual(['impossible_time']);
    expect(flagged(grid('12345'), 2)).toEqual([]);
    // Words may be pasted or dictated.
    expect(flagged({ why: 'a long story' }, 0.1)).toEqual([]);
  });

  it('UX-18 of imported answers only one code over everything, on several scales, is a sign', () => {
    const rated = (code: number, max: number) => ({ code, min: 1, max });
    const sheet = [5, 5, 5, 5, 5, 5, 7].map((max) => rated(5, max));
    expect(isOneCode(sheet)).toBe(true);
    expect(isOneCode(sheet.slice(0, 6))).toBe(false);
    expect(isOneCode([...sheet, rated(4, 5)])).toBe(false);
  });
});

describe('what is known of a sitting', () => {
  it('UX-38 what showed and was left out is noted, an item of a matrix too; what did not show is not', () => {
    const answers = { ...grid('1234-'), ...grid('123', 'both'), ...single('33333') };
    expect(skippedIn(pathOf(document, answers))).toEqual(['service', 'why']);
    expect(skippedIn(pathOf(document, { ...answers, ...grid('12345'), q1: 1, why: 'so' }))).toEqual(['more']);
  });

  it('UX-38 times are whole seconds by page, bounded, and anything else is dropped', () => {
    expect(readTimes('grid:12 single:7', document)).toEqual([12, 7]);
    expect(readTimes('single:99999 gone:3 grid:-1 grid:1e3 constructor:1', document)).toEqual([null, 3_600]);
    expect(readTimes('', document)).toBeNull();
    expect(readTimes('__proto__:3 <b>:1 grid', document)).toBeNull();
    for (const times of [
      [12, 7],
      [null, 3],
      [0, null]
    ]) {
      expect(readTimes(writeTimes(times, document), document)).toEqual(times);
    }
  });

  it('UX-18 the time of a sitting is known when every page of its way is, and never longer than the clock allows', () => {
    const path = pathOf(document, single('1'));
    expect(secondsOn(path, [12, 7], document, 60)).toBe(19);
    expect(secondsOn(path, [12, null], document, 60)).toBeNull();
    expect(secondsOn(path, [12, 700], document, 60)).toBeNull();
    expect(secondsOn(path, null, document, 60)).toBeNull();
  });
});
