import { doors } from '#lib/server/http/api.ts';
import { getErrorFile } from '#lib/server/http/operations/import-errors.ts';

export const { GET, fallback } = doors(getErrorFile);
