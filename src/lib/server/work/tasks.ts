import type { App } from '../app.ts';
import { work } from '../import-work.ts';
import type { QueueTask } from './queue.ts';

/** Every task of the work queue: its name, how it runs, and the one verb it calls. */
export function tasksOf(app: App): Record<string, QueueTask> {
  return {
    import: { atOnce: 1, seconds: 3_600, run: ({ id }) => work(app, id ?? '') }
  };
}
