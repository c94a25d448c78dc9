/** Quotas of LimeSurvey: how many answers are wanted of whom, and what those over it read. */
import type { SurveyDocument } from '../../document.ts';
import { allOf, anyOf, fits, type Logic } from '../logic.ts';
import { compare } from '../operands.ts';
import type { Context } from './context.ts';
import type { Words } from './tables.ts';

/** The quotas that can be counted, each with its ending; the others are told. */
export function quotasOf(
  context: Context,
  id: (wish: string) => string
): { quotas: NonNullable<SurveyDocument['quotas']>; endings: NonNullable<SurveyDocument['endings']> } {
  const { survey, report, wording } = context;
  const quotas: NonNullable<SurveyDocument['quotas']> = [];
  const endings: NonNullable<SurveyDocument['endings']> = [];
  const questions = new Map(survey.groups.flatMap((group) => group.questions).map((one) => [one.id, one]));
  for (const row of survey.rows('quota')) {
    const source = row.get('id') ?? '';
    const title = row.get('name') ?? source;
    const at = `quota ${title}`;
    const members = survey.rows('quota_members').filter((member) => member.get('quota_id') === source);
    const byQuestion = new Map<string, Logic[]>();
    let readable = members.length > 0 && quotas.length < 20;
    for (const member of members) {
      const question = questions.get(member.get('qid') ?? '');
      const value = member.get('code') ?? '';
      const [part = '', answer = ''] = question && 'AM'.includes(question.type) ? value.split('-') : ['', value];
      const operand = question && context.names.get(part === '' ? question.code : `${question.code}_${part}`);
      const logic = operand && compare(operand, 'eq', { is: 'value', value: answer === '' ? 'Y' : answer }, () => null);
      if (question === undefined || logic === null || logic === undefined) readable = false;
      else byQuestion.set(question.id, [...(byQuestion.get(question.id) ?? []), logic]);
    }
    const when = allOf([...byQuestion.values()].map(anyOf));
    const words: Words = {};
    for (const text of survey.rows('quota_languagesettings')) {
      if (text.get('quotals_quota_id') !== source) continue;
      words[text.get('quotals_language') ?? ''] = text.get('quotals_message') ?? '';
      const url = text.get('quotals_url') ?? '';
      if (url !== '') report.say(at, 'flow_gone', url);
    }
    const message = wording.say(at, words, 2000);
    const limit = Number(row.get('qlimit') ?? 0);
    if (
      !readable ||
      typeof when === 'boolean' ||
      !fits(when) ||
      row.get('active') === '0' ||
      !Number.isInteger(limit)
    ) {
      const told = members.map((member) => `${questions.get(member.get('qid') ?? '')?.code}: ${member.get('code')}`);
      report.say(at, 'quota_gone', [`${limit}`, ...told, ...Object.values(message)].join('\n'));
      continue;
    }
    const quota = id(`quota_${title}`);
    const full = id(`${quota}_full`);
    endings.push({ id: full, kind: 'screened_out', title: {}, text: message });
    quotas.push({ id: quota, limit, when, full });
    if (row.get('action') === '2') report.say(at, 'setting_gone', 'action: 2');
  }
  return { quotas, endings };
}
