import type { EventKind, Phase, TimelineEvent } from '#lib/merger/timeline.ts';
import { m } from '#lib/paraglide/messages.js';

/** What an event of the merger is called, by its kind. */
export const eventNames: Record<EventKind, () => string> = {
  announced: m.merger_event_announced,
  signed: m.merger_event_signed,
  closed: m.merger_event_closed,
  brand_switch: m.merger_event_brand_switch,
  system_migration: m.merger_event_system_migration,
  price_change: m.merger_event_price_change,
  other: m.merger_event_other
};

export const phaseNames: Record<Phase, () => string> = {
  baseline: m.merger_phase_baseline,
  interim: m.merger_phase_interim,
  day100: m.merger_phase_day100,
  integration: m.merger_phase_integration,
  steady: m.merger_phase_steady
};

/** The label somebody gave an event, else what its kind is called. */
export function eventName(event: Pick<TimelineEvent, 'kind' | 'label'>): string {
  return event.label || eventNames[event.kind]();
}
