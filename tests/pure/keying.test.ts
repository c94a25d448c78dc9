import { describe, expect, it } from 'vitest';
import { paperCodeOf, idsOfCode } from '#lib/outreach/paper-code.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import {
  compareKeyings,
  dayField,
  fieldsOn,
  type Keyed,
  readDay,
  readSheet,
  settledAs,
  takenFrom,
  typedOf
} from '#lib/survey/keying.ts';
import { asPrinted, keySheetOf } from '#lib/survey/keying-sheet.ts';
import { paperOf } from '#lib/survey/exchange/paper.ts';
import { newId } from '#lib/server/db/id.ts';
import { everyKind } from '../support/every-kind.ts';
import { trialSurvey } from '../support/trial-survey.ts';

const every = everyKind();
const printed = asPrinted(every);
const keyed = (answers: Keyed['answers'], day = '2026-01-05', marks: Keyed['marks'] = {}): Keyed => ({
  day,
  answers,
  marks
});
const question = (id: string, more: object): SurveyDocument['pages'][number]['questions'][number] =>
  ({ id, text: { en: id }, required: false, ...more }) as never;
const survey = (...questions: SurveyDocument['pages'][number]['questions']): SurveyDocument => ({
  ...trialSurvey,
  pages: [{ id: 'one', groups: [], questions }]
});
const option = (code: string, more: object = {}) => ({ code, text: { en: code }, ...more });
const scale = { min: 0, max: 10, labels: {}, direction: 'ascending' as const };

describe('what is typed at a sheet', () => {
  const small = asPrinted(
    survey(
      question('recommend', { kind: 'nps', scale, naLabel: { en: 'Does not apply' } }),
      question('why', {
        kind: 'multiple',
        options: [option('price'), option('speed'), option('people', { other: true })]
      }),
      question('moved', { kind: 'yesno' }),
      question('since', { kind: 'date' }),
      question('agree', { kind: 'consent' }),
      question('words', { kind: 'text' })
    )
  );

  it('is a code, positions as they are printed, a day or words, and signs of the numeric keypad for what no code says', () => {
    const read = readSheet(small, {
      ...{
        recommend: '9',
        why: '1 3',
        'why.people': ' Mrs  Li ',
        moved: '2',
        since: '31.3.2025',
        agree: '1',
        words: '*'
      }
    });
    expect(read).toEqual({
      answers: {
        ...{ recommend: 9, why: ['price', 'people'], 'why.people': 'Mrs  Li', moved: 'no' },
        ...{ since: '2025-03-31', agree: 'yes' }
      },
      marks: { words: 'two' },
      wrong: {}
    });
    expect(readSheet(small, { recommend: '-', moved: '/', why: '＊' })).toEqual({
      answers: { recommend: 'na' },
      marks: { moved: 'unreadable', why: 'two' },
      wrong: {}
    });
    expect(readSheet(small, { recommend: '１０', why: '２、３' }).answers).toEqual({
      recommend: 10,
      why: ['speed', 'people']
    });
  });

  it('is refused where it cannot stand, field by field, and the rest is kept', () => {
    const typed = { recommend: '11', why: '1 1', moved: '3', since: '31.2.2025', agree: '2', words: 'fine' };
    const read = readSheet(small, typed);
    expect(read.wrong).toEqual({
      ...{
        recommend: 'out_of_range',
        why: 'twice',
        moved: 'not_an_option',
        since: 'out_of_range',
        agree: 'not_an_option'
      }
    });
    expect(read.answers).toEqual({ words: 'fine' });
    expect(readSheet(small, { moved: '-', __proto__: 'x', 'no.such': '1' }).wrong).toEqual({ moved: 'not_an_option' });
  });

  it('of every kind of question comes back as it was typed', () => {
    const { questions, frame } = keySheetOf(every, 'en', { company: 'A' });
    const typed: Record<string, string> = {};
    for (const { fields, choices } of questions)
      for (const { name, asks } of fields)
        typed[name] = { ...samples, code: choices.at(-1)?.type ?? '1' }[asks as keyof typeof samples] ?? '';
    const read = readSheet(printed, typed);
    expect(read.wrong).toEqual({});
    expect(Object.keys(read.answers).sort()).toEqual(
      fieldsOn(printed)
        .map(({ name }) => name)
        .sort()
    );
    for (const field of fieldsOn(frame)) expect(typedOf(field, read.answers[field.name])).toBe(typed[field.name]);
  });
  const samples = {
    option: '1',
    options: '1',
    rank: '1',
    number: '7',
    date: '2026-01-05',
    text: 'words',
    tick: '1',
    na: '1'
  };

  it('is asked in the order and under the numbers of the paper', () => {
    const numbers = paperOf(every, 'en', { company: 'A' }, String)
      .pages.flatMap(({ questions }) => questions)
      .filter(({ number }) => number !== null);
    const asked = keySheetOf(every, 'en', { company: 'A' }).questions;
    expect(asked.map(({ id, number }) => [id, number])).toEqual(numbers.map(({ id, number }) => [id, number]));
  });

  it.each([
    ['2026-03-31', '2026-03-31'],
    ['31.3.2026', '2026-03-31'],
    ['31/03/2026', '2026-03-31'],
    ['2026年3月31日', '2026-03-31'],
    ['30.2.2026', null],
    ['31.3.26', null],
    ['3', null],
    ['', null]
  ])('the day %s is %s', (typed, day) => {
    expect(readDay(typed)).toBe(day);
  });
});

