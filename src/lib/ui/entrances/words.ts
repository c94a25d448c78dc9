import type { EntranceState } from '#lib/outreach/entrance.ts';
import { m } from '#lib/paraglide/messages.js';

const states: Readonly<Record<EntranceState, () => string>> = {
  open: m.entrance_state_open,
  closed: m.entrance_state_closed,
  expired: m.entrance_state_expired,
  full: m.entrance_state_full
};

export const entranceText = (state: EntranceState): string => states[state]();
