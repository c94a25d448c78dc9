import { may } from '#lib/server/access/roles.ts';
import * as inbox from '#lib/server/alert-inbox.ts';
import * as rules from '#lib/server/alert-rules.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

const filters = {
  open: ['open'],
  acknowledged: ['acknowledged'],
  muted: ['muted'],
  resolved: ['resolved'],
  all: undefined
} as const;
const most = 200;

export const load = async (event) => {
  const person = requirePermission(event, 'alerts.read');
  const { app, scope, now } = event.locals;
  const db = app.db.app;
  const asked = event.url.searchParams.get('state') ?? '';
  const state = (Object.hasOwn(filters, asked) ? asked : 'now') as keyof typeof filters | 'now';
  const states = state === 'now' ? (['open', 'acknowledged'] as const) : filters[state];
  const found = await inbox.list(db, scope, { states }, most, null, now);
  const unread = await inbox.unread(db, scope, person.id, now);
  return {
    state,
    counts: await inbox.counts(db, scope, now),
    mayManage: may(person.role, 'alerts.manage'),
    rules: (await rules.list(db)).map(({ id, name, enabled }) => ({ id, name, enabled })),
    alerts: found.map(({ id, ruleId, ruleName, node, metric, state: stands, openedAt, evidence }) => ({
      ...{ id, ruleId, ruleName, node, metric, state: stands, openedAt },
      ...{ change: evidence.change, low: evidence.low, high: evidence.high, n: evidence.n, score: evidence.score },
      unread: unread.has(id)
    }))
  };
};
