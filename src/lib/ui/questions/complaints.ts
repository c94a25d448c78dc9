/**
 * What is said when an answer cannot be taken as it is: by code, for one question. The server says it on the page it draws again,
 * the script the same on the page that stays, so it is written beside the question once.
 */
import type { AnswerCode } from '#lib/survey/answers.ts';
import type { FaultCode } from '#lib/survey/faults.ts';
import { kinds, textLimit } from '#lib/survey/kinds.ts';
import type { SheetQuestion } from '#lib/survey/sheet.ts';
import type { Speech } from './speech.svelte.ts';

/** A sentence, perhaps with `{limit}` left in; of `check`, one for each demand of the question. */
export type Complaints = Partial<Record<AnswerCode | FaultCode, string | readonly string[]>>;

/** The sentences of a question; null where only those are needed that every question has. */
export function complaintsOf(question: SheetQuestion, language: string, say: Speech): Complaints | null {
  const said: Complaints = { ...ofKind(question, language, say) };
  if (question.naLabel !== undefined && kinds[question.kind].asks !== 'code')
    said.twice = say('respond_error_twice', { option: question.naLabel });
  if (question.checks?.length) said.check = question.checks.map(({ message }) => message || say('respond_error_check'));
  return Object.keys(said).length === 0 ? null : said;
}

function ofKind(question: SheetQuestion, language: string, say: Speech): Complaints {
  const left = { limit: '{limit}' };
  switch (question.kind) {
    case 'matrix':
    case 'pairs':
      return { required: say('respond_error_line') };
    case 'multiple':
      return {
        too_few: say('respond_error_few', left),
        too_many: say('respond_error_many', left),
        exclusive: say('respond_error_alone')
      };
    case 'ranking': {
      const { min, max } = question.choose ?? {};
      const all = question.options?.length ?? 0;
      return {
        rank: say('respond_error_rank'),
        wrong_type: say('respond_error_rank'),
        out_of_range: say('respond_error_rank'),
        too_few: (min ?? max ?? all) < all ? say('respond_error_rank_few', left) : say('respond_rank_all'),
        too_many: say('respond_error_rank_many', left)
      };
    }
    case 'sum':
      return {
        ...notNumbers(say),
        total: say('respond_error_total', left),
        below: say('respond_error_below', left)
      };
    case 'number':
    case 'slider':
      return { ...notNumbers(say), ...outOfRange(question.range ?? {}, say) };
    case 'date':
      return days(question.days ?? {}, language, say);
    case 'text':
      return texts(question, say);
    case 'contact':
      return {
        required: say('respond_error_part'),
        email: say('respond_error_email'),
        phone: say('respond_error_phone')
      };
    case 'consent':
      return { required: say('respond_error_agree') };
    default:
      return {};
  }
}

function notNumbers(say: Speech): Complaints {
  const said = say('respond_error_number');
  return { wrong_type: said, out_of_range: said };
}

function outOfRange({ min, max, step, decimals }: NonNullable<SheetQuestion['range']>, say: Speech): Complaints {
  const finer =
    decimals === 0 || step === 1
      ? say('respond_error_whole')
      : step === undefined
        ? say('respond_error_decimals', { limit: decimals ?? 0 })
        : say('respond_error_step', { limit: step });
  return {
    ...(min === undefined ? {} : { below: say('respond_error_below', { limit: min }) }),
    ...(max === undefined ? {} : { above: say('respond_error_above', { limit: max }) }),
    ...(step === undefined && decimals === undefined ? {} : { step: finer })
  };
}

function days({ from, to }: NonNullable<SheetQuestion['days']>, language: string, say: Speech): Complaints {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  const written = (date: string) => ({ limit: day.format(new Date(`${date}T00:00:00Z`)) });
  return {
    out_of_range: say('respond_error_day'),
    ...(from === undefined ? {} : { below: say('respond_error_early', written(from)) }),
    ...(to === undefined ? {} : { above: say('respond_error_late', written(to)) })
  };
}

function texts({ length, pattern }: SheetQuestion, say: Speech): Complaints {
  const most = length?.max ?? textLimit;
  return {
    ...(length?.min ? { too_short: say('respond_error_short', { limit: length.min }) } : {}),
    ...(length?.max ? { too_long: say('respond_error_long', { limit: most }) } : {}),
    ...(pattern ? { pattern: pattern.message || say('respond_error_pattern') } : {})
  };
}
