/** What the pages of paper show: the pile somebody keys, a sheet to be keyed, what became of the one before. */
import { error, type RequestEvent } from '@sveltejs/kit';
import { recordCompanies } from '#lib/merger/scope.ts';
import type { Value } from '#lib/survey/condition.ts';
import type { Field } from '#lib/survey/fields.ts';
import { compareKeyings, dayField, fieldsOn, type Keyed, typedOf } from '#lib/survey/keying.ts';
import { asPrinted, type KeySheet, keySheetOf } from '#lib/survey/keying-sheet.ts';
import { type Company, findCompany, listCompanies } from '../companies.ts';
import { isId } from '../db/id.ts';
import { maySecond, type PaperSheet, type Pile, read } from '../paper-sheets.ts';
import { list as listPrograms } from '../programs.ts';
import { pipedValues } from '../sheets.ts';
import * as surveys from '../surveys.ts';
import { pileSchema, twoOf } from './keying-form.ts';

type Event = Pick<RequestEvent, 'locals' | 'url'>;

/** The survey of a page about its paper; 404 for none. */
export async function surveyOf({ locals, params }: Event & { params: { id: string } }): Promise<surveys.Survey> {
  const survey = isId(params.id) ? await surveys.read(locals.app.db.app, params.id) : null;
  return survey ?? error(404, 'no such survey');
}

/** What a pile may be chosen from. */
export async function choicesOf({ locals }: Event, surveyId: string) {
  const { app, scope } = locals;
  const records = recordCompanies(scope);
  const companies = (await listCompanies(app.db.app)).filter(({ id }) => records.includes(id));
  const programs = (await listPrograms(app.db.app)).filter((one) => one.surveyId === surveyId);
  return { companies, programs, versions: await surveys.listVersions(app.db.app, surveyId) };
}

export interface Piled {
  pile: Pile;
  company: Company;
  version: surveys.SurveyVersion;
}

/** The pile an address names, with what goes without saying where it says nothing; null where there is nothing to key. */
export async function pileOf(event: Event, surveyId: string): Promise<Piled | null> {
  const { locals, url } = event;
  const wish = pileSchema.parse(Object.fromEntries(url.searchParams));
  const { companies, programs, versions } = await choicesOf(event, surveyId);
  const company = companies.find(({ id }) => id === wish.company) ?? companies[0];
  const chosen = versions.find(({ id }) => id === wish.version) ?? versions[0];
  const version = chosen && (await surveys.version(locals.app.db.app, chosen.id));
  if (!company || !version) return null;
  const { languages, baseLanguage } = version.document;
  const today = locals.now.toISOString().slice(0, 10);
  const pile = {
    ...{ surveyId, versionId: version.id, companyId: company.id },
    programId: programs.find(({ id }) => id === wish.program)?.id ?? null,
    locale: languages.find((tag) => tag === wish.language) ?? baseLanguage,
    receivedOn: wish.received !== undefined && wish.received <= today ? wish.received : today
  };
  return { pile, company, version };
}

/** The same pile as a query. */
export function queryOf({ versionId, companyId, programId, locale, receivedOn }: Pile): string {
  const program: Record<string, string> = programId === null ? {} : { program: programId };
  const all = { version: versionId, company: companyId, ...program, language: locale, received: receivedOn };
  return new URLSearchParams(all).toString();
}

export const keySheet = ({ company, version }: Omit<Piled, 'pile'>, language: string): KeySheet =>
  keySheetOf(version.document, language, pipedValues(company, { name: '' }));

/** One sheet of the reader's with its version and company; 404 for none. */
export async function sheetOf({ locals, params }: Event & { params: { id: string } }) {
  const { app, scope } = locals;
  const sheet = isId(params.id) ? await read(app.db.app, scope, params.id) : null;
  const version = sheet && (await surveys.version(app.db.app, sheet.surveyVersionId));
  const company = sheet && (await findCompany(app.db.app, sheet.companyId));
  if (!sheet || !version || !company) error(404, 'no such sheet');
  return { sheet, version, company };
}

/** What the page of a sheet shows to a person: what they may do with it, and nothing of what was typed before it is time. */
export async function viewOf(event: Event & { params: { id: string } }, personId: string) {
  const { sheet, version, company } = await sheetOf(event);
  const { app, now } = event.locals;
  const { id, number, surveyId, state, locale, asideReason, receivedOn, first, second, settled } = sheet;
  return {
    sheet: { id, number, surveyId, state, locale, asideReason, receivedOn },
    company: company.name,
    may: state === 'once' ? await maySecond(app.db.app, sheet, personId, now) : null,
    form: keySheet({ company, version }, locale),
    draft: `${personId} ${id}`,
    differences: state === 'differs' && first && second ? differencesOf(version, first, second) : [],
    day: state === 'stored' ? (settled?.day ?? null) : null,
    without: await withoutOf(app, sheet)
  };
}

/** What became of a sheet that was just done, for the page that comes after it; null for none. */
export async function doneOf({ locals, url }: Event) {
  const { app, scope } = locals;
  const id = url.searchParams.get('done');
  const sheet = isId(id) ? await read(app.db.app, scope, id) : null;
  if (sheet === null) return null;
  const { number, state, asideReason, firstBy } = sheet;
  return {
    id: sheet.id,
    number,
    state,
    asideReason,
    own: firstBy === locals.person?.id,
    without: await withoutOf(app, sheet)
  };
}

/** Numbers of the questions of which something was keyed and not stored. */
export async function withoutOf({ db }: Event['locals']['app'], sheet: PaperSheet): Promise<number[]> {
  const version = sheet.leftOut?.length ? await surveys.version(db.app, sheet.surveyVersionId) : null;
  if (version === null) return [];
  const { questions } = keySheetOf(version.document, sheet.locale, { company: '' });
  const numbers = questions.filter(({ fields }) => fields.some(({ name }) => sheet.leftOut!.includes(name)));
  return numbers.map(({ number }) => number);
}

/** The fields that differ, each with what was typed twice, in an order that does not say by whom. */
export function differencesOf(version: surveys.SurveyVersion, first: Keyed, second: Keyed) {
  const survey = asPrinted(version.document);
  const fields = new Map<string, Field>(fieldsOn(survey).map((field) => [field.name, field]));
  return compareKeyings(survey, first, second).differ.map((name) => ({
    name,
    typed: twoOf(name, first, second).map((keyed) => typedIn(name, fields.get(name), keyed))
  }));
}

/** What a keying says in a field, as it is typed. */
export function typedIn(name: string, field: Field | undefined, { day, answers, marks }: Keyed): string {
  if (name === dayField || field === undefined) return day;
  const mark = marks[name];
  if (mark !== undefined) return mark === 'two' ? '*' : '/';
  return typedOf(field, answers[name] as Value | undefined);
}
