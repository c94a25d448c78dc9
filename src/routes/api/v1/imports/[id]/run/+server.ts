import { doors } from '#lib/server/http/api.ts';
import { postRun } from '#lib/server/http/operations/imports.ts';

export const { POST, fallback } = doors(postRun);
