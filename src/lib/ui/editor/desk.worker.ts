/**
 * The slow questions about a questionnaire, beside the page: what the review finds, how long it takes, and what a thousand walks
 * come to. A survey of hundreds of conditions wants a second for some of them, and no letter typed may wait for that.
 */
import { seeded } from '#lib/stats/generator.ts';
import { estimate, minutesOf } from '#lib/survey/estimate.ts';
import { review } from '#lib/survey/review/review.ts';
import { walk } from '#lib/survey/walker.ts';
import type { Asked, Questions } from './desk.ts';

const work: { [K in keyof Questions]: (input: Questions[K]['input']) => Questions[K]['answer'] } = {
  review: ({ document, metrics }) => review(document, { metrics }),
  minutes: ({ document, language }) => minutesOf(estimate(document, language)),
  walk: ({ document, times }) => walk(document, seeded(20260105), times)
};

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  const answer = (work[data.name] as (input: unknown) => unknown)(data.input);
  postMessage({ id: data.id, answer });
});
