import { doors } from '#lib/server/http/api.ts';
import { postDryRun } from '#lib/server/http/operations/programs.ts';

export const { POST, fallback } = doors(postDryRun);
