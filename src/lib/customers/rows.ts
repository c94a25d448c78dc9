/**
 * One record of a file, read by its mapping into a typed row, or the reasons why not. A contact point that cannot be used and
 * a text that had to be cut leave the row in place with a note; everything else that cannot be read refuses the row.
 */
import { codeOf, parseCountry, parseLocale, type CodeTable } from './codes.ts';
import type { Mapping } from './columns.ts';
import { parseEmail, parsePhone, type ContactReason } from './contact.ts';
import { knownQuestions, type CodeSet, type Scale } from './fields.ts';
import type { Base, CellReport, ImportedAnswer, ImportRow, RowReason, RowResult } from './row.ts';
import { cleanLine, cleanLines, limits } from './text.ts';
import { parseDay, parseFlag, parseId, parseMoment, parseMoney, parseWhole, type Parsed } from './values.ts';

/** A mapping made ready for many rows. The mapping must have no `mappingProblems`. */
export interface RowPlan {
  readonly mapping: Mapping;
  /** Place of the column of each field. */
  readonly places: ReadonlyMap<string, number>;
}

export function planRows(mapping: Mapping): RowPlan {
  const places = new Map<string, number>();
  mapping.columns.forEach(({ target }, i) => {
    if (target.use === 'field') places.set(target.field, i);
  });
  return { mapping, places };
}

/** True for a record without anything in it (a blank line): no row and no error. */
export function isBlank(record: readonly string[]): boolean {
  return record.every((cell) => cell.trim() === '');
}

interface Reading {
  readonly plan: RowPlan;
  readonly record: readonly string[];
  readonly errors: CellReport[];
  readonly notes: CellReport[];
}

/** Reads one record. Cells beyond the headers must be empty (a trailing separator); a record with too few cells is refused. */
export function readRow(plan: RowPlan, record: readonly string[]): RowResult {
  const { columns } = plan.mapping;
  const count = columns.length;
  if (record.length < count || record.slice(count).some((cell) => cell.trim() !== '')) {
    const cells = {
      column: '',
      reason: 'wrong_number_of_cells',
      value: String(record.length),
      expected: [String(count)]
    } as const;
    return { ok: false, errors: [cells] };
  }
  const r: Reading = { plan, record, errors: [], notes: [] };
  columns.forEach(({ target }, i) => {
    if (target.use !== 'ignore' && record[i]?.includes('\ufffd')) refuse(r, i, 'undecodable');
  });
  const row = readers[plan.mapping.kind](r);
  return r.errors.length > 0 ? { ok: false, errors: r.errors } : { ok: true, row, notes: r.notes };
}

