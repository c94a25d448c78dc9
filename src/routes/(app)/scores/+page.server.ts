import { scoreCompanies } from '#lib/merger/scope.ts';
import { type Breakdown, parseBreakdown } from '#lib/scores/breakdown.ts';
import { offered } from '#lib/scores/metrics.ts';
import { answer, reading, readStanding } from '#lib/server/breakdowns.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { periodChoices } from '#lib/server/overview.ts';

/** The address is the breakdown. Without days it asks for the last 13 weeks against those before the announcement. */
export const load = async (event) => {
  requirePermission(event, 'scores.read');
  const { app, scope, now } = event.locals;
  const { companies, timeline } = await event.parent();
  const visible = companies.filter(({ id }) => scoreCompanies(scope).includes(id));
  const params = new URLSearchParams(event.url.searchParams);
  const fresh = params.size === 0;
  for (const [name, value] of Object.entries({ metric: 'nps', combined: 'customer-base' })) {
    if (!params.get(name)) params.set(name, value);
  }
  if (fresh) params.set('by', 'company');
  const parsed = parseBreakdown(params, { known: { company: visible.map(({ key }) => key) } });
  const standing = await reading(app.db.replica, scope, (tx) => readStanding(tx, scope));
  const ids = visible.map(({ id }) => id);
  const asked = parsed.ok ? parsed.breakdown.period : { from: null, to: null };
  const choices = periodChoices(standing.lastWeek, timeline, ids, asked, now);
  const known = { choices, visible, customers: standing.customers, metrics: offered(standing.answered) };
  if (!parsed.ok) {
    event.setHeaders({ 'cache-control': 'no-store' });
    return { errors: parsed.errors, breakdown: null, answer: null, ...known };
  }
  const usual = choices.comparisons.baseline ?? choices.comparisons.previous ?? null;
  const breakdown: Breakdown = fresh
    ? { ...parsed.breakdown, period: choices.period, comparison: usual }
    : parsed.breakdown;
  return {
    errors: [],
    breakdown,
    answer: await answer(app.db.replica, scope, breakdown, visible, now),
    ...known
  };
};
