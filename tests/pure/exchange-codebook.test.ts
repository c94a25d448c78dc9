import { describe, expect, it } from 'vitest';
import type { Question, SurveyDocument } from '#lib/survey/document.ts';
import { codebookOf, codebookRows } from '#lib/survey/exchange/codebook.ts';
import { paperOf } from '#lib/survey/exchange/paper.ts';
import { detect, readQuestionnaire } from '#lib/survey/exchange/questionnaire.ts';
import { spssSyntax, spssVariables } from '#lib/survey/exchange/spss.ts';
import { fieldsByName } from '#lib/survey/fields.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';
import { limeSurvey } from '../support/limesurvey.ts';
import { qualtrics } from '../support/qualtrics.ts';

const words = { yes: 'Yes', no: 'No', ticked: 'Ticked' };
const en = (text: string) => ({ en: text });
const options = [
  { code: 'a', text: en("it's") },
  { code: 'b', text: en('two\nlines.'), other: true }
];
const questions: Question[] = [
  { id: 'one', kind: 'choice', text: en('Which?'), required: true, options },
  {
    id: 'many',
    kind: 'multiple',
    text: en('All?'),
    required: false,
    options,
    showIf: { question: 'one', op: 'eq', value: 'a' }
  },
  {
    id: 'with',
    kind: 'rating',
    text: en('With'),
    required: false,
    scale: { min: 1, max: 5, labels: { 1: en('bad'), 5: en('good') }, direction: 'ascending' },
    naLabel: en('None'),
    metric: 'csat'
  },
  { id: 'rank', kind: 'ranking', text: en('Rank'), required: false, options },
  {
    id: 'grid',
    kind: 'matrix',
    text: en('Grid'),
    required: false,
    scale: { min: 1, max: 3, labels: {}, direction: 'ascending' },
    items: [{ id: 'r1', text: en('Row'), metric: 'service' }]
  },
  { id: 'sure', kind: 'yesno', text: en("Sure?'. EXECUTE. * '"), required: false },
  { id: 'info', kind: 'statement', text: en('Read'), required: false },
  { id: 'why', kind: 'text', text: en('长'.repeat(300)), required: false, lines: 4 }
];
const document: SurveyDocument = { ...postMergerRelationship, pages: [{ id: 'p1', groups: [], questions }] };

describe('the codebook', () => {
  it('names every field with its codes, words and metric', () => {
    const fields = codebookOf(document, 'en', words);
    expect(fields.map(({ field }) => field)).toEqual([...fieldsByName(document).keys()]);
    expect(fields.find(({ field }) => field === 'grid.r1')).toMatchObject({ label: 'Grid – Row', metric: 'service' });
    expect(fields.find(({ field }) => field === 'with')!.codes.at(-1)).toEqual({ code: 'na', label: 'None' });
    const rows = codebookRows(fields);
    expect(rows[0]).toEqual(['page', 'question', 'field', 'kind', 'label', 'code', 'code_label', 'metric']);
    expect(rows).toContainEqual(['p1', 'sure', 'sure', 'yesno', "Sure?'. EXECUTE. * '", 'yes', 'Yes', '']);
  });

  it('as SPSS syntax has names SPSS takes and labels that stay inside their quotes (S-21)', () => {
    const fields = codebookOf(document, 'en', words);
    const names = spssVariables(fields).map(({ name }) => name);
    expect(new Set(names.map((name) => name.toUpperCase())).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,63}$/);
      expect(['ALL', 'AND', 'BY', 'EQ', 'GE', 'GT', 'LE', 'LT', 'NE', 'NOT', 'OR', 'TO', 'WITH']).not.toContain(
        name.toUpperCase()
      );
    }
    expect(names).toEqual(expect.arrayContaining(['v_with', 'many_a', 'many_b', 'rank_a', 'grid_r1']));
    const syntax = spssSyntax(fields);
    expect(syntax).toContain('MISSING VALUES v_with (-99).');
    expect(syntax).toContain("VARIABLE LABELS sure 'Sure?''. EXECUTE. * '''.");
    for (const line of syntax.split('\r\n')) {
      // Outside of quotes nothing but commands, names and numbers is left.
      expect(line.replace(/'(?:[^']|'')*'/g, '')).toMatch(/^[A-Za-z0-9_ ()*.:-]*$/);
      expect(new TextEncoder().encode(/'(?:[^']|'')*'/.exec(line)?.[0] ?? '').length).toBeLessThan(300);
    }
  });
});

describe('the paper version', () => {
  it('numbers what is asked and says who answers', () => {
    const [page] = paperOf(document, 'en', { company: 'Acme' }, (number) => `(see ${number})`).pages;
    expect(page!.questions.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, null, 7]);
    expect(page!.questions[1]!.only).toEqual({ number: 1, op: 'eq', answers: ["it's"] });
    expect(page!.questions.map(({ body }) => body.is)).toEqual([
      'boxes',
      'boxes',
      'scale',
      'blanks',
      'grid',
      'boxes',
      'nothing',
      'lines'
    ]);
    const shipped = paperOf(postMergerRelationship, 'zh-CN', { company: '联想' }, (number) => `第 ${number} 题`);
    expect(shipped.pages.flatMap(({ questions }) => questions).every(({ text }) => /\p{Script=Han}/u.test(text))).toBe(
      true
    );
    expect(JSON.stringify(shipped)).toContain('联想');
    expect(JSON.stringify(shipped)).not.toContain('{{');
  });

  it('S-04 points at the question whose answer a text repeats, and says the fallback of what paper does not know', () => {
    const repeating = structuredClone(document);
    const [first] = repeating.pages[0]!.questions;
    repeating.pages[0]!.questions[1]!.text = en(`You said {{${first!.id}|nothing}}, dear {{name|customer}}`);
    const paper = paperOf(repeating, 'en', { company: 'Acme' }, (number) => `(see {{company}} ${number})`);
    expect(paper.pages[0]!.questions[1]!.text).toBe('You said (see {{company}} 1), dear customer');
  });
});

describe('a file of unknown origin', () => {
  it('is known by what it holds', () => {
    const lime = limeSurvey({
      languages: ['en'],
      title: en('t'),
      groups: [{ name: en('g'), questions: [{ type: 'X', code: 'a', words: en('x') }] }]
    });
    expect(detect(lime)).toBe('limesurvey');
    expect(detect(qualtrics([]))).toBe('qualtrics');
    expect(detect('{"pages":[]}')).toBe('surveyjs');
    expect(detect(JSON.stringify(postMergerRelationship))).toBe('concord');
    for (const other of ['', '<html></html>', '{}', '[]', 'null', '"x"', '{']) expect(detect(other)).toBeNull();
  });

  it('is read in UTF-8 and UTF-16, and refused in anything else', () => {
    const text = JSON.stringify(postMergerRelationship);
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), wide]) {
      expect(readQuestionnaire(bytes)).toMatchObject({ ok: true, format: 'concord', report: [] });
    }
    expect(readQuestionnaire(Buffer.from([0x7b, 0xe9, 0x7d]))).toMatchObject({
      ok: false,
      problems: [{ code: 'encoding' }]
    });
  });
});
