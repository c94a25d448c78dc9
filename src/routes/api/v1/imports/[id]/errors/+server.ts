import { doors } from '#lib/server/http/api.ts';
import { getErrors } from '#lib/server/http/operations/import-errors.ts';

export const { GET, fallback } = doors(getErrors);
