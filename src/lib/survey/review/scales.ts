/** Scales: as many good answers as bad ones, words at both ends, one direction for all (UX-48). */
import type { Question, SurveyDocument } from '../document.ts';
import type { Say } from './findings.ts';
import { isOneSided, polarityOf } from './polarity.ts';
import { wordingOf } from './wording.ts';

export function lintScales(document: SurveyDocument, say: Say): void {
  const directions = new Set<string>();
  const sides = new Set<string>();
  for (const [p, page] of document.pages.entries())
    for (const [q, question] of page.questions.entries()) {
      const at = `/pages/${p}/questions/${q}`;
      lintBalance(document, question, at, say);
      const { scale, range, kind } = question;
      if (kind === 'slider' && range !== undefined && range.ends === undefined)
        say('unlabelled-ends', `${at}/range`, undefined, { severity: 'warning' });
      if (scale === undefined) continue;
      const note = (seen: Set<string>, value: string, pointer: string): void => {
        if (seen.size > 0 && !seen.has(value)) say('mixed-directions', pointer, value);
        seen.add(value);
      };
      note(directions, scale.direction, `${at}/scale/direction`);
      const side = goodEnd(document, question);
      if (side !== undefined) note(sides, side, `${at}/scale/labels`);
    }
}

/** The end of a scale whose words are the good ones: its low or its high code. */
function goodEnd({ languages }: SurveyDocument, { scale }: Question): 'low' | 'high' | undefined {
  for (const language of languages) {
    if (wordingOf(language) === undefined) continue;
    const [low, high] = [scale!.min, scale!.max].map((code) => polarityOf(scale!.labels[code]?.[language] ?? ''));
    if (low === 'bad' && high === 'good') return 'high';
    if (low === 'good' && high === 'bad') return 'low';
  }
  return undefined;
}

/** Counts the good and the bad answers of a list or of a scale whose codes all have words. */
function lintBalance({ languages }: SurveyDocument, question: Question, at: string, say: Say): void {
  const { scale, options, kind } = question;
  const listed = kind === 'choice' || kind === 'dropdown';
  const whole = scale !== undefined && Object.keys(scale.labels).length === scale.max - scale.min + 1;
  if (!listed && !whole) return;
  for (const language of languages) {
    const wording = wordingOf(language);
    if (wording === undefined) continue;
    const texts = (
      listed
        ? (options ?? []).filter((one) => !one.other && !one.exclusive).map(({ text }) => text)
        : Object.values(scale!.labels)
    )
      .map((text) => text[language] ?? '')
      .filter((text) => text !== '');
    // Answers on a scale are short; a list of reasons is none, whatever its words.
    if (texts.length < 3 || texts.some((text) => wording.length(text) > (wording.family === 'en' ? 4 : 8))) continue;
    const sides = texts.map(polarityOf);
    const count = (side: string): number => sides.filter((one) => one === side).length;
    const [good, bad] = [count('good'), count('bad')];
    if (good + bad + count('middle') < texts.length * 0.75 || good === bad || isOneSided(texts)) continue;
    const pointer = listed ? `${at}/options` : `${at}/scale/labels`;
    say('unbalanced-scale', pointer, `${good} : ${bad}`, { language });
  }
}
