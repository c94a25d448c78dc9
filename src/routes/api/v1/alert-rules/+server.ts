import { doors } from '#lib/server/http/api.ts';
import { getAlertRules, postAlertRule } from '#lib/server/http/operations/alert-rules.ts';

export const { GET, POST, fallback } = doors(getAlertRules, postAlertRule);
