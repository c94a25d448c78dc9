/** What a post of a keyed sheet may hold: the signs around the answers, the answers as they were typed, and a choice between two. */
import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { fieldsByName } from '#lib/survey/fields.ts';
import type { Frame } from '#lib/survey/frame.ts';
import { compareKeyings, dayField, type Keyed, readDay, readSheet } from '#lib/survey/keying.ts';
import type { Keyer } from '../paper-sheets.ts';

const DAY = 86_400_000;
/** West of UTC a day begins later than it does there, east of it earlier: this much a day on paper may be off. */
const ZONES_MS = 14 * 3_600_000;

/** Fields around the answers; none of a survey begins with this sign. */
const around = z.strictObject({
  _number: z
    .string()
    .trim()
    .regex(/^[1-9]\d{0,6}$/, 'number')
    .optional(),
  _code: z.string().trim().max(100, 'code').optional(),
  _day: z.string().max(40, 'day')
});

export type Typing =
  | { ok: true; number: number; code: string; keyed: Keyed }
  /** `errors` by name of the field, `typed` to be shown again: nothing typed is lost. */
  | { ok: false; errors: Record<string, string>; typed: Record<string, string> };

/** What was typed at a sheet of a survey that was published then. */
export function readTyping(form: FormData, survey: Frame, publishedAt: Date, now: Date): Typing {
  const typed = textsIn(form);
  const own = Object.entries(typed);
  const head = around.safeParse(Object.fromEntries(own.filter(([name]) => name.startsWith('_'))));
  const errors: Record<string, string> = {};
  for (const issue of head.error?.issues ?? []) {
    const field = String(issue.path[0] ?? 'form');
    errors[field] =
      issue.code === 'unrecognized_keys' ? 'unknown_question' : field === dayField ? 'day' : issue.message;
  }
  const fields = fieldsByName(survey);
  for (const [name] of own) if (!name.startsWith('_') && !fields.has(name)) errors.form = 'unknown_question';
  const { answers, marks, wrong } = readSheet(survey, typed);
  Object.assign(errors, wrong);
  const day = readDay(typed[dayField] ?? '');
  const problem = day === null ? 'day' : dayProblem(day, publishedAt, now);
  if (problem !== null) errors[dayField] = problem;
  if (Object.keys(errors).length > 0 || day === null) return { ok: false, errors, typed };
  const { _number, _code } = head.data!;
  return { ok: true, number: Number(_number ?? 0), code: _code ?? '', keyed: { day, answers, marks } };
}

function dayProblem(day: string, publishedAt: Date, now: Date): 'future' | 'early' | null {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (at > now.getTime() + ZONES_MS) return 'future';
  return at + DAY + ZONES_MS <= publishedAt.getTime() ? 'early' : null;
}

/** The texts of a form by name, without a prototype; of a name that comes twice the last. */
function textsIn(form: FormData): Record<string, string> {
  const texts = Object.create(null) as Record<string, string>;
  for (const [name, value] of form) if (typeof value === 'string') texts[name] = value;
  return texts;
}

/** Two keyings of one field without saying whose is whose: in an order that follows from what they say alone. */
export function twoOf(name: string, first: Keyed, second: Keyed): readonly [Keyed, Keyed] {
  const said = (keyed: Keyed): string =>
    name === dayField ? keyed.day : JSON.stringify([keyed.marks[name], keyed.answers[name]]);
  return said(first) <= said(second) ? [first, second] : [second, first];
}

export type Settling =
  | { ok: true; chosen: Map<string, Keyed> }
  | { ok: false; errors: Record<string, string>; typed: Record<string, string> };

/** What was chosen for each field that differs: one of the two keyings, or what somebody typed instead. */
export function readSettling(
  form: FormData,
  survey: Frame,
  { first, second }: { first: Keyed; second: Keyed },
  publishedAt: Date,
  now: Date
): Settling {
  const typed = textsIn(form);
  const chosen = new Map<string, Keyed>();
  const errors: Record<string, string> = {};
  for (const name of compareKeyings(survey, first, second).differ) {
    const choice = typed[`choice:${name}`];
    const [a, b] = twoOf(name, first, second);
    if (choice === 'a' || choice === 'b') chosen.set(name, choice === 'a' ? a : b);
    else if (choice !== 'own') errors[name] = 'missing';
    else if (name === dayField) {
      const day = readDay(typed[`own:${name}`] ?? '');
      const problem = day === null ? 'day' : dayProblem(day, publishedAt, now);
      if (problem === null) chosen.set(name, { ...first, day: day! });
      else errors[name] = problem;
    } else {
      const { answers, marks, wrong } = readSheet(survey, { [name]: typed[`own:${name}`] ?? '' });
      if (wrong[name]) errors[name] = wrong[name];
      else chosen.set(name, { day: first.day, answers, marks });
    }
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors, typed } : { ok: true, chosen };
}

/** What a pile of sheets has in common, from an address. */
export const pileSchema = z.object({
  version: z.uuid().optional().catch(undefined),
  company: z.uuid().optional().catch(undefined),
  program: z.uuid().optional().catch(undefined),
  language: z.string().max(35).optional().catch(undefined),
  received: z.iso.date().optional().catch(undefined)
});

export type PileWish = z.output<typeof pileSchema>;

export const asideSchema = z.strictObject({
  reason: z.enum(['blank', 'unreadable', 'duplicate', 'other']),
  number: z
    .string()
    .trim()
    .regex(/^[1-9]\d{0,6}$/, 'number')
    .optional()
});

export const findSchema = z.strictObject({
  company: z.uuid(),
  number: z
    .string()
    .trim()
    .regex(/^[1-9]\d{0,6}$/, 'number')
});

/** Who keys: the person who is logged in. */
export function keyerOf({ locals }: Pick<RequestEvent, 'locals'>): Keyer {
  return { kind: 'person', id: locals.person!.id };
}
