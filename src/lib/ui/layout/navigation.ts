import { m } from '#lib/paraglide/messages.js';

export type Section = 'overview' | 'scores' | 'customers' | 'surveys' | 'programs' | 'interviews' | 'alerts' | 'merger';

const names: Record<Section, () => string> = {
  overview: m.nav_overview,
  scores: m.nav_scores,
  customers: m.nav_customers,
  surveys: m.nav_surveys,
  programs: m.nav_programs,
  interviews: m.call_title,
  alerts: m.nav_alerts,
  merger: m.nav_merger
};

export function nameOf(section: Section): string {
  return names[section]();
}

/** The section a path belongs to, for the mark of the current page. */
export function isCurrent(section: Section, path: string): boolean {
  // A call list is its program's; for who only calls it is what they came for.
  if (section === 'interviews' && /^\/programs\/[^/]+\/calls$/.test(path)) return true;
  return path === `/${section}` || path.startsWith(`/${section}/`);
}

/** What a person may open besides the sections. */
export interface May {
  people: boolean;
  keys: boolean;
  imports: boolean;
  outbox: boolean;
  /** To call, and to read the programs that calls are made for. */
  calls: boolean;
  programs: boolean;
  paper: boolean;
}

/** The other pages a person may open, as links. */
export function furtherPages(may: May): { href: string; name: string }[] {
  return [
    ...(may.calls && may.programs ? [{ href: '/interviews', name: m.call_title() }] : []),
    ...(may.imports ? [{ href: '/imports', name: m.shell_imports() }] : []),
    ...(may.paper ? [{ href: '/keying', name: m.keying_title() }] : []),
    ...(may.outbox ? [{ href: '/outbox', name: m.shell_outbox() }] : []),
    ...settingsPages(may)
  ];
}

export function settingsPages(may: Pick<May, 'people' | 'keys'>): { href: string; name: string }[] {
  return [
    { href: '/settings/account', name: m.shell_account() },
    ...(may.people ? [{ href: '/settings/people', name: m.shell_people() }] : []),
    ...(may.keys ? [{ href: '/settings/keys', name: m.shell_keys() }] : []),
    ...(may.people ? [{ href: '/settings/health', name: m.shell_health() }] : []),
    ...(may.people ? [{ href: '/settings/audit', name: m.audit_title() }] : [])
  ];
}
