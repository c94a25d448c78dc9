import { doors } from '#lib/server/http/api.ts';
import { getExport } from '#lib/server/http/operations/questionnaires.ts';

export const { GET, fallback } = doors(getExport);
