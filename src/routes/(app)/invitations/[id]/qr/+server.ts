import { error } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { qrResponse } from '#lib/server/http/qr.ts';
import { list } from '#lib/server/invitations.ts';

export const GET = async (event) => {
  requirePermission(event, 'programs.run');
  const { app, scope } = event.locals;
  const { id } = event.params;
  const [found] = isId(id) ? await list(app, scope, { id, limit: 1 }) : [];
  if (!found?.link) error(404, 'no such invitation');
  return qrResponse(found.link, found.legacyId, event.url.searchParams);
};
