import { error, json } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { lastBy } from '#lib/server/survey-history.ts';
import * as surveys from '#lib/server/surveys.ts';

/** Saves the draft somebody works on: `{revision, document}`. 409 with what stands there instead when others saved meanwhile. */
export const PUT = async (event) => {
  requirePermission(event, 'surveys.edit');
  const { app, actor, now } = event.locals;
  const { id } = event.params;
  if (!isId(id)) error(404, 'no such survey');
  const sent: unknown = await event.request.json().catch(() => null);
  const { revision, document } = (sent ?? {}) as { revision?: unknown; document?: unknown };
  if (!Number.isInteger(revision)) error(400, 'expected {"revision": a whole number, "document": …}');
  const saved = await surveys.changeDraft(app.db.app, actor, id, revision as number, document, now);
  if (saved.ok) return json(saved);
  if (saved.reason === 'not_found') error(404, 'no such survey');
  if (saved.reason === 'refused') return json(saved, { status: 422 });
  const theirs = await surveys.read(app.db.app, id);
  if (theirs === null) error(404, 'no such survey');
  const by = await lastBy(app.db.app, id, theirs.revision);
  return json({ ...saved, revision: theirs.revision, document: theirs.draft, by }, { status: 409 });
};
