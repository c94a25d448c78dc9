/** What a published version means to respondents and to scores, worked out once per process: versions never change. */
import { bindings, type Binding } from '#lib/survey/bindings.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { isPersonal, type PipedValues } from '#lib/survey/piping.ts';
import type { Said } from '#lib/survey/said.ts';
import { type Sheet, sheetOf } from '#lib/survey/sheet.ts';
import type { AskedCustomer, AskingCompany } from './invitations.ts';
import type { SurveyVersion } from './surveys.ts';

/** Most sheets kept of one version: its languages for each company. */
const REMEMBERED = 200;
const sheets = new WeakMap<SurveyDocument, Map<string, Sheet>>();
const bound = new WeakMap<SurveyDocument, readonly Binding[]>();

/** What the texts of a survey may name: the company as the customer knows it (UX-13), whom to ask, and the customer. */
export function pipedValues(company: AskingCompany, customer: Pick<AskedCustomer, 'name'>): PipedValues {
  return { company: company.name, contact: company.brand.replyTo ?? '', name: customer.name };
}

/**
 * The sheet of a document in one language. What everybody meets alike is kept with the document; a document made for one respondent,
 * or one that names the customer, their attributes or answers, is drawn anew each time.
 */
export function sheetFor(document: SurveyDocument, language: string, values: PipedValues, said?: Said): Sheet {
  if (isPersonal(document)) return sheetOf(document, language, values, said);
  let kept = sheets.get(document);
  if (kept === undefined) sheets.set(document, (kept = new Map()));
  const key = JSON.stringify([language, values.company, values.contact]);
  const sheet = kept.get(key) ?? sheetOf(document, language, values);
  if (kept.size < REMEMBERED) kept.set(key, sheet);
  return sheet;
}

export function bindingsFor({ document }: SurveyVersion): readonly Binding[] {
  const known = bound.get(document) ?? bindings(document);
  bound.set(document, known);
  return known;
}
