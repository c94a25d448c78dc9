/** Reads a LimeSurvey survey (`.lss`, versions 1.92 to 6). */
import type { Page, Question, SurveyDocument } from '../../document.ts';
import { finish } from '../finish.ts';
import { fits, never, shown } from '../logic.ts';
import { namer, plainName } from '../names.ts';
import { reckoned } from '../operands.ts';
import { openReport, reading as guarded, Refused, type Imported, type Report } from '../report.ts';
import { openComputed, pageOf, questionOf } from '../sketch.ts';
import { languagesOf, openWording } from '../wording.ts';
import { array, cells } from './arrays.ts';
import { attribute, attributeWords, type Context, type Reading } from './context.ts';
import { operandOf, treeOf } from './expression.ts';
import { field, saidOf, unknownType } from './fields.ts';
import { tellAttributes, tellDefaults, tellParts, tellScores, tellSettings, tellTables } from './leftovers.ts';
import { oneOfList, ranked, several } from './lists.ts';
import { conditionOf, conditionsText, filterParts, narrow, resolver } from './logic.ts';
import { quotasOf } from './quotas.ts';
import { readTables, type LimeQuestion, type LimeSurvey } from './tables.ts';

const lists = new Set(['L', '!', 'O', 'G']);
const arrays = new Set(['F', 'H', 'A', 'B', 'C', 'E', '1']);
const sourceLimit = 2000;

/** A survey document from the text of a `.lss` file, with everything that could not be taken over. */
export function readLimeSurvey(text: string): Imported {
  return guarded(() => {
    const survey = readTables(text);
    const all = survey.groups.flatMap(({ questions }) => questions);
    if (all.length > sourceLimit) throw new Refused('too_many_questions', `${all.length} questions`);
    const report = openReport();
    const context = openContext(survey, all, report);
    const values = openComputed(context.id);
    const pageId = namer('id');
    const made: { question: LimeQuestion; reading: Reading; ours: Question[] }[] = [];
    const pages = survey.groups.map((group, at): Page => {
      const name = `group ${group.id}`;
      const page = pageOf(pageId(`g${group.id || at + 1}`), context.wording.say(name, group.name, 200));
      const about = context.wording.say(name, group.about, 4000);
      if (Object.keys(about).length > 0)
        page.questions.push(questionOf(context.id(`${page.id}_about`), 'statement', about));
      for (const question of group.questions) {
        const one = readingOf(context, question, page);
        const ours = question.type === '*' ? [] : build(context, one);
        if (question.mandatory === 'Y') for (const each of ours) each.required = each.kind !== 'statement';
        if (question.mandatory === 'S') report.say(question.code, 'setting_gone', 'mandatory: soft');
        for (const each of ours) context.owners.set(each.id, question.id);
        page.questions.push(...ours);
        made.push({ question, reading: one, ours });
      }
      return page;
    });
    const byId = new Map(pages.flatMap(({ questions }) => questions).map((one) => [one.id, one]));
    // Groups come before their questions: what a question that does not show hides is in its own condition by then.
    for (const [at, group] of survey.groups.entries()) {
      tell(context, group.relevance, `group ${group.id}`, pages[at]!, values.compute, byId);
      for (const { question, reading, ours } of made.filter((one) => one.reading.page === pages[at])) {
        if (question.type === '*') equation(context, reading, values);
        else showQuestion(context, reading, ours, values.compute, byId);
      }
      chance(
        report,
        `group ${group.id}`,
        pages[at]!,
        made.filter(({ reading }) => reading.page === pages[at])
      );
    }
    sums(context, values.compute);
    const quotas = quotasOf(context, pageId);
    for (const { reading } of made) {
      tellParts(context, reading);
      tellAttributes(context, reading);
    }
    tellDefaults(context, all);
    tellScores(context, all);
    tellSettings(context);
    tellTables(context);
    return finish(documentOf(context, pages, { computed: values.computed, ...quotas }), report);
  });
}

