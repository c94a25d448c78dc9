/** The names of the combined views (UX-67): the one by customer base says its weights. */
import { m } from '#lib/paraglide/messages.js';
import type { CombinedView } from '#lib/scores/breakdown.ts';

export function viewName(
  view: CombinedView,
  customers: Readonly<Record<string, number>>,
  companies: readonly { id: string }[]
): string {
  if (view === 'pooled') return m.score_view_pooled();
  if (view === 'equal-company') return m.score_view_equal_company();
  const counts = companies.map(({ id }) => customers[id] ?? 0);
  const total = counts.reduce((a, b) => a + b, 0);
  if (total === 0) return m.score_view_customer_base();
  return m.score_view_base({ shares: counts.map((n) => Math.round((100 * n) / total)).join('\u00a0:\u00a0') });
}
