import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { company } from '#lib/server/db/schema/organisation.ts';
import { customer } from '#lib/server/db/schema/customers.ts';
import { newId } from '#lib/server/db/id.ts';
import type { Database } from '#lib/server/db/open.ts';
import { scoped } from '#lib/server/db/scoped.ts';
import { openTestDatabase } from '../support/database.ts';

const now = new Date('2026-01-05T09:00:00Z');
const [acme, borealis] = [newId(now), newId(now)];
let db: Database;

beforeAll(async () => {
  db = await openTestDatabase();
  for (const [position, id] of [acme, borealis].entries()) {
    await db.app
      .insert(company)
      .values({ id, key: `K${position}`, name: `Company ${position}`, position, createdAt: now });
    const name = `Customer of ${position}`;
    await db.system.insert(customer).values({
      id: newId(now),
      companyId: id,
      legacyId: '1',
      name,
      sortKey: name,
      searchKey: name,
      createdAt: now,
      updatedAt: now
    });
  }
});
afterAll(() => db.close());

describe('the second wall', () => {
  it('S-13 S-17 a query without a scope returns no customer', async () => {
    expect(await db.app.select().from(customer)).toEqual([]);
  });

  it('S-17 staff of one company read its customers only, even when the query names no company', async () => {
    const seen = await scoped(db.app, { companies: { [acme]: 'records' }, overlap: false }, (tx) =>
      tx.select().from(customer)
    );
    expect(seen.map((row) => row.companyId)).toEqual([acme]);
  });

  it('S-17 a reader of aggregates reads no customer at all', async () => {
    const scope = { companies: { [acme]: 'aggregates', [borealis]: 'aggregates' }, overlap: false } as const;
    expect(await scoped(db.app, scope, (tx) => tx.select().from(customer))).toEqual([]);
  });

  it('S-17 nobody writes a record of a company outside the scope', async () => {
    const scope = { companies: { [acme]: 'records' }, overlap: false } as const;
    const changed = await scoped(db.app, scope, (tx) => tx.update(customer).set({ name: 'changed' }).returning());
    expect(changed.map((row) => row.companyId)).toEqual([acme]);
    const foreign = { ...changed[0]!, id: newId(now), companyId: borealis, legacyId: '2' };
    await expect(scoped(db.app, scope, (tx) => tx.insert(customer).values(foreign))).rejects.toThrow();
  });

  it('a scope ends with its transaction', async () => {
    await scoped(db.app, { companies: { [acme]: 'records' }, overlap: false }, (tx) => tx.select().from(customer));
    expect(await db.app.select().from(customer)).toEqual([]);
  });
});
