import { error, json } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import * as comments from '#lib/server/survey-comments.ts';
import { read } from '#lib/server/surveys.ts';

/** `{text, question}` writes a comment, `{comment, resolved}` settles one or opens it again. Answers with all of them. */
export const POST = async (event) => {
  requirePermission(event, 'surveys.edit');
  const { app, actor, now } = event.locals;
  const survey = isId(event.params.id) ? await read(app.db.app, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  const sent = ((await event.request.json().catch(() => null)) ?? {}) as Record<string, unknown>;
  if (typeof sent['comment'] === 'string' && typeof sent['resolved'] === 'boolean') {
    if (!isId(sent['comment'])) error(404, 'no such comment');
    await comments.setResolved(app.db.app, actor, survey.id, sent['comment'], sent['resolved'], now);
  } else {
    const { text, question } = sent;
    if (typeof text !== 'string' || (question !== null && typeof question !== 'string'))
      error(400, 'expected {"text": …, "question": an id or null}');
    const written = await comments.write(app.db.app, actor, survey.id, question?.slice(0, 40) ?? null, text, now);
    if (!written.ok) return json(written, { status: 422 });
  }
  return json(await comments.list(app.db.app, survey.id));
};
