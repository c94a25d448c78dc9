/** Tables of SurveyJS: matrices, matrices of fields, several fields under one text. */
import type { Item, Localised, Question } from '../../document.ts';
import { objectOf, partOf, textOf } from '../json.ts';
import { namer } from '../names.ts';
import { optionsFrom, questionOf, scaleFrom } from '../sketch.ts';
import {
  coded,
  entriesOf,
  field,
  orderOf,
  showBy,
  take,
  takeText,
  withItem,
  type Context,
  type Entry,
  type Reading
} from './context.ts';

/** Builds the questions of a cell. */
type Build = (context: Context, reading: Reading) => Question[] | null;

/** A heading over several questions: a group of the page, or a statement where a group cannot hold it. */
export function heading(
  context: Context,
  { page, id, text, hint }: Reading
): { group: { group?: string }; before: Question[] } {
  const long =
    Object.values(text).some((said) => said.length > 1000) ||
    Object.values(hint ?? {}).some((said) => said.length > 500);
  if (Object.keys(text).length === 0) return { group: {}, before: [] };
  if (page.groups.length >= 20 || long)
    return { group: {}, before: [questionOf(context.id(`${id}_text`), 'statement', text, { hint })] };
  page.groups.push({ id, text, ...(hint === undefined ? {} : { hint }) });
  return { group: { group: id }, before: [] };
}

/** A matrix: one answer a row. */
export function grid(context: Context, reading: Reading): Question[] {
  const { at, id, text, hint } = reading;
  const columns = entriesOf(context, at, take(reading, 'columns'), 500);
  const rows = entriesOf(context, at, take(reading, 'rows'), 1000);
  const many = takeText(reading, 'cellType') === 'checkbox';
  const required = take(reading, 'eachRowRequired') === true || take(reading, 'isAllRowRequired') === true;
  const visible = takeText(reading, 'rowsVisibleIf');
  const conditions = (row: Entry, part: Item | Question): void => {
    showBy(context, `${at} ${row.raw}`, textOf(row.source.visibleIf), () => [part], 'showIf');
    if (visible !== '') showBy(context, `${at} ${row.raw}`, withItem(visible, row.raw), () => [part], 'showIf');
  };
  const scale = many ? null : scaleFrom(columns, context.wording.same);
  if (scale !== null && rows.length > 0 && rows.length <= 60) {
    if (!scale.same)
      context.report.say(at, 'codes_changed', [...scale.codes].map((pair) => pair.join(': ')).join(', '));
    const code = namer('code');
    const items = rows.map((row): Item => {
      const item: Item = { id: code(row.raw), text: row.text };
      conditions(row, item);
      context.names.set(`${at}.${row.raw}`.toLowerCase(), coded(`${id}.${item.id}`, 'code', scale.codes, scale.same));
      return item;
    });
    context.names.set(at.toLowerCase(), {
      is: 'many',
      fields: items.slice(0, 50).map((item) => field(`${id}.${item.id}`, 'code'))
    });
    return [
      questionOf(id, 'matrix', text, {
        hint,
        scale: scale.scale,
        items,
        required,
        ...orderOf(context, reading, 'rowOrder'),
        ...orderOf(context, reading, 'rowsOrder')
      })
    ];
  }
  if (columns.length === 0 || rows.length === 0) {
    context.report.say(
      at,
      'kind_gone',
      [...columns, ...rows].flatMap((one) => Object.values(one.text)).join('\n') || 'matrix'
    );
    return [questionOf(id, 'statement', text, { hint })];
  }
  const { group, before } = heading(context, reading);
  const made = rows.map((row): Question => {
    const own = context.id(`${id}_${row.raw}`);
    const { options, codes } = optionsFrom(columns, context.wording.same);
    context.names.set(`${at}.${row.raw}`.toLowerCase(), coded(own, many ? 'options' : 'option', codes));
    const question = questionOf(own, many ? 'multiple' : 'choice', row.text, { options, required, ...group });
    conditions(row, question);
    return question;
  });
  context.report.say(at, 'split', made.map((one) => one.id).join(', '));
  return [...before, ...made];
}

/** A matrix whose cells are fields of their own: one question for each cell. */
export function dropdownTable(context: Context, reading: Reading, build: Build): Question[] {
  const { at, id } = reading;
  const rows = entriesOf(context, at, take(reading, 'rows'), 1000);
  const columns = entriesOf(context, at, take(reading, 'columns'), 1000);
  const shared = take(reading, 'choices');
  const usual = takeText(reading, 'cellType') || 'dropdown';
  const { group, before } = heading(context, reading);
  const made = rows.slice(0, 100).flatMap((row) =>
    columns.slice(0, 50).flatMap((column): Question[] => {
      const type = textOf(partOf(column.source, 'cellType')) || usual;
      const source = {
        ...column.source,
        type: type === 'default' ? 'dropdown' : type,
        ...(column.source.choices === undefined && shared !== undefined ? { choices: shared } : {})
      };
      const cell: Reading = {
        ...reading,
        source,
        at: `${at}.${row.raw}.${column.raw}`,
        id: context.id(`${id}_${row.raw}_${column.raw}`),
        text: pair(row.text, column.text),
        hint: undefined,
        used: new Set(['name', 'title', 'type', 'cellType', 'text', 'value'])
      };
      const built = build(context, cell) ?? [];
      if (built.length === 0) context.report.say(cell.at, 'kind_gone', JSON.stringify(source));
      if (column.source.isRequired === true) for (const one of built) one.required = one.kind !== 'statement';
      cell.used.add('isRequired');
      const rest = Object.keys(source).filter((name) => !cell.used.has(name));
      if (rest.length > 0)
        context.report.say(
          cell.at,
          'setting_gone',
          rest.map((name) => `${name}: ${JSON.stringify(partOf(objectOf(source), name))}`).join('; ')
        );
      return built.map((one) => ({ ...one, ...group }));
    })
  );
  context.report.say(at, 'split', made.map((one) => one.id).join(', '));
  return [...before, ...made];
}

function pair(row: Localised, column: Localised): Localised {
  return Object.fromEntries(
    Object.keys({ ...row, ...column }).map((tag) => [tag, [row[tag], column[tag]].filter(Boolean).join(' – ')])
  );
}

/** Several short fields under one text (`multipletext`). */
export function several(context: Context, reading: Reading, build: Build): Question[] {
  const { at, id } = reading;
  const entries = entriesOf(context, at, take(reading, 'items'), 1000);
  const { group, before } = heading(context, reading);
  const made = entries.flatMap(({ raw, text, source }): Question[] => {
    const item: Reading = {
      ...reading,
      source: { ...source, type: 'text' },
      at: `${at}.${raw}`,
      id: context.id(`${id}_${raw}`),
      text,
      hint: undefined,
      used: new Set(['name', 'title', 'isRequired'])
    };
    const built = build(context, item) ?? [];
    const rest = Object.keys(source).filter((name) => !item.used.has(name));
    if (rest.length > 0)
      context.report.say(
        item.at,
        'setting_gone',
        rest.map((name) => `${name}: ${JSON.stringify(partOf(source, name))}`).join('; ')
      );
    return built.map((one) => ({ ...one, required: source.isRequired === true, ...group }));
  });
  context.names.set(at.toLowerCase(), { is: 'many', fields: made.slice(0, 50).map((one) => field(one.id, 'text')) });
  if (made.length === 0) return [questionOf(id, 'statement', reading.text, { hint: reading.hint })];
  context.report.say(at, 'split', made.map((one) => one.id).join(', '));
  return [...before, ...made];
}