function openContext(survey: LimeSurvey, all: readonly LimeQuestion[], report: Report): Context {
  const id = namer('id');
  const ids = new Map(all.map((question) => [question.id, id(question.code || `q${question.id}`)]));
  const single = new Map(
    all
      .filter(({ type }) => !arrays.has(type) && !'RKQ:;X|I*'.includes(type))
      .map((one) => [one.code, ids.get(one.id)!])
  );
  for (const one of all) {
    const ours = single.get(one.code);
    if (ours !== undefined) single.set(`${survey.id}X${one.group}X${one.id}`, ours);
  }
  const wording = openWording(report, languagesOf(report, survey.languages), true, (at, text) => {
    const lost: string[] = [];
    const turned = text.replace(/\{([^\s{}][^{}]{0,500})\}/g, (whole, inside: string) => {
      const name = inside
        .trim()
        .replace(/^INSERTANS:/, '')
        .replace(/\.(shown|NAOK|code|value)$/, '');
      const ours = single.get(name);
      if (ours === undefined) lost.push(whole);
      return ours === undefined ? whole : `{{${ours}}}`;
    });
    if (lost.length > 0) report.say(at, 'piping_gone', [...new Set(lost)].join(', '));
    return turned;
  });
  return { survey, report, wording, id, ids, names: new Map(), owners: new Map(), rows: new Map(), sums: [] };
}

function readingOf(context: Context, question: LimeQuestion, page: Page): Reading {
  const at = question.code || question.id;
  const hint = context.wording.say(at, question.help, 1000);
  return {
    question,
    at,
    id: context.ids.get(question.id)!,
    // The words of an equation are reckoned with, not read.
    text: question.type === '*' ? {} : context.wording.say(at, question.words, 4000),
    hint: Object.keys(hint).length === 0 ? undefined : hint,
    used: new Set(['relevance', 'random_group']),
    page
  };
}

function build(context: Context, reading: Reading): Question[] {
  const { type } = reading.question;
  if (lists.has(type)) return oneOfList(context, reading);
  if (type === 'M' || type === 'P') return several(context, reading);
  if (type === 'R') return ranked(context, reading);
  if (arrays.has(type)) return array(context, reading);
  if (type === ':' || type === ';') return cells(context, reading);
  return field(context, reading) ?? unknownType(context, reading);
}

type Values = ReturnType<typeof openComputed>;

/** Shows a page by an expression of the source, or tells that it could not. */
function tell(
  context: Context,
  text: string,
  at: string,
  part: Page | Question,
  compute: Values['compute'],
  byId: ReadonlyMap<string, Question>
): void {
  if (text.trim() === '' || text.trim() === '1') return;
  const logic = conditionOf(context, text, compute, byId);
  if (logic === null || !narrow(part, logic)) context.report.say(at, 'logic_gone', text);
}

function showQuestion(
  context: Context,
  reading: Reading,
  ours: readonly Question[],
  compute: Values['compute'],
  byId: ReadonlyMap<string, Question>
): void {
  const { question, at } = reading;
  const own = question.relevance.trim() || attribute(reading, 'relevance');
  const text = own !== '' && own !== '1' ? own : conditionsText(context, question);
  for (const one of ours) tell(context, text, at, one, compute, byId);
  for (const [wanted, exclude] of [
    ['array_filter', false],
    ['array_filter_exclude', true]
  ] as const) {
    const sources = attribute(reading, wanted);
    if (sources !== '') filterParts(context, question, ours, sources, exclude, compute);
  }
  if (attribute(reading, 'hidden') === '1') {
    context.report.say(at, 'hidden', ours.map(({ id }) => id).join(', '));
    for (const one of ours) one.showIf = never;
  }
  check(context, reading, ours, compute);
}

/** A demand on the answer that is an expression of its own. */
function check(context: Context, reading: Reading, ours: readonly Question[], compute: Values['compute']): void {
  const patterned = reading.used.has('regex');
  for (const wanted of ['em_validation_q', 'em_validation_sq'] as const) {
    const text = attribute(reading, wanted);
    if (text === '' || (patterned && wanted === 'em_validation_q')) continue;
    const message = context.wording.say(
      reading.at,
      attributeWords(reading, `${wanted}_tip`, context.survey.languages),
      300
    );
    const tree = treeOf(text);
    const { resolve } = resolver(context, reading.question);
    const operand = tree === null ? null : operandOf(tree, resolve, compute);
    const logic = operand?.is === 'logic' ? shown(operand.logic) : undefined;
    if (logic === undefined || !fits(logic) || ours.length !== 1 || Object.keys(message).length === 0) {
      context.report.say(reading.at, 'validation_gone', [text, ...Object.values(message)].join('\n'));
    } else ours[0]!.checks = [{ holds: logic, message }];
  }
}

