import { doors } from '#lib/server/http/api.ts';
import { getSurvey } from '#lib/server/http/operations/surveys.ts';

export const { GET, fallback } = doors(getSurvey);
