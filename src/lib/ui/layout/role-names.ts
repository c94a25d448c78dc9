import { m } from '#lib/paraglide/messages.js';

/** What a role is called, by its code. */
export const roleNames: Record<string, () => string> = {
  admin: m.role_admin,
  editor: m.role_editor,
  analyst: m.role_analyst,
  agent: m.role_agent,
  leader: m.role_leader
};
