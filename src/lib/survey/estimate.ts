/**
 * How long a survey takes, as a range (UX-37): what is read on walked ways at the speed people read at, and the seconds each kind
 * takes to answer. Reading speed: Brysbaert, M. (2019). How many words do we read per minute? Journal of Memory and Language 109,
 * 104047: 238 words of English a minute, most adults between 175 and 300. Other languages take about the time their translation takes in English;
 * Chinese needs about 1.6 characters for an English word.
 */
import { seeded } from '#lib/stats/generator.ts';
import type { Localised, SurveyDocument } from './document.ts';
import { fieldsOf } from './fields.ts';
import { kinds } from './kinds.ts';
import { spreadOf, walks, type Walk } from './walker.ts';

export interface Estimate {
  /** Seconds: a quick reader on a short way, the middle, and a slow reader on a long way. */
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

const wordsPerMinute = 238;
const hanPerWord = 1.6;
const quick = wordsPerMinute / 300;
const slow = wordsPerMinute / 175;
const ways = 50;

const known = new WeakMap<SurveyDocument, Map<string, Estimate>>();

/** The estimate in one language of the document, worked out once for each. The same document always gets the same. */
export function estimate(document: SurveyDocument, language: string): Estimate {
  const estimates = known.get(document) ?? new Map<string, Estimate>();
  known.set(document, estimates);
  const found = estimates.get(language) ?? workedOut(document, language);
  estimates.set(language, found);
  return found;
}

function workedOut(document: SurveyDocument, language: string): Estimate {
  const seconds = [...walks(document, seeded(1), ways)].map((walk) => secondsOf(walk, language));
  const { tenth, median, ninth } = spreadOf(seconds);
  return { low: Math.round(tenth * quick), middle: Math.round(median), high: Math.round(ninth * slow) };
}

/** The range in whole minutes as people say it, at least one. */
export function minutesOf({ low, high }: Estimate): { from: number; to: number } {
  const from = Math.max(1, Math.round(low / 60));
  return { from, to: Math.max(from, Math.ceil((high - 15) / 60)) };
}

function secondsOf({ survey, path }: Walk, language: string): number {
  const read = new Set<string>();
  const see = (text: Localised | undefined): void => {
    const said = text?.[language] ?? text?.[survey.baseLanguage];
    // What stands there again, such as the ends of a scale, is not read again.
    if (said) read.add(said);
  };
  see(survey.heading ?? survey.title);
  see(survey.trust.line);
  let answering = 0;
  for (const { page, questions } of path.steps) {
    see(page.title);
    for (const question of questions) {
      const { scale, options = [], items = [], sides, kind } = question;
      const group = page.groups.find(({ id }) => id === question.group);
      for (const text of [group?.text, group?.hint, question.text, question.hint, sides?.expected, sides?.perceived])
        see(text);
      for (const label of Object.values(scale?.labels ?? {})) see(label);
      for (const { code, text } of options) if (!path.off.has(`${question.id}.${code}`)) see(text);
      for (const { id, text } of items) if (!path.off.has(`${question.id}.${id}`)) see(text);
      const answered = fieldsOf(question).filter(({ name }) => path.kept[name] !== undefined).length;
      answering +=
        kinds[kind].per === 'question' ? Math.min(answered, 1) * kinds[kind].seconds : answered * kinds[kind].seconds;
    }
  }
  let words = 0;
  for (const text of read) words += wordsIn(text);
  return answering + (60 * words) / wordsPerMinute;
}

/** Words to read; of scripts without spaces the words their characters amount to. */
function wordsIn(text: string): number {
  const han = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  const others = text.match(/[\p{L}\p{N}]+/gu)?.filter((word) => !/\p{Script=Han}/u.test(word)).length ?? 0;
  return others + han / hanPerWord;
}
