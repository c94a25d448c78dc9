import { doors } from '#lib/server/http/api.ts';
import { postAcknowledge } from '#lib/server/http/operations/alerts.ts';

export const { POST, fallback } = doors(postAcknowledge);
