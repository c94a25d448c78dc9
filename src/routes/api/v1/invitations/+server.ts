import { doors } from '#lib/server/http/api.ts';
import { getInvitations } from '#lib/server/http/operations/invitations.ts';

export const { GET, fallback } = doors(getInvitations);
