import { redirect } from '@sveltejs/kit';
import { endSession } from '#lib/server/access/session.ts';
import { clearSessionCookie } from '#lib/server/http/cookie.ts';

export const POST = async ({ locals, cookies }) => {
  if (locals.sessionId) await endSession(locals.app.db.app, locals.sessionId);
  clearSessionCookie(cookies, locals.app.config.appUrl);
  redirect(303, '/login');
};
