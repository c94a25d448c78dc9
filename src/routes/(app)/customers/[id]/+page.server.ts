import { error } from '@sveltejs/kit';
import { namesOf } from '#lib/server/call-list.ts';
import { readCustomer } from '#lib/server/customer-records.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

export const load = async (event) => {
  requirePermission(event, 'customers.read');
  const { app, scope } = event.locals;
  const customer = await readCustomer(app.db.app, scope, event.params.id);
  if (customer === null) error(404, 'no such customer');
  const { searchKey: _, sortKey: __, emailKey: ___, ...shown } = customer;
  const askers = await namesOf(
    app.db.app,
    shown.responses.map(({ askedBy }) => askedBy)
  );
  return { customer: shown, askers: Object.fromEntries(askers) };
};
