/** Reads a Qualtrics survey (`.qsf`). */
import type { Page, Question, SurveyDocument } from '../../document.ts';
import { finish } from '../finish.ts';
import { listOf, numberOf, objectOf, partOf, textOf } from '../json.ts';
import { fits, shown } from '../logic.ts';
import { namer, plainName } from '../names.ts';
import { openReport, reading as guarded, type Imported, type Report } from '../report.ts';
import { languagesOf, openWording } from '../wording.ts';
import { wordsOf, type Context, type Reading } from './context.ts';
import { endText, tellFrame, walkFlow } from './flow.ts';
import { describe, logicOf } from './logic.ts';
import { isForced } from './matrix.ts';
import { build } from './questions.ts';
import { readSource, type QualtricsSurvey } from './source.ts';

/** A survey document from the text of a `.qsf` file, with everything that could not be taken over. */
export function readQualtrics(text: string): Imported {
  return guarded(() => {
    const survey = readSource(text);
    const report = openReport();
    const context = openContext(survey, report);
    const pageId = namer('id');
    const walk = walkFlow(context, pageId, (id, page) => place(context, id, page));
    for (const question of survey.questions.values()) {
      if (!walk.seen.has(question.id)) report.say(question.tag, 'unused', wordsOf(question));
    }
    const quotas = quotasOf(context, pageId, walk.endings);
    tellRest(context);
    // A page that lost all its questions stays where others lead to it.
    const needed = new Set([
      ...walk.shuffledPages.flat(),
      ...walk.pages.flatMap(({ next }) => next ?? []).map(({ to }) => to)
    ]);
    const document: SurveyDocument = {
      ...documentOf(
        context,
        walk.pages.filter((page) => page.questions.length > 0 || needed.has(page.id))
      ),
      ...(walk.shuffledPages.length > 0 ? { shuffledPages: walk.shuffledPages } : {}),
      ...(walk.experiments.length > 0 ? { experiments: walk.experiments } : {}),
      ...(quotas.length > 0 ? { quotas } : {}),
      ...(walk.endings.length > 0 ? { endings: walk.endings.slice(0, 20) } : {})
    };
    return finish(document, report);
  });
}

function openContext(survey: QualtricsSurvey, report: Report): Context {
  const id = namer('id');
  const ids = new Map([...survey.questions.values()].map((question) => [question.id, id(question.tag)]));
  const piped = new Set(['MC', 'TE']);
  const wording = openWording(report, languagesOf(report, survey.languages), true, (at, text) => {
    const lost: string[] = [];
    const turned = text.replace(/\$\{([a-z]{1,3}):\/\/([^{}]{1,300})\}/g, (whole, kind: string, path: string) => {
      const [source = ''] = path.split('/');
      const question = kind === 'q' ? survey.questions.get(source) : undefined;
      const ours = ids.get(source);
      const single = question !== undefined && piped.has(question.type) && question.selector !== 'FORM';
      if (single && ours !== undefined && /SelectedChoices|ChoiceTextEntryValue$|SelectedAnswers/.test(path))
        return `{{${ours}}}`;
      lost.push(whole);
      return whole;
    });
    if (lost.length > 0) report.say(at, 'piping_gone', [...new Set(lost)].join(', '));
    return turned;
  });
  return { survey, report, wording, id, ids, asked: new Map(), built: new Map() };
}

/** Builds one of their questions on its page, with what shows it. */
function place(context: Context, id: string, page: Page): void {
  const { survey, report, wording } = context;
  const question = survey.questions.get(id);
  if (question === undefined) {
    report.say(id, 'unread', id);
    return;
  }
  const at = question.tag;
  const reading: Reading = {
    question,
    at,
    id: context.ids.get(id)!,
    text: wording.say(at, question.words, 4000),
    page
  };
  const made = build(context, reading);
  context.built.set(id, made);
  const forced = isForced(reading);
  for (const name of ['DisplayLogic', 'InPageDisplayLogic']) {
    const source = partOf(question.source, name);
    if (source === undefined || source === null) continue;
    const logic = logicOf(context, source);
    const condition = logic === null ? undefined : shown(logic);
    if (logic === null) report.say(at, 'logic_gone', describe(source));
    for (const one of made) if (condition !== undefined) one.showIf = condition;
  }
  for (const one of made) one.required = forced && one.kind !== 'statement';
  showChoices(context, reading, made);
  tellQuestion(context, reading);
  page.questions.push(...made);
}

/** Choices that show by a condition of their own. */
function showChoices(context: Context, { question, at }: Reading, made: readonly Question[]): void {
  const { report } = context;
  for (const choice of question.choices) {
    const source = choice.source.DisplayLogic;
    if (source === undefined) continue;
    const logic = logicOf(context, source);
    const condition = logic === null ? undefined : shown(logic);
    const wanted = plainName(textOf(partOf(objectOf(question.source.RecodeValues), choice.raw)) || choice.raw, 'code');
    const parts = made.flatMap((one) => [
      ...(one.options ?? []).filter(({ code }) => code === wanted),
      ...(one.items ?? []).filter((item) => item.id === plainName(choice.raw, 'code'))
    ]);
    if (condition === undefined || !fits(condition) || parts.length === 0)
      report.say(at, 'logic_gone', describe(source));
    else for (const part of parts) part.showIf = condition;
  }
}

