/** A history worth watching: two companies answering week by week, one group of whose customers falls from a week on. */
import { mondayOf, weekOf } from '#lib/alerts/week.ts';
import { seeded } from '#lib/stats/generator.ts';
import { newId } from '#lib/server/db/id.ts';
import type { Database } from '#lib/server/db/open.ts';
import { person } from '#lib/server/db/schema/people.ts';
import { fold } from '#lib/server/rollups.ts';
import { draw, settle, stages, store, type World } from './history.ts';

export interface Fall {
  /** Monday of the first week in which it shows. */
  from: string;
  stage: string;
  /** Points of NPS. */
  by: number;
}

export interface Watched extends World {
  /** Weeks of answers, both included. */
  first: number;
  last: number;
}

/** Answers of `perWeek` customers a week in each stage of each company; Borealis falls. They arrive on the day after. */
export async function makeWatched(
  db: Database,
  weeks: { first: string; last: string },
  perWeek: number,
  fall: Fall | null,
  seed = 11
): Promise<Watched> {
  const random = seeded(seed);
  const [first, last] = [weekOf(new Date(weeks.first)), weekOf(new Date(weeks.last))];
  const world = await settle(db.system, mondayOf(first));
  const fallsFrom = fall === null ? Infinity : weekOf(new Date(fall.from));
  const all = [];
  for (let week = first; week <= last; week++)
    for (const companyId of Object.values(world.companies))
      for (const stage of stages)
        for (let i = 0; i < perWeek; i++) {
          const falls = companyId === world.companies.borealis && stage === fall?.stage && week >= fallsFrom;
          const answeredAt = new Date(mondayOf(week).getTime() + (i % 5) * 86_400_000 + 36_000_000);
          const nps = scoreOf(30 - (falls ? (fall?.by ?? 0) : 0), random);
          const drawn = draw(world, random, { companyId, stage, answeredAt, answers: { nps } });
          all.push({ ...drawn, receivedAt: new Date(answeredAt.getTime() + 86_400_000) });
        }
  await store(db.system, all);
  await foldAll(db, mondayOf(last + 1));
  return { ...world, first, last };
}

/** A code from 0 to 10 whose mean contribution is `nps`, three in ten passive. */
export function scoreOf(nps: number, random: () => number): number {
  const u = random();
  const promoters = 0.35 + nps / 200;
  return u < promoters ? 9 + Math.floor(random() * 2) : u < promoters + 0.3 ? 7 : Math.floor(random() * 7);
}

export async function foldAll(db: Database, now: Date): Promise<void> {
  while ((await fold(db.system, now, 2_000)).more);
}

export async function makePerson(
  db: Database,
  values: Partial<typeof person.$inferInsert> & { email: string },
  now: Date
): Promise<string> {
  const id = newId(now);
  const { email } = values;
  await db.system
    .insert(person)
    .values({ id, name: email, role: 'analyst', state: 'active', createdAt: now, ...values, email });
  return id;
}
