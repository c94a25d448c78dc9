import { doors } from '#lib/server/http/api.ts';
import { getResponses } from '#lib/server/http/operations/responses.ts';

export const { GET, fallback } = doors(getResponses);
