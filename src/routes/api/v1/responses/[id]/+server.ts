import { doors } from '#lib/server/http/api.ts';
import { getResponse } from '#lib/server/http/operations/responses.ts';

export const { GET, fallback } = doors(getResponse);
