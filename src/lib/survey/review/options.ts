/** Options that leave somebody without a fitting answer, or with two (UX-49). */
import type { Question, SurveyDocument } from '../document.ts';
import { kinds } from '../kinds.ts';
import type { Say } from './findings.ts';
import { polarityOf } from './polarity.ts';
import { wordingOf } from './wording.ts';

export function lintOptions(document: SurveyDocument, say: Say): void {
  for (const [p, page] of document.pages.entries())
    for (const [q, question] of page.questions.entries()) {
      const at = `/pages/${p}/questions/${q}`;
      if (question.required && question.naLabel === undefined && kinds[question.kind].asks === 'code')
        say('options', `${at}/required`, 'na');
      if (question.options !== undefined) lintList(document, question, `${at}/options`, say);
    }
}

const wayOut =
  /\b(other|others|else|none|neither|no preference|don['’]t know|not sure|cannot say|prefer not|not applicable|does not apply|any of|all of)\b|其他|其它|都不|以上皆|没有|不知道|不清楚|说不清|不适用|不便|都有|均/i;
const frequency =
  /\b(daily|weekly|monthly|yearly|never|rarely|seldom|sometimes|often|always|once|twice|every|per|a (day|week|month|year)|days?|weeks?|months?|hours?|yes|no)\b|每|从不|很少|偶尔|有时|经常|总是|次|天|周|月|年|小时|是|否/i;
/** Lists that are complete by nature. */
const complete =
  /^(north|south|east|west|cent(er|re|ral)|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|spring|summer|autumn|fall|winter|male|female|man|woman|morning|afternoon|evening|night)\w*$|^(华?[东南西北中]部?|星期.|周.|春|夏|秋|冬|上午|下午|晚上|男|女)$/i;

/** Sentences about how things stand, which exclude each other. */
const state = /^(we|i|it|they|my|our) |^(已经?|正在?|还在|尚未|暂时|还没|从未|曾经)/i;

function lintList({ languages }: SurveyDocument, question: Question, at: string, say: Say): void {
  const own = question.options ?? [];
  for (const language of languages) {
    if (wordingOf(language) === undefined) continue;
    const texts = own.map(({ text }) => (text[language] ?? '').trim()).filter((text) => text !== '');
    const plain = texts.map((text) => text.toLowerCase().replace(/[\s.。]/g, ''));
    if (new Set(plain).size < plain.length) say('options', at, 'same', { language });
    const ranges = texts.flatMap((text) => rangeOf(text) ?? []);
    if (ranges.length >= 3 && ranges.length >= texts.length - 2) {
      const fault = new Set(texts.map(unitOf).filter((unit) => unit !== '')).size > 1 ? null : faultOf(ranges);
      if (fault !== null) say('options', at, fault, { language });
    } else if (texts.length >= 4 && kinds[question.kind].per === 'question' && !question.optionsFrom) {
      const some = (test: (text: string) => boolean): number => texts.filter(test).length;
      const scaled = some((text) => polarityOf(text) !== undefined) >= texts.length * 0.75;
      const counted = some((text) => frequency.test(text) || /\d/.test(text)) >= texts.length * 0.5;
      const closed = some((text) => complete.test(text) || state.test(text)) >= texts.length * 0.75;
      const out = own.some(({ other, exclusive }) => other || exclusive) || texts.some((text) => wayOut.test(text));
      if (!scaled && !counted && !closed && !out && question.naLabel === undefined)
        say('options', at, 'other', { language });
    }
  }
}

/** A stretch of numbers; whether its ends belong to it is unknown for words like 以下. */
interface Range {
  readonly low: number;
  readonly high: number;
  readonly lowIn: boolean | null;
  readonly highIn: boolean | null;
}

const number = String.raw`\D{0,3}?(\d[\d,.]*)`;
const fromTo = new RegExp(`^${number}\\s*\\D{0,8}?\\s*(?:-|–|—|to|and|up to|至|到|~|～)\\s*${number}`, 'i');
const below = /^(?:under|below|less than|fewer than|<|不到|少于|低于|小于|不足)\s*\D{0,3}?(\d[\d,.]*)/i;
const upTo = /^(?:up to|at most|until|≤|最多|不超过)\s*\D{0,3}?(\d[\d,.]*)/i;
const above = /^(?:over|above|more than|>|超过|多于|高于|大于)\s*\D{0,3}?(\d[\d,.]*)/i;
const orMore =
  /^(?:at least|from|≥|至少)?\s*\D{0,3}?(\d[\d,.]*)\D{0,8}?(?:\+|or more|or over|or above|and more|and over|and above|or older|and older|以上|及以上|或以上|或更多)/i;
const orLess =
  /^\D{0,3}?(\d[\d,.]*)\D{0,8}?(?:or less|or fewer|or under|or younger|and under|以下|及以下|以内|或更少)/i;

function rangeOf(text: string): Range | undefined {
  const read = (digits: string | undefined): number => Number((digits ?? '').replaceAll(',', '').replace(/\.$/, ''));
  const two = fromTo.exec(text);
  if (two !== null) return { low: read(two[1]), high: read(two[2]), lowIn: true, highIn: true };
  const less = below.exec(text) ?? null;
  if (less !== null) return { low: -Infinity, high: read(less[1]), lowIn: true, highIn: false };
  const most = upTo.exec(text);
  if (most !== null) return { low: -Infinity, high: read(most[1]), lowIn: true, highIn: true };
  const over = above.exec(text);
  if (over !== null) return { low: read(over[1]), high: Infinity, lowIn: false, highIn: true };
  const vague = (mark: RegExp): boolean => mark.test(text) && !/及以|或以/.test(text);
  const more = orMore.exec(text);
  if (more !== null) return { low: read(more[1]), high: Infinity, lowIn: vague(/以上/) ? null : true, highIn: true };
  const under = orLess.exec(text);
  if (under !== null) return { low: -Infinity, high: read(under[1]), lowIn: true, highIn: vague(/以下/) ? null : true };
  const single = /^(\d[\d,.]*)(\s\p{L}+|\p{Script=Han}{1,2})?$/u.exec(text);
  return single === null ? undefined : { low: read(single[1]), high: read(single[1]), lowIn: true, highIn: true };
}

function unitOf(text: string): string {
  return (/\b(day|week|month|year|hour|minute|km|kg)|天|周|月|年|小时|分钟|公里/i.exec(text)?.[0] ?? '').toLowerCase();
}

/** Whether neighbouring ranges overlap or leave whole numbers out. */
function faultOf(ranges: readonly Range[]): 'overlap' | 'gap' | null {
  const sorted = [...ranges].sort((a, b) => a.low - b.low || a.high - b.high);
  let gap = false;
  for (let at = 1; at < sorted.length; at += 1) {
    const [before, after] = [sorted[at - 1] as Range, sorted[at] as Range];
    if (after.low < before.high) return 'overlap';
    if (after.low === before.high) {
      if (before.highIn === true && after.lowIn === true) return 'overlap';
      if (before.highIn === false && after.lowIn === false) gap = true;
      continue;
    }
    // Behind "under 18" comes 18; behind "to 17" comes 18 as well. Steps of fractions are taken for what they are.
    const step = Number.isInteger(after.low) && Number.isInteger(before.high) ? 1 : Infinity;
    const missing = after.low - before.high - (before.highIn === false ? 0 : step) + (after.lowIn === false ? step : 0);
    if (step === 1 && missing > 0 && before.highIn !== null && after.lowIn !== null) gap = true;
  }
  return gap ? 'gap' : null;
}
