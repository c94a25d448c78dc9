/** Questions about a questionnaire that are worked out in a worker, so that the page stays free for typing. */
import type { SurveyDocument } from '#lib/survey/document.ts';
import type { minutesOf } from '#lib/survey/estimate.ts';
import type { Finding } from '#lib/survey/review/findings.ts';
import type { Walked } from '#lib/survey/walker.ts';

export interface Questions {
  review: { input: { document: SurveyDocument; metrics: readonly string[] }; answer: Finding[] };
  minutes: { input: { document: SurveyDocument; language: string }; answer: ReturnType<typeof minutesOf> };
  walk: { input: { document: SurveyDocument; times: number }; answer: Walked };
}

export interface Asked {
  readonly id: number;
  readonly name: keyof Questions;
  readonly input: unknown;
}

export interface Desk {
  /** Answers when it is worked out; never for a question that a newer one of the same name has overtaken. */
  readonly ask: <K extends keyof Questions>(name: K, input: Questions[K]['input']) => Promise<Questions[K]['answer']>;
  readonly close: () => void;
}

/** Opens a desk. One question is worked on at a time; of those that wait, only the newest of each name is worked on at all. */
export function openDesk(): Desk {
  const worker = new Worker(new URL('./desk.worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<keyof Questions, { input: unknown; done: (answer: never) => void }>();
  let current: { id: number; done: (answer: never) => void } | null = null;
  let count = 0;

  function next(): void {
    const [first] = waiting;
    if (current !== null || first === undefined) return;
    const [name, { input, done }] = first;
    waiting.delete(name);
    count += 1;
    current = { id: count, done };
    worker.postMessage({ id: count, name, input } satisfies Asked);
  }

  worker.addEventListener('message', ({ data }: MessageEvent<{ id: number; answer: never }>) => {
    if (current?.id !== data.id) return;
    const { done } = current;
    current = null;
    done(data.answer);
    next();
  });

  return {
    ask: (name, input) =>
      new Promise((done) => {
        waiting.delete(name);
        waiting.set(name, { input, done });
        next();
      }),
    close: () => worker.terminate()
  };
}
