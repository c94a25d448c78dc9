import { error } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { frame } from '#lib/server/http/framed.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { readDelivery } from '#lib/server/outbox.ts';

/** The letter as it looks, for the frame of its page. */
export const GET = async (event) => {
  const { role } = requirePermission(event, 'outbox.read');
  const { app, now, scope } = event.locals;
  const { id } = event.params;
  const found = isId(id) ? await readDelivery(app.db, app, scope, id, role === 'admin', now) : null;
  if (!found?.written.ok) error(404, 'no such letter');
  return frame(found.written.message.html);
};
