import { may } from '#lib/server/access/roles.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { list } from '#lib/server/programs.ts';
import { listOpen } from '#lib/server/surveys.ts';

export const load = async (event) => {
  const { role } = requirePermission(event, 'programs.read');
  const { db } = event.locals.app;
  return {
    programs: await list(db.app),
    mayRun: may(role, 'programs.run'),
    hasSurvey: (await listOpen(db.app)).length > 0
  };
};
