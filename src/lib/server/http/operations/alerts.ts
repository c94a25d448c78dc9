import { z } from 'zod';
import { mondayText } from '#lib/alerts/week.ts';
import * as inbox from '../../alert-inbox.ts';
import * as alerts from '../../alerts.ts';
import { byId, day, id, iso, moment, none, pageFrom, pageOf, paging, pagingOf } from '../fields.ts';
import { answer, missing, operation, refuse } from '../operation.ts';
import { conflict } from '../problem.ts';
import { evidence, node, showEvidence, showNode } from './alert-parts.ts';

const states = ['open', 'acknowledged', 'resolved', 'muted'] as const;

const shown = z
  .strictObject({
    id,
    ruleId: id,
    ruleName: z.string(),
    metric: z.string(),
    node,
    state: z.enum(states),
    openedAt: moment,
    updatedAt: moment,
    onset: day.describe('Monday of the week the fall most likely began'),
    evidence
  })
  .meta({ id: 'Alert' });

function show(one: inbox.AlertRow): z.input<typeof shown> {
  const { id, ruleId, ruleName, metric, state } = one;
  return {
    ...{ id, ruleId, ruleName, metric, state },
    node: showNode(one.node),
    openedAt: iso(one.openedAt),
    updatedAt: iso(one.updatedAt),
    onset: mondayText(one.evidence.onset),
    evidence: showEvidence(one.evidence)
  };
}

export const getAlerts = operation({
  id: 'listAlerts',
  method: 'GET',
  path: '/alerts',
  tag: 'Alerts',
  summary: 'List alerts, the last opened first',
  permission: 'alerts.read',
  params: none,
  query: z.strictObject({
    state: z.enum(states).optional(),
    rule: id.optional(),
    company: id.optional(),
    metric: z.string().min(1).max(64).optional(),
    ...paging
  }),
  answer: pageOf(shown),
  status: 200,
  run: async (call) => {
    const { state, rule, company, metric } = call.query;
    const page = pagingOf(call, 'listAlerts', call.query);
    if (!page.ok) return refuse(page.problem);
    const filter = { states: state === undefined ? undefined : [state], ruleId: rule, companyId: company, metric };
    const before = page.after === null ? null : { openedAt: new Date(page.after.key), id: page.after.id };
    const found = await inbox.list(call.db, call.scope, filter, page.limit + 1, before, call.now);
    return answer(pageFrom(call, page, found, (one) => ({ key: iso(one.openedAt), id: one.id }), show));
  }
});

const history = z.strictObject({
  at: moment,
  kind: z.string(),
  note: z.string(),
  personName: z.string().nullable()
});

export const getAlert = operation({
  id: 'readAlert',
  method: 'GET',
  path: '/alerts/{id}',
  tag: 'Alerts',
  summary: 'Read an alert with its history',
  permission: 'alerts.read',
  params: byId,
  query: none,
  answer: shown.extend({ history: z.array(history) }).meta({ id: 'AlertWithHistory' }),
  status: 200,
  run: async ({ db, scope, now, params }) => {
    const found = await inbox.read(db, scope, params.id, now);
    if (found === null) return missing;
    const said = found.history.map(({ at, kind, note, personName }) => ({ at: iso(at), kind, note, personName }));
    return answer({ ...show(found.alert), history: said });
  }
});

function working(which: 'acknowledge' | 'resolve', path: string, summary: string) {
  return operation({
    id: `${which}Alert`,
    method: 'POST',
    path,
    tag: 'Alerts',
    summary,
    permission: 'alerts.work',
    params: byId,
    query: none,
    body: z.strictObject({ note: z.string().trim().max(2000).default('') }),
    answer: shown,
    status: 200,
    run: async ({ db, scope, actor, now, params, body }) => {
      const done = await alerts.act(db, scope, actor, params.id, which, body.note, now);
      if (!done.ok) {
        if (done.reason === 'gone') return missing;
        const state = done.reason === 'state' ? `The alert is ${done.state}` : 'Another alert is open on this group';
        return refuse(conflict(done.reason.replaceAll('_', '-'), state));
      }
      const found = await inbox.read(db, scope, params.id, now);
      return found === null ? missing : answer(show(found.alert));
    }
  });
}

export const postAcknowledge = working('acknowledge', '/alerts/{id}/acknowledge', 'Somebody looks after it');
export const postResolve = working('resolve', '/alerts/{id}/resolve', 'It is over');

export const alertOperations = [getAlerts, getAlert, postAcknowledge, postResolve];
