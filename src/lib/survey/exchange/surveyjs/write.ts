/** Writes a document as a SurveyJS model, with what the model cannot say. */
import type { Localised, Page, Question, SurveyDocument } from '../../document.ts';
import { kinds } from '../../kinds.ts';
import { openReport, type Note } from '../report.ts';
import { expressionOf, reckon, shows, tongue, wordsOf, type Writer } from './phrase.ts';
import { ownOf, ownValidators, scalePoints } from './properties.ts';

export interface Written {
  readonly model: object;
  readonly report: readonly Note[];
}

/** The model of a document. Names and values are the ids and codes of the document. */
export function writeSurveyJs(document: SurveyDocument): Written {
  const report = openReport();
  const questions = new Map(
    document.pages.flatMap((page) => page.questions).map((question) => [question.id, question])
  );
  const writer: Writer = {
    document,
    report,
    questions,
    computed: new Set((document.computed ?? []).map(({ id }) => id))
  };
  const words = (text: Localised): object | string | undefined => wordsOf(writer, text);
  const { otherwise, bands } = document.thanks;
  for (const [name, part] of Object.entries({
    ...{ quotas: document.quotas, experiments: document.experiments, indexes: document.indexes },
    ...{ shuffledPages: document.shuffledPages, endings: document.endings }
  })) {
    if (part !== undefined && part.length > 0) report.say(name, 'flow_gone', JSON.stringify(part));
  }
  if (bands.length > 0) report.say('thanks', 'flow_gone', JSON.stringify(bands));
  if (document.heading !== undefined) report.say('heading', 'text_gone', JSON.stringify(document.heading));
  for (const name of ['privacy', 'trust'] as const) {
    const said = name === 'privacy' ? document.privacy.text : document.trust.details;
    report.say(name, 'text_gone', JSON.stringify(said));
  }
  const calculated = (document.computed ?? []).flatMap(({ id, value }) => {
    const expression = reckon(writer, value);
    if (expression === null) report.say(id, 'logic_gone', JSON.stringify(value));
    return expression === null ? [] : [{ name: id, expression }];
  });
  const model = {
    title: words(document.title),
    description: words(document.trust.line),
    locale: tongue(document.baseLanguage),
    ...(calculated.length > 0 ? { calculatedValues: calculated } : {}),
    pages: document.pages.map((page) => pageOf(writer, page)),
    completedHtml: words(
      Object.fromEntries(
        document.languages.map((tag) => [
          tag,
          [
            otherwise.title[tag] && `<h3>${escaped(otherwise.title[tag])}</h3>`,
            otherwise.text[tag] && paragraphs(otherwise.text[tag])
          ]
            .filter(Boolean)
            .join('')
        ])
      )
    ),
    clearInvisibleValues: 'onHidden'
  };
  return { model: bare(model) as object, report: report.notes };
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const paragraphs = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map((one) => `<p>${escaped(one).replaceAll('\n', '<br>')}</p>`)
    .join('');

function pageOf(writer: Writer, page: Page): object {
  const { report } = writer;
  if (page.next !== undefined && page.next.length > 0) report.say(page.id, 'flow_gone', JSON.stringify(page.next));
  const elements: object[] = [];
  const panels = new Map<string, { elements: object[] }>();
  for (const question of page.questions) {
    const group = page.groups.find(({ id }) => id === question.group);
    const made = elementsOf(writer, question);
    if (group === undefined) elements.push(...made);
    else if (panels.has(group.id)) panels.get(group.id)!.elements.push(...made);
    else {
      const panel = {
        type: 'panel',
        name: writer.questions.has(group.id) ? `group_${group.id}` : group.id,
        title: wordsOf(writer, group.text),
        description: wordsOf(writer, group.hint ?? {}),
        elements: made
      };
      panels.set(group.id, panel);
      elements.push(panel);
    }
  }
  return {
    name: page.id,
    title: wordsOf(writer, page.title ?? {}),
    ...shows(writer, page.id, 'visibleIf', page.showIf),
    ...(page.shuffle ? { questionOrder: 'random' } : {}),
    elements
  };
}

function elementsOf(writer: Writer, question: Question): object[] {
  const { report } = writer;
  const { id, kind } = question;
  for (const name of ['metric', 'reversed'] as const)
    if (question[name] !== undefined) report.say(id, 'setting_gone', `${name}: ${String(question[name])}`);
  if (question.naLabel !== undefined && kinds[kind].asks !== 'option' && kinds[kind].asks !== 'options')
    report.say(id, 'setting_gone', `naLabel: ${JSON.stringify(question.naLabel)}`);
  const common = {
    name: id,
    title: wordsOf(writer, question.text),
    description: wordsOf(writer, question.hint ?? {}),
    ...(question.required ? { isRequired: true } : {}),
    ...shows(writer, id, 'requiredIf', question.requiredIf),
    ...shows(writer, id, 'visibleIf', question.showIf)
  };
  const validators = (question.checks ?? []).flatMap(({ holds, message }) => {
    const expression = expressionOf(writer, holds);
    if (expression === null) report.say(id, 'validation_gone', JSON.stringify(holds));
    return expression === null ? [] : [{ type: 'expression', expression, text: wordsOf(writer, message) }];
  });
  const { isRequired, ...rest } = common as typeof common & { isRequired?: boolean };
  const table = (suffix: string, text: object | string | undefined): object => ({
    ...rest,
    ...(suffix === '' ? {} : { name: `${id}_${suffix}`, title: text }),
    type: 'matrix',
    columns: scalePoints(writer, question),
    rows: (question.items ?? []).map((item) => ({
      value: item.id,
      text: wordsOf(writer, item.text),
      ...shows(writer, `${id}.${item.id}`, 'visibleIf', item.showIf)
    })),
    ...(isRequired ? { eachRowRequired: true } : {}),
    ...(question.shuffle ? { rowOrder: 'random' } : {})
  });
  if (question.itemsFrom) report.say(id, 'logic_gone', JSON.stringify(question.itemsFrom));
  for (const item of question.items ?? [])
    if (item.metric !== undefined) report.say(`${id}.${item.id}`, 'setting_gone', `metric: ${item.metric}`);
  switch (kind) {
    case 'matrix':
      return [{ ...table('', undefined), validators }];
    case 'pairs':
      report.say(id, 'kind_changed', 'pairs');
      return (['expected', 'perceived'] as const).map((side) =>
        table(side, wordsOf(writer, question.sides?.[side] ?? {}))
      );
    case 'statement':
      return [
        {
          ...shows(writer, id, 'visibleIf', question.showIf),
          type: 'html',
          name: id,
          html: wordsOf(writer, mapped(withHint(question), paragraphs))
        }
      ];
    case 'sum':
      report.say(id, 'kind_changed', `sum ${question.total}`);
      return [
        {
          ...common,
          type: 'multipletext',
          items: (question.options ?? []).map((option) => ({
            name: option.code,
            title: wordsOf(writer, option.text),
            inputType: 'number',
            min: 0
          })),
          validators
        }
      ];
    case 'contact':
      report.say(id, 'kind_changed', 'contact');
      return [
        {
          ...common,
          type: 'multipletext',
          items: (question.parts ?? []).map(({ part, required }) => ({
            name: part,
            ...(required ? { isRequired: true } : {}),
            ...(part === 'email' ? { inputType: 'email' } : part === 'phone' ? { inputType: 'tel' } : {})
          }))
        }
      ];
    default:
      return [
        {
          ...common,
          ...ownOf(writer, question),
          ...(validators.length > 0
            ? { validators: [...(ownValidators(writer, question) ?? []), ...validators] }
            : ownValidators(writer, question)
              ? { validators: ownValidators(writer, question) }
              : {})
        }
      ];
  }
}

/** The words of a statement with those under it: a piece of HTML has no place of its own for them. */
function withHint({ text, hint = {} }: Question): Localised {
  const tags = [...new Set([...Object.keys(text), ...Object.keys(hint)])];
  return Object.fromEntries(tags.map((tag) => [tag, [text[tag], hint[tag]].filter(Boolean).join('\n\n')]));
}

const mapped = (text: Localised, turn: (said: string) => string): Localised =>
  Object.fromEntries(Object.entries(text).map(([tag, said]) => [tag, turn(said)]));

/** Without properties that say nothing. */
function bare(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
