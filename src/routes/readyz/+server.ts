import { isReachable } from '#lib/server/db/open.ts';

/** The process can do its work: the database answers. */
export const GET = async ({ locals }) => {
  const ready = await isReachable(locals.app.db.system);
  return new Response(ready ? 'ready\n' : 'the database does not answer\n', { status: ready ? 200 : 503 });
};
