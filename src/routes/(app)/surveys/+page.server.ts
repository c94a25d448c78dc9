import { may } from '#lib/server/access/roles.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { list } from '#lib/server/surveys.ts';

export const load = async (event) => {
  const { role } = requirePermission(event, 'surveys.read');
  return { surveys: await list(event.locals.app.db.app), mayEdit: may(role, 'surveys.edit') };
};
