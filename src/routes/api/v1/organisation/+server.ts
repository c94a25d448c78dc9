import { doors } from '#lib/server/http/api.ts';
import { getOrganisation, patchOrganisation } from '#lib/server/http/operations/organisation.ts';

export const { GET, PATCH, fallback } = doors(getOrganisation, patchOrganisation);
