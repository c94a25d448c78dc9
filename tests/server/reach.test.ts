import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#lib/server/db/id.ts';
import { type Database, rows } from '#lib/server/db/open.ts';
import { invitation, type InvitationState } from '#lib/server/db/schema/surveys.ts';
import { recount } from '#lib/server/reach.ts';
import { openTestDatabase } from '../support/database.ts';
import { settle, type World } from '../support/history.ts';

const now = new Date('2026-01-05T09:00:00Z');
let db: Database;
let world: World;

beforeAll(async () => {
  db = await openTestDatabase();
  world = await settle(db.system, now);
});
afterAll(() => db.close());

const invite = (state: InvitationState, invitedAt: string) => {
  const companyId = world.companies.acme;
  const customerId = world.customers[companyId]![0]!;
  const id = newId(now);
  return db.system.insert(invitation).values({
    id,
    companyId,
    customerId,
    channel: 'email',
    kind: 'relationship',
    locale: 'en',
    state,
    invitedAt: new Date(invitedAt)
  });
};
const counted = async () =>
  rows(await db.system.execute(sql`select week::text, invited, delivered, opened, completed from reach order by week`));

describe('who we heard', () => {
  it('M-11 invitations are counted by the week they went out, and again when they move', async () => {
    await invite('completed', '2025-12-29T10:00:00Z');
    await invite('bounced', '2026-01-04T23:59:59Z');
    await invite('opened', '2026-01-05T00:00:00Z');
    await invite('planned', '2026-01-05T00:00:00Z');
    await recount(db.system, now);
    expect(await counted()).toEqual([
      { week: '2025-12-29', invited: 2, delivered: 1, opened: 1, completed: 1 },
      { week: '2026-01-05', invited: 1, delivered: 1, opened: 1, completed: 0 }
    ]);
    await db.system.execute(sql`update invitation set state = 'completed' where state = 'opened'`);
    await recount(db.system, now);
    expect((await counted())[1]).toEqual({ week: '2026-01-05', invited: 1, delivered: 1, opened: 1, completed: 1 });
  });

  it('M-11 old invitations that are imported later are counted too', async () => {
    await invite('sent', '2023-01-02T10:00:00Z');
    await recount(db.system, now);
    expect((await counted())[0]).toEqual({ week: '2023-01-02', invited: 1, delivered: 1, opened: 0, completed: 0 });
    expect(rows(await db.system.execute(sql`select customers from customer_base`))).toEqual([
      { customers: 20 },
      { customers: 20 }
    ]);
  });
});
