import { requirePermission } from '#lib/server/http/guard.ts';
import { list } from '#lib/server/import-runs.ts';

const problems = ['no_file', 'unknown_company', 'too_large', 'empty', 'broken_off'];

export const load = async (event) => {
  requirePermission(event, 'imports.run');
  const { actor, app, scope } = event.locals;
  const runs = await list(app.db.app, { actor, scope }, 50);
  const problem = event.url.searchParams.get('problem');
  return {
    runs: runs.map(({ id, kind, state, fileName, companyId, counts, checked, rowsDone, createdAt }) => {
      return { id, kind, state, fileName, companyId, counts: counts ?? checked, rowsDone, createdAt };
    }),
    problem: problem !== null && problems.includes(problem) ? problem : null
  };
};
