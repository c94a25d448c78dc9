import { readHealth } from '#lib/server/health.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

export const load = async (event) => {
  requirePermission(event, 'people.manage');
  return { health: await readHealth(event.locals.app) };
};
