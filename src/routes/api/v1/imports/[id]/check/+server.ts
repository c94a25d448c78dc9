import { doors } from '#lib/server/http/api.ts';
import { postCheck } from '#lib/server/http/operations/imports.ts';

export const { POST, fallback } = doors(postCheck);
