import { z } from 'zod';
import { eventKinds, type Timeline, timelineProblems } from '#lib/merger/timeline.ts';
import {
  addTimelineEvent,
  listCompanies,
  listTimeline,
  removeTimelineEvent,
  type TimelineEvent
} from '../../companies.ts';
import { byId, day, id, iso, listOfAll, mayName, moment, none } from '../fields.ts';
import { answer, missing, operation, refuse } from '../operation.ts';
import { invalid } from '../problem.ts';

const shown = z
  .strictObject({
    id,
    kind: z.enum(eventKinds),
    name: z.string(),
    day,
    companyId: id.nullable().describe('The company concerned; null = all'),
    createdAt: moment
  })
  .meta({ id: 'TimelineEvent' });

const written = z.strictObject({
  kind: z.enum(eventKinds),
  name: z.string().trim().max(200).default(''),
  day,
  companyId: id.nullable().default(null)
});

function show(one: TimelineEvent): z.input<typeof shown> {
  const kind = eventKinds.find((known) => known === one.kind) ?? 'other';
  return { id: one.id, kind, name: one.name, day: one.on, companyId: one.companyId, createdAt: iso(one.createdAt) };
}

/** The stored events as the value the phases are worked out from. */
function timelineOf(events: readonly TimelineEvent[]): Timeline {
  return events.map((one) => ({
    id: one.id,
    kind: eventKinds.find((known) => known === one.kind) ?? 'other',
    day: one.on,
    companyIds: one.companyId === null ? null : [one.companyId],
    label: one.name === '' ? null : one.name,
    wave: null
  }));
}

const places: Readonly<Record<string, string>> = {
  unknown_company: '/companyId',
  invalid_day: '/day',
  label_missing: '/name',
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
    return answer({
      items: all.filter((one) => may('organisation.manage') || mayName(scope, one.companyId)).map(show)
    });
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
    const { kind, name, day: on, companyId } = body;
    const stored = await listTimeline(db);
    const companyIds = (await listCompanies(db)).map((one) => one.id);
    const draft: TimelineEvent = { id: 'new', kind, name, on, companyId, createdAt: now };
    const known = new Set(timelineProblems(timelineOf(stored), companyIds).map((one) => JSON.stringify(one)));
    const problems = timelineProblems(timelineOf([...stored, draft]), companyIds);
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
    const made = await addTimelineEvent(db, actor, { kind, name, on, companyId }, now);
    return answer(show({ ...draft, id: made }));
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
