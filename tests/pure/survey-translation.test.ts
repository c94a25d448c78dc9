import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveQuestion } from '../../src/lib/survey/edit.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { cleanText } from '../../src/lib/survey/text.ts';
import { postMergerRelationship as survey } from '../../src/lib/survey/templates/post-merger-relationship.ts';
import { rowsOf, shares, withTranslations } from '../../src/lib/survey/translation.ts';
import { readXliff, xliffOf } from '../../src/lib/survey/xliff.ts';
import { csvText } from '../../src/lib/server/http/csv.ts';
import { csvRows, readTranslationFile } from '../../src/lib/server/http/translation-file.ts';
import { everyKind } from '../support/every-kind.ts';

const said = (language: string, lines: readonly (readonly [string, string])[]) => ({
  language,
  lines: lines.map(([place, words]) => ({ place, source: null, words }))
});
/** The survey without its Chinese words. */
const english = {
  ...(JSON.parse(JSON.stringify(survey).replaceAll(/,"zh-CN":"(?:[^"\\]|\\.)*"/g, '')) as SurveyDocument),
  languages: ['en', 'zh-CN']
};

describe('the table of a questionnaire’s words', () => {
  it('UX-36 holds every text once, by a place that stays when questions move', () => {
    for (const document of [survey, everyKind()]) {
      const places = rowsOf(document).map(({ place }) => place);
      expect(new Set(places).size).toBe(places.length);
    }
    const moved = moveQuestion(survey, 'recommend', 'outlook', 1);
    expect(
      rowsOf(moved)
        .map(({ place }) => place)
        .sort()
    ).toEqual(
      rowsOf(survey)
        .map(({ place }) => place)
        .sort()
    );
    expect(rowsOf(survey).map(({ place }) => place)).not.toContain('title');
    expect(rowsOf({ ...survey, heading: undefined }).map(({ place }) => place)).toContain('title');
  });

  it('UX-36 says how far each language has come', () => {
    expect(shares(survey).every(({ done, of }) => done === of && of > 40)).toBe(true);
    expect(shares(english).map(({ done }) => done)).toEqual([rowsOf(survey).length, 0]);
  });

  it('UX-36 takes a translation in by place, and names what was said of other words', () => {
    const lines = [{ place: 'questions/recommend/text', source: 'Old words', words: '新的' }];
    const taken = withTranslations(survey, [{ language: 'zh-CN', lines }]);
    if (!taken.ok) throw new Error('refused');
    expect([taken.changed, taken.outdated]).toEqual([1, ['questions/recommend/text']]);
    expect(taken.document.pages[0]!.questions[0]!.text['zh-CN']).toBe('新的');
    const blank = withTranslations(survey, [said('zh-CN', [['questions/recommend/text', ' ']])]);
    expect(blank).toEqual({ ok: true, document: survey, changed: 0, outdated: [] });
  });

  it('UX-36 takes nothing in when anything in a file is unknown, and says what', () => {
    const known = ['questions/recommend/text', '新'] as const;
    const refused = withTranslations(survey, [
      said('zh-CN', [known, ['questions/gone/text', 'x'], ['__proto__', 'x'], known]),
      said('fr', [known]),
      said('en', [known])
    ]);
    expect(refused).toEqual({
      ok: false,
      problems: [
        { code: 'place_unknown', at: 'questions/gone/text' },
        { code: 'place_unknown', at: '__proto__' },
        { code: 'place_twice', at: 'questions/recommend/text' },
        { code: 'language_unknown', at: 'fr' },
        { code: 'language_base', at: 'en' }
      ]
    });
  });
});

describe('XLIFF', () => {
  it('UX-36 brings every text back as it left, whatever it is made of', () => {
    const words = fc
      .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a\n\n b ', '<b>&amp;"\'', ']]>', '\ufffe\uffff', '\t=1+1'))
      .map(cleanText);
    const say = { en: 'x', 'zh-CN': '字' };
    const small = { ...survey, trust: { line: say, details: [] }, privacy: { version: '1', text: say } };
    fc.assert(
      fc.property(words, words, (base, target) => {
        const question = { ...survey.pages[0]!.questions[0]!, text: { en: base, 'zh-CN': target } };
        const one = { ...small, pages: [{ id: 'one', groups: [], questions: [question] }] };
        const read = readXliff(xliffOf(one, 'zh-CN'));
        if (!read.ok) throw new Error(JSON.stringify(read));
        const line = read.translation.lines.find(({ place }) => place === 'questions/recommend/text')!;
        expect([line.source, line.words]).toEqual([base, target]);
      }),
      { numRuns: 25 }
    );
    const read = readXliff(xliffOf(survey, 'zh-CN'));
    if (!read.ok) throw new Error('refused');
    expect(withTranslations(english, [read.translation])).toMatchObject({
      ok: true,
      outdated: [],
      document: { ...survey, title: english.title }
    });
  }, 60_000);

  it('UX-36 puts together what a tool has cut into segments', () => {
    const file = xliffOf(english, 'zh-CN').replace(
      /<segment[^>]*>\s*<source[^>]*>[^<]*<\/source>\s*<\/segment>/,
      '<notes><note>x</note></notes><segment><source>A.</source><target>一。</target></segment><ignorable><source> </source></ignorable><segment><source>B.</source><target><mrk id="1">二</mrk>。</target></segment>'
    );
    const read = readXliff(file);
    expect(read).toMatchObject({ ok: true, translation: { language: 'zh-CN' } });
    if (read.ok) expect(read.translation.lines[0]).toMatchObject({ source: 'A. B.', words: '一。 二。' });
  });

  it('S-03 refuses document types, entities, other XML and pieces of it, and does not choke on size or depth', () => {
    const whole = xliffOf(survey, 'zh-CN');
    const laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>';
    const codes = [
      whole.replace('<xliff', `${laughs}<xliff`),
      whole.replace('<xliff', '<!DOCTYPE xliff SYSTEM "file:///etc/passwd"><xliff'),
      whole.replace('</source>', '&b;</source>'),
      whole.replace('</source>', '&nbsp;</source>'),
      whole.slice(0, 500),
      '',
      '{}',
      '<a/>',
      whole.replace('urn:oasis:names:tc:xliff:document:2.0', 'urn:oasis:names:tc:xliff:document:1.2'),
      whole.replace('</source>', '<pc id="1">x</pc></source>'),
      'x'.repeat(9_000_000),
      `${'<a>'.repeat(200_000)}`,
      whole.replace('<segment', '<x xmlns="y:z">'.repeat(200_000))
    ].map((file) => {
      const read = readXliff(file);
      return read.ok ? 'read' : read.problems[0]!.code;
    });
    expect(codes).toEqual([
      'doctype',
      'doctype',
      'not_readable',
      'not_readable',
      'not_readable',
      'not_xliff',
      'not_readable',
      'not_xliff',
      'not_xliff',
      'inline_code',
      'too_big',
      'not_xliff',
      'too_big'
    ]);
  });
});

describe('CSV', () => {
  it('UX-36 S-07 brings every text back as it left, and no cell runs as a formula in between', () => {
    for (const words of ['=1+1', "'=1+1", "''", "'t Hof", '+49 1', 'a,"b";c\nd', '  @x', "'", '-', '"']) {
      const one = structuredClone(survey);
      one.pages[0]!.questions[0]!.text = { en: words, 'zh-CN': words };
      const file = csvText(csvRows(one));
      expect(file).not.toMatch(/(^|,|\n)"?\s*[=+@-]\d/);
      const read = readTranslationFile(file, 'en');
      if (!read.ok) throw new Error(JSON.stringify(read));
      const [chinese] = read.translations;
      expect(chinese!.language).toBe('zh-CN');
      expect(chinese!.lines.find(({ place }) => place === 'questions/recommend/text')).toEqual({
        place: 'questions/recommend/text',
        source: words,
        words
      });
      expect(withTranslations(one, read.translations)).toMatchObject({ ok: true, changed: 0, outdated: [] });
    }
  });

  it('UX-36 says what is wrong with a file that is no table of this kind', () => {
    const codes = ['', 'a,b\n1,2', 'place,en,zh-CN\n"x', 'place,en,zh-CN\nx,y'].map((file) => {
      const read = readTranslationFile(file, 'en');
      return read.ok ? 'read' : read.problems[0]!.code;
    });
    expect(codes).toEqual(['no_place_column', 'no_place_column', 'not_readable', 'not_readable']);
  });
});
