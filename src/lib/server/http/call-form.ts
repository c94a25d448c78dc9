/** What an interviewer says of a call, as its form posts it; and what the address of a call list asks for. */
import { z } from 'zod';
import { callBackAt, type SaidOutcome } from '#lib/outreach/call.ts';
import type { CallPlace } from '../call-list.ts';
import type { NextFilter } from '../calls.ts';
import { isId } from '../db/id.ts';

export const outcomeSchema = (outcomes: readonly SaidOutcome[]) =>
  z.strictObject({
    outcome: z.enum(outcomes),
    minutes: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .optional(),
    /** In UTC, as every time of the product. */
    at: z.union([z.literal(''), z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/)]).optional()
  });

/** The outcome with its time; null where a time was asked for that cannot be kept. */
export function outcomeOf(
  { outcome, minutes, at }: z.output<ReturnType<typeof outcomeSchema>>,
  now: Date
): { outcome: SaidOutcome; callBackAt: Date | null } | null {
  if (outcome !== 'later') return { outcome, callBackAt: null };
  const wanted = at ? new Date(`${at.slice(0, 16)}Z`) : null;
  if (minutes === undefined && wanted === null) return { outcome, callBackAt: null };
  const kept = callBackAt(minutes ?? null, wanted, now);
  return kept && { outcome, callBackAt: kept };
}

/** Company and language a call list is narrowed to, and where its page begins. What makes no sense is left out. */
export function placeOf(query: URLSearchParams): { filter: NextFilter; after: CallPlace | null } {
  const [company, locale, tries, id] = ['company', 'language', 'tries', 'after'].map(
    (name) => query.get(name) ?? ''
  ) as [string, string, string, string];
  return {
    filter: {
      companyId: isId(company) ? company : undefined,
      locale: /^[A-Za-z0-9-]{2,35}$/.test(locale) ? locale : undefined
    },
    after: isId(id) && /^\d{1,4}$/.test(tries) ? { id, tries: Number(tries) } : null
  };
}
