import { doors } from '#lib/server/http/api.ts';
import { getImport, patchImport } from '#lib/server/http/operations/imports.ts';

export const { GET, PATCH, fallback } = doors(getImport, patchImport);
