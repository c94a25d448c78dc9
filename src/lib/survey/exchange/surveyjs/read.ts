/** Reads a SurveyJS model. */
import type { Page, Question, SurveyDocument } from '../../document.ts';
import { finish } from '../finish.ts';
import { boundJson, objectOf, partOf, readJsonText, textOf, type Json, type JsonObject } from '../json.ts';
import { fits, never, shown } from '../logic.ts';
import { languageTag, namer, plainName } from '../names.ts';
import { openReport, reading as guarded, Refused, type Imported, type Report } from '../report.ts';
import { openComputed, pageOf, questionOf } from '../sketch.ts';
import { languagesOf, openWording } from '../wording.ts';
import {
  conditionOf,
  resolve,
  showBy,
  take,
  takeText,
  takeWords,
  wordsOf,
  type Context,
  type Reading
} from './context.ts';
import { ends, farewellOf } from './ending.ts';
import { build, validatorsOf } from './elements.ts';
import { expressionOf, treeOf } from './expression.ts';
import { heading } from './tables.ts';

const depthLimit = 12;

/** A survey document from a SurveyJS model, as text or as a value, with everything that could not be taken over. */
export function readSurveyJs(input: unknown): Imported {
  return guarded(() => {
    if (typeof input !== 'string') boundJson(input);
    const root = objectOf(typeof input === 'string' ? readJsonText(input) : (input as Json));
    const report = openReport();
    const sources = pagesOf(root);
    const { context, values } = openContext(root, sources, report);
    const pageId = namer('id');
    const used = new Set(['pages', 'elements', 'questions', 'locale']);
    const top = { source: root, at: 'survey', used };
    const pages = sources.map((source, at) =>
      pageFrom(context, source, pageId(textOf(source.name) || `page${at + 1}`))
    );
    calculated(context, top, values);
    for (const step of context.later) step();
    if (['random'].includes(takeText(top, 'questionsOrder') || takeText(top, 'questionOrder')))
      for (const page of pages) page.shuffle = true;
    const endings = ends(context, top, pages, pageId);
    const document = documentOf(context, top, pages);
    if (values.computed.length > 0) document.computed = values.computed;
    if (endings.length > 0) document.endings = endings.slice(0, 20);
    tellRest(report, top);
    return finish(document, report);
  });
}

/** The pages of a model; one without pages is one page. */
function pagesOf(root: JsonObject): JsonObject[] {
  if (Array.isArray(root.pages)) {
    if (root.pages.length > 100) throw new Refused('too_many_pages', `${root.pages.length} pages; at most 100`);
    return (root.pages as readonly Json[]).map(objectOf);
  }
  const elements = root.elements ?? root.questions;
  if (!Array.isArray(elements)) throw new Refused('unknown_format', 'The file holds no SurveyJS model');
  return [{ name: 'page1', elements }];
}

/** Names of languages in every text of a model. */
function tonguesOf(root: JsonObject): string[] {
  const found = new Set<string>();
  const open: Json[] = [root as Json];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === null || typeof next !== 'object') continue;
    const entries = Object.entries(next);
    const words =
      !Array.isArray(next) &&
      entries.length > 0 &&
      entries.every(([name, text]) => typeof text === 'string' && (name === 'default' || languageTag(name) !== null));
    if (
      words &&
      (entries.some(([name]) => name === 'default') ||
        entries.every(([name]) => /^[a-z]{2}(-[a-z]{2,4})?$/i.test(name) && name !== 'id'))
    )
      for (const [name] of entries) found.add(name);
    else for (const [, child] of entries) open.push(child);
  }
  found.delete('default');
  return [...found].sort();
}

/** Every element with a name, those in panels too. */
function* elementsIn(list: Json | undefined, depth = 0): Generator<JsonObject> {
  if (!Array.isArray(list)) return;
  if (depth > depthLimit) throw new Refused('too_deep', `At most ${depthLimit} panels inside each other`);
  for (const one of (list as readonly Json[]).map(objectOf)) {
    yield one;
    if (textOf(one.type) === 'panel') yield* elementsIn(one.elements ?? one.questions, depth + 1);
  }
}

