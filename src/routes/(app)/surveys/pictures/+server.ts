import { json } from '@sveltejs/kit';
import { requirePermission } from '#lib/server/http/guard.ts';
import { put } from '#lib/server/pictures.ts';

/** Keeps a picture sent as the body, whatever it is called. 422 for what is none, or is too large for a phone on a bad line. */
export const POST = async (event) => {
  requirePermission(event, 'surveys.edit');
  const { app, actor, now } = event.locals;
  const kept = await put(app.db.app, actor, new Uint8Array(await event.request.arrayBuffer()), now);
  return json(kept, { status: kept.ok ? 201 : 422 });
};
