/** The end of invitations whose time is over: they take no more answers, and what was begun under them is kept. */
import type { Db } from './db/open.ts';
import { expire as expireInvitations } from './invitations.ts';
import { keepPartial } from './responses.ts';

/** Ends a batch of them; returns how many, so that the caller comes back while there are more. */
export function expire(db: Db, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const ended = await expireInvitations(tx, now);
    await keepPartial(tx, ended, now);
    return ended.length;
  });
}