function openContext(root: JsonObject, sources: readonly JsonObject[], report: Report) {
  const base = textOf(root.locale) || 'en';
  const id = namer('id');
  const elements = sources.flatMap((page) => [...elementsIn(page.elements ?? page.questions)]);
  if (elements.length > 2000) throw new Refused('too_many_questions', `${elements.length} questions`);
  const ids = new Map<string, string>();
  for (const one of elements) {
    const name = textOf(one.name).toLowerCase();
    if (!ids.has(name)) ids.set(name, id(textOf(one.name) || 'q'));
  }
  const single = new Set([
    'text',
    'comment',
    'radiogroup',
    'dropdown',
    'checkbox',
    'tagbox',
    'rating',
    'boolean',
    'slider',
    'imagepicker',
    'buttongroup'
  ]);
  const piped = new Set(
    elements.filter((one) => single.has(textOf(one.type))).map((one) => textOf(one.name).toLowerCase())
  );
  const found = languagesOf(report, [base, ...tonguesOf(root).filter((name) => name !== base)]);
  const references = (at: string, text: string): string => {
    const lost: string[] = [];
    const turned = text.replace(/(?<!\{)\{([^{}]{1,100})\}(?!\})/g, (whole, inside: string) => {
      const ours = piped.has(inside.trim().toLowerCase()) ? ids.get(inside.trim().toLowerCase()) : undefined;
      if (ours === undefined) lost.push(whole);
      return ours === undefined ? whole : `{{${ours}}}`;
    });
    if (lost.length > 0) report.say(at, 'piping_gone', [...new Set(lost)].join(', '));
    return turned;
  };
  const values = openComputed(id);
  const context: Context = {
    ...{ report, base, id, ids, compute: values.compute, names: new Map(), later: [], built: new Map() },
    wording: openWording(report, found, false, references),
    html: openWording(report, found, true, references)
  };
  return { context, values };
}

function pageFrom(context: Context, source: JsonObject, id: string): Page {
  const used = new Set(['name', 'elements', 'questions']);
  const at = textOf(source.name) || id;
  const reading = { source, at, used };
  const page = pageOf(id, takeWords(context, reading, 'title', 200));
  const about = takeWords(context, reading, 'description', 4000);
  if (Object.keys(about).length > 0) page.questions.push(questionOf(context.id(`${id}_about`), 'statement', about));
  const shown = takeText(reading, 'visibleIf');
  showBy(context, at, shown, () => [page], 'showIf');
  if (take(reading, 'visible') === false && shown === '') page.showIf = never;
  const order = takeText(reading, 'questionOrder') || takeText(reading, 'questionsOrder');
  if (order === 'random') page.shuffle = true;
  else if (order !== '' && order !== 'initial' && order !== 'default') context.report.say(at, 'order_gone', order);
  place(context, page, source.elements ?? source.questions, [], undefined, 0);
  tellRest(context.report, reading);
  return page;
}

/** Puts the elements of a page or panel on the page. `shows` are the conditions of the panels around them. */
function place(
  context: Context,
  page: Page,
  list: Json | undefined,
  shows: readonly string[],
  group: string | undefined,
  depth: number
): void {
  if (!Array.isArray(list) || depth > depthLimit) return;
  for (const source of (list as readonly Json[]).map(objectOf)) {
    const name = textOf(source.name);
    const at = name || textOf(source.type);
    const used = new Set(['name', 'elements', 'questions']);
    const bare = { source, at, used };
    const title = takeWords(context, bare, 'title', 4000);
    const about = takeWords(context, bare, 'description', 1000);
    const panel = textOf(source.type) === 'panel';
    const text = Object.keys(title).length > 0 || panel ? title : context.wording.same(name.slice(0, 4000));
    const reading: Reading = {
      source,
      at,
      used,
      page,
      text,
      hint: Object.keys(about).length > 0 ? about : undefined,
      id: context.built.has(name.toLowerCase())
        ? context.id(name)
        : (context.ids.get(name.toLowerCase()) ?? context.id(name))
    };
    const own = takeText(reading, 'visibleIf');
    const hidden = take(reading, 'visible') === false && own === '';
    const all = own === '' ? shows : [...shows, own];
    if (panel) {
      take(reading, 'type');
      const { group: made, before } = heading(context, reading);
      for (const one of before) for (const show of all) showBy(context, at, show, () => [one], 'showIf');
      page.questions.push(...before);
      const inner = page.questions.length;
      place(context, page, source.elements ?? source.questions, all, made.group ?? group, depth + 1);
      const needed = takeText(reading, 'requiredIf');
      for (const one of page.questions.slice(inner)) {
        if (hidden) one.showIf = never;
        if (needed !== '') showBy(context, at, needed, () => [one], 'requiredIf');
      }
      tellRest(context.report, reading);
      continue;
    }
    const built = build(context, reading);
    if (built === null) {
      context.report.say(at, 'kind_gone', JSON.stringify(source));
      continue;
    }
    context.built.set(name.toLowerCase(), built);
    const required = take(reading, 'isRequired') === true;
    const needed = takeText(reading, 'requiredIf');
    for (const one of built) {
      if (one.kind !== 'statement' && required) one.required = true;
      if (group !== undefined && one.group === undefined) one.group = group;
      for (const show of all) showBy(context, at, show, () => [one], 'showIf');
      if (one.kind !== 'statement') showBy(context, at, needed, () => [one], 'requiredIf');
      if (hidden) one.showIf = never;
    }
    if (hidden) context.report.say(at, 'hidden', name);
    checks(context, reading, built);
    for (const property of ['enableIf', 'setValueIf', 'resetValueIf']) {
      const said = takeText(reading, property);
      if (said !== '') context.report.say(at, 'logic_gone', `${property}: ${said}`);
    }
    for (const property of ['defaultValue', 'defaultValueExpression']) {
      const said = take(reading, property);
      if (said !== undefined) context.report.say(at, 'default_gone', JSON.stringify(said));
    }
    page.questions.push(...built);
    tellRest(context.report, reading);
  }
}

