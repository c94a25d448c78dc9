import { error, json } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import * as comments from '#lib/server/survey-comments.ts';
import { read } from '#lib/server/surveys.ts';

/** All comments on a survey. */
export const GET = async (event) => {
  requirePermission(event, 'surveys.edit');
  const { app, actor } = event.locals;
  const survey = isId(event.params.id) ? await read(app.db.app, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  return json(await comments.list(app.db.app, actor, survey.id));
};

/**
 * `{text, question}` writes a comment, `{comment, resolved}` settles one or opens it again, `{comment, removed: true}` takes back
 * one's own. Answers with all of them.
 */
export const POST = async (event) => {
  requirePermission(event, 'surveys.edit');
  const { app, actor, now } = event.locals;
  const db = app.db.app;
  const survey = isId(event.params.id) ? await read(db, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  const sent = ((await event.request.json().catch(() => null)) ?? {}) as Record<string, unknown>;
  const { comment, resolved, removed } = sent;
  if (typeof comment === 'string' && (typeof resolved === 'boolean' || removed === true)) {
    if (!isId(comment)) error(404, 'no such comment');
    if (removed !== true) await comments.setResolved(db, actor, survey.id, comment, resolved === true, now);
    else if (!(await comments.remove(db, actor, survey.id, comment, now))) error(404, 'no such comment of yours');
  } else {
    const { text, question } = sent;
    if (typeof text !== 'string' || (question !== null && typeof question !== 'string'))
      error(400, 'expected {"text": …, "question": an id or null}');
    const written = await comments.write(db, actor, survey.id, question?.slice(0, 40) ?? null, text, now);
    if (!written.ok) return json(written, { status: 422 });
  }
  return json(await comments.list(db, actor, survey.id));
};
