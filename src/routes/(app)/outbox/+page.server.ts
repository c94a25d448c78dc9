import { recordCompanies } from '#lib/merger/scope.ts';
import { isId } from '#lib/server/db/id.ts';
import { restsOf, sendAgain } from '#lib/server/deliveries.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { countDeliveries, type DeliveryFilter, deliveryStates, listDeliveries } from '#lib/server/outbox.ts';

const PAGE = 50;

export const load = async (event) => {
  const { role } = requirePermission(event, 'outbox.read');
  const { app, now, scope } = event.locals;
  const staff = role === 'admin';
  const asked = event.url.searchParams.get('state') as DeliveryFilter | null;
  const state = asked !== null && deliveryStates.includes(asked) ? asked : null;
  const after = event.url.searchParams.get('after');
  const filter = { staff, state, after: isId(after) ? after : null, limit: PAGE };
  const rows = await listDeliveries(app.db.app, scope, filter);
  return {
    state,
    counts: await countDeliveries(app.db.app, scope, staff),
    letters: rows.map(({ id, kind, address, state, failure, attempts, createdAt }) => ({
      ...{ id, kind, address, state, failure, attempts, createdAt }
    })),
    next: rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null,
    hasMail: app.mailer !== null,
    restsUntil: app.mailer === null ? null : restsOf(app.mailer, now)
  };
};

export const actions = {
  release: async (event) => {
    requirePermission(event, 'outbox.read');
    const { app, actor, now, scope } = event.locals;
    if (app.mailer !== null) await sendAgain(app.db.app, actor, recordCompanies(scope), { all: 'outbox' }, now);
    return { released: true };
  }
};
