import { doors } from '#lib/server/http/api.ts';
import { postReplay } from '#lib/server/http/operations/alert-rules.ts';

export const { POST, fallback } = doors(postReplay);
