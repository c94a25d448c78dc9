import { m } from '#lib/paraglide/messages.js';

export type Section = 'overview' | 'scores' | 'customers' | 'surveys' | 'programs' | 'alerts' | 'merger';

const names: Record<Section, () => string> = {
  overview: m.nav_overview,
  scores: m.nav_scores,
  customers: m.nav_customers,
  surveys: m.nav_surveys,
  programs: m.nav_programs,
  alerts: m.nav_alerts,
  merger: m.nav_merger
};

export function nameOf(section: Section): string {
  return names[section]();
}

/** The section a path belongs to, for the mark of the current page. */
export function isCurrent(section: Section, path: string): boolean {
  return path === `/${section}` || path.startsWith(`/${section}/`);
}
