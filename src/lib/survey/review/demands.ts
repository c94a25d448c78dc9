/** Demands nobody can meet, each a dead end where the question is required: counts, lengths, days, patterns, and scales without words. */
import type { Question } from '../document.ts';
import { kinds, textLimit } from '../kinds.ts';
import { isPattern } from '../pattern.ts';
import type { Say } from './findings.ts';
import type { Plan } from './places.ts';

export function checkDemands({ places }: Plan, say: Say): void {
  for (const { question, own, pointer } of places) {
    // A list taken over from nothing is said already.
    if (!own.optionsFrom || question.options?.length) checkCounts(question, pointer, say);
    const { length, days, pattern, scale } = question;
    if ((length?.min ?? 0) > Math.min(length?.max ?? textLimit, textLimit))
      say('length-impossible', `${pointer}/length`);
    if (days?.from !== undefined && days.to !== undefined && days.from > days.to)
      say('days-impossible', `${pointer}/days`);
    if (pattern !== undefined && !isPattern(pattern.source)) say('pattern-invalid', `${pointer}/pattern/source`);
    for (const code of scale === undefined ? [] : [scale.min, scale.max])
      if (scale?.labels[code] === undefined) say('unlabelled-ends', `${pointer}/scale/labels`, String(code));
  }
}

function checkCounts(question: Question, pointer: string, say: Say): void {
  const { options = [], choose, kind } = question;
  const { asks, per } = kinds[kind];
  const listed = per === 'option' || ((asks === 'option' || asks === 'options') && kind !== 'yesno');
  // One option is a choice where a box may stay empty, and none where one of several is wanted.
  const least = asks === 'options' ? 1 : 2;
  if (listed && options.length < least) say('too-few-options', `${pointer}/options`, String(options.length));
  const loose = options.filter(({ exclusive }) => !exclusive).length;
  const { min = 0, max = Infinity } = choose ?? {};
  if (min > max || min > (asks === 'options' ? loose : options.length)) say('choose-impossible', `${pointer}/choose`);
}
