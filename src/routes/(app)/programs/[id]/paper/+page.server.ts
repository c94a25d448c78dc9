import { error } from '@sveltejs/kit';
import { listCompanies } from '#lib/server/companies.ts';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { papersOf } from '#lib/server/http/keying-papers.ts';
import { list } from '#lib/server/invitations.ts';
import { read } from '#lib/server/programs.ts';
import { newestVersion } from '#lib/server/surveys.ts';

/** More make a page that no browser prints in one go. */
const PAGE = 20;

/** A questionnaire for each customer of a program who has neither answered nor refused, with the code that says whose it is. */
export const load = async (event) => {
  requirePermission(event, 'programs.run');
  const { app, scope } = event.locals;
  const { db } = app;
  const program = isId(event.params.id) ? await read(db.app, event.params.id) : null;
  const version = program && (await newestVersion(db.app, program.surveyId));
  if (!program || !version) error(404, 'no such program');
  const [after, one] = ['after', 'invitation'].map((name) => event.url.searchParams.get(name));
  const open = ['planned', 'sent', 'delivered', 'bounced', 'opened', 'started'] as const;
  const asked = await list(app, scope, {
    ...{ programId: program.id, states: open, unlessRefused: true, limit: PAGE },
    ...{ after: isId(after) ? after : undefined, id: isId(one) ? one : undefined }
  });
  return {
    program: { id: program.id, name: program.name },
    page: PAGE,
    papers: papersOf(version, asked, await listCompanies(db.app)),
    next: asked.length === PAGE ? (asked.at(-1)?.id ?? null) : null
  };
};
