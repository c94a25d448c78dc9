import { doors } from '#lib/server/http/api.ts';
import { deleteTimelineEvent } from '#lib/server/http/operations/timeline.ts';

export const { DELETE, fallback } = doors(deleteTimelineEvent);