const quietSettings = new Set([
  'ForceResponse',
  'ForceResponseType',
  'Type',
  'MinChoices',
  'MaxChoices',
  'ContentType',
  'ValidNumber',
  'ValidDateType',
  'MinChars',
  'MaxChars',
  'TotalChars',
  'Regex',
  'ChoiceTotal',
  'EnforceRange'
]);

function tellQuestion({ report }: Context, { question, at }: Reading): void {
  const { source } = question;
  const defaults = source.DefaultChoices;
  if (defaults !== undefined && defaults !== false && defaults !== null)
    report.say(at, 'default_gone', JSON.stringify(defaults));
  const settings = objectOf(objectOf(source.Validation).Settings);
  const rest = Object.entries(settings).filter(
    ([name, value]) => !quietSettings.has(name) && value !== null && value !== '' && value !== 'OFF'
  );
  if (rest.length > 0) report.say(at, 'validation_gone', JSON.stringify(Object.fromEntries(rest)));
  if (textOf(settings.ForceResponseType) === 'RequestResponse') report.say(at, 'setting_gone', 'RequestResponse');
  const naming = Object.values(objectOf(source.VariableNaming)).map(textOf);
  const tags =
    typeof source.ChoiceDataExportTags === 'object'
      ? Object.values(objectOf(source.ChoiceDataExportTags)).map(textOf)
      : [];
  const names = [...naming, ...tags].filter((one) => one !== '');
  if (names.length > 0) report.say(at, 'setting_gone', names.join(', '));
  const description = textOf(source.QuestionDescription);
  if (description !== '' && !Object.values(question.words).includes(description))
    report.say(at, 'setting_gone', description);
  for (const name of ['QuestionJS', 'RecodeLogic', 'SearchSource']) {
    const value = partOf(source, name);
    if (value !== undefined && value !== null && name === 'QuestionJS')
      report.say(at, 'script', textOf(value) || JSON.stringify(value));
  }
}

function quotasOf(
  context: Context,
  id: (wish: string) => string,
  endings: NonNullable<SurveyDocument['endings']>
): NonNullable<SurveyDocument['quotas']> {
  return context.survey.quotas.flatMap((quota) => {
    const name = textOf(quota.Name);
    const logic = logicOf(context, quota.Logic);
    const limit = numberOf(quota.Occurrences);
    const ends = textOf(quota.OverQuotaAction) === 'EndCurrentSurvey' || textOf(quota.QuotaAction) === 'EndSurvey';
    if (logic === null || typeof logic === 'boolean' || limit === undefined || !Number.isInteger(limit) || limit < 0) {
      context.report.say(name, 'quota_gone', `${textOf(quota.Occurrences)}: ${describe(quota.Logic)}`);
      return [];
    }
    const own = id(`quota_${name}`);
    const full = id(`${own}_full`);
    if (ends) endings.push({ id: full, kind: 'screened_out', title: {}, text: {} });
    return [{ id: own, limit, when: logic, ...(ends ? { full } : {}) }];
  });
}

/** Settings and elements that a document has no place for. */
function tellRest(context: Context): void {
  const { survey, report } = context;
  tellFrame(context);
  const quiet = new Set(['', 'No', 'OFF', 'false', 'None', 'http://', 'https://', 'DefaultMessage']);
  const set = Object.entries(survey.options).filter(
    ([name, value]) => !quiet.has(textOf(value)) && !['EOSMessage', 'Header', 'Footer', 'SurveyTitle'].includes(name)
  );
  if (set.length > 0)
    report.say(
      'survey',
      'setting_gone',
      set.map(([name, value]) => `${name}: ${textOf(value) || JSON.stringify(value)}`).join('; ')
    );
  const ends = textOf(survey.options.EOSMessage);
  if (/^MS_\w+$/.test(ends)) report.say('EOSMessage', 'words_missing', ends);
  for (const { kind, payload } of survey.others) {
    const scores = kind === 'SCO' && listOf(objectOf(payload).ScoringCategories).length > 0;
    if (kind === 'SCO' && !scores) continue;
    report.say(kind, scores ? 'scoring_gone' : 'unread', JSON.stringify(payload).slice(0, 5000));
  }
  for (const place of ['trust', 'privacy']) report.say(place, 'words_missing', place);
  if (Object.keys(endText(context)).length === 0) report.say('thanks', 'words_missing', 'thanks');
}

function documentOf(context: Context, pages: Page[]): SurveyDocument {
  const { survey, wording } = context;
  const heading = wording.say('SurveyTitle', { [survey.language]: textOf(survey.options.SurveyTitle) }, 200);
  return {
    format: 'concord-survey-1',
    key: plainName(survey.name, 'code').replaceAll('_', '-').replace(/-+$/, '') || 'survey',
    title: { ...wording.same(survey.name.slice(0, 200) || 'Qualtrics') },
    ...(Object.keys(heading).length > 0 ? { heading } : {}),
    baseLanguage: wording.baseLanguage,
    languages: [...wording.languages],
    sources: [],
    trust: { line: {}, details: [] },
    privacy: { version: '1', text: {} },
    pages,
    thanks: { bands: [], otherwise: { title: {}, text: endText(context) } }
  };
}
