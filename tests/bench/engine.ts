/**
 * The questionnaire engine on a large survey: 200 questions on 40 pages with 500 comparisons and 20 computed values. What one
 * answer costs, worked out from scratch and by the tracker, beside the same conditions written by hand as JavaScript; and what the
 * lint of a survey of 30 questions costs while somebody types.
 */
import type { Answers, Condition } from '#lib/survey/condition.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { pathOf } from '#lib/survey/flow.ts';
import type { Frame, FrameQuestion } from '#lib/survey/frame.ts';
import { lint } from '#lib/survey/review/lint.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';
import { tracker } from '#lib/survey/tracker.ts';
import { interleave, say, type Verdict } from './measure.ts';

const QUESTIONS = 200;
const ROUNDS = 15;
const CHANGES = 400;

type Marks = Record<string, number>;
type Plain = (answers: Marks) => boolean;

/** Question n shows by comparisons with up to five before it; the same as data and as closures. */
function large(): { frame: Frame; plain: Plain[] } {
  const plain: Plain[] = [];
  const questions: FrameQuestion[] = [];
  let comparisons = 0;
  for (let n = 0; n < QUESTIONS; n += 1) {
    const looked = n < 10 ? [] : [1, 3, 7].slice(0, comparisons < 500 ? 3 : 0).map((back) => n - back);
    comparisons += looked.length;
    const parts: Condition[] = looked.map((of, at) =>
      at === 2 && n % 10 === 0
        ? { computed: `c${Math.floor(of / 10)}`, op: 'ge', value: 1 }
        : { question: `q${of}`, op: at === 1 ? 'ne' : 'ge', value: at === 1 ? 5 : 1 }
    );
    questions.push({
      id: `q${n}`,
      kind: 'rating',
      required: false,
      scale: { min: 1, max: 5 },
      showIf: parts.length === 0 ? undefined : { any: parts }
    });
    const means = (group: number, answers: Marks): number | undefined => {
      let [sum, count] = [0, 0];
      for (let at = group * 10; at < group * 10 + 10; at += 1) {
        const mark = answers[`q${at}`];
        if (mark !== undefined) [sum, count] = [sum + mark, count + 1];
      }
      return count === 0 ? undefined : sum / count;
    };
    plain.push((answers) =>
      looked.length === 0
        ? true
        : looked.some((of, at) => {
            const mark = at === 2 && n % 10 === 0 ? means(Math.floor(of / 10), answers) : answers[`q${of}`];
            return mark !== undefined && (at === 1 ? mark !== 5 : mark >= 1);
          })
    );
  }
  const pages = Array.from({ length: QUESTIONS / 5 }, (_, p) => ({
    id: `p${p}`,
    questions: questions.slice(p * 5, p * 5 + 5)
  }));
  const computed = Array.from({ length: QUESTIONS / 10 }, (_, c) => ({
    id: `c${c}`,
    value: { mean: Array.from({ length: 10 }, (_, at) => ({ question: `q${c * 10 + at}` })) }
  }));
  return { frame: { pages, computed }, plain };
}

