/**
 * Signs that an answer may not be meant: the same place over a whole battery, answers faster than anybody reads, a field filled that
 * nobody sees. Signs, no verdicts: an answer that carries one is kept, counted unless somebody asks for figures without it, and says
 * why (UX-18). Rules after Krosnick, J. A. (1991), Response strategies for coping with the cognitive demands of attitude measures,
 * Applied Cognitive Psychology 5, 213-236; Greszki, R., Meyer, M. & Schoen, H. (2015), Exploring the effects of removing "too fast"
 * responses, Public Opinion Quarterly 79, 471-503.
 */
import type { Answers } from './condition.ts';
import type { Question, SurveyDocument } from './document.ts';
import { fieldsOf } from './fields.ts';
import type { Path } from './flow.ts';
import type { FramePage } from './frame.ts';
import { kinds } from './kinds.ts';

/**
 * `hidden_field`: a field that people do not see was filled. `impossible_time`: sent sooner after the link was first opened than
 * hands can answer. `straight_line`: the same place over a battery. `hurried`: much faster than others (server/pace.ts).
 * `invitation_used_before`: a further answer under one imported invitation.
 */
export const flags = ['hidden_field', 'impossible_time', 'straight_line', 'hurried', 'invitation_used_before'] as const;
export type Flag = (typeof flags)[number];

/** A battery needs so many answers before sameness says anything; fewer where items of opposite direction are among them. */
const least = 5;
const leastReversed = 3;

/** The quickest a hand can go, per answered field that is chosen and not written. Nobody reads in this time. */
const secondsPerField = 0.4;

/** An hour in front of one page is a page left open. */
export const longestPage = 3_600;

/** One rated item: its place from the start of the drawn scale, and whether a high code is bad. */
interface Rated {
  readonly battery: string;
  readonly question: string;
  readonly place: number;
  readonly reversed: boolean;
}

/**
 * What is rated, in batteries: a matrix and a set of pairs are one each, single questions on the same scale are one together. Places
 * are those on the screen, so that whoever keeps clicking the same column is seen whatever the codes mean.
 */
function ratedIn(questions: readonly Question[], answers: Answers): Rated[] {
  return questions.flatMap((question) => {
    const { scale, kind, id } = question;
    if (!scale || kinds[kind].asks !== 'code') return [];
    const alone = kinds[kind].per === 'question';
    const { min, max, direction } = scale;
    return fieldsOf(question).flatMap(({ name, item }): Rated[] => {
      const code = answers[name];
      if (typeof code !== 'number') return [];
      const place = direction === 'descending' ? max - code : code - min;
      const reversed = (item as { reversed?: boolean } | undefined)?.reversed ?? question.reversed ?? false;
      return [{ battery: alone ? `${min} ${max}` : id, question: id, place, reversed }];
    });
  });
}

function isLine(rated: readonly Rated[]): boolean | null {
  const both = new Set(rated.map(({ reversed }) => reversed)).size > 1;
  if (rated.length < (both ? leastReversed : least)) return null;
  return rated.every(({ place }) => place === rated[0]!.place);
}

/** Per question that stands in a battery long enough to judge: whether its battery was answered in one line. */
export function straightLines(questions: readonly Question[], answers: Answers): Map<string, boolean> {
  const judged = new Map<string, boolean>();
  for (const rated of Map.groupBy(ratedIn(questions, answers), ({ battery }) => battery).values()) {
    const line = isLine(rated);
    if (line !== null) for (const { question } of rated) judged.set(question, line);
  }
  return judged;
}

/**
 * The same for answers of elsewhere, of which nobody knows how they were drawn: only the same code in every rated answer, seven or
 * more of them on two scales or more, is a sign. Contented customers give all fives on one scale too.
 */
export function isOneCode(rated: readonly { code: number; min: number; max: number }[]): boolean {
  const scales = new Set(rated.map(({ min, max }) => `${min} ${max}`));
  return rated.length >= 7 && scales.size > 1 && rated.every(({ code }) => code === rated[0]!.code);
}

export interface Sitting {
  /** Whether the field that nobody sees was filled. */
  readonly trapped: boolean;
  /** Seconds since the link was first opened, by the server's clock; null where that is not known. */
  readonly sinceOpened: number | null;
}

type Walked = Pick<Path<FramePage, Question>, 'steps' | 'kept' | 'off'>;

/** The signs that one finished sitting shows by itself. */
export function flagsOf({ steps, kept }: Walked, { trapped, sinceOpened }: Sitting): Flag[] {
  const questions = steps.flatMap((step) => step.questions);
  const chosen = questions.flatMap(fieldsOf).filter(({ name, asks }) => asks !== 'text' && kept[name] !== undefined);
  const found: Flag[] = [];
  if (trapped) found.push('hidden_field');
  if (sinceOpened !== null && sinceOpened < chosen.length * secondsPerField) found.push('impossible_time');
  if ([...straightLines(questions, kept).values()].some(Boolean)) found.push('straight_line');
  return found;
}

/** Ids of questions that showed and were left out, whole or in part: an item without an answer is one, a blank second phone is not. */
export function skippedIn({ steps, kept, off }: Walked): string[] {
  return steps.flatMap(({ questions }) =>
    questions.flatMap((question) => {
      const { id, kind } = question;
      const { per, asks } = kinds[kind];
      if (asks === 'nothing') return [];
      const fields = fieldsOf(question).filter(({ item }) => !item || !off.has(`${id}.${item.id}`));
      const given = fields.filter(({ name }) => kept[name] !== undefined).length;
      const whole = per === 'item' || per === 'side' ? given === fields.length : given > 0;
      return whole ? [] : [id];
    })
  );
}

/** What a page says of the time it was looked at: `start:12 service:40`, in whole seconds. Names of no page and nonsense are dropped. */
export function readTimes(text: string, { pages }: Pick<SurveyDocument, 'pages'>): (number | null)[] | null {
  const said = new Map(
    text.split(' ', 500).flatMap((part) => {
      const [, page, seconds] = /^([a-z][a-z0-9_]{0,39}):(\d{1,7})$/.exec(part) ?? [];
      return page === undefined ? [] : [[page, Math.min(Number(seconds), longestPage)] as const];
    })
  );
  const seconds = pages.map(({ id }) => said.get(id) ?? null);
  return seconds.some((one) => one !== null) ? seconds : null;
}

/** The same as a page takes them over from another device or document. */
export function writeTimes(
  seconds: readonly (number | null)[] | null,
  { pages }: Pick<SurveyDocument, 'pages'>
): string {
  return pages.flatMap(({ id }, at) => (seconds?.[at] == null ? [] : [`${id}:${seconds[at]}`])).join(' ');
}

/** Seconds for the whole way; null unless every page of it is known and no more time is said than has gone by. */
export function secondsOn(
  { steps }: Pick<Walked, 'steps'>,
  seconds: readonly (number | null)[] | null,
  { pages }: Pick<SurveyDocument, 'pages'>,
  sinceOpened: number | null
): number | null {
  let sum = 0;
  for (const { page } of steps) {
    const here = seconds?.[pages.findIndex(({ id }) => id === page.id)];
    if (here == null) return null;
    sum += here;
  }
  // A page rounds up to a second at most.
  return sinceOpened !== null && sum > sinceOpened + steps.length ? null : sum;
}
