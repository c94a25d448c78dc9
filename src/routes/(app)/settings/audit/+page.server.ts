import { list } from '#lib/server/access/audit.ts';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

export const load = async (event) => {
  requirePermission(event, 'people.manage');
  const before = event.url.searchParams.get('before');
  return { events: await list(event.locals.app.db.app, isId(before) ? before : null, 50) };
};
