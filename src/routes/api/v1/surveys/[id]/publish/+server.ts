import { doors } from '#lib/server/http/api.ts';
import { postPublish } from '#lib/server/http/operations/surveys.ts';

export const { POST, fallback } = doors(postPublish);
