import { doors } from '#lib/server/http/api.ts';
import { getTimeline, postTimelineEvent } from '#lib/server/http/operations/timeline.ts';

export const { GET, POST, fallback } = doors(getTimeline, postTimelineEvent);
