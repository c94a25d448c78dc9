/** Small LimeSurvey files in the shape its versions write them: words in the rows (to 3), or in tables of their own (from 4). */

export interface LimePart {
  code: string;
  words?: Record<string, string>;
  scale?: number;
}
export interface LimeItem extends LimePart {
  type: string;
  help?: Record<string, string>;
  other?: boolean;
  mandatory?: 'Y' | 'N' | 'S';
  relevance?: string;
  preg?: string;
  parts?: LimePart[];
  answers?: LimePart[];
  attributes?: Record<string, string>;
  defaults?: string;
  conditions?: { of: string; method: string; value: string; scenario?: string }[];
}
export interface LimeFile {
  languages: string[];
  title: Record<string, string>;
  words?: Record<string, Record<string, string>>;
  settings?: Record<string, string>;
  groups: {
    name: Record<string, string>;
    about?: Record<string, string>;
    relevance?: string;
    shuffle?: string;
    questions: LimeItem[];
  }[];
  quotas?: {
    name: string;
    limit: number;
    members: { question: string; code: string }[];
    message: Record<string, string>;
  }[];
  assessments?: Record<string, string>[];
}

type Row = Record<string, string | number>;
const cdata = (text: string | number): string => `<![CDATA[${String(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

function table(name: string, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const fields = Object.keys(rows[0]!).map((field) => `<fieldname>${field}</fieldname>`);
  const body = rows.map(
    (row) =>
      `<row>${Object.entries(row)
        .map(([field, value]) => `<${field}>${cdata(value)}</${field}>`)
        .join('')}</row>`
  );
  return `<${name}><fields>${fields.join('')}</fields><rows>${body.join('\n')}</rows></${name}>`;
}

/** The text of a `.lss` file. Ids are numbered from 1 for groups, from 100 for questions, from 1000 for their parts. */
export function limeSurvey(file: LimeFile, separate = true): string {
  const [base = 'en'] = file.languages;
  const tables: Record<string, Row[]> = {};
  const add = (name: string, row: Row): void => void (tables[name] ??= []).push(row);
  /** A row, and its words in every language. */
  const worded = (
    name: string,
    words: string,
    key: string,
    row: Row,
    texts: Record<string, Record<string, string>>
  ): void => {
    if (separate) {
      add(name, row);
      for (const language of file.languages) {
        const said = Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, text[language] ?? '']));
        add(words, { id: 1, [key]: row[key]!, ...said, language });
      }
    } else {
      for (const language of file.languages) {
        const said = Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, text[language] ?? '']));
        add(name, { ...row, ...said, language });
      }
    }
  };
  const ids = new Map<string, number>();
  let part = 1000;
  let answer = 1;
  for (const [g, group] of file.groups.entries()) {
    for (const [q, question] of group.questions.entries()) ids.set(question.code, (g + 1) * 100 + q);
  }
  for (const [g, group] of file.groups.entries()) {
    worded(
      'groups',
      'group_l10ns',
      'gid',
      {
        gid: g + 1,
        sid: 7,
        group_order: g,
        randomization_group: group.shuffle ?? '',
        grelevance: group.relevance ?? ''
      },
      { group_name: group.name, description: group.about ?? {} }
    );
    for (const [q, question] of group.questions.entries()) {
      const qid = ids.get(question.code)!;
      const row = {
        ...{
          qid,
          parent_qid: 0,
          sid: 7,
          gid: g + 1,
          type: question.type,
          title: question.code,
          preg: question.preg ?? ''
        },
        ...{ other: question.other ? 'Y' : 'N', mandatory: question.mandatory ?? 'N', question_order: q, scale_id: 0 },
        relevance: question.relevance ?? '1'
      };
      worded('questions', 'question_l10ns', 'qid', row, { question: question.words ?? {}, help: question.help ?? {} });
      for (const [at, one] of (question.parts ?? []).entries()) {
        part += 1;
        const sub = {
          ...row,
          qid: part,
          parent_qid: qid,
          title: one.code,
          question_order: at,
          scale_id: one.scale ?? 0
        };
        worded('subquestions', 'question_l10ns', 'qid', sub, { question: one.words ?? {}, help: {} });
      }
      for (const [at, one] of (question.answers ?? []).entries()) {
        answer += 1;
        const given = {
          aid: answer,
          qid,
          code: one.code,
          sortorder: at,
          assessment_value: at,
          scale_id: one.scale ?? 0
        };
        worded('answers', 'answer_l10ns', 'aid', given, { answer: one.words ?? {} });
      }
      for (const [attribute, value] of Object.entries(question.attributes ?? {})) {
        add('question_attributes', { qid, attribute, value, language: '' });
      }
      if (question.defaults !== undefined) {
        add('defaultvalues', {
          qid,
          scale_id: 0,
          sqid: 0,
          language: base,
          specialtype: '',
          defaultvalue: question.defaults
        });
      }
      for (const { of, method, value, scenario = '1' } of question.conditions ?? []) {
        const source = file.groups.findIndex(({ questions }) => questions.some(({ code }) => code === of)) + 1;
        const cfieldname = `7X${source}X${ids.get(of)}`;
        add('conditions', { cid: part, qid, cqid: ids.get(of)!, cfieldname, method, value, scenario });
      }
    }
  }
  for (const [at, { name, limit, members, message }] of (file.quotas ?? []).entries()) {
    add('quota', { id: at + 1, sid: 7, name, qlimit: limit, action: 1, active: 1 });
    for (const { question, code } of members)
      add('quota_members', { id: 1, sid: 7, qid: ids.get(question)!, quota_id: at + 1, code });
    for (const [language, text] of Object.entries(message)) {
      add('quota_languagesettings', {
        quotals_id: 1,
        quotals_quota_id: at + 1,
        quotals_language: language,
        quotals_message: text
      });
    }
  }
  for (const row of file.assessments ?? []) add('assessments', row);
  add('surveys', { sid: 7, language: base, additional_languages: file.languages.slice(1).join(' '), ...file.settings });
  for (const language of file.languages) {
    const words = Object.fromEntries(
      Object.entries(file.words ?? {}).map(([name, text]) => [name, text[language] ?? ''])
    );
    add('surveys_languagesettings', {
      surveyls_survey_id: 7,
      surveyls_language: language,
      surveyls_title: file.title[language] ?? '',
      ...words
    });
  }
  const languages = file.languages.map((one) => `<language>${one}</language>`).join('');
  const body = Object.entries(tables).map(([name, rows]) => table(name, rows));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>${separate ? 495 : 177}</DBVersion><languages>${languages}</languages>${body.join('\n')}</document>`;
}
