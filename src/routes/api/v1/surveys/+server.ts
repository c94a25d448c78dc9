import { doors } from '#lib/server/http/api.ts';
import { getSurveys, postSurvey } from '#lib/server/http/operations/surveys.ts';

export const { GET, POST, fallback } = doors(getSurveys, postSurvey);
