import { countCustomers, customerCodes, listCustomers } from '#lib/server/customer-records.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

const PAGE = 50;
const MOST = 100_000;

export const load = async (event) => {
  requirePermission(event, 'customers.read');
  const { app, scope } = event.locals;
  const query = (name: string) => event.url.searchParams.get(name)?.slice(0, 200) || undefined;
  const filter = {
    search: query('search'),
    companyId: query('company'),
    stage: query('stage'),
    segment: query('segment'),
    region: query('region'),
    tier: query('tier')
  };
  const id = query('after');
  const sortKey = event.url.searchParams.get('from')?.slice(0, 2_000);
  const after = id === undefined ? null : { id, sortKey: sortKey ?? '' };
  const db = app.db.replica;
  const found = await listCustomers(db, scope, filter, PAGE + 1, after);
  const customers = found.slice(0, PAGE);
  const last = customers.at(-1);
  return {
    customers,
    filter,
    next: found.length > PAGE && last ? { after: last.id, from: last.sortKey } : null,
    first: after === null,
    count: await countCustomers(db, scope, filter, MOST),
    most: MOST,
    codes: await customerCodes(db, scope)
  };
};
