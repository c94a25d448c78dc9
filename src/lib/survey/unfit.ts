/**
 * Answers that are there and do not fit: sets, places, numbers, days, texts and contacts against what their question asks of them.
 * A page whose kinds cannot go wrong so leaves this file out of its script.
 */
import type { Answers, Value } from './condition.ts';
import type { Found, Matches, Shown } from './faults.ts';
import type { FrameQuestion } from './frame.ts';
import { kinds, notApplicable } from './kinds.ts';

/** Parts of a contact are needed one by one. */
export function partFault(question: FrameQuestion, kept: Answers): Found {
  for (const { part, required } of question.parts ?? []) {
    const field = `${question.id}.${part}`;
    const said = kept[field];
    if (said === undefined) {
      if (required) return { code: 'required', field };
    } else if (part === 'email' && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(String(said)))
      return { code: 'email', field };
    else if (part === 'phone' && !/^\+?[\d\s()./-]{5,30}$/.test(String(said))) return { code: 'phone', field };
  }
  return null;
}

/** What is wrong with what was said. */
export function unfit(
  question: FrameQuestion,
  names: readonly string[],
  { kept, off }: Shown,
  matches: Matches | undefined
): Found {
  const { id, kind } = question;
  const said = kept[id];
  if (said === notApplicable) return null;
  switch (kinds[kind].asks) {
    case 'options':
      return typeof said === 'object' ? setFault(question, said, off) : null;
    case 'rank':
      return rankFault(question, names, kept);
    case 'number':
      return kind === 'sum' ? sumFault(question, names, kept) : rangeFault(question, said);
    case 'date':
      return dateFault(question, said);
    case 'text':
      return typeof said === 'string' ? textFault(question, said, matches) : null;
    default:
      return null;
  }
}

function setFault({ id, choose, options = [] }: FrameQuestion, said: readonly string[], off: Shown['off']): Found {
  const alone = options.some((option) => option.exclusive && said.indexOf(option.code) >= 0);
  if (alone) return said.length > 1 ? { code: 'exclusive' } : null;
  // Nobody is asked for more than there is to choose from.
  const open = options.filter(({ code, exclusive }) => !exclusive && !off.has(`${id}.${code}`)).length;
  return countFault({ min: choose?.min && Math.min(choose.min, open), max: choose?.max }, said.length);
}

function countFault(choose: FrameQuestion['choose'], count: number): Found {
  if (choose?.min !== undefined && count < choose.min) return { code: 'too_few', limit: choose.min };
  if (choose?.max !== undefined && count > choose.max) return { code: 'too_many', limit: choose.max };
  return null;
}

/** Places must run from 1 without a gap and without two at one place; without a least number every option wants one. */
function rankFault({ choose }: FrameQuestion, names: readonly string[], kept: Answers): Found {
  const places = names.map((name) => kept[name]).filter((place) => typeof place === 'number');
  if (places.length === 0) return null;
  const options = names.filter((name) => name.indexOf('.') > 0).length;
  const least = Math.min(choose?.min ?? choose?.max ?? options, options);
  for (let place = 1; place <= places.length; place += 1) if (places.indexOf(place) < 0) return { code: 'rank' };
  return countFault({ min: least, max: choose?.max }, places.length);
}

function sumFault({ total = 0 }: FrameQuestion, names: readonly string[], kept: Answers): Found {
  const numbers = names.map((name) => kept[name]).filter((number) => typeof number === 'number');
  if (numbers.length === 0) return null;
  if (numbers.some((number) => number < 0)) return { code: 'below', limit: 0 };
  const sum = numbers.reduce((all, number) => all + number, 0);
  return Math.abs(sum - total) < 1e-6 ? null : { code: 'total', limit: total };
}

function rangeFault({ range }: FrameQuestion, said: Value | undefined): Found {
  if (typeof said !== 'number' || range === undefined) return null;
  const { min, max, step, decimals } = range;
  if (min !== undefined && said < min) return { code: 'below', limit: min };
  if (max !== undefined && said > max) return { code: 'above', limit: max };
  const steps = step === undefined ? 0 : (said - (min ?? 0)) / step;
  const places = decimals === undefined ? 0 : said * Math.pow(10, decimals);
  return Math.abs(steps - Math.round(steps)) > 1e-6 || Math.abs(places - Math.round(places)) > 1e-6
    ? { code: 'step' }
    : null;
}

function dateFault({ days }: FrameQuestion, said: Value | undefined): Found {
  if (typeof said !== 'string') return null;
  if (days?.from !== undefined && said < days.from) return { code: 'below', limit: days.from };
  return days?.to !== undefined && said > days.to ? { code: 'above', limit: days.to } : null;
}

function textFault({ length, pattern }: FrameQuestion, said: string, matches: Matches | undefined): Found {
  if (length?.min !== undefined && said.length < length.min) return { code: 'too_short', limit: length.min };
  if (length?.max !== undefined && said.length > length.max) return { code: 'too_long', limit: length.max };
  return pattern !== undefined && matches && !matches(pattern.source, said) ? { code: 'pattern' } : null;
}
