/** What people say to each other about a questionnaire. The one writer of `survey_comment`. */
import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm';
import { cleanText } from '#lib/survey/text.ts';
import { type Actor, record } from './access/audit.ts';
import { newId } from './db/id.ts';
import type { Db } from './db/open.ts';
import { person } from './db/schema/people.ts';
import { surveyComment } from './db/schema/surveys.ts';

/** Longest comment in characters. */
export const commentLimit = 2000;
const COMMENTS = 500;

export interface Comment {
  id: string;
  questionId: string | null;
  /** Who wrote it; null for somebody who is gone. */
  by: string | null;
  /** Whether the reader wrote it. */
  mine: boolean;
  text: string;
  writtenAt: Date;
  resolvedAt: Date | null;
}

/** The comments on a survey, the oldest first; at most 500. */
export async function list(db: Db, reader: Actor, surveyId: string): Promise<Comment[]> {
  const { id, questionId, personId, text, writtenAt, resolvedAt } = surveyComment;
  const found = await db
    .select({ id, questionId, by: person.name, personId, text, writtenAt, resolvedAt })
    .from(surveyComment)
    .leftJoin(person, eq(person.id, surveyComment.personId))
    .where(eq(surveyComment.surveyId, surveyId))
    .orderBy(asc(writtenAt), asc(id))
    .limit(COMMENTS);
  return found.map(({ personId: writer, ...one }) => ({ ...one, mine: isOf(reader, writer) }));
}

const isOf = (actor: Actor, personId: string | null): boolean =>
  personId !== null && actor.kind === 'person' && actor.id === personId;

/** Writes a comment. Refused when nothing is said, or too much. The survey must exist. */
export async function write(
  db: Db,
  actor: Actor,
  surveyId: string,
  questionId: string | null,
  input: string,
  now: Date
): Promise<{ ok: true; id: string } | { ok: false; reason: 'empty' | 'too_long' }> {
  const text = cleanText(input).trim();
  if (text === '') return { ok: false, reason: 'empty' };
  if (text.length > commentLimit) return { ok: false, reason: 'too_long' };
  const id = newId(now);
  const personId = actor.kind === 'person' ? actor.id : null;
  await db.transaction(async (tx) => {
    await tx.insert(surveyComment).values({ id, surveyId, questionId, personId, text, writtenAt: now });
    await record(tx, actor, 'survey.commented', { kind: 'survey', id: surveyId }, now, { comment: id });
  });
  return { ok: true, id };
}

/** Settles a comment, or opens it again. False when it is not there or stands so already. */
export async function setResolved(
  db: Db,
  actor: Actor,
  surveyId: string,
  id: string,
  resolved: boolean,
  now: Date
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const changed = await tx
      .update(surveyComment)
      .set({ resolvedAt: resolved ? now : null })
      .where(
        and(
          eq(surveyComment.id, id),
          eq(surveyComment.surveyId, surveyId),
          resolved ? isNull(surveyComment.resolvedAt) : isNotNull(surveyComment.resolvedAt)
        )
      )
      .returning({ id: surveyComment.id });
    if (changed.length === 0) return false;
    await record(
      tx,
      actor,
      resolved ? 'survey.comment_resolved' : 'survey.comment_reopened',
      { kind: 'survey', id: surveyId },
      now,
      { comment: id }
    );
    return true;
  });
}

/** Takes back a comment of one's own. False when it is not there, or somebody else's. */
export async function remove(db: Db, actor: Actor, surveyId: string, id: string, now: Date): Promise<boolean> {
  if (actor.kind !== 'person' || actor.id === null) return false;
  const { id: key, surveyId: survey, personId } = surveyComment;
  const mine = and(eq(key, id), eq(survey, surveyId), eq(personId, actor.id));
  return db.transaction(async (tx) => {
    const gone = await tx.delete(surveyComment).where(mine).returning({ id: key });
    if (gone.length === 0) return false;
    await record(tx, actor, 'survey.comment_removed', { kind: 'survey', id: surveyId }, now, { comment: id });
    return true;
  });
}
