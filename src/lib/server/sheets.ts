/** What a published version means to respondents and to scores, worked out once per process: versions never change. */
import { bindings, type Binding } from '#lib/survey/bindings.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { isPersonal, type PipedValues } from '#lib/survey/piping.ts';
import type { Said } from '#lib/survey/said.ts';
import { type Sheet, sheetOf } from '#lib/survey/sheet.ts';
import type { AskedCustomer, AskingCompany } from './invitations.ts';
import type { SurveyVersion } from './surveys.ts';

/** Most sheets one process keeps: a few languages and companies of the versions in use. */
const REMEMBERED = 200;
const sheets = new Map<string, Sheet>();
const bound = new WeakMap<SurveyDocument, readonly Binding[]>();

/** What the texts of a survey may name: the company as the customer knows it (UX-13), whom to ask, and the customer. */
export function pipedValues(company: AskingCompany, customer: Pick<AskedCustomer, 'name'>): PipedValues {
  return { company: company.name, contact: company.brand.replyTo ?? '', name: customer.name };
}

/** The sheet of a version in one language. One that names the customer, their attributes or answers is made anew for each. */
export function sheetFor({ id, document }: SurveyVersion, language: string, values: PipedValues, said?: Said): Sheet {
  if (isPersonal(document)) return sheetOf(document, language, values, said);
  const key = JSON.stringify([id, language, values.company, values.contact]);
  const known = sheets.get(key);
  if (known) return known;
  const sheet = sheetOf(document, language, values);
  const oldest = sheets.keys().next();
  if (sheets.size >= REMEMBERED && !oldest.done) sheets.delete(oldest.value);
  sheets.set(key, sheet);
  return sheet;
}

export function bindingsFor({ document }: SurveyVersion): readonly Binding[] {
  const known = bound.get(document) ?? bindings(document);
  bound.set(document, known);
  return known;
}