/** Validators that are expressions. */
function checks(context: Context, reading: Reading, built: readonly Question[]): void {
  for (const one of validatorsOf(reading)) {
    if (!textOf(one.type).startsWith('expression')) {
      if (built[0] && !['text', 'number', 'slider'].includes(built[0].kind))
        context.report.say(reading.at, 'validation_gone', JSON.stringify(one));
      continue;
    }
    const message = context.wording.say(reading.at, wordsOf(one.text, context.base), 300);
    context.later.push(() => {
      const logic = conditionOf(context, textOf(one.expression));
      const holds = logic === null ? undefined : shown(logic);
      if (holds === undefined || !fits(holds) || built.length !== 1)
        context.report.say(reading.at, 'validation_gone', JSON.stringify(one));
      else built[0]!.checks = [...(built[0]!.checks ?? []), { holds, message }];
    });
  }
}

/** Calculated values, and questions that show one (`expression`). */
function calculated(
  context: Context,
  top: { source: JsonObject; used: Set<string> },
  values: ReturnType<typeof openComputed>
): void {
  const list = take(top, 'calculatedValues');
  for (const one of (Array.isArray(list) ? (list as readonly Json[]) : []).map(objectOf)) {
    const name = textOf(one.name);
    const text = textOf(one.expression);
    const tree = treeOf(text);
    const expression = tree === null ? null : expressionOf(tree, (inner) => resolve(context, inner), context.compute);
    const made = expression === null ? null : values.named(name, expression);
    if (made === null) context.report.say(name, 'logic_gone', text);
    else context.names.set(name.toLowerCase(), { is: 'worked', expression: { computed: made } });
  }
}

function documentOf(
  context: Context,
  top: { source: JsonObject; at: string; used: Set<string> },
  pages: Page[]
): SurveyDocument {
  const { wording, report } = context;
  const title = takeWords(context, top, 'title', 200);
  const about = takeWords(context, top, 'description', 500);
  const thanks = farewellOf(context, top);
  if (Object.keys(about).length === 0) report.say('trust', 'words_missing', 'trust');
  if (Object.keys(thanks.title).length + Object.keys(thanks.text).length === 0)
    report.say('thanks', 'words_missing', 'thanks');
  report.say('privacy', 'words_missing', 'privacy');
  return {
    format: 'concord-survey-1',
    key:
      plainName(title[wording.baseLanguage] ?? '', 'code')
        .replaceAll('_', '-')
        .replace(/-+$/, '') || 'survey',
    title: Object.keys(title).length === 0 ? wording.same('SurveyJS') : title,
    baseLanguage: wording.baseLanguage,
    languages: [...wording.languages],
    sources: [],
    trust: { line: about, details: [] },
    privacy: { version: '1', text: {} },
    pages,
    thanks: { bands: [], otherwise: thanks }
  };
}

/** Properties that were not understood, in one note for each element. */
function tellRest(report: Report, { source, at, used }: Pick<Reading, 'source' | 'at' | 'used'>): void {
  const rest = Object.entries(source).filter(([name]) => !used.has(name));
  if (rest.length > 0)
    report.say(at, 'setting_gone', rest.map(([name]) => `${name}: ${JSON.stringify(partOf(source, name))}`).join('; '));
}
