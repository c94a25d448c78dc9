/** The dated events of a simulated merger: what the organisation knows of it, and what only the scorer knows. */
import { weeksOf, type Company, type Region, type Settings } from './settings.ts';

export type Occasion = 'survey_redesign' | 'scale_switch' | 'announced' | 'closed' | 'billing_migration';

export interface Milestone {
  /** A code; the words are the caller's. */
  readonly occasion: Occasion;
  /** 00:00 UTC on a Monday. */
  readonly at: Date;
  /** null = both companies. */
  readonly company: Company | null;
  /** null = everywhere. */
  readonly region: Region | null;
}

/** The milestones in order of time, those before the world's first week left out. */
export function timelineOf(settings: Settings): Milestone[] {
  const at = (week: number) => new Date(settings.start.getTime() + week * 7 * 86_400_000);
  const milestone = (
    occasion: Occasion,
    week: number,
    company: Company | null = null,
    region: Region | null = null
  ) => ({
    week,
    milestone: { occasion, at: at(week), company, region }
  });
  return [
    milestone('survey_redesign', weeksOf.redesign),
    milestone('scale_switch', weeksOf.scaleSwitch, 'A'),
    milestone('announced', weeksOf.announcement),
    milestone('closed', weeksOf.closing),
    ...Object.entries(weeksOf.waves).map(([region, week]) =>
      milestone('billing_migration', week, 'B', region as Region)
    )
  ]
    .filter(({ week }) => week >= settings.from && week <= settings.to)
    .sort((a, b) => a.week - b.week)
    .map((m) => m.milestone);
}
