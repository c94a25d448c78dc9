import { requirePermission } from '#lib/server/http/guard.ts';
import { surveysOnPaper } from '#lib/server/paper-lists.ts';

export const load = async (event) => {
  requirePermission(event, 'paper.key');
  const { app, scope } = event.locals;
  return { surveys: await surveysOnPaper(app.db.app, scope) };
};
