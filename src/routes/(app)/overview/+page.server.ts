import { error } from '@sveltejs/kit';
import { parseBreakdown } from '#lib/scores/breakdown.ts';
import { scoreCompanies } from '#lib/merger/scope.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { readOverview } from '#lib/server/overview.ts';
import { breakDays } from '#lib/server/trend-breaks.ts';

/** The address is the question: a breakdown with the defaults of this page. A parameter that makes no sense is refused. */
export const load = async (event) => {
  requirePermission(event, 'scores.read');
  const { app, scope, now } = event.locals;
  const { companies, timeline } = await event.parent();
  const params = new URLSearchParams(event.url.searchParams);
  const compare = params.get('compare');
  if (!params.get('metric')) params.set('metric', 'nps');
  if (!params.get('combined')) params.set('combined', 'customer-base');
  const keys = companies.filter(({ id }) => scoreCompanies(scope).includes(id)).map(({ key }) => key);
  const parsed = parseBreakdown(params, { known: { company: keys }, others: ['compare'] });
  const wrong = parsed.ok ? (compare !== null && compare !== 'none' ? 'compare' : null) : parsed.errors[0]!.parameter;
  if (!parsed.ok || wrong !== null) error(422, `parameter ${wrong}`);
  const { comparison } = parsed.breakdown;
  const mode = compare === 'none' ? 'none' : comparison?.from && comparison.to ? 'given' : 'default';
  const overview = await readOverview(app.db.replica, scope, parsed.breakdown, mode, companies, timeline, now);
  const first = overview.trend.flatMap(({ points }) => points.map(({ period }) => period)).sort()[0];
  const breaks = first ? await breakDays(app.db.app, overview.metric, first, overview.period.to) : [];
  return { overview, breaks };
};
