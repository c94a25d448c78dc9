import { describe, expect, it } from 'vitest';
import { readJsonText } from '#lib/survey/exchange/json.ts';
import { readLimeSurvey } from '#lib/survey/exchange/limesurvey/read.ts';
import { plainOf } from '#lib/survey/exchange/plain.ts';
import { Refused } from '#lib/survey/exchange/report.ts';
import { limeSurvey } from '../support/limesurvey.ts';

const inside = (text: string) =>
  `<?xml version="1.0"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>${text}</document>`;
const codeOf = (text: string): string => {
  const imported = readLimeSurvey(text);
  return imported.ok ? 'ok' : imported.problems[0]!.code;
};
const refusal = (text: string): string => {
  try {
    readJsonText(text);
    return 'ok';
  } catch (error) {
    return error instanceof Refused ? error.problem.code : String(error);
  }
};

describe('a hostile file', () => {
  it('of XML is refused for what it is: a document type, entities, depth, size, or no XML at all (S-03, S-46)', () => {
    const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, at) => `<!ENTITY lol${at + 1} "${`&lol${at || ''};`.repeat(10)}">`).join('')}]>`;
    expect(codeOf(`<?xml version="1.0"?>${laughs}<document>&lol9;</document>`)).toBe('doctype');
    expect(codeOf('<!DOCTYPE a SYSTEM "file:///etc/passwd"><document/>')).toBe('doctype');
    expect(codeOf(inside('<a>&own;</a>'))).toBe('entity');
    expect(codeOf('<a>'.repeat(100_000))).toBe('too_deep');
    expect(codeOf(inside('<a/>'.repeat(300_001)))).toBe('too_many_parts');
    expect(codeOf(inside(`<a b="${'x'.repeat(20_000)}"/>`))).toBe('too_big');
    expect(codeOf(inside(`<a b="${'x'.repeat(200_000)}"/>`))).toMatch(/too_big|not_xml/);
    expect(codeOf('x'.repeat(8 * 1024 * 1024 + 1))).toBe('too_big');
    for (const broken of ['', '<', '<a', '<a>', '<a></b>', 'no xml', inside('<a>') + '<b/>', '\u0000']) {
      expect(codeOf(broken)).toMatch(/not_xml|unknown_format/);
    }
    expect(codeOf('<document><LimeSurveyDocType>Label set</LimeSurveyDocType></document>')).toBe('unknown_format');
  });

  it('with too much in it is refused before it is worked through', () => {
    const questions = Array.from({ length: 2001 }, (_, at) => ({ type: 'S', code: `Q${at}`, words: { en: 'x' } }));
    const file = { languages: ['en'], title: { en: 't' }, groups: [{ name: { en: 'g' }, questions }] };
    expect(codeOf(limeSurvey(file, false))).toBe('too_many_questions');
    expect(codeOf(limeSurvey({ ...file, groups: [{ name: {}, questions: questions.slice(0, 600) }] }, false))).toBe(
      'too_many_questions'
    );
    expect(codeOf(limeSurvey({ ...file, groups: [{ name: {}, questions: [] }] }, false))).toBe('no_questions');
  });

  it('of JSON is refused for depth, number of parts and names that mean something to JavaScript (S-03)', () => {
    expect(refusal('['.repeat(200_000))).toMatch(/too_deep|not_json/);
    expect(refusal('['.repeat(2_000) + ']'.repeat(2_000))).toBe('too_deep');
    expect(refusal(`[${'1,'.repeat(400_000)}1]`)).toBe('too_many_parts');
    expect(refusal('{"a":{"__proto__":{"polluted":true}}}')).toBe('unsafe_name');
    expect(refusal('nothing')).toBe('not_json');
    expect(refusal(' '.repeat(8 * 1024 * 1024 + 1))).toBe('too_big');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('gives plain texts, whatever its HTML is (S-03)', () => {
    const { text, scripts } = plainOf(
      '<p onclick="x()">One</p><script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt;two'
    );
    expect(text).toBe('One\n\n<b>two');
    expect(scripts).toHaveLength(3);
    expect(plainOf('a < b, c -> d <3').text).toBe('a < b, c -> d <3');
    expect(plainOf('<ul><li>one<li>two</ul><ol><li>x</li><li>y</li></ol>after').text).toBe(
      '- one\n- two\n\n1. x\n2. y\n\nafter'
    );
    expect(plainOf('one<br>two<br/><br/>three&nbsp;four &eacute;&#x4e2d;').text).toBe('one\ntwo\n\nthree four é中');
    expect(plainOf('see <a href="https://x.example/a">this</a>').text).toBe('see this (https://x.example/a)');
    for (const odd of [
      '<'.repeat(50_000),
      '<a '.repeat(20_000),
      '<script>'.repeat(10_000),
      '&#'.repeat(50_000),
      '<br>'.repeat(25_000),
      '<li>'.repeat(25_000),
      '<p '.repeat(5_000) + '"'.repeat(50_000)
    ]) {
      expect(typeof plainOf(odd).text).toBe('string');
    }
  });
});
