/**
 * Answers that are changed after they were sent, in place and once, whatever is repeated. The time of answering and what the customer
 * was then stay: it is the same asking. What the response adds to the figures is taken out of them and queued anew in the same
 * transaction, so that folded and rebuilt figures stay equal (F-36).
 */
import { eq } from 'drizzle-orm';
import type { Db } from './db/open.ts';
import { response } from './db/schema/responses.ts';
import { rekey } from './invitations.ts';
import { type Completed, endChange, queueAgain, replaceAnswers, type Submission } from './responses.ts';
import { takeBack } from './rollups.ts';

/** Stores a submission in the place of a response that was reopened. `answered` when another one was faster. */
export async function change(db: Db, responseId: string, submission: Submission, now: Date): Promise<Completed> {
  return db.transaction(async (tx) => {
    await takeBack(tx, responseId);
    const ended = await endChange(tx, responseId, submission.key);
    const [old] = await tx.select().from(response).where(eq(response.id, responseId));
    // What was taken back waits to be folded again, changed or not.
    await queueAgain(tx, responseId);
    if (!old || !ended) {
      return old?.submissionKey === submission.key
        ? { ok: true, responseId, repeated: true }
        : { ok: false, reason: 'answered' };
    }
    await replaceAnswers(tx, old, submission, now);
    await rekey(tx, submission.invitation.id, submission.key);
    return { ok: true, responseId, repeated: false };
  });
}
