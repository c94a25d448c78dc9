/** Questionnaires on paper for the customers of a program, each with the code that says whose it is. */
import { m } from '#lib/paraglide/messages.js';
import { paperCodeOf } from '#lib/outreach/paper-code.ts';
import { type Paper, paperOf } from '#lib/survey/exchange/paper.ts';
import { chooseLanguage, directionOf } from '#lib/survey/language.ts';
import type { PipedValues } from '#lib/survey/piping.ts';
import type { Company } from '../companies.ts';
import type { InvitationLine } from '../invitations.ts';
import { pipedValues } from '../sheets.ts';
import type { SurveyVersion } from '../surveys.ts';

export interface PersonalPaper {
  id: string;
  paper: Paper;
  dir: 'ltr' | 'rtl';
  company: string;
  to: { name: string; code: string };
  version: number;
}

/** One paper for each invitation, in the language of its customer and under the name of the company they know. */
export function papersOf(
  { document, number }: SurveyVersion,
  asked: readonly InvitationLine[],
  companies: readonly Company[]
): PersonalPaper[] {
  return asked.flatMap((one) => {
    const company = companies.find(({ id }) => id === one.companyId);
    if (!company || one.link === null) return [];
    const { language } = chooseLanguage(document, { customer: one.locale });
    const values: PipedValues = pipedValues(company, { name: one.customerName });
    const speech = { locale: language.startsWith('zh') ? ('zh-CN' as const) : ('en' as const) };
    const paper = paperOf(document, language, values, (at) => m.paper_answer_to({ number: at }, speech));
    const to = { name: one.customerName, code: paperCodeOf(one.id) };
    return [{ id: one.id, paper, dir: directionOf(language), company: company.name, to, version: number }];
  });
}
