import { doors } from '#lib/server/http/api.ts';
import { getScores } from '#lib/server/http/operations/scores.ts';

export const { GET, fallback } = doors(getScores);
