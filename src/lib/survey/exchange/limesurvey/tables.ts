/**
 * A LimeSurvey file (`.lss`) as rows of its tables, and these as a survey with groups, questions and answers. Files before version
 * 4 repeat a row for each language; later ones keep the words in tables of their own (`question_l10ns`).
 */
import { Refused } from '../report.ts';
import { readXml, type Element } from '../xml.ts';

/** Words by the language's own name in the file. */
export type Words = Record<string, string>;
type Row = ReadonlyMap<string, string>;

export interface LimeAnswer {
  readonly code: string;
  readonly scale: number;
  readonly order: number;
  readonly score: string;
  readonly words: Words;
}

export interface LimeQuestion {
  readonly id: string;
  readonly group: string;
  readonly parent: string;
  readonly type: string;
  readonly code: string;
  readonly other: boolean;
  readonly mandatory: string;
  readonly relevance: string;
  readonly pattern: string;
  readonly order: number;
  readonly scale: number;
  readonly words: Words;
  readonly help: Words;
  readonly parts: LimeQuestion[];
  readonly answers: LimeAnswer[];
  /** Attributes by name; those of every language stand under ''. */
  readonly attributes: Map<string, Words>;
}

export interface LimeGroup {
  readonly id: string;
  readonly order: number;
  readonly relevance: string;
  readonly shuffle: string;
  readonly name: Words;
  readonly about: Words;
  readonly questions: LimeQuestion[];
}

export interface LimeSurvey {
  readonly id: string;
  readonly language: string;
  readonly languages: readonly string[];
  readonly groups: readonly LimeGroup[];
  /** Settings of the survey and its words, by name. */
  readonly settings: Row;
  readonly words: ReadonlyMap<string, Words>;
  readonly rows: (table: string) => readonly Row[];
  readonly tables: readonly string[];
}

const byOrder = (a: { order: number }, b: { order: number }): number => a.order - b.order;

/** Reads the text of a file; one that is no LimeSurvey survey is refused. */
export function readTables(text: string): LimeSurvey {
  const root = readXml(text);
  const child = (name: string): Element | undefined => root.children.find((one) => one.name === name);
  if (root.name !== 'document' || child('LimeSurveyDocType')?.text.trim() !== 'Survey') {
    throw new Refused('unknown_format', 'The file holds no LimeSurvey survey');
  }
  const tables = root.children.filter(({ children }) => children.length > 0).map(({ name }) => name);
  const rowsByTable = new Map<string, Row[]>();
  const rows = (table: string): readonly Row[] => {
    let list = rowsByTable.get(table);
    if (list === undefined) {
      const found = child(table)?.children.find(({ name }) => name === 'rows')?.children ?? [];
      list = found.map(({ children }) => new Map(children.map((cell) => [cell.name, cell.text])));
      rowsByTable.set(table, list);
    }
    return list;
  };
  const settings: Row = rows('surveys')[0] ?? new Map<string, string>();
  const named = (child('languages')?.children ?? []).map((one) => one.text.trim());
  const language = settings.get('language') || named[0] || 'en';
  const languages = [
    ...new Set([language, ...named, ...(settings.get('additional_languages') ?? '').split(/\s+/)])
  ].filter((one) => one !== '');
  return {
    id: settings.get('sid') ?? '',
    language,
    languages,
    groups: groupsOf(rows, language),
    settings,
    words: surveyWords(rows),
    rows,
    tables
  };
}

type Rows = (table: string) => readonly Row[];

/** Words of a column, by the id of what they belong to: from the table itself and from its table of words. */
function wordsOf(
  rows: Rows,
  table: string,
  words: string,
  key: string,
  column: string,
  base: string
): Map<string, Words> {
  const found = new Map<string, Words>();
  for (const row of [...rows(table), ...rows(words)]) {
    const text = row.get(column);
    const id = row.get(key);
    if (text === undefined || id === undefined) continue;
    const language = row.get('language') || base;
    const entry = found.get(id) ?? Object.create(null);
    entry[language] ??= text;
    found.set(id, entry as Words);
  }
  return found;
}

/** Rows by id, the first of each: the languages repeat everything else. */
function once(rows: readonly Row[], key: string): Row[] {
  return [...new Map([...rows].reverse().map((row) => [row.get(key) ?? '', row])).values()].reverse();
}

