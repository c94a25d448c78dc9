import { doors } from '#lib/server/http/api.ts';
import { getImports, postImport } from '#lib/server/http/operations/imports.ts';

export const { GET, POST, fallback } = doors(getImports, postImport);
