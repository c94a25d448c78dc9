import { error } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { list } from '#lib/server/invitations.ts';
import { read } from '#lib/server/programs.ts';

const PAGE = 100;

export const load = async (event) => {
  requirePermission(event, 'programs.run');
  const { app, scope } = event.locals;
  const program = isId(event.params.id) ? await read(app.db.app, event.params.id) : null;
  if (program === null) error(404, 'no such program');
  const after = event.url.searchParams.get('after');
  const filter = { programId: program.id, limit: PAGE, after: isId(after) ? after : undefined };
  const invitations = await list(app, scope, filter);
  return {
    program: { id: program.id, name: program.name },
    invitations,
    next: invitations.length === PAGE ? (invitations.at(-1)?.id ?? null) : null
  };
};
