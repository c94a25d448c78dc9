import { doors } from '#lib/server/http/api.ts';
import { postQuestionnaire } from '#lib/server/http/operations/questionnaires.ts';

export const { POST, fallback } = doors(postQuestionnaire);
