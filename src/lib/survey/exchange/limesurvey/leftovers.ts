/** What a LimeSurvey file says that no part of a document says: told, so that nothing is lost in silence. */
import type { Context, Reading } from './context.ts';
import type { LimeQuestion } from './tables.ts';

/** Attributes whose value changes nothing: what the software sets by itself. */
const usual: Readonly<Record<string, string>> = {
  ...{ time_limit_action: '1', display_columns: '1', location_mapheight: '300', location_mapwidth: '500' },
  ...{ location_mapzoom: '11', location_mapservice: '0', statistics_graphtype: '0', statistics_showgraph: '1' },
  ...{ statistics_showmap: '1', save_as_default: 'N', category_separator: '|', button_size: 'default' },
  ...{ other_position: 'default', slider_separator: '|', array_filter_style: '0', public_statistics: '0' }
};

/** Attributes that were set and not understood, in one note for each question. */
export function tellAttributes({ report }: Context, { question, at, used }: Reading): void {
  const set = [...question.attributes].flatMap(([name, words]) =>
    used.has(name)
      ? []
      : Object.entries(words).flatMap(([language, value]) => {
          const quiet =
            value === '' || value === '0' || value === 'no' || (Object.hasOwn(usual, name) && usual[name] === value);
          return quiet ? [] : [`${name}${language === '' ? '' : ` (${language})`}: ${value}`];
        })
  );
  if (set.length > 0) report.say(at, 'setting_gone', set.join('; '));
}

/** Rows, columns and answers that a question of its type does not show. */
export function tellParts({ report, wording }: Context, { question, at }: Reading): void {
  const { type } = question;
  const [rows, columns] = ['MPABCEFH1;:KQ'.includes(type), ';:'.includes(type)];
  const [first, second] = ['L!ORFH1'.includes(type), type === '1'];
  const unseen = [
    ...question.parts.filter(({ scale }) => !(scale === 0 ? rows : columns && scale === 1)),
    ...question.answers.filter(({ scale }) => !(scale === 0 ? first : second && scale === 1))
  ];
  for (const { code, words } of unseen) {
    const said = Object.values(wording.say(`${at} ${code}`, words, 4000));
    report.say(at, 'text_gone', [code, ...said].join(': '));
  }
}

/** Default answers. */
export function tellDefaults({ survey, report }: Context, all: readonly LimeQuestion[]): void {
  const codes = new Map(all.flatMap((one) => [one, ...one.parts]).map((one) => [one.id, one.code]));
  const words = new Map<string, string[]>();
  for (const row of survey.rows('defaultvalue_l10ns')) {
    const said = `${row.get('language')}: ${row.get('defaultvalue')}`;
    words.set(row.get('dvid') ?? '', [...(words.get(row.get('dvid') ?? '') ?? []), said]);
  }
  for (const row of survey.rows('defaultvalues')) {
    const value = row.get('defaultvalue') ?? (words.get(row.get('dvid') ?? '\n') ?? []).join(', ');
    const part = codes.get(row.get('sqid') ?? '');
    const at = codes.get(row.get('qid') ?? '') ?? row.get('qid') ?? '';
    report.say(part === undefined ? at : `${at} ${part}`, 'default_gone', value);
  }
}

/** Points of answers and rules of assessments. */
export function tellScores({ survey, report }: Context, all: readonly LimeQuestion[]): void {
  for (const row of survey.rows('assessments')) {
    report.say(
      `assessment ${row.get('name') ?? ''}`,
      'scoring_gone',
      [...row].map((pair) => pair.join(': ')).join('; ')
    );
  }
  if (survey.settings.get('assessments') !== 'Y') return;
  for (const { code, answers } of all) {
    const scored = answers.filter(({ score }) => score !== '' && score !== '0');
    if (scored.length > 0)
      report.say(code, 'scoring_gone', scored.map((one) => `${one.code}: ${one.score}`).join(', '));
  }
}

const read = new Set([
  'surveyls_title',
  'surveyls_description',
  'surveyls_welcometext',
  'surveyls_endtext',
  'surveyls_policy_notice'
]);

/** Settings of the survey, its letters and addresses. */
export function tellSettings({ survey, report }: Context): void {
  const quiet = new Set(['', 'N', '0', 'I']);
  const set = [...survey.settings].filter(
    ([name, value]) => !quiet.has(value) && !/^(sid|gsid|language|additional_languages)$/.test(name)
  );
  if (set.length > 0) report.say('survey', 'setting_gone', set.map((pair) => pair.join(': ')).join('; '));
  for (const [name, words] of survey.words) {
    if (read.has(name) || name === 'surveyls_survey_id' || name === 'surveyls_language') continue;
    for (const [language, text] of Object.entries(words)) {
      const letter = name.includes('email');
      const short = letter || text.length > 40;
      if (short || /url/.test(name)) report.say(name, letter ? 'letters_gone' : 'flow_gone', `${language}: ${text}`);
      else if (text !== '0') report.say('survey', 'setting_gone', `${name} (${language}): ${text}`);
    }
  }
}

const tables = new Set(
  (
    'LimeSurveyDocType DBVersion languages answers answer_l10ns conditions defaultvalues defaultvalue_l10ns groups group_l10ns ' +
    'questions subquestions question_l10ns question_attributes quota quota_members quota_languagesettings assessments surveys ' +
    'surveys_languagesettings'
  ).split(' ')
);

/** Tables that nobody here knows. */
export function tellTables({ survey, report }: Context): void {
  for (const table of survey.tables)
    if (!tables.has(table)) report.say(table, 'unread', String(survey.rows(table).length));
}
