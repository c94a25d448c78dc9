import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { SurveyDocument } from '#lib/survey/document.ts';
import type { FindingCode } from '#lib/survey/review/findings.ts';
import { lint } from '#lib/survey/review/lint.ts';

/** Questions written for each rule: good ones that come near it, bad ones it must find, and good ones for every rule. */
type Corpus = { good: string[] } & Record<string, { good: (string | string[])[]; bad: (string | string[])[] }>;

const words = [
  'double-barrelled',
  'leading',
  'double-negative',
  'absolute',
  'jargon',
  'acronym',
  'too-long',
  'no-time-frame'
];

/** A survey that asks these questions, each as a rating or, where behaviour is asked, as a number. */
function asking(language: string, texts: readonly string[], kind: 'rating' | 'number' = 'rating'): SurveyDocument {
  const label = (text: string) => ({ [language]: text });
  return {
    baseLanguage: language,
    languages: [language],
    title: label('T'),
    pages: texts.map((text, at) => ({
      id: `p${at}`,
      groups: [],
      questions: [
        {
          id: `q${at}`,
          kind,
          text: label(text),
          required: false,
          ...(kind === 'rating'
            ? { scale: { min: 1, max: 5, labels: { '1': label('a'), '5': label('b') }, direction: 'ascending' } }
            : {})
        }
      ]
    })),
    thanks: { bands: [], otherwise: { title: label('T'), text: label('T') } },
    trust: { line: label('T'), details: [] },
    privacy: { version: '1', text: label('T') }
  } as unknown as SurveyDocument;
}

const has = (language: string, code: FindingCode, given: string | string[]): boolean =>
  lint(asking(language, [given].flat(), code === 'no-time-frame' ? 'number' : 'rating')).some(
    (one) => one.code === code
  );

describe.each(['en', 'zh'])('the wording rules in %s', (family) => {
  const language = family === 'zh' ? 'zh-CN' : 'en';
  const corpus = JSON.parse(readFileSync(`tests/fixtures/lint/wording-${family}.json`, 'utf8')) as Corpus;
  const ids: Record<string, string> = {
    'double-barrelled': 'UX-42',
    leading: 'UX-43',
    'double-negative': 'UX-44',
    absolute: 'UX-44',
    jargon: 'UX-45',
    acronym: 'UX-45',
    'too-long': 'UX-46',
    'no-time-frame': 'UX-47',
    'asked-twice': 'UX-53'
  };
  const check = (code: string): void => {
    const own = corpus[code]!;
    const good = code === 'asked-twice' ? own.good : [...corpus.good, ...own.good];
    expect(good.length).toBeGreaterThanOrEqual(15);
    expect(own.bad.length).toBeGreaterThanOrEqual(15);
    const missed = own.bad.filter((one) => !has(language, code as FindingCode, one));
    const alarmed = good.filter((one) => has(language, code as FindingCode, one));
    expect({ missed: missed.length <= own.bad.length * 0.1 ? [] : missed }).toEqual({ missed: [] });
    expect({ alarmed: alarmed.length <= good.length * 0.05 ? [] : alarmed }).toEqual({ alarmed: [] });
  };

  test.each(Object.entries(ids))(
    '%s (%s) finds nine of ten bad questions and alarms at no more than one of twenty good ones',
    (code) => check(code)
  );

  test('UX-42 UX-43 UX-44 UX-45 UX-46 UX-47 good questions are left alone by all rules together', () => {
    const alarmed = corpus.good.filter((text) => words.some((code) => has(language, code as FindingCode, text)));
    expect(alarmed).toEqual([]);
  });
});
