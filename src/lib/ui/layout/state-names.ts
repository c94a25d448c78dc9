import { m } from '#lib/paraglide/messages.js';

/** How an account stands, by its code. */
export const stateNames: Record<'invited' | 'active' | 'disabled', () => string> = {
  invited: m.people_state_invited,
  active: m.people_state_active,
  disabled: m.people_state_disabled
};
