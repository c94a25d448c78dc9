import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everybody } from '#lib/outreach/audience.ts';
import { consoleActor } from '#lib/server/access/audit.ts';
import type { Database } from '#lib/server/db/open.ts';
import * as programs from '#lib/server/programs.ts';
import { recount } from '#lib/server/reach.ts';
import { fold } from '#lib/server/rollups.ts';
import { seeded } from '#lib/stats/generator.ts';
import { pages, type Reader } from '../bench/pages.ts';
import { draw, settle, store, type World } from '../support/history.ts';
import { makeCustomer, makeSurvey, testSecret } from '../support/outreach.ts';
import { openLoggedDatabase, type StatementLog } from '../support/statement-log.ts';

const now = new Date('2026-01-05T09:00:00Z');
const random = seeded(5);
let db: Database;
let log: StatementLog;
let world: World;
let reader: Reader;

/** Customers and answers of the last months, a third of them not folded. */
async function grow(answers: number, customers: number): Promise<void> {
  const { acme, borealis } = world.companies;
  for (let i = 0; i < customers; i++) await makeCustomer(db, i % 2 ? acme : borealis, `c${random()}@mail.example`, now);
  const drawn = Array.from({ length: answers }, (_, i) =>
    draw(world, random, { answeredAt: new Date(now.getTime() - (i % 300) * 86_400_000) })
  );
  await store(db.system, drawn);
  await fold(db.system, now, Math.ceil((answers * 2) / 3));
  await recount(db.system, now);
}

async function launch(wave: number): Promise<void> {
  const launched = await programs.launch(
    { db, secret: testSecret },
    consoleActor,
    reader.scope,
    reader.programId,
    wave,
    now
  );
  if (!launched.ok) throw new Error(launched.reason);
}

async function statementsOf(page: (typeof pages)[number]): Promise<number> {
  const before = log.ran;
  await page.read(reader);
  return log.ran - before;
}

beforeAll(async () => {
  ({ db, log } = await openLoggedDatabase());
  world = await settle(db.system, now);
  const { acme, borealis } = world.companies;
  const { surveyId } = await makeSurvey(db, now);
  const program = { surveyId, name: 'Pulse', channel: 'link', kind: 'relationship', audience: everybody } as const;
  const made = await programs.create(db.app, consoleActor, { ...program, fatigueDays: 0, expiresDays: 30 }, now);
  if (!made.ok) throw new Error(made.reason);
  const scope = { companies: { [acme]: 'records', [borealis]: 'records' }, overlap: true } as const;
  reader = { db, scope, programId: made.id, now };
  await grow(30, 3);
  await launch(1);
});
afterAll(() => db.close());

describe('a page runs as many statements over many answers, customers and waves as over a few', () => {
  const few = new Map<string, number>();
  beforeAll(async () => {
    // Once for what a connection asks when it is new.
    for (const page of pages) await statementsOf(page);
    for (const page of pages) few.set(page.name, await statementsOf(page));
    await grow(300, 60);
    for (const wave of [2, 3]) await launch(wave);
  });

  it.each(pages)('$name', async (page) => {
    const many = await statementsOf(page);
    expect(many).toBe(few.get(page.name));
    // Beginning and ending a transaction are statements too.
    expect(many).toBeLessThan(16);
  });
});
