/** What goes out, as a list for people: which letters, how each stands, and what it says. Reads only. */
import { and, desc, eq, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { recordCompanies, type Scope } from '#lib/merger/scope.ts';
import { type Db, rows } from './db/open.ts';
import { delivery } from './db/schema/surveys.ts';
import { type Delivery, write, type Writing, type Written } from './mails.ts';

export const deliveryStates = ['outbox', 'queued', 'sending', 'deferred', 'unknown', 'failed', 'sent'] as const;
export type DeliveryFilter = (typeof deliveryStates)[number];

/** `staff`: letters to people of the organisation too, for administrators. */
function visible(scope: Scope, staff: boolean): SQL {
  const companies = recordCompanies(scope);
  const own = companies.length === 0 ? undefined : inArray(delivery.companyId, companies);
  return or(own, staff ? isNull(delivery.companyId) : undefined) ?? sql`false`;
}

const grouped = (state: DeliveryFilter): Delivery['state'][] => (state === 'queued' ? ['queued', 'claimed'] : [state]);

/** Letters, the newest first; `after` is the id of the last one of the page before. */
export function listDeliveries(
  db: Db,
  scope: Scope,
  filter: { staff: boolean; state: DeliveryFilter | null; after: string | null; limit: number }
): Promise<Delivery[]> {
  return db
    .select()
    .from(delivery)
    .where(
      and(
        visible(scope, filter.staff),
        filter.state === null ? undefined : inArray(delivery.state, grouped(filter.state)),
        filter.after === null ? undefined : lt(delivery.id, filter.after)
      )
    )
    .orderBy(desc(delivery.id))
    .limit(filter.limit);
}

export async function countDeliveries(db: Db, scope: Scope, staff: boolean): Promise<Record<DeliveryFilter, number>> {
  const found = rows<{ state: string; n: number }>(
    await db.execute(sql`select state, count(*)::int as n from ${delivery} where ${visible(scope, staff)} group by 1`)
  );
  const of = (state: DeliveryFilter) =>
    found.filter((row) => grouped(state).includes(row.state as Delivery['state'])).reduce((sum, row) => sum + row.n, 0);
  return Object.fromEntries(deliveryStates.map((state) => [state, of(state)])) as Record<DeliveryFilter, number>;
}

/** One letter as it would go out now; null when it is not there or not the reader's to see. */
export async function readDelivery(
  db: { app: Db; system: Db },
  writing: Writing,
  scope: Scope,
  id: string,
  staff: boolean,
  now: Date
): Promise<{ row: Delivery; written: Written } | null> {
  const [row] = await db.app
    .select()
    .from(delivery)
    .where(and(eq(delivery.id, id), visible(scope, staff)));
  return row ? { row, written: await write(db.system, writing, row, now) } : null;
}