describe('two keyings of one sheet', () => {
  const asked = asPrinted(
    survey(
      question('recommend', { kind: 'nps', scale }),
      question('why', { kind: 'multiple', options: [option('price'), option('speed')] }),
      question('words', { kind: 'text' }),
      question('order', { kind: 'text', pattern: { source: '[A-Z]-\\d', message: { en: '' } } }),
      question('unsaid', { kind: 'yesno' })
    )
  );

  it('are compared in the fields in which either says something, and the day', () => {
    const a = keyed({ recommend: 9, why: ['price'], words: 'Late' });
    expect(compareKeyings(asked, a, a)).toEqual({ n: 4, differ: [] });
    const b = keyed({ recommend: 8, words: 'Late' }, '2026-01-04', { why: 'two' });
    expect(compareKeyings(asked, a, b)).toEqual({ n: 4, differ: [dayField, 'recommend', 'why'] });
  });

  it('agree in free text whatever its capitals, commas and spaces; in a form or an address every sign counts', () => {
    const a = keyed({ words: 'Too late, again.', order: 'A-1' });
    expect(compareKeyings(asked, a, keyed({ words: 'too  late again', order: 'A-1' })).differ).toEqual([]);
    expect(compareKeyings(asked, a, keyed({ words: 'Too late, always.', order: 'a-1' })).differ).toEqual([
      'words',
      'order'
    ]);
    expect(compareKeyings(asked, keyed({ words: 'cafe\u0301' }), keyed({ words: 'café' })).differ).toEqual([]);
  });

  it('are settled field by field, and what agreed stays as it was typed first', () => {
    const a = keyed({ recommend: 9, why: ['price'], words: 'Late, again' });
    const b = keyed({ recommend: 8, words: 'late again' }, '2026-01-04', { why: 'two' });
    const settled = settledAs(
      a,
      new Map([
        [dayField, b],
        ['recommend', keyed({ recommend: 7 })],
        ['why', b]
      ])
    );
    expect(settled).toEqual(keyed({ recommend: 7, words: 'Late, again' }, '2026-01-04', { why: 'two' }));
  });
});

describe('what a survey takes of a sheet', () => {
  it('is what stands on the path: what should have been passed over is left out', () => {
    const branched = asPrinted(
      survey(
        question('recommend', { kind: 'nps', scale }),
        question('why', { kind: 'text', showIf: { question: 'recommend', op: 'le', value: 6 } })
      )
    );
    expect(takenFrom(branched, { recommend: 9, why: 'price' })).toMatchObject({
      answers: { recommend: 9 },
      leftOut: ['why']
    });
    expect(takenFrom(branched, { recommend: 3, why: 'price' })).toMatchObject({ leftOut: [], missing: [] });
  });

  it('has no answer that the page would have refused, and every word', () => {
    const strict = asPrinted(
      survey(
        question('two', {
          kind: 'multiple',
          required: true,
          choose: { max: 2 },
          options: ['a', 'b', 'c'].map((code) => option(code))
        }),
        question('parts', { kind: 'sum', total: 100, options: [option('a'), option('b')] }),
        question('words', { kind: 'text', length: { min: 20 } })
      )
    );
    const taken = takenFrom(strict, { two: ['a', 'b', 'c'], 'parts.a': 50, 'parts.b': 40, words: 'short' });
    expect(taken).toMatchObject({
      answers: { words: 'short' },
      leftOut: ['two', 'parts.a', 'parts.b'],
      missing: ['two']
    });
  });
});

describe('the code of a personal sheet', () => {
  const id = newId(new Date('2026-01-05T09:00:00.123Z'));

  it('finds the invitation it was made of, however it is typed', () => {
    const code = paperCodeOf(id);
    expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    for (const typed of [
      code,
      code.toLowerCase(),
      code.replaceAll('-', ' '),
      code.replaceAll('0', 'o').replaceAll('1', 'I')
    ]) {
      const { from, to, end } = idsOfCode(typed)!;
      expect(from <= id && id <= to && id.endsWith(end)).toBe(true);
      expect([from.slice(0, 18), to.slice(0, 18)]).toEqual([id.slice(0, 18), id.slice(0, 18)]);
    }
  });

  it('with one wrong letter, or two that changed places, is no code', () => {
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const code = paperCodeOf(id).replaceAll('-', '');
    for (let at = 0; at < code.length; at += 1) {
      for (const letter of letters)
        if (letter !== code[at]) expect(idsOfCode(code.slice(0, at) + letter + code.slice(at + 1))).toBeNull();
      for (let other = at + 1; other < code.length; other += 1) {
        const swapped = [...code];
        [swapped[at], swapped[other]] = [swapped[other]!, swapped[at]!];
        if (swapped.join('') !== code) expect(idsOfCode(swapped.join(''))).toBeNull();
      }
    }
    for (const none of ['', 'K7PQ', `${code}0`, 'U'.repeat(15)]) expect(idsOfCode(none)).toBeNull();
  });
});
