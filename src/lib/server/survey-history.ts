/** What a questionnaire's draft was: one row for each spell of work. The one writer of `survey_revision`. */
import { and, desc, eq, lte } from 'drizzle-orm';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { readDocument } from '#lib/survey/format.ts';
import type { Actor } from './access/audit.ts';
import type { Db } from './db/open.ts';
import { person } from './db/schema/people.ts';
import { surveyRevision } from './db/schema/surveys.ts';

/** Saves of one person belong to one spell while they start within this many milliseconds of its beginning. */
const SPELL = 10 * 60_000;

/** Keeps the draft as it was just saved: the person's spell goes on, or a new one begins. */
export async function keep(
  tx: Db,
  actor: Actor,
  surveyId: string,
  revision: number,
  document: SurveyDocument,
  now: Date
): Promise<'new' | 'same'> {
  const personId = actor.kind === 'person' ? actor.id : null;
  const [last] = await tx
    .select({
      revision: surveyRevision.revision,
      personId: surveyRevision.personId,
      startedAt: surveyRevision.startedAt
    })
    .from(surveyRevision)
    .where(eq(surveyRevision.surveyId, surveyId))
    .orderBy(desc(surveyRevision.revision))
    .limit(1);
  const goesOn =
    last !== undefined &&
    last.revision > 1 &&
    last.personId === personId &&
    now.getTime() - last.startedAt.getTime() < SPELL;
  if (goesOn) {
    await tx
      .update(surveyRevision)
      .set({ revision, document, savedAt: now })
      .where(and(eq(surveyRevision.surveyId, surveyId), eq(surveyRevision.revision, last.revision)));
    return 'same';
  }
  await tx.insert(surveyRevision).values({ surveyId, revision, document, personId, startedAt: now, savedAt: now });
  return 'new';
}

export interface Spell {
  revision: number;
  savedAt: Date;
  /** Null for work of a key or a command, and of somebody who is gone. */
  by: string | null;
}

/** The newest spells of work on a survey; at most 100. */
export function list(db: Db, surveyId: string): Promise<Spell[]> {
  return db
    .select({ revision: surveyRevision.revision, savedAt: surveyRevision.savedAt, by: person.name })
    .from(surveyRevision)
    .leftJoin(person, eq(person.id, surveyRevision.personId))
    .where(eq(surveyRevision.surveyId, surveyId))
    .orderBy(desc(surveyRevision.revision))
    .limit(100);
}

/** The draft at the end of a spell; null when there is none of that revision. */
export async function read(db: Db, surveyId: string, revision: number): Promise<SurveyDocument | null> {
  const [found] = await db
    .select({ document: surveyRevision.document })
    .from(surveyRevision)
    .where(and(eq(surveyRevision.surveyId, surveyId), eq(surveyRevision.revision, revision)));
  if (!found) return null;
  const reading = readDocument(found.document);
  return reading.ok ? reading.document : null;
}

/** Who saved last, up to a revision; null when nobody can be named. */
export async function lastBy(db: Db, surveyId: string, revision: number): Promise<string | null> {
  const [found] = await db
    .select({ name: person.name })
    .from(surveyRevision)
    .leftJoin(person, eq(person.id, surveyRevision.personId))
    .where(and(eq(surveyRevision.surveyId, surveyId), lte(surveyRevision.revision, revision)))
    .orderBy(desc(surveyRevision.revision))
    .limit(1);
  return found?.name ?? null;
}