const readers: Readonly<Record<Mapping['kind'], (r: Reading) => ImportRow>> = {
  customers: (r) => {
    const country = through(r, 'country', parseCountry, 'unknown_country');
    return {
      kind: 'customers',
      ...base(r),
      name: required(r, 'name', line(r, 'name', limits.name)) ?? '',
      account: line(r, 'account', limits.account),
      email: contact(r, 'email', parseEmail),
      phone: contact(r, 'phone', (raw) => parsePhone(raw, country ?? r.plan.mapping.formats.phoneCountry)),
      country,
      region: coded(r, 'region', 'region'),
      segment: coded(r, 'segment', 'segment'),
      industry: industry(r),
      value: money(r),
      since: parsed(r, 'since', (raw) => parseDay(raw, r.plan.mapping.formats.dayOrder)),
      stage: coded(r, 'stage', 'stage'),
      locale: through(r, 'locale', parseLocale, 'unknown_language'),
      salesChannel: coded(r, 'salesChannel', 'sales_channel')
    };
  },
  stages: (r) => ({
    kind: 'stages',
    ...base(r),
    stage: required(r, 'stage', coded(r, 'stage', 'stage')) ?? '',
    from:
      required(
        r,
        'from',
        parsed(r, 'from', (raw) => parseDay(raw, r.plan.mapping.formats.dayOrder))
      ) ?? ''
  }),
  invitations: (r) => ({
    kind: 'invitations',
    ...base(r),
    invitationId: required(r, 'invitationId', parsed(r, 'invitationId', parseId)) ?? '',
    invitedAt: required(r, 'invitedAt', moment(r, 'invitedAt')) ?? new Date(Number.NaN),
    channel: coded(r, 'channel', 'channel'),
    locale: through(r, 'locale', parseLocale, 'unknown_language'),
    surveyKind: coded(r, 'kind', 'kind'),
    surveyVersion: line(r, 'surveyVersion', limits.attribute)
  }),
  answers: (r) => {
    const answeredAt = required(r, 'answeredAt', moment(r, 'answeredAt')) ?? new Date(Number.NaN);
    const invitedAt = moment(r, 'invitedAt');
    if (invitedAt !== null && answeredAt < invitedAt) refuse(r, place(r, 'answeredAt'), 'answered_before_invited');
    return {
      kind: 'answers',
      ...base(r),
      responseId: required(r, 'responseId', parsed(r, 'responseId', parseId)) ?? '',
      invitationId: parsed(r, 'invitationId', parseId),
      invitedAt,
      answeredAt,
      receivedAt: moment(r, 'receivedAt'),
      channel: coded(r, 'channel', 'channel'),
      locale: through(r, 'locale', parseLocale, 'unknown_language'),
      comment: comment(r),
      repurchased: through(r, 'repurchased', parseFlag, 'invalid_flag'),
      answers: answers(r)
    };
  }
};

function base(r: Reading): Base {
  const company = r.plan.mapping.company ?? required(r, 'company', coded(r, 'company', 'company')) ?? '';
  const attributes: [string, string][] = [];
  r.plan.mapping.columns.forEach(({ target }, i) => {
    if (target.use !== 'attribute') return;
    const { text, cut } = cleanLine(r.record[i] ?? '', limits.attribute);
    if (cut) note(r, i, 'shortened');
    if (text !== '') attributes.push([target.attribute, text]);
  });
  const customerId = required(r, 'customerId', parsed(r, 'customerId', parseId)) ?? '';
  return { company, customerId, attributes: Object.fromEntries(attributes) };
}

function place(r: Reading, field: string): number {
  return r.plan.places.get(field) ?? -1;
}

/** The cell of a field; '' where it is empty or the file has no such column. */
function cell(r: Reading, field: string): string {
  const raw = r.record[place(r, field)] ?? '';
  return raw.trim() === '' ? '' : raw;
}

function report(r: Reading, at: number, reason: RowReason, expected: readonly string[]): CellReport {
  const value = cleanLine(r.record[at] ?? '', 200).text;
  return { column: r.plan.mapping.columns[at]?.header ?? '', reason, value, expected };
}

/** One report per column: the first reason is the one to act on. */
function refuse(r: Reading, at: number, reason: RowReason, expected: readonly string[] = []): void {
  const made = report(r, at, reason, expected);
  if (at < 0 || !r.errors.some((error) => error.column === made.column)) r.errors.push(made);
}

function note(r: Reading, at: number, reason: RowReason): void {
  r.notes.push(report(r, at, reason, []));
}

function required<T>(r: Reading, field: string, value: T | null): T | null {
  if (value === null) refuse(r, place(r, field), 'missing_value');
  return value;
}

function parsed<T>(r: Reading, field: string, parse: (raw: string) => Parsed<T, RowReason>): T | null {
  const raw = cell(r, field);
  if (raw === '') return null;
  const result = parse(raw);
  if (result.ok) return result.value;
  refuse(r, place(r, field), result.reason, result.reason === 'ambiguous_date' ? ['dmy', 'mdy'] : []);
  return null;
}

function moment(r: Reading, field: string): Date | null {
  return parsed(r, field, (raw) => parseMoment(raw, r.plan.mapping.formats.zone));
}