/** An equation (`*`) is a computed value. */
function equation(context: Context, reading: Reading, values: Values): void {
  const { question, at, id } = reading;
  const words = Object.values(question.words)[0] ?? '';
  const inner = /^\s*(?:<[^>]*>\s*)*\{([\s\S]*)\}\s*(?:<[^>]*>\s*)*$/.exec(
    attribute(reading, 'equation') || words
  )?.[1];
  const tree = inner === undefined ? null : treeOf(inner);
  const operand = tree === null ? null : operandOf(tree, resolver(context).resolve, values.compute);
  const expression = operand === null ? null : reckoned(operand);
  const made = expression === null ? null : values.named(`${id}_value`, expression);
  if (reading.hint !== undefined) context.report.say(at, 'text_gone', saidOf(reading.hint));
  if (made === null || Object.values(question.words).some((said) => said !== words))
    context.report.say(at, 'kind_gone', Object.values(question.words).join('\n'));
  if (made !== null) context.names.set(question.code, { is: 'worked', expression: { computed: made } });
  if (question.relevance !== '' && question.relevance !== '1') context.report.say(at, 'logic_gone', question.relevance);
}

/** Questions of one random group exchange places when they are all of the page; smaller groups are told. */
function chance(
  report: Report,
  at: string,
  page: Page,
  made: readonly { question: LimeQuestion; reading: Reading }[]
): void {
  const names = made.map(({ reading }) => attribute(reading, 'random_group'));
  const asked = made
    .map(({ question }, index) => (question.type === 'X' ? null : names[index]!))
    .filter((one) => one !== null);
  if (names.every((name) => name === '')) return;
  if (asked.length > 1 && asked[0] !== '' && asked.every((name) => name === asked[0])) page.shuffle = true;
  else report.say(at, 'order_gone', made.map(({ question }, index) => `${question.code}: ${names[index]}`).join(', '));
}

/** Demands on the sum of several numbers, told by signs that need no language. */
function sums(context: Context, compute: Values['compute']): void {
  for (const { on, fields, bounds } of context.sums) {
    const sum = compute({ sum: fields });
    for (const { op, number } of bounds) {
      const message = context.wording.same(`Σ ${op === 'ge' ? '≥' : '≤'} ${number}`);
      if (sum === null) context.report.say(on.id, 'validation_gone', message[context.wording.baseLanguage]);
      else on.checks = [...(on.checks ?? []), { holds: { computed: sum, op, value: number }, message }];
    }
  }
}

function documentOf(context: Context, pages: Page[], more: Partial<SurveyDocument>): SurveyDocument {
  const { survey, wording, report } = context;
  const words = (name: string, limit: number) => wording.say(name, survey.words.get(name) ?? {}, limit);
  const title = words('surveyls_title', 200);
  const about = words('surveyls_description', 4000);
  const short = Object.values(about).every((said) => said.length <= 500);
  const description = short ? about : {};
  const welcome = words('surveyls_welcometext', 4000);
  if (Object.keys(welcome).length > 0)
    pages[0]?.questions.unshift(questionOf(context.id('welcome'), 'statement', welcome));
  if (!short) pages[0]?.questions.unshift(questionOf(context.id('about'), 'statement', about));
  const policy = words('surveyls_policy_notice', 20_000);
  for (const place of ['trust', 'privacy', 'thanks']) {
    const said = { trust: description, privacy: policy, thanks: {} }[place]!;
    if (Object.keys(said).length === 0) report.say(place, 'words_missing', place);
  }
  const sets = new Map<string, string[]>();
  for (const [at, { shuffle }] of survey.groups.entries()) {
    if (shuffle !== '') sets.set(shuffle, [...(sets.get(shuffle) ?? []), pages[at]!.id]);
  }
  const shuffledPages = [...sets.values()].filter((set) => set.length > 1).slice(0, 20);
  return {
    format: 'concord-survey-1',
    key:
      plainName(title[wording.baseLanguage] ?? '', 'code')
        .replaceAll('_', '-')
        .replace(/-+$/, '') || 'survey',
    title: Object.keys(title).length === 0 ? wording.same(survey.id || 'LimeSurvey') : title,
    baseLanguage: wording.baseLanguage,
    languages: [...wording.languages],
    sources: [],
    trust: { line: description, details: [] },
    privacy: { version: '1', text: policy },
    pages,
    ...(shuffledPages.length > 0 ? { shuffledPages } : {}),
    ...(more.computed?.length ? { computed: more.computed } : {}),
    ...(more.quotas?.length ? { quotas: more.quotas } : {}),
    ...(more.endings?.length ? { endings: more.endings } : {}),
    thanks: { bands: [], otherwise: { title: {}, text: words('surveyls_endtext', 2000) } }
  };
}
