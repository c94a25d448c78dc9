import { list } from '#lib/server/access/audit.ts';
import { list as listPeople } from '#lib/server/access/people.ts';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

export const load = async (event) => {
  requirePermission(event, 'people.manage');
  const before = event.url.searchParams.get('before');
  const { db } = event.locals.app;
  const names = Object.fromEntries((await listPeople(db.app)).map(({ id, name }) => [id, name]));
  return { events: await list(db.app, isId(before) ? before : null, 50), names };
};
