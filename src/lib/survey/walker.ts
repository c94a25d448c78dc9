/**
 * Walks through a survey like respondents would, by chance: answers page after page, by the engine that serves the page, until the
 * way ends. What no walk came to, and pages that no answer satisfied, are what an author wants to know before anybody is asked (UX-35).
 */
import type { Value } from './condition.ts';
import type { SurveyDocument } from './document.ts';
import { faultsIn, type Fault, type Matches } from './faults.ts';
import { pathOf, type Path } from './flow.ts';
import { kinds } from './kinds.ts';
import { answersByChance, drawOf, namedValues, type Answered } from './reply.ts';
import { specialise, withCarried } from './specialise.ts';

export interface Unreached {
  readonly pages: readonly string[];
  readonly questions: readonly string[];
  /** Options and items as `question.code`. */
  readonly options: readonly string[];
  readonly items: readonly string[];
  readonly endings: readonly string[];
}

export interface DeadEnd {
  readonly page: string;
  readonly question: string;
  readonly code: Fault['code'];
  /** Walks that ended there. */
  readonly walks: number;
}

/** Of a number over all walks: the least, the most, and what a tenth, half and nine tenths stay at or below. */
export interface Spread {
  readonly least: number;
  readonly tenth: number;
  readonly median: number;
  readonly ninth: number;
  readonly most: number;
}

export interface Walked {
  readonly walks: number;
  readonly unreached: Unreached;
  readonly deadEnds: readonly DeadEnd[];
  /** Walks by the ending they came to; '' is the thank-you page of everybody. */
  readonly endings: Readonly<Record<string, number>>;
  /** Questions that were asked, statements not counted. */
  readonly questions: Spread;
  readonly pages: Spread;
}

export interface Walk {
  /** The survey as this respondent met it. */
  readonly survey: SurveyDocument;
  readonly path: Path<SurveyDocument['pages'][number], SurveyDocument['pages'][number]['questions'][number]>;
  /** What kept the walk on a page; null when it came to its end. */
  readonly stuck: { readonly page: string; readonly fault: Fault } | null;
}

/** How often a page is answered anew before it counts as one that no answer satisfies. */
const patience = 60;

/** One respondent after the other. `matches` runs patterns of texts; without it they are taken as met. */
export function* walks(
  document: SurveyDocument,
  random: () => number,
  times: number,
  matches?: Matches
): Generator<Walk> {
  const named = namedValues(document);
  for (let walk = 0; walk < times; walk += 1) {
    const known: Record<string, Value> = {};
    for (const [name, values] of named.known) {
      const value = drawOf([...values, undefined], random);
      if (value !== undefined) known[name] = value;
    }
    const survey = specialise(document, { seed: `${random()}`, known });
    yield walkOnce(survey, named.answers, random, matches);
  }
}

function walkOnce(
  survey: SurveyDocument,
  hints: ReturnType<typeof namedValues>['answers'],
  random: () => number,
  matches: Matches | undefined
): Walk {
  const answers: Answered = {};
  let path = pathOf(survey, answers);
  for (let at = 0; at < path.steps.length; at += 1) {
    const seen = new Set<string>();
    let faults: Fault[] = [];
    for (let attempt = 0; attempt < patience; attempt += 1) {
      const step = path.steps[at];
      if (step === undefined) break;
      // What came to light by the last answers is answered too; what is wrong is answered anew.
      const open = step.questions.filter(({ id }) => !seen.has(id) || faults.some(({ question }) => question === id));
      if (open.length === 0) break;
      for (const question of open) {
        seen.add(question.id);
        answersByChance(question, path, hints, random, attempt > 0 && faults.length > 0, answers);
      }
      path = pathOf(survey, answers);
      faults = faultsIn(path.steps[at]?.questions ?? [], path, matches);
    }
    const [fault] = faults;
    if (fault !== undefined) return { survey, path, stuck: { page: path.steps[at]!.page.id, fault } };
  }
  return { survey, path, stuck: null };
}

/** Walks through the survey so many times and says what was never reached. */
export function walk(document: SurveyDocument, random: () => number, times: number, matches?: Matches): Walked {
  const reached = { pages: new Set<string>(), questions: new Set<string>(), parts: new Set<string>() };
  const endings: Record<string, number> = {};
  const dead = new Map<string, { -readonly [K in keyof DeadEnd]: DeadEnd[K] }>();
  const lengths: number[] = [];
  const pages: number[] = [];
  for (const { path, stuck } of walks(document, random, times, matches)) {
    let length = 0;
    for (const { page, questions } of path.steps) {
      reached.pages.add(page.id);
      for (const { id, kind, options, items } of questions) {
        reached.questions.add(id);
        for (const code of [...(options ?? []).map((one) => one.code), ...(items ?? []).map((one) => one.id)]) {
          if (!path.off.has(`${id}.${code}`)) reached.parts.add(`${id}.${code}`);
        }
        if (kinds[kind].asks !== 'nothing') length += 1;
      }
      if (page.id === stuck?.page) break;
    }
    if (stuck === null) {
      endings[path.ending ?? ''] = (endings[path.ending ?? ''] ?? 0) + 1;
      lengths.push(length);
      pages.push(path.steps.length);
    } else {
      const { page, fault } = stuck;
      const key = `${page} ${fault.question} ${fault.code}`;
      const found = dead.get(key) ?? { page, question: fault.question, code: fault.code, walks: 0 };
      found.walks += 1;
      dead.set(key, found);
    }
  }
  return {
    walks: times,
    unreached: unreachedIn(document, reached, endings),
    deadEnds: [...dead.values()],
    endings,
    questions: spreadOf(lengths),
    pages: spreadOf(pages)
  };
}

function unreachedIn(
  document: SurveyDocument,
  reached: Record<'pages' | 'questions' | 'parts', Set<string>>,
  endings: Readonly<Record<string, number>>
): Unreached {
  const questions = document.pages.flatMap((page) => page.questions).map((one) => withCarried(document, one));
  // A full quota ends the survey for the next respondent: no answer leads there.
  const byQuota = new Set((document.quotas ?? []).map(({ full }) => full));
  const left = (list: readonly string[], set: ReadonlySet<string>): string[] => list.filter((one) => !set.has(one));
  return {
    pages: left(
      document.pages.flatMap(({ id, questions: asked }) => (asked.length > 0 ? [id] : [])),
      reached.pages
    ),
    questions: left(
      questions.map(({ id }) => id),
      reached.questions
    ),
    options: left(
      questions.flatMap(({ id, options }) => (options ?? []).map(({ code }) => `${id}.${code}`)),
      reached.parts
    ),
    items: left(
      questions.flatMap((one) => (one.items ?? []).map(({ id }) => `${one.id}.${id}`)),
      reached.parts
    ),
    endings: (document.endings ?? []).flatMap(({ id }) => (id in endings || byQuota.has(id) ? [] : [id]))
  };
}

/** The spread of numbers; all zero without any. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? sorted[0] ?? 0;
  return { least: at(0), tenth: at(0.1), median: at(0.5), ninth: at(0.9), most: at(1) };
}