export async function benchEngine(print: (line: string) => void): Promise<Verdict[]> {
  const { frame, plain } = large();
  const start: Marks = Object.fromEntries(Array.from({ length: QUESTIONS }, (_, n) => [`q${n}`, 1 + (n % 5)]));
  const change = (at: number): [string, number] => [`q${(at * 37) % QUESTIONS}`, 1 + ((at * 7) % 5)];
  /** Microseconds for one change, over many. */
  const timed = (one: (field: string, value: number) => number): (() => Promise<number>) => {
    let at = 0;
    return async () => {
      const began = performance.now();
      let shown = 0;
      for (let done = 0; done < CHANGES; done += 1) shown += one(...change((at += 1)));
      if (shown === 0) throw new Error('nothing showed');
      return ((performance.now() - began) * 1000) / CHANGES;
    };
  };
  const answers: Record<string, Marks> = { plain: { ...start }, full: { ...start } };
  const follows = tracker(frame, start);
  const figures = await interleave(
    {
      plain: timed((field, value) => {
        const given = answers.plain as Marks;
        given[field] = value;
        const kept: Marks = {};
        let shown = 0;
        for (let n = 0; n < QUESTIONS; n += 1) {
          if (!plain[n]!(kept)) continue;
          shown += 1;
          kept[`q${n}`] = given[`q${n}`] as number;
        }
        return shown;
      }),
      full: timed((field, value) => {
        const given = answers.full as Marks;
        given[field] = value;
        return pathOf(frame, given as Answers).steps.length;
      }),
      tracker: timed((field, value) => follows.change({ [field]: value }).steps.length)
    },
    ROUNDS
  );
  print(say('plain JavaScript, per answer', figures.plain, 'µs'));
  print(say('pathOf from scratch, per answer', figures.full, 'µs'));
  print(say('tracker, per answer', figures.tracker, 'µs'));
  const looked = comparisonsLookedAt(frame, start, change);
  print(
    `comparisons decided for one answer: ${looked.full.toFixed(0)} from scratch, ${looked.tracker.toFixed(1)} by the tracker`
  );
  const ratio = (a: number, b: number): string => (a / b).toFixed(2);
  const typed = await interleave({ lint: async () => typing() }, ROUNDS);
  print(say('lint of 33 questions in two languages, one text changed', typed.lint, 'ms'));
  return [
    {
      name: 'one answer of 200 questions with 500 comparisons, from scratch',
      value: `${(figures.full.median / 1000).toFixed(3)} ms, ${ratio(figures.full.median, figures.plain.median)} of plain JavaScript`,
      target: 'under 1 ms',
      ok: figures.full.median < 1000
    },
    {
      name: 'the same by the tracker',
      value: `${(figures.tracker.median / 1000).toFixed(3)} ms, ${ratio(figures.tracker.median, figures.plain.median)} of plain JavaScript, ${ratio(figures.tracker.median, figures.full.median)} of from scratch`,
      target: 'under 1 ms and cheaper than from scratch',
      ok: figures.tracker.median < 1000 && figures.tracker.median < figures.full.median
    },
    {
      name: 'comparisons decided anew for one answer by the tracker',
      value: `${looked.tracker.toFixed(1)} of ${looked.full.toFixed(0)}`,
      target: 'those that depend on it alone: under a tenth',
      ok: looked.tracker < looked.full / 10
    },
    {
      name: 'lint while typing',
      value: `${typed.lint.median.toFixed(2)} ms`,
      target: 'under 5 ms',
      ok: typed.lint.median < 5
    }
  ];
}

/** How many comparisons one change has decided on average, counted as they are read. */
function comparisonsLookedAt(frame: Frame, start: Marks, change: (at: number) => [string, number]) {
  let looks = 0;
  const counted = (node: unknown): unknown => {
    if (node === null || typeof node !== 'object') return node;
    if (Array.isArray(node)) return node.map(counted);
    const entries = Object.entries(node);
    const copy = Object.fromEntries(entries.map(([name, child]) => [name, counted(child)]));
    if (!('op' in copy)) return copy;
    const { op } = copy;
    return Object.defineProperty(copy, 'op', { get: () => ((looks += 1), op), enumerable: true });
  };
  const watched = counted(frame) as Frame;
  const answers: Marks = { ...start };
  const follows = tracker(watched, start);
  const per = (one: (field: string, value: number) => unknown): number => {
    looks = 0;
    for (let at = 1; at <= CHANGES; at += 1) one(...change(at));
    return looks / CHANGES;
  };
  return {
    full: per((field, value) => pathOf(watched, { ...answers, ...{ [field]: (answers[field] = value) } } as Answers)),
    tracker: per((field, value) => follows.change({ [field]: value }))
  };
}

let keys = 0;
/** Milliseconds the lint takes after one more character in one question of 33. */
function typing(): number {
  keys += 1;
  const pages = [0, 1, 2].flatMap((copy) =>
    postMergerRelationship.pages.map((page) => ({
      ...page,
      id: `${page.id}${copy}`,
      questions: page.questions.map((question, at) => ({
        ...question,
        id: `${question.id}${copy}`,
        text: { ...question.text, en: `${question.text.en} ${copy}${copy + at === 0 ? 'x'.repeat(keys % 20) : ''}` }
      }))
    }))
  );
  const document = { ...postMergerRelationship, pages } as SurveyDocument;
  const began = performance.now();
  lint(document);
  return performance.now() - began;
}
