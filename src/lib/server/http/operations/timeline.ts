import { z } from 'zod';
import { eventKinds, type TimelineEvent, timelineProblems } from '#lib/merger/timeline.ts';
import type { Scope } from '#lib/merger/scope.ts';
import { addTimelineEvent, listCompanies, listTimeline, removeTimelineEvent } from '../../companies.ts';
import { byId, day, id, listOfAll, mayName, none } from '../fields.ts';
import { answer, missing, operation, refuse } from '../operation.ts';
import { invalid } from '../problem.ts';

const code = z.string().min(1).max(64);
const wave = z
  .strictObject({ dimension: code, codes: z.array(code).min(1).max(50) })
  .describe('The customers concerned, by codes of one segment dimension');

const shown = z
  .strictObject({
    id,
    kind: z.enum(eventKinds),
    day,
    companyIds: z.array(id).nullable().describe('The companies concerned; null = all'),
    label: z.string().nullable(),
    wave: wave.nullable()
  })
  .meta({ id: 'TimelineEvent' });

const written = z.strictObject({
  kind: z.enum(eventKinds),
  day,
  companyIds: z.array(id).min(1).max(50).nullable().default(null),
  label: z.string().trim().min(1).max(200).nullable().default(null),
  wave: wave.nullable().default(null)
});

/** The event as this scope may see it: companies outside of it are not named. */
function show(one: TimelineEvent, scope: Scope | null): z.input<typeof shown> {
  const named = one.companyIds?.filter((id) => scope === null || mayName(scope, id)) ?? null;
  const { id, kind, label } = one;
  const cut = one.wave === null ? null : { dimension: one.wave.dimension, codes: [...one.wave.codes] };
  return { id, kind, day: one.day, companyIds: named, label, wave: cut };
}

const places: Readonly<Record<string, string>> = {
  unknown_company: '/companyIds',
  no_company: '/companyIds',
  label_missing: '/label',
  duplicate_milestone: '/kind'
};

export const getTimeline = operation({
  id: 'listTimelineEvents',
  method: 'GET',
  path: '/timeline',
  tag: 'Merger',
  summary: 'List the events of the merger timeline in order of time',
  permission: 'merger.read',
  params: none,
  query: none,
  answer: listOfAll(shown),
  status: 200,
  run: async ({ db, scope, may }) => {
    const all = await listTimeline(db);
    const seen = may('organisation.manage') ? null : scope;
    const items = all.filter(
      (one) => seen === null || one.companyIds === null || one.companyIds.some((company) => mayName(seen, company))
    );
    return answer({ items: items.map((one) => show(one, seen)) });
  }
});

export const postTimelineEvent = operation({
  id: 'createTimelineEvent',
  method: 'POST',
  path: '/timeline',
  tag: 'Merger',
  summary: 'Add an event; a company has at most one announcement, signing and closing, in that order',
  permission: 'organisation.manage',
  params: none,
  query: none,
  body: written,
  answer: shown,
  status: 201,
  run: async ({ db, actor, now, body }) => {
    const stored = await listTimeline(db);
    const companyIds = (await listCompanies(db)).map((one) => one.id);
    const draft: TimelineEvent = { ...body, id: 'new' };
    const known = new Set(timelineProblems(stored, companyIds).map((one) => JSON.stringify(one)));
    const problems = timelineProblems([...stored, draft], companyIds);
    const fresh = problems.filter((one) => one.eventId === 'new' || !known.has(JSON.stringify(one)));
    if (fresh.length > 0) {
      const errors = fresh.map(({ reason }) => ({
        pointer: places[reason] ?? '/day',
        code: reason.replaceAll('_', '-'),
        detail: 'This does not fit the timeline',
        ...(reason === 'unknown_company' ? { allowed: companyIds } : {})
      }));
      return refuse(invalid(errors));
    }
    const made = await addTimelineEvent(db, actor, body, now);
    return answer(show({ ...draft, id: made }, null));
  }
});

export const deleteTimelineEvent = operation({
  id: 'deleteTimelineEvent',
  method: 'DELETE',
  path: '/timeline/{id}',
  tag: 'Merger',
  summary: 'Take an event off the timeline',
  permission: 'organisation.manage',
  params: byId,
  query: none,
  status: 204,
  run: async ({ db, actor, now, params }) =>
    (await removeTimelineEvent(db, actor, params.id, now)) ? answer(undefined) : missing
});

export const timelineOperations = [getTimeline, postTimelineEvent, deleteTimelineEvent];
