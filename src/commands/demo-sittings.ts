/** How people of the demo answer the survey on its page: what they say, how long they take, and who only clicks through. */
import type { bindings } from '#lib/survey/bindings.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { flagsOf, secondsOn, skippedIn } from '#lib/survey/quality.ts';
import { remark } from '#lib/world/answers.ts';
import type { Care } from '../lib/server/responses.ts';

type Said = Record<string, number | string>;

/** How it was answered: a few seconds a question, and the signs of those who only clicked through. */
export function careOf(document: SurveyDocument, answers: Said, careless: boolean, random: () => number): Care {
  const path = pathOf(document, answers);
  const perQuestion = careless ? 1 : 4 + 8 * random();
  const pageSeconds = document.pages.map(({ questions }) => Math.ceil(perQuestion * questions.length));
  const seconds = secondsOn(path, pageSeconds, document, null);
  return {
    flags: flagsOf(path, { trapped: false, sinceOpened: null }),
    seconds,
    pageSeconds,
    skipped: skippedIn(path)
  };
}

/** A careless one gives the same number all the way down, and nobody answers everything. */
export function answersOf(bound: ReturnType<typeof bindings>, random: () => number, careless: boolean): Said {
  const mood = random();
  const codes = Object.fromEntries(
    bound.flatMap((binding) => {
      if ('items' in binding) return [];
      const { questionId, min, max } = binding;
      if (!careless && random() < 0.03) return [];
      const place = careless ? 0.75 : Math.min(1, Math.max(0, 0.75 * mood + 0.45 * random()));
      return [[questionId, Math.round(min + place * (max - min))]];
    })
  );
  const reason = careless ? '' : remark(4 * mood - 2, 'en', true, random);
  return reason === '' ? codes : { ...codes, reason };
}
