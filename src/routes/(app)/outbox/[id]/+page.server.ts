import { error } from '@sveltejs/kit';
import { recordCompanies } from '#lib/merger/scope.ts';
import { isId } from '#lib/server/db/id.ts';
import { sendAgain } from '#lib/server/deliveries.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { readDelivery } from '#lib/server/outbox.ts';

export const load = async (event) => {
  const { role } = requirePermission(event, 'outbox.read');
  const { app, now, scope } = event.locals;
  const { id } = event.params;
  const found = isId(id) ? await readDelivery(app.db, app, scope, id, role === 'admin', now) : null;
  if (found === null) error(404, 'no such letter');
  const { row, written } = found;
  const { address, kind, state, failure, attempts, createdAt, sentAt } = row;
  return {
    letter: { id: row.id, address, kind, state, failure, attempts, createdAt, sentAt },
    reason: written.ok ? null : written.reason,
    written: written.ok
      ? { subject: written.mail.subject, from: written.mail.fromName, text: written.message.text, link: written.link }
      : null,
    hasMail: app.mailer !== null
  };
};

export const actions = {
  default: async (event) => {
    const { role } = requirePermission(event, 'outbox.read');
    const { app, actor, now, scope } = event.locals;
    const { id } = event.params;
    const found = isId(id) ? await readDelivery(app.db, app, scope, id, role === 'admin', now) : null;
    if (found === null) error(404, 'no such letter');
    if (app.mailer === null) return { queued: 0 };
    return { queued: await sendAgain(app.db.app, actor, recordCompanies(scope), { id: found.row.id }, now) };
  }
};