function contact<T>(r: Reading, field: string, parse: (raw: string) => Parsed<T, ContactReason>): T | null {
  const raw = cell(r, field);
  if (raw === '') return null;
  const result = parse(raw);
  if (result.ok) return result.value;
  note(r, place(r, field), result.reason);
  return null;
}

function line(r: Reading, field: string, limit: number): string | null {
  const { text, cut } = cleanLine(cell(r, field), limit);
  if (cut) note(r, place(r, field), 'shortened');
  return text === '' ? null : text;
}

function comment(r: Reading): string | null {
  const { text, cut } = cleanLines(cell(r, 'comment'), limits.comment);
  if (cut) note(r, place(r, 'comment'), 'shortened');
  return text === '' ? null : text;
}

function through<T>(r: Reading, field: string, parse: (raw: string) => T | null, reason: RowReason): T | null {
  const raw = cell(r, field);
  if (raw === '') return null;
  const value = parse(raw);
  if (value === null) refuse(r, place(r, field), reason);
  return value;
}

function table(r: Reading, set: CodeSet): CodeTable {
  return r.plan.mapping.codes[set] ?? {};
}

function coded(r: Reading, field: string, set: CodeSet): string | null {
  const raw = cell(r, field);
  if (raw === '') return null;
  const code = codeOf(table(r, set), raw);
  if (code === null) refuse(r, place(r, field), 'unknown_code', Object.keys(table(r, set)).slice(0, 20));
  return code;
}

/** Industries are open: a value the table does not know stays as it is written. */
function industry(r: Reading): string | null {
  const text = line(r, 'industry', limits.attribute);
  return text === null ? null : (codeOf(table(r, 'industry'), text) ?? text);
}

function money(r: Reading): number | null {
  const { currency, rates, decimal } = r.plan.mapping.formats;
  const own = cell(r, 'currency').trim().toUpperCase();
  return parsed(r, 'value', (raw) => {
    const used = own === '' ? currency : own;
    return used === null ? { ok: false, reason: 'unknown_currency' } : parseMoney(raw, used, rates, decimal);
  });
}

const scaleShape = /^(-?\d{1,3})\s*(?:-|–|—|~|to|至|到)\s*(-?\d{1,3})$/;

/** A scale as files write it (`0-10`, `1 to 5`); null where it is none. */
export function parseScale(raw: string): Scale | null {
  const match = raw.length > 40 ? null : scaleShape.exec(raw.normalize('NFKC').trim());
  if (!match) return null;
  const [min, max] = [Number(match[1]), Number(match[2])];
  return min < max && max - min <= 100 ? { min, max } : null;
}

function answers(r: Reading): ImportedAnswer[] {
  const found: ImportedAnswer[] = [];
  r.plan.mapping.columns.forEach(({ target }, i) => {
    if (target.use !== 'question') return;
    const raw = r.record[i] ?? '';
    const question = knownQuestions.find((known) => known.code === target.question);
    if (raw.trim() === '' || !question) return;
    const value = parseWhole(raw);
    if (!value.ok) return refuse(r, i, value.reason);
    const scale = scaleOf(r, target);
    if (scale === null) return;
    if (found.some((a) => a.question === question.code && a.scale.min === scale.min && a.scale.max === scale.max))
      return refuse(r, i, 'question_twice');
    const { code, metric, aspect } = question;
    found.push({ question: code, metric, aspect, scale, value: value.value });
  });
  return found;
}

function scaleOf(
  r: Reading,
  target: { readonly scale: Scale | null; readonly scaleColumn: number | null }
): Scale | null {
  if (target.scaleColumn === null) return target.scale;
  const raw = r.record[target.scaleColumn] ?? '';
  if (raw.trim() === '') {
    refuse(r, target.scaleColumn, 'missing_scale');
    return null;
  }
  const scale = parseScale(raw);
  if (scale === null) refuse(r, target.scaleColumn, 'unknown_scale', ['0-10', '1-5', '1-7']);
  return scale;
}
