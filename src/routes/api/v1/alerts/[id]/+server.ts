import { doors } from '#lib/server/http/api.ts';
import { getAlert } from '#lib/server/http/operations/alerts.ts';

export const { GET, fallback } = doors(getAlert);
