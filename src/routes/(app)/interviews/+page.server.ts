import { programsToCall } from '#lib/server/call-list.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

export const load = async (event) => {
  requirePermission(event, 'interviews.run');
  const { app, now, scope } = event.locals;
  return { programs: await programsToCall(app.db.app, scope, now) };
};
