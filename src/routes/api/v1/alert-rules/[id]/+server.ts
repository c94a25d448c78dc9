import { doors } from '#lib/server/http/api.ts';
import { getAlertRule, patchAlertRule } from '#lib/server/http/operations/alert-rules.ts';

export const { GET, PATCH, fallback } = doors(getAlertRule, patchAlertRule);