function groupsOf(rows: Rows, base: string): LimeGroup[] {
  const names = wordsOf(rows, 'groups', 'group_l10ns', 'gid', 'group_name', base);
  const about = wordsOf(rows, 'groups', 'group_l10ns', 'gid', 'description', base);
  const questions = questionsOf(rows, base);
  const byGroup = new Map<string, LimeQuestion[]>();
  for (const one of questions) {
    const list = byGroup.get(one.group);
    if (list) list.push(one);
    else byGroup.set(one.group, [one]);
  }
  const groups = once(rows('groups'), 'gid').map((row): LimeGroup => {
    const id = row.get('gid') ?? '';
    return {
      id,
      order: Number(row.get('group_order') ?? 0),
      relevance: row.get('grelevance') ?? '',
      shuffle: (row.get('randomization_group') ?? '').trim(),
      name: names.get(id) ?? {},
      about: about.get(id) ?? {},
      questions: (byGroup.get(id) ?? []).sort(byOrder)
    };
  });
  const known = new Set(groups.map(({ id }) => id));
  const lost = questions.filter(({ group }) => !known.has(group));
  if (lost.length > 0) {
    groups.push({ id: '', order: 1e9, relevance: '', shuffle: '', name: {}, about: {}, questions: lost });
  }
  return groups.sort(byOrder);
}

function questionsOf(rows: Rows, base: string): LimeQuestion[] {
  const all = ['questions', 'subquestions'].flatMap((table) => {
    const words = wordsOf(rows, table, 'question_l10ns', 'qid', 'question', base);
    const help = wordsOf(rows, table, 'question_l10ns', 'qid', 'help', base);
    return once(rows(table), 'qid').map((row): LimeQuestion => {
      const id = row.get('qid') ?? '';
      return {
        id,
        group: row.get('gid') ?? '',
        parent: row.get('parent_qid') ?? '0',
        type: row.get('type') ?? '',
        code: row.get('title') ?? '',
        other: row.get('other') === 'Y',
        mandatory: row.get('mandatory') ?? 'N',
        relevance: row.get('relevance') ?? '',
        pattern: row.get('preg') ?? '',
        order: Number(row.get('question_order') ?? 0),
        scale: Number(row.get('scale_id') ?? 0),
        words: words.get(id) ?? {},
        help: help.get(id) ?? {},
        parts: [],
        answers: [],
        attributes: new Map()
      };
    });
  });
  const byId = new Map(all.map((question) => [question.id, question]));
  for (const one of all) if (one.parent !== '0') byId.get(one.parent)?.parts.push(one);
  for (const { parts } of all) parts.sort(byOrder);
  answersInto(rows, base, byId);
  for (const row of rows('question_attributes')) {
    const value = row.get('value') ?? '';
    const question = byId.get(row.get('qid') ?? '');
    const name = row.get('attribute') ?? '';
    if (question === undefined || name === '') continue;
    const entry = question.attributes.get(name) ?? (Object.create(null) as Words);
    entry[row.get('language') ?? ''] ??= value;
    question.attributes.set(name, entry);
  }
  return all.filter(({ parent }) => parent === '0' || !byId.has(parent));
}

function answersInto(rows: Rows, base: string, questions: ReadonlyMap<string, LimeQuestion>): void {
  const words = wordsOf(rows, 'answers', 'answer_l10ns', 'aid', 'answer', base);
  const found = new Map<string, LimeAnswer>();
  for (const row of rows('answers')) {
    const [question, code, scale] = [row.get('qid') ?? '', row.get('code') ?? '', Number(row.get('scale_id') ?? 0)];
    const key = `${question}\n${scale}\n${code}`;
    const known = found.get(key);
    const text = row.get('answer');
    // Before version 4 a row is one language of an answer.
    if (known !== undefined) {
      if (text !== undefined) known.words[row.get('language') || base] ??= text;
      continue;
    }
    const own: Words = words.get(row.get('aid') ?? '\n') ?? (Object.create(null) as Words);
    if (text !== undefined) own[row.get('language') || base] ??= text;
    const answer: LimeAnswer = {
      code,
      scale,
      order: Number(row.get('sortorder') ?? 0),
      score: row.get('assessment_value') ?? '',
      words: own
    };
    found.set(key, answer);
    questions.get(question)?.answers.push(answer);
  }
  for (const { answers } of questions.values()) answers.sort(byOrder);
}

function surveyWords(rows: Rows): Map<string, Words> {
  const found = new Map<string, Words>();
  for (const row of rows('surveys_languagesettings')) {
    const language = row.get('surveyls_language') ?? 'en';
    for (const [name, text] of row) {
      if (text.trim() === '') continue;
      const entry = found.get(name) ?? (Object.create(null) as Words);
      entry[language] = text;
      found.set(name, entry);
    }
  }
  return found;
}
