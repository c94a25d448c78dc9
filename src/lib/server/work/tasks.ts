import type { App } from '../app.ts';
import type { QueueTask } from './queue.ts';

/** Every task of the work queue: its name, how it runs, and the one verb it calls. */
export function tasksOf(_app: App): Record<string, QueueTask> {
  return {};
}
