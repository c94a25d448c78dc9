/**
 * What is said when an answer cannot be taken as it is: by code, for one question. The server says it on the page it draws again,
 * the script the same on the page that stays, so it is written beside the question once.
 */
import { m } from '#lib/paraglide/messages.js';
import type { AnswerCode } from '#lib/survey/answers.ts';
import type { FaultCode } from '#lib/survey/faults.ts';
import { kinds, textLimit } from '#lib/survey/kinds.ts';
import type { SheetQuestion } from '#lib/survey/sheet.ts';

/** A sentence, perhaps with `{limit}` left in; of `check`, one for each demand of the question. */
export type Complaints = Partial<Record<AnswerCode | FaultCode, string | readonly string[]>>;

type Speech = { readonly locale: 'en' | 'zh-CN' };

/** The sentences of a question; null where only those are needed that every question has. */
export function complaintsOf(question: SheetQuestion, language: string, speech: Speech): Complaints | null {
  const said: Complaints = { ...ofKind(question, language, speech) };
  if (question.naLabel !== undefined && kinds[question.kind].asks !== 'code')
    said.twice = m.respond_error_twice({ option: question.naLabel }, speech);
  if (question.checks?.length)
    said.check = question.checks.map(({ message }) => message || m.respond_error_check({}, speech));
  return Object.keys(said).length === 0 ? null : said;
}

function ofKind(question: SheetQuestion, language: string, speech: Speech): Complaints {
  const number = (value: number) => new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(value);
  const left = { limit: '{limit}' };
  switch (question.kind) {
    case 'matrix':
    case 'pairs':
      return { required: m.respond_error_line({}, speech) };
    case 'multiple':
      return {
        too_few: m.respond_error_few(left, speech),
        too_many: m.respond_error_many(left, speech),
        exclusive: m.respond_error_alone({}, speech)
      };
    case 'ranking': {
      const { min, max } = question.choose ?? {};
      const all = question.options?.length ?? 0;
      return {
        rank: m.respond_error_rank({}, speech),
        wrong_type: m.respond_error_rank({}, speech),
        out_of_range: m.respond_error_rank({}, speech),
        too_few: (min ?? max ?? all) < all ? m.respond_error_rank_few(left, speech) : m.respond_rank_all({}, speech),
        too_many: m.respond_error_rank_many(left, speech)
      };
    }
    case 'sum':
      return {
        ...notNumbers(speech),
        total: m.respond_error_total(left, speech),
        below: m.respond_error_below(left, speech)
      };
    case 'number':
    case 'slider':
      return { ...notNumbers(speech), ...outOfRange(question.range ?? {}, number, speech) };
    case 'date':
      return days(question.days ?? {}, language, speech);
    case 'text':
      return texts(question, number, speech);
    case 'contact':
      return {
        required: m.respond_error_part({}, speech),
        email: m.respond_error_email({}, speech),
        phone: m.respond_error_phone({}, speech)
      };
    case 'consent':
      return { required: m.respond_error_agree({}, speech) };
    default:
      return {};
  }
}

function notNumbers(speech: Speech): Complaints {
  const said = m.respond_error_number({}, speech);
  return { wrong_type: said, out_of_range: said };
}

function outOfRange(
  { min, max, step, decimals }: NonNullable<SheetQuestion['range']>,
  number: (value: number) => string,
  speech: Speech
): Complaints {
  const finer =
    decimals === 0 || step === 1
      ? m.respond_error_whole({}, speech)
      : step === undefined
        ? m.respond_error_decimals({ limit: number(decimals ?? 0) }, speech)
        : m.respond_error_step({ limit: number(step) }, speech);
  return {
    ...(min === undefined ? {} : { below: m.respond_error_below({ limit: number(min) }, speech) }),
    ...(max === undefined ? {} : { above: m.respond_error_above({ limit: number(max) }, speech) }),
    ...(step === undefined && decimals === undefined ? {} : { step: finer })
  };
}

function days({ from, to }: NonNullable<SheetQuestion['days']>, language: string, speech: Speech): Complaints {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  const written = (date: string) => ({ limit: day.format(new Date(`${date}T00:00:00Z`)) });
  return {
    out_of_range: m.respond_error_day({}, speech),
    ...(from === undefined ? {} : { below: m.respond_error_early(written(from), speech) }),
    ...(to === undefined ? {} : { above: m.respond_error_late(written(to), speech) })
  };
}

function texts({ length, pattern }: SheetQuestion, number: (value: number) => string, speech: Speech): Complaints {
  const most = length?.max ?? textLimit;
  return {
    ...(length?.min ? { too_short: m.respond_error_short({ limit: number(length.min) }, speech) } : {}),
    ...(length?.max ? { too_long: m.respond_error_long({ limit: number(most) }, speech) } : {}),
    ...(pattern ? { pattern: pattern.message || m.respond_error_pattern({}, speech) } : {})
  };
}
