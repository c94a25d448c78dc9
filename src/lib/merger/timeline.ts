/**
 * The merger timeline: dated events of one or all companies, and the phases they cut time into. A phase depends on the
 * company, because a later add-on company lives through its own announcement and closing.
 */
import { addDays, isDay } from './day.ts';

export const eventKinds = [
  'announced',
  'signed',
  'closed',
  'brand_switch',
  'system_migration',
  'price_change',
  'other'
] as const;
export type EventKind = (typeof eventKinds)[number];

export const phases = ['baseline', 'interim', 'day100', 'integration', 'steady'] as const;
export type Phase = (typeof phases)[number];

export interface TimelineEvent {
  readonly id: string;
  readonly kind: EventKind;
  /** Day in UTC, `YYYY-MM-DD`. The event counts from the first second of this day. */
  readonly day: string;
  /** Companies concerned; null = all. */
  readonly companyIds: readonly string[] | null;
  /** What a reader sees; null where the kind says enough. */
  readonly label: string | null;
  /** A wave: the customers concerned, by codes of one segment dimension (migration of region R3); null = everybody. */
  readonly wave: { readonly dimension: string; readonly codes: readonly string[] } | null;
}

export type Timeline = readonly TimelineEvent[];

/** Days after closing that belong to the first hundred days. */
export const firstDays = 100;
/** Integration lasts at least this many days after closing ... */
export const integrationDays = 365;
/** ... and at least this many after the last brand switch or system migration. */
export const settlingDays = 90;

/** First day of every phase after the baseline; null = that phase has not been dated yet. */
export interface PhaseCuts {
  readonly interim: string | null;
  readonly day100: string | null;
  readonly integration: string | null;
  readonly steady: string | null;
}

function concerns(event: TimelineEvent, companyId: string): boolean {
  return event.companyIds === null || event.companyIds.includes(companyId);
}

/**
 * The announcements, signings or closings of a company, earliest first: those that name it, else those of all companies (so
 * that a later add-on company has its own although the first deal was written down for all).
 */
function milestones(timeline: Timeline, companyId: string, kind: EventKind): TimelineEvent[] {
  const ofKind = timeline.filter((event) => event.kind === kind && concerns(event, companyId));
  const own = ofKind.filter((event) => event.companyIds !== null);
  return eventsOf(own.length > 0 ? own : ofKind, null);
}

function firstDay(timeline: Timeline, companyId: string, kind: EventKind): string | null {
  return milestones(timeline, companyId, kind)[0]?.day ?? null;
}

/**
 * Where the phases of a company begin:
 * - interim: the first announcement; without one the signing, without that the closing (there is then no interim);
 * - day100: the closing (Day 1); it lasts `firstDays` days;
 * - integration: Day 1 plus `firstDays`;
 * - steady: `integrationDays` after Day 1 or `settlingDays` after the last brand switch or system migration of the
 *   company (any wave of it), whichever is later.
 * A company without any such event stays in the baseline.
 */
export function phaseCuts(timeline: Timeline, companyId: string): PhaseCuts {
  const closed = firstDay(timeline, companyId, 'closed');
  const known = firstDay(timeline, companyId, 'announced') ?? firstDay(timeline, companyId, 'signed') ?? closed;
  if (closed === null) return { interim: known, day100: null, integration: null, steady: null };
  let steady = addDays(closed, integrationDays);
  for (const event of timeline) {
    if (event.kind !== 'brand_switch' && event.kind !== 'system_migration') continue;
    if (!concerns(event, companyId) || event.day < closed) continue;
    const settled = addDays(event.day, settlingDays);
    if (settled > steady) steady = settled;
  }
  return { interim: known, day100: closed, integration: addDays(closed, firstDays), steady };
}

/** The phase a company is in on a day (`YYYY-MM-DD`, UTC). The first day of a phase belongs to it. */
export function phaseAt(timeline: Timeline, companyId: string, day: string): Phase {
  return phaseIn(phaseCuts(timeline, companyId), day);
}

/** The same with the cuts worked out once, for many days of one company. */
export function phaseIn(cuts: PhaseCuts, day: string): Phase {
  if (cuts.steady !== null && day >= cuts.steady) return 'steady';
  if (cuts.integration !== null && day >= cuts.integration) return 'integration';
  if (cuts.day100 !== null && day >= cuts.day100) return 'day100';
  if (cuts.interim !== null && day >= cuts.interim) return 'interim';
  return 'baseline';
}

/** Events of a company (or of all of them, null) in time order; events of one day keep the order they were written in. */
export function eventsOf(timeline: Timeline, companyId: string | null): TimelineEvent[] {
  return timeline
    .filter((event) => companyId === null || concerns(event, companyId))
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

export type TimelineReason =
  | 'duplicate_id'
  | 'invalid_day'
  | 'unknown_company'
  | 'no_company'
  | 'duplicate_milestone'
  | 'signed_before_announced'
  | 'closed_before_announced'
  | 'closed_before_signed'
  | 'label_missing';

export interface TimelineProblem {
  readonly eventId: string;
  readonly reason: TimelineReason;
  /** The company it concerns, where it concerns one. */
  readonly companyId: string | null;
}

/**
 * What is wrong with a timeline; empty = sound. A company has at most one announcement, signing and closing, in that order
 * (two on one day are fine: a deal may be announced when it is signed), and an event of kind `other` needs a label.
 */
export function timelineProblems(timeline: Timeline, companyIds: readonly string[]): TimelineProblem[] {
  const problems: TimelineProblem[] = [];
  const ids = new Set<string>();
  for (const event of timeline) {
    const say = (reason: TimelineReason, companyId: string | null = null) =>
      problems.push({ eventId: event.id, reason, companyId });
    if (ids.has(event.id)) say('duplicate_id');
    ids.add(event.id);
    if (!isDay(event.day)) say('invalid_day');
    if (event.companyIds?.length === 0) say('no_company');
    for (const id of event.companyIds ?? []) if (!companyIds.includes(id)) say('unknown_company', id);
    if (event.kind === 'other' && (event.label ?? '').trim() === '') say('label_missing');
  }
  for (const companyId of companyIds) problems.push(...orderProblems(timeline, companyId));
  return problems;
}

/** What would newly be wrong if this event joined the timeline; empty = it may. Problems that stand already are not its fault. */
export function problemsOfAdding(
  timeline: Timeline,
  event: TimelineEvent,
  companyIds: readonly string[]
): TimelineProblem[] {
  const known = new Set(timelineProblems(timeline, companyIds).map((one) => JSON.stringify(one)));
  return timelineProblems([...timeline, event], companyIds).filter(
    (one) => one.eventId === event.id || !known.has(JSON.stringify(one))
  );
}

function orderProblems(timeline: Timeline, companyId: string): TimelineProblem[] {
  const problems: TimelineProblem[] = [];
  const only = (kind: EventKind): TimelineEvent | undefined => {
    const [first, ...more] = milestones(timeline, companyId, kind);
    for (const event of more) problems.push({ eventId: event.id, reason: 'duplicate_milestone', companyId });
    return first;
  };
  const announced = only('announced');
  const signed = only('signed');
  const closed = only('closed');
  if (announced && signed && signed.day < announced.day)
    problems.push({ eventId: signed.id, reason: 'signed_before_announced', companyId });
  if (announced && closed && closed.day < announced.day)
    problems.push({ eventId: closed.id, reason: 'closed_before_announced', companyId });
  if (signed && closed && closed.day < signed.day)
    problems.push({ eventId: closed.id, reason: 'closed_before_signed', companyId });
  return problems;
}
